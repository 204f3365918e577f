package gateway

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway/dialect"
)

// purse is a Clearing in memory: one buyer, holds and captures under one lock,
// with the rules that the real one keeps.
type purse struct {
	mu          sync.Mutex
	available   money.Amount
	holds       map[ledger.ID]hold
	captures    map[ledger.ID]Capture
	charges     map[ledger.ID]money.Amount
	voids       map[ledger.ID]string
	routes      map[string]*Route
	captured    int
	terms       func(*Key)           // of testKey
	failing     error                // what Capture answers instead of capturing
	requestFree bool                 // calls have no price as such
	services    map[ledger.ID]string // that were reserved in
	refusing    error                // what Reserve answers after it made the hold, as a cut connection to it would
}

type hold struct {
	amount money.Amount
	r      Reservation
}

const testSecret = "sk-test-0123456789"

// Prices of the purse in ledger units.
const (
	priceRequest = 1000
	priceInput   = 2
	priceOutput  = 8
	priceCached  = 10
	priceUnit    = 5
	priceByte    = 1
	priceSecond  = 100
)

var testKey = Key{ID: ledger.ID{Hi: 1, Lo: 1}, Party: ledger.ID{Hi: 1, Lo: 2}, Calls: true}

func newPurse(units uint64) *purse {
	return &purse{available: money.Units(units), holds: map[ledger.ID]hold{}, captures: map[ledger.ID]Capture{},
		charges: map[ledger.ID]money.Amount{}, voids: map[ledger.ID]string{}, services: map[ledger.ID]string{}, routes: map[string]*Route{}}
}

func priceOf(q *meter.Quantities) money.Amount {
	return money.Units(priceRequest*q[meter.Request] + priceCached*q[meter.ResponseCached] +
		priceUnit*q[meter.Unit] + priceByte*q[meter.Byte] + priceSecond*q[meter.Second] + priceInput*(q[meter.Input]+q[meter.InputCached]) +
		priceOutput*(q[meter.Output]+q[meter.OutputReasoning]))
}

func (p *purse) Key(_ context.Context, hash [32]byte) (Key, bool, error) {
	key, ok := p.key(hash)
	return key, ok, nil
}

func (p *purse) key(hash [32]byte) (Key, bool) {
	switch hash {
	case sha256.Sum256([]byte(testSecret)):
		key := testKey
		if p.terms != nil {
			p.terms(&key)
		}
		return key, true
	case sha256.Sum256([]byte("sk-foreign")):
		return Key{ID: ledger.ID{Hi: 2, Lo: 1}, Party: ledger.ID{Hi: 2, Lo: 2}, Calls: true}, true
	case sha256.Sum256([]byte("sk-reader")):
		return Key{ID: ledger.ID{Lo: 9}}, true
	}
	return Key{}, false
}

func (p *purse) KeyByID(id ledger.ID) (Key, bool) { return testKey, id == testKey.ID }

func (p *purse) Route(_ Key, model string) (*Route, bool) {
	r, ok := p.routes[model]
	return r, ok
}

func (p *purse) Price(_ *Route, limits []tariff.Limit) (money.Amount, bool) {
	if p.requestFree && len(limits) == 1 && limits[0].Meters == meter.SetOf(meter.Request) {
		return money.Amount{}, true
	}
	return priceOfLimits(limits), true
}

// May implements Clearing: no rules are in force, unless the test says so.
func (p *purse) May(context.Context, Reservation) (uint64, error) { return 0, nil }

// Default implements Clearing: no rule says so.
func (p *purse) Default(context.Context, Key, Purpose) (*Default, error) { return nil, nil }

func (p *purse) Affords(r *Reservation) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !p.available.Less(priceOfLimits(r.Limits))
}

// priceOfLimits takes each unit at the first meter of its group, which is as
// dear as any other of it here.
func priceOfLimits(limits []tariff.Limit) money.Amount {
	var q meter.Quantities
	for _, l := range limits {
		m, _ := l.Meters.Next()
		q[m] += l.Max
	}
	return priceOf(&q)
}

func (p *purse) Models(Key) []Model {
	return []Model{{ID: "m", Created: 1, OwnedBy: "seller", OutputMax: 100, Prices: []ModelPrice{{"input", "2", 1000000, "USD"}}}}
}

func (p *purse) Reserve(ctx context.Context, r Reservation) (Reserved, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	amount := priceOfLimits(r.Limits)
	if _, known := p.charges[r.Call]; known {
		return Reserved{}, &Refusal{Kind: RefusalForbidden, Code: "call_captured"}
	}
	if _, known := p.voids[r.Call]; known {
		return Reserved{}, &Refusal{Kind: RefusalForbidden, Code: "call_closed"}
	}
	if h, known := p.holds[r.Call]; known && h.r.Deadline.Equal(r.Deadline) {
		return Reserved{Amount: h.amount}, nil
	}
	rest, ok := p.available.Sub(amount)
	if !ok {
		return Reserved{}, &Refusal{Kind: RefusalFunds, Code: "insufficient_funds", Detail: "the balance does not cover the call",
			Needed: amount, Available: p.available}
	}
	if errors.As(p.refusing, new(*Refusal)) {
		return Reserved{}, p.refusing
	}
	p.available = rest
	p.services[r.Call] = r.Service
	r.Limits = append([]tariff.Limit(nil), r.Limits...)
	p.holds[r.Call] = hold{amount, r}
	return Reserved{Amount: amount}, errors.Join(ctx.Err(), p.refusing)
}

