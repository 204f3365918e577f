package outpost

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"crypto/sha256"

	"aidollar/core/ledger"
	"aidollar/gateway"
)

// House is what a Server needs of the clearing house around it.
type House interface {
	// Instance finds the live key of a seller's gateway by the SHA-256 of its secret,
	// if it may be used from where the request comes. The error is an *Unwelcome.
	Instance(hash [32]byte, r *http.Request) (Instance, error)

	// Offer is what a seller's gateways sell now.
	Offer(seller ledger.ID) (*Offer, error)

	// Route is a seller's product, for a gateway elsewhere; ok is false for what the
	// seller's card does not have. Targets are none of the house's business.
	Route(seller ledger.ID, model string) (route *gateway.Route, ok bool)

	// Call finds whose a call is, also when it was closed; it is false for one that
	// nobody knows, and an error when it cannot be told now.
	Call(ctx context.Context, id ledger.ID) (of Call, known bool, err error)

	Key(ctx context.Context, hash [32]byte) (gateway.Key, bool, error)
	Reserve(ctx context.Context, r gateway.Reservation) (gateway.Reserved, error)
	May(ctx context.Context, r gateway.Reservation) (allowed uint64, err error)
	Default(ctx context.Context, key gateway.Key, p gateway.Purpose) (*gateway.Default, error)
	Capture(ctx context.Context, c gateway.Capture) (gateway.Captured, error)
	Void(ctx context.Context, call ledger.ID, reason string) error
}

// Call is whose a call is.
type Call struct{ Seller, Buyer ledger.ID }

// Instance is a gateway elsewhere, by its key.
type Instance struct {
	Key    ledger.ID
	Seller ledger.ID
	Sells  func(model string) bool // whether the key is for this product of the seller's
}

// Unwelcome says why a key opens nothing here.
type Unwelcome struct {
	Unknown bool   // there is no such key, or it is not good any more; else it is not for this
	Detail  string // a sentence
}

func (u *Unwelcome) Error() string { return u.Detail }

func (u *Unwelcome) problem() *problem {
	if u.Unknown {
		return &problem{Status: http.StatusUnauthorized, Code: "api_key_invalid", Detail: u.Detail}
	}
	return &problem{Status: http.StatusForbidden, Code: codeInstance, Detail: u.Detail}
}

// The codes that the client tells apart.
const (
	codeInstance   = "gateway_refused"
	codeKeyUnknown = "key_unknown"
	codeBusy       = "busy"
)

const (
	stepTime  = 30 * time.Second
	takeTime  = 2 * time.Minute // a payment in advance waits for a block
	deadlines = time.Minute     // that deadlines may be beyond what the house allows, for clocks that differ
)

// Server answers gateways elsewhere. It is mounted under Prefix.
type Server struct {
	House   House
	Wallets gateway.Wallets  // nil: programs without a key cannot pay
	HoldMax time.Duration    // how long a hold may last
	Busy    func(error) bool // whether an error says that nothing was done and it is to be tried again
	Log     *slog.Logger
	taken   takings
}

// asking is one request of a gateway elsewhere.
type asking struct {
	*Server
	w    http.ResponseWriter
	r    *http.Request
	ctx  context.Context // goes on when the gateway hangs up: what it asked for is done
	from Instance
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	step, _ := strings.CutPrefix(r.URL.Path, Prefix+"/")
	a := &asking{Server: s, w: w, r: r}
	act, method := a.act(step), http.MethodPost
	if step == stepOffer {
		method = http.MethodGet
	}
	switch {
	case act == nil:
		a.refuse(&problem{Status: http.StatusNotFound, Code: "route_unknown", Detail: "there is no such step for gateways here; the house and the gateway may be of different versions"})
		return
	case r.Method != method:
		w.Header().Set("Allow", method)
		a.refuse(&problem{Status: http.StatusMethodNotAllowed, Code: "method_not_allowed", Detail: r.URL.Path + " answers " + method})
		return
	}
	var unwelcome *Unwelcome
	if err := a.enter(); errors.As(err, &unwelcome) {
		a.refuse(unwelcome.problem())
		return
	}
	most := stepTime
	if step == stepTake {
		most = takeTime
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), most)
	defer cancel()
	a.ctx = ctx
	act()
}

