package dialect

import (
	"fmt"

	"aidollar/core/meter"
)

// addInput bounds the prompt. Bytes bound the tokens of text; what is wide is
// bounded by the model's own limit, and so is what tools of the upstream add,
// for the model reads a prompt anew after each call of one.
func (q *jsonRequest) addInput(b *Bound, tokens uint64, p *parts, h *hosted) *Fault {
	group := meter.TextInput
	most := q.inputMost(tokens)
	if p != nil && p.wide != "" {
		if q.terms.InputMax == 0 {
			return wideFault(p.wideKind, p.wide)
		}
		group, most = meter.ImageInput, q.terms.InputMax
	}
	if h != nil && h.any() {
		if q.terms.InputMax == 0 {
			return invalid("tool_unsupported", h.first,
				fmt.Sprintf("%s is run by the upstream, and the model's rate card has no input_max that would bound what the model reads of its results", h.first))
		}
		most = q.terms.InputMax * (1 + h.most)
	}
	b.add(q.terms.priced(group), most)
	return nil
}

// addHosted bounds the calls of tools that the upstream runs. They are billed by
// the call, so one without a price is refused.
func (q *jsonRequest) addHosted(b *Bound, h *hosted) *Fault {
	for _, use := range [...]struct {
		used bool
		of   meter.Meter
		most uint64
	}{{h.searches, meter.WebSearch, h.most}, {h.calls, meter.ToolCall, h.most}, {h.sessions, meter.Session, 1}} {
		switch {
		case !use.used:
		case !q.terms.Priced.Has(use.of):
			return invalid("tool_unsupported", h.first,
				fmt.Sprintf("%s is run by the upstream and needs a price per %s, which the model's rate card does not have", h.first, use.of.Unit()))
		default:
			b.add(meter.SetOf(use.of), use.most)
		}
	}
	return nil
}

// measures says in which of two ways a model's card counts the same thing: by
// tokens, all of which need a price, or by the unit. What is not counted is
// dropped from the usage, so that it is not charged beside the other.
func (t *Terms) measures(tokens meter.Set, every meter.Set, unit meter.Meter) (byTokens, byUnit bool, dropped meter.Set, f *Fault) {
	byTokens, byUnit = t.Priced&tokens == tokens, t.Priced.Has(unit)
	switch {
	case byTokens && byUnit:
	case byUnit:
		dropped = every
	case byTokens:
		dropped = meter.SetOf(unit)
	default:
		return false, false, 0, invalid("meter_unpriced", "model",
			fmt.Sprintf("the model's rate card has no price per %s, nor prices for all tokens of such a call, so the call would have no price", unit.Unit()))
	}
	return byTokens, byUnit, dropped, nil
}

// drop takes meters out of quantities.
func drop(q *meter.Quantities, dropped meter.Set) {
	for dropped != 0 {
		var m meter.Meter
		m, dropped = dropped.Next()
		q[m] = 0
	}
}
