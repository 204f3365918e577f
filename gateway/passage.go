package gateway

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
)

// PassageConfig describes a part of an HTTP API that is sold by itself: requests
// go through as they are, and their price is that of a product on a rate card.
type PassageConfig struct {
	Path     string   // pattern of net/http.ServeMux, without method and host
	Methods  []string // in capitals
	To       string   // path behind the upstream's base, with wildcards of Path; empty: the request's own
	Product  string   // its name at the Clearing
	Upstream *Upstream
	Unit     *UnitConfig   // what is counted in an answer; nil for nothing
	BytesMax uint64        // of an answer
	Timeout  time.Duration // for a whole call
	Region   string        // where the upstream is
	// Cost is what the upstream charges the seller; nil when that is not known.
	Cost func(*meter.Quantities) tariff.Ticks
}

// UnitConfig says where the units stand that an answer is paid by.
type UnitConfig struct {
	Pointer  string // JSON pointer (RFC 6901)
	Decimals uint8  // values are multiplied by ten to this power
	Max      uint64 // units after that; the hold is for so many
	Missing  UnitMissing
}

// UnitMissing is what happens to an answer whose units cannot be read.
type UnitMissing uint8

// The policies for missing units.
const (
	UnitBound  UnitMissing = iota // charge what was reserved
	UnitWaive                     // charge nothing
	UnitRefuse                    // give the client an error in place of the answer, and charge nothing
)

// passageDialect stands in captures for the wire format of a passage, which
// nobody needs to know.
const passageDialect = "http"

// passageMeters are what a passage measures.
var passageMeters = meter.SetOf(meter.Request, meter.Unit, meter.Byte, meter.Second)

// Passage serves one such part. It is made by Gateway.NewPassage.
type Passage struct {
	PassageConfig
	g      *Gateway
	target *Target
}

// NewPassage checks a description. The caller mounts it under its Path.
func (g *Gateway) NewPassage(p PassageConfig) (*Passage, error) {
	switch {
	case p.Upstream == nil || p.Product == "" || len(p.Methods) == 0 || !strings.HasPrefix(p.Path, "/"):
		return nil, errors.New("a passage needs a path, methods, a product and an upstream")
	case p.BytesMax == 0 || p.BytesMax > math.MaxInt64 || p.Timeout <= 0 || p.Timeout > g.CallTime:
		return nil, fmt.Errorf("passage %s: it needs a bound on its bytes, and a timeout of at most %s", p.Path, g.CallTime)
	case p.Unit != nil && p.Unit.Max == 0:
		return nil, fmt.Errorf("passage %s: units without a bound cannot be held for", p.Path)
	}
	return &Passage{PassageConfig: p, g: g, target: &Target{Upstream: p.Upstream, Region: p.Region, Cost: p.Cost}}, nil
}

// ServeHTTP implements http.Handler.
func (p *Passage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g := p.g
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	default:
		w.Header().Set("Retry-After", "1")
		g.refuse(w, dialect.ShapeOpenAI, &problem{Status: http.StatusServiceUnavailable, Code: "busy",
			Detail: "as many calls are running as this gateway takes at once; try again in a moment"})
		return
	}
	g.calls.Add(1)
	defer g.calls.Done()
	t := &transit{passage: p, call: call{g: g, w: w, r: r, start: time.Now(), target: p.target,
		head: &dialect.Head{Model: p.Product}, facts: &dialect.Facts{}}}
	c := &t.call
	c.seen.Dialect = passageDialect
	defer func() {
		c.abandon()
		if c.timed {
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // the connection serves others
		}
		c.settleRate()
		c.remember()
		c.seen.Total = time.Since(c.start)
		g.Observer.Call(&c.seen)
	}()
	problem := t.prepare()
	if problem == nil && !c.begun { // begun: a payment for nothing but itself was taken
		problem = c.takeRate(0)
	}
	if problem == nil && !c.begun {
		problem = c.reserve(t.limits)
	}
	if problem == nil && !c.begun { // begun: the answer to a payment that came once more
		problem = t.forward()
	}
	switch {
	case problem == nil:
	case c.begun:
		c.seen.Outcome = problem.Code
		c.void(problem.Code)
		panic(http.ErrAbortHandler) // the client must not take what it has for the whole
	default:
		c.end(problem)
	}
}

// transit is one call of a passage.
type transit struct {
	call
	passage *Passage
	limits  []tariff.Limit
	url     *url.URL
}