func (p *purse) Capture(ctx context.Context, c Capture) (Captured, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.failing != nil {
		return Captured{}, p.failing
	}
	if charge, ok := p.charges[c.Call]; ok {
		return Captured{Charge: charge, Available: p.available}, nil
	}
	h, ok := p.holds[c.Call]
	if !ok {
		return Captured{}, errors.New("no such hold")
	}
	charge := priceOf(&c.Usage.Quantities).Min(h.amount)
	switch c.Policy {
	case payment.Reservation:
		charge = h.amount
	case payment.Waive:
		charge = money.Amount{}
	}
	delete(p.holds, c.Call)
	p.available, _ = p.available.Add(h.amount.SubFloor(charge))
	p.captures[c.Call], p.charges[c.Call] = c, charge
	p.captured++
	return Captured{Charge: charge, Available: p.available}, ctx.Err()
}

func (p *purse) Void(ctx context.Context, call ledger.ID, reason string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h, ok := p.holds[call]; ok {
		p.available, _ = p.available.Add(h.amount)
		delete(p.holds, call)
		p.voids[call] = reason
	}
	return ctx.Err()
}

// sums checks that what was there is either available, held or charged.
func (p *purse) sums(t *testing.T, total uint64) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	sum := p.available
	for _, h := range p.holds {
		sum, _ = sum.Add(h.amount)
	}
	for _, c := range p.charges {
		sum, _ = sum.Add(c)
	}
	if sum != money.Units(total) {
		t.Errorf("available, held and charged come to %v, want %d", sum, total)
	}
}

// stage is a gateway on a real port in front of a real upstream.
type stage struct {
	t        *testing.T
	purse    *purse
	gateway  *Gateway
	front    *httptest.Server
	upstream *httptest.Server
	total    uint64
	log      *lockedBuffer
	seen     *observations
	headers  []string // of with
	members  string   // of request
}

type observations struct {
	mu   sync.Mutex
	list []CallObservation
}

func (o *observations) Call(c *CallObservation) {
	o.mu.Lock()
	o.list = append(o.list, *c)
	o.mu.Unlock()
}

type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func newStage(t *testing.T, units uint64, handler http.HandlerFunc, change func(*Config, *Route)) *stage {
	t.Helper()
	s := &stage{t: t, purse: newPurse(units), total: units, log: &lockedBuffer{}, seen: &observations{}}
	s.upstream = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A server notices a hang-up only once it has read the request.
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		handler(w, r)
	}))
	s.upstream.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	route := &Route{Model: "m", OutputMax: 100, Priced: meter.All, Targets: []Target{{Upstream: s.newUpstreamOf("up", s.upstream.URL, dialect.KindAny)}}}
	s.purse.routes["m"] = route
	config := Config{Clearing: s.purse, Scale: 9, Log: slog.New(slog.NewTextHandler(s.log, nil)), Observer: s.seen}
	if change != nil {
		change(&config, route)
	}
	var err error
	if s.gateway, err = New(config); err != nil {
		t.Fatal(err)
	}
	s.front = httptest.NewServer(s.gateway)
	t.Cleanup(func() {
		s.front.Close()
		s.upstream.CloseClientConnections()
		s.upstream.Close()
		if err := s.gateway.Wait(context.Background()); err != nil {
			t.Error(err)
		}
		s.purse.sums(t, s.total)
		if len(s.purse.holds) > 0 && s.purse.failing == nil {
			t.Errorf("%d holds are left open", len(s.purse.holds))
		}
		if strings.Contains(s.log.String(), testSecret) || strings.Contains(s.log.String(), "sk-upstream") {
			t.Error("a secret is in the log")
		}
	})
	return s
}

func (s *stage) newUpstream(name, url string) *Upstream {
	s.t.Helper()
	return s.newUpstreamOf(name, url, "")
}

func (s *stage) newUpstreamOf(name, url, kind string) *Upstream {
	s.t.Helper()
	u, err := NewUpstream(UpstreamConfig{Name: name, URL: url + "/v1", Kind: kind, Credential: "sk-upstream-" + name, RoundTripper: NewTransport()})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// reply is what there is to an answer beside its body.
type reply struct {
	StatusCode int
	Header     http.Header
	Trailer    http.Header
}

// post sends a chat request and reads the whole answer.
func (s *stage) post(body string) (reply, string) {
	s.t.Helper()
	response := s.open(body)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, response.Trailer}, string(text)
}

func (s *stage) open(body string) *http.Response {
	s.t.Helper()
	return s.openAt("/v1/chat/completions", "application/json", body)
}

// postAt sends a request in any dialect and reads the whole answer.
func (s *stage) postAt(path, contentType, body string) (reply, string) {
	s.t.Helper()
	response := s.openAt(path, contentType, body)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, response.Trailer}, string(text)
}

func (s *stage) openAt(path, contentType, body string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.Header.Set("Authorization", "Bearer "+testSecret)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return response
}

func (s *stage) get(path, secret string) (reply, string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.front.URL+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{StatusCode: response.StatusCode, Header: response.Header}, string(text)
}

// only is the one capture there is.
func (s *stage) only() Capture {
	s.t.Helper()
	s.purse.mu.Lock()
	defer s.purse.mu.Unlock()
	if len(s.purse.captures) != 1 {
		s.t.Fatalf("%d captures, want 1", len(s.purse.captures))
	}
	for _, c := range s.purse.captures {
		return c
	}
	return Capture{}
}

func (s *stage) voided() (reasons []string) {
	s.purse.mu.Lock()
	defer s.purse.mu.Unlock()
	for _, reason := range s.purse.voids {
		reasons = append(reasons, reason)
	}
	return reasons
}
