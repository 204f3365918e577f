package main

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"aidollar/books"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

var (
	docBlock = regexp.MustCompile("(?s)```yaml\n# ([a-z]+\\.yaml)\n(.*?)```")
	docHost  = regexp.MustCompile(`https://([a-z]+)\.example\.com`)
)

// docFiles writes the files that a guide shows into a directory.
func docFiles(t *testing.T, guide, dir string, change func(text string) string) {
	t.Helper()
	text, err := os.ReadFile(guide)
	if err != nil {
		t.Fatal(err)
	}
	blocks := docBlock.FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 3 {
		t.Fatalf("%s shows %d files", guide, len(blocks))
	}
	for _, b := range blocks {
		if err := os.WriteFile(filepath.Join(dir, b[1]), []byte(change(b[2])), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// routedHouse is the house of docs/routing.md with upstreams of the test's own.
type routedHouse struct {
	t     *testing.T
	p     *program
	front *httptest.Server
	buyer clearing.Party
	asked map[string]*atomic.Int32 // by upstream
	last  atomic.Pointer[http.Request]
}

func newRoutedHouse(t *testing.T) *routedHouse {
	h := &routedHouse{t: t, asked: map[string]*atomic.Int32{}}
	dir := t.TempDir()
	for _, name := range []string{"eu", "us"} {
		if err := os.WriteFile(filepath.Join(dir, name+".secret"), []byte("sk-"+name+"-secret\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	docFiles(t, "../../docs/routing.md", dir, func(text string) string {
		text = strings.Replace(text, "cat, eu.secret", "cat, "+filepath.Join(dir, "eu.secret"), 1)
		text = strings.Replace(text, "127.0.0.1:8080", "127.0.0.1:0", 1)
		return docHost.ReplaceAllStringFunc(text, func(url string) string { return h.upstream(docHost.FindStringSubmatch(url)[1]) })
	})
	c, cards, err := config.LoadServer(filepath.Join(dir, "serve.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if h.p, err = newProgram(c, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.p.close(); err != nil {
			t.Error(err)
		}
	})
	if err := h.p.sell(t.Context(), cards); err != nil {
		t.Fatal(err)
	}
	if h.buyer, err = h.p.party(t.Context(), clearing.RoleBuyer, "buyer", 0); err != nil {
		t.Fatal(err)
	}
	if err := h.p.deposit(t.Context(), h.buyer, "10"); err != nil {
		t.Fatal(err)
	}
	h.front = httptest.NewServer(h.p.handler())
	t.Cleanup(h.front.Close)
	return h
}

// upstream starts a server that answers models and the weather.
func (h *routedHouse) upstream(name string) string {
	n := &atomic.Int32{}
	h.asked[name] = n
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		h.last.Store(r.Clone(r.Context()))
		_, _ = io.ReadAll(r.Body)
		switch {
		case strings.HasSuffix(r.URL.Path, "/chat/completions"):
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}`)
		case strings.HasPrefix(r.URL.Path, "/api/reports/"):
			_, _ = io.WriteString(w, `{"usage":{"pages":1.5}}`)
		default:
			_, _ = io.WriteString(w, "sunny")
		}
	}))
	h.t.Cleanup(server.Close)
	return server.URL
}

// ask calls the house and gives what it charged and for which receipt.
func (h *routedHouse) ask(secret, method, path, body string, headers ...string) (status int, header http.Header, text string) {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.front.URL+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := h.front.Client().Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer response.Body.Close()
	all, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, response.Header, string(all)
}

func (h *routedHouse) key(terms clearing.KeyTerms) string {
	h.t.Helper()
	return h.keyOf(h.buyer, terms, clearing.ScopeCall|clearing.ScopeRead)
}

func (h *routedHouse) keyOf(party clearing.Party, terms clearing.KeyTerms, scopes clearing.Scopes) string {
	h.t.Helper()
	secret, err := h.p.key(h.t.Context(), party.ID, "key "+newID().String(), scopes)
	if err != nil {
		h.t.Fatal(err)
	}
	var id ledger.ID
	h.p.node.View(func(m *clearing.Machine) {
		m.Keys(func(k clearing.Key) bool {
			if k.Party == party.ID {
				id = k.ID
			}
			return true
		})
	})
	if _, err := h.p.do(h.t.Context(), clearing.ChangeKey{ID: id, Terms: terms}); err != nil {
		h.t.Fatal(err)
	}
	return secret
}

// booked compares what the books say of all calls: what was sold, who served it, in which
// wire dialect and region, with charge and cost in ledger units.
func (h *routedHouse) booked(want map[string]string) {
	h.t.Helper()
	if err := h.p.gateway.Wait(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
	seq, _ := h.p.node.Position()
	if err := h.p.books.Visible(h.t.Context(), seq); err != nil {
		h.t.Fatal(err)
	}
	page, err := h.p.books.Calls(h.t.Context(), books.CallFilter{}, "", 100)
	if err != nil {
		h.t.Fatal(err)
	}
	got := map[string]string{}
	for _, c := range page.Calls {
		cost, _, _ := money.MulDiv(c.Cost, 1, 0, tariff.TicksPerUnit, money.Down)
		got[c.Model+" "+c.Upstream+" "+c.Dialect+" "+c.Region] = c.Charge.String() + " " + cost.String()
	}
	if !maps.Equal(got, want) {
		h.t.Errorf("the books say %v, want %v", got, want)
	}
}

const routedChat = `{"model":"acme-large","max_tokens":5,"messages":[{"role":"user","content":"Hello"}]}`

// TestRoutingGuide runs the house of docs/routing.md: the files are right, and
// the house does what the guide says.
func TestRoutingGuide(t *testing.T) {
	h := newRoutedHouse(t)
	secret := h.key(clearing.KeyTerms{})
	for _, c := range []struct {
		name, method, path, body string
		headers                  []string
		upstream, uri, key, cost string
	}{
		{"the region", "POST", "/v1/chat/completions", routedChat, []string{"X-Aidollar-Region", "us"}, "us", "/v1/chat/completions", "sk-us-secret", "0.000105"},
		{"a secret of a command", "POST", "/v1/chat/completions", routedChat, []string{"X-Aidollar-Region", "eu"}, "eu", "/v1/chat/completions", "sk-eu-secret", "0.000105"},
		{"a miss", "POST", "/v1/chat/completions", routedChat, []string{"X-Aidollar-Region", "eu", "X-Aidollar-Cache", "use"}, "eu", "/v1/chat/completions", "sk-eu-secret", "0.000105"},
		{"a hit", "POST", "/v1/chat/completions", routedChat, []string{"X-Aidollar-Region", "eu", "X-Aidollar-Cache", "use"}, "", "", "", "0.0005"},
		{"per call and byte", "GET", "/weather/Bad%20Ems?days=3", "", nil, "weather", "/api/v3/Bad%20Ems/forecast?days=3", "sk-us-secret", "0.00200005"},
		{"per unit", "POST", "/reports/a/b", "x", nil, "weather", "/api/reports/a/b", "sk-us-secret", "0.045"},
	} {
		before := map[string]int32{}
		for name, n := range h.asked {
			before[name] = n.Load()
		}
		status, header, text := h.ask(secret, c.method, c.path, c.body, c.headers...)
		if status != 200 || header.Get("X-Aidollar-Cost") != c.cost || header.Get("X-Aidollar-Receipt") == "" {
			t.Fatalf("%s: %d, cost %q, %s", c.name, status, header.Get("X-Aidollar-Cost"), text)
		}
		for name, n := range h.asked {
			if got := n.Load() - before[name]; (got == 1) != (name == c.upstream) {
				t.Errorf("%s: upstream %s was asked %d times", c.name, name, got)
			}
		}
		if last := h.last.Load(); c.upstream != "" && (last.URL.RequestURI() != c.uri || last.Header.Get("Authorization") != "Bearer "+c.key) {
			t.Errorf("%s: the upstream was asked %s with %s", c.name, last.URL.RequestURI(), last.Header.Get("Authorization"))
		}
	}
	h.booked(map[string]string{
		// charge less cost is the margin: 10 tokens at 3 and 5 at 15 a million, bought at 2 and 10
		"acme-large us-large openai.chat us": "105000 70000", "acme-large eu-large openai.chat eu": "105000 70000",
		"acme-large cache openai.chat eu": "500000 0", "weather weather http ": "2000050 0", "reports weather http ": "45000000 0",
	})
	if status, _, text := h.ask(secret, "GET", "/v1/models", ""); status != 200 || strings.Contains(text, `"weather"`) || !strings.Contains(text, `"acme-large"`) {
		t.Errorf("the list of models: %d %s", status, text)
	}
}

// TestKeyTermsAtTheGateway checks that rates and networks of the machine's keys
// reach the gateway.
func TestKeyTermsAtTheGateway(t *testing.T) {
	h := newRoutedHouse(t)
	secret := h.key(clearing.KeyTerms{Networks: []string{"203.0.113.0/24"}, RequestsPerMinute: 1})
	for _, c := range []struct {
		from, path, code string
		status           int
	}{
		{"198.51.100.1", "/weather/x", "network_forbidden", 403}, {"203.0.113.9", "/weather/x", "", 200}, {"203.0.113.9", "/weather/x", "rate_limit_exceeded", 429},
	} {
		status, _, text := h.ask(secret, "GET", c.path, "", "X-Forwarded-For", c.from)
		if status != c.status || !strings.Contains(text, c.code) {
			t.Errorf("from %s: %d %s", c.from, status, text)
		}
	}
	// Pushed usage is refused from elsewhere too, whatever the key may do.
	seller, err := h.p.party(t.Context(), clearing.RoleSeller, "acme", 0)
	if err != nil {
		t.Fatal(err)
	}
	meter := h.keyOf(seller, clearing.KeyTerms{Networks: []string{"203.0.113.0/24"}}, clearing.ScopeMeter)
	for from, forbidden := range map[string]bool{"198.51.100.1": true, "203.0.113.9": false} {
		if status, _, text := h.ask(meter, "POST", "/v1/events", "{", "X-Forwarded-For", from); status < 400 || forbidden != strings.Contains(text, "network_forbidden") {
			t.Errorf("events from %s: %d %s", from, status, text)
		}
	}
	// The API sees the same addresses.
	for from, want := range map[string]int{"198.51.100.1": 403, "203.0.113.9": 200, "203.0.113.9, 198.51.100.1": 403, "nonsense": 403} {
		if status, _, text := h.ask(secret, "GET", "/api/v1/calls", "", "X-Forwarded-For", from); status != want {
			t.Errorf("the API from %s: %d %s", from, status, text)
		}
	}
}

// TestRoutesKeepClearOfTheHouse asks the real handler for everything that the
// configuration calls reserved: a route for it would not be served.
func TestRoutesKeepClearOfTheHouse(t *testing.T) {
	h := newRoutedHouse(t)
	for _, path := range []string{"/v1/models", "/api/v1/parties", "/console", "/metrics", "/healthz", "/readyz"} {
		_, pattern := h.p.mux().Handler(httptest.NewRequest("GET", path, nil))
		_, err := config.ParseServer("s.yaml", []byte(fmt.Sprintf(`
cards: [rates.yaml]
sellers: [{name: s, card: c, upstreams: [u]}]
upstreams: [{name: u, url: "https://example.com"}]
routes: [{path: %q, methods: [GET], seller: s, upstream: u, product: p}]
`, path)))
		if pattern == "" || err == nil || !strings.Contains(err.Error(), "path_reserved") {
			t.Errorf("%s is served by %q and refused with %v", path, pattern, err)
		}
	}
}
