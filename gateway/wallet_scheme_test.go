package gateway

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"aidollar/core/meter"
)

// schemer is a teller that takes its payments from the scheme Payment.
type schemer struct{ *teller }

func (s schemer) Read(h http.Header) (*Note, error) {
	for _, name := range []string{"Authorization", "Payment-Authorization"} {
		if scheme, text, _ := strings.Cut(h.Get(name), " "); strings.EqualFold(scheme, "Payment") {
			return s.teller.Read(http.Header{headerTestPayment: {text}})
		}
	}
	return nil, nil
}

func (s schemer) Take(ctx context.Context, r *http.Request, note *Note, of *Reservation) (*Taken, error) {
	taken, err := s.teller.Take(ctx, r, note, of)
	if taken != nil {
		taken.Result = func(h http.Header, _ *Captured, served bool) {
			if served {
				h.Set(headerWalletReceipt, "paid")
			}
		}
	}
	return taken, err
}

// schemed is a passage that wallets pay by the scheme Payment.
func schemed(t *testing.T, handler http.HandlerFunc) *passageStage {
	s := newPassageStage(t, meter.SetOf(meter.Request), handler, nil)
	s.gateway.Wallets = schemer{&teller{purse: s.purse, used: map[string]bool{}, sold: true}}
	return s
}

func (s *passageStage) get(header http.Header) (reply, string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodGet, s.front.URL+"/reports/a", nil)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header = header
	response, err := http.DefaultTransport.RoundTrip(r)
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

// TestAPaymentIsNoKey wants the scheme Payment of Authorization to be a wallet's
// business and every other to stay an API key's, well or badly written.
func TestAPaymentIsNoKey(t *testing.T) {
	s := schemed(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Payment-Authorization") != "" || strings.Contains(r.Header.Get("Authorization"), "Payment") {
			t.Errorf("the upstream got the payment: %v", r.Header)
		}
		w.Header().Set(headerWalletReceipt, "an upstream's own")
		_, _ = io.WriteString(w, "a report")
	})
	for _, c := range []struct {
		what    string
		header  http.Header
		status  int
		code    string
		receipt string
	}{
		{"nothing", http.Header{}, http.StatusPaymentRequired, "payment_required", ""},
		{"a payment", http.Header{"Authorization": {"Payment one"}}, http.StatusOK, "", "paid"},
		{"in small letters", http.Header{"Authorization": {"payment two"}}, http.StatusOK, "", "paid"},
		{"in its own header", http.Header{"Payment-Authorization": {"Payment three"}}, http.StatusOK, "", "paid"},
		{"used", http.Header{"Authorization": {"Payment one"}}, http.StatusConflict, "payment_used", ""},
		{"broken", http.Header{"Authorization": {"Payment broken"}}, http.StatusPaymentRequired, "invalid_payload", ""},
		{"a word", http.Header{"Authorization": {"Payment"}}, http.StatusPaymentRequired, "payment_required", ""},
		{"another scheme", http.Header{"Authorization": {"Payments four"}}, http.StatusUnauthorized, "api_key_malformed", ""},
		{"a wrong key", http.Header{"Authorization": {"Bearer sk-none"}}, http.StatusUnauthorized, "invalid_api_key", ""},
		{"beside a key", http.Header{"Authorization": {"Payment five"}, "X-Api-Key": {testSecret}}, http.StatusUnauthorized, "api_key_malformed", ""},
		{"a key, and a payment in its own header", http.Header{"Authorization": {"Bearer " + testSecret}, "Payment-Authorization": {"Payment six"}}, http.StatusOK, "", ""},
	} {
		got, body := s.get(c.header)
		if got.StatusCode != c.status || !strings.Contains(body, c.code) || got.Header.Get(headerWalletReceipt) != c.receipt {
			t.Errorf("%s: %d, the receipt %q: %s", c.what, got.StatusCode, got.Header.Get(headerWalletReceipt), body)
		}
	}
}

// TestAFailureHasNoReceipt wants MPP's receipt with success alone.
func TestAFailureHasNoReceipt(t *testing.T) {
	for status, receipt := range map[int]string{200: "paid", 204: "paid", 304: "", 404: "", 500: ""} {
		s := schemed(t, func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
		})
		if got, body := s.get(http.Header{"Authorization": {"Payment one"}}); got.Header.Get(headerWalletReceipt) != receipt {
			t.Errorf("%d: answered %d with the receipt %q: %s", status, got.StatusCode, got.Header.Get(headerWalletReceipt), body)
		}
	}
}

// TestNothingPaidIsShared wants challenges and what wallets paid for kept out of
// caches that serve others, whatever the upstream says.
func TestNothingPaidIsShared(t *testing.T) {
	for said, want := range map[string]string{"": "private", "public, max-age=60": "private", "Private, max-age=1": "Private, max-age=1", "no-store": "no-store"} {
		s := schemed(t, func(w http.ResponseWriter, _ *http.Request) {
			if said != "" {
				w.Header().Set("Cache-Control", said)
			}
			_, _ = io.WriteString(w, "a report")
		})
		if got, _ := s.get(http.Header{"Authorization": {"Payment one"}}); got.Header.Get("Cache-Control") != want {
			t.Errorf("%q: a paid answer has Cache-Control %q, want %q", said, got.Header.Get("Cache-Control"), want)
		}
		if got, _ := s.get(http.Header{"Authorization": {"Bearer " + testSecret}}); got.Header.Get("Cache-Control") != said {
			t.Errorf("%q: an answer for a key has Cache-Control %q", said, got.Header.Get("Cache-Control"))
		}
		for _, refused := range []http.Header{{}, {"Authorization": {"Payment one"}}, {"Authorization": {"Bearer no"}}} {
			if got, _ := s.get(refused); got.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%v: a refusal has Cache-Control %q", refused, got.Header.Get("Cache-Control"))
			}
		}
	}
}

// TestWhatCostsNothingIsForKeys wants nobody asked to pay nothing, and nothing given
// away to whoever comes along.
func TestWhatCostsNothingIsForKeys(t *testing.T) {
	s := schemed(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "a report") })
	s.purse.requestFree = true
	for _, header := range []http.Header{{}, {"Authorization": {"Payment one"}}} {
		if got, body := s.get(header); got.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "api_key_missing") {
			t.Errorf("%v: %d: %s", header, got.StatusCode, body)
		}
	}
	if got, body := s.get(http.Header{"Authorization": {"Bearer " + testSecret}}); got.StatusCode != http.StatusOK {
		t.Errorf("with a key: %d: %s", got.StatusCode, body)
	}
}
