package gateway

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway/cache"
	"aidollar/gateway/dialect"
)

// cacheMode is what a call does with the cache.
type cacheMode uint8

const (
	cacheOff     cacheMode = iota
	cacheHit               // the answer came out of the cache
	cacheMiss              // it was not there, and will be
	cacheRefresh           // it was not looked for, and will be replaced
)

var cacheModes = [...]string{cacheHit: "hit", cacheMiss: "miss", cacheRefresh: "refresh"}

// Headers that change what an upstream answers.
var headersAsked = [...]string{"Accept", "Openai-Beta", "Anthropic-Version", "Anthropic-Beta"}

// Headers of an upstream that belong to the answer and not to the call.
var headersKept = [...]string{"Content-Type", "Openai-Version"}

// cacheUpstream names the cache where books name who served a call.
const cacheUpstream = "cache"

// lookUp finds the call's answer in the cache, if its buyer asked for that and
// its seller offers it.
func (c *call) lookUp() (*cache.Answer, *problem) {
	asked, p := wish(c.r.Header, headerCache)
	if p != nil {
		return nil, p
	}
	switch asked {
	case "", "skip":
		return nil, nil
	case "use", "refresh":
	default:
		return nil, invalid("cache_mode_unknown", headerCache, fmt.Sprintf("the header %s is %q; it may be use, skip or refresh", headerCache, asked))
	}
	if c.key.Wallet || c.g.Cache == nil || !c.route.Cache || !c.route.Priced.Has(meter.ResponseCached) || c.head.Free {
		return nil, nil
	}
	c.cacheID = c.question()
	if c.caching = cacheRefresh; asked == "use" {
		answer, ok := c.g.Cache.Get(c.cacheID, c.start.UnixNano())
		if c.caching = cacheMiss; ok {
			c.caching = cacheHit
		}
		c.seen.Cache = cacheModes[c.caching]
		return answer, nil
	}
	c.seen.Cache = cacheModes[c.caching]
	return nil, nil
}

// question is the key of the call's answer.
func (c *call) question() cache.Key {
	q := cache.Question{
		Party: c.key.Party, Seller: c.route.Seller, Dialect: c.dialect.Name, Path: c.r.URL.Path, Model: c.route.Model, Body: c.body,
	}
	for i := range c.route.Targets {
		if c.barred>>i&1 == 0 {
			q.Where = append(q.Where, c.route.Targets[i].Upstream.name, c.route.Targets[i].Model)
		}
	}
	for _, name := range headersAsked {
		q.Header = append(q.Header, c.r.Header.Get(name))
	}
	q.Header = append(q.Header, c.region)
	return q.Key()
}

// replay serves an answer out of the cache. It is a call like any other, with its
// own price, hold and receipt, and no upstream hears of it.
func (c *call) replay(answer *cache.Answer) *problem {
	if p := c.takeRate(0); p != nil {
		return p
	}
	if p := c.reserve([]tariff.Limit{{Meters: meter.SetOf(meter.ResponseCached), Max: 1}}); p != nil {
		return p
	}
	bill := Capture{Policy: payment.Measured, Upstream: cacheUpstream, Region: c.region}
	bill.Usage.Quantities[meter.ResponseCached] = 1
	captured, ok := c.charge(bill, endComplete)
	if !ok {
		return captureFailed
	}
	c.begun = true
	h := c.w.Header()
	for name, values := range answer.Header {
		h[name] = values
	}
	h[headerReceipt] = []string{c.id.String()}
	h[headerCache] = []string{cacheModes[cacheHit]}
	h["Age"] = []string{strconv.FormatInt(max(c.start.UnixNano()-answer.Made, 0)/int64(time.Second), 10)}
	c.result(&captured, true)
	c.keepPrivate(h)
	c.writeWithin(2 * c.g.IdleTime)
	if !answer.Stream {
		c.setCost(h, captured)
		h["Content-Length"] = []string{strconv.Itoa(len(answer.Body))}
		c.w.WriteHeader(answer.Status)
		_, _ = c.w.Write(answer.Body) // captured already; the receipt tells a client that missed it
		return nil
	}
	c.w.WriteHeader(answer.Status)
	end := append(c.appendCost(make([]byte, 0, 160+len(answer.End)), captured), answer.End...)
	if _, err := c.w.Write(answer.Body); err == nil {
		_, _ = c.w.Write(end) // as above
	}
	return nil
}

// keep puts a complete answer into the cache, if the call is for it and the
// upstream itself said what it used.
func (c *call) keep(response *http.Response, body, end []byte) {
	if (c.caching != cacheMiss && c.caching != cacheRefresh) || body == nil ||
		response.StatusCode != http.StatusOK || c.facts.Report != dialect.ReportFull {
		return
	}
	answer := &cache.Answer{Status: response.StatusCode, Header: http.Header{}, Body: append([]byte(nil), body...),
		End: append([]byte(nil), end...), Stream: c.record != nil, Usage: c.facts.Usage, Made: c.start.UnixNano()}
	for _, name := range headersKept {
		if v := response.Header[name]; len(v) > 0 {
			answer.Header[name] = append([]string(nil), v...)
		}
	}
	c.g.Cache.Put(c.cacheID, answer)
}

// recording gathers a stream that is to be kept, up to a bound.
type recording struct {
	events []byte
	most   int
	over   bool
}

// beginRecord starts a recording if the call's answer is to be kept.
func (c *call) beginRecord() {
	c.record = nil
	if c.caching == cacheMiss || c.caching == cacheRefresh {
		c.record = &recording{most: c.g.Cache.AnswerMax()}
	}
}

func (r *recording) add(events []byte) {
	if r == nil || r.over {
		return
	}
	if len(r.events)+len(events) > r.most {
		r.events, r.over = nil, true
		return
	}
	r.events = append(r.events, events...)
}

// bytes is the whole stream; nil when it was too long or nobody recorded it.
func (r *recording) bytes() []byte {
	if r == nil || r.over {
		return nil
	}
	return r.events
}
