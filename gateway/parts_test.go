package gateway

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/gateway/dialect"
)

// telling is a model that streams so many tokens, in events of so many bytes.
type telling struct {
	tokens, bytes int
	reported      int           // tokens that the usage says; as many as were told if zero
	breaks        int           // after so many tokens; never if zero
	pace          time.Duration // between two events
	told          atomic.Int64  // tokens that went out
	cancelled     atomic.Bool
}

func (m *telling) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	sse(w, event(`{"id":"chat-1","object":"chat.completion.chunk","created":7,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}`))
	for i := range m.tokens {
		if m.breaks > 0 && i == m.breaks {
			hangUp(w)
			return
		}
		if _, err := io.WriteString(w, delta(strings.Repeat("x", m.bytes))); err != nil || r.Context().Err() != nil {
			m.cancelled.Store(true)
			return
		}
		w.(http.Flusher).Flush()
		m.told.Add(1)
		time.Sleep(m.pace)
	}
	n := m.tokens
	if m.reported > 0 {
		n = m.reported
	}
	sse(w, event(`{"id":"chat-1","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}`),
		event(fmt.Sprintf(`{"id":"chat-1","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":%d,"total_tokens":%d}}`, n, n+12)), event("[DONE]"))
}

const longStream = `{"model":"m","messages":[{"role":"user","content":"hello there"}],"max_tokens":100,"stream":true}`

// promptBound is what longStream holds for all but its output.
var promptBound = boundOf(longStream)

func boundOf(body string) uint64 {
	return priceRequest + priceInput*(uint64(len(body))+messageTokens+callTokens)
}

const messageTokens, callTokens = 16, 256 // as dialect has them

func newParted(t *testing.T, units uint64, m http.Handler) *stage {
	return newStage(t, units, m.ServeHTTP, func(c *Config, _ *Route) { c.PartTokens, c.PauseTime = 10, 300*time.Millisecond })
}

func (s *stage) parted(body string) (reply, string) { return s.with(body, headerParts, "on") }

// delivered counts the tokens that a client saw, of so many bytes each.
func delivered(stream string, bytes int) int {
	return strings.Count(stream, `"content":"`+strings.Repeat("x", bytes)+`"`)
}

func (s *stage) chargedInAll() (sum money.Amount, parts int) {
	s.purse.mu.Lock()
	defer s.purse.mu.Unlock()
	for _, c := range s.purse.charges {
		sum, _ = sum.Add(c)
	}
	return sum, len(s.purse.charges)
}

// TestAStreamIsPaidInParts wants a stream in parts to cost what it costs as a whole,
// and to hold less.
func TestAStreamIsPaidInParts(t *testing.T) {
	for _, bytes := range []int{1, 4, 9} { // of which a token has a quarter, one, two by the estimate
		whole := newParted(t, 1_000_000, &telling{tokens: 47, bytes: bytes})
		whole.post(longStream)
		wanted, _ := whole.chargedInAll()

		s := newParted(t, 1_000_000, &telling{tokens: 47, bytes: bytes})
		got, body := s.parted(longStream)
		charged, parts := s.chargedInAll()
		if got.StatusCode != http.StatusOK || got.Header.Get(headerParts) != "on" || delivered(body, bytes) != 47 || !strings.HasSuffix(body, "data: [DONE]\n\n") {
			t.Fatalf("%d bytes: %d %v: %s", bytes, got.StatusCode, got.Header, body)
		}
		if charged != wanted || charged != money.Units(priceRequest+12*priceInput+47*priceOutput) {
			t.Errorf("%d bytes: %v charged in parts, %v as a whole", bytes, charged, wanted)
		}
		o := s.last(1)
		if o.Charge != charged || o.Usage.Quantities[meter.Output] != 47 || o.Outcome != "served" || money.Units(promptBound+100*priceOutput).Less(o.Reserved) {
			t.Errorf("%d bytes: observed %+v", bytes, o)
		}
		comment := body[strings.LastIndex(body, ": aidollar receipt="):]
		if ids := strings.Count(comment, ",") + 2; parts != 5 || ids != parts || !strings.Contains(comment, " parts=") || !strings.Contains(comment, " cost="+charged.Decimal(9)) {
			t.Errorf("%d bytes: %d parts are told as %s", bytes, parts, comment)
		}
	}
}

