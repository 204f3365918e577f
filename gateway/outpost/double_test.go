package outpost

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
)

// double is a house in memory, with one seller: his gateway's key is "own", and his
// buyer's "buyer".
type double struct {
	mu       sync.Mutex
	revoked  bool
	offer    Offer
	asked    map[string]int
	held     map[ledger.ID]gateway.Reservation
	captured map[ledger.ID]gateway.Capture
	voided   map[ledger.ID]string
	refuse   *gateway.Refusal // what each reservation is answered with
	closed   bool             // holds have run out
	wallets  *teller
}

var (
	sellerID = ledger.ID{Hi: 1, Lo: 1}
	buyerID  = ledger.ID{Hi: 1, Lo: 2}
	keyID    = ledger.ID{Hi: 1, Lo: 3}
	product  = &gateway.Route{Model: "m", Seller: sellerID, OutputMax: 10, Priced: meter.SetOf(meter.Request, meter.Input)}
)

func hashOf(secret string) [32]byte { return sha256.Sum256([]byte(secret)) }

// with changes or reads what handlers use, too.
func (d *double) with(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f()
}

func (d *double) count(what string) {
	d.mu.Lock()
	d.asked[what]++
	d.mu.Unlock()
}

func (d *double) asks(what string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.asked[what]
}

func (d *double) Instance(hash [32]byte, _ *http.Request) (Instance, error) {
	switch hash {
	case hashOf("own"):
		return Instance{Seller: sellerID, Sells: func(model string) bool { return model != "narrow" }}, nil
	case hashOf("buyer"):
		return Instance{}, &Unwelcome{Detail: "the key has not the scope gateway"}
	}
	return Instance{}, &Unwelcome{Unknown: true, Detail: "nobody's"}
}

func (d *double) Offer(ledger.ID) (*Offer, error) {
	d.count("offer")
	d.mu.Lock()
	defer d.mu.Unlock()
	o := d.offer
	return &o, nil
}

func (d *double) Route(seller ledger.ID, model string) (*gateway.Route, bool) {
	return product, seller == sellerID && model == product.Model
}

func (d *double) Call(_ context.Context, id ledger.ID) (Call, bool, error) {
	if id.Lo == 99 {
		return Call{Seller: ledger.ID{Lo: 7}}, true, nil
	}
	return Call{Seller: sellerID, Buyer: buyerID}, true, nil
}

func (d *double) Key(_ context.Context, hash [32]byte) (gateway.Key, bool, error) {
	d.count("key")
	d.mu.Lock()
	defer d.mu.Unlock()
	k := gateway.Key{ID: keyID, Party: buyerID, Calls: true}
	k.Rate.Requests, k.Rate.Tokens = 60, 1000
	k.Networks = parseNetworks("10.0.0.0/8", "2001:db8::/32")
	return k, hash == hashOf("buyer") && !d.revoked, nil
}

func (d *double) Reserve(_ context.Context, r gateway.Reservation) (gateway.Reserved, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return gateway.Reserved{}, d.refuse
	}
	d.held[r.Call] = r
	return gateway.Reserved{Amount: money.Amount{Hi: 1, Lo: 5}}, nil
}

func (d *double) May(_ context.Context, r gateway.Reservation) (uint64, error) {
	if d.refuse != nil {
		return 0, d.refuse
	}
	return uint64(len(r.Regions)), nil
}

func (d *double) Default(context.Context, gateway.Key, gateway.Purpose) (*gateway.Default, error) {
	return &gateway.Default{Models: []string{"a", "b"}, Rule: gateway.Rule{ID: "r", Title: "a rule"}}, nil
}

func (d *double) Capture(_ context.Context, c gateway.Capture) (gateway.Captured, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.asked["capture"]++
	if d.closed {
		return gateway.Captured{}, &gateway.Refusal{Kind: gateway.RefusalForbidden, Code: "call_closed", Detail: "the hold has run out"}
	}
	d.captured[c.Call] = c
	return gateway.Captured{Charge: money.Units(7), Available: money.Units(8), Total: money.Units(9)}, nil
}

func (d *double) Void(_ context.Context, call ledger.ID, reason string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.voided[call] = reason
	return nil
}

// teller takes payments that say "good", and tells the rest how to pay.
type teller struct{ d *double }

const headerPayment = "Payment-Signature"

