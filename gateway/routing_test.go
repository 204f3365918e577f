package gateway

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway/credential"
)

// target starts another upstream and puts it behind the stage's model.
func (s *stage) target(name string, handler http.HandlerFunc, change func(*Target)) *Upstream {
	s.t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadAll(r.Body) // a server notices a hang-up only once it has read the request
		handler(w, r)
	}))
	s.t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	t := Target{Upstream: s.newUpstream(name, server.URL), Weight: 1}
	if change != nil {
		change(&t)
	}
	route := s.purse.routes["m"]
	route.Targets = append(route.Targets, t)
	return t.Upstream
}

func whole(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, wholeAnswer) }

// counted counts the calls of a handler.
func counted(n *atomic.Int32, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		n.Add(1)
		h(w, r)
	}
}

// with sends a request with further headers, given as name, value, name, value.
func (s *stage) with(body string, headers ...string) (reply, string) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testSecret)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.send(r)
}

func (s *stage) send(r *http.Request) (reply, string) {
	s.t.Helper()
	response, err := http.DefaultClient.Do(r)
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

// perToken prices a use at so many ticks a token.
func perToken(ticks uint64) func(*meter.Quantities) tariff.Ticks {
	return func(q *meter.Quantities) tariff.Ticks { return money.Units(ticks * countTokens(q, meter.All)) }
}

// A higher rank is called only when all lower ones have failed.
func TestFallbackOrder(t *testing.T) {
	var calls [3]atomic.Int32
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }
	s := newStage(t, 1_000_000, counted(&calls[0], down), nil)
	s.target("last", counted(&calls[2], whole), func(t *Target) { t.Rank = 7 })
	s.target("second", counted(&calls[1], down), func(t *Target) { t.Rank, t.Weight = 3, 1000 })
	if response, body := s.post(hello); response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if calls[0].Load() != 1 || calls[1].Load() != 1 || calls[2].Load() != 1 {
		t.Errorf("calls: %d, %d, %d", calls[0].Load(), calls[1].Load(), calls[2].Load())
	}
	if c := s.only(); c.Upstream != "last" || len(s.voided()) != 0 {
		t.Errorf("captured %+v, voids %v", c, s.voided())
	}
}

// While the first rank is well the others see nothing, whatever their weight.
func TestRankBeforeWeight(t *testing.T) {
	r := Route{Targets: []Target{{Upstream: &Upstream{}, Rank: 1, Weight: 1000}, {Upstream: &Upstream{}}, {Upstream: &Upstream{}}}}
	for range 200 {
		var tried uint64
		for i := range 3 {
			got := r.pick(0, &tried, 1)
			if (got == &r.Targets[0]) != (i == 2) {
				t.Fatalf("pick %d is target of rank %d", i, got.Rank)
			}
		}
	}
}

// A session stays where it is, moves when its target rests, and comes back; the
// sessions of the other targets do not notice.
func TestStickySession(t *testing.T) {
	r := Route{}
	for i := range 5 {
		name := fmt.Sprint("up", i)
		r.Targets = append(r.Targets, Target{Upstream: &Upstream{name: name, hash: nameHash(name)}, Weight: 1})
	}
	r.Targets[4].Weight = 3
	first := func(session uint64, now int64) *Target {
		var tried uint64
		return r.pick(session, &tried, now)
	}
	const sessions = 7000
	homes := make([]*Target, sessions)
	counts := map[*Target]int{}
	for i := range homes {
		homes[i] = first(sessionHash(testKey.Party, fmt.Sprint("s", i)), 1)
		counts[homes[i]]++
	}
	for i := range r.Targets {
		want := sessions * int(r.Targets[i].Weight) / 7
		if n := counts[&r.Targets[i]]; n < want*8/10 || n > want*12/10 {
			t.Errorf("target %d has %d of %d sessions, want about %d", i, n, sessions, want)
		}
	}
	resting := &r.Targets[2]
	resting.Upstream.restUntil.Store(100)
	for i, home := range homes {
		now := first(sessionHash(testKey.Party, fmt.Sprint("s", i)), 50)
		if (now == home) == (home == resting) || now == resting {
			t.Fatalf("session %d went from %s to %s", i, home.Upstream.name, now.Upstream.name)
		}
		if back := first(sessionHash(testKey.Party, fmt.Sprint("s", i)), 100); back != home {
			t.Fatalf("session %d did not come back to %s", i, home.Upstream.name)
		}
	}
	if sessionHash(testKey.Party, "s") == sessionHash(ledger.ID{Lo: 9}, "s") || sessionHash(testKey.Party, "") != 0 {
		t.Error("sessions of two buyers are one, or no session is one")
	}
}

