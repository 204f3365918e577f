package books

import (
	"context"
	"math"

	"aidollar/core/ledger"
)

// Span is a span of time in Unix nanoseconds: From inclusive, To exclusive;
// zero is open.
type Span struct{ From, To int64 }

func (s Span) end() int64 {
	if s.To == 0 {
		return math.MaxInt64
	}
	return s.To
}

func (s Span) start() int64 {
	if s.From == 0 {
		return math.MinInt64
	}
	return s.From
}

// HistoryFilter says what of an account's history is wanted.
type HistoryFilter struct {
	Span        Span
	ByEffective bool // Span and the order go by effective time, not by posting time
}

// PostingPage is a part of a list of postings. Next continues it; empty at its end.
type PostingPage struct {
	Postings []Posting
	Next     string
}

// History gives what moved on either side of an account, newest first. Holds,
// releases and splits move nothing; a call's are in its receipt. What
// is posted meanwhile changes no page that follows, unless it is back-dated into
// it with ByEffective. An account that nobody knows has no postings.
func (b *Books) History(ctx context.Context, account ledger.ID, f HistoryFilter, cursor string, limit int) (page PostingPage, err error) {
	limit = limited(limit)
	mode := uint64(0)
	if f.ByEffective {
		mode = 1
	}
	name := query("history", account.Hi, account.Lo, uint64(f.Span.From), uint64(f.Span.To), mode)
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after = place{math.MaxInt64, math.MaxInt64}
	}
	err = b.view(ctx, func(tx querier) (err error) {
		if f.ByEffective {
			page.Postings, err = historyByEffective(ctx, tx, account, f.Span, after, limit+1)
		} else {
			page.Postings, err = historyByPosting(ctx, tx, account, f.Span, after, limit+1)
		}
		return err
	})
	if err != nil {
		return PostingPage{}, err
	}
	if len(page.Postings) > limit {
		page.Postings = page.Postings[:limit]
		last := &page.Postings[limit-1]
		page.Next = place{last.EffectiveAt(), int64(last.Number)}.cursor(name)
	}
	return page, nil
}

// numbers turns a span of posting time into numbers: from inclusive, to exclusive.
func numbers(ctx context.Context, q querier, s Span, search string) (from, to int64, err error) {
	from, to = 1, math.MaxInt64
	if s.From != 0 {
		if from, err = firstSince(ctx, q, search, s.From); err != nil {
			return 0, 0, err
		}
	}
	if s.To != 0 {
		to, err = firstSince(ctx, q, search, s.To)
	}
	return from, to, err
}

var historyText = `
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings WHERE ` + along("debit", "?1", "?2", "?3") + ` AND ` + moves + down("debit") + ` LIMIT ?4) AS debits
UNION ALL
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings WHERE ` + along("credit", "?1", "?2", "?3") + ` AND ` + moves + down("credit") + ` LIMIT ?4) AS credits
ORDER BY n DESC LIMIT ?4`

func historyByPosting(ctx context.Context, q querier, account ledger.ID, s Span, after place, limit int) ([]Posting, error) {
	from, to, err := numbers(ctx, q, s, postingSince)
	if err != nil {
		return nil, err
	}
	return postings(ctx, q, historyText, idBlob(account), from, min(to, after.n), limit)
}

var historyEffectiveText = `SELECT * FROM (
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings
	WHERE ` + along("debit", "?1", "?2", "?3") + ` AND ` + moves + ` AND effective IS NULL AND (at < ?4 OR n < ?5)` + down("debit") + ` LIMIT ?8) AS debits
UNION ALL
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings
	WHERE ` + along("credit", "?1", "?2", "?3") + ` AND ` + moves + ` AND effective IS NULL AND (at < ?4 OR n < ?5)` + down("credit") + ` LIMIT ?8) AS credits
UNION ALL
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings INDEXED BY postings_debit_effective
	WHERE debit = ?1 AND ` + moves + ` AND effective >= ?6 AND effective < ?7 AND (effective, n) < (?4, ?5) ORDER BY effective DESC, n DESC LIMIT ?8) AS earlier_debits
UNION ALL
SELECT * FROM (SELECT ` + postingColumns + ` FROM postings INDEXED BY postings_credit_effective
	WHERE credit = ?1 AND ` + moves + ` AND effective >= ?6 AND effective < ?7 AND (effective, n) < (?4, ?5) ORDER BY effective DESC, n DESC LIMIT ?8) AS earlier_credits
) AS rows ORDER BY coalesce(effective, at) DESC, n DESC LIMIT ?8`

// historyByEffective merges what counts when it was posted, in the order of
// numbers, with the few postings that are back-dated.
func historyByEffective(ctx context.Context, q querier, account ledger.ID, s Span, after place, limit int) ([]Posting, error) {
	from, to, err := numbers(ctx, q, s, postingSince)
	if err != nil {
		return nil, err
	}
	if after.n < math.MaxInt64 {
		// Of those at the cursor's very time, the ones with lower numbers follow.
		end, err := firstPostingSince(ctx, q, after.effective+1)
		if err != nil {
			return nil, err
		}
		to = min(to, end)
	}
	return postings(ctx, q, historyEffectiveText, idBlob(account), from, to, after.effective, after.n, s.start(), s.end(), limit)
}
