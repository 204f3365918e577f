package gateway

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/tariff"
	"aidollar/gateway/cache"
	"aidollar/gateway/dialect"
	"aidollar/gateway/limit"
)

// call is one call of a model from its request to its last byte.
type call struct {
	g       *Gateway
	w       http.ResponseWriter
	r       *http.Request
	start   time.Time
	key     Key
	route   *Route
	chosen  *chosen // of a call of the model "default"; nil for another one
	dialect *dialect.Dialect
	place   int // of the dialect in the table
	request dialect.Request
	head    *dialect.Head // the request's
	body    []byte

	id     ledger.ID
	bound  dialect.Bound
	barred uint64 // targets, by bit, that do not speak the dialect
	free   bool   // it costs nothing, so nothing is held and nothing is charged
	held   bool   // the hold is open, as far as is known

	begun     bool   // the answer's header was sent: no retry, no other status
	raw       bool   // what was sent has no place for an error
	timed     bool   // writes to the client have a deadline
	delivered uint64 // bytes of text that the client was sent
	reader    dialect.Reader
	facts     *dialect.Facts // the reader's

	session uint64    // whose prompt cache is worth going back to; zero for none
	region  string    // where the call must be served; empty is anywhere
	regions []string  // where it can be served, the best first
	data    string    // class of the data that it sends; empty where its sender does not say
	endUse  string    // what it serves; empty where its sender does not say
	target  *Target   // who was asked last, or answered
	lost    []*Target // who was asked and was slower

	grant   limit.Grant // of the key's rates
	granted bool

	caching cacheMode
	cacheID cache.Key
	record  *recording // of a stream that will be kept

	behalf   *behalf   // the house makes it for a key; nil when a client does
	paid     *paidWith // the payment that came with the request, read; nil before it is wanted
	taken    *Taken    // a wallet's payment that the call was reserved with; nil for none
	repeat   *repeat   // of that payment, if it has a name; nil for none
	recorder *recorder // of the answer, with repeat
	crossing *crossing // to upstreams of the other API; nil for none

	first  []tariff.Limit // the bounds of the first part of a stream that can be paid for in parts; nil for another call
	output tariff.Limit   // the group of such a stream's output
	parts  *parts         // nil for a call that is paid for as a whole

	seen CallObservation
}

// serve answers a request in a dialect.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request, d *dialect.Dialect, place int) {
	select {
	case g.slots <- struct{}{}:
		defer func() { <-g.slots }()
	default:
		w.Header().Set("Retry-After", "1")
		g.refuse(w, d.Shape, &problem{Status: http.StatusServiceUnavailable, Code: "busy",
			Detail: "as many calls are running as this gateway takes at once; try again in a moment"})
		return
	}
	g.calls.Add(1)
	defer g.calls.Done()
	c := &call{g: g, w: w, r: r, start: time.Now(), dialect: d, place: place}
	c.seen.Dialect = d.Name
	buffer := takeBuffer()
	defer func() {
		c.abandon()
		if c.timed {
			_ = http.NewResponseController(w).SetWriteDeadline(time.Time{}) // the connection serves others
		}
		c.settleRate()
		c.remember()
		c.seen.Total = time.Since(c.start)
		g.Observer.Call(&c.seen)
		buffer.release()
	}()
	p := c.prepare(buffer)
	if p == nil && !c.begun { // begun: a payment for nothing but itself was taken
		p = c.run()
	}
	if p != nil {
		c.end(p)
	}
}

// run serves a call that was prepared: from the cache, or by an upstream.
func (c *call) run() *problem {
	answer, p := c.lookUp()
	if p != nil {
		return p
	}
	if answer != nil {
		return c.replay(answer)
	}
	if p := c.takeRate(c.tokensAsked()); p != nil {
		return p
	}
	limits := c.limits()
	asked, p := c.wantsParts()
	if p != nil {
		return p
	}
	if asked || c.key.Wallet {
		c.first, c.output, _ = c.splitLimits(limits)
	}
	if asked && c.first != nil {
		limits = c.first
	}
	if p := c.reserve(limits); p != nil || c.begun {
		return p // begun: the answer to a payment that came once more
	}
	c.dividePaid(asked)
	return c.forward()
}

// end tells the client of a problem and returns what is held.
func (c *call) end(p *problem) {
	c.seen.Outcome = p.Code
	c.void(p.Code)
	if c.begun {
		if c.raw {
			panic(http.ErrAbortHandler) // the only way to say that this was not all
		}
		c.tell(p)
		return
	}
	c.result(nil, false)
	if !c.seen.Call.IsZero() {
		c.w.Header()[headerReceipt] = []string{c.id.String()}
	}
	c.g.refuse(c.w, c.shape(), p)
}

// name and shape are the dialect's; a route that is sold by itself has none.
func (c *call) name() string {
	if c.dialect == nil {
		return passageDialect
	}
	return c.dialect.Name
}

// usageDialect is the one that the usage was read in.
func (c *call) usageDialect() string {
	if c.crossed() {
		return c.crossing.dialect.Name
	}
	return c.name()
}

