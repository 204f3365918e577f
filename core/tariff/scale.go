package tariff

import (
	"math"
	"math/bits"

	"aidollar/core/meter"
)

// Mode says how a scale makes a price of a number of units.
type Mode uint8

// The modes. Their numbers are part of the card's format.
const (
	Flat      Mode = iota // one price for every unit; stands among a variant's Prices and is no scale
	Graduated             // each unit at the price of the tier it falls into
	Volume                // all units at the price of the tier that the last of them falls into
	Package               // whole packages, a begun one counting as one

	modeEnd
)

var modeNames = [modeEnd]string{"flat", "graduated", "volume", "package"}

// String gives the mode's name, "unknown" for what is no mode.
func (m Mode) String() string {
	if m < modeEnd {
		return modeNames[m]
	}
	return "unknown"
}

// Basis says from where a scale counts.
type Basis uint8

// The bases. Their numbers are part of the card's format.
const (
	PerCall   Basis = iota // each call begins at zero
	PerPeriod              // a call begins where the contract's use of the model in its Period has come to

	basisEnd
)

// Tier is one step of a scale.
type Tier struct {
	UpTo  uint64 // the last unit that is in it; zero on the last tier, which has no end
	Price Ticks  // per single unit; of a package: per package
	Fee   Ticks  // once, when the tier is entered
}

// Scale prices what its meters count together by more than one number. With f(n)
// for what n units cost, a call that brings the count from p to p+n is due
// f(p+n) - f(p); p is zero on the basis of a call. f(0) is zero.
//
//	Graduated  f(n) = sum over the tiers of their units below n, times their prices, plus the fees of the tiers entered
//	Volume     f(n) = n times the price of the tier n is in, plus that tier's fee
//	Package    f(n) = n divided by Package, rounded up, times the price
type Scale struct {
	Meters  meter.Set
	Mode    Mode
	Basis   Basis
	Package uint64 // units in a package; zero in other modes
	Tiers   []Tier // by rising UpTo; one of a package
}

// top is the last unit of a tier.
func (t *Tier) top() uint64 {
	if t.UpTo == 0 {
		return math.MaxUint64
	}
	return t.UpTo
}

// delta gives f(from+n) - f(from) as what is due and what is given back; one of
// them is zero. ok is false when a number on the way does not fit.
func (s *Scale) delta(from, n uint64) (due, credit Ticks, ok bool) {
	if n == 0 {
		return Ticks{}, Ticks{}, true
	}
	to, carry := bits.Add64(from, n, 0)
	if carry != 0 {
		return Ticks{}, Ticks{}, false
	}
	switch s.Mode {
	case Graduated:
		due, ok = s.graduated(from, to)
		return due, Ticks{}, ok
	case Package:
		due, ok = s.Tiers[0].Price.Mul64(packages(to, s.Package) - packages(from, s.Package))
		return due, Ticks{}, ok
	}
	before, okBefore := s.volume(from)
	after, okAfter := s.volume(to)
	if !okBefore || !okAfter {
		return Ticks{}, Ticks{}, false
	}
	if due, ok = after.Sub(before); ok {
		return due, Ticks{}, true
	}
	credit, _ = before.Sub(after)
	return Ticks{}, credit, true
}

// graduated sums the tiers' parts of the units after from, up to to.
func (s *Scale) graduated(from, to uint64) (sum Ticks, ok bool) {
	low := uint64(0) // the tier's first unit is the one after it
	for i := range s.Tiers {
		if low >= to {
			break
		}
		t := &s.Tiers[i]
		top := t.top()
		if top > from {
			if sum, ok = addProduct(sum, t.Price, min(top, to)-max(low, from)); !ok {
				return Ticks{}, false
			}
			if from <= low {
				if sum, ok = sum.Add(t.Fee); !ok {
					return Ticks{}, false
				}
			}
		}
		low = top
	}
	return sum, true
}

// volume is f(n) of a volume scale.
func (s *Scale) volume(n uint64) (Ticks, bool) {
	if n == 0 {
		return Ticks{}, true
	}
	t := &s.Tiers[s.tier(n)]
	return addProduct(t.Fee, t.Price, n)
}

// tier finds the tier of the n-th unit.
func (s *Scale) tier(n uint64) int {
	i := 0
	for i < len(s.Tiers)-1 && s.Tiers[i].UpTo < n {
		i++
	}
	return i
}

// packages is n divided by size, rounded up.
func packages(n, size uint64) uint64 {
	whole := n / size
	if n%size != 0 {
		whole++
	}
	return whole
}

// count adds up what a scale's meters show.
func (s *Scale) count(q *meter.Quantities) (sum uint64, ok bool) {
	for left := s.Meters; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		var carry uint64
		if sum, carry = bits.Add64(sum, q[at], 0); carry != 0 {
			return 0, false
		}
	}
	return sum, true
}

// position is where a scale's count stands before a call.
func (s *Scale) position(before *meter.Quantities) (uint64, bool) {
	if s.Basis == PerCall || before == nil {
		return 0, true
	}
	return s.count(before)
}
