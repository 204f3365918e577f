package books

import (
	"context"
	"database/sql"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Posting is a movement, a hold, or the release of one.
type Posting struct {
	// Posting holds the transfer as it was asked for, with what a Post or Void
	// takes from its hold filled in. Posted is what was posted, set aside (with
	// Pending) or shared (with Split); zero for a Void.
	ledger.Posting
	Number uint64 // counts the postings from one
	Seq    uint64 // of its record in the log
	At     int64  // when it was posted, Unix nanoseconds
}

// still are the flags of postings that move no balance: holds, their release,
// and splits, whose shares are postings of their own.
const still = ledger.Pending | ledger.Void | ledger.Split

// moves is the condition of postings that do move one: flags & still = 0, as a
// constant, for SQLite takes a partial index only where it sees its condition.
const moves = `flags & 74 = 0`

var _ [0]struct{} = [still - 74]struct{}{}

// Moved is what the debit account was debited and the credit account credited.
func (p *Posting) Moved() money.Amount {
	if p.Flags&still != 0 {
		return money.Amount{}
	}
	return p.Posted
}

// EffectiveAt is when the posting counts for statements, Unix nanoseconds.
func (p *Posting) EffectiveAt() int64 {
	if p.Effective == 0 {
		return p.At
	}
	return p.Effective
}

const postingColumns = `n, id, at, effective, debit, credit, posted, asked, asset, code, flags, hold, cause, deadline, seq,
	budget, part, (SELECT calls.id FROM calls WHERE calls.n = postings.call)`

func scanPosting(rows *sql.Rows) (p Posting, err error) {
	var id, debit, credit, posted, asked, hold, cause, call sql.RawBytes
	var effective, deadline, budget, part sql.NullInt64
	err = rows.Scan(&p.Number, &id, &p.At, &effective, &debit, &credit, &posted, &asked, &p.Asset, &p.Code, &p.Flags, &hold, &cause, &deadline, &p.Seq, &budget, &part, &call)
	if err != nil {
		return p, err
	}
	p.ID, p.Debit, p.Credit, p.Hold, p.Cause = idOf(id), idOf(debit), idOf(credit), idOf(hold), idOf(cause)
	p.Effective, p.Deadline = effective.Int64, deadline.Int64
	p.Budget = ledger.BudgetID(budget.Int64)
	p.Posted = amountOf(posted)
	p.Amount = p.Posted
	if asked != nil {
		p.Amount = amountOf(asked)
	}
	if part.Valid {
		p.complete(part.Int64, idOf(call))
	}
	return p, nil
}

func postings(ctx context.Context, q querier, text string, args ...any) (list []Posting, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPosting(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// firstSince is the lowest number from which on all postings (or calls) are at or
// after a time: one more than the last when all came before. Times never fall as
// numbers rise, so that halving finds it; the database does that by itself, for
// each step would be a way to a server and back.
func firstSince(ctx context.Context, q querier, search string, at int64) (first int64, err error) {
	err = q.QueryRowContext(ctx, search, at).Scan(&first)
	return first, err
}

// halving is the search in a table for the first row whose time is ?1 or later.
func halving(table, time string) string {
	at := func(column string) string {
		return `(SELECT ` + column + ` FROM ` + table + ` WHERE n >= (low + high) / 2 ORDER BY n LIMIT 1)`
	}
	return `WITH RECURSIVE search (low, high) AS (
	SELECT CAST(1 AS INTEGER), (SELECT coalesce(max(n), 0) + 1 FROM ` + table + `)
	UNION ALL SELECT CASE WHEN ` + at(time) + ` < ?1 THEN ` + at("n") + ` + 1 ELSE low END, CASE WHEN ` + at(time) + ` < ?1 THEN high ELSE (low + high) / 2 END
	FROM search WHERE low < high) SELECT max(low) FROM search`
}

var (
	postingSince = halving("postings", "at")
	callSince    = halving("calls", "opened_at")
)

func firstPostingSince(ctx context.Context, q querier, at int64) (int64, error) {
	return firstSince(ctx, q, postingSince, at)
}
