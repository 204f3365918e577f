package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"aidollar/core/tariff"
)

// Wallets takes payments of programs that have a wallet and no key. Its methods
// are called from many goroutines.
type Wallets interface {
	// Sells reports whether a route can be bought without a key.
	Sells(route *Route) bool

	// Read takes the payment out of a request's header, without judging it; nil
	// without one. What cannot be read is a *Refusal.
	Read(h http.Header) (*Note, error)

	// Ask says in an answer's header how a call can be paid for, and why it was not
	// with what came; nil where nothing did. What it returns belongs into the answer's
	// body: members of a JSON object, without brackets. of is nil where what came
	// was for nothing but itself.
	Ask(h http.Header, r *http.Request, of *Reservation, why *Refusal) (members []byte, err error)

	// Take judges a payment, reserves the call of of with it (whose Key is yet
	// unknown) and is durable when it returns. A payment that is no good is a
	// *Refusal of the kind RefusalPayment; one that was used before of
	// RefusalUsed. Any other error means that it is not known what became of it.
	// Payment in advance waits for a chain, so it may take a while. of is nil for one
	// that is for nothing but itself, which makes it Done.
	Take(ctx context.Context, r *http.Request, note *Note, of *Reservation) (*Taken, error)
}

// Note is a payment as it came with a request.
type Note struct {
	Name    string   // that the client gave it, so that it can ask again; empty for none
	Print   [32]byte // the same for the same payment alone; zero where Name is empty
	Payment any      // the Wallets' own
	// Alone says that it is for nothing but itself, whatever the request asks for; Bare
	// that it is so where the request has no body.
	Alone, Bare bool
}

// Taken is a payment with which a call was reserved.
type Taken struct {
	Key    Key
	Amount Reserved
	// Done says that the payment was for nothing but itself, as when a payer asks for
	// his deposit back: no call was reserved, and none is made.
	Done bool
	// Cover pays for the parts of a stream behind the first, where the payment was of
	// Reservation.First; nil where it was of the whole.
	Cover Cover
	// Result writes what the client is told of its payment. captured is nil while
	// it is not known what the call costs; served is false when it came to nothing.
	Result func(h http.Header, captured *Captured, served bool)
	// Tail is what the client is told within a stream, at its end: whole events. nil
	// tells nothing.
	Tail func(captured *Captured) []byte
}

// walletTime bounds how long a payment in advance may take to get into a block.
const walletTime = 2 * time.Minute

// headerWalletReceipt is MPP's, where an answer tells a wallet that it was paid for.
const headerWalletReceipt = "Payment-Receipt"

// caller finds who calls, or that nobody says so and a wallet may pay.
func (g *Gateway) caller(r *http.Request) (Key, *problem) {
	if g.Wallets != nil && len(r.Header["X-Api-Key"]) == 0 && !slices.ContainsFunc(r.Header["Authorization"], secretive) {
		return Key{Calls: true, Wallet: true}, nil
	}
	return g.authenticate(r)
}

// secretive reports whether a value of Authorization is to be read as an API key's,
// well or badly written. MPP has payments there, by the scheme Payment.
func secretive(value string) bool {
	scheme, _, _ := strings.Cut(strings.TrimSpace(value), " ")
	return !strings.EqualFold(scheme, "Payment")
}

// keyMissing is what a caller without a key is told where only keys buy.
var keyMissing = &problem{Status: http.StatusUnauthorized, Code: "api_key_missing",
	Detail: "no API key was given; send it as the header Authorization: Bearer sk-..., or as x-api-key: sk-..."}

// manage carries out what came with a request and is for nothing but itself, as when a
// stream's payer signs for more of it; done says that it did.
func (c *call) manage(empty bool) (done bool, p *problem) {
	if !c.key.Wallet {
		return false, nil
	}
	note, err := c.paidBy()
	if err != nil || note == nil || !note.Alone && !(note.Bare && empty) {
		return false, nil // where a call is paid for it is looked at once more
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.r.Context()), walletTime)
	defer cancel()
	taken, err := c.g.Wallets.Take(ctx, c.r, note, nil)
	var refusal *Refusal
	switch {
	case err == nil:
		c.done(taken)
		return true, nil
	case errors.As(err, &refusal) && refusal.Kind == RefusalPayment:
		return true, c.demand(nil, refusal)
	case errors.As(err, &refusal):
		return true, c.refused(refusal)
	}
	c.g.Log.Error("a payment for nothing but itself broke off", "error", err)
	return true, &problem{Status: http.StatusServiceUnavailable, Code: "payment_unknown", Retry: "5",
		Detail: "it is not known what became of the payment; send the same once more, it counts once"}
}

