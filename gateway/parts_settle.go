package gateway

import (
	"errors"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/payment"
)

// errPartLost says that a part which was passed on could not be charged.
var errPartLost = errors.New("a part could not be captured")

// settleParts charges the parts that are used up. The first one stays open, since the
// prompt is counted at the end.
func (r *relay) settleParts() error {
	p := r.parts
	for len(p.open) > 1 && p.open[1].end <= p.events {
		done := p.open[1]
		bill := Capture{Policy: payment.Measured, Upstream: r.upstream.name}
		bill.Usage.Source = meter.Estimated
		bill.Usage.Quantities[meter.Output] = done.tokens
		if !r.chargePart(done.id, bill) {
			return errPartLost
		}
		p.paid += done.tokens
		p.open = append(p.open[:1], p.open[2:]...)
	}
	return nil
}

// chargePart captures a part and adds it up.
func (c *call) chargePart(id ledger.ID, bill Capture) bool {
	whole, held := c.id, c.held
	defer func() { c.id, c.held = whole, held && id != whole }()
	c.id = id
	if c.target != nil {
		bill.Region = c.target.Region
	}
	captured, ok := c.charge(bill, endComplete)
	if !ok {
		return false
	}
	t := &c.parts.charged
	t.ids = append(t.ids, id)
	t.captured.Charge, _ = t.captured.Charge.Add(captured.Charge)
	t.captured.Available, t.captured.Later = captured.Available, t.captured.Later || captured.Later
	if t.captured.Total.Less(captured.Total) {
		t.captured.Total = captured.Total
	}
	return true
}

// captureParts charges what is open, in the order of the parts: what the call used in
// all, less what was charged already.
func (c *call) captureParts(end ending, usage *meter.Usage, policy payment.Policy, upstream *Upstream) (Captured, bool) {
	p := c.parts
	left := usage.Quantities
	paid := p.paid
	for _, m := range []meter.Meter{meter.Output, meter.OutputReasoning} {
		taken := min(paid, left[m])
		left[m], paid = left[m]-taken, paid-taken
	}
	if paid > 0 && policy == payment.Measured {
		c.g.Log.Warn("an upstream reports fewer tokens than its events had", "call", c.id, "upstream", upstream.name, "tokens", paid)
	}
	cost := c.cost(usage)
	shares := make([]meter.Quantities, len(p.open))
	used := 0
	for i := range p.open {
		if shares[i] = take(&left, p.open[i].tokens, i == 0); i == 0 || policy != payment.Measured || shares[i] != (meter.Quantities{}) {
			used = i + 1
		}
	}
	// What nobody used goes first, so that the last charge tells what is left.
	open := p.open[:used]
	p.open = p.open[used:]
	c.voidParts("part_unused")
	for i := range open {
		bill := Capture{Usage: meter.Usage{Quantities: shares[i], Source: usage.Source, Cut: usage.Cut}, Policy: policy, Upstream: upstream.name}
		if i == 0 {
			bill.Cost = cost
		}
		if !c.chargePart(open[i].id, bill) {
			p.open = open[i+1:]
			c.voidParts("capture_failed")
			c.held = false
			return Captured{}, false
		}
	}
	c.held = false
	if more := left[meter.Output] + left[meter.OutputReasoning]; more > 0 && policy == payment.Measured {
		c.g.Log.Warn("an answer has more tokens than its parts were reserved for", "call", c.id, "upstream", upstream.name, "tokens", more)
	}
	t := &p.charged
	c.seen.Call, c.seen.Reserved, c.seen.Captured, c.seen.Charge, c.seen.Usage, c.seen.Cost = c.id, t.reserved, true, t.captured.Charge, *usage, cost
	c.seen.Outcome = outcomes[end]
	return t.captured, true
}

// take moves so many tokens of output out of what is left, and all else with the first
// part.
func take(left *meter.Quantities, tokens uint64, all bool) (q meter.Quantities) {
	for i := range left {
		m := meter.Meter(i)
		n := left[i]
		if meter.TextOutput.Has(m) {
			n = min(n, tokens)
			tokens -= n
		} else if !all {
			continue
		}
		q[i], left[i] = n, left[i]-n
	}
	return q
}

// voidParts returns what the parts hold that are open still, but the call's own.
func (c *call) voidParts(reason string) {
	if c.parts == nil {
		return
	}
	for _, p := range c.parts.open {
		if p.id != c.id {
			c.voidPart(p.id, reason)
		}
	}
	c.parts.open = nil
}

func (c *call) voidPart(id ledger.ID, reason string) {
	ctx, cancel := c.ledgerContext()
	defer cancel()
	if err := c.g.Clearing.Void(ctx, id, reason); err != nil {
		c.g.Log.Error("a hold could not be voided; it returns at its deadline", "call", id, "key", c.key.ID, "reason", reason, "error", err)
	}
}

// appendParts names the parts of a stream behind the first, in its last comment.
func (c *call) appendParts(b []byte) []byte {
	if c.parts == nil {
		return b
	}
	separator := " parts="
	for _, id := range c.parts.charged.ids {
		if id != c.id {
			b = append(append(b, separator...), id.String()...)
			separator = ","
		}
	}
	return b
}