// TestPartsAreForWhoAsks wants nothing of it where nobody asks, or it makes no sense.
func TestPartsAreForWhoAsks(t *testing.T) {
	for what, c := range map[string]struct {
		body, header string
		status       int
		change       func(*Route)
	}{
		"nobody asks":          {longStream, "", 200, nil},
		"off":                  {longStream, "off", 200, nil},
		"no stream":            {strings.Replace(longStream, `,"stream":true`, "", 1), "on", 200, nil},
		"a short one":          {strings.Replace(longStream, "100", "9", 1), "on", 200, nil},
		"prices by the prompt": {longStream, "on", 200, func(r *Route) { r.Indivisible = true }},
		"another word":         {longStream, "perhaps", 400, nil},
	} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
			if text, _ := io.ReadAll(r.Body); !strings.Contains(string(text), `"stream":true`) {
				_, _ = io.WriteString(w, wholeAnswer)
				return
			}
			(&telling{tokens: 9, bytes: 4}).ServeHTTP(w, r)
		}, func(config *Config, r *Route) {
			if config.PartTokens = 10; c.change != nil {
				c.change(r)
			}
		})
		got, body := s.with(c.body, headerParts, c.header)
		if got.StatusCode != c.status || got.Header.Get(headerParts) != "" {
			t.Errorf("%s: %d, %q: %s", what, got.StatusCode, got.Header.Get(headerParts), body)
		}
		if _, parts := s.chargedInAll(); parts > 1 {
			t.Errorf("%s: %d parts", what, parts)
		}
	}
}

// TestAStreamEndsUnpaid wants nothing delivered that is not covered, and nothing
// charged that was not delivered.
func TestAStreamEndsUnpaid(t *testing.T) {
	for _, c := range []struct{ funds, tokens int }{{0, 10}, {9, 10}, {10, 20}, {35, 40}, {89, 90}} {
		m := &telling{tokens: 100, bytes: 4, pace: 8 * time.Millisecond}
		// Funds for the first part and so many tokens more.
		question := strings.Replace(longStream, `"stream":true`, `"stream":true,"stream_options":{"include_usage":true}`, 1)
		s := newParted(t, boundOf(question)+uint64(10+c.funds)*priceOutput, m)
		begin := time.Now()
		got, body := s.parted(question)
		if got.StatusCode != http.StatusOK {
			t.Fatalf("funds for %d: %d: %s", c.funds, got.StatusCode, body)
		}
		tokens := delivered(body, 4)
		charged, _ := s.chargedInAll()
		if tokens > c.tokens || tokens < 10 || charged.Lo > priceRequest+priceInput*(uint64(len(longStream))+100)/4+uint64(tokens)*priceOutput {
			t.Errorf("funds for %d: %d tokens delivered for %v", c.funds, tokens, charged)
		}
		if paused := time.Since(begin); paused < 300*time.Millisecond {
			t.Errorf("funds for %d: it waited for %s", c.funds, paused)
		}
		if !strings.Contains(body, ": aidollar paused needed=") || !strings.Contains(body, `"finish_reason":"length"`) || !strings.Contains(body, fmt.Sprintf(`"completion_tokens":%d`, tokens)) ||
			!strings.HasSuffix(body, "data: [DONE]\n\n") || !strings.Contains(body[strings.LastIndex(body, "finish_reason")-200:], `"id":"chat-1"`) {
			t.Errorf("funds for %d: it ends %s", c.funds, body[max(0, len(body)-900):])
		}
		if o := s.last(1); o.Outcome != "part_unpaid" || !o.Usage.Cut || o.Usage.Quantities[meter.Output] != uint64(tokens) {
			t.Errorf("funds for %d: observed %+v", c.funds, o)
		}
		if c.funds < 40 { // else the upstream is done before the pause is over
			await(t, "the upstream to stop", m.cancelled.Load)
		}
	}
}

func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// TestAStreamGoesOnWhenItIsPaid wants a stream that waits to go on where it was.
func TestAStreamGoesOnWhenItIsPaid(t *testing.T) {
	m := &telling{tokens: 60, bytes: 4}
	s := newParted(t, promptBound+15*priceOutput, m)
	s.gateway.PauseTime = 10 * time.Second
	const more = 1_000_000
	s.total += more
	s.headers = []string{headerParts, "on"}
	response := s.withOpen(longStream, headerParts, "on")
	defer response.Body.Close()
	var body strings.Builder
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		body.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), ": aidollar paused") {
			s.purse.mu.Lock()
			s.purse.available, _ = s.purse.available.Add(money.Units(more))
			s.purse.mu.Unlock()
		}
	}
	text := body.String()
	charged, _ := s.chargedInAll()
	if delivered(text, 4) != 60 || strings.Count(text, ": aidollar paused") != 1 || !strings.Contains(text, `"finish_reason":"stop"`) || charged != money.Units(priceRequest+12*priceInput+60*priceOutput) {
		t.Errorf("%v charged for %s", charged, text)
	}
}

// withOpen is with, whose answer is read by the caller.
func (s *stage) withOpen(body string, headers ...string) *http.Response {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+testSecret)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	return response
}

