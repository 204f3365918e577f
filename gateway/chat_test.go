package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/gateway/dialect"
)

const hello = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"max_tokens":10}`
const helloStream = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"max_tokens":10,"stream":true}`

const wholeAnswer = `{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"Hi you"},"finish_reason":"stop"}],` +
	`"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":2}}}`

func event(text string) string { return "data: " + text + "\n\n" }

func delta(text string) string {
	quoted, _ := json.Marshal(text)
	return event(`{"id":"x","choices":[{"index":0,"delta":{"content":` + string(quoted) + `},"finish_reason":null}],"usage":null}`)
}

const usageEvent = `{"id":"x","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":7,"total_tokens":19}}`

func sse(w http.ResponseWriter, parts ...string) {
	w.Header().Set("Content-Type", "text/event-stream")
	for _, part := range parts {
		_, _ = io.WriteString(w, part)
		w.(http.Flusher).Flush()
	}
}

func TestWholeAnswer(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if got := r.Header.Get("Authorization"); got != "Bearer sk-upstream-up" {
			t.Errorf("the upstream got the credential %q", got)
		}
		if r.Header.Get("Cookie") != "" || r.URL.Path != "/v1/chat/completions" || string(body) != hello {
			t.Errorf("the upstream got %s %v %s", r.URL.Path, r.Header, body)
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Set-Cookie", "a=b")
		_, _ = io.WriteString(w, wholeAnswer)
	}, nil)
	response, body := s.post(hello)
	if response.StatusCode != 200 || body != wholeAnswer || response.Header.Get("Set-Cookie") != "" {
		t.Fatalf("%d %v %s", response.StatusCode, response.Header, body)
	}
	// 8 fresh and 4 cached tokens of input, 5 of output and 2 of reasoning.
	if cost := response.Header.Get(headerCost); cost != "0.00000108" {
		t.Errorf("cost %s", cost)
	}
	if balance := response.Header.Get(headerBalance); balance != "0.00099892" {
		t.Errorf("balance %s", balance)
	}
	c := s.only()
	want := meter.Quantities{meter.Request: 1, meter.Input: 8, meter.InputCached: 4, meter.Output: 5, meter.OutputReasoning: 2}
	if c.Usage != (meter.Usage{Quantities: want, Source: meter.Reported}) || c.Upstream != "up" || c.Call.String() != response.Header.Get(headerReceipt) {
		t.Errorf("captured %+v", c)
	}
}

func TestStream(t *testing.T) {
	for _, asked := range []bool{false, true} {
		t.Run(fmt.Sprint("usage asked ", asked), func(t *testing.T) {
			s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				var q struct {
					StreamOptions struct {
						IncludeUsage bool `json:"include_usage"`
					} `json:"stream_options"`
				}
				if err := json.Unmarshal(body, &q); err != nil || !q.StreamOptions.IncludeUsage {
					t.Errorf("the upstream got %s", body)
				}
				// Events arrive in pieces that are not theirs, with either line end.
				whole := delta("Hi") + strings.ReplaceAll(delta(" you"), "\n", "\r\n") + event(usageEvent)
				for i := 0; i < len(whole); i += 50 {
					sse(w, whole[i:min(i+50, len(whole))])
				}
				sse(w, event("[DONE]"))
			}, nil)
			request := helloStream
			if asked {
				request = strings.Replace(request, `"stream":true`, `"stream":true,"stream_options":{"x":1,"include_usage":true}`, 1)
			}
			response, body := s.post(request)
			if got := strings.Contains(body, "prompt_tokens"); got != asked {
				t.Errorf("usage in the stream: %v, asked: %v", got, asked)
			}
			want := delta("Hi") + strings.ReplaceAll(delta(" you"), "\n", "\r\n")
			if !strings.HasPrefix(body, want) {
				t.Errorf("events were changed: %q", body)
			}
			id := response.Header.Get(headerReceipt)
			end := ": aidollar receipt=" + id + " cost=0.00000108 balance=0.00099892\n\n" + event("[DONE]")
			if !strings.HasSuffix(body, end) {
				t.Errorf("the stream ends with %q, want %q", body[max(0, len(body)-len(end)):], end)
			}
			if c := s.only(); c.Usage.Source != meter.Reported || c.Usage.Cut || c.Call.String() != id {
				t.Errorf("captured %+v", c)
			}
		})
	}
}

// The capture must be in the books before the client can see the end.
func TestCapturedBeforeTheEnd(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		sse(w, delta("Hi"), event(usageEvent), event("[DONE]"))
	}, nil)
	response := s.open(helloStream)
	defer response.Body.Close()
	var text strings.Builder
	buf := make([]byte, 1)
	for !strings.HasSuffix(text.String(), "[DONE]") {
		if _, err := response.Body.Read(buf); err != nil {
			t.Fatal(err)
		}
		text.Write(buf)
	}
	s.only()
}

