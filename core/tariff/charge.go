package tariff

import (
	"aidollar/core/meter"
	"aidollar/core/money"
)

// Refusal names why a charge cannot be computed.
type Refusal uint8

// The refusals. Their numbers are part of the log's format.
const (
	Accepted       Refusal = iota
	MeterUnpriced          // a quantity above zero has no price
	ChargeOverflow         // the charge does not fit 128 bits of ticks

	refusalEnd
)

var refusals = [refusalEnd]struct{ code, text string }{
	Accepted:       {"ok", "the charge is exact"},
	MeterUnpriced:  {"meter_unpriced", "something was used that the rate card has no price for; it is refused rather than free"},
	ChargeOverflow: {"charge_overflow", "the charge is larger than any amount"},
}

// Code is the refusal's stable machine code.
func (r Refusal) Code() string {
	if r < refusalEnd {
		return refusals[r].code
	}
	return "refusal_unknown"
}

// String says what is wrong, as a sentence part.
func (r Refusal) String() string {
	if r < refusalEnd {
		return refusals[r].text
	}
	return "an unknown refusal"
}

// Unpriced gives the meters of q that are used and have no price.
func (m *Model) Unpriced(q *meter.Quantities) meter.Set { return q.Set() &^ m.Priced }

// Exact gives the charge for q in ticks, without any rounding. It does not
// allocate.
func (m *Model) Exact(q *meter.Quantities) (ticks Ticks, refusal Refusal) {
	for i, n := range q {
		if n == 0 {
			continue
		}
		if !m.Priced.Has(meter.Meter(i)) {
			return Ticks{}, MeterUnpriced
		}
		var ok bool
		if ticks, ok = addProduct(ticks, m.Prices[i], n); !ok {
			return Ticks{}, ChargeOverflow
		}
	}
	return ticks, Accepted
}

func addProduct(sum, price Ticks, n uint64) (Ticks, bool) {
	product, ok := price.Mul64(n)
	if !ok {
		return Ticks{}, false
	}
	return sum.Add(product)
}

// Charge turns an exact charge and the carry of the contract's last call into
// whole ledger units and the new carry, in ticks, always below TicksPerUnit:
//
//	amount * TicksPerUnit + carryOut = exact + carry
//
// so that over any number of calls nothing is lost or made. No rounding is
// involved: the rest waits for its turn.
func Charge(exact Ticks, carry uint64) (amount money.Amount, carryOut uint64) {
	// The quotient of 192 bits always fits: the carry adds less than 2^64 to
	// what is then divided by 10^9.
	amount, carryOut, _ = money.MulDiv(exact, 1, carry, TicksPerUnit, money.Down)
	return amount, carryOut
}

// Limit bounds how many units a call can use, where it is not known in advance
// under which meter each of them will be counted.
type Limit struct {
	Meters meter.Set // meters that a unit may turn up under
	Max    uint64    // units, over all of these meters together
}

// Bound gives the most, in whole ledger units, that a call within the limits
// can be charged. Each unit is taken at the dearest of its limit's meters: an
// input token may turn out plain, cached or written to the cache. The result
// holds whatever the contract's carry is by the time of the charge, as the
// carry, being below one unit, can at most complete the unit begun.
//
// A limit above zero with a meter that has no price is refused, because that
// meter's use could not be charged; a caller who knows better takes the meter
// out of the set (Meters & Priced). It does not allocate.
func (m *Model) Bound(limits []Limit) (amount money.Amount, refusal Refusal) {
	var ticks Ticks
	for _, limit := range limits {
		if limit.Max == 0 {
			continue
		}
		if limit.Meters == 0 || limit.Meters&^m.Priced != 0 {
			return money.Amount{}, MeterUnpriced
		}
		var dearest Ticks
		for left := limit.Meters; left != 0; {
			var at meter.Meter
			at, left = left.Next()
			if dearest.Less(m.Prices[at]) {
				dearest = m.Prices[at]
			}
		}
		var ok bool
		if ticks, ok = addProduct(ticks, dearest, limit.Max); !ok {
			return money.Amount{}, ChargeOverflow
		}
	}
	amount, _, _ = money.MulDiv(ticks, 1, 0, TicksPerUnit, money.Up)
	return amount, Accepted
}

// Line is one line of a receipt.
type Line struct {
	Meter    meter.Meter
	Quantity uint64
	Price    Ticks // per single unit
	Exact    Ticks // quantity times price
}

// Lines takes the charge for q apart, in the order of the meters; the sum of
// the lines' exact ticks is what Exact gives. It refuses what Exact refuses.
func (m *Model) Lines(q *meter.Quantities) ([]Line, Refusal) {
	if _, refusal := m.Exact(q); refusal != Accepted {
		return nil, refusal
	}
	lines := make([]Line, 0, q.Set().Len())
	for left := q.Set(); left != 0; {
		var at meter.Meter
		at, left = left.Next()
		exact, _ := m.Prices[at].Mul64(q[at])
		lines = append(lines, Line{Meter: at, Quantity: q[at], Price: m.Prices[at], Exact: exact})
	}
	return lines, Accepted
}
