package outpost

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/gateway"
)

// ask sends a message with a key.
func (p *pair) ask(method, step, secret, body string) (status int, text string) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.server.URL+Prefix+"/"+step, strings.NewReader(body))
	p.must(err)
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	response, err := http.DefaultClient.Do(r)
	p.must(err)
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	p.must(err)
	if response.StatusCode != http.StatusOK && response.Header.Get("Content-Type") != "application/problem+json" {
		p.t.Errorf("%s %s: %d as %q", method, step, response.StatusCode, response.Header.Get("Content-Type"))
	}
	return response.StatusCode, string(raw)
}

func TestWhatAGatewayMayNot(t *testing.T) {
	p := newPair(t)
	const call = `"call":"00000000-0000-0003-0000-000000000004"`
	foreign := `{"call":"00000000-0000-0000-0000-000000000063",`
	secret := `"secret":"` + strings.Repeat("0", 64) + `"`
	order := func(model string, deadline time.Duration) string {
		return `{` + call + `,"model":"` + model + `","limits":[],"deadline_unix_ns":` + strconv.FormatInt(time.Now().Add(deadline).UnixNano(), 10) + `,` + secret + `}`
	}
	for _, c := range []struct {
		what, method, step, secret, body string
		status                           int
		code                             string
	}{
		{"no key", "POST", "key", "", `{}`, 401, "api_key_invalid"},
		{"a key that is too long", "POST", "key", strings.Repeat("k", secretMax+1), `{}`, 401, "api_key_invalid"},
		{"a wrong key", "POST", "key", "wrong", `{}`, 401, "api_key_invalid"},
		{"a buyer's key", "GET", "offer", "buyer", ``, 403, codeInstance},
		{"no such step", "POST", "refund", "own", `{}`, 404, "route_unknown"},
		{"the wrong method", "GET", "reserve", "own", ``, 405, "method_not_allowed"},
		{"no JSON", "POST", "key", "own", `secret`, 400, "message_malformed"},
		{"two objects", "POST", "key", "own", `{` + secret + `} {}`, 400, "message_malformed"},
		{"a field that is not known", "POST", "key", "own", `{` + secret + `,"party":"x"}`, 400, "message_malformed"},
		{"a short hash", "POST", "key", "own", `{"secret":"00"}`, 400, "message_malformed"},
		{"a key that nobody has", "POST", "key", "own", `{` + secret + `}`, 404, codeKeyUnknown},
		{"too long", "POST", "void", "own", strings.Repeat(" ", bodyMax+1), 413, "body_too_large"},
		{"a product that is not on the card", "POST", "reserve", "own", order("other", time.Minute), 403, "product_foreign"},
		{"a product that the key is not for", "POST", "reserve", "own", order("narrow", time.Minute), 403, "product_foreign"},
		{"a hold for hours", "POST", "reserve", "own", order("m", 2*time.Hour), 422, "deadline_far"},
		{"a key that was not shown", "POST", "reserve", "own", order("m", time.Minute), 403, codeKeyUnknown},
		{"a meter that is none", "POST", "reserve", "own", `{` + call + `,"model":"m","limits":[{"meters":["sun"],"max":1}],` + secret + `}`, 400, "message_malformed"},
		{"too many limits", "POST", "reserve", "own", `{` + call + `,"model":"m","limits":[` + strings.Repeat(`{"max":1},`, 6) + `{"max":1}],` + secret + `}`, 400, "message_malformed"},
		{"a policy that is none", "POST", "capture", "own", `{` + call + `,"policy":"free","usage":{"quantities":{},"source":"reported"},"cost_ticks":"0"}`, 400, "message_malformed"},
		{"usage from nowhere", "POST", "capture", "own", `{` + call + `,"policy":"waive","usage":{"quantities":{},"source":"guessed"},"cost_ticks":"0"}`, 400, "message_malformed"},
		{"another seller's call", "POST", "capture", "own", foreign + `"policy":"waive","usage":{"quantities":{},"source":"reported"},"cost_ticks":"0"}`, 403, "call_foreign"},
		{"another seller's hold", "POST", "void", "own", foreign + `"reason":"spite"}`, 403, "call_foreign"},
		{"a resource that is none", "POST", "ask", "own", `{` + call + `,"model":"m","limits":[],"resource":"file:///etc"}`, 400, "message_malformed"},
		{"a wallet without a payment", "POST", "take", "own", `{` + call + `,"model":"m","limits":[],"resource":"http://a/b"}`, 402, "payment_required"},
	} {
		if status, text := p.ask(c.method, c.step, c.secret, c.body); status != c.status || !strings.Contains(text, `"code":"`+c.code+`"`) || !strings.Contains(text, `"detail":"`) {
			t.Errorf("%s: %d %s, want %d %s", c.what, status, text, c.status, c.code)
		}
	}
	p.d.with(func() {
		if len(p.d.held) != 0 || len(p.d.captured) != 0 || len(p.d.voided) != 0 {
			t.Errorf("the house did %v, %v, %v", p.d.held, p.d.captured, p.d.voided)
		}
	})
}

