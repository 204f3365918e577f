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
func (m *Model) Unpriced(q *meter.Quantities) meter.Set { return q.Set() &^ m.Meters() }

// Exact gives what a call that used q is due in ticks, and what it gives back,
// without any rounding. Before is what the contract used of the model in the
// period up to this call; nil is nothing.
//
// Credit comes from volume scales by the period alone: a call that reaches a
// cheaper tier lowers the price of what was charged before it. Over calls that
// one variant prices, without a Minimum, the sum of due less the sum of credit
// is exactly what their total would cost as a single call, in whatever parts
// and order they come. The charge of a call is never below Minimum when
// anything was used. It does not allocate.
func (m *Model) Exact(c *Circumstance, q, before *meter.Quantities) (due, credit Ticks, refusal Refusal) {
	v := m.Match(c, q)
	if v == nil {
		return Ticks{}, Ticks{}, MeterUnpriced
	}
	return v.exact(q, before)
}

func (v *Variant) exact(q, before *meter.Quantities) (due, credit Ticks, refusal Refusal) {
	used := q.Set()
	if used == 0 {
		return Ticks{}, Ticks{}, Accepted
	}
	if used&^v.Meters() != 0 {
		return Ticks{}, Ticks{}, MeterUnpriced
	}
	var ok bool
	for left := used & v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		if due, ok = addProduct(due, v.Prices[at], q[at]); !ok {
			return Ticks{}, Ticks{}, ChargeOverflow
		}
	}
	for i := range v.Scales {
		s := &v.Scales[i]
		if used&s.Meters == 0 {
			continue
		}
		if due, credit, ok = s.add(due, credit, q, before); !ok {
			return Ticks{}, Ticks{}, ChargeOverflow
		}
	}
	if due.Less(v.Minimum) {
		due = v.Minimum
	}
	return due, credit, Accepted
}

// add adds a scale's part of a call to the sums.
func (s *Scale) add(due, credit Ticks, q, before *meter.Quantities) (Ticks, Ticks, bool) {
	n, ok := s.count(q)
	from, okFrom := s.position(before)
	if !ok || !okFrom {
		return Ticks{}, Ticks{}, false
	}
	up, down, ok := s.delta(from, n)
	if !ok {
		return Ticks{}, Ticks{}, false
	}
	if due, ok = due.Add(up); !ok {
		return Ticks{}, Ticks{}, false
	}
	credit, ok = credit.Add(down)
	return due, credit, ok
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

// Settle is Charge for a contract to which volume scales may have given
// something back. Standing is what it was given and has not used up, in ticks;
// it pays before money does:
//
//	amount * TicksPerUnit + carryOut - standingOut = due - credit + carry - standing
//
// and either amount and carryOut or standingOut are zero. ok is false when the
// credit does not fit.
func Settle(due, credit Ticks, carry uint64, standing Ticks) (amount money.Amount, carryOut uint64, standingOut Ticks, ok bool) {
	given, ok := standing.Add(credit)
	if !ok {
		return money.Amount{}, 0, Ticks{}, false
	}
	// Paid from the due first, then from the carry: their sum need not fit.
	paid := given.Min(due)
	due, _ = due.Sub(paid)
	given, _ = given.Sub(paid)
	paid = given.Min(money.Units(carry))
	carry -= paid.Lo
	given, _ = given.Sub(paid)
	amount, carryOut = Charge(due, carry)
	return amount, carryOut, given, true
}
