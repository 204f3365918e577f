package money

import "math/bits"

// Rounding names what happens to the part of a result below one unit.
type Rounding uint8

// The roundings. Down and Up are towards and away from zero; the half ways go
// to the nearest unit and, at the exact half, up or to the even neighbour.
const (
	Down Rounding = iota
	Up
	HalfUp
	HalfEven
)

var roundingNames = [...]string{"down", "up", "half_up", "half_even"}

func (r Rounding) String() string {
	if int(r) < len(roundingNames) {
		return roundingNames[r]
	}
	return "unknown"
}

// RoundingNamed finds a rounding by its name.
func RoundingNamed(name string) (Rounding, bool) {
	for i, n := range roundingNames {
		if n == name {
			return Rounding(i), true
		}
	}
	return 0, false
}

// Rate is an exact ratio: Num units of the result for each Den units of the
// argument. Den is never zero in a valid rate.
type Rate struct{ Num, Den uint64 }

// Of applies the rate to a and rounds as told. The remainder is what a*Num
// leaves over a multiple of Den, before rounding. ok is false when the result
// does not fit 128 bits or Den is zero.
func (r Rate) Of(a Amount, rounding Rounding) (result Amount, remainder uint64, ok bool) {
	if r.Den == 0 {
		return Amount{}, 0, false
	}
	return MulDiv(a, r.Num, 0, r.Den, rounding)
}

// MulDiv returns (a*num + carry) / den and the remainder before rounding, with
// the product held in 192 bits so that nothing is lost in between. ok is false
// when the quotient does not fit 128 bits or den is zero.
func MulDiv(a Amount, num, carry, den uint64, rounding Rounding) (quotient Amount, remainder uint64, ok bool) {
	// The product in three limbs, low to high.
	p1, p0 := bits.Mul64(a.Lo, num)
	q1, q0 := bits.Mul64(a.Hi, num)
	p1, c := bits.Add64(p1, q0, 0)
	p2 := q1 + c
	p0, c = bits.Add64(p0, carry, 0)
	p1, c = bits.Add64(p1, 0, c)
	p2 += c

	if p2 >= den {
		return Amount{}, 0, false
	}
	hi, r := bits.Div64(p2, p1, den)
	lo, r := bits.Div64(r, p0, den)
	quotient = Amount{hi, lo}
	if !roundsUp(rounding, lo, r, den) {
		return quotient, r, true
	}
	quotient, ok = quotient.Add(Units(1))
	return quotient, r, ok
}

func roundsUp(rounding Rounding, low, remainder, den uint64) bool {
	// remainder < den, so den-remainder cannot wrap, where 2*remainder could.
	rest := den - remainder
	switch rounding {
	case Up:
		return remainder > 0
	case HalfUp:
		return remainder > 0 && remainder >= rest
	case HalfEven:
		return remainder > rest || (remainder == rest && low&1 == 1)
	}
	return false
}
