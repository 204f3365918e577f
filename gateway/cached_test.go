package gateway

import (
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/gateway/cache"
)

// cachedStage sells answers out of its cache.
func cachedStage(t *testing.T, handler http.HandlerFunc, c cache.Config) *stage {
	return newStage(t, 1_000_000, handler, func(g *Config, r *Route) {
		g.Cache = cache.New(c)
		r.Cache, r.Priced = true, meter.SetOf(meter.Request, meter.Input, meter.Output, meter.ResponseCached)
	})
}

// last is the newest observation, once the call it is of has ended.
func (s *stage) last(n int) CallObservation {
	s.t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		s.seen.mu.Lock()
		if len(s.seen.list) >= n {
			o := s.seen.list[n-1]
			s.seen.mu.Unlock()
			return o
		}
		s.seen.mu.Unlock()
		if time.Now().After(end) {
			s.t.Fatalf("there is no observation %d", n)
		}
	}
}

// A hit has its own price, hold and receipt, and no upstream hears of it.
func TestCacheHit(t *testing.T) {
	var calls atomic.Int32
	s := cachedStage(t, counted(&calls, whole), cache.Config{})
	miss, first := s.with(hello, "X-Aidollar-Cache", "use")
	hit, second := s.with(hello, "X-Aidollar-Cache", "use")
	if miss.StatusCode != 200 || hit.StatusCode != 200 || first != second || calls.Load() != 1 {
		t.Fatalf("%d %s, %d %s, %d calls", miss.StatusCode, first, hit.StatusCode, second, calls.Load())
	}
	if miss.Header.Get(headerCache) != "miss" || hit.Header.Get(headerCache) != "hit" || hit.Header.Get("Age") == "" {
		t.Errorf("headers %v and %v", miss.Header, hit.Header)
	}
	if a, b := miss.Header.Get(headerReceipt), hit.Header.Get(headerReceipt); a == b || b == "" {
		t.Errorf("receipts %s and %s", a, b)
	}
	o := s.last(2)
	if o.Charge != money.Units(priceCached) || o.Reserved != money.Units(priceCached) || o.Cache != "hit" || o.Attempts != 0 || o.Upstream != "" || !o.Cost.IsZero() {
		t.Errorf("observed %+v", o)
	}
	if hit.Header.Get(headerCost) != "0.00000001" {
		t.Errorf("cost %s", hit.Header.Get(headerCost))
	}
	if s.purse.captured != 2 {
		t.Errorf("%d captures", s.purse.captured)
	}
}

// A stream is kept as the stream it was, with a cost of its own behind it.
func TestCachedStream(t *testing.T) {
	var calls atomic.Int32
	s := cachedStage(t, counted(&calls, func(w http.ResponseWriter, _ *http.Request) {
		sse(w, delta("Hi"), delta(" there"), event(usageEvent), event("[DONE]"))
	}), cache.Config{})
	_, first := s.with(helloStream, "X-Aidollar-Cache", "use")
	hit, second := s.with(helloStream, "X-Aidollar-Cache", "use")
	if calls.Load() != 1 || !strings.HasPrefix(hit.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d calls, %v", calls.Load(), hit.Header)
	}
	plain := func(stream string) string {
		var b strings.Builder
		for line := range strings.Lines(stream) {
			if !strings.HasPrefix(line, ": aidollar") {
				b.WriteString(line)
			}
		}
		return b.String()
	}
	if plain(first) != plain(second) || first == second || !strings.Contains(second, "cost=0.00000001 ") || strings.Count(second, "[DONE]") != 1 {
		t.Errorf("first\n%s\nsecond\n%s", first, second)
	}
	// The same question in one piece is another question.
	if r, _ := s.with(hello, "X-Aidollar-Cache", "use"); r.Header.Get(headerCache) == "hit" || calls.Load() != 2 {
		t.Error("a stream was given to who asked for one piece")
	}
}

func (s *stage) foreign(body string) (reply, string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer sk-foreign")
	r.Header.Set(headerCache, "use")
	return s.send(r)
}

func TestCacheIsNeverShared(t *testing.T) {
	var calls atomic.Int32
	s := cachedStage(t, counted(&calls, whole), cache.Config{})
	s.with(hello, headerCache, "use")
	if r, _ := s.foreign(hello); r.Header.Get(headerCache) != "miss" || calls.Load() != 2 {
		t.Errorf("a foreign buyer got %v", r.Header)
	}
	if r, _ := s.foreign(hello); r.Header.Get(headerCache) != "hit" {
		t.Errorf("his own answer is not there: %v", r.Header)
	}
}

func TestCacheExpiryAndModes(t *testing.T) {
	var calls atomic.Int32
	s := cachedStage(t, counted(&calls, whole), cache.Config{Age: 80 * time.Millisecond})
	mode := func(asked, want string, callsWant int32) {
		t.Helper()
		r, body := s.with(hello, headerCache, asked)
		if r.StatusCode != 200 || r.Header.Get(headerCache) != want || calls.Load() != callsWant {
			t.Errorf("%s: %d %s, %q after %d calls", asked, r.StatusCode, body, r.Header.Get(headerCache), calls.Load())
		}
	}
	mode("use", "miss", 1)
	time.Sleep(100 * time.Millisecond)
	mode("use", "miss", 2) // too old by now
	mode("skip", "", 3)
	mode("refresh", "refresh", 4)
	if r, body := s.with(hello, headerCache, "always"); r.StatusCode != 400 || !strings.Contains(body, "cache_mode_unknown") {
		t.Errorf("%d %s", r.StatusCode, body)
	}
}

// What is incomplete, failed, estimated or not offered is not kept.
func TestNotKept(t *testing.T) {
	for name, c := range map[string]struct {
		body    string
		handler http.HandlerFunc
		change  func(*Route)
	}{
		"an error": {hello, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(422) }, nil},
		"no usage": {hello, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"x"}}]}`)
		}, nil},
		"a stream that broke off": {helloStream, func(w http.ResponseWriter, _ *http.Request) {
			sse(w, delta("Hi"), event(usageEvent))
			hangUp(w)
		}, nil},
		"not offered": {hello, whole, func(r *Route) { r.Cache = false }},
		"no price":    {hello, whole, func(r *Route) { r.Priced &^= meter.SetOf(meter.ResponseCached) }},
	} {
		var calls atomic.Int32
		s := cachedStage(t, counted(&calls, c.handler), cache.Config{})
		if c.change != nil {
			c.change(s.purse.routes["m"])
		}
		s.with(c.body, headerCache, "use")
		if s.with(c.body, headerCache, "use"); calls.Load() != 2 || s.gateway.Cache.Stats().Entries != 0 {
			t.Errorf("%s was kept", name)
		}
	}
}
