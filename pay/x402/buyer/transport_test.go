package buyer

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/wallet"
)

func (t *Transport) do(test *testing.T, method, url string, body io.Reader) (*http.Response, error) {
	test.Helper()
	r, err := http.NewRequestWithContext(test.Context(), method, url, body)
	if err != nil {
		test.Fatal(err)
	}
	return (&http.Client{Transport: t}).Do(r)
}

func TestA402IsPaidOnce(t *testing.T) {
	for _, version := range []int{2, 1} {
		for _, id := range []bool{false, version == 2} {
			s := open(t, func(s *seller) { s.version, s.id = version, id })
			b, book := buyer(t, 10000, 30000)
			response, err := b.do(t, "POST", s.URL+"/answer?q=1", strings.NewReader("the question"))
			if err != nil {
				t.Fatal(err)
			}
			if got := text(t, response); got != "200 served" || s.asked != 2 || s.sent[0] != "the question" || s.sent[1] != s.sent[0] {
				t.Errorf("version %d: %s after %q", version, got, s.sent)
			}
			p, a := Paid(response)
			if p == nil || a.Settlement == nil || !a.Settlement.Success || a.Settlement.Payer != p.Payer || p.URL != s.URL+"/answer?q=1" || p.Method != "POST" {
				t.Fatalf("version %d: %+v %+v", version, p, a)
			}
			got, err := s.paid[0].Identifier()
			if err != nil || got != p.ID || (got != "") != id {
				t.Errorf("version %d: the payment is called %q, %v", version, got, err)
			}
			if len(book.signed) != 1 || book.signed[0] != p || len(book.answers) != 1 || b.spent() != "10000" {
				t.Errorf("version %d: %d signed, %d answered, %s spent", version, len(book.signed), len(book.answers), b.spent())
			}
		}
	}
}

func TestWhatCostsNothingPasses(t *testing.T) {
	answers := map[string]struct {
		status int
		header string
		body   string
	}{
		"free": {200, "", "here"}, "missing": {404, "", "nothing"}, "402 of another kind": {402, "", `{"error":"insufficient_funds"}`},
		"402 of version 2 in the body alone": {402, "", `{"x402Version":2,"accepts":[]}`}, "402 that cannot be read": {402, "!", strings.Repeat("x", 2*requiredBytesMax)},
	}
	for name, want := range answers {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if want.header != "" {
				w.Header().Set(x402.HeaderRequired, want.header)
			}
			w.WriteHeader(want.status)
			_, _ = io.WriteString(w, want.body)
		}))
		b, book := buyer(t, 1, 1)
		response, err := b.do(t, "GET", s.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, response); !strings.HasSuffix(got, " "+want.body) || response.StatusCode != want.status || len(book.signed) != 0 {
			t.Errorf("%s: %.50s", name, got)
		}
		if p, _ := Paid(response); p != nil {
			t.Errorf("%s: paid with %+v", name, p)
		}
		s.Close()
	}
	// Who brings a payment wants no second one.
	s := open(t, func(s *seller) { s.refuse = true })
	b, book := buyer(t, 10000, 10000)
	own, _, err := b.Wallet.Pay(t.Context(), s.required(), "", b.now())
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	header, err := own.Header()
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set(x402.HeaderPayment, header)
	response, err := b.RoundTrip(r)
	if err != nil || response.StatusCode != 402 || len(book.signed) != 0 {
		t.Fatalf("%v %v", response, err)
	}
	response.Body.Close()
}

func TestNothingIsPaidBeyondTheLimits(t *testing.T) {
	s := open(t, nil)
	b, _ := buyer(t, 9999, 100000)
	err := b.failing(t, "GET", s.URL, nil)
	var refusal *Refusal
	var no *wallet.NoWay
	if !errors.As(err, &refusal) || !errors.As(err, &no) || no.Code() != wallet.CodePaymentMax || refusal.Required.Resource.URL != s.URL {
		t.Errorf("too dear: %v", err)
	}
	b, book := buyer(t, 10000, 100000)
	book.refuse = errors.New("no more paper")
	if err = b.failing(t, "GET", s.URL, nil); !errors.As(err, &refusal) || !errors.Is(err, book.refuse) || b.spent() != "0" || len(s.paid) != 0 {
		t.Errorf("what could not be written down: %v, %s spent, %d paid", err, b.spent(), len(s.paid))
	}
}

