package books

import (
	"context"
	"database/sql"
	"math"

	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Comparison is what a token's ledger and its chain had in a final block.
type Comparison struct {
	Token uint32
	Seq   uint64 // of its record in the log
	settlement.Comparison
}

// ComparisonPage is a part of a list of comparisons. Next continues it; empty at
// its end.
type ComparisonPage struct {
	Comparisons []Comparison
	Next        string
}

const (
	comparisonsAll    = `SELECT ` + comparisonRow + ` FROM comparisons WHERE token = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3`
	comparisonsDiffer = `SELECT ` + comparisonRow + ` FROM comparisons INDEXED BY comparisons_differ WHERE token = ?1 AND n < ?2 AND differs IS NOT NULL ORDER BY n DESC LIMIT ?3`
)

// Comparisons gives a token's comparisons, newest first: those that found a
// difference, and of others the last of each hour.
func (b *Books) Comparisons(ctx context.Context, token uint32, differing bool, cursor string, limit int) (page ComparisonPage, err error) {
	text, kind := comparisonsAll, "comparisons"
	if differing {
		text, kind = comparisonsDiffer, "differing"
	}
	limit = limited(limit)
	name := query(kind, uint64(token))
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	list, err := collect(ctx, b.reader, scanComparison, text, int64(token), after.n, limit+1)
	if err != nil {
		return page, err
	}
	page.Comparisons, page.Next = cut(list, limit, name, func(c *Comparison) int64 { return int64(c.Seq) })
	return page, nil
}

func scanComparison(rows *sql.Rows) (c Comparison, err error) {
	var hash, onChain, inLedger, escrowOnChain, escrowInLedger sql.RawBytes
	var block int64
	if err = rows.Scan(&c.Token, &c.Seq, &block, &hash, &c.At, &onChain, &inLedger, &escrowOnChain, &escrowInLedger); err != nil {
		return c, err
	}
	c.Block, c.Hash = uint64(block), hashOf(hash)
	c.OnChain, c.Ledger = amountOf(onChain), amountOf(inLedger)
	c.EscrowOnChain, c.EscrowLedger = amountOf(escrowOnChain), amountOf(escrowInLedger)
	return c, nil
}

// Payee is where a party was to be paid in a token, from when on.
type Payee struct {
	Number uint64 // grows with each that is entered
	settlement.Payee
}

// PayeePage is a part of a list of payees. Next continues it; empty at its end.
type PayeePage struct {
	Payees []Payee
	Next   string
}

// Payees gives the addresses that a party entered, in all tokens, newest first.
func (b *Books) Payees(ctx context.Context, party ledger.ID, cursor string, limit int) (page PayeePage, err error) {
	limit = limited(limit)
	name := query("payees", party.Hi, party.Lo)
	list, err := walkPage(ctx, b.reader, scanPayee, "payees", payeeRow, []condition{{"party", idBlob(party), true}}, name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Payees, page.Next = cut(list, limit, name, func(p *Payee) int64 { return int64(p.Number) })
	return page, nil
}

func scanPayee(rows *sql.Rows) (p Payee, err error) {
	var party, to sql.RawBytes
	err = rows.Scan(&p.Number, &party, &p.Token, &to, &p.Since, &p.GoodFor)
	p.Party, p.To = idOf(party), addressOf(to)
	return p, err
}

// walkPage asks for a page and one row more.
func walkPage[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), table, columns string, list []condition, name uint32, cursor string, limit int) ([]T, error) {
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return nil, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	text, args := walkDown(table, columns, list, 1, after.n, limit+1)
	return collect(ctx, q, scan, text, args...)
}

// cut makes a page of the rows that were asked for, and the cursor of the next.
func cut[T any](list []T, limit int, name uint32, number func(*T) int64) ([]T, string) {
	if len(list) <= limit {
		return list, ""
	}
	list = list[:limit]
	return list, place{n: number(&list[limit-1])}.cursor(name)
}

func collect[T any](ctx context.Context, q querier, scan func(*sql.Rows) (T, error), text string, args ...any) (list []T, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

func hashOf(b []byte) (h settlement.Hash) {
	copy(h[:], b)
	return h
}

func addressOf(b []byte) (a settlement.Address) {
	copy(a[:], b)
	return a
}