func (c *call) shape() dialect.Shape {
	if c.dialect == nil {
		return dialect.ShapeOpenAI
	}
	return c.dialect.Shape
}

// writeWithin bounds the writes to come: a client that does not read must not
// keep money held for ever.
func (c *call) writeWithin(d time.Duration) {
	c.timed = true
	_ = http.NewResponseController(c.w).SetWriteDeadline(time.Now().Add(d)) // a writer without deadlines has no such client
}

// prepare finds out who asks for what, and the most it can use.
func (c *call) prepare(buffer *buffer) (p *problem) {
	if p = c.identify(); p != nil {
		return p
	}
	c.seen.Key = c.key.ID
	if !c.key.Calls {
		return &problem{Status: http.StatusForbidden, Code: "key_may_not_call", Detail: "this API key may read but not call models"}
	}
	if p = c.readBody(buffer); p != nil {
		return p
	}
	if done, p := c.manage(len(c.body) == 0); done {
		return p
	}
	var f *dialect.Fault
	if c.request, f = c.dialect.Read(&dialect.Source{Body: c.body, ContentType: c.r.Header.Get("Content-Type")}); f != nil {
		return faulty(f)
	}
	c.head = c.request.Head()
	c.seen.Stream = c.head.Stream
	return c.prepareRoute()
}

// prepareRoute finds out where the call can go, and the most it can use there.
func (c *call) prepareRoute() *problem {
	route, ok := c.g.Clearing.Route(c.key, c.head.Model)
	if !ok && c.head.Model == modelDefault {
		var p *problem
		if route, p = c.chooseDefault(); p != nil {
			return p
		}
		ok = true
	}
	if !ok || route.Passage {
		return modelNotFound(c.head.Model)
	}
	if route.OutputMax == 0 || len(route.Targets) == 0 || len(route.Targets) > TargetsMax {
		c.g.Log.Error("a route cannot be served", "model", route.Model, "output_max", route.OutputMax, "targets", len(route.Targets))
		return &problem{Status: http.StatusInternalServerError, Code: "model_misconfigured",
			Detail: fmt.Sprintf("the model %q is not set up to be called; its seller was told", route.Model)}
	}
	c.route, c.seen.Model = route, route.Model
	if p := c.readWishes(); p != nil {
		return p
	}
	everything := uint64(1)<<len(route.Targets) - 1
	if c.barred = route.barred(c.dialect, c.region); c.barred == everything && route.barred(c.dialect, "") != everything {
		return invalid("region_unavailable", headerRegion, fmt.Sprintf("the model %q is not served in the region %q; it is in: %s",
			route.Model, c.region, cmp.Or(strings.Join(route.regions(), ", "), noRegion)))
	}
	if c.barred == everything {
		return &problem{Status: http.StatusBadRequest, Code: "dialect_unsupported", Param: "model",
			Detail: fmt.Sprintf("the model %q cannot be called at %s: no server behind it speaks this API", route.Model, c.r.URL.Path)}
	}
	if wait, all := route.rests(c.barred, c.start.UnixNano()); all {
		return &problem{Status: http.StatusServiceUnavailable, Code: "upstreams_resting", Retry: strconv.Itoa(int(wait/time.Second) + 1),
			Detail: fmt.Sprintf("every upstream of the model %q failed repeatedly; it is tried again shortly", route.Model)}
	}
	c.service()
	if !slices.Contains(route.Services, c.head.Service) && c.head.Service != "" {
		return invalid("service_tier_unsupported", "service_tier", fmt.Sprintf("the service tier %q has no price for the model %q; leave service_tier out", c.head.Service, route.Model))
	}
	var f *dialect.Fault
	if c.bound, f = c.request.Bound(route.terms(route.OutputMax)); f != nil {
		return faulty(f)
	}
	return c.prepareCrossing()
}

func (r *Route) terms(outputMax uint64) dialect.Terms {
	return dialect.Terms{InputMax: r.InputMax, OutputMax: outputMax, Priced: r.Priced}
}

func modelNotFound(model string) *problem {
	return &problem{Status: http.StatusNotFound, Code: "model_not_found", Param: "model",
		Detail: fmt.Sprintf("the model %q does not exist here or has no price; GET /v1/models lists what can be called", model)}
}

// readBody reads the request's body into the buffer, bounded in size and time.
func (c *call) readBody(buffer *buffer) *problem {
	most := c.g.RequestMax
	if c.dialect.Upload {
		most = c.g.UploadMax
	}
	tooLarge := func() *problem {
		c.w.Header().Set("Connection", "close")
		return &problem{Status: http.StatusRequestEntityTooLarge, Code: "request_too_large",
			Detail: fmt.Sprintf("the request's body is larger than the %d bytes that are read", most)}
	}
	if c.r.ContentLength > int64(most) {
		return tooLarge()
	}
	control := http.NewResponseController(c.w)
	timed := control.SetReadDeadline(c.start.Add(c.g.BodyTime)) == nil
	body, err := readBounded(c.r.Body, buffer, most, c.r.ContentLength)
	c.body = body
	switch {
	case errors.Is(err, errTooLarge):
		return tooLarge()
	case err != nil:
		c.w.Header().Set("Connection", "close")
		return &problem{Status: http.StatusRequestTimeout, Code: "request_incomplete", Detail: "the request's body did not arrive in full"}
	}
	if timed {
		// The server goes on reading to notice a hang-up; that must not time out.
		_ = control.SetReadDeadline(time.Time{})
	}
	return nil
}