// A wallet is told at a gateway elsewhere what it would be told at the house.
func TestWalletsElsewhere(t *testing.T) {
	p := newPair(t)
	w := &Wallets{Client: p.Client, Payment: readNote, Headers: []string{headerPayment}}
	if w.Sells(product) {
		t.Error("it sells before it knows what")
	}
	p.must(p.Refresh(t.Context()))
	if !w.Sells(product) {
		t.Error("it does not sell")
	}
	of := reservation()
	paying := func(payment string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/v1/chat%20s?x=1", nil)
		r.Header.Set(headerPayment, payment)
		return r
	}
	h := http.Header{}
	members, err := w.Ask(h, paying(""), &of, &gateway.Refusal{Kind: gateway.RefusalPayment, Code: "invalid_payload", Detail: "it is no payment"})
	if err != nil || string(members) != `"x402Version":1` || h.Get("Payment-Required") != "http://example.com/v1/chat%20s m invalid_payload" || len(h["Www-Authenticate"]) != 2 {
		t.Errorf("asked: %v %s %v", h, members, err)
	}
	w.Origin = "https://shop.example"
	var refusal *gateway.Refusal
	if _, err = w.Take(t.Context(), paying("short"), nil, &of); !errors.As(err, &refusal) || refusal.Kind != gateway.RefusalPayment || refusal.Code != "voucher_short" {
		t.Fatalf("a short voucher: %v", err)
	}
	// How to pay came with the refusal: nothing is asked for a second time.
	asked, h := p.d.asks("ask"), http.Header{}
	if _, err := w.Ask(h, paying("short"), &of, refusal); err != nil || h.Get("Payment-Required") != "https://shop.example/v1/chat%20s m voucher_short charged=5" || p.d.asks("ask") != asked {
		t.Errorf("corrected: %v, %v, asked %d times", h, err, p.d.asks("ask")-asked)
	}
	if _, err = w.Take(t.Context(), paying("used"), nil, &of); !errors.As(err, &refusal) || refusal.Kind != gateway.RefusalUsed {
		t.Errorf("a used payment: %v", err)
	}
	told := func(taken *gateway.Taken, captured *gateway.Captured, served bool) string {
		h := http.Header{}
		taken.Result(h, captured, served)
		return h.Get("Payment-Response")
	}
	refund, err := w.Take(t.Context(), paying("refund"), nil, &of)
	if err != nil || !refund.Done || told(refund, nil, true) != "refunded" {
		t.Errorf("a refund: %+v, %v", refund, err)
	}
	taken, err := w.Take(t.Context(), paying("good"), nil, &of)
	if err != nil || taken.Key.ID != keyID || taken.Key.Party != buyerID || !taken.Key.Calls {
		t.Fatalf("a payment: %+v, %v", taken, err)
	}
	if told(taken, nil, false) != "failed" || told(taken, nil, true) != "served" {
		t.Errorf("told %q and %q", told(taken, nil, false), told(taken, nil, true))
	}
	captured, err := p.Capture(t.Context(), capture())
	if err != nil || told(taken, &captured, true) != "charged 7" {
		t.Errorf("told %q, %v", told(taken, &captured, true), err)
	}
	// A house that has forgotten the payment, for it started anew, still captures.
	again, err := w.Take(t.Context(), paying("good"), nil, &of)
	p.must(err)
	p.must(p.Void(t.Context(), of.Call, "x"))
	if captured, err = p.Capture(t.Context(), capture()); err != nil || told(again, &captured, true) != "served" {
		t.Errorf("told %q, %v", told(again, &captured, true), err)
	}
	p.server.Close()
	if _, err := w.Ask(http.Header{}, paying(""), &of, nil); !errors.Is(err, gateway.ErrAway) {
		t.Errorf("asked without the house: %v", err)
	}
	if _, err := w.Take(t.Context(), paying("good"), nil, &of); !errors.Is(err, gateway.ErrAway) {
		t.Errorf("paid without the house: %v", err)
	}
}

func TestTakingsAreBounded(t *testing.T) {
	var all takings
	taken := &gateway.Taken{}
	for i := range takingsMax + 10 {
		all.put(ledger.ID{Lo: uint64(i) + 1}, taken, time.Now().Add(time.Hour))
	}
	if len(all.byCall) != takingsMax || all.take(ledger.ID{Lo: 1}) != taken || all.take(ledger.ID{Lo: 1}) != nil {
		t.Errorf("%d are kept", len(all.byCall))
	}
	all.byCall[ledger.ID{Lo: 2}] = openTaking{taken, time.Now().Add(-time.Second)}
	all.put(ledger.ID{Hi: 1, Lo: 1}, taken, time.Now())
	all.put(ledger.ID{Hi: 1, Lo: 2}, taken, time.Now().Add(time.Hour))
	if all.take(ledger.ID{Hi: 1, Lo: 2}) != taken {
		t.Error("what has ended makes no room")
	}
}

// FuzzServer: whatever a gateway sends is answered, and never by a breakage.
func FuzzServer(f *testing.F) {
	for _, step := range []string{stepKey, stepReserve, stepCapture, stepVoid, stepAsk, stepTake} {
		f.Add(step, []byte(`{"call":"00000000-0000-0003-0000-000000000004","model":"m","limits":[{"meters":["input"],"max":1}],"resource":"http://a/b","payment":{"payment-signature":["good"]}}`))
		f.Add(step, []byte(`{"call":"00000000-0000-0003-0000-000000000004","policy":"waive","usage":{"quantities":{"input":1},"source":"bound"},"cost_ticks":"340282366920938463463374607431768211455"}`))
		f.Add(step, []byte(`{"secret":"`+strings.Repeat("0", 64)+`"}`))
	}
	d := &double{asked: map[string]int{}, held: map[ledger.ID]gateway.Reservation{}, captured: map[ledger.ID]gateway.Capture{}, voided: map[ledger.ID]string{}}
	s := &Server{House: d, Wallets: &teller{d}, HoldMax: time.Hour, Log: slog.New(slog.DiscardHandler)}
	f.Fuzz(func(t *testing.T, step string, body []byte) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(string(body)))
		r.URL.Path = Prefix + "/" + step
		r.Header.Set("Authorization", "Bearer own")
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code >= http.StatusInternalServerError {
			t.Errorf("%s %q: %d %s", step, body, w.Code, w.Body)
		}
	})
}
