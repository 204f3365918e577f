package gateway

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

const headerTestPayment = "Payment-Signature"

// teller is a Wallets in memory: a payment is a text, of which the part before a
// colon is its name, and each pays once, from the purse.
type teller struct {
	*purse
	mu   sync.Mutex
	used map[string]bool
	sold bool
}

func (t *teller) Sells(*Route) bool { return t.sold }

func (t *teller) Read(h http.Header) (*Note, error) {
	text := h.Get(headerTestPayment)
	if text == "" {
		return nil, nil
	}
	if text == "broken" {
		return nil, &Refusal{Kind: RefusalPayment, Code: "invalid_payload", Detail: "the payment is no payment"}
	}
	name, _, named := strings.Cut(text, ":")
	if !named {
		name = ""
	}
	return &Note{Name: name, Print: sha256.Sum256([]byte(text)), Payment: text}, nil
}

func (t *teller) Ask(h http.Header, _ *http.Request, _ *Reservation, why *Refusal) ([]byte, error) {
	trouble := "none came"
	if why != nil {
		trouble = why.Code
	}
	h.Set("Payment-Required", trouble)
	return []byte(`"x402Version":1`), nil
}

func (t *teller) Take(ctx context.Context, _ *http.Request, note *Note, of *Reservation) (*Taken, error) {
	text, _ := note.Payment.(string)
	t.mu.Lock()
	before := t.used[text]
	t.used[text] = true
	t.mu.Unlock()
	switch {
	case text == "lost":
		return nil, errors.New("the chain does not answer")
	case before:
		return nil, &Refusal{Kind: RefusalUsed, Code: "payment_used", Detail: "the payment was used before"}
	}
	of.Key = testKey
	reserved, err := t.Reserve(ctx, *of)
	if err != nil {
		return nil, err
	}
	return &Taken{Key: testKey, Amount: reserved, Result: func(h http.Header, captured *Captured, served bool) {
		switch {
		case !served:
			h.Set("Payment-Response", "not served")
		case captured == nil:
			h.Set("Payment-Response", "unknown")
		default:
			h.Set("Payment-Response", captured.Charge.String())
		}
	}}, nil
}

func newWalletStage(t *testing.T, handler http.HandlerFunc) *stage {
	return newStage(t, 1_000_000, handler, func(c *Config, _ *Route) {
		p, _ := c.Clearing.(*purse)
		c.Wallets = &teller{purse: p, used: map[string]bool{}, sold: true}
	})
}

// buy asks with a payment and no key.
func (s *stage) buy(payment, body string) (reply, string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if payment != "" {
		r.Header.Set(headerTestPayment, payment)
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{response.StatusCode, response.Header, response.Trailer}, string(text)
}

const walletQuestion = `{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"Hello"}]}`

const walletAnswer = `{"choices":[{"message":{"content":"Hi"}}],"usage":{"prompt_tokens":3,"completion_tokens":2}}`

func TestAWalletIsAskedToPay(t *testing.T) {
	ran := 0
	s := newWalletStage(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get(headerTestPayment) != "" {
			t.Error("the upstream got the payment")
		}
		ran++
		_, _ = io.WriteString(w, walletAnswer)
	})
	got, body := s.buy("", walletQuestion)
	if got.StatusCode != http.StatusPaymentRequired || got.Header.Get("Payment-Required") == "" ||
		!strings.Contains(body, `"code":"payment_required"`) || !strings.HasSuffix(body, `,"x402Version":1}`+"\n") {
		t.Errorf("without a payment: %d %v %s", got.StatusCode, got.Header, body)
	}
	if got, body = s.buy("broken", walletQuestion); got.StatusCode != http.StatusPaymentRequired || !strings.Contains(body, "invalid_payload") {
		t.Errorf("a broken payment: %d %s", got.StatusCode, body)
	}
	if got, body = s.buy("lost", walletQuestion); got.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "payment_unknown") {
		t.Errorf("a payment of which nobody knows: %d %s", got.StatusCode, body)
	}
	if ran != 0 {
		t.Errorf("the upstream ran %d times for nothing", ran)
	}
	if got, body = s.buy("good", walletQuestion); got.StatusCode != http.StatusOK || got.Header.Get("Payment-Response") == "" || body != walletAnswer {
		t.Errorf("with a payment: %d %v %s", got.StatusCode, got.Header, body)
	}
	if got, _ = s.post(walletQuestion); got.StatusCode != http.StatusOK || got.Header.Get("Payment-Response") != "" {
		t.Errorf("a key beside it: %d %v", got.StatusCode, got.Header)
	}
	wallets, _ := s.gateway.Wallets.(*teller)
	wallets.sold = false
	if got, body = s.buy("other", walletQuestion); got.StatusCode != http.StatusUnauthorized || !strings.Contains(body, "api_key_missing") {
		t.Errorf("what is sold by key alone: %d %s", got.StatusCode, body)
	}
}