// prepare finds out who asks, and the most it can cost.
func (t *transit) prepare() (p *problem) {
	c := &t.call
	if c.key, p = c.g.caller(c.r); p != nil {
		return p
	}
	c.seen.Key = c.key.ID
	if done, p := c.manage(c.r.Method == http.MethodPost && c.r.ContentLength == 0); done {
		return p
	}
	switch {
	case !c.key.Calls:
		return &problem{Status: http.StatusForbidden, Code: "key_may_not_call", Detail: "this API key may read but not buy"}
	case !slices.Contains(t.passage.Methods, c.r.Method):
		c.w.Header().Set("Allow", strings.Join(t.passage.Methods, ", "))
		return &problem{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed",
			Detail: c.r.URL.Path + " answers " + strings.Join(t.passage.Methods, ", ") + ", not " + c.r.Method}
	case c.r.Header.Get("Upgrade") != "":
		return invalid("upgrade_unsupported", "Upgrade", "connections that change their protocol cannot be metered here; ask without an Upgrade header")
	case c.r.ContentLength > int64(c.g.RequestMax):
		return &problem{Status: http.StatusRequestEntityTooLarge, Code: "request_too_large",
			Detail: fmt.Sprintf("the request's body is larger than the %d bytes that are read", c.g.RequestMax)}
	}
	route, ok := c.g.Clearing.Route(c.key, t.passage.Product)
	if !ok || !route.Passage {
		return &problem{Status: http.StatusNotFound, Code: "product_not_found",
			Detail: fmt.Sprintf("%s has no price at present; nothing is served without one", c.r.URL.Path)}
	}
	asked, p := wish(c.r.Header, headerRegion)
	switch c.region = t.passage.Region; {
	case p != nil:
		return p
	case asked != "" && asked != c.region:
		return invalid("region_unavailable", headerRegion, fmt.Sprintf("%s is not served in the region %q; it is in: %s", c.r.URL.Path, asked, cmp.Or(c.region, noRegion)))
	}
	if p := c.readPurpose(); p != nil {
		return p
	}
	c.route, c.seen.Model, c.seen.Upstream = route, route.Model, t.passage.Upstream.name
	if until := t.passage.Upstream.restUntil.Load(); until > c.start.UnixNano() {
		return &problem{Status: http.StatusServiceUnavailable, Code: "upstreams_resting", Retry: "1",
			Detail: "the server behind this path failed repeatedly; it is tried again shortly"}
	}
	if t.url, p = t.destination(); p != nil {
		return p
	}
	return t.bound()
}

// bound is the most that the call can use of what its product has a price for.
func (t *transit) bound() *problem {
	priced := t.route.Priced
	if other := priced &^ passageMeters; other != 0 {
		m, _ := other.Next()
		t.g.Log.Error("a product has a price for what a route does not measure", "product", t.route.Model, "meter", m.String())
		return &problem{Status: http.StatusInternalServerError, Code: "product_misconfigured", Detail: "this path is not set up to be sold; its seller was told"}
	}
	if priced.Has(meter.Unit) != (t.passage.Unit != nil) {
		t.g.Log.Error("units are priced and not read, or read and not priced", "product", t.route.Model)
		return &problem{Status: http.StatusInternalServerError, Code: "product_misconfigured", Detail: "this path is not set up to be sold; its seller was told"}
	}
	t.limits = t.passage.Limits(priced)
	return nil
}

// Limits are the most that a call can use of what its product has a price for.
func (p *Passage) Limits(priced meter.Set) (limits []tariff.Limit) {
	add := func(m meter.Meter, most uint64) {
		if priced.Has(m) {
			limits = append(limits, tariff.Limit{Meters: meter.SetOf(m), Max: most})
		}
	}
	add(meter.Request, 1)
	add(meter.Byte, p.BytesMax)
	add(meter.Second, seconds(p.Timeout))
	if p.Unit != nil {
		add(meter.Unit, p.Unit.Max)
	}
	return limits
}

// seconds are begun seconds.
func seconds(d time.Duration) uint64 {
	return uint64((max(d, 1) + time.Second - 1) / time.Second)
}

// destination is where the request goes.
func (t *transit) destination() (*url.URL, *problem) {
	path := t.r.URL.EscapedPath()
	if t.passage.To != "" {
		path = t.fill(t.passage.To)
	}
	base := *t.passage.Upstream.base
	joined, err := url.Parse(path)
	if err != nil || hasDots(joined.Path) {
		return nil, invalid("path_malformed", "", "the path is not one that can be passed on; it may have no . or .. steps")
	}
	base.Path, base.RawPath = base.Path+joined.Path, base.EscapedPath()+joined.EscapedPath()
	base.RawQuery = t.r.URL.RawQuery
	return &base, nil
}

// fill puts what the wildcards stand for into a path.
func (t *transit) fill(pattern string) string {
	var b strings.Builder
	for rest := pattern; ; {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		name, tail, closed := strings.Cut(after, "}")
		if !found || !closed {
			return b.String()
		}
		many := strings.HasSuffix(name, "...")
		value := t.r.PathValue(strings.TrimSuffix(name, "..."))
		for i, step := range strings.Split(value, "/") {
			switch {
			case i > 0 && many:
				b.WriteByte('/')
			case i > 0:
				b.WriteString("%2F")
			}
			b.WriteString(url.PathEscape(step))
		}
		rest = tail
	}
}

// hasDots reports steps that lead out of the upstream's base.
func hasDots(path string) bool {
	for step := range strings.SplitSeq(path, "/") {
		if step == ".." || step == "." {
			return true
		}
	}
	return false
}
