package limit

import (
	"flag"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"aidollar/core/ledger"
)

var seed = flag.Uint64("limit.seed", 0, "seed of the random tests; 0 takes the clock's")

func chance(t *testing.T) *rand.Rand {
	s := *seed
	if s == 0 {
		s = uint64(time.Now().UnixNano())
	}
	t.Logf("-limit.seed=%d", s)
	return rand.New(rand.NewPCG(s, 1))
}

const second = int64(time.Second)

var someKey = ledger.ID{Hi: 1, Lo: 2}

func TestRequestsPerMinute(t *testing.T) {
	l, rate := New(0), Rate{Requests: 3}
	for i := range 3 {
		if _, s, lack := l.Take(someKey, rate, 0, 100*window); lack != nil || s.RequestsLeft != uint32(2-i) {
			t.Fatalf("take %d: %+v %+v", i, s, lack)
		}
	}
	_, s, lack := l.Take(someKey, rate, 0, 100*window)
	if lack == nil || lack.What != LackRequests || lack.Wait != 20*second || s.RequestsLeft != 0 || s.RequestsReset != window {
		t.Fatalf("%+v %+v", s, lack)
	}
	if _, _, lack := l.Take(someKey, rate, 0, 100*window+20*second-1); lack == nil {
		t.Error("a request came through a nanosecond early")
	}
	if _, _, lack := l.Take(someKey, rate, 0, 100*window+20*second); lack != nil {
		t.Errorf("who waits as told is refused again: %+v", lack)
	}
	if _, _, lack := l.Take(ledger.ID{Lo: 3}, rate, 0, 100*window); lack != nil {
		t.Error("one key's calls count against another")
	}
}

func TestTokensAreCorrectedAtCapture(t *testing.T) {
	l, rate := New(0), Rate{Tokens: 6000}
	now := 7 * window
	g, s, lack := l.Take(someKey, rate, 4000, now)
	if lack != nil || s.TokensLeft != 2000 || s.TokensReset != 40*second {
		t.Fatalf("%+v %+v", s, lack)
	}
	if _, _, lack := l.Take(someKey, rate, 2001, now); lack == nil || lack.What != LackTokens {
		t.Fatalf("more tokens than are left: %+v", lack)
	}
	l.Settle(g, 100, now)
	if _, s, lack := l.Take(someKey, rate, 0, now); lack != nil || s.TokensLeft != 5900 {
		t.Errorf("after 100 of 6000: %+v %+v", s, lack)
	}
	g, _, _ = l.Take(someKey, rate, 900, now)
	l.Settle(g, 5900+3000, now) // more than anybody thought
	_, s, lack = l.Take(someKey, rate, 1, now)
	if lack == nil || s.TokensLeft != 0 || s.TokensReset != 90*second {
		t.Errorf("after 9000 of 6000: %+v %+v", s, lack)
	}
}

// A call whose bound is above the whole rate runs when nothing else did.
func TestNoFalseRefusalOfALargeCall(t *testing.T) {
	l, rate := New(0), Rate{Tokens: 1000}
	g, _, lack := l.Take(someKey, rate, 1<<40, window)
	if lack != nil {
		t.Fatalf("refused for ever: %+v", lack)
	}
	if _, _, lack := l.Take(someKey, rate, 1, window); lack == nil {
		t.Error("the large call took nothing")
	}
	l.Settle(g, 10, window)
	if _, s, lack := l.Take(someKey, rate, 990, window); lack != nil {
		t.Errorf("the large call used 10 and %+v is left", s)
	}
}

// Refused calls, however often a client retries them, take nothing: the wait
// does not grow, and he who waits is served.
func TestNoCounterInflatedByRetries(t *testing.T) {
	l, rate := New(0), Rate{Requests: 2, Tokens: 100}
	now := 5 * window
	l.Take(someKey, rate, 100, now)
	_, _, first := l.Take(someKey, rate, 50, now)
	for range 1000 {
		if _, s, lack := l.Take(someKey, rate, 50, now); lack == nil || *lack != *first || s.RequestsLeft != 1 {
			t.Fatalf("%+v %+v, at first %+v", lack, s, first)
		}
	}
	if _, _, lack := l.Take(someKey, rate, 50, now+first.Wait); lack != nil {
		t.Errorf("refused after the wait: %+v", lack)
	}
}

// A call that did not run, because of an upstream or for want of money, counts
// neither as a request nor in tokens.
func TestReturn(t *testing.T) {
	l, rate := New(0), Rate{Requests: 1, Tokens: 100}
	for i := range int64(50) {
		now := window + i*second/2
		g, _, lack := l.Take(someKey, rate, 70, now)
		if lack != nil {
			t.Fatal(lack)
		}
		l.Return(g, now+second/4)
	}
}

