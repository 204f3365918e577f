package gateway

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// refusalMax bounds what is read of an upstream's answer that says no.
const refusalMax = 256 << 10

// verdict is what became of an attempt.
type verdict struct {
	problem *problem // nil when the client has its answer
	again   bool     // another upstream may do better
	fault   bool     // it counts against the upstream's health
}

// forward tries upstreams under the one hold until one answers. Once a byte
// has reached the client there is no second attempt.
func (c *call) forward() *problem {
	tried := c.barred
	var last *problem
	for c.seen.Attempts < c.g.AttemptsMax {
		target := c.route.pick(c.session, &tried, time.Now().UnixNano())
		if target == nil {
			break
		}
		c.seen.Attempts++
		v := c.attempt(target, &tried)
		target = c.target
		switch {
		case v.fault:
			target.Upstream.failed(time.Now().UnixNano())
		case v.problem == nil:
			target.Upstream.succeeded()
		}
		if v.fault && v.problem != nil {
			c.g.Log.Warn("an attempt failed", "call", c.id, "upstream", target.Upstream.name, "code", v.problem.Code, "detail", v.problem.Detail)
		}
		if last = v.problem; last == nil || !v.again || c.begun || c.r.Context().Err() != nil {
			return last
		}
	}
	if last == nil {
		last = &problem{Status: http.StatusServiceUnavailable, Code: "upstreams_resting", Retry: "1",
			Detail: fmt.Sprintf("no upstream of the model %q can be called right now", c.route.Model)}
	}
	return last
}

// attempt asks a target, or in a race another one; c.target is who answered.
func (c *call) attempt(target *Target, tried *uint64) verdict {
	t := c.race(target, tried)
	target = t.target
	c.target, c.seen.Upstream = target, target.Upstream.name
	response, w := t.response, t.watch
	c.follow()
	if t.err != nil {
		return c.broken(w, target.Upstream, t.err)
	}
	c.seen.FirstByte = t.at.Sub(c.start)
	defer w.stop()
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return c.turnedDown(response)
	}
	if encoding := response.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return failedUpstream("upstream_encoding", "the upstream answered in the encoding "+strconv.Quote(encoding)+", which cannot be metered")
	}
	if strings.HasPrefix(response.Header.Get("Content-Type"), "text/event-stream") {
		if !c.head.Stream {
			return failedUpstream("upstream_malformed", "the upstream streamed an answer that was to come in one piece")
		}
		return c.relay(response, w, target.Upstream)
	}
	if c.dialect.Sound && !strings.HasPrefix(response.Header.Get("Content-Type"), "application/json") {
		return c.sound(response, w, target.Upstream)
	}
	return c.answer(response, w, target.Upstream)
}

func failedUpstream(code, detail string) verdict {
	return verdict{problem: &problem{Status: http.StatusBadGateway, Code: code, Detail: detail + "; nothing was charged"}, again: true, fault: true}
}

// broken judges a connection that failed before the answer was complete.
func (c *call) broken(w *watch, u *Upstream, err error) verdict {
	switch {
	case w.slow.Load():
		v := failedUpstream("upstream_timeout", fmt.Sprintf("the upstream of the model %q took too long", c.route.Model))
		v.problem.Status = http.StatusGatewayTimeout
		return v
	case c.r.Context().Err() != nil:
		return verdict{problem: &problem{Status: statusClientGone, Code: clientGone, Detail: "the client hung up before anything was delivered; nothing was charged"}}
	}
	// For the log alone: the text names hosts and ports, which are the seller's business.
	c.g.Log.Warn("an upstream broke off", "call", c.id, "upstream", u.name, "error", err)
	return failedUpstream("upstream_failed", fmt.Sprintf("the upstream of the model %q could not be reached or broke off", c.route.Model))
}

// Outcomes of calls that were not served through their caller's doing.
const (
	clientGone     = "client_gone"
	outcomeRefused = "upstream_refused"
)

// statusClientGone is nginx's 499; nobody is there to see it.
const statusClientGone = 499

// turnedDown judges an answer that is no success. What the client got wrong is
// passed on; what is between the seller and the upstream is not.
func (c *call) turnedDown(response *http.Response) verdict {
	status := response.StatusCode
	switch {
	case status >= 500:
		v := failedUpstream("upstream_error", fmt.Sprintf("the upstream of the model %q answered with status %d", c.route.Model, status))
		v.problem.Retry = response.Header.Get("Retry-After")
		return v
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusPaymentRequired:
		return failedUpstream("upstream_credential", fmt.Sprintf("the upstream of the model %q does not accept the seller's credential", c.route.Model))
	case status < 400:
		return failedUpstream("upstream_malformed", fmt.Sprintf("the upstream of the model %q answered with status %d, which is no answer", c.route.Model, status))
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout:
		return verdict{again: true, problem: &problem{Status: http.StatusTooManyRequests, Code: "upstream_busy", Retry: response.Header.Get("Retry-After"),
			Detail: fmt.Sprintf("the upstream of the model %q has no room for this call now; nothing was charged", c.route.Model)}}
	}
	return c.passRefusal(response)
}

// passRefusal gives the client the upstream's 4xx as it is, after the void.
func (c *call) passRefusal(response *http.Response) verdict {
	body, err := io.ReadAll(io.LimitReader(response.Body, refusalMax+1))
	if err != nil || len(body) > refusalMax {
		return failedUpstream("upstream_malformed", fmt.Sprintf("the upstream of the model %q refused the call and did not say why", c.route.Model))
	}
	c.seen.Outcome = outcomeRefused
	c.void(outcomeRefused)
	status, body := c.refusalBack(response, body)
	h := c.beginHeader(response, nil)
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.w.WriteHeader(status)
	_, _ = c.w.Write(body) // nothing hangs on it: the hold is gone
	return verdict{}
}

// beginHeader fills in the answer's header; from here on there is no retry. What a
// wallet is told of its payment is signed, so it is written once: captured is nil
// where the call's cost is known only behind the header.
func (c *call) beginHeader(response *http.Response, captured *Captured) http.Header {
	c.begun = true
	c.result(captured, captured != nil || response.StatusCode < http.StatusBadRequest)
	h := c.w.Header()
	if response.StatusCode/100 != 2 {
		delete(h, headerWalletReceipt) // which MPP has for success alone, and a failure may have its price
	}
	defer c.keepPrivate(h)
	if c.dialect == nil {
		headerDown(h, response.Header)
		h[headerReceipt] = []string{c.id.String()}
		return h
	}
	for _, name := range headersDown {
		if v := response.Header[name]; len(v) > 0 {
			h[name] = v
		}
	}
	if !c.free {
		h[headerReceipt] = []string{c.id.String()}
	}
	c.chosen.tell(h)
	if c.caching != cacheOff {
		h[headerCache] = []string{cacheModes[c.caching]}
	}
	return h
}

// keepPrivate keeps an answer that a wallet paid for, and its receipt, out of caches
// that serve others.
func (c *call) keepPrivate(h http.Header) {
	if c.taken == nil {
		return
	}
	said := strings.ToLower(strings.Join(h["Cache-Control"], ","))
	if !strings.Contains(said, "private") && !strings.Contains(said, "no-store") {
		h["Cache-Control"] = []string{"private"}
	}
}