// TestAStreamInPartsBreaks wants what was delivered to be charged when the upstream
// fails or the client hangs up, also while the stream waits.
func TestAStreamInPartsBreaks(t *testing.T) {
	s := newParted(t, 1_000_000, &telling{tokens: 60, bytes: 4, breaks: 33})
	_, body := s.parted(longStream)
	charged, _ := s.chargedInAll()
	if n := uint64(delivered(body, 4)); n != 33 || !strings.Contains(body, "cut_by_upstream") && !strings.Contains(body, `"error"`) || charged.Lo > promptBound+n*priceOutput || charged.Lo < n*priceOutput {
		t.Errorf("the upstream failed after %d tokens; %v charged: %s", n, charged, body)
	}
	for what, c := range map[string]struct{ funds, tokens int }{"while it runs": {1000, 25}, "while it waits": {12, 20}} {
		m := &telling{tokens: 60, bytes: 4, pace: 2 * time.Millisecond}
		s := newParted(t, promptBound+uint64(10+c.funds)*priceOutput, m)
		s.gateway.PauseTime = 10 * time.Second
		response := s.withOpen(longStream, headerParts, "on")
		seen := 0
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if strings.Contains(lines.Text(), `"xxxx"`) {
				seen++
			}
			if seen == 25 || strings.HasPrefix(lines.Text(), ": aidollar paused") {
				break
			}
		}
		_ = response.Body.Close()
		o := s.last(1)
		charged, _ := s.chargedInAll()
		if o.Outcome != "cut_by_client" || !o.Usage.Cut || seen < 20 || charged != o.Charge || charged.Lo > promptBound+60*priceOutput {
			t.Errorf("a client that hangs up %s after %d tokens: %+v", what, seen, o)
		}
		await(t, "the upstream to stop", m.cancelled.Load)
	}
}

// TestWhatNobodySaw wants reasoning that was not shown to be paid for, and an upstream
// that reports too little to be given no more than was passed on.
func TestWhatNobodySaw(t *testing.T) {
	for _, c := range []struct{ reported, funds, charged uint64 }{{80, 1000, 80}, {80, 30, 30}, {5, 1000, 10}} {
		s := newParted(t, promptBound+(10+c.funds)*priceOutput, &telling{tokens: 25, bytes: 4, reported: int(c.reported)})
		_, body := s.parted(longStream)
		charged, _ := s.chargedInAll()
		if delivered(body, 4) != 25 || !strings.HasSuffix(body, "data: [DONE]\n\n") {
			t.Errorf("%+v: %s", c, body)
		}
		if output := (charged.Lo - priceRequest - 12*priceInput) / priceOutput; output < c.charged || output > c.charged+10 {
			t.Errorf("%+v: %d tokens were charged", c, output)
		}
	}
}

// TestPartsInOtherDialects wants the end of a stream that nobody pays for in the words
// of its dialect, translated ones included.
func TestPartsInOtherDialects(t *testing.T) {
	open := typed("content_block_start", `"index":0,"content_block":{"type":"text","text":""}`)
	for name, c := range map[string]struct {
		path, body, kind, from, more string
		wants                        []string
	}{
		"completions": {"/v1/completions", `{"model":"m","prompt":"hello there","stream":true,"max_tokens":50}`, dialect.KindOpenAI,
			event(`{"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"text":"","index":0}]}`), event(`{"id":"c","choices":[{"text":"xxxx","index":0}]}`),
			[]string{`"text":"","logprobs":null,"finish_reason":"length"`, "data: [DONE]\n\n"}},
		"responses": {"/v1/responses", `{"model":"m","input":"hello there","stream":true,"max_output_tokens":50}`, dialect.KindOpenAI,
			typed("response.created", `"response":{"id":"r","usage":null}`), typed("response.output_text.delta", `"delta":"xxxx"`), []string{`"code":"part_unpaid"`}},
		"messages": {"/v1/messages", `{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"hello there"}],"stream":true}`, dialect.KindAnthropic,
			typed("message_start", `"message":{"usage":{"input_tokens":10,"output_tokens":1}}`) + open, typed("content_block_delta", `"index":0,"delta":{"type":"text_delta","text":"xxxx"}`),
			[]string{`{"index":0,"type":"content_block_stop"}`, `"stop_reason":"max_tokens"`, `"type":"message_stop"`}},
		"messages of a chat model": {"/v1/messages", `{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"hello there"}],"stream":true}`, dialect.KindOpenAI,
			delta(""), delta("xxxx"), []string{`"type":"content_block_stop"`, `"stop_reason":"max_tokens"`, `"type":"message_stop"`}},
		"chat of Anthropic's": {"/v1/chat/completions", strings.Replace(longStream, "100", "50", 1), dialect.KindAnthropic,
			typed("message_start", `"message":{"id":"msg_1","model":"far","usage":{"input_tokens":10,"output_tokens":1}}`) + open, typed("content_block_delta", `"index":0,"delta":{"type":"text_delta","text":"xxxx"}`),
			[]string{`"finish_reason":"length"`, "data: [DONE]\n\n"}},
	} {
		s := newParted(t, 0, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			sse(w, c.from)
			for r.Context().Err() == nil {
				sse(w, c.more)
				time.Sleep(time.Millisecond)
			}
		}))
		s.purse.routes["m"].Targets[0] = Target{Upstream: s.newUpstreamOf("other", s.upstream.URL, c.kind)}
		ask := func() (reply, string) {
			r, err := http.NewRequest(http.MethodPost, s.front.URL+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+testSecret)
			r.Header.Set(headerParts, "on")
			return s.send(r)
		}
		// The refusal says what the first part needs; there is that and 15 tokens more.
		_, refused := ask()
		var problem struct{ Needed string }
		if err := json.Unmarshal([]byte(refused), &problem); err != nil {
			t.Fatalf("%s: %v: %s", name, err, refused)
		}
		needed, err := money.ParseDecimal(problem.Needed, 9)
		if err != nil {
			t.Fatal(err)
		}
		s.total = needed.Lo + 15*priceOutput
		s.purse.available = money.Units(s.total)
		got, body := ask()
		if n := strings.Count(body, "xxxx"); got.StatusCode != http.StatusOK || n < 10 || n > 110 {
			t.Errorf("%s: %d, %d tokens: %s", name, got.StatusCode, n, body)
		}
		at := strings.LastIndex(body, "xxxx")
		for _, want := range c.wants {
			if !strings.Contains(body[at:], want) {
				t.Errorf("%s: it does not end with %s: %s", name, want, body[at:])
			}
		}
		if o := s.last(2); o.Outcome != "part_unpaid" {
			t.Errorf("%s: observed %+v", name, o)
		}
	}
}