// What was taken, filled up by itself and only then came back is not there twice.
func TestNoRefundOfWhatHasFilledUp(t *testing.T) {
	l, rate := New(0), Rate{Tokens: 600}
	g, _, _ := l.Take(someKey, rate, 600, window)
	later := 3 * window
	if _, _, lack := l.Take(someKey, rate, 600, later); lack != nil {
		t.Fatal(lack)
	}
	l.Settle(g, 0, later)
	if _, s, lack := l.Take(someKey, rate, 1, later); lack == nil {
		t.Errorf("the second minute has %d tokens too many", s.TokensLeft)
	}
}

// Over any stretch of time no more is used than the rate and one bucket, and a
// naive twin that keeps each bucket as a fraction agrees with every decision.
func TestAgainstTwin(t *testing.T) {
	random := chance(t)
	for range 200 {
		rate := Rate{Requests: uint32(1 + random.IntN(500)), Tokens: uint32(1 + random.IntN(100_000))}
		l := New(0)
		// The twin counts in units times the window, exactly.
		level, last := float64(rate.Tokens), window
		requests, now := float64(rate.Requests), window
		var used float64
		begin := now
		for range 500 {
			now += random.Int64N(2 * second)
			fill := float64(now-last) / float64(window)
			level = min(level+fill*float64(rate.Tokens), float64(rate.Tokens))
			requests = min(requests+fill*float64(rate.Requests), float64(rate.Requests))
			last = now
			n := uint64(random.IntN(int(rate.Tokens)))
			g, _, lack := l.Take(someKey, rate, n, now)
			const slack = 1e-3 // of a unit: the costs' rounding
			fits := requests >= 1 && level >= float64(n)
			near := (requests > 1-slack && requests < 1+slack) || (level > float64(n)-slack && level < float64(n)+slack)
			if fits != (lack == nil) && !near {
				t.Fatalf("rate %+v: %d tokens with %f and %f left: %+v", rate, n, requests, level, lack)
			}
			if lack != nil {
				continue
			}
			actual := n - uint64(random.Int64N(int64(n)+1))
			l.Settle(g, actual, now)
			requests, level = requests-1, level-float64(actual)
			used += float64(actual)
		}
		if most := float64(rate.Tokens) * (1.001 + float64(now-begin)/float64(window)); used > most {
			t.Fatalf("%f tokens used of %f", used, most)
		}
	}
}

// Idle keys are forgotten, so that memory is bounded; busy ones stay while
// there is room.
func TestBoundedMemory(t *testing.T) {
	const most = 64 * 16
	l, rate := New(most), Rate{Requests: 1}
	for i := range uint64(200_000) {
		l.Take(ledger.ID{Hi: 1, Lo: i * 0x9e3779b97f4a7c15}, rate, 0, window+int64(i)*int64(time.Millisecond))
	}
	if n := l.Keys(); n > most {
		t.Errorf("%d keys are remembered, at most %d should be", n, most)
	}
	l = New(most)
	for i := range uint64(200) {
		l.Take(ledger.ID{Lo: i}, rate, 0, window)
	}
	for i := range uint64(200) {
		if _, _, lack := l.Take(ledger.ID{Lo: i}, rate, 0, window); lack == nil {
			t.Fatalf("key %d was forgotten while there was room", i)
		}
	}
	if l.Take(ledger.ID{Lo: 1}, Rate{}, 1, window); l.Keys() != 200 {
		t.Error("a key without limits takes memory")
	}
}

func TestConcurrentTakesAdmitExactlyTheRate(t *testing.T) {
	l, rate := New(0), Rate{Requests: 1000}
	var wg sync.WaitGroup
	counts := make([]int, 8)
	for w := range counts {
		wg.Go(func() {
			for range 500 {
				if _, _, lack := l.Take(someKey, rate, 0, window); lack == nil {
					counts[w]++
				}
			}
		})
	}
	wg.Wait()
	total := 0
	for _, n := range counts {
		total += n
	}
	if total != 1000 {
		t.Errorf("%d of 1000 requests were admitted", total)
	}
}

func TestHeaders(t *testing.T) {
	h := http.Header{}
	SetHeader(h, Rate{Requests: 60, Tokens: 1000}, State{RequestsLeft: 59, RequestsReset: second, TokensReset: 6*window + 1})
	SetRetry(h, 20*second+1)
	for name, want := range map[string]string{
		"x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "1s",
		"x-ratelimit-limit-tokens": "1000", "x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "6m0.001s",
		"retry-after": "21", "retry-after-ms": "20001",
	} {
		if got := h.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	h = http.Header{}
	if SetHeader(h, Rate{Tokens: 5}, State{}); h.Get("x-ratelimit-limit-requests") != "" {
		t.Error("a limit that is none is told")
	}
}

func BenchmarkTakeAndSettle(b *testing.B) {
	l, rate := New(0), Rate{Requests: 1 << 20, Tokens: 1 << 26}
	keys := make([]ledger.ID, 10_000)
	for i := range keys {
		keys[i] = ledger.ID{Hi: uint64(i) << 40, Lo: uint64(i) * 0x9e3779b97f4a7c15}
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		now := window + int64(i)
		g, _, _ := l.Take(keys[i%len(keys)], rate, 100, now)
		l.Settle(g, 50, now)
	}
}
