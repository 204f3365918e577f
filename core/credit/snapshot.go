package credit

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// View is a book as it was when it was frozen.
type View struct {
	lines  paged.Slice[Line]
	grants paged.Slice[Grant]
	serial uint64
}

// Freeze keeps the present state for a snapshot, in constant time.
func (b *Book) Freeze() View {
	return View{lines: b.lines.Freeze(), grants: b.grants.Freeze(), serial: b.serial}
}

// Append writes the view: lines and grants behind their counts.
func (v *View) Append(a *wire.Appender) {
	a.U64(v.serial)
	a.U32(uint32(v.lines.Len()))
	for i := range v.lines.Len() {
		l := v.lines.At(i)
		a.ID(l.Party)
		a.ID(l.Account)
		a.U32(uint32(l.Asset))
		l.Terms.Append(a)
		a.I64(l.Since)
		a.I64(l.Ends)
		a.Flag(l.Stopped)
		a.U32(l.Invoices)
		a.I64(l.begun)
		a.Amount(l.billed)
		a.U64(l.carry)
		a.I64(l.next)
		a.Flag(l.excess)
		a.U16(uint16(len(l.open)))
		for j := range l.open {
			appendInvoice(a, &l.open[j])
		}
	}
	a.U32(uint32(v.grants.Len()))
	for i := range v.grants.Len() {
		g := v.grants.At(i)
		g.Append(a)
		a.I64(g.At)
		a.I64(g.Ended)
		a.Amount(g.Lapsed)
		a.I64(g.next)
	}
}

// Append writes what a caller says of a grant.
func (g *Grant) Append(a *wire.Appender) {
	a.ID(g.ID)
	a.ID(g.Party)
	a.U32(uint32(g.Asset))
	a.Amount(g.Amount)
	a.Text(g.Name)
	a.U16(g.Priority)
	a.I64(g.Expires)
	sellers, models := g.Sellers[:min(len(g.Sellers), 1<<16-1)], g.Models[:min(len(g.Models), 1<<16-1)]
	a.U16(uint16(len(sellers)))
	for _, seller := range sellers {
		a.ID(seller)
	}
	a.U16(uint16(len(models)))
	for _, model := range models {
		a.Text(model)
	}
	a.ID(g.From)
	a.ID(g.Back)
}

// ReadGrant reads what Grant.Append wrote.
func ReadGrant(r *wire.Reader) Grant {
	g := Grant{ID: r.ID(), Party: r.ID(), Asset: ledger.AssetID(r.U32()), Amount: r.Amount(), Name: r.Text(), Priority: r.U16(), Expires: r.I64()}
	for range r.U16() {
		if g.Sellers = append(g.Sellers, r.ID()); r.Short() {
			return g
		}
	}
	for range r.U16() {
		if g.Models = append(g.Models, r.Text()); r.Short() {
			return g
		}
	}
	g.From, g.Back = r.ID(), r.ID()
	return g
}

// appendInvoice writes what an invoice does not share with its line.
func appendInvoice(a *wire.Appender, i *Invoice) {
	a.ID(i.ID)
	a.U32(i.Number)
	a.I64(i.From)
	a.I64(i.To)
	a.Amount(i.Amount)
	a.I64(i.Due)
	a.Flag(i.Bounced)
	a.I64(i.Stops)
	a.Amount(i.Fee)
	a.U8(uint8(i.State))
	a.Amount(i.Mark)
}

func readInvoice(r *wire.Reader, l *Line) Invoice {
	return Invoice{
		Party: l.Party, Account: l.Account, Asset: l.Asset,
		ID: r.ID(), Number: r.U32(), From: r.I64(), To: r.I64(), Amount: r.Amount(), Due: r.I64(), Bounced: r.Flag(), Stops: r.I64(),
		Fee: r.Amount(), State: InvoiceState(r.U8()), Mark: r.Amount(),
	}
}

var errSnapshot = errors.New("credit: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(l *ledger.Ledger, house House, r *wire.Reader) (*Book, error) {
	b := NewBook(l, house)
	b.serial = r.U64()
	for range r.U32() {
		line := Line{Number: uint32(b.lines.Len()) + 1, Party: r.ID(), Account: r.ID(), Asset: ledger.AssetID(r.U32())}
		line.Terms = ReadTerms(r)
		line.Since, line.Ends, line.Stopped, line.Invoices = r.I64(), r.I64(), r.Flag(), r.U32()
		line.begun, line.billed, line.carry, line.next, line.excess = r.I64(), r.Amount(), r.U64(), r.I64(), r.Flag()
		for range min(r.U16(), InvoicesMax) {
			line.open = append(line.open, readInvoice(r, &line))
		}
		_, twice := b.linesByAccount[line.Account]
		_, known := l.Account(line.Account)
		if r.Short() || twice || !known || line.carry >= FeeWhole || line.Terms.refusal() != "" {
			return nil, fmt.Errorf("%w: line %d is damaged", errSnapshot, line.Number)
		}
		i := b.lines.Append(line)
		b.linesByAccount[line.Account] = i
		b.queue.Push(event{at: line.next, place: i})
	}
	return b, b.restoreGrants(r)
}

func (b *Book) restoreGrants(r *wire.Reader) error {
	for range r.U32() {
		g := ReadGrant(r)
		g.Number, g.Account = uint32(b.grants.Len())+1, g.ID.Derive(uint64(b.house.Account))
		g.At, g.Ended, g.Lapsed, g.next = r.I64(), r.I64(), r.Amount(), r.I64()
		_, twice := b.grantsByID[g.ID]
		if _, known := b.ledger.Account(g.Account); r.Short() || twice || !known {
			return fmt.Errorf("%w: grant %d is damaged", errSnapshot, g.Number)
		}
		i := b.grants.Append(g)
		b.enter(i)
		if g.next != 0 {
			b.queue.Push(event{at: g.next, grant: true, place: i})
		}
	}
	return nil
}

// Lines calls f for each line of the view until it returns false.
func (v *View) Lines(f func(*Line) bool) {
	for i := range v.lines.Len() {
		if !f(v.lines.At(i)) {
			return
		}
	}
}
