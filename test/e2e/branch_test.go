package e2e

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"

	"github.com/google/uuid"
)

// The sellers of a clearing house that sells nothing itself, and what a call costs at
// each, in ledger units: the same product under two prices.
var branchPrices = map[string]uint64{"north": 20_000_000, "south": 30_000_000}

const branchPath = "/fact"

// clearinghouse is a house whose sellers all have gateways of their own.
type clearinghouse struct {
	t        *testing.T
	dir      string
	address  string // the same at each start, for the gateways know it
	config   string
	process  *process
	operator party
	sellers  map[string]string // ids by name
}

// newClearinghouse starts one; more goes into its configuration.
func newClearinghouse(t *testing.T, more string) *clearinghouse {
	t.Helper()
	h := &clearinghouse{t: t, dir: t.TempDir(), address: freeAddress(t), sellers: map[string]string{}}
	for name, price := range branchPrices {
		write(t, filepath.Join(h.dir, name+".yaml"), fmt.Sprintf(`
card: %s
version: 1
currency: USD
models:
  - model: fact
    output_max: 1
    prices: {request: {price: %s, per: 1}}
  - model: talk
    output_max: 1000
    prices: {input: 1000, output: 3000, request: {price: %s, per: 1}}
  - model: only-%s
    output_max: 1
    prices: {input: 0, output: 0, request: {price: 0.01, per: 1}}
`, name, dollarsOf(price), dollarsOf(price), name))
	}
	h.config = write(t, filepath.Join(h.dir, "serve.yaml"), fmt.Sprintf(`
listen: %s
data: data
cards: [north.yaml, south.yaml]
sellers:
  - {name: north, card: north, commission: 10, gateways: true}
  - {name: south, card: south, commission: 10, gateways: true}
log: {level: info, format: json}
%s`, h.address, more))
	h.start()
	for _, s := range pages[struct{ ID, Name string }](t, h.operator, "/api/v1/sellers") {
		h.sellers[s.Name] = s.ID
	}
	return h
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l := must[net.Listener](t)(net.Listen("tcp", "127.0.0.1:0"))
	defer l.Close()
	return l.Addr().String()
}

// dollarsOf prints ledger units.
func dollarsOf(units uint64) string {
	return fmt.Sprintf("%d.%09d", units/unitsDollar, units%unitsDollar)
}

func (h *clearinghouse) data() string { return filepath.Join(h.dir, "data") }

func (h *clearinghouse) start() {
	h.t.Helper()
	h.process = start(h.t, "serve", "--config", h.config)
	h.operator.url = serving(h.process)
	h.operator.key = secret(h.t, filepath.Join(h.data(), "operator.key"))
}

// serving waits until a process serves, and gives its address.
func serving(p *process) (address string) {
	p.t.Helper()
	p.line(&p.err, func(line string) bool {
		var entry struct{ Msg, URL string }
		if json.Unmarshal([]byte(line), &entry) != nil || entry.Msg != "serving" {
			return false
		}
		address = entry.URL
		return true
	})
	return address
}

// key makes a key with one scope.
func (h *clearinghouse) key(of, scope string) string {
	h.t.Helper()
	var made struct{ Secret string }
	h.operator.post(h.t, "/api/v1/keys", object{"party": of, "name": scope, "scopes": []string{scope}}, &made)
	return made.Secret
}

// proceeds are what a seller has, in ledger units.
func (h *clearinghouse) proceeds(seller string) *big.Int {
	h.t.Helper()
	id := must[ledger.ID](h.t)(ledger.ParseID(h.sellers[seller]))
	var a account
	h.operator.get(h.t, "/api/v1/accounts/"+clearing.PartyAccount(id, clearing.AccountSeller).String(), &a)
	return units(h.t, a.Spendable)
}

// sold is what a seller has of so many calls: the house keeps a tenth.
func sold(seller string, calls uint64) *big.Int {
	return new(big.Int).SetUint64(branchPrices[seller] * calls * 9 / 10)
}

// site is a seller's: a server, and the gateway before it.
type site struct {
	party   // of no key yet
	house   *clearinghouse
	config  string
	process *process
	runs    atomic.Int64 // of the server
	mu      sync.Mutex
	hold    chan struct{} // where calls wait; nil: nowhere
	inside  chan struct{} // has an item for each call that waits
}

func (h *clearinghouse) newSite(seller string) *site {
	h.t.Helper()
	s := &site{house: h, inside: make(chan struct{}, 100)}
	upstream := httptest.NewServer(s)
	h.t.Cleanup(func() {
		upstream.CloseClientConnections()
		upstream.Close()
	})
	dir := h.t.TempDir()
	write(h.t, filepath.Join(dir, "key"), h.key(h.sellers[seller], "gateway")+"\n")
	s.config = write(h.t, filepath.Join(dir, "gateway.yaml"), fmt.Sprintf(`
house: http://%s
key_file: key
listen: 127.0.0.1:0
data: data
upstreams: [{name: own, url: %q, models: [talk, only-north]}]
routes: [{path: %s, methods: [GET], upstream: own, product: fact}]
log: {level: info, format: json}
`, h.address, upstream.URL, branchPath))
	s.start()
	return s
}

