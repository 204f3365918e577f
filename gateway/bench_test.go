package gateway

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// free is a Clearing that does nothing, so that what is left is the proxy.
type free struct{ route *Route }

func (free) KeyByID(ledger.ID) (Key, bool) { return testKey, true }

func (f free) Key(context.Context, [32]byte) (Key, bool, error)        { return testKey, true, nil }
func (f free) Route(Key, string) (*Route, bool)                        { return f.route, true }
func (f free) Price(*Route, []tariff.Limit) (a money.Amount, ok bool)  { return a, true }
func (f free) Affords(*Reservation) bool                               { return true }
func (f free) Default(context.Context, Key, Purpose) (*Default, error) { return nil, nil }
func (f free) May(context.Context, Reservation) (uint64, error)        { return 0, nil }
func (f free) Models(Key) []Model                                      { return nil }
func (f free) Reserve(context.Context, Reservation) (Reserved, error)  { return Reserved{}, nil }
func (f free) Capture(context.Context, Capture) (Captured, error)      { return Captured{}, nil }
func (f free) Void(context.Context, ledger.ID, string) error           { return nil }

// benchUpstream answers at once: 290 bytes of JSON, or a stream of 50 events
// that are flushed one by one.
func benchUpstream(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	if !strings.Contains(string(body), `"stream":true`) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, benchAnswer)
		return
	}
	sse(w)
	for range 49 {
		sse(w, benchEvent)
	}
	sse(w, event(usageEvent)+event("[DONE]"))
}

var benchEvent = event(`{"id":"chatcmpl-0123456789","object":"chat.completion.chunk","created":1700000000,"model":"m","choices":[{"index":0,"delta":{"content":" word"},"finish_reason":null}],"usage":null}`)

var benchAnswer = `{"id":"chatcmpl-0123456789","object":"chat.completion","created":1700000000,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"` +
	strings.Repeat("x", 60) + `"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}}`

// BenchmarkProxy compares CPU time of the whole process for each call, client
// and upstream included; "direct" is those two alone.
func BenchmarkProxy(b *testing.B) {
	upstream := httptest.NewServer(http.HandlerFunc(benchUpstream))
	defer upstream.Close()
	target, err := url.Parse(upstream.URL)
	if err != nil {
		b.Fatal(err)
	}
	u, err := NewUpstream(UpstreamConfig{Name: "up", URL: upstream.URL + "/v1", Credential: "sk-upstream"})
	if err != nil {
		b.Fatal(err)
	}
	g, err := New(Config{Clearing: free{&Route{Model: "m", OutputMax: 100, Priced: meter.All, Targets: []Target{{Upstream: u}}}}, Scale: 9})
	if err != nil {
		b.Fatal(err)
	}
	plain := &httputil.ReverseProxy{Transport: NewTransport(), Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	for _, kind := range []struct{ name, body string }{{"json", hello}, {"stream", helloStream}} {
		for _, front := range []struct {
			name    string
			handler http.Handler
		}{{"direct", nil}, {"reverseproxy", plain}, {"gateway", g}} {
			b.Run(kind.name+"/"+front.name, func(b *testing.B) {
				address := upstream.URL
				if front.handler != nil {
					s := httptest.NewServer(front.handler)
					defer s.Close()
					address = s.URL
				}
				benchCalls(b, address+"/v1/chat/completions", kind.body)
			})
		}
	}
}

func benchCalls(b *testing.B, address, body string) {
	client := &http.Client{Transport: NewTransport()}
	b.ReportAllocs()
	b.SetParallelism(16) // 32 connections on two cores
	begin := cpuTime()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r, err := http.NewRequest(http.MethodPost, address, strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer "+testSecret)
			response, err := client.Do(r)
			if err != nil {
				b.Error(err)
				return
			}
			_, err = io.Copy(io.Discard, response.Body)
			_ = response.Body.Close()
			if err != nil || response.StatusCode != 200 {
				b.Error(response.StatusCode, err)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64((cpuTime()-begin).Microseconds())/float64(b.N), "cpu-us/op")
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