func TestARefusedPaymentIsNotFollowedByAnother(t *testing.T) {
	s := open(t, func(s *seller) { s.refuse = true })
	b, book := buyer(t, 10000, 100000)
	response, err := b.do(t, "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, response); got != "402 pay first\n" || len(s.paid) != 1 || book.answers[0].Status != 402 || b.spent() != "10000" {
		t.Errorf("%s, paid %d times, %s spent", got, len(s.paid), b.spent())
	}
	if p, _ := Paid(response); p == nil {
		t.Error("the answer does not say that it was paid for")
	}
}

// A seller who lets the payment expire and asks again is paid again, once.
func TestAnExpiredPaymentIsReplaced(t *testing.T) {
	b, _ := buyer(t, 10000, 100000)
	now := time.Now()
	s := open(t, func(s *seller) { s.refuse = true })
	calls := 0
	b.Now = func() time.Time {
		calls++
		return now.Add(time.Duration(calls) * 150 * time.Second)
	}
	response, err := b.do(t, "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := text(t, response); got != "402 pay first\n" || len(s.paid) != 2 || s.paid[0].Payload.Nonce() == s.paid[1].Payload.Nonce() {
		t.Errorf("%s after %d payments", got, len(s.paid))
	}
}

func TestALostAnswerIsAskedForWithTheSamePayment(t *testing.T) {
	for _, c := range []struct {
		method string
		id     bool
		breaks int
		served bool
		sent   int
	}{
		// net/http repeats a GET by itself where an old connection broke, so the
		// numbers are the least.
		{"GET", false, 2, true, 3}, {"GET", false, 99, false, 3}, {"POST", true, 1, true, 2}, {"POST", false, 1, false, 1},
	} {
		s := open(t, func(s *seller) { s.id, s.break_ = c.id, c.breaks })
		b, book := buyer(t, 10000, 100000)
		response, err := b.do(t, c.method, s.URL, nil)
		if err == nil {
			response.Body.Close()
		}
		var lost *Lost
		if (err == nil) != c.served || !c.served && (!errors.As(err, &lost) || lost.Payment != book.signed[0]) {
			t.Errorf("%+v: %v", c, err)
		}
		s.mu.Lock()
		if len(s.paid) < c.sent || c.method == "POST" && len(s.paid) > c.sent || len(book.signed) != 1 || len(book.answers) != 1 || (book.answers[0].Status == 200) != c.served {
			t.Errorf("%+v: sent %d times, %d signed, answers %+v", c, len(s.paid), len(book.signed), book.answers)
		}
		for _, p := range s.paid {
			if p.Fingerprint() != s.paid[0].Fingerprint() {
				t.Errorf("%+v: another payment is sent", c)
			}
		}
		s.mu.Unlock()
	}
}

func TestWhoGivesUpAfterPayingIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := open(t, func(s *seller) {
		s.serve = func(_ http.ResponseWriter, r *http.Request) { cancel(); <-r.Context().Done() }
	})
	b, book := buyer(t, 10000, 10000)
	r, err := http.NewRequestWithContext(ctx, "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	response, err := b.RoundTrip(r)
	if err == nil {
		response.Body.Close()
	}
	var lost *Lost
	if !errors.As(err, &lost) || !errors.Is(err, context.Canceled) || len(book.signed) != 1 {
		t.Errorf("%v", err)
	}
}

func TestStreamsArriveAsTheyAreSent(t *testing.T) {
	next := make(chan struct{})
	s := open(t, func(s *seller) {
		s.serve = func(w http.ResponseWriter, _ *http.Request) {
			for range 3 {
				_, _ = io.WriteString(w, "data: one\n\n")
				w.(http.Flusher).Flush()
				<-next
			}
		}
	})
	b, _ := buyer(t, 10000, 10000)
	response, err := b.do(t, "GET", s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	for range 3 {
		if line, err := lines.ReadString('\n'); err != nil || line != "data: one\n" {
			t.Fatalf("%q, %v", line, err)
		}
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		next <- struct{}{} // the seller waits until this was read
	}
}

// whole hides how a body could be had once more.
type whole struct{ io.Reader }

func TestBodiesThatCanBeHadOnce(t *testing.T) {
	s := open(t, nil)
	b, _ := buyer(t, 10000, 10000)
	response, err := b.do(t, "POST", s.URL, whole{strings.NewReader("once")})
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if len(s.sent) != 2 || s.sent[1] != "once" {
		t.Errorf("sent %q", s.sent)
	}
	if err := b.failing(t, "POST", s.URL, whole{strings.NewReader(strings.Repeat("x", bodyBytesMax+1))}); err == nil || s.asked != 2 {
		t.Errorf("too long: %v, asked %d times", err, s.asked)
	}
}
