package gateway

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/gateway/dialect"
	"aidollar/gateway/limit"
)

// Behalf is a call that the house makes for a key, without its secret, such as
// a line of a batch.
type Behalf struct {
	Key     ledger.ID // whose call it is; its present rights hold
	Call    ledger.ID // names the call; it carries its time as a UUIDv7 does
	Path    string    // /v1/chat/completions
	Body    []byte    // JSON
	Service string    // the service tier, where the model has it and the body names none
}

// BehalfAnswer is what became of it.
type BehalfAnswer struct {
	Status int
	Body   []byte
	Cost   string // a plain decimal; empty when nothing was charged
}

// What the ledger knows of a call's id.
var (
	// ErrCallClosed: the call of this id ended without a charge.
	ErrCallClosed = errors.New("the call of this id was closed without a charge")
	// ErrCallForgotten: the id is older than the ledger's memory.
	ErrCallForgotten = errors.New("the ledger does not remember ids of that time any more")
)

// behalf is such a call under way.
type behalf struct {
	Behalf
	end  error // what else than an answer became of it
	paid bool  // it was captured before: it is served again and not charged again
}

// behalfKey is where a request's context keeps it; no client can put it there.
type behalfKey struct{}

// Do makes a call on behalf of a key. The same id may be given again when it is
// not known what became of the call: an open hold is used again, a call that
// was charged is served without being charged again. The key's budgets and
// models bind the call; its rates and networks do not, since nobody asks from
// anywhere.
func (g *Gateway) Do(ctx context.Context, b Behalf) (BehalfAnswer, error) {
	d, place, ok := dialect.ByPath(strings.TrimPrefix(b.Path, apiPath))
	if !ok || d.Upload {
		return BehalfAnswer{}, errors.New("no call can be made at " + b.Path)
	}
	state := &behalf{Behalf: b}
	r, err := http.NewRequestWithContext(context.WithValue(ctx, behalfKey{}, state), http.MethodPost, b.Path, bytes.NewReader(b.Body))
	if err != nil {
		return BehalfAnswer{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	w := &behalfWriter{header: http.Header{}}
	g.serve(w, r, d, place)
	if state.end != nil {
		return BehalfAnswer{}, state.end
	}
	if err := ctx.Err(); err != nil && w.status/100 != 2 {
		return BehalfAnswer{}, err
	}
	return BehalfAnswer{Status: w.status, Body: w.body.Bytes(), Cost: w.header.Get(headerCost)}, nil
}

// behalfWriter keeps an answer, whose size the gateway bounds.
type behalfWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (w *behalfWriter) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *behalfWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
}

// Write implements http.ResponseWriter.
func (w *behalfWriter) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

// identify finds out whose call it is.
func (c *call) identify() (p *problem) {
	c.behalf, _ = c.r.Context().Value(behalfKey{}).(*behalf)
	if c.behalf == nil {
		c.key, p = c.g.caller(c.r)
		return p
	}
	key, ok := c.g.Clearing.KeyByID(c.behalf.Key)
	if !ok {
		return &problem{Status: http.StatusUnauthorized, Code: "invalid_api_key", Detail: "the API key that this call is made for is unknown or was revoked"}
	}
	key.Networks, key.Rate = nil, limit.Rate{}
	c.key = key
	return nil
}

// service takes the house's wish for a tier, where there is a choice.
func (c *call) service() {
	if b := c.behalf; b != nil && c.head.Service == "" && slices.Contains(c.route.Services, b.Service) {
		c.head.Service = b.Service
	}
}

// holdSlack is what has to be left of a hold for it to be used again.
const holdSlack = time.Minute

// baptize gives the call its id, and its hold a deadline. A call on behalf of a
// key that is made again names the deadline it named before, so that the ledger
// knows its hold. When that is over the hold has returned; the reservation then
// needs a deadline that is to come, because one that has passed is refused
// before the ledger looks at the id, and a charged call would pass for a new one.
func (c *call) baptize() (deadline time.Time) {
	if c.behalf == nil {
		c.id = newID(c.start)
		return c.start.Add(c.g.HoldTime)
	}
	c.id = c.behalf.Call
	if deadline = time.UnixMilli(c.id.Millis()).Add(c.g.HoldTime); deadline.After(c.start.Add(holdSlack)) {
		return deadline
	}
	return c.start.Add(c.g.HoldTime)
}

// known says that a refused reservation is one of an id that was used before.
func (c *call) known(ctx context.Context, code string) bool {
	b := c.behalf
	if b == nil {
		return false
	}
	switch code {
	case string(payment.CallCaptured):
		b.paid = true
	case string(payment.CallClosed):
		b.end = ErrCallClosed
	case ledger.IDTooOld.String():
		b.end = ErrCallForgotten
	case ledger.IDReused.String():
		// A hold is open on other terms: prices or limits changed, or little of
		// its time is left. The call begins anew without it.
		if b.end = c.g.Clearing.Void(ctx, c.id, "superseded"); b.end == nil {
			b.end = ErrCallClosed
		}
	default:
		return false
	}
	return true
}