// The header names the session, and without it the request's own members do.
func TestSessionSources(t *testing.T) {
	names := func(s *stage) string {
		for range 8 {
			if response, body := s.with(s.request(), s.headers...); response.StatusCode != 200 {
				t.Fatalf("%d %s", response.StatusCode, body)
			}
		}
		s.front.Close()
		seen := map[string]bool{}
		var list []string
		for _, o := range s.seen.list {
			if !seen[o.Upstream] {
				list = append(list, o.Upstream)
			}
			seen[o.Upstream] = true
		}
		return strings.Join(list, " ")
	}
	homes := map[string]bool{}
	for i := range 12 {
		name := fmt.Sprint("session ", i)
		var got []string
		for _, c := range []struct {
			member  string
			headers []string
		}{
			{"", []string{"X-Aidollar-Session", name}},
			{fmt.Sprintf(`"prompt_cache_key":%q,"user":"somebody",`, name), nil},
			{fmt.Sprintf(`"user":%q,`, name), nil},
			{`"user":"somebody",`, []string{"X-Aidollar-Session", name}},
		} {
			s := newStage(t, 10_000_000, whole, nil)
			s.headers, s.members = c.headers, c.member
			for j := range 3 {
				s.target(fmt.Sprint("other", j), whole, nil)
			}
			got = append(got, names(s))
		}
		for _, g := range got {
			if g != got[0] || strings.Contains(g, " ") {
				t.Fatalf("%s went to %q", name, got)
			}
		}
		homes[got[0]] = true
	}
	if len(homes) < 2 {
		t.Errorf("twelve sessions have one home: %v", homes)
	}
}

func (s *stage) request() string { return strings.Replace(hello, "{", "{"+s.members, 1) }

func TestRegion(t *testing.T) {
	s := newStage(t, 1_000_000, whole, nil)
	s.target("far", whole, func(t *Target) { t.Region, t.Rank = "us", 1 })
	s.target("near", whole, func(t *Target) { t.Region = "eu" })
	if response, body := s.with(hello, "X-Aidollar-Region", "us"); response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if c := s.only(); c.Upstream != "far" || c.Region != "us" {
		t.Errorf("%+v", c)
	}
	response, body := s.with(hello, "X-Aidollar-Region", "mars")
	if response.StatusCode != 400 || !strings.Contains(body, "region_unavailable") || !strings.Contains(body, "us, eu") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

// The cost of a call is that of the upstream that served it, so that its margin
// is known.
func TestCostAndMargin(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }, func(_ *Config, r *Route) {
		r.Targets[0].Cost = perToken(1000)
	})
	s.target("good", whole, func(t *Target) { t.Rank, t.Cost = 1, perToken(3) })
	s.post(hello)
	c := s.only()
	tokens := countTokens(&c.Usage.Quantities, meter.All)
	if tokens == 0 || c.Cost != money.Units(3*tokens) {
		t.Errorf("%d tokens cost %v", tokens, c.Cost)
	}
	s.front.Close()
	if o := s.seen.list[0]; o.Cost != c.Cost || !o.Captured {
		t.Errorf("observed %+v", o)
	}
}

// hedged is a stage whose model hedges after a moment.
func hedged(t *testing.T, first http.HandlerFunc) *stage {
	return newStage(t, 1_000_000, first, func(_ *Config, r *Route) {
		r.HedgeAfter = 20 * time.Millisecond
		r.Targets[0].Cost = perToken(1)
	})
}

// The first upstream is slow, the second wins, and then the first answers too:
// one hold, one charge, and the loser's prompt in the cost.
func TestHedgeChargesOnce(t *testing.T) {
	for _, stream := range []bool{false, true} {
		cancelled := make(chan struct{})
		s := hedged(t, func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(200)
			w.(http.Flusher).Flush() // a header is no answer yet
			<-r.Context().Done()
			close(cancelled)
			whole(w, r)
		})
		answer, request := whole, hello
		if stream {
			request = helloStream
			answer = func(w http.ResponseWriter, _ *http.Request) { sse(w, delta("Hi"), event(usageEvent), event("[DONE]")) }
		}
		s.target("second", answer, func(t *Target) { t.Rank, t.Cost = 1, perToken(1000) })
		if response, body := s.post(request); response.StatusCode != 200 {
			t.Fatalf("%d %s", response.StatusCode, body)
		}
		<-cancelled
		c := s.only()
		tokens := countTokens(&c.Usage.Quantities, meter.All)
		if loser := c.Cost.SubFloor(money.Units(1000 * tokens)); c.Upstream != "second" || loser.IsZero() || loser.Cmp(money.Units(100)) >= 0 {
			t.Errorf("%s served, %d tokens cost %v", c.Upstream, tokens, c.Cost)
		}
		s.front.Close()
		if o := s.seen.list[0]; o.Attempts != 2 || !o.Hedged || len(s.purse.holds) != 0 || len(s.voided()) != 0 {
			t.Errorf("observed %+v, voids %v", o, s.voided())
		}
		if up := s.purse.routes["m"].Targets[0].Upstream; up.failures.Load() != 0 {
			t.Error("who lost a race has failed")
		}
	}
}

