package tariff

import (
	"aidollar/core/meter"
	"aidollar/core/money"
)

// Limit bounds how many units a call can use, where it is not known in advance
// under which meter each of them will be counted.
type Limit struct {
	Meters meter.Set // meters that a unit may turn up under
	Max    uint64    // units, over all of these meters together
}

// Bound gives the most, in whole ledger units, that a call within the limits can
// be charged: it is never below what Charge makes of any Exact that can follow.
//
//   - Each unit is taken at the dearest of its limit's meters: an input token may
//     turn out plain, cached or written to the cache.
//   - Every variant that the call may still come under is tried. A region that is
//     empty may become any; the time and the service are settled.
//   - Ahead holds the most units, of each meter, by which other calls may move the
//     count of the period before this one is charged: those of the open holds.
//     The dearest place between before and before+ahead is taken. Both may be nil.
//   - The contract's carry, being below one unit, can at most complete the unit
//     begun, whatever it is by the time of the charge.
//
// Calls that are reserved later and charged sooner are not in ahead; where they
// move this one into a dearer tier, the charge can exceed the bound by the
// difference of the tiers, and the hold is the limit.
//
// A limit above zero with a meter that has no price is refused, because that
// meter's use could not be charged; a caller who knows better takes the meter
// out of the set (Meters & Model.Meters). It does not allocate.
func (m *Model) Bound(limits []Limit, c *Circumstance, before, ahead *meter.Quantities) (amount money.Amount, refusal Refusal) {
	if len(m.Variants) == 0 {
		return money.Amount{}, MeterUnpriced
	}
	prompt := uint64(0)
	for _, limit := range limits {
		if limit.Meters&meter.Prompt != 0 {
			prompt = addSaturated(prompt, limit.Max)
		}
	}
	var most Ticks
	for i := range m.Variants {
		v := &m.Variants[i]
		may, must := v.When.reach(c, prompt)
		if !may {
			continue
		}
		ticks, refusal := v.most(limits, before, ahead)
		if refusal != Accepted {
			return money.Amount{}, refusal
		}
		if most.Less(ticks) {
			most = ticks
		}
		if must {
			break
		}
	}
	amount, _, _ = money.MulDiv(most, 1, 0, TicksPerUnit, money.Up)
	return amount, Accepted
}

// most is the most ticks that a call within the limits is due under a variant.
func (v *Variant) most(limits []Limit, before, ahead *meter.Quantities) (sum Ticks, refusal Refusal) {
	used, priced := false, v.Meters()
	for i, limit := range limits {
		if limit.Max == 0 {
			continue
		}
		used = true
		if limit.Meters == 0 || limit.Meters&^priced != 0 {
			return Ticks{}, MeterUnpriced
		}
		part, ok := v.limitMost(limits, i, before, ahead)
		if ok {
			sum, ok = sum.Add(part)
		}
		if !ok {
			return Ticks{}, ChargeOverflow
		}
	}
	if used && sum.Less(v.Minimum) {
		sum = v.Minimum
	}
	return sum, Accepted
}

// limitMost is the most that the units of one limit are due. A limit that
// touches one scale and nothing else is bounded exactly; where its units may be
// spread over several prices, each unit is taken at the dearest rate of them,
// and what they cost beside their rates is due for each.
func (v *Variant) limitMost(limits []Limit, which int, before, ahead *meter.Quantities) (Ticks, bool) {
	limit := limits[which]
	var rate, fixed Ticks
	for left := limit.Meters & v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		if rate.Less(v.Prices[at]) {
			rate = v.Prices[at]
		}
	}
	for i := range v.Scales {
		s := &v.Scales[i]
		if s.Meters&limit.Meters == 0 {
			continue
		}
		span, ok := s.span(limits, which, before, ahead)
		if !ok {
			return Ticks{}, false
		}
		if limit.Meters&^s.Meters == 0 {
			return s.most(span)
		}
		r, f, ok := s.rate(span)
		if ok {
			fixed, ok = fixed.Add(f)
		}
		if !ok {
			return Ticks{}, false
		}
		if rate.Less(r) {
			rate = r
		}
	}
	return addProduct(fixed, rate, limit.Max)
}
