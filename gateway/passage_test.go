package gateway

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// passageStage sells one path of an upstream.
type passageStage struct {
	*stage
	front *httptest.Server
}

func newPassageStage(t *testing.T, priced meter.Set, handler http.HandlerFunc, change func(*PassageConfig)) *passageStage {
	t.Helper()
	s := newStage(t, 10_000_000, handler, nil)
	s.purse.routes["report"] = &Route{Model: "report", OutputMax: 1, Priced: priced, Passage: true}
	c := PassageConfig{Path: "/reports/{name}", Methods: []string{"GET", "POST"}, Product: "report", BytesMax: 1 << 20, Timeout: 5 * time.Second,
		Upstream: s.purse.routes["m"].Targets[0].Upstream, Region: "eu", Cost: func(q *meter.Quantities) money.Amount { return money.Units(7) }}
	if change != nil {
		change(&c)
	}
	p, err := s.gateway.NewPassage(c)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, method := range c.Methods {
		mux.Handle(method+" "+c.Path, p)
	}
	front := httptest.NewServer(mux)
	t.Cleanup(front.Close)
	return &passageStage{s, front}
}

func (s *passageStage) ask(method, path, body string, headers ...string) (reply, string, error) {
	s.t.Helper()
	r, err := http.NewRequest(method, s.front.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testSecret)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	for name, v := range response.Trailer {
		response.Header[name] = v
	}
	return reply{StatusCode: response.StatusCode, Header: response.Header}, string(text), err
}

func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
}

var byUnit = &UnitConfig{Pointer: "/usage/pages", Decimals: 2, Max: 1000}

// Each form of price charges what was used of it, and no more.
func TestPassagePrices(t *testing.T) {
	for _, c := range []struct {
		name   string
		priced meter.Set
		answer string
		unit   *UnitConfig
		charge uint64
		hold   uint64
	}{
		{"per call", meter.SetOf(meter.Request), "sunny", nil, priceRequest, priceRequest},
		{"per byte", meter.SetOf(meter.Byte), "sunny", nil, 5 * priceByte, 1 << 20},
		{"per second", meter.SetOf(meter.Second), "sunny", nil, priceSecond, 5 * priceSecond},
		{"per unit", meter.SetOf(meter.Unit), `{"usage":{"pages":1.25}}`, byUnit, 125 * priceUnit, 1000 * priceUnit},
		{"all", meter.SetOf(meter.Request, meter.Byte, meter.Second, meter.Unit), `{"usage":{"pages":"3"}}`, byUnit,
			priceRequest + 23*priceByte + priceSecond + 300*priceUnit, priceRequest + 1<<20 + 5*priceSecond + 1000*priceUnit},
		{"more units than were held for", meter.SetOf(meter.Unit), `{"usage":{"pages":500}}`, byUnit, 1000 * priceUnit, 1000 * priceUnit},
	} {
		s := newPassageStage(t, c.priced, says(c.answer), func(p *PassageConfig) { p.Unit = c.unit })
		r, body, err := s.ask("GET", "/reports/x", "")
		if err != nil || r.StatusCode != 200 || body != c.answer {
			t.Fatalf("%s: %d %s %v", c.name, r.StatusCode, body, err)
		}
		o := s.last(1)
		if o.Charge != money.Units(c.charge) || o.Reserved != money.Units(c.hold) {
			t.Errorf("%s: %v charged of %v, want %d of %d", c.name, o.Charge, o.Reserved, c.charge, c.hold)
		}
		capture := s.only()
		if capture.Dialect != "http" || capture.Region != "eu" || capture.Cost != money.Units(7) || capture.Upstream != "up" {
			t.Errorf("%s: %+v", c.name, capture)
		}
		if r.Header.Get(headerReceipt) != capture.Call.String() || r.Header.Get(headerCost) == "" || r.Header.Get(headerBalance) == "" {
			t.Errorf("%s: %v", c.name, r.Header)
		}
	}
}

