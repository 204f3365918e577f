package gateway

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/core/money"
	"aidollar/gateway/limit"
)

func (s *stage) limited(change func(*Key)) *stage {
	s.purse.terms = change
	return s
}

// A key's requests are limited, and the 429 says in the words of OpenAI's clients
// when to come again.
func TestRequestRate(t *testing.T) {
	s := newStage(t, 1_000_000, whole, nil).limited(func(k *Key) { k.Rate = limit.Rate{Requests: 2} })
	for left := 1; left >= 0; left-- {
		if r, body := s.post(hello); r.StatusCode != 200 || r.Header.Get("x-ratelimit-remaining-requests") != strconv.Itoa(left) || r.Header.Get("x-ratelimit-limit-requests") != "2" {
			t.Fatalf("%d %v %s", r.StatusCode, r.Header, body)
		}
	}
	for range 3 {
		r, body := s.post(hello)
		if r.StatusCode != 429 || !strings.Contains(body, `"code":"rate_limit_exceeded"`) || !strings.Contains(body, "rate_limit_error") {
			t.Fatalf("%d %s", r.StatusCode, body)
		}
		wait, err := strconv.Atoi(r.Header.Get("Retry-After"))
		if err != nil || wait < 1 || wait > 30 || r.Header.Get("Retry-After-Ms") == "" {
			t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
		}
	}
	if s.purse.captured != 2 || len(s.purse.holds) != 0 {
		t.Errorf("%d captures, %d holds", s.purse.captured, len(s.purse.holds))
	}
}

// Tokens are taken by the bound and given back when the usage is known: many
// small calls with large limits go through one after the other.
func TestTokenRateIsCorrectedAtCapture(t *testing.T) {
	s := newStage(t, 1_000_000, whole, nil).limited(func(k *Key) { k.Rate = limit.Rate{Tokens: 1000} })
	for i := range 20 { // twenty bounds of 100 tokens each, and 19 used each time
		if r, body := s.post(hello); r.StatusCode != 200 {
			t.Fatalf("call %d: %d %s", i, r.StatusCode, body)
		}
		s.last(i + 1)
	}
	s.purse.terms = func(k *Key) { k.Rate = limit.Rate{Tokens: 10} }
	s.post(hello)
	if r, body := s.post(hello); r.StatusCode != 429 || !strings.Contains(body, "10 tokens a minute") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
}

// Attempts at several upstreams are one request, and a call that no upstream
// served, or for which there was no money, is none.
func TestNoRateForWhatDidNotRun(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, nil).
		limited(func(k *Key) { k.Rate = limit.Rate{Requests: 1, Tokens: 200} })
	for i := range failuresMax - 1 {
		if r, body := s.post(hello); r.StatusCode != 502 {
			t.Fatalf("call %d: %d %s", i, r.StatusCode, body)
		}
		s.last(i + 1)
	}
	all := s.purse.available
	s.purse.available = money.Amount{}
	for i := range 3 {
		if r, body := s.post(hello); r.StatusCode != 402 {
			t.Fatalf("%d %s", r.StatusCode, body)
		}
		s.last(failuresMax + i)
	}
	s.purse.available = all
	s.target("second", whole, func(t *Target) { t.Rank = 1 })
	if r, body := s.post(hello); r.StatusCode != 200 {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	s.last(failuresMax + 3)
	if r, _ := s.post(hello); r.StatusCode != 429 {
		t.Errorf("%d although the minute's request was served", r.StatusCode)
	}
}

func TestNetworks(t *testing.T) {
	here := limit.Networks{netip.MustParsePrefix("127.0.0.1/32"), netip.MustParsePrefix("::1/128")}
	elsewhere := limit.Networks{netip.MustParsePrefix("203.0.113.0/24")}
	s := newStage(t, 1_000_000, whole, nil).limited(func(k *Key) { k.Networks = elsewhere })
	// What a client says of itself is not believed.
	if r, body := s.with(hello, "X-Forwarded-For", "203.0.113.9"); r.StatusCode != 403 || !strings.Contains(body, "network_forbidden") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if r, _ := s.get("/v1/models", testSecret); r.StatusCode != 403 {
		t.Errorf("the list of models: %d", r.StatusCode)
	}
	s.purse.terms = func(k *Key) { k.Networks = here }
	if r, body := s.post(hello); r.StatusCode != 200 {
		t.Errorf("%d %s", r.StatusCode, body)
	}
	if purse := s.purse; purse.captured != 1 || len(purse.voids) != 0 {
		t.Errorf("%d captures, %d voids", purse.captured, len(purse.voids))
	}
}

func BenchmarkRate(b *testing.B) {
	g, err := New(Config{Clearing: free{}, HoldTime: time.Minute})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		c := &call{g: g, key: Key{ID: testKey.ID, Rate: limit.Rate{Requests: 1 << 30, Tokens: 1 << 31}}, start: time.Now(), w: nowhere{}}
		if c.takeRate(100) != nil {
			b.Fatal("refused")
		}
		c.settleRate()
	}
}

type nowhere struct{}

func (nowhere) Header() http.Header         { return http.Header{} }
func (nowhere) Write(p []byte) (int, error) { return len(p), nil }
func (nowhere) WriteHeader(int)             {}
