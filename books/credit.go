package books

import (
	"context"
	"fmt"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/payment"
)

// creditRecord is what one record of the log changed about credit, each kind in the
// order in which it was told.
type creditRecord struct {
	lines    []credit.Line
	invoices []credit.Invoice
	grants   []credit.Grant
}

func (r *creditRecord) reset() {
	*r = creditRecord{lines: r.lines[:0], invoices: r.invoices[:0], grants: r.grants[:0]}
}

// LineChanged implements clearing.Observer.
func (b *Books) LineChanged(_ int64, l *credit.Line) {
	b.current.credit.lines = append(b.current.credit.lines, *l)
	b.current.size += rowSize
}

// InvoiceChanged implements clearing.Observer.
func (b *Books) InvoiceChanged(_ int64, i *credit.Invoice) {
	b.current.credit.invoices = append(b.current.credit.invoices, *i)
	b.current.size += rowSize
}

// GrantChanged implements clearing.Observer.
func (b *Books) GrantChanged(_ int64, g *credit.Grant) {
	b.current.credit.grants = append(b.current.credit.grants, *g)
	b.current.size += rowSize
}

// The columns that the rows are written with.
const (
	lineRow    = `party, account, asset, amount, period, due_days, grace_days, late_fee, begins, until, since, stopped, changed_at`
	invoiceRow = `n, party, account, asset, number, begins, ends, amount, due, bounced, stops, fee, state, mark, changed_at`
	grantRow   = `id, party, account, asset, amount, name, priority, expires, sellers, models, from_account, back_account, at, ended, lapsed, changed_at`
	partOfRow  = `call, place, account, amount`
)

// creditRows write what changed about credit. It is little, so each row is written
// as it comes.
type creditRows struct{ line, invoice, grant, part *statement }

func (c *creditRows) statements() []preparation {
	return []preparation{
		{&c.line, single(replacement("credit_lines", "n", lineRow).text)},
		{&c.invoice, single(replacement("invoices", "id", invoiceRow, "n").text)},
		{&c.grant, single(replacement("grants", "n", grantRow).text)},
		{&c.part, single(insertInto("call_parts", partOfRow))},
	}
}

// lend writes what a record changed about credit.
func (w *writer) lend(ctx context.Context, r *record) error {
	for i := range r.credit.lines {
		l := &r.credit.lines[i]
		if err := w.changed(ctx, r, ChangeCreditLine, ledger.ID{}, l.Number, l.Party); err != nil {
			return err
		}
		t := &l.Terms
		_, err := w.credit.line.int(int64(l.Number)).id(l.Party).id(l.Account).uint(uint64(l.Asset)).amount(t.Amount).int(int64(t.Period)).
			int(int64(t.DueDays)).int(int64(t.GraceDays)).int(int64(t.LateFee)).int(t.From).int(t.Until).int(l.Since).flag(l.Stopped).int(r.at).run(ctx)
		if err != nil {
			return fmt.Errorf("credit line %d: %w", l.Number, err)
		}
	}
	for i := range r.credit.invoices {
		v := &r.credit.invoices[i]
		if err := w.changed(ctx, r, ChangeInvoice, v.ID, uint32(v.State), v.Party); err != nil {
			return err
		}
		_, err := w.credit.invoice.id(v.ID).int(w.state.change).id(v.Party).id(v.Account).uint(uint64(v.Asset)).uint(uint64(v.Number)).int(v.From).int(v.To).
			amount(v.Amount).int(v.Due).flag(v.Bounced).int(v.Stops).amount(v.Fee).int(int64(v.State)).amount(v.Mark).int(r.at).run(ctx)
		if err != nil {
			return fmt.Errorf("invoice %s: %w", v.ID, err)
		}
	}
	for i := range r.credit.grants {
		if err := w.putGrant(ctx, r, &r.credit.grants[i]); err != nil {
			return fmt.Errorf("grant %s: %w", r.credit.grants[i].ID, err)
		}
	}
	return w.callParts(ctx, r)
}

func (w *writer) putGrant(ctx context.Context, r *record, g *credit.Grant) error {
	state := uint32(1)
	if g.Ended != 0 {
		state = 2
	}
	if err := w.changed(ctx, r, ChangeGrant, g.ID, state, g.Party); err != nil {
		return err
	}
	sellers := make([]byte, 0, len(g.Sellers)*ledger.IDSize)
	for _, seller := range g.Sellers {
		sellers = append(sellers, idBlob(seller)...)
	}
	_, err := w.credit.grant.int(int64(g.Number)).id(g.ID).id(g.Party).id(g.Account).uint(uint64(g.Asset)).amount(g.Amount).text(g.Name).int(int64(g.Priority)).
		int(g.Expires).blob(sellers).text(strings.Join(g.Models, "\n")).id(g.From).id(g.Back).int(g.At).int(g.Ended).amount(g.Lapsed).int(r.at).run(ctx)
	return err
}

// callParts writes what grants paid of calls.
func (w *writer) callParts(ctx context.Context, r *record) error {
	for i := range r.closed {
		c := &r.closed[i]
		if c.State != clearing.CallCaptured {
			continue
		}
		for place, p := range payment.Used(c.Answer.Parts, c.Answer.Charge) {
			if _, err := w.credit.part.id(c.Call.ID).int(int64(place)).id(p.Account).amount(p.Amount).run(ctx); err != nil {
				return fmt.Errorf("part %d of call %s: %w", place, c.Call.ID, err)
			}
		}
	}
	return nil
}
