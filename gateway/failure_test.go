package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/meter"
)

func hangUp(w http.ResponseWriter) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		_ = connection.Close()
	}
}

// Each way in which an upstream can fail before anything was delivered leaves
// no hold and no charge, and a client that can read what happened.
func TestUpstreamFailures(t *testing.T) {
	slow := make(chan struct{})
	t.Cleanup(func() { close(slow) })
	wait := func(r *http.Request) {
		select {
		case <-slow:
		case <-r.Context().Done():
		}
	}
	for _, c := range []struct {
		name   string
		status int
		code   string
		serve  http.HandlerFunc
	}{
		{"down", 502, "upstream_failed", func(w http.ResponseWriter, _ *http.Request) { hangUp(w) }},
		{"500", 502, "upstream_error", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		{"error in a 200", 502, "upstream_error", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"error":{"message":"x"}}`) }},
		{"malformed", 502, "upstream_malformed", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `{"choices":[{]}`) }},
		{"no JSON", 502, "upstream_malformed", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, `<html>`) }},
		{"empty", 502, "upstream_malformed", func(http.ResponseWriter, *http.Request) {}},
		{"hang-up in the body", 502, "upstream_failed", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "1000")
			_, _ = io.WriteString(w, wholeAnswer[:40])
		}},
		{"huge", 502, "upstream_answer_too_large", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":[{"x":"`+strings.Repeat("x", 70000)+`"}]}`)
		}},
		{"redirect", 502, "upstream_malformed", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		}},
		{"credential", 502, "upstream_credential", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }},
		{"busy", 429, "upstream_busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }},
		{"encoded", 502, "upstream_encoding", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "gzip") }},
		{"streams unasked", 502, "upstream_malformed", func(w http.ResponseWriter, _ *http.Request) { sse(w, delta("x")) }},
		{"slow header", 504, "upstream_timeout", func(_ http.ResponseWriter, r *http.Request) { wait(r) }},
		{"slow body", 504, "upstream_timeout", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"choices":`)
			w.(http.Flusher).Flush()
			wait(r)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStage(t, 1_000_000, c.serve, func(g *Config, _ *Route) {
				g.HeaderTime, g.IdleTime, g.AnswerMax = 100*time.Millisecond, 100*time.Millisecond, 65536
			})
			response, body := s.post(hello)
			if response.StatusCode != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) {
				t.Errorf("%d %s", response.StatusCode, body)
			}
			if v := s.voided(); len(v) != 1 || v[0] != c.code || s.purse.available.Lo != s.total {
				t.Errorf("voids %v, available %v", v, s.purse.available)
			}
		})
	}
}

func TestUpstreamRefusalPasses(t *testing.T) {
	const text = `{"error":{"message":"temperature is too hot"}}`
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(422)
		_, _ = io.WriteString(w, text)
	}, nil)
	response, body := s.post(hello)
	if response.StatusCode != 422 || body != text || response.Header.Get(headerReceipt) == "" {
		t.Errorf("%d %v %s", response.StatusCode, response.Header, body)
	}
	if v := s.voided(); len(v) != 1 || v[0] != "upstream_refused" {
		t.Errorf("voids %v", v)
	}
}

// Several upstreams stand behind one hold: one charge, whoever answers.
func TestRetry(t *testing.T) {
	var calls atomic.Int32
	for _, stream := range []bool{false, true} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
			switch calls.Add(1) % 3 {
			case 1:
				w.WriteHeader(503)
			case 2:
				if stream {
					sse(w, event(`{"error":{"message":"overloaded"}}`))
					return
				}
				hangUp(w)
			default:
				if stream {
					sse(w, delta("Hi"), event(usageEvent), event("[DONE]"))
					return
				}
				_, _ = io.WriteString(w, wholeAnswer)
			}
		}, nil)
		for i := range 2 {
			s.purse.routes["m"].Targets = append(s.purse.routes["m"].Targets, Target{Upstream: s.newUpstream(fmt.Sprint("up", i+2), s.upstream.URL)})
		}
		request := hello
		if stream {
			request = helloStream
		}
		for range 4 {
			if response, body := s.post(request); response.StatusCode != 200 || strings.Contains(body, "error") {
				t.Fatalf("stream %v: %d %s", stream, response.StatusCode, body)
			}
		}
		if s.purse.captured != 4 || len(s.purse.voids) != 0 {
			t.Errorf("%d captures, %d voids", s.purse.captured, len(s.purse.voids))
		}
		s.front.Close()
		for _, o := range s.seen.list {
			if o.Attempts != 3 || o.Outcome != "served" {
				t.Errorf("observed %+v", o)
			}
		}
	}
}

// An upstream that keeps failing rests, and a call for it costs not even a hold.
func TestRest(t *testing.T) {
	var calls atomic.Int32
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		calls.Add(1)
		w.WriteHeader(500)
	}, nil)
	for range failuresMax {
		s.post(hello)
	}
	response, body := s.post(hello)
	if response.StatusCode != 503 || !strings.Contains(body, "upstreams_resting") || response.Header.Get("Retry-After") == "" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	if calls.Load() != failuresMax || len(s.voided()) != failuresMax {
		t.Errorf("%d calls, %d holds", calls.Load(), len(s.voided()))
	}
	up := s.purse.routes["m"].Targets[0].Upstream
	later := time.Now().Add(time.Minute).UnixNano()
	if !up.ready(later) || !up.admit(later) || up.admit(later) {
		t.Error("after a rest exactly one call goes through")
	}
	up.succeeded()
	if now := time.Now().UnixNano(); !up.ready(now) || !up.admit(now) {
		t.Error("a success ends the rest")
	}
}

func TestWeights(t *testing.T) {
	r := Route{Targets: []Target{{Upstream: &Upstream{}, Weight: 3}, {Upstream: &Upstream{}}}}
	var counts [2]int
	for range 4000 {
		var tried uint64
		first := r.pick(0, &tried, 1)
		for i := range r.Targets {
			if first == &r.Targets[i] {
				counts[i]++
			}
		}
		if second := r.pick(0, &tried, 1); second == nil || second == first || r.pick(0, &tried, 1) != nil {
			t.Fatal("each target is tried once")
		}
	}
	if counts[0] < 2800 || counts[0] > 3200 { // 3,000 expected, sigma 27
		t.Errorf("picked %v of 4000 with weights 3 and 1", counts)
	}
}

// A stream that the upstream breaks off charges what was delivered and ends in
// an error that clients raise.
func TestStreamBrokenOff(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"hang-up":        func(w http.ResponseWriter, _ *http.Request) { sse(w, delta("wordword"), `data: {"cho`); hangUp(w) },
		"end, no [DONE]": func(w http.ResponseWriter, _ *http.Request) { sse(w, delta("wordword")) },
		"silence": func(w http.ResponseWriter, r *http.Request) {
			sse(w, delta("wordword"))
			<-r.Context().Done()
		},
		"endless event": func(w http.ResponseWriter, _ *http.Request) {
			sse(w, delta("wordword"), "data: "+strings.Repeat("x", 100000))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStage(t, 1_000_000, serve, func(c *Config, _ *Route) { c.IdleTime, c.EventMax = 500*time.Millisecond, 65536 })
			_, body := s.post(helloStream)
			if strings.Contains(body, "[DONE]") || !strings.Contains(body, `data: {"error":{"message":"the upstream broke off`) || !strings.Contains(body, ": aidollar receipt=") {
				t.Errorf("the client got %q", body)
			}
			if c := s.only(); c.Usage.Source != meter.Estimated || c.Usage.Cut || c.Usage.Quantities[meter.Output] != 2 {
				t.Errorf("captured %+v", c)
			}
		})
	}
}

