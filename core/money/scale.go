package money

// pow10Max is the largest exponent for which 10^n fits 64 bits.
const pow10Max = 19

func pow10(n uint8) uint64 {
	p := uint64(1)
	for range n {
		p *= 10
	}
	return p
}

// Rescale converts an amount from one number of decimals to another. To more
// decimals it is exact; ok is false when the result does not fit 128 bits. To
// fewer decimals, remainder is what the whole result units leave before
// rounding, in units of the argument, so that
//
//	a = result rounded down * 10^(from-to) + remainder.
//
// ok is false, too, when a scale is above ScaleMax.
func Rescale(a Amount, from, to uint8, rounding Rounding) (result, remainder Amount, ok bool) {
	if from > ScaleMax || to > ScaleMax {
		return Amount{}, Amount{}, false
	}
	if to >= from {
		result, ok = a.shift(to - from)
		return result, Amount{}, ok
	}
	// 10^(from-to) may take up to 127 bits, so it is divided by in two steps.
	low := min(from-to, pow10Max)
	high := from - to - low
	quotient, lowRest := a.DivMod64(pow10(low))
	result, highRest := quotient.DivMod64(pow10(high))
	remainder, _ = Units(highRest).Mul64(pow10(low))
	remainder, _ = remainder.Add(Units(lowRest))

	den, _ := Units(1).shift(from - to)
	if roundsUpWide(rounding, result.Lo, remainder, den) {
		// The divisor is at least ten, so one more always fits.
		result, _ = result.Add(Units(1))
	}
	return result, remainder, true
}

// shift returns a * 10^n.
func (a Amount) shift(n uint8) (Amount, bool) {
	ok := true
	for n > 0 && ok {
		step := min(n, pow10Max)
		a, ok = a.Mul64(pow10(step))
		n -= step
	}
	return a, ok
}

// roundsUpWide is roundsUp for a divisor of more than 64 bits.
func roundsUpWide(rounding Rounding, low uint64, remainder, den Amount) bool {
	rest, _ := den.Sub(remainder)
	switch rounding {
	case Up:
		return !remainder.IsZero()
	case HalfUp:
		return !remainder.Less(rest)
	case HalfEven:
		return rest.Less(remainder) || (remainder == rest && low&1 == 1)
	}
	return false
}