// paidBy is the payment that came with the request, nil for none. It is read once:
// headers of payments are long.
func (c *call) paidBy() (*Note, error) {
	if c.paid == nil {
		note, err := c.g.Wallets.Read(c.r.Header)
		c.paid = &paidWith{note, err}
	}
	return c.paid.note, c.paid.err
}

// paidWith is what was read of a request's payment.
type paidWith struct {
	note *Note
	err  error
}

// tender reserves the call with the payment that came with the request, or says
// how it can be paid for.
func (c *call) tender(limits []tariff.Limit) *problem {
	// A call that costs nothing cannot be paid for, and is nothing to give to
	// whoever comes along: it is for those with a key.
	if price, ok := c.g.Clearing.Price(c.route, limits); !c.g.Wallets.Sells(c.route) || ok && price.IsZero() {
		return keyMissing
	}
	reservation := c.reservation(limits)
	of := &reservation
	note, err := c.paidBy()
	if err != nil || note == nil {
		return c.demand(of, err)
	}
	if p, again := c.again(note); again {
		return p
	}
	of.Deadline = c.baptize()
	of.Call = c.id
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.r.Context()), walletTime)
	defer cancel()
	begin := time.Now()
	taken, err := c.g.Wallets.Take(ctx, c.r, note, of)
	c.seen.Reserve = time.Since(begin)
	var refusal *Refusal
	switch {
	case err == nil && taken.Done:
		c.done(taken)
		return nil
	case err == nil:
		c.key, c.taken = taken.Key, taken
		c.held, c.seen.Key, c.seen.Call, c.seen.Reserved = true, taken.Key.ID, c.id, taken.Amount.Amount
		c.confine(taken.Amount.Allowed)
		return nil
	case errors.As(err, &refusal) && refusal.Kind == RefusalPayment:
		return c.demand(of, refusal)
	case errors.As(err, &refusal) && refusal.Kind == RefusalUsed:
		return &problem{Status: http.StatusConflict, Code: refusal.Code, Detail: refusal.Detail}
	case errors.As(err, &refusal):
		return c.refused(refusal)
	case errors.Is(err, ErrAway):
		c.g.Log.Warn("a payment could not be taken", "call", c.id, "error", err)
		return away
	}
	c.held = true // as far as is known
	c.g.Log.Error("a payment broke off", "call", c.id, "model", c.route.Model, "error", err)
	return &problem{Status: http.StatusServiceUnavailable, Code: "payment_unknown", Retry: "5",
		Detail: "it is not known what became of the payment, so the call was not run; what is collected of it is kept for the wallet"}
}

// demand tells how the call can be paid for, and why it was not with what came.
func (c *call) demand(of *Reservation, why error) *problem {
	p := &problem{Status: http.StatusPaymentRequired, Code: "payment_required",
		Detail: "this call is paid for by an API key, by x402 in the way that PAYMENT-REQUIRED says, or by MPP in one that WWW-Authenticate may say"}
	var refusal, told *Refusal
	if errors.As(why, &refusal) {
		p.Code, p.Detail, p.Type = refusal.Code, refusal.Detail, refusal.Type
		if refusal.Status != 0 {
			p.Status = refusal.Status
		}
	} else if why != nil {
		c.g.Log.Error("a payment could not be read", "error", why)
	}
	members, err := c.g.Wallets.Ask(c.w.Header(), c.r, of, refusal)
	switch {
	case errors.Is(err, ErrAway):
		c.g.Log.Warn("a call could not be asked to be paid for", "model", c.seen.Model, "error", err)
		return away
	case errors.As(err, &told) && told.Kind == RefusalPayment: // in no way, now
		if refusal == nil {
			p.Code, p.Detail = told.Code, told.Detail
		}
		return p
	case err != nil:
		c.g.Log.Error("a call cannot be asked to be paid for", "model", c.seen.Model, "error", err)
		return keyMissing
	}
	p.Members = members
	return p
}

// done answers a payment that was for nothing but itself.
func (c *call) done(taken *Taken) {
	c.begun, c.seen.Outcome = true, "payment_alone"
	h := c.w.Header()
	taken.Result(h, nil, true)
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	c.w.WriteHeader(http.StatusOK)
	_, _ = io.WriteString(c.w, `{"paid":true}`+"\n") // the header says what was done
}

// result tells a wallet what became of its payment.
func (c *call) result(captured *Captured, served bool) {
	if c.taken != nil {
		c.taken.Result(c.w.Header(), captured, served)
	}
}
