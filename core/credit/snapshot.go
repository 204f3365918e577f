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
	serial uint64
}

// Freeze keeps the present state for a snapshot, in constant time.
func (b *Book) Freeze() View { return View{lines: b.lines.Freeze(), serial: b.serial} }

// Append writes the view: the lines behind their count.
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
		b.queue.push(event{line.next, i})
	}
	return b, nil
}

// Lines calls f for each line of the view until it returns false.
func (v *View) Lines(f func(*Line) bool) {
	for i := range v.lines.Len() {
		if !f(v.lines.At(i)) {
			return
		}
	}
}
