package tariff

import (
	"sort"

	"aidollar/core/meter"
)

// UseCallsMax bounds the calls of one Use: those of a model with a period are
// priced one by one.
const UseCallsMax = 1 << 20

// Use is a number of equal calls of the past, to be priced again.
type Use struct {
	Model        string
	Circumstance Circumstance // its Zone is not looked at: each card has its own
	Quantities   meter.Quantities
	Count        uint64 // at most UseCallsMax
}

// Comparison is what one model's calls cost on two cards.
type Comparison struct {
	Model    string
	Calls    uint64
	Old, New Sum
}

// Sum is what calls cost on one card, in exact ticks.
type Sum struct {
	Due     Ticks  // less Credit is what they cost
	Credit  Ticks  // given back by volume scales
	Refused uint64 // calls that the card has no price for; they are not in Due
}

// Compare prices calls on two cards and sums them up by model, ordered by name.
// Uses are in the order of their time: scales by the period count on from one to
// the next, of the buyer or buyers that the uses are of, taken as one contract.
// Carry is left out: the sums are exact. ok is false when a sum or a Count
// does not fit.
func Compare(old, new *Card, uses []Use) (list []Comparison, ok bool) {
	places := map[string]int{}
	oldCount, newCount := counter{card: old}, counter{card: new}
	for i := range uses {
		u := &uses[i]
		if u.Count > UseCallsMax {
			return nil, false
		}
		place, found := places[u.Model]
		if !found {
			place = len(list)
			places[u.Model] = place
			list = append(list, Comparison{Model: u.Model})
		}
		c := &list[place]
		if c.Calls, ok = addExact(c.Calls, u.Count); !ok {
			return nil, false
		}
		if !oldCount.add(&c.Old, u) || !newCount.add(&c.New, u) {
			return nil, false
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Model < list[j].Model })
	return list, true
}

// counter keeps where the periods of a card's models have come to.
type counter struct {
	card    *Card
	periods map[string]*periodCount
}

type periodCount struct {
	number int64
	before meter.Quantities
}

// add prices a use on the counter's card. ok is false when a number does not fit.
func (c *counter) add(sum *Sum, u *Use) (ok bool) {
	model, found := c.card.Model(u.Model)
	if !found {
		sum.Refused, ok = addExact(sum.Refused, u.Count)
		return ok
	}
	at := u.Circumstance
	at.Zone = &c.card.Zone
	if model.Period == PeriodNone {
		return sum.add(model, &at, &u.Quantities, nil, u.Count)
	}
	if c.periods == nil {
		c.periods = map[string]*periodCount{}
	}
	count := c.periods[u.Model]
	if number := model.Period.Number(at.At, at.Zone); count == nil || count.number != number {
		count = &periodCount{number: number}
		c.periods[u.Model] = count
	}
	for range u.Count {
		if !sum.add(model, &at, &u.Quantities, &count.before, 1) || !count.before.Add(&u.Quantities) {
			return false
		}
	}
	return true
}

// add adds a number of calls that each cost the same.
func (s *Sum) add(m *Model, at *Circumstance, q, before *meter.Quantities, calls uint64) bool {
	due, credit, refusal := m.Exact(at, q, before)
	switch refusal {
	case MeterUnpriced:
		refused, ok := addExact(s.Refused, calls)
		s.Refused = refused
		return ok
	case ChargeOverflow:
		return false
	}
	var okDue, okCredit bool
	s.Due, okDue = addProduct(s.Due, due, calls)
	s.Credit, okCredit = addProduct(s.Credit, credit, calls)
	return okDue && okCredit
}