// An answer that does not say its units costs what the route's policy says.
func TestPassageUnitsMissing(t *testing.T) {
	for _, c := range []struct {
		answer string
		policy UnitMissing
		status int
		charge uint64
	}{
		{`{"usage":{}}`, UnitBound, 200, 1000 * priceUnit},
		{`{"usage":{"pages":1.255}}`, UnitBound, 200, 1000 * priceUnit},
		{`{"usage":{"pages":-1}}`, UnitWaive, 200, 0},
		{`no JSON`, UnitWaive, 200, 0},
		{`{"usage":{"pages":null}}`, UnitRefuse, 502, 0},
	} {
		s := newPassageStage(t, meter.SetOf(meter.Unit), says(c.answer), func(p *PassageConfig) {
			unit := *byUnit
			unit.Missing = c.policy
			p.Unit = &unit
		})
		r, body, _ := s.ask("GET", "/reports/x", "")
		if o := s.last(1); r.StatusCode != c.status || o.Charge != money.Units(c.charge) || o.Captured != (c.status == 200) {
			t.Errorf("%s: %d %s, %+v", c.answer, r.StatusCode, body, o)
		}
	}
}

// What passes and what does not: bodies, queries and most headers do; keys,
// cookies and what belongs to one connection do not.
func TestPassageHeaders(t *testing.T) {
	var got *http.Request
	var gotBody []byte
	s := newPassageStage(t, meter.SetOf(meter.Request), func(w http.ResponseWriter, r *http.Request) {
		got = r.Clone(r.Context())
		gotBody, _ = io.ReadAll(r.Body)
		h := w.Header()
		h.Set("Content-Type", "text/html")
		h.Set("Etag", `"1"`)
		h.Set("Set-Cookie", "console=1")
		h.Set("Connection", "X-Hop")
		h.Set("X-Hop", "1")
		h.Set("X-Aidollar-Cost", "0")
		_, _ = io.WriteString(w, "<script>")
	}, func(p *PassageConfig) { p.To = "/v2/{name}/latest" })
	r, body, _ := s.ask("POST", "/reports/a%20b?q=1&q=2", "the body", "Cookie", "console=1", "X-Api-Key", testSecret, "X-Aidollar-Session", "s",
		"X-Custom", "yes", "Connection", "X-Mine", "X-Mine", "1", "Te", "trailers", "X-Forwarded-For", "10.0.0.1")
	if r.StatusCode != 200 || body != "<script>" {
		t.Fatalf("%d %s", r.StatusCode, body)
	}
	if got.URL.RequestURI() != "/v1/v2/a%20b/latest?q=1&q=2" || got.Method != "POST" || string(gotBody) != "the body" {
		t.Errorf("%s %s with %q", got.Method, got.URL.RequestURI(), gotBody)
	}
	if got.Header.Get("Authorization") != "Bearer sk-upstream-up" || got.Header.Get("X-Custom") != "yes" {
		t.Errorf("%v", got.Header)
	}
	for _, name := range []string{"Cookie", "X-Api-Key", "X-Aidollar-Session", "X-Mine", "Te", "X-Forwarded-For"} {
		if got.Header.Get(name) != "" {
			t.Errorf("%s passed to the upstream", name)
		}
	}
	if strings.Contains(fmt.Sprint(got.Header), testSecret) {
		t.Error("the buyer's key reached the upstream")
	}
	for _, name := range []string{"Set-Cookie", "X-Hop"} {
		if r.Header.Get(name) != "" {
			t.Errorf("%s passed to the client", name)
		}
	}
	if r.Header.Get("Etag") != `"1"` || !strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") || r.Header.Get(headerCost) != "0.000001" {
		t.Errorf("%v", r.Header)
	}
}

// A long answer streams through, and ends after its charge is in the books.
func TestPassageStreams(t *testing.T) {
	const size = 300_000
	for _, known := range []bool{false, true} {
		s := newPassageStage(t, meter.SetOf(meter.Byte), func(w http.ResponseWriter, _ *http.Request) {
			if known {
				w.Header().Set("Content-Length", fmt.Sprint(size))
			}
			for range size / 1000 {
				_, _ = w.Write(make([]byte, 1000))
			}
		}, nil)
		r, body, err := s.ask("GET", "/reports/x", "")
		if err != nil || r.StatusCode != 200 || len(body) != size {
			t.Fatalf("%d, %d bytes, %v", r.StatusCode, len(body), err)
		}
		if c := s.only(); c.Usage.Quantities[meter.Byte] != size {
			t.Errorf("%d bytes are charged", c.Usage.Quantities[meter.Byte])
		}
		if !known && r.Header.Get(headerCost) != "0.0003" {
			t.Errorf("the trailers are %v", r.Header)
		}
	}
}

