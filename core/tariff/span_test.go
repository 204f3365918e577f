package tariff

import (
	"testing"

	"aidollar/core/meter"
)

// Whatever a call turns out to be, in whatever region and place of the period,
// it costs no more than its bound.
func TestBoundHoldsForEveryVariantAndPlace(t *testing.T) {
	r := random(t)
	reached, tries := 0, 0
	for range 12_000 {
		m, c := someScaledModel(r), someCircumstance(r)
		var limits []Limit
		for left := m.Meters(); left != 0 && len(limits) < 4; {
			var at meter.Meter
			at, left = left.Next()
			group := meter.SetOf(at) | meter.Set(r.Uint32())&left
			left &^= group
			limits = append(limits, Limit{Meters: group, Max: r.Uint64N(6_000) >> r.IntN(13)})
		}
		before, ahead := someQuantities(r, m.Meters()), someQuantities(r, m.Meters())
		if r.IntN(3) == 0 {
			ahead = nil
		}
		bound, refusal := m.Bound(limits, c, before, ahead)
		if refusal != Accepted {
			t.Fatalf("%v: %v", limits, refusal)
		}
		for range 12 {
			var q meter.Quantities
			for _, limit := range limits {
				left := limit.Max
				for i := range meter.MeterCount {
					if !limit.Meters.Has(meter.Meter(i)) || left == 0 {
						continue
					}
					switch r.IntN(3) {
					case 0:
						q[i] = left
					case 1:
						q[i] = r.Uint64N(left + 1)
					}
					left -= q[i]
				}
			}
			then := *before
			for i := range then {
				if ahead != nil {
					then[i] += []uint64{0, ahead[i], r.Uint64N(ahead[i] + 1)}[r.IntN(3)]
				}
			}
			at := *c
			if at.Region == "" {
				at.Region = someRegions[r.IntN(len(someRegions))]
			}
			due, _, refusal := m.Exact(&at, &q, &then)
			if refusal != Accepted {
				t.Fatalf("%v: %v", q, refusal)
			}
			amount, _ := Charge(due, r.Uint64N(TicksPerUnit))
			tries++
			if bound.Less(amount) {
				t.Fatalf("%+v\n%+v\n%v after %v costs %v; the bound of %v, from %v with %v ahead, is %v", m, at, q, then, amount, limits, before, ahead, bound)
			}
			if amount == bound {
				reached++
			}
		}
	}
	t.Logf("%d of %d uses reached their bound", reached, tries)
	if reached == 0 {
		t.Error("no use came up to its bound: it is too high")
	}
}

// A scale's bound is the largest delta itself, not something above it.
func TestMostIsReached(t *testing.T) {
	r := random(t)
	for range 3_000 {
		s := someScale(r, meter.SetOf(meter.Unit))
		shrink(&s)
		sp := span{low: r.Uint64N(30), n: 1 + r.Uint64N(30)}
		sp.high = sp.low + r.Uint64N(20)
		got, ok := s.most(sp)
		var want Ticks
		rate, fixed, okRate := s.rate(sp)
		for p := sp.low; p <= sp.high; p++ {
			for x := uint64(0); x <= sp.n; x++ {
				due, _, _ := s.delta(p, x)
				if want.Less(due) {
					want = due
				}
				if loose, _ := addProduct(fixed, rate, x); loose.Less(due) {
					t.Fatalf("%+v: %d units from %d cost %v, above %v each and %v", s, x, p, due, rate, fixed)
				}
			}
		}
		if !ok || !okRate || got != want {
			t.Fatalf("%+v on %+v: the most is %v, want %v", s, sp, got, want)
		}
	}
}

// shrink brings a scale's tiers into the reach of a search through all places.
func shrink(s *Scale) {
	top := uint64(0)
	for i := range s.Tiers[:len(s.Tiers)-1] {
		top += 1 + s.Tiers[i].UpTo%13
		s.Tiers[i].UpTo = top
	}
	if s.Mode == Package {
		s.Package = 1 + s.Package%11
	}
}
