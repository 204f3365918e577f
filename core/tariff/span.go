package tariff

import (
	"math/bits"

	"aidollar/core/meter"
)

// span is what is known of a call's way along a scale: it begins somewhere from
// low to high and goes on for up to n units.
type span struct {
	low, high uint64
	n         uint64
}

// span gives a limit's way along the scale. What the call's other limits may put
// on the same scale can lie before it. ok is false when the end does not fit.
func (s *Scale) span(limits []Limit, which int, before, ahead *meter.Quantities) (sp span, ok bool) {
	sp.n = limits[which].Max
	if sp.low, ok = s.position(before); !ok {
		return span{}, false
	}
	shift, ok := s.position(ahead)
	for i, other := range limits {
		if i != which && other.Meters&s.Meters != 0 && ok {
			shift, ok = addExact(shift, other.Max)
		}
	}
	if ok {
		sp.high, ok = addExact(sp.low, shift)
	}
	if ok {
		_, ok = addExact(sp.high, sp.n)
	}
	return sp, ok
}

func addExact(a, b uint64) (uint64, bool) {
	sum, carry := bits.Add64(a, b, 0)
	return sum, carry == 0
}

// most is the largest due part of delta(p, x) for p from low to high and x up to
// n, exactly.
func (s *Scale) most(sp span) (Ticks, bool) {
	switch s.Mode {
	case Graduated:
		return s.mostGraduated(sp)
	case Package:
		// Somewhere within a package's length of positions there is one at
		// which a package has just been used up.
		at := sp.low
		if sp.high > sp.low {
			end := packages(sp.low, s.Package) * s.Package
			at = min(end, sp.high)
			if end < sp.low { // it wrapped around: no package ends before the count does
				at = sp.high
			}
		}
		due, _, ok := s.delta(at, sp.n)
		return due, ok
	}
	return s.mostVolume(sp)
}

// mostGraduated tries the places at which the cost of n units, as a function of
// where they begin, has a corner or a step: where a tier begins to be reached or
// to be left.
func (s *Scale) mostGraduated(sp span) (most Ticks, ok bool) {
	ok = true
	try := func(p uint64) {
		if p < sp.low || p > sp.high || !ok {
			return
		}
		var due Ticks
		if due, ok = s.graduated(p, p+sp.n); ok && most.Less(due) {
			most = due
		}
	}
	try(sp.low)
	if sp.high == sp.low {
		return most, ok
	}
	try(sp.high)
	for i := range s.Tiers[:len(s.Tiers)-1] {
		top := s.Tiers[i].UpTo
		try(top)
		try(top + 1)
		if top >= sp.n {
			try(top - sp.n)
			try(top - sp.n + 1)
		}
	}
	return most, ok
}

// mostVolume tries every pair of the tier that the call begins in and the tier
// that it ends in. Within a pair the cost is linear in both places, so that it is
// largest at a corner.
func (s *Scale) mostVolume(sp span) (most Ticks, ok bool) {
	ok = true
	low := uint64(0)
	for j := range s.Tiers {
		end := &s.Tiers[j]
		first, top := low+1, end.top()
		low = top
		if first > sp.high+sp.n {
			break
		}
		if top < sp.low {
			continue
		}
		// Nothing before: a tier of its own, without price and fee.
		least := uint64(0)
		if first > sp.n {
			least = first - sp.n // the earliest place from which the tier is reached
		}
		if sp.low == 0 && least == 0 {
			s.tryVolume(&most, &ok, sp, end, &Tier{}, 0, 0)
		}
		start := uint64(1)
		for i := range s.Tiers[:j+1] {
			t := &s.Tiers[i]
			from := max(start, sp.low, least)
			to := min(t.top(), sp.high, top)
			start = t.top() + 1
			if from <= to {
				s.tryVolume(&most, &ok, sp, end, t, from, to)
			}
		}
	}
	return most, ok
}

// tryVolume raises most to what a call is due at most that begins in one tier,
// from one place to another, and ends in another tier.
func (s *Scale) tryVolume(most *Ticks, ok *bool, sp span, end, begin *Tier, from, to uint64) {
	at := from
	if !end.Price.Less(begin.Price) {
		// The later it begins the dearer, until it is cut short by the tier's end.
		at = 0
		if end.top() > sp.n {
			at = end.top() - sp.n
		}
		at = min(max(at, from), to)
	}
	x := min(at+sp.n, end.top())
	after, okAfter := addProduct(end.Fee, end.Price, x)
	before, okBefore := addProduct(begin.Fee, begin.Price, at)
	if !okAfter || !okBefore {
		*ok = false
		return
	}
	if due, up := after.Sub(before); up && most.Less(due) {
		*most = due
	}
}

// rate gives a price per unit and a sum beside it that bound every delta on the
// span: delta(p, x) <= rate*x + fixed.
func (s *Scale) rate(sp span) (rate, fixed Ticks, ok bool) {
	if s.Mode == Package {
		fixed = s.Tiers[0].Price
		rate, rest := fixed.DivMod64(s.Package)
		if rest > 0 {
			rate, _ = rate.Add(Ticks{Lo: 1})
		}
		return rate, fixed, true
	}
	low := uint64(0)
	for i := range s.Tiers {
		t := &s.Tiers[i]
		if low >= sp.high+sp.n {
			break
		}
		low = t.top()
		if low < sp.low {
			continue
		}
		if rate.Less(t.Price) {
			rate = t.Price
		}
		if s.Mode == Graduated {
			if fixed, ok = fixed.Add(t.Fee); !ok {
				return Ticks{}, Ticks{}, false
			}
			continue
		}
		lift, ok := s.lift(sp, i)
		if !ok {
			return Ticks{}, Ticks{}, false
		}
		if fixed.Less(lift) {
			fixed = lift
		}
	}
	return rate, fixed, true
}

// lift is the most by which a volume scale makes the units before a call dearer
// when the call ends in a tier: that tier's price of them less what they cost.
func (s *Scale) lift(sp span, tier int) (most Ticks, ok bool) {
	end := &s.Tiers[tier]
	if sp.low == 0 {
		most = end.Fee
	}
	start := uint64(1)
	for i := range s.Tiers[:tier+1] {
		t := &s.Tiers[i]
		from, to := max(start, sp.low), min(t.top(), sp.high)
		start = t.top() + 1
		if from > to {
			continue
		}
		at := from
		if !end.Price.Less(t.Price) {
			at = to
		}
		after, okAfter := addProduct(end.Fee, end.Price, at)
		before, okBefore := addProduct(t.Fee, t.Price, at)
		if !okAfter || !okBefore {
			return Ticks{}, false
		}
		if up := after.SubFloor(before); most.Less(up) {
			most = up
		}
	}
	return most, true
}
