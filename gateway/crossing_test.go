package gateway

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/gateway/dialect"
)

// crossedTo is a stage whose one upstream speaks the given API, and remembers
// what it was asked.
func crossedTo(t *testing.T, kind string, asked *map[string]any, answer http.HandlerFunc) *stage {
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, r *http.Request) {
		want := "/v1/chat/completions"
		if kind == dialect.KindAnthropic {
			want = "/v1/messages"
		}
		if r.URL.Path != want {
			t.Errorf("asked at %s, want %s", r.URL.Path, want)
		}
		if (r.Header.Get("X-Api-Key") != "") != (kind == dialect.KindAnthropic) {
			t.Errorf("header %v", r.Header)
		}
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, asked); err != nil {
			t.Errorf("%v in %s", err, body)
		}
		answer(w, r)
	}, nil)
	s.purse.routes["m"].Targets[0] = Target{Upstream: s.newUpstreamOf("other", s.upstream.URL, kind), Model: "far"}
	return s
}

const claudeAnswer = `{"id":"msg_1","type":"message","role":"assistant","model":"far","stop_reason":"tool_use","stop_sequence":null,
	"content":[{"type":"text","text":"Let me see."},{"type":"tool_use","id":"t1","name":"look","input":{"at":"sky"}}],
	"usage":{"input_tokens":10,"cache_read_input_tokens":40,"cache_creation_input_tokens":0,"output_tokens":7}}`

var claudeStream = strings.Join([]string{
	`{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"far","content":[],"usage":{"input_tokens":10,"cache_read_input_tokens":40,"output_tokens":1}}}`,
	`{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`,
	`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let me "}}`,
	`{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"see."}}`,
	`{"type":"content_block_stop","index":0}`,
	`{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t1","name":"look","input":{}}}`,
	`{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"at\":"}}`,
	`{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"sky\"}"}}`,
	`{"type":"content_block_stop","index":1}`,
	`{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":7}}`,
	`{"type":"message_stop"}`,
}, "\n")

const chatWithTools = `{"model":"m","max_tokens":50,%s"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is up?"}],
	"tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}]}`

// want is what both answers cost: a request, 50 tokens in and 7 out.
const crossedCharge = priceRequest + 50*priceInput + 7*priceOutput

func (s *stage) charged(usageDialect string) {
	s.t.Helper()
	c := s.only()
	q := c.Usage.Quantities
	if c.Dialect != usageDialect || c.Usage.Source != meter.Reported || q[meter.Input] != 10 || q[meter.InputCached] != 40 || q[meter.Output] != 7 {
		s.t.Errorf("captured %+v", c)
	}
	if got := s.purse.charges[c.Call]; got.Decimal(0) != fmt.Sprint(crossedCharge) {
		s.t.Errorf("charged %s, want %d", got.Decimal(0), crossedCharge)
	}
}

func TestChatClientReachesAnthropic(t *testing.T) {
	var asked map[string]any
	s := crossedTo(t, dialect.KindAnthropic, &asked, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, claudeAnswer) })
	r, body := s.post(fmt.Sprintf(chatWithTools, ""))
	if r.StatusCode != 200 || r.Header.Get(headerCost) == "" {
		t.Fatal(r, body)
	}
	if asked["model"] != "far" || asked["max_tokens"] != 50.0 || asked["system"] != "Be brief." || asked["tools"].([]any)[0].(map[string]any)["name"] != "look" {
		t.Errorf("asked %v", asked)
	}
	for _, part := range []string{`"object":"chat.completion"`, `"content":"Let me see."`, `"finish_reason":"tool_calls"`, `"arguments":"{\"at\":\"sky\"}"`, `"prompt_tokens":50`, `"cached_tokens":40`} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
	s.charged("anthropic.messages")
}

func TestChatClientReachesAnthropicStreamed(t *testing.T) {
	for _, usage := range []bool{false, true} {
		var asked map[string]any
		s := crossedTo(t, dialect.KindAnthropic, &asked, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for _, data := range strings.Split(claudeStream, "\n") {
				var e struct{ Type string }
				_ = json.Unmarshal([]byte(data), &e)
				_, _ = fmt.Fprintf(w, "event: %s\ndata: %s\n\n", e.Type, data)
				w.(http.Flusher).Flush()
			}
		})
		r, body := s.post(fmt.Sprintf(chatWithTools, `"stream":true,"stream_options":{"include_usage":`+fmt.Sprint(usage)+`},`))
		if r.StatusCode != 200 || !strings.Contains(body, "data: [DONE]") || strings.Contains(body, "event:") {
			t.Fatal(r, body)
		}
		for _, part := range []string{`"content":"Let me "`, `"content":"see."`, `"name":"look"`, `"arguments":"\"sky\"}"`, `"finish_reason":"tool_calls"`, ": aidollar receipt="} {
			if !strings.Contains(body, part) {
				t.Errorf("no %s in %s", part, body)
			}
		}
		if strings.Contains(body, `"prompt_tokens":50`) != usage {
			t.Errorf("usage asked for: %v\n%s", usage, body)
		}
		if asked["stream"] != true {
			t.Errorf("asked %v", asked)
		}
		s.charged("anthropic.messages")
	}
}

const messagesWithTools = `{"model":"m","max_tokens":50,%s"system":"Be brief.","messages":[{"role":"user","content":"What is up?"}],"tools":[{"name":"look","input_schema":{"type":"object"}}]}`