func (s *site) start() {
	s.house.t.Helper()
	s.process = start(s.house.t, "gateway", "--config", s.config)
	s.url = serving(s.process)
}

// ServeHTTP is the seller's server.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.runs.Add(1)
	s.mu.Lock()
	hold := s.hold
	s.mu.Unlock()
	if hold != nil {
		s.inside <- struct{}{}
		select {
		case <-hold:
		case <-r.Context().Done():
			return
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if r.URL.Path != branchPath {
		_, _ = io.WriteString(w, `{"id":"c","object":"chat.completion","created":1,"model":"talk","usage":{"prompt_tokens":10,"completion_tokens":0,"total_tokens":10},`+
			`"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":""}}]}`)
		return
	}
	_, _ = io.WriteString(w, `{"fact":"a call is paid"}`)
}

// halt has calls wait from now on, until the function is called that it gives.
func (s *site) halt() (release func()) {
	hold := make(chan struct{})
	s.mu.Lock()
	s.hold = hold
	s.mu.Unlock()
	return func() {
		s.mu.Lock()
		s.hold = nil
		s.mu.Unlock()
		close(hold)
	}
}

// as is a buyer at this site.
func (s *site) as(b buyer) party { return party{url: s.url, key: b.key} }

// buy buys the fact.
func (s *site) buy(b buyer) (answer, error) {
	return s.as(b).send(http.MethodGet, branchPath, nil)
}

// later buys in the background and waits until the seller's server is at it.
func (s *site) later(b buyer) <-chan answer {
	s.house.t.Helper()
	done := make(chan answer, 1)
	go func() {
		a, err := s.buy(b)
		if err != nil {
			a = answer{body: err.Error()}
		}
		done <- a
	}()
	select {
	case <-s.inside:
	case a := <-done:
		s.house.t.Fatalf("the call did not run: %d %s", a.status, a.body)
	case <-time.After(patience):
		s.house.t.Fatal("the call does not reach the server")
	}
	return done
}

// served wants a fact that was paid for now, and gives its receipt's id.
func (a answer) served(t *testing.T, seller string) (receipt string) {
	t.Helper()
	if a.status != http.StatusOK || !strings.Contains(a.body, "a call is paid") {
		t.Fatalf("%s answers %d %s", seller, a.status, a.body)
	}
	same(t, "cost at "+seller, units(t, a.header.Get("X-Aidollar-Cost")), new(big.Int).SetUint64(branchPrices[seller]))
	return a.header.Get("X-Aidollar-Receipt")
}

func (a answer) refused(t *testing.T, what string, status int, code string) {
	t.Helper()
	var p problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.status != status || p.Code != code || p.Detail == "" {
		t.Errorf("%s: %d %s, want %d %s", what, a.status, a.body, status, code)
	}
}

// TestBranches has two sellers serve at gateways of their own, for one house.
func TestBranches(t *testing.T) {
	t.Parallel()
	h := newClearinghouse(t, "")
	north, south := h.newSite("north"), h.newSite("south")
	b := newBuyer(t, h.operator, "of both", "10")
	for range 3 {
		for name, s := range map[string]*site{"north": north, "south": south} {
			a := must[answer](t)(s.buy(b))
			r := b.receipt(t, a.served(t, name))
			if r.proves(t); r.State != "captured" || r.Model != "fact" {
				t.Errorf("the receipt of %s is %+v", name, r.call)
			}
		}
	}
	same(t, "north's proceeds", h.proceeds("north"), sold("north", 3))
	same(t, "south's proceeds", h.proceeds("south"), sold("south", 3))
	talk := must[answer](t)(north.as(b).send(http.MethodPost, chatPath, question("talk", object{"max_tokens": 5})))
	if talk.status != http.StatusOK || talk.header.Get("X-Aidollar-Cost") != "0.03" {
		t.Errorf("a model: %d %v %s", talk.status, talk.header, talk.body)
	}
	// Who has too little is told what it would buy, by prices that only the house set.
	poor := newBuyer(t, h.operator, "poor", "0.05")
	short := must[answer](t)(north.as(poor).send(http.MethodPost, chatPath, question("talk", object{"max_tokens": 1000})))
	short.refused(t, "too little money", http.StatusPaymentRequired, "insufficient_funds")
	branchRefusals(t, h, north, south, b)
	settle(t, h.process, h.operator, h.data())
	a := must[answer](t)(north.buy(b))
	a.refused(t, "a house that is away", http.StatusServiceUnavailable, "house_away")
	if before := north.runs.Load(); before != 4 {
		t.Errorf("the server of north ran %d times for 4 calls", before)
	}
	north.process.stop()
	south.process.stop()
}

// branchRefusals wants what is not allowed to be refused, and said so.
func branchRefusals(t *testing.T, h *clearinghouse, north, south *site, b buyer) {
	t.Helper()
	wrong := party{url: north.url, key: "sk-aid-nobody's"}
	must[answer](t)(wrong.send(http.MethodGet, branchPath, nil)).refused(t, "a key that nobody has", http.StatusUnauthorized, "invalid_api_key")
	must[answer](t)(south.as(b).send(http.MethodPost, chatPath, question("only-north", nil))).refused(t, "another seller's product", http.StatusNotFound, "model_not_found")

	// A gateway that asks for more than its seller's.
	key := func(s *site) party {
		return party{url: "http://" + h.address, key: secret(t, filepath.Join(filepath.Dir(s.config), "key"))}
	}
	ask := func(p party, step string, message object) answer {
		return must[answer](t)(p.send(http.MethodPost, "/gateway/v1/"+step, message))
	}
	order := object{"call": newCallID(t), "model": "only-north", "limits": []object{{"meters": []string{"request"}, "max": 1}},
		"deadline_unix_ns": time.Now().Add(time.Minute).UnixNano(), "secret": sha256Of(b.key)}
	ask(key(south), "reserve", order).refused(t, "a reservation of another seller's product", http.StatusForbidden, "product_foreign")
	capture := object{"call": order["call"], "policy": "measured", "usage": object{"quantities": object{"request": 1}, "source": "reported"}, "cost_ticks": "0"}
	if a := ask(key(north), "reserve", order); a.status != http.StatusOK {
		t.Fatalf("a reservation of one's own: %d %s", a.status, a.body)
	}
	ask(key(south), "capture", capture).refused(t, "another seller's open call", http.StatusForbidden, "call_foreign")
	ask(key(south), "void", object{"call": order["call"], "reason": "spite"}).refused(t, "another seller's open call", http.StatusForbidden, "call_foreign")
	first := ask(key(north), "capture", capture)
	if again := ask(key(north), "capture", capture); first.status != http.StatusOK || again.body != first.body {
		t.Errorf("a capture, and again: %d %s, %d %s", first.status, first.body, again.status, again.body)
	}
	ask(key(south), "capture", capture).refused(t, "another seller's closed call", http.StatusForbidden, "call_foreign")
	order["call"], order["deadline_unix_ns"] = newCallID(t), time.Now().Add(24*time.Hour).UnixNano()
	ask(key(north), "reserve", order).refused(t, "a hold for a day", http.StatusUnprocessableEntity, "deadline_far")
	order["deadline_unix_ns"], order["secret"] = time.Now().Add(time.Minute).UnixNano(), sha256Of("sk-aid-guessed")
	ask(key(north), "reserve", order).refused(t, "a key that was never shown", http.StatusForbidden, "key_unknown")
	ask(b.party, "reserve", order).refused(t, "a buyer's key", http.StatusForbidden, "gateway_refused")
	ask(party{url: "http://" + h.address, key: "sk-aid-none"}, "key", object{"secret": sha256Of(b.key)}).refused(t, "no gateway's key", http.StatusUnauthorized, "api_key_invalid")
	ask(key(north), "capture", object{"call": "x"}).refused(t, "a message that is none", http.StatusBadRequest, "message_malformed")
	must[answer](t)(key(north).send(http.MethodPost, "/gateway/v1/void", strings.Repeat(" ", 65<<10))).refused(t, "a message that is too long", http.StatusRequestEntityTooLarge, "body_too_large")
	if a := must[answer](t)(key(north).send(http.MethodGet, "/api/v1/buyers", nil)); a.status != http.StatusForbidden {
		t.Errorf("a gateway's key lists buyers: %d %s", a.status, a.body)
	}

	// A gateway whose key is another's does not start.
	config := string(must[[]byte](t)(os.ReadFile(north.config)))
	write(t, filepath.Join(filepath.Dir(north.config), "other-key"), b.key)
	other := write(t, filepath.Join(filepath.Dir(north.config), "other.yaml"), strings.Replace(strings.Replace(config, "key_file: key", "key_file: other-key", 1), "data: data", "data: other", 1))
	run(t, "gateway", "--config", other).want(t, 1, "the house does not take this gateway's key", "has not the scope gateway")
	run(t, "gateway", "--config", north.config).want(t, 1, "another gateway keeps its captures in")
}

// newCallID makes an id of now, as a gateway does.
func newCallID(t *testing.T) string {
	t.Helper()
	return must[uuid.UUID](t)(uuid.NewV7()).String()
}

func sha256Of(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
