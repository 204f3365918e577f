package payment

import (
	"errors"
	"fmt"

	"aidollar/core/exchange"
	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/tariff"
)

// View is a desk as it was when it was frozen.
type View struct {
	calls     paged.Slice[Call]
	contracts paged.Slice[contract]
	counters  paged.Slice[counter]
	channels  paged.Slice[Channel]
	parts     paged.Slice[callParts]
}

// Freeze keeps the present state for a snapshot, in constant time.
func (d *Desk) Freeze() View {
	return View{calls: d.calls.Freeze(), contracts: d.contracts.Freeze(), counters: d.counters.Freeze(), channels: d.channels.Freeze(), parts: d.parts.Freeze()}
}

// Calls calls f for each open call until it returns false.
func (v *View) Calls(f func(*Call) bool) {
	for i := range v.calls.Len() {
		if !f(v.calls.At(i)) {
			return
		}
	}
}

// Channels calls f for each channel in the order of opening until it returns false.
// Nothing is to be changed in what it is given.
func (v *View) Channels(f func(*Channel) bool) {
	for i := range v.channels.Len() {
		if !f(v.channels.At(i)) {
			return
		}
	}
}

// Append writes the view: contracts, counters, calls, channels and parts behind their counts.
func (v *View) Append(a *wire.Appender) {
	a.U32(uint32(v.contracts.Len()))
	for i := range v.contracts.Len() {
		c := v.contracts.At(i)
		a.ID(c.buyer)
		a.ID(c.sale)
		a.U64(c.carry)
		a.Amount(c.credit)
		a.Amount(c.owed)
	}
	a.U32(uint32(v.counters.Len()))
	for i := range v.counters.Len() {
		appendCounter(a, v.counters.At(i))
	}
	a.U32(uint32(v.calls.Len()))
	for i := range v.calls.Len() {
		c := v.calls.At(i)
		a.ID(c.ID)
		a.ID(c.Key)
		a.ID(c.Project)
		a.ID(c.Terms.Buyer)
		a.ID(c.Terms.Sale)
		a.ID(c.Terms.Rule)
		a.U32(uint32(c.Terms.Asset))
		a.U32(uint32(c.Terms.Budget))
		a.U32(c.Card)
		a.U32(c.Model)
		a.U32(c.Contract)
		a.Amount(c.Reserved)
		a.I64(c.At)
		a.I64(c.Deadline)
		a.Text(c.Region)
		a.Text(c.Service)
		AppendLimits(a, c.Limits[:])
		a.Text(c.Name)
		a.U8(uint8(c.Period))
		a.I64(c.PeriodNumber)
		a.U32(c.Channel)
		a.Amount(c.Voucher)
		exchange.AppendLock(a, &c.Lock)
		a.U32(c.Parts)
		a.U64(c.Decision)
		a.Text(c.Places)
		for _, l := range c.Levies {
			a.U32(l.Authority)
			a.U32(l.PPM)
		}
	}
	a.U32(uint32(v.channels.Len()))
	for i := range v.channels.Len() {
		appendChannel(a, v.channels.At(i))
	}
	a.U32(uint32(v.parts.Len()))
	for i := range v.parts.Len() {
		appendParts(a, v.parts.At(i))
	}
}

var errSnapshot = errors.New("payment: the snapshot contradicts itself")

// RestoreDesk reads what View.Append wrote.
func RestoreDesk(l *ledger.Ledger, x *exchange.Book, r *wire.Reader) (*Desk, error) {
	d := NewDesk(l, x)
	for range r.U32() {
		c := contract{buyer: r.ID(), sale: r.ID(), carry: r.U64(), credit: r.Amount(), owed: r.Amount()}
		if r.Short() {
			return nil, fmt.Errorf("%w: contract %d ends early", errSnapshot, d.contracts.Len())
		}
		if _, found := d.contractsByParty[parties{c.buyer, c.sale}]; found {
			return nil, fmt.Errorf("%w: contract %d stands twice", errSnapshot, d.contracts.Len())
		}
		number := d.contracts.Append(c)
		d.contractsByParty[parties{c.buyer, c.sale}] = number
		d.noteOwed(uint32(number), &c)
	}
	for range r.U32() {
		k, ok := readCounter(r)
		key := counted{k.contract, k.period, k.model}
		_, twice := d.countersByModel[key]
		if !ok || twice || int(k.contract) >= d.contracts.Len() {
			return nil, fmt.Errorf("%w: counter %d is damaged", errSnapshot, d.counters.Len())
		}
		d.countersByModel[key] = d.counters.Append(k)
	}
	for range r.U32() {
		c := Call{
			ID: r.ID(), Key: r.ID(), Project: r.ID(),
			Terms: Terms{Buyer: r.ID(), Sale: r.ID(), Rule: r.ID(), Asset: ledger.AssetID(r.U32()), Budget: ledger.BudgetID(r.U32())},
			Card:  r.U32(), Model: r.U32(), Contract: r.U32(), Reserved: r.Amount(), At: r.I64(), Deadline: r.I64(),
			Region: r.Text(), Service: r.Text(),
		}
		c.Limits = ReadLimits(r)
		c.Name, c.Period, c.PeriodNumber = r.Text(), tariff.Period(r.U8()), r.I64()
		c.Channel, c.Voucher, c.Lock, c.Parts = r.U32(), r.Amount(), exchange.ReadLock(r), r.U32()
		c.Decision, c.Places = r.U64(), r.Text()
		for i := range c.Levies {
			c.Levies[i] = Levy{Authority: r.U32(), PPM: r.U32()}
		}
		if r.Short() {
			return nil, fmt.Errorf("%w: call %d ends early", errSnapshot, d.calls.Len())
		}
		if int(c.Contract) >= d.contracts.Len() {
			return nil, fmt.Errorf("%w: call %s has contract %d of %d", errSnapshot, c.ID, c.Contract, d.contracts.Len())
		}
		if _, found := d.callsByID[c.ID]; found {
			return nil, fmt.Errorf("%w: call %s stands twice", errSnapshot, c.ID)
		}
		d.callsByID[c.ID] = d.calls.Append(c)
	}
	if err := d.restoreChannels(r); err != nil {
		return nil, err
	}
	if err := d.restoreParts(r); err != nil {
		return nil, err
	}
	return d, d.checkDraws()
}
