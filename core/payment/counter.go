package payment

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// CountersMax bounds the models, over all contracts, whose use is counted by the
// period.
const CountersMax = 1 << 20

// counter counts what a contract uses of a model whose prices depend on the use
// of the period. The period that began last and the one before it are kept, so
// that calls under way and late events find their own.
type counter struct {
	contract uint32
	period   tariff.Period
	model    string
	number   int64 // of the newest period
	spans    [2]span
}

// span is what is counted of one period.
type span struct {
	before meter.Quantities // used
	ahead  meter.Quantities // the most that open holds may still use
}

type counted struct {
	contract uint32
	period   tariff.Period
	model    string
}

// span finds the counts of the period that a time lies in; nil, false when that
// period is no longer kept or there is no room. A model without a period has
// none to find: nil, true.
func (d *Desk) span(contract uint32, m *tariff.Model, c *tariff.Circumstance) (s *span, ok bool) {
	if m.Period == tariff.PeriodNone {
		return nil, true
	}
	number := m.Period.Number(c.At, c.Zone)
	key := counted{contract, m.Period, m.Name}
	i, known := d.countersByModel[key]
	if !known {
		if d.counters.Len() >= CountersMax {
			return nil, false
		}
		i = d.counters.Append(counter{contract: contract, period: m.Period, model: m.Name, number: number})
		d.countersByModel[key] = i
	}
	k := d.counters.Change(i)
	switch {
	case number == k.number+1:
		k.spans = [2]span{{}, k.spans[0]}
		k.number = number
	case number > k.number:
		k.spans = [2]span{}
		k.number = number
	case number < k.number-1:
		return nil, false
	}
	return &k.spans[k.number-number], true
}

// counts gives what is to be passed to the tariff.
func (s *span) counts() (before, ahead *meter.Quantities) {
	if s == nil {
		return nil, nil
	}
	return &s.before, &s.ahead
}

// expected adds up the most that a call may use of each meter.
func (l *Limits) expected() (q meter.Quantities, ok bool) {
	for _, limit := range l {
		var one meter.Quantities
		for left := limit.Meters; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			one[at] = limit.Max
		}
		if !q.Add(&one) {
			return q, false
		}
	}
	return q, true
}

// forget takes a closed call out of what is ahead in its period.
func (d *Desk) forget(call *Call) {
	if call.Period == tariff.PeriodNone {
		return
	}
	i, ok := d.countersByModel[counted{call.Contract, call.Period, call.Name}]
	if !ok {
		return
	}
	k := d.counters.Change(i)
	if n := k.number - call.PeriodNumber; n == 0 || n == 1 {
		q, _ := call.Limits.expected()
		for m := range q {
			k.spans[n].ahead[m] -= q[m]
		}
	}
}

func appendCounter(a *wire.Appender, k *counter) {
	a.U32(k.contract)
	a.U8(uint8(k.period))
	a.Text(k.model)
	a.I64(k.number)
	for i := range k.spans {
		a.B = k.spans[i].before.Append(a.B)
		a.B = k.spans[i].ahead.Append(a.B)
	}
}

func readCounter(r *wire.Reader) (k counter, ok bool) {
	k = counter{contract: r.U32(), period: tariff.Period(r.U8()), model: r.Text(), number: r.I64()}
	for i := range k.spans {
		for _, q := range [...]*meter.Quantities{&k.spans[i].before, &k.spans[i].ahead} {
			var err error
			if *q, r.B, err = meter.DecodeQuantities(r.B); err != nil {
				return k, false
			}
		}
	}
	return k, !r.Short()
}

// Use prices usage of a contract that was pushed in, and counts it in its
// period. Nothing is counted when it is refused.
func (d *Desk) Use(contract uint32, m *tariff.Model, c *tariff.Circumstance, q *meter.Quantities) (due, credit tariff.Ticks, refusal Refusal) {
	s, ok := d.span(contract, m, c)
	if !ok {
		return due, credit, PeriodPast
	}
	before, _ := s.counts()
	due, credit, code := m.Exact(c, q, before)
	if code != tariff.Accepted {
		return due, credit, Refusal(code.Code())
	}
	if before != nil && !before.Add(q) {
		return due, credit, Refusal(tariff.ChargeOverflow.Code())
	}
	return due, credit, ""
}

// Quote prices usage as Use does and counts nothing.
func (d *Desk) Quote(contract uint32, m *tariff.Model, c *tariff.Circumstance, q *meter.Quantities) (due, credit tariff.Ticks, refusal Refusal) {
	s, ok := d.span(contract, m, c)
	if !ok {
		return due, credit, PeriodPast
	}
	before, _ := s.counts()
	if before != nil {
		if sum := *before; !sum.Add(q) {
			return due, credit, Refusal(tariff.ChargeOverflow.Code())
		}
	}
	due, credit, code := m.Exact(c, q, before)
	if code != tariff.Accepted {
		return due, credit, Refusal(code.Code())
	}
	return due, credit, ""
}

// Contract finds the number of the contract between the terms' parties, and
// makes one at their first dealing. ok is false when there is no room.
func (d *Desk) Contract(t Terms) (number uint32, ok bool) {
	key := parties{t.Buyer, t.Sale}
	if i, found := d.contractsByParty[key]; found {
		return uint32(i), true
	}
	if d.contracts.Len() >= ContractsMax {
		return 0, false
	}
	i := d.contracts.Append(contract{buyer: t.Buyer, sale: t.Sale})
	d.contractsByParty[key] = i
	return uint32(i), true
}

// Standing is how a contract stands between two dealings.
type Standing struct {
	Carry  uint64       // ticks below a unit that are not charged yet
	Credit tariff.Ticks // ticks given back by volume tiers that are not used up yet
	Owed   money.Amount // pushed usage that the balance could not pay yet
}

// StandingOf tells how the contract between two accounts stands.
func (d *Desk) StandingOf(buyer, sale ledger.ID) (Standing, bool) {
	i, ok := d.contractsByParty[parties{buyer, sale}]
	if !ok {
		return Standing{}, false
	}
	return d.contracts.At(i).standing(), true
}
