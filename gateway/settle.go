package gateway

import (
	"errors"
	"net/http"
	"time"

	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
)

// An ending is how an answer came to its end.
type ending uint8

const (
	endComplete ending = iota
	endCutByClient
	endCutByUpstream
	endUnpaid // nobody paid for more
)

// A capture that breaks off is tried again, since it is idempotent and the
// seller's money hangs on it.
const (
	captureAttemptsMax = 3
	capturePause       = 50 * time.Millisecond
)

// usage decides what the call used, from the best source there is.
func (c *call) usage(end ending) (u meter.Usage, policy payment.Policy) {
	u.Cut = end == endCutByClient || end == endUnpaid
	switch facts := c.facts; facts.Report {
	case dialect.ReportFull:
		u.Quantities, u.Source = facts.Usage, meter.Reported
		return u, payment.Measured
	case dialect.ReportCounted:
		u.Quantities, u.Source = facts.Usage, meter.Estimated
		return u, payment.Measured
	case dialect.ReportPartial:
		u.Quantities, u.Source = c.partial(), meter.Estimated
		return u, payment.Measured
	}
	if end == endComplete {
		policy = c.route.UsageMissing
	}
	if policy == payment.Reservation {
		u.Quantities, u.Source = c.bound.Quantities(), meter.Bound
		return u, policy
	}
	u.Quantities, u.Source = c.request.Estimate(c.delivered), meter.Estimated
	return u, policy
}

// partial is what the upstream reported before the stream was cut, and an
// estimate of the text that its last report does not know of.
func (c *call) partial() meter.Quantities {
	u, estimate := c.facts.Usage, c.request.Estimate(c.delivered)
	if more := estimate[meter.Output]; more > u[meter.Output]+u[meter.OutputReasoning] {
		u[meter.Output] = more - u[meter.OutputReasoning]
	}
	return u
}

// capture charges the call, durably. ok is false when it could not be; then
// the answer must not end as if it were paid.
func (c *call) capture(end ending, upstream *Upstream) (captured Captured, ok bool) {
	if c.facts.Trouble != "" {
		c.g.Log.Warn("an upstream's answer could not be read in full", "call", c.id, "upstream", upstream.name, "trouble", c.facts.Trouble)
	}
	if c.free {
		c.seen.Outcome = outcomes[end]
		return Captured{}, true
	}
	usage, policy := c.usage(end)
	if c.parts != nil {
		return c.captureParts(end, &usage, policy, upstream)
	}
	bill := Capture{Usage: usage, Policy: policy, Upstream: upstream.name, Cost: c.cost(&usage)}
	if c.target != nil {
		bill.Region = c.target.Region
	}
	return c.charge(bill, end)
}

// charge captures a bill and fills in whose it is.
func (c *call) charge(bill Capture, end ending) (captured Captured, ok bool) {
	bill.Call, bill.Key, bill.Dialect = c.id, c.key, c.usageDialect()
	usage := bill.Usage
	ctx, cancel := c.ledgerContext()
	defer cancel()
	begin := time.Now()
	var err error
	for attempt := range captureAttemptsMax {
		if attempt > 0 {
			time.Sleep(capturePause << attempt)
		}
		captured, err = c.g.Clearing.Capture(ctx, bill)
		if err == nil || ctx.Err() != nil || errors.As(err, new(*Refusal)) {
			break
		}
	}
	c.seen.Capture = time.Since(begin)
	// Whatever happened, this hold is not voided any more: it may be captured.
	c.held = false
	if err != nil {
		c.seen.Outcome = captureFailed.Code
		c.g.Log.Error("a delivered call could not be captured", "call", c.id, "key", c.key.ID, "model", c.route.Model,
			"upstream", bill.Upstream, "usage", usage.Quantities, "source", usage.Source.String(), "error", err)
		return Captured{}, false
	}
	// What is kept for later counts as captured: the client has paid, as far as he can.
	c.seen.Captured, c.seen.Charge, c.seen.Usage, c.seen.Cost = true, captured.Charge, usage, bill.Cost
	c.seen.Outcome = outcomes[end]
	return captured, true
}

// cost is what serving the call costs the seller: what was used, at the upstream
// that answered, and the prompt alone at each one that lost a race to it.
func (c *call) cost(usage *meter.Usage) (total tariff.Ticks) {
	used := usage.Quantities
	if usage.Source == meter.Bound {
		used = c.request.Estimate(c.delivered) // the bound is what the buyer agreed to, and not what was used
	}
	add := func(t *Target, q *meter.Quantities) {
		if t != nil && t.Cost != nil {
			if sum, ok := total.Add(t.Cost(q)); ok {
				total = sum
			}
		}
	}
	add(c.target, &used)
	for _, t := range c.lost {
		prompt := c.request.Estimate(0)
		add(t, &prompt)
	}
	return total
}

var outcomes = [...]string{endComplete: "served", endCutByClient: "cut_by_client", endCutByUpstream: "cut_by_upstream", endUnpaid: "part_unpaid"}

var captureFailed = &problem{Status: http.StatusServiceUnavailable, Code: "capture_failed",
	Detail: "the answer was made but its charge could not be written to the books; what was set aside returns by itself"}

// void returns the hold, if there is one.
func (c *call) void(reason string) {
	c.voidParts(reason)
	if !c.held {
		return
	}
	c.held = false
	ctx, cancel := c.ledgerContext()
	defer cancel()
	if err := c.g.Clearing.Void(ctx, c.id, reason); err != nil {
		c.g.Log.Error("a hold could not be voided; it returns at its deadline", "call", c.id, "key", c.key.ID, "reason", reason, "error", err)
	}
}

// abandon returns a hold that a panic left behind.
func (c *call) abandon() {
	if c.held || c.parts != nil && len(c.parts.open) > 0 {
		c.seen.Outcome = "abandoned"
		c.void("abandoned")
	}
}

// Names of the headers that tell a client what it paid. They are canonical, so
// that they can be set without being rewritten.
const (
	headerReceipt = "X-Aidollar-Receipt"
	headerCost    = "X-Aidollar-Cost"
	headerBalance = "X-Aidollar-Balance"
	headerPaid    = "X-Aidollar-Paid" // where another currency was given than the price's
)

// costLater stands where a cost is not known yet.
const costLater = "later"

func (c *call) setCost(h http.Header, captured Captured) {
	if captured.Later {
		h[headerCost] = []string{costLater}
		return
	}
	h[headerCost] = []string{captured.Charge.Decimal(c.g.scale)}
	h[headerBalance] = []string{captured.Available.Decimal(c.g.scale)}
	if by := captured.Conversion; by != nil {
		h[headerPaid] = []string{by.Asset.Print(by.Paid) + "; balance=" + by.Available.Decimal(by.Asset.Scale)}
	}
}

// appendCost writes the cost as a comment of an event stream, which clients
// skip (WHATWG HTML, 9.2.6).
func (c *call) appendCost(b []byte, captured Captured) []byte {
	if c.free {
		return b
	}
	if c.taken != nil && c.taken.Tail != nil {
		b = append(b, c.taken.Tail(&captured)...)
	}
	b = append(b, ": aidollar receipt="...)
	b = append(b, c.id.String()...)
	b = c.appendParts(b)
	b = append(b, " cost="...)
	if captured.Later {
		b = append(b, costLater...)
		return append(b, "\n\n"...)
	}
	b = captured.Charge.AppendDecimal(b, c.g.scale)
	b = append(b, " balance="...)
	b = captured.Available.AppendDecimal(b, c.g.scale)
	return append(b, "\n\n"...)
}
