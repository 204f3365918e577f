package gateway

import (
	"fmt"
	"net/http"
	"time"

	"aidollar/core/meter"
	"aidollar/gateway/limit"
)

// fromNetwork refuses a key outside of the networks it may be used from. The
// address is the request's own; whoever serves the gateway behind proxies puts
// the client's there, see limit.ClientAddress.
func fromNetwork(r *http.Request, key *Key) *problem {
	if len(key.Networks) == 0 {
		return nil
	}
	address := limit.ClientAddress(r.RemoteAddr, nil, nil)
	if key.Networks.Contains(address) {
		return nil
	}
	from := "an address that cannot be told"
	if address.IsValid() {
		from = address.String()
	}
	return &problem{Status: http.StatusForbidden, Code: "network_forbidden",
		Detail: "this API key may not be used from " + from + "; its networks are part of its terms"}
}

// takeRate takes the call's part of its key's rates. Tokens are taken by
// estimate: of the prompt by its length, of the answer by its limit.
func (c *call) takeRate(tokens uint64) *problem {
	rate := c.key.Rate
	if rate.None() {
		return nil
	}
	grant, state, lack := c.g.rates.Take(c.key.ID, rate, tokens, c.start.UnixNano())
	limit.SetHeader(c.w.Header(), rate, state)
	if lack == nil {
		c.grant, c.granted = grant, true
		return nil
	}
	limit.SetRetry(c.w.Header(), lack.Wait)
	most, unit := rate.Requests, "requests"
	if lack.What == limit.LackTokens {
		most, unit = rate.Tokens, "tokens"
	}
	return &problem{Status: http.StatusTooManyRequests, Code: "rate_limit_exceeded",
		Detail: fmt.Sprintf("this API key may use %d %s a minute, and they are used up; there is room for this call in %s",
			most, unit, time.Duration(lack.Wait).Round(time.Millisecond))}
}

// tokensAsked estimates the tokens that the call will use.
func (c *call) tokensAsked() uint64 {
	if c.key.Rate.Tokens == 0 {
		return 0 // nobody counts them
	}
	estimate, bound := c.request.Estimate(0), c.bound.Quantities()
	return countTokens(&estimate, ^answerTokens) + countTokens(&bound, answerTokens)
}

var (
	answerTokens = meter.TextOutput | meter.SetOf(meter.OutputAudio, meter.OutputImage)
	tokenMeters  = func() (set meter.Set) {
		for m := range meter.Meter(meter.MeterCount) {
			if m.Unit() == "token" {
				set |= meter.SetOf(m)
			}
		}
		return set
	}()
)

func countTokens(q *meter.Quantities, of meter.Set) (n uint64) {
	for left := q.Set() & of & tokenMeters; left != 0; {
		var m meter.Meter
		m, left = left.Next()
		n += q[m]
	}
	return n
}

// settleRate sets right what the call took of its key's rates. A call that did
// not run through no fault of its caller was no request.
func (c *call) settleRate() {
	if !c.granted {
		return
	}
	c.granted = false
	now := time.Now().UnixNano()
	switch outcome := c.seen.Outcome; {
	case c.seen.Captured:
		c.g.rates.Settle(c.grant, countTokens(&c.seen.Usage.Quantities, meter.All), now)
	case c.free || outcome == outcomeRefused || outcome == clientGone:
		c.g.rates.Settle(c.grant, 0, now)
	case outcome == captureFailed.Code:
		// Delivered and not charged; what it used is not known here any more.
	default:
		c.g.rates.Return(c.grant, now)
	}
}