// An answer that breaks off is not taken for whole, and costs the bytes that
// came and not the call; one that is too long ends at the bound.
func TestPassageBreaksOff(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"breaks off": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write(make([]byte, 5000))
			w.(http.Flusher).Flush()
			hangUp(w)
		},
		"too long": func(w http.ResponseWriter, _ *http.Request) {
			for range 50 {
				_, _ = w.Write(make([]byte, 1000))
				w.(http.Flusher).Flush()
			}
		},
	} {
		s := newPassageStage(t, meter.SetOf(meter.Byte, meter.Request), handler, func(p *PassageConfig) { p.BytesMax = 6000 })
		_, body, err := s.ask("GET", "/reports/x", "")
		if err == nil || len(body) == 0 || len(body) > 6000 {
			t.Errorf("%s: %d bytes, %v", name, len(body), err)
		}
		c := s.only()
		if n := c.Usage.Quantities[meter.Byte]; n < uint64(len(body)) || n > 6000 || c.Usage.Quantities[meter.Request] != 0 {
			t.Errorf("%s: %d bytes came and %+v is charged", name, len(body), c.Usage.Quantities)
		}
	}
}

// Failures and refusals of the upstream cost nothing.
func TestPassageRefusals(t *testing.T) {
	answer := func(status int) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "why")
		}
	}
	for _, c := range []struct {
		status, want int
		code         string
	}{{500, 502, "upstream_error"}, {401, 502, "upstream_credential"}, {429, 429, "upstream_busy"}, {302, 502, "upstream_malformed"}, {404, 404, ""}, {422, 422, ""}} {
		s := newPassageStage(t, meter.SetOf(meter.Request), answer(c.status), nil)
		r, body, _ := s.ask("GET", "/reports/x", "")
		if r.StatusCode != c.want || !strings.Contains(body, c.code) || len(s.voided()) != 1 || s.purse.captured != 0 {
			t.Errorf("%d: %d %s, voids %v", c.status, r.StatusCode, body, s.voided())
		}
		if c.code == "" && (body != "why" || r.Header.Get("Content-Security-Policy") == "") {
			t.Errorf("%d: %v %s", c.status, r.Header, body)
		}
	}
}

func TestPassageFailsClosed(t *testing.T) {
	s := newPassageStage(t, meter.SetOf(meter.Request), says("x"), nil)
	if r, _, _ := s.ask("HEAD", "/reports/x", ""); r.StatusCode != 405 {
		t.Errorf("HEAD: %d", r.StatusCode)
	}
	if r, body, _ := s.ask("GET", "/reports/x", "", "Upgrade", "websocket", "Connection", "Upgrade"); r.StatusCode != 400 || !strings.Contains(body, "upgrade_unsupported") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if r, body, _ := s.ask("GET", "/reports/x", "", "X-Aidollar-Region", "us"); r.StatusCode != 400 || !strings.Contains(body, "region_unavailable") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if r, body, _ := s.ask("GET", "/reports/%2e%2e", ""); r.StatusCode != 400 && r.StatusCode != 404 && r.StatusCode != 301 {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if r, body, _ := s.ask("GET", "/reports/x", "", "Authorization", "Bearer sk-wrong"); r.StatusCode != 401 {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	// A product is no model, and a price that went away is no free lunch.
	if r, body := s.post(strings.Replace(hello, `"m"`, `"report"`, 1)); r.StatusCode != 404 || !strings.Contains(body, "model_not_found") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	s.purse.routes["report"].Priced = meter.SetOf(meter.Request, meter.Input)
	if r, body, _ := s.ask("GET", "/reports/x", ""); r.StatusCode != 500 || !strings.Contains(body, "product_misconfigured") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	delete(s.purse.routes, "report")
	if r, body, _ := s.ask("GET", "/reports/x", ""); r.StatusCode != 404 || !strings.Contains(body, "product_not_found") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if s.purse.captured != 0 || len(s.purse.holds) != 0 {
		t.Errorf("%d captures, %d holds", s.purse.captured, len(s.purse.holds))
	}
}

func TestPassageMoney(t *testing.T) {
	s := newPassageStage(t, meter.SetOf(meter.Request), says("x"), nil)
	s.purse.available, s.total = money.Units(priceRequest-1), priceRequest-1
	r, body, _ := s.ask("GET", "/reports/x", "")
	if r.StatusCode != 402 || !strings.Contains(body, "insufficient_funds") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
}