func (a *asking) act(step string) func() {
	switch step {
	case stepOffer:
		return a.offer
	case stepKey:
		return a.key
	case stepReserve:
		return a.reserve
	case stepMay:
		return a.may
	case stepDefault:
		return a.standard
	case stepCapture:
		return a.capture
	case stepVoid:
		return a.void
	case stepAsk:
		return a.ask
	case stepTake:
		return a.take
	}
	return nil
}

// secretMax bounds a key that is hashed, in bytes.
const secretMax = 512

// enter finds whose gateway asks. Keys are found by their hash, so that neither the
// books nor the time it takes tell anything about a secret.
func (a *asking) enter() (err error) {
	secret, bearer := strings.CutPrefix(a.r.Header.Get("Authorization"), "Bearer ")
	if !bearer || secret == "" || len(secret) > secretMax {
		return &Unwelcome{Unknown: true, Detail: "a gateway shows its key: Authorization: Bearer sk-aid-…"}
	}
	a.from, err = a.House.Instance(sha256.Sum256([]byte(secret)), a.r)
	return err
}

// read reads a message of one JSON object, and nothing else.
func (a *asking) read(into any) bool {
	body, err := io.ReadAll(http.MaxBytesReader(a.w, a.r.Body, bodyMax))
	if large := new(http.MaxBytesError); errors.As(err, &large) {
		a.refuse(&problem{Status: http.StatusRequestEntityTooLarge, Code: "body_too_large", Detail: fmt.Sprintf("at most %d bytes are read", bodyMax)})
		return false
	}
	if err != nil {
		a.refuse(&problem{Status: http.StatusRequestTimeout, Code: "body_incomplete", Detail: "the message did not arrive in full"})
		return false
	}
	strict := json.NewDecoder(strings.NewReader(string(body)))
	strict.DisallowUnknownFields()
	if err = strict.Decode(into); err == nil && strict.More() {
		err = errors.New("something stands behind the object")
	}
	return a.well(err)
}

// well refuses a message that is none.
func (a *asking) well(err error) bool {
	if err != nil {
		a.refuse(&problem{Status: http.StatusBadRequest, Code: "message_malformed", Detail: "the message cannot be read: " + err.Error()})
	}
	return err == nil
}

func (a *asking) refuse(p *problem) {
	p.Type, p.Title = "urn:aidollar:problem:"+p.Code, http.StatusText(p.Status)
	if p.Status == http.StatusUnauthorized {
		a.w.Header().Set("WWW-Authenticate", `Bearer realm="aidollar"`)
	}
	a.write(p.Status, "application/problem+json", p)
}

func (a *asking) answer(v any) { a.write(http.StatusOK, "application/json", v) }

func (a *asking) write(status int, media string, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, numbers and lists of them: there is nothing that can fail
	}
	a.w.Header()["Content-Type"] = []string{media}
	a.w.WriteHeader(status)
	_, _ = a.w.Write(body) // the gateway asks again
}

// failed answers with what went wrong in the house: a refusal, or that nobody knows.
func (a *asking) failed(step string, call ledger.ID, err error) {
	var refusal *gateway.Refusal
	switch {
	case errors.As(err, &refusal):
		a.refuse(refusalOut(refusal))
		return
	case a.Busy != nil && a.Busy(err):
		a.refuse(&problem{Status: http.StatusServiceUnavailable, Code: codeBusy, Detail: "the house takes no more at the moment"})
		return
	}
	a.Log.Error("a gateway's step broke off", "step", step, "gateway", a.from.Key, "call", call, "error", err)
	a.refuse(&problem{Status: http.StatusServiceUnavailable, Code: "unknown", Detail: "it is not known whether the step was taken; ask again"})
}

// offer answers what is sold, unless the gateway knows it already.
func (a *asking) offer() {
	o, err := a.House.Offer(a.from.Seller)
	var body []byte
	var tag string
	if err == nil {
		body, tag, err = o.encode()
	}
	if err != nil {
		a.failed(stepOffer, ledger.ID{}, err)
		return
	}
	h := a.w.Header()
	h.Set("ETag", tag)
	h.Set("Cache-Control", "no-store")
	if a.r.Header.Get("If-None-Match") == tag {
		a.w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", "application/json")
	_, _ = a.w.Write(body) // as above
}