// TestALostPart wants a stream to break off when a part that was passed on cannot be
// charged, and no hold to stay.
func TestALostPart(t *testing.T) {
	s := newParted(t, 1_000_000, &telling{tokens: 60, bytes: 4})
	s.purse.failing = &Refusal{Kind: RefusalForbidden, Code: "broken"}
	_, body := s.parted(longStream)
	if n := delivered(body, 4); n < 20 || n > 40 || !strings.Contains(body, captureFailed.Code) {
		t.Errorf("%d tokens: %s", n, body)
	}
}

// TestMissingUsageInParts bills parts by the route's policy.
func TestMissingUsageInParts(t *testing.T) {
	for policy, want := range map[payment.Policy]uint64{payment.Measured: 33, payment.Reservation: 40, payment.Waive: 30} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
			sse(w, strings.Repeat(delta("xxxx"), 33), event("[DONE]"))
		}, func(c *Config, r *Route) { c.PartTokens, r.UsageMissing = 10, policy })
		s.parted(longStream)
		charged, _ := s.chargedInAll()
		switch output := charged.Lo / priceOutput; {
		case policy == payment.Waive && charged.Lo != 20*priceOutput && charged.Lo != 30*priceOutput,
			policy == payment.Reservation && charged.Lo < promptBound+33*priceOutput,
			policy == payment.Measured && (output < want || output > want+(promptBound)/priceOutput):
			t.Errorf("%v: %v charged", policy, charged)
		}
	}
}

// TestPartsAtRandom holds both bounds whatever the upstream does and whatever money
// there is: nothing is delivered beyond what is covered, nothing is charged beyond
// what was delivered, and nothing stays held.
func TestPartsAtRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	for range 40 {
		m := &telling{tokens: 1 + random.IntN(99), bytes: 1 + random.IntN(20)}
		if random.IntN(3) == 0 {
			m.breaks = 1 + random.IntN(m.tokens)
		}
		size := uint64(1 + random.IntN(30))
		funds := uint64(random.IntN(130))
		s := newStage(t, promptBound+funds*priceOutput, m.ServeHTTP, func(c *Config, r *Route) {
			c.PartTokens, c.PauseTime = size, time.Millisecond
		})
		got, body := s.parted(longStream)
		if got.StatusCode != http.StatusOK {
			continue // not even the first part
		}
		events := uint64(delivered(body, m.bytes))
		counted := max(events, events*uint64(m.bytes)/4)
		charged, _ := s.chargedInAll()
		what := fmt.Sprintf("%d tokens of %d bytes (breaks at %d), parts of %d, funds for %d", m.tokens, m.bytes, m.breaks, size, funds)
		if counted > max(funds, size) && counted < 100 {
			t.Errorf("%s: %d delivered", what, counted)
		}
		if charged.Lo > priceRequest+12*priceInput*5+min(100, max(counted, events))*priceOutput+priceInput*uint64(len(longStream)) {
			t.Errorf("%s: %v charged for %d", what, charged, counted)
		}
	}
}