func (t *teller) Sells(*gateway.Route) bool { return true }

func (t *teller) Read(h http.Header) (*gateway.Note, error) { return readNote(h) }

func readNote(h http.Header) (*gateway.Note, error) {
	switch text := h.Get(headerPayment); text {
	case "":
		return nil, nil
	case "unreadable":
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "invalid_payload", Detail: "it is no payment"}
	default:
		return &gateway.Note{Payment: text}, nil
	}
}

func (t *teller) Ask(h http.Header, r *http.Request, of *gateway.Reservation, why *gateway.Refusal) ([]byte, error) {
	t.d.count("ask")
	address, _ := Resource(r.Context())
	words := []string{address, of.Route.Model}
	if why != nil {
		words = append(words, why.Code)
		if hint, is := why.Hint.(string); is {
			words = append(words, hint)
		}
	}
	h.Set("Payment-Required", strings.Join(words, " "))
	h["Www-Authenticate"] = []string{"Payment one", "Payment two"}
	return []byte(`"x402Version":1`), nil
}

func (t *teller) Take(ctx context.Context, _ *http.Request, note *gateway.Note, of *gateway.Reservation) (*gateway.Taken, error) {
	switch note.Payment {
	case "short":
		return nil, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "voucher_short", Detail: "it is too little", Hint: "charged=5"}
	case "used":
		return nil, &gateway.Refusal{Kind: gateway.RefusalUsed, Code: "payment_used", Detail: "it was used"}
	case "refund":
		return &gateway.Taken{Done: true, Result: func(h http.Header, _ *gateway.Captured, _ bool) { h.Set("Payment-Response", "refunded") }}, nil
	}
	reserved, err := t.d.Reserve(ctx, *of)
	return &gateway.Taken{Key: gateway.Key{ID: keyID, Party: buyerID}, Amount: reserved, Result: func(h http.Header, c *gateway.Captured, served bool) {
		switch {
		case !served:
			h.Set("Payment-Response", "failed")
		case c == nil:
			h.Set("Payment-Response", "served")
		default:
			h.Set("Payment-Response", "charged "+c.Charge.String())
		}
	}}, err
}

// pair is a house that can be switched off, and a client of it.
type pair struct {
	*Client
	t      *testing.T
	d      *double
	server *httptest.Server
	log    *strings.Builder
	secret string
	offset time.Duration // of the client's clock
	off    atomic.Bool
	dir    string
}

func newPair(t *testing.T) *pair {
	d := &double{asked: map[string]int{}, held: map[ledger.ID]gateway.Reservation{}, captured: map[ledger.ID]gateway.Capture{}, voided: map[ledger.ID]string{}}
	d.offer = Offer{Seller: sellerID, Name: "shop", Wallets: true, HoldMax: time.Hour, Since: 5}
	d.wallets = &teller{d}
	p := &pair{t: t, d: d, log: &strings.Builder{}, secret: "own", dir: t.TempDir()}
	s := &Server{House: d, Wallets: d.wallets, HoldMax: time.Hour, Log: slog.New(slog.DiscardHandler)}
	p.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.off.Load() {
			panic(http.ErrAbortHandler) // nobody knows whether it was done
		}
		s.ServeHTTP(w, r)
	}))
	t.Cleanup(p.server.Close)
	p.open()
	return p
}

// open makes the client anew, on what its directory holds.
func (p *pair) open() {
	p.t.Helper()
	if p.Client != nil {
		if err := p.Close(); err != nil {
			p.t.Fatal(err)
		}
	}
	c, err := New(Config{
		URL: p.server.URL, Secret: func(context.Context) (string, error) { return p.secret, nil }, Dir: p.dir, HoldTime: time.Minute,
		Table: func(o *Offer) *Table {
			return &Table{Routes: map[string]*gateway.Route{"m": product}, Models: []gateway.Model{{ID: "m", OwnedBy: o.Name}},
				Price: func(*gateway.Route, []tariff.Limit) (money.Amount, bool) { return money.Units(3), true }}
		},
		Log: slog.New(slog.NewTextHandler(p.log, nil)),
	})
	if err != nil {
		p.t.Fatal(err)
	}
	c.now = func() time.Time { return time.Now().Add(p.offset) }
	p.Client = c
	p.t.Cleanup(func() { _ = c.Close() })
}

func (p *pair) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}
