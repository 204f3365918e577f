package books

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"

	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// Peg is how a token stood to what it says it is worth, when its guard was changed or
// a price of it entered.
type Peg struct {
	Token   uint32
	Seq     uint64 // of its record in the log
	At      int64  // Unix nanoseconds
	Trouble string // why nothing was taken in it; empty while it was
	settlement.Peg
}

// PegPage is a part of a list of pegs. Next continues it; empty at its end.
type PegPage struct {
	Pegs []Peg
	Next string
}

const (
	pegRow    = `token, n, at, trouble, closes, opens, jump, payouts, price, price_at, valid, source, since, held, held_at, held_valid, held_source, away, turn`
	pegsOf    = `SELECT ` + pegRow + ` FROM pegs WHERE token = ?1 AND n < ?2 ORDER BY n DESC LIMIT ?3`
	selectPeg = `SELECT trouble FROM pegs WHERE token = ?1 AND n = (SELECT max(n) FROM pegs WHERE token = ?1)`
)

// Pegs gives what was entered of a token's peg, newest first; of one record the last.
func (b *Books) Pegs(ctx context.Context, token uint32, cursor string, limit int) (page PegPage, err error) {
	limit = limited(limit)
	name := query("pegs", uint64(token))
	before, err := beforeOf(cursor, name)
	if err != nil {
		return page, err
	}
	list, err := collect(ctx, b.reader, scanPeg, pegsOf, int64(token), before, limit+1)
	if err != nil {
		return page, err
	}
	page.Pegs, page.Next = cut(list, limit, name, func(p *Peg) int64 { return int64(p.Seq) })
	return page, nil
}

func scanPeg(rows *sql.Rows) (p Peg, err error) {
	err = rows.Scan(&p.Token, &p.Seq, &p.At, &p.Trouble, &p.Guard.CloseBPS, &p.Guard.OpenBPS, &p.Guard.JumpBPS, &p.Guard.Payouts,
		&p.Price.Price, &p.Price.At, &p.Price.Valid, &p.Price.Source, &p.Since, &p.Held.Price, &p.Held.At, &p.Held.Valid, &p.Held.Source, &p.Away, &p.Turn)
	return p, err
}

// PegChanged implements clearing.Observer.
func (b *Books) PegChanged(_ int64, t *settlement.TokenState) {
	b.current.chains.pegs = append(b.current.chains.pegs, *t)
	b.current.size += rowSize
}

// putPeg writes how a token's peg is now. It is news when the token is no longer taken,
// or taken again; that a price has become stale is in no record, and in no event.
func (w *writer) putPeg(ctx context.Context, r *record, t *settlement.TokenState) error {
	p, c := &t.Peg, &w.chains
	var was [1]driver.Value
	if err := c.pegWas.uint(uint64(t.Number)).row(ctx, was[:]); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	before, _ := was[0].(string)
	now := string(p.Trouble(r.at))
	if before != now {
		kind := ChangeTokenOff
		if now == "" {
			kind = ChangeTokenOn
		}
		if err := w.changed(ctx, r, kind, ledger.ID{}, t.Number, ledger.ID{}); err != nil {
			return err
		}
	}
	_, err := c.peg.uint(uint64(t.Number)).uint(r.seq).int(r.at).text(now).uint(uint64(p.Guard.CloseBPS)).uint(uint64(p.Guard.OpenBPS)).uint(uint64(p.Guard.JumpBPS)).flag(p.Guard.Payouts).
		uint(p.Price.Price).int(p.Price.At).int(p.Price.Valid).text(p.Price.Source).int(p.Since).
		uint(p.Held.Price).int(p.Held.At).int(p.Held.Valid).text(p.Held.Source).flag(p.Away).uint(uint64(p.Turn)).run(ctx)
	if err != nil {
		return fmt.Errorf("peg of token %d: %w", t.Number, err)
	}
	return nil
}