func TestMessagesClientReachesOpenAI(t *testing.T) {
	var asked map[string]any
	s := crossedTo(t, dialect.KindOpenAI, &asked, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"id":"c1","object":"chat.completion","model":"far","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"Let me see.",
			"tool_calls":[{"id":"t1","type":"function","function":{"name":"look","arguments":"{\"at\":\"sky\"}"}}]}}],
			"usage":{"prompt_tokens":50,"completion_tokens":7,"total_tokens":57,"prompt_tokens_details":{"cached_tokens":40}}}`)
	})
	r, body := s.postAt("/v1/messages", "application/json", fmt.Sprintf(messagesWithTools, ""))
	if r.StatusCode != 200 || r.Header.Get(headerCost) == "" {
		t.Fatal(r.StatusCode, body)
	}
	if asked["model"] != "far" || asked["max_completion_tokens"] != 50.0 || len(asked["messages"].([]any)) != 2 {
		t.Errorf("asked %v", asked)
	}
	for _, part := range []string{`"type":"message"`, `{"type":"text","text":"Let me see."}`, `"stop_reason":"tool_use"`, `"input":{"at":"sky"}`, `"input_tokens":10`, `"cache_read_input_tokens":40`} {
		if !strings.Contains(body, part) {
			t.Errorf("no %s in %s", part, body)
		}
	}
	s.charged("openai.chat")
}

func TestMessagesClientReachesOpenAIStreamed(t *testing.T) {
	for _, done := range []string{"data: [DONE]\n\n", ""} { // some servers never say so
		var asked map[string]any
		s := crossedTo(t, dialect.KindOpenAI, &asked, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			for _, choices := range []string{
				`[{"index":0,"delta":{"role":"assistant","content":""}}]`, `[{"index":0,"delta":{"content":"Let me "}}]`, `[{"index":0,"delta":{"content":"see."}}]`,
				`[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"t1","type":"function","function":{"name":"look","arguments":""}}]}}]`,
				`[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"at\":\"sky\"}"}}]}}]`,
				`[{"index":0,"delta":{},"finish_reason":"tool_calls"}]`,
				`[],"usage":{"prompt_tokens":50,"completion_tokens":7,"total_tokens":57,"prompt_tokens_details":{"cached_tokens":40}}`,
			} {
				_, _ = fmt.Fprintf(w, "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"far\",\"choices\":%s}\n\n", choices)
				w.(http.Flusher).Flush()
			}
			_, _ = io.WriteString(w, done)
		})
		r, body := s.postAt("/v1/messages", "application/json", fmt.Sprintf(messagesWithTools, `"stream":true,`))
		if r.StatusCode != 200 || strings.Contains(body, "[DONE]") || !strings.Contains(body, "event: message_stop\n") {
			t.Fatal(r.StatusCode, body)
		}
		for _, part := range []string{"event: message_start\n", `"text":"Let me "`, `"partial_json":"{\"at\":\"sky\"}"`, `"stop_reason":"tool_use"`, `"input_tokens":10`, `"cache_read_input_tokens":40`} {
			if !strings.Contains(body, part) {
				t.Errorf("no %s in %s", part, body)
			}
		}
		if options := asked["stream_options"].(map[string]any); options["include_usage"] != true {
			t.Errorf("asked %v", asked)
		}
		s.charged("openai.chat")
	}
}

// TestUntranslatable: a request that the upstream cannot be told is refused
// before any money moves, in the client's form; so is the upstream's refusal
// passed on in it.
func TestUntranslatable(t *testing.T) {
	var asked map[string]any
	s := crossedTo(t, dialect.KindAnthropic, &asked, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(400)
		_, _ = io.WriteString(w, `{"type":"error","error":{"type":"invalid_request_error","message":"too hot"}}`)
	})
	r, body := s.post(`{"model":"m","max_tokens":5,"seed":1,"messages":[{"role":"user","content":"x"}]}`)
	if r.StatusCode != 400 || !strings.Contains(body, `"code":"member_unsupported"`) || !strings.Contains(body, `"param":"seed"`) || asked != nil {
		t.Fatal(r, body, asked)
	}
	r, body = s.post(`{"model":"m","max_tokens":5,"messages":[{"role":"user","content":"x"}]}`)
	if r.StatusCode != 400 || !strings.HasPrefix(body, `{"error":{"message":"too hot"`) || len(s.purse.voids) != 1 {
		t.Fatal(r, body)
	}
	// An upstream that speaks the client's API takes what cannot be translated.
	native := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, wholeAnswer) }))
	t.Cleanup(native.Close)
	s.purse.routes["m"].Targets = append(s.purse.routes["m"].Targets, Target{Upstream: s.newUpstream("native", native.URL)})
	for range 5 {
		if r, body = s.post(`{"model":"m","max_tokens":5,"seed":1,"messages":[{"role":"user","content":"x"}]}`); r.StatusCode != 200 || body != wholeAnswer {
			t.Fatal(r, body)
		}
	}
}

// TestAnswersThatCannotBeTranslated cost nothing.
func TestAnswersThatCannotBeTranslated(t *testing.T) {
	var asked map[string]any
	s := crossedTo(t, dialect.KindAnthropic, &asked, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, strings.Replace(claudeAnswer, `"type":"tool_use"`, `"type":"server_tool_use"`, 1))
	})
	r, body := s.post(fmt.Sprintf(chatWithTools, ""))
	if r.StatusCode != 502 || !strings.Contains(body, "upstream_untranslatable") || len(s.purse.captures) != 0 {
		t.Fatal(r, body)
	}
}
