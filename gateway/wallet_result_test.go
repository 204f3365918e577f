package gateway

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
)

// counter is a teller that adds a line to the header for each time that it is
// asked what became of a payment.
type counter struct{ *teller }

const headerTestResults = "Payment-Results"

func (c counter) Take(ctx context.Context, r *http.Request, note *Note, of *Reservation) (*Taken, error) {
	taken, err := c.teller.Take(ctx, r, note, of)
	if taken != nil {
		result := taken.Result
		taken.Result = func(h http.Header, captured *Captured, served bool) {
			h.Add(headerTestResults, "one")
			result(h, captured, served)
		}
	}
	return taken, err
}

// TestAWalletIsToldOnce wants each answer to say once what became of its payment,
// since that is signed, and with the cost where it is known by then.
func TestAWalletIsToldOnce(t *testing.T) {
	s := newWalletStage(t, func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); strings.Contains(string(body), `"stream":true`) {
			sse(w, delta("Hi"), event(usageEvent), event("[DONE]"))
			return
		}
		_, _ = io.WriteString(w, walletAnswer)
	})
	known, _ := s.gateway.Wallets.(*teller)
	s.gateway.Wallets = counter{known}
	for _, c := range []struct {
		payment, body string
		known         bool
	}{{"one", walletQuestion, true}, {"two", helloStream, false}} {
		got, body := s.buy(c.payment, c.body)
		if got.StatusCode != http.StatusOK || len(got.Header[headerTestResults]) != 1 {
			t.Errorf("%s: %d, told %d times: %s", c.payment, got.StatusCode, len(got.Header[headerTestResults]), body)
		}
		if told := got.Header.Get("Payment-Response"); (told != "unknown") != c.known || told == "not served" {
			t.Errorf("%s: told %q", c.payment, told)
		}
	}
}
