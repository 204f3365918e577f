package books

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"math"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// Pushed is what one command changed between a buyer and a seller by usage that
// was pushed in: the machine's record, its lines without the ids of their events.
type Pushed struct {
	Number uint64 // counts from one
	Seq    uint64 // of its record in the log
	At     int64  // Unix nanoseconds
	clearing.UseRecord
	Events []int // how many each line is of
}

// PushedPage is a part of a list of pushed usage. Next continues it; empty at its end.
type PushedPage struct {
	Pushed []Pushed
	Next   string
}

var (
	usesAll = `SELECT ` + useRow + ` FROM uses WHERE n < ?1 ORDER BY n DESC LIMIT ?2`
	usesOf  = `SELECT ` + useRow + ` FROM (SELECT * FROM (SELECT * FROM uses WHERE ` + along("buyer", "?3", "1", "?1") + down("buyer") + ` LIMIT ?2) AS debits
	UNION ALL SELECT * FROM (SELECT * FROM uses WHERE ` + along("seller", "?3", "1", "?1") + down("seller") + ` LIMIT ?2) AS credits) AS rows ORDER BY n DESC LIMIT ?2`
	useLines = `SELECT definition, product, meter, key, coalesce(region, ''), card, model, hour, quantity, due, credit, events
	FROM use_lines WHERE use = ? ORDER BY place`

	useCharged = `SELECT ` + useRow + ` FROM uses WHERE posting = ?`
	// chargePostings finds what paid ?1, and how it was shared: by ?2.
	chargePostings = `SELECT ` + postingColumns + ` FROM postings WHERE id = ?1
UNION SELECT ` + postingColumns + ` FROM postings WHERE cause = ?1
UNION SELECT ` + postingColumns + ` FROM postings WHERE cause = ?2
ORDER BY n LIMIT ?3`
	grantOfAccount = `SELECT id, name FROM grants WHERE account = ?`
)

// Charge is what was posted at once for pushed usage.
type Charge struct {
	Pushed
	Grants   []GrantPart // what grants paid of it, in their order; the rest is the buyer account's
	Postings []Posting   // in order: who paid, and the shares
}

// Charge finds what was posted for pushed usage by the id of its first posting;
// ErrNotFound when that is none.
func (b *Books) Charge(ctx context.Context, posting ledger.ID) (c Charge, err error) {
	err = b.view(ctx, func(q querier) error {
		list, err := uses(ctx, q, useCharged, idBlob(posting))
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return ErrNotFound
		}
		c.Pushed = list[0]
		if err := c.lines(ctx, q); err != nil {
			return err
		}
		if c.Postings, err = postings(ctx, q, chargePostings, idBlob(posting), idBlob(c.Share), LimitMax); err != nil {
			return err
		}
		return c.payers(ctx, q)
	})
	if err != nil {
		return Charge{}, err
	}
	return c, nil
}

// payers finds out which of those who paid are grants.
func (c *Charge) payers(ctx context.Context, q querier) error {
	for i := range c.Postings {
		p := &c.Postings[i]
		if p.Code != clearing.TransferUse {
			continue
		}
		g, err := one(ctx, q, func(rows *sql.Rows) (g GrantPart, err error) {
			var id sql.RawBytes
			err = rows.Scan(&id, &g.Name)
			g.Grant = idOf(id)
			return g, err
		}, grantOfAccount, idBlob(p.Debit))
		switch {
		case errors.Is(err, ErrNotFound): // the buyer's own account
		case err != nil:
			return err
		default:
			g.Account, g.Amount = p.Debit, p.Posted
			c.Grants = append(c.Grants, g)
		}
	}
	return nil
}

// Pushed gives what was pushed in, newest first: of one buyer or seller, or with
// the zero id of everybody.
func (b *Books) Pushed(ctx context.Context, of ledger.ID, cursor string, limit int) (page PushedPage, err error) {
	limit = limited(limit)
	name := query("pushed", of.Hi, of.Lo)
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	err = b.view(ctx, func(q querier) error {
		text, args := usesAll, []any{after.n, limit + 1}
		if !of.IsZero() {
			text, args = usesOf, append(args, idBlob(of))
		}
		if page.Pushed, err = uses(ctx, q, text, args...); err != nil {
			return err
		}
		if len(page.Pushed) > limit {
			page.Pushed = page.Pushed[:limit]
			page.Next = place{n: int64(page.Pushed[limit-1].Number)}.cursor(name)
		}
		for i := range page.Pushed {
			if err := page.Pushed[i].lines(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return PushedPage{}, err
	}
	return page, nil
}

func uses(ctx context.Context, q querier, text string, args ...any) (list []Pushed, err error) {
	rows, err := q.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var u Pushed
		var buyer, seller, charged, posting, creditIn, creditOut, owedIn, owedOut sql.RawBytes
		err := rows.Scan(&u.Number, &u.At, &u.Seq, &buyer, &seller, &u.Asset, &charged, &posting,
			&u.CarryIn, &u.CarryOut, &creditIn, &creditOut, &owedIn, &owedOut)
		if err != nil {
			return nil, err
		}
		u.Buyer, u.Seller, u.Charged, u.Posting = idOf(buyer), idOf(seller), amountOf(charged), idOf(posting)
		if !u.Posting.IsZero() {
			u.Share = payment.ShareID(u.Posting)
		}
		u.CreditIn, u.CreditOut = amountOf(creditIn), amountOf(creditOut)
		u.OwedIn, u.OwedOut = amountOf(owedIn), amountOf(owedOut)
		list = append(list, u)
	}
	return list, rows.Err()
}

func (u *Pushed) lines(ctx context.Context, q querier) error {
	rows, err := q.QueryContext(ctx, useLines, int64(u.Number))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l clearing.UseLine
		var events int
		var key, quantity, due, credit sql.RawBytes
		if err := rows.Scan(&l.Definition, &l.Product, &l.Meter, &key, &l.Region, &l.Card, &l.Model, &l.Hour, &quantity, &due, &credit, &events); err != nil {
			return err
		}
		if len(quantity) != 8 {
			return errUsage
		}
		l.Key, l.Quantity, l.Due, l.Credit = idOf(key), binary.BigEndian.Uint64(quantity), amountOf(due), amountOf(credit)
		u.Lines, u.Events = append(u.Lines, l), append(u.Events, events)
	}
	return rows.Err()
}