// With the books out of reach the client is told, the log has the ids, and the
// call does not end as if it were paid.
func TestCaptureFails(t *testing.T) {
	for _, request := range []string{hello, helloStream} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
			if request == helloStream {
				sse(w, delta("Hi"), event(usageEvent), event("[DONE]"))
				return
			}
			_, _ = io.WriteString(w, wholeAnswer)
		}, nil)
		s.purse.failing = errors.New("the disk is full")
		response, body := s.post(request)
		if !strings.Contains(body, `"code":"capture_failed"`) || strings.Contains(body, "[DONE]") || strings.Contains(body, "disk") {
			t.Errorf("%d %s", response.StatusCode, body)
		}
		if id := response.Header.Get(headerReceipt); id == "" || !strings.Contains(s.log.String(), "level=ERROR") || !strings.Contains(s.log.String(), id) {
			t.Errorf("the log does not name the call %q: %s", id, s.log)
		}
		if len(s.voided()) != 0 {
			t.Error("a call that may be captured was voided")
		}
	}
}

// What the Clearing decides against a call reaches the client as it is; what
// breaks there does not, and leaves nothing held.
func TestReserveRefused(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		code   string
	}{
		{&Refusal{Kind: RefusalForbidden, Code: "buyer_suspended", Detail: "the buyer is suspended"}, 403, "buyer_suspended"},
		{&Refusal{Kind: RefusalOverdue, Code: "credit_overdue", Detail: "an invoice is overdue"}, 402, "credit_overdue"},
		{&Refusal{Kind: RefusalLimit, Code: "budget_spent", Detail: "the budget of this day is spent"}, 429, "budget_spent"},
		{errors.New("the disk is full"), 503, "ledger_unavailable"},
	} {
		s := newStage(t, 1_000_000, func(http.ResponseWriter, *http.Request) { t.Error("the upstream was called") }, nil)
		s.purse.refusing = c.err
		response, body := s.post(hello)
		if response.StatusCode != c.status || !strings.Contains(body, `"code":"`+c.code+`"`) || strings.Contains(body, "disk") {
			t.Errorf("%d %s", response.StatusCode, body)
		}
	}
}

// A server that shuts down lets calls in flight finish, captures included.
func TestShutdown(t *testing.T) {
	begun, proceed := make(chan struct{}), make(chan struct{})
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-proceed
		_, _ = io.WriteString(w, wholeAnswer)
	}, nil)
	statuses := make(chan int)
	go func() {
		response, _ := s.post(hello)
		statuses <- response.StatusCode
	}()
	<-begun
	short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if s.gateway.Wait(short) == nil {
		t.Error("Wait returned with a call in flight")
	}
	down := make(chan error)
	go func() { down <- s.front.Config.Shutdown(t.Context()) }()
	close(proceed)
	if status := <-statuses; status != 200 {
		t.Errorf("status %d", status)
	}
	if err := <-down; err != nil {
		t.Error(err)
	}
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	s.only()
}