// A balance worth ten calls and many more at once: exactly ten are served.
func TestTenOfTwoHundred(t *testing.T) {
	var mu sync.Mutex
	ran := 0
	s := newStage(t, 0, func(w http.ResponseWriter, _ *http.Request) {
		mu.Lock()
		ran++
		mu.Unlock()
		_, _ = io.WriteString(w, `{"choices":[{}],"usage":{"prompt_tokens":100000,"completion_tokens":100000}}`)
	}, nil)
	d, _, _ := dialect.ByPath("/chat/completions")
	q, f := d.Read(&dialect.Source{Body: []byte(hello)})
	if f != nil {
		t.Fatal(f)
	}
	bound, f := q.Bound(s.purse.routes["m"].terms(100))
	if f != nil {
		t.Fatal(f)
	}
	s.total = priceOfLimits(bound.Limits()).Lo * 10
	s.purse.available.Lo = s.total
	var wait sync.WaitGroup
	counts := map[int]int{}
	for range 200 {
		wait.Go(func() {
			response, _ := s.post(hello)
			mu.Lock()
			counts[response.StatusCode]++
			mu.Unlock()
		})
	}
	wait.Wait()
	if counts[200] != 10 || counts[402] != 190 || ran != 10 || s.purse.captured != 10 {
		t.Errorf("answers %v, upstream calls %d, captures %d", counts, ran, s.purse.captured)
	}
}

// The 402 says what can be afforded, and that is true.
func TestAffordable(t *testing.T) {
	s := newStage(t, 2400, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, wholeAnswer) }, nil)
	long := strings.Replace(hello, `,"max_tokens":10`, "", 1)
	response, body := s.post(long)
	var p struct {
		Needed, Available string
		Max               uint64 `json:"max_tokens_affordable"`
		Error             struct{ Message, Type, Code string }
	}
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatal(err, body)
	}
	if response.StatusCode != 402 || p.Available != "0.0000024" || p.Error.Code != "insufficient_funds" || p.Max == 0 || p.Max >= 100 {
		t.Fatalf("%d %s", response.StatusCode, body)
	}
	limited := strings.Replace(hello, "10}", fmt.Sprint(p.Max)+"}", 1)
	if response, body = s.post(limited); response.StatusCode != 200 {
		t.Errorf("max_tokens %d: %d %s", p.Max, response.StatusCode, body)
	}
}

// What a complete answer costs that came without usage is the route's policy.
func TestUsageMissing(t *testing.T) {
	text := strings.Repeat("word", 5)
	for policy, want := range map[payment.Policy]struct {
		source meter.Source
		output uint64
	}{
		payment.Measured:    {meter.Estimated, 5},
		payment.Reservation: {meter.Bound, 10},
		payment.Waive:       {meter.Estimated, 5},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(fmt.Sprint(policy, stream), func(t *testing.T) {
				s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
					if stream {
						sse(w, delta(text), event("[DONE]"))
						return
					}
					_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"`+text+`"}}]}`)
				}, func(_ *Config, r *Route) { r.UsageMissing = policy })
				request := hello
				if stream {
					request = helloStream
				}
				s.post(request)
				c := s.only()
				if c.Policy != policy || c.Usage.Source != want.source || c.Usage.Quantities[meter.Output] != want.output {
					t.Errorf("captured %+v", c)
				}
			})
		}
	}
}

func TestUsageZeroIsBelieved(t *testing.T) {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}}`)
	}, nil)
	response, _ := s.post(hello)
	if cost := response.Header.Get(headerCost); cost != "0.000001" {
		t.Errorf("cost %s, want that of the request alone", cost)
	}
}

// Usage that cannot be is not billed; the policy for missing usage holds.
func TestUsageImpossible(t *testing.T) {
	for _, usage := range []string{`{"prompt_tokens":-1,"completion_tokens":2}`, `{"prompt_tokens":1.5,"completion_tokens":2}`, `{}`,
		`{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":7}}`, `"none"`, `{"prompt_tokens":99999999999999999999}`} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":[{"message":{"content":"hi"}}],"usage":`+usage+`}`)
		}, nil)
		s.post(hello)
		if c := s.only(); c.Usage.Source != meter.Estimated {
			t.Errorf("%s: captured %+v", usage, c)
		}
	}
}

func TestBuiltInRoutesAndKeys(t *testing.T) {
	s := newStage(t, 1000, func(http.ResponseWriter, *http.Request) { t.Error("the upstream was called") }, nil)
	for _, c := range []struct {
		path, secret, code string
		status             int
	}{
		{"/v1/models", testSecret, `"object":"list"`, 200},
		{"/v1/models/m", testSecret, `"prices":[{"meter":"input","amount":"2","per":1000000,"currency":"USD"}]`, 200},
		{"/v1/models/none", testSecret, "model_not_found", 404},
		{"/v1/models", "", "api_key_missing", 401},
		{"/v1/models", "sk-wrong", "invalid_api_key", 401},
		{"/v1/nonsense", testSecret, "route_unknown", 404},
		{"/v1/embeddings", testSecret, "method_not_allowed", 405},
		{"/v1/chat/completions", testSecret, "method_not_allowed", 405},
	} {
		response, body := s.get(c.path, c.secret)
		if response.StatusCode != c.status || !strings.Contains(body, c.code) {
			t.Errorf("%s: %d %s", c.path, response.StatusCode, body)
		}
		if c.status >= 400 && response.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %s", c.path, response.Header.Get("Content-Type"))
		}
	}
}
