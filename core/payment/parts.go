package payment

import (
	"fmt"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// SourcesMax bounds the accounts that one payment draws on before the buyer's.
const SourcesMax = 8

// Part is what one account gives of a payment.
type Part struct {
	Account ledger.ID
	Amount  money.Amount
}

// callParts are the parts of an open call that come from other accounts than the
// buyer's, in the order in which they are used up.
type callParts struct {
	call ledger.ID
	n    uint8
	list [SourcesMax]Part
}

// draw takes an amount from sources in their order, as far as they go. The rest is
// the buyer's.
func (d *Desk) draw(sources []ledger.ID, amount money.Amount) (parts []Part, rest money.Amount) {
	for _, source := range sources {
		if amount.IsZero() || len(parts) == SourcesMax {
			break
		}
		if part := d.ledger.Funds(source).Min(amount); !part.IsZero() {
			parts = append(parts, Part{source, part})
			amount, _ = amount.Sub(part)
		}
	}
	return parts, amount
}

// Total adds up parts.
func Total(parts []Part) (sum money.Amount) {
	for _, p := range parts {
		sum, _ = sum.Add(p.Amount) // parts of one amount
	}
	return sum
}

// Used tells what each part gives of a charge: the first ones are used up first.
func Used(parts []Part, charge money.Amount) (used []Part) {
	for _, p := range parts {
		part := p.Amount.Min(charge)
		if part.IsZero() {
			break
		}
		used = append(used, Part{p.Account, part})
		charge, _ = charge.Sub(part)
	}
	return used
}

// PartsOf gives the parts of an open call; nil when the buyer pays all of it.
func (d *Desk) PartsOf(c *Call) []Part {
	if c.Parts == 0 {
		return nil
	}
	row := d.parts.At(int(c.Parts) - 1)
	list := make([]Part, row.n)
	copy(list, row.list[:row.n])
	return list
}

// keepParts notes the parts of a call that is being opened.
func (d *Desk) keepParts(c *Call, parts []Part) {
	if len(parts) == 0 {
		return
	}
	row := callParts{call: c.ID, n: uint8(len(parts))}
	copy(row.list[:], parts)
	c.Parts = uint32(d.parts.Append(row)) + 1
}

// dropParts closes the gap that a call's parts leave with the last ones.
func (d *Desk) dropParts(c *Call) {
	if c.Parts == 0 {
		return
	}
	place := int(c.Parts) - 1
	last := d.parts.Pop()
	if place < d.parts.Len() {
		*d.parts.Change(place) = last
		d.calls.Change(d.callsByID[last.call]).Parts = c.Parts
	}
}

func appendParts(a *wire.Appender, p *callParts) {
	a.ID(p.call)
	a.U8(p.n)
	for _, part := range p.list[:p.n] {
		a.ID(part.Account)
		a.Amount(part.Amount)
	}
}

// restoreParts reads the parts behind their count; the calls are there already.
func (d *Desk) restoreParts(r *wire.Reader) error {
	for range r.U32() {
		row := callParts{call: r.ID(), n: min(r.U8(), SourcesMax)}
		for i := range row.n {
			row.list[i] = Part{Account: r.ID(), Amount: r.Amount()}
		}
		place, known := d.callsByID[row.call]
		if r.Short() || row.n == 0 || !known || d.calls.At(place).Parts != uint32(d.parts.Len())+1 {
			return fmt.Errorf("%w: the parts %d of a call are damaged", errSnapshot, d.parts.Len())
		}
		d.parts.Append(row)
	}
	for i := range d.calls.Len() {
		if c := d.calls.At(i); int(c.Parts) > d.parts.Len() || (c.Parts != 0 && d.parts.At(int(c.Parts)-1).call != c.ID) {
			return fmt.Errorf("%w: call %s has no parts", errSnapshot, c.ID)
		}
	}
	return nil
}