// A fast first upstream is the only one that is asked.
func TestHedgeNotNeeded(t *testing.T) {
	var second atomic.Int32
	s := hedged(t, whole)
	s.purse.routes["m"].HedgeAfter = time.Minute
	s.target("second", counted(&second, whole), nil)
	s.purse.routes["m"].Targets[1].Rank = 1
	s.post(hello)
	if c := s.only(); c.Upstream != "up" || second.Load() != 0 {
		t.Errorf("%s served, %d calls of the second", c.Upstream, second.Load())
	}
}

// The winner breaks off after it began: what was sent stays, or another upstream
// takes over while nothing was; there is one charge at most.
func TestHedgeWinnerFailsAfterItBegan(t *testing.T) {
	block := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	s := hedged(t, block)
	s.target("winner", func(w http.ResponseWriter, _ *http.Request) {
		sse(w, delta("Some text that was delivered"))
		hangUp(w)
	}, func(t *Target) { t.Rank = 1 })
	_, body := s.post(helloStream)
	if c := s.only(); c.Upstream != "winner" || c.Usage.Source != meter.Estimated || !strings.Contains(body, "upstream_failed") {
		t.Errorf("%+v %s", c, body)
	}
	s = hedged(t, block)
	s.target("winner", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, wholeAnswer[:40])
		w.(http.Flusher).Flush()
		hangUp(w)
	}, func(t *Target) { t.Rank = 1 })
	s.target("third", whole, func(t *Target) { t.Rank = 2 })
	if response, body := s.post(hello); response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if c := s.only(); c.Upstream != "third" {
		t.Errorf("%+v", c)
	}
}

// When both fail the hold is void, and when one does the other one's answer counts.
func TestHedgeFailures(t *testing.T) {
	slowly := func(h http.HandlerFunc) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(60 * time.Millisecond)
			h(w, r)
		}
	}
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }
	s := hedged(t, slowly(down))
	s.target("second", down, func(t *Target) { t.Rank = 1 })
	if response, body := s.post(hello); response.StatusCode != 502 || len(s.voided()) != 1 {
		t.Errorf("%d %s, voids %v", response.StatusCode, body, s.voided())
	}
	for i := range s.purse.routes["m"].Targets {
		if n := s.purse.routes["m"].Targets[i].Upstream.failures.Load(); n != 1 {
			t.Errorf("target %d has %d failures", i, n)
		}
	}
	s = hedged(t, slowly(whole))
	s.target("second", down, func(t *Target) { t.Rank = 1 })
	if response, body := s.post(hello); response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if c := s.only(); c.Upstream != "up" {
		t.Errorf("%+v", c)
	}
}

func TestBeginTimeout(t *testing.T) {
	s := newStage(t, 1_000_000, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, nil)
	s.purse.routes["m"].Targets[0].Upstream.begin = 30 * time.Millisecond
	s.target("second", whole, func(t *Target) { t.Rank = 1 })
	if response, body := s.post(hello); response.StatusCode != 200 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	if c := s.only(); c.Upstream != "second" {
		t.Errorf("%+v", c)
	}
}

// An upstream's secret changes: the call that meets the change is asked again
// with the new one, under the same hold, and nothing tells the secrets.
func TestSecretRotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	put := func(value string) {
		if err := os.WriteFile(path, []byte(value), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("sk-upstream-old")
	secret, err := credential.File(path)
	if err != nil {
		t.Fatal(err)
	}
	var valid atomic.Value
	valid.Store("sk-upstream-old")
	var refusals atomic.Int32
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.Header.Get("Authorization") != "Bearer "+valid.Load().(string) {
			refusals.Add(1)
			w.WriteHeader(401)
			return
		}
		if !strings.Contains(string(body), `"messages"`) {
			t.Errorf("the body of the second attempt is %q", body)
		}
		whole(w, r)
	}, nil)
	s.purse.routes["m"].Targets[0].Upstream.secret = secret
	s.post(hello)
	valid.Store("sk-upstream-renewed")
	put("sk-upstream-renewed")
	response, body := s.post(hello)
	if response.StatusCode != 200 || strings.Contains(body, "sk-upstream") || refusals.Load() != 1 {
		t.Errorf("%d %s, %d refusals", response.StatusCode, body, refusals.Load())
	}
	valid.Store("something else")
	if response, body := s.post(hello); response.StatusCode != 502 || !strings.Contains(body, "upstream_credential") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if s.purse.captured != 2 || len(s.voided()) != 1 {
		t.Errorf("%d captures, voids %v", s.purse.captured, s.voided())
	}
}
