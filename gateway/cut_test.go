package gateway

import (
	"bufio"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/core/meter"
)

// Fifty clients hang up in the middle of a stream: fifty captures for what each
// was sent, and every upstream is told to stop.
func TestFiftyCutStreams(t *testing.T) {
	const streams = 50
	var stopped sync.WaitGroup
	stopped.Add(streams)
	s := newStage(t, 1_000_000_000, func(w http.ResponseWriter, r *http.Request) {
		defer stopped.Done()
		sse(w, event(`{"choices":[{"delta":{"role":"assistant","content":""}}]}`))
		for r.Context().Err() == nil {
			sse(w, delta("wordword"))
			time.Sleep(time.Millisecond)
		}
	}, nil)
	var wait sync.WaitGroup
	for range streams {
		wait.Go(func() {
			response := s.open(helloStream)
			lines := bufio.NewScanner(response.Body)
			for n := 0; n < 3 && lines.Scan(); {
				if strings.Contains(lines.Text(), "wordword") {
					n++
				}
			}
			_ = response.Body.Close() // in the middle, on purpose
		})
	}
	wait.Wait()
	stopped.Wait()
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.purse.captured != streams {
		t.Fatalf("%d captures of %d cut streams", s.purse.captured, streams)
	}
	for id, c := range s.purse.captures {
		if c.Usage.Source != meter.Estimated || !c.Usage.Cut || c.Usage.Quantities[meter.Output] < 6 || s.purse.charges[id].IsZero() {
			t.Errorf("captured %+v for %v", c, s.purse.charges[id])
		}
	}
}

// A client that leaves before anything was delivered pays nothing.
func TestLeftEarly(t *testing.T) {
	begun := make(chan struct{})
	s := newStage(t, 1_000_000, func(_ http.ResponseWriter, r *http.Request) {
		close(begun)
		<-r.Context().Done()
	}, nil)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(helloStream))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+testSecret)
	transport := &http.Transport{}
	go func() {
		<-begun
		time.Sleep(5 * time.Millisecond)
		transport.CancelRequest(request) //nolint:staticcheck // closes the connection without a context of its own
	}()
	if response, err := transport.RoundTrip(request); err == nil {
		_ = response.Body.Close()
		t.Fatal("the call was not cut")
	}
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if v := s.voided(); len(v) != 1 || v[0] != "client_gone" {
		t.Errorf("voids %v", v)
	}
}

// Usage that arrived before the client left is what is charged.
func TestCutAfterUsage(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		sse(w, delta("Hi"), event(usageEvent), delta("!"))
		<-r.Context().Done()
	}, nil)
	response := s.open(helloStream)
	lines := bufio.NewScanner(response.Body)
	for lines.Scan() && !strings.Contains(lines.Text(), "!") {
	}
	_ = response.Body.Close() // in the middle, on purpose
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := s.only(); c.Usage.Source != meter.Reported || c.Usage.Quantities[meter.Output] != 7 {
		t.Errorf("captured %+v", c)
	}
}

// A client that stops reading is cut off, and its money does not stay held.
func TestClientStopsReading(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			sse(w, delta(strings.Repeat("word", 4096)))
		}
	}, func(c *Config, _ *Route) { c.IdleTime = time.Second })
	response := s.open(helloStream)
	defer response.Body.Close()
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := s.only(); !c.Usage.Cut || c.Usage.Quantities[meter.Output] != 10 {
		t.Errorf("captured %+v", c)
	}
}