var errTooLarge = errors.New("too large")

// readBounded reads all of a body of at most the given bytes. The length is -1
// when it is not known.
func readBounded(from io.Reader, into *buffer, most int, length int64) ([]byte, error) {
	if length >= 0 && length < int64(most) {
		into.grow(int(length) + 1)
	}
	into.b = into.b[:0]
	for {
		if len(into.b) == cap(into.b) {
			into.grow(2 * cap(into.b))
		}
		n, err := from.Read(into.b[len(into.b):cap(into.b)])
		into.b = into.b[:len(into.b)+n]
		switch {
		case len(into.b) > most:
			return nil, errTooLarge
		case err == io.EOF:
			return into.b, nil
		case err != nil:
			return nil, err
		}
	}
}

// reserve holds the most that the call can cost.
func (c *call) reserve(limits []tariff.Limit) *problem {
	if c.key.Wallet {
		return c.tender(limits)
	}
	if c.head.Free {
		if price, ok := c.g.Clearing.Price(c.route, limits); ok && price.IsZero() {
			c.free = true
			return c.may(c.reservation(limits))
		}
	}
	deadline := c.baptize()
	ctx, cancel := c.ledgerContext()
	defer cancel()
	begin := time.Now()
	of := c.reservation(limits)
	of.Deadline = deadline
	reserved, err := c.g.Clearing.Reserve(ctx, of)
	c.seen.Reserve = time.Since(begin)
	var refusal *Refusal
	switch {
	case err == nil:
		c.held, c.seen.Call, c.seen.Reserved = true, c.id, reserved.Amount
		c.confine(reserved.Allowed)
		return nil
	case errors.As(err, &refusal) && c.known(ctx, refusal.Code):
		c.seen.Call = c.id
		if c.behalf.paid {
			return nil
		}
		return &problem{Status: http.StatusConflict, Code: refusal.Code, Detail: refusal.Detail}
	case errors.As(err, &refusal):
		return c.refused(refusal)
	case errors.Is(err, ErrAway):
		c.g.Log.Warn("a call could not be reserved", "call", c.id, "error", err)
		return away
	}
	// The hold may have been made all the same; if so it goes.
	c.held = true
	c.g.Log.Error("a reservation broke off", "call", c.id, "key", c.key.ID, "model", c.route.Model, "error", err)
	return &problem{Status: http.StatusServiceUnavailable, Code: "ledger_unavailable",
		Detail: "the money for this call could not be set aside, so it was not run; nothing was charged"}
}

func (c *call) refused(r *Refusal) *problem {
	p := &problem{Code: r.Code, Detail: r.Detail}
	switch r.Kind {
	case RefusalFunds:
		p.Status = http.StatusPaymentRequired
		p.Funds = &shortfall{Needed: r.Needed, Available: r.Available, OutputMax: c.affordable(r)}
		p.Detail += fmt.Sprintf(" (up to %s needed, %s available", r.Needed.Decimal(c.g.scale), r.Available.Decimal(c.g.scale))
		switch name := c.head.LimitName; {
		case name == "" || c.caching == cacheHit:
			p.Detail += ")"
		case p.Funds.OutputMax > 0:
			p.Detail += fmt.Sprintf("; with %s of at most %d it would fit)", name, p.Funds.OutputMax)
		default:
			p.Detail += "; no " + name + " makes it fit)"
		}
	case RefusalLimit:
		p.Status = http.StatusTooManyRequests
	case RefusalOverdue:
		p.Status = http.StatusPaymentRequired
	default:
		p.Status = http.StatusForbidden
		p.Members = ruleMembers(r.Rules)
	}
	return p
}

// affordable is the largest output limit whose bound the available money
// covers, found by halving, because prices may have tiers.
func (c *call) affordable(r *Refusal) uint64 {
	fits := func(limit uint64) bool {
		bound, f := c.request.Bound(c.route.terms(limit))
		if f != nil {
			return false
		}
		price, ok := c.g.Clearing.Price(c.route, bound.Limits())
		return ok && price.Cmp(r.Available) <= 0
	}
	low, high := uint64(0), c.bound.OutputLimit
	for low < high {
		middle := low + (high-low+1)/2
		if fits(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// ledgerContext outlives the client: a hang-up must not keep a call out of the
// books.
func (c *call) ledgerContext() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(c.r.Context()), c.g.LedgerTime)
}

// newID makes a UUIDv7 (RFC 9562, 5.7).
func newID(now time.Time) ledger.ID {
	high, low := rand.Uint64(), rand.Uint64() //nolint:gosec // unique is enough: a receipt is shown to its own party only
	return ledger.ID{Hi: uint64(now.UnixMilli())<<16 | 7<<12 | high&0xfff, Lo: 2<<62 | low>>2}
}