func TestOnePaymentRunsOnce(t *testing.T) {
	for _, payment := range []string{"plain", "named:payment"} {
		var mu sync.Mutex
		ran := 0
		s := newWalletStage(t, func(w http.ResponseWriter, _ *http.Request) {
			mu.Lock()
			ran++
			mu.Unlock()
			time.Sleep(20 * time.Millisecond)
			_, _ = io.WriteString(w, walletAnswer)
		})
		var all sync.WaitGroup
		statuses := make([]int, 10)
		for i := range statuses {
			all.Go(func() {
				got, _ := s.buy(payment, walletQuestion)
				statuses[i] = got.StatusCode
			})
		}
		all.Wait()
		if ran != 1 {
			t.Errorf("%s: ten requests with one payment ran %d times: %v", payment, ran, statuses)
		}
		for _, status := range statuses {
			if status != http.StatusOK && status != http.StatusConflict {
				t.Errorf("%s: a request was answered %d", payment, status)
			}
		}
	}
}

func TestANamedPaymentIsAnsweredAgain(t *testing.T) {
	fail := true
	s := newWalletStage(t, func(w http.ResponseWriter, _ *http.Request) {
		if fail {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, walletAnswer)
	})
	if got, body := s.buy("id:zero", walletQuestion); got.StatusCode != http.StatusBadGateway || got.Header.Get("Payment-Response") != "not served" {
		t.Fatalf("an upstream that fails: %d %v %s", got.StatusCode, got.Header, body)
	}
	fail = false
	first, body := s.buy("id:one", walletQuestion)
	if first.StatusCode != http.StatusOK {
		t.Fatalf("a name that was given for nothing: %d %s", first.StatusCode, body)
	}
	again, text := s.buy("id:one", walletQuestion)
	if again.StatusCode != http.StatusOK || text != body || again.Header.Get(headerReceipt) != first.Header.Get(headerReceipt) || again.Header.Get("X-Aidollar-Replayed") != "true" {
		t.Errorf("asked again: %d %v %s", again.StatusCode, again.Header, text)
	}
	for what, ask := range map[string][2]string{
		"another payment": {"id:two", walletQuestion},
		"another request": {"id:one", strings.Replace(walletQuestion, "Hello", "Bye", 1)},
	} {
		if got, text := s.buy(ask[0], ask[1]); got.StatusCode != http.StatusConflict || !strings.Contains(text, "payment_identifier_conflict") {
			t.Errorf("%s under the same name: %d %s", what, got.StatusCode, text)
		}
	}
	if s.purse.captured != 1 {
		t.Errorf("%d calls were charged", s.purse.captured)
	}
}

// A stream passes as it comes though it is kept for whoever asks again.
func TestAPaidStreamIsNotHeldBack(t *testing.T) {
	goOn := make(chan bool)
	s := newWalletStage(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_, _ = io.WriteString(w, delta("first"))
		_ = http.NewResponseController(w).Flush()
		<-goOn
		_, _ = io.WriteString(w, delta("second")+event(usageEvent)+event("[DONE]"))
	})
	question := strings.Replace(walletQuestion, `{"model"`, `{"stream":true,"model"`, 1)
	r, err := http.NewRequest(http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(question))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(headerTestPayment, "stream:one")
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if got := response.Header.Get("Payment-Response"); got != "unknown" {
		t.Errorf("before the end the client is told %q", got)
	}
	var text []byte
	buffer := make([]byte, 4096)
	for !strings.Contains(string(text), "first") {
		n, err := response.Body.Read(buffer)
		if err != nil {
			t.Fatalf("the stream ended at %q: %v", text, err)
		}
		text = append(text, buffer[:n]...)
	}
	close(goOn)
	rest, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, rest...)
	if _, again := s.buy("stream:one", question); again != string(text) {
		t.Errorf("asked again, the stream is %q, and was %q", again, text)
	}
}
