package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"aidollar/core/meter"
)

// The scanner takes exactly the objects that encoding/json takes, and reads
// strings as it does.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{hello, wholeAnswer, `{"a":[1,-0.5e+3,true,null,{"b":""}],"\u0061":"\ud83d\ude00\ud83d"}`,
		`{"a":01}`, `{"a":1.}`, `{"a":+1}`, `{"a":"` + "\n" + `"}`, `{"a":"\x"}`, `{,}`, `{"a":1,}`, ` {} x`, `{"a":[1,]}`, `{"a":-}`, `{"a":1e}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if !utf8.Valid(text) || len(text) > 1<<12 {
			return
		}
		s := scanner{b: text}
		var keys []string
		s.enter('{')
		for n := 0; s.more('}', n); n++ {
			keys = append(keys, string(s.key()))
			s.skip()
		}
		s.end()
		trimmed := bytes.TrimLeft(text, " \t\r\n")
		want := json.Valid(text) && len(trimmed) > 0 && trimmed[0] == '{'
		if nested := s.err != nil && strings.Contains(s.err.Reason, "nesting"); nested {
			return
		}
		if (s.err == nil) != want {
			t.Fatalf("%q: %v, and encoding/json says valid %v", text, s.err, want)
		}
		if !want {
			return
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(text, &members); err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if _, ok := members[key]; !ok {
				t.Fatalf("%q: read a member %q that encoding/json does not", text, key)
			}
		}
	})
}

// What the upstream gets differs from what the client sent in nothing but the
// members that have to differ.
func FuzzRewrite(f *testing.F) {
	for _, seed := range []string{hello, helloStream,
		`{"stream":true,"stream_options":null,"model":"m","messages":[{}],"n":3}`,
		`{"stream_options":{},"max_completion_tokens":null,"model":"\u006d","messages":[{"content":[{"type":"text","text":"x"}]}],"stream":true}`,
		`{"stream_options" : { "include_usage" : false , "y":2},"max_tokens":5000,"model":"m","messages":[1,{"a":2}],"stream":true}`,
		"{ \"max_tokens\" :null , \"model\":\n\"m\",\"messages\":[{\"content\":null}],\"max_completion_tokens\":7,\"tools\":[{}]}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		q, p := readChat(body)
		if p != nil {
			return
		}
		need := upstreamNeeds{model: `up"stream`, limitField: "max_completion_tokens", limit: 77}
		out := q.appendUpstream(nil, body, need)
		var sent, got map[string]json.RawMessage
		if err := json.Unmarshal(body, &sent); err != nil {
			t.Fatalf("%q was read, and encoding/json says %v", body, err)
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%q became %q: %v", body, out, err)
		}
		var model string
		if err := json.Unmarshal(got["model"], &model); err != nil || model != need.model {
			t.Fatalf("model %s", got["model"])
		}
		if string(got["max_tokens"]) != "77" && string(got["max_completion_tokens"]) != "77" {
			t.Fatalf("no limit in %q", out)
		}
		if q.stream {
			var o map[string]any
			if err := json.Unmarshal(got["stream_options"], &o); err != nil || o["include_usage"] != true {
				t.Fatalf("stream_options %s", got["stream_options"])
			}
		}
		for name, value := range sent {
			switch name {
			case "model", "max_tokens", "max_completion_tokens", "stream_options":
			default:
				if !bytes.Equal(value, got[name]) {
					t.Fatalf("member %q was %s and became %s", name, value, got[name])
				}
			}
		}
		again, p := readChat(out)
		if p != nil || again.limit != 77 || again.model != need.model || (q.stream && !again.includeUsage) {
			t.Fatalf("%q became %q, which reads as %+v, %v", body, out, again, p)
		}
	})
}

// However a stream is cut into reads, what is counted is the length of its text.
func FuzzTextBytes(f *testing.F) {
	f.Add("plain", "a\"b\\c\n", "é😀")
	f.Add(`"content":"x"`, "\u2028", "\x00")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) {
			return
		}
		text, err := json.Marshal(map[string]any{"content": a, "x": c, "d": map[string]any{"arguments": b, "reasoning_content": c, "content_x": a}})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := textBytes(text), uint64(len(a)+len(b)+len(c)); got != want {
			t.Fatalf("%s: %d bytes of text, want %d", text, got, want)
		}
	})
}

func FuzzAnswer(f *testing.F) {
	f.Add([]byte(wholeAnswer))
	f.Add([]byte(usageEvent))
	f.Add([]byte(`{"usage":{"prompt_tokens":1e3},"choices":7,"error":null}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		facts, malformed := readAnswer(text)
		if utf8.Valid(text) && malformed == nil && !json.Valid(text) {
			t.Fatalf("%q was taken for JSON", text)
		}
		if facts.hasUsage && malformed == nil && !hasUsageObject(text) && !bytes.Contains(text, []byte(`\u`)) && !bytes.ContainsAny(text, "\r\n") {
			t.Fatalf("%q has usage that the quick look misses", text)
		}
		if n := eventLength(text); n > len(text) {
			t.Fatal("an event longer than its text")
		}
	})
}

func TestRequestsRefused(t *testing.T) {
	const rest = `,"messages":[{"role":"user","content":"x"}]}`
	for _, c := range []struct{ body, code, detail string }{
		{``, "invalid_json", "line 1, column 1"},
		{`[]`, "invalid_json", "expected '{'"},
		{"{\"model\":\"m\",\n  \"messages\":[}", "invalid_json", "line 2, column 15"},
		{`{"model":"m"` + rest + `x`, "invalid_json", "expected the end"},
		{"{\"model\":\"\xff\"" + rest, "invalid_utf8", "UTF-8"},
		{`{"model":"m","model":"n"` + rest, "invalid_json", `a second member named \"model\"`},
		{`{"model":"m","\u006dodel":"n"` + rest, "invalid_json", `a second member named \"model\"`},
		{`{"model":"m","max_tokens":1,"Max_Tokens":9` + rest, "invalid_json", `spelled \"max_tokens\"`},
		{`{"model":"m","max_to` + "\u212a" + `ens":9` + rest, "invalid_json", `spelled \"max_tokens\"`},
		{`{"a":` + strings.Repeat("[", 300) + strings.Repeat("]", 300) + `,"model":"m"` + rest, "invalid_json", "nesting"},
		{`{"messages":[{}]}`, "model_missing", "names no model"},
		{`{"model":7` + rest, "model_malformed", "not a string"},
		{`{"model":"m"}`, "messages_missing", "at least one"},
		{`{"model":"m","messages":[]}`, "messages_missing", "at least one"},
		{`{"model":"m","messages":[7]}`, "messages_malformed", "messages[0]"},
		{`{"model":"m","stream":"yes"` + rest, "stream_malformed", "true nor false"},
		{`{"model":"m","max_tokens":-1` + rest, "limit_malformed", "max_tokens"},
		{`{"model":"m","max_tokens":1.5` + rest, "limit_malformed", "max_tokens"},
		{`{"model":"m","max_tokens":99999999999999999999` + rest, "limit_malformed", "max_tokens"},
		{`{"model":"m","max_tokens":1,"max_completion_tokens":2` + rest, "limit_twice", "one of them"},
		{`{"model":"m","n":0` + rest, "n_malformed", "from 1 to 128"},
		{`{"model":"m","modalities":["text","audio"]` + rest, "modality_unsupported", "text"},
		{`{"model":"m","service_tier":"priority"` + rest, "service_tier_unsupported", "tier"},
		{`{"model":"m","web_search_options":{}` + rest, "web_search_options_unsupported", "web search"},
		{`{"model":"m","messages":[{"content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"x"}}]}]}`,
			"content_part_unsupported", `messages[0].content[1] is of type \"image_url\"`},
		{`{"model":"m","messages":[{"content":[{"text":"x"}]}]}`, "content_part_unsupported", "messages[0].content[0]"},
		{`{"model":"m","messages":[{"audio":{"id":"x"}}]}`, "audio_unsupported", "transcript"},
		{`{"model":"m","tools":[{"type":"function"},{"type":"web_search"}]` + rest, "tool_unsupported", "tools[1]"},
		{`{"model":"m","tools":{}` + rest, "tools_malformed", "array"},
		{`{"model":"m","max_tokens":1,"n_predict":9999` + rest, "member_unsupported", "n_predict"},
		{`{"model":"m","models":["dear"]` + rest, "member_unsupported", "models"},
		{`{"model":"none"` + rest, "model_not_found", "GET /v1/models"},
	} {
		s := newStage(t, 1_000_000, nil, nil)
		response, body := s.post(c.body)
		status := 400
		if c.code == "model_not_found" {
			status = 404
		}
		if response.StatusCode != status || !strings.Contains(body, `"code":"`+c.code+`"`) || !strings.Contains(body, c.detail) {
			t.Errorf("%q: %d %s, want %s, %s", c.body, response.StatusCode, body, c.code, c.detail)
		}
		if len(s.purse.voids) != 0 {
			t.Errorf("%q: money was held for it", c.body)
		}
	}
}

func TestRequestTooLarge(t *testing.T) {
	for _, chunked := range []bool{false, true} {
		s := newStage(t, 1_000_000, nil, func(c *Config, _ *Route) { c.RequestMax = 1000 })
		body := strings.Replace(hello, "hello", strings.Repeat("x", 2000), 1)
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.front.URL+"/v1/chat/completions", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+testSecret)
		if chunked {
			request.ContentLength = -1
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != 413 || !bytes.Contains(text, []byte("request_too_large")) {
			t.Errorf("%d %s", response.StatusCode, text)
		}
	}
}

// The bound grows with what multiplies the answer, and never lies below what a
// byte-level tokenizer could count.
func TestBound(t *testing.T) {
	route := &Route{OutputMax: 100, InputMax: 1 << 20}
	for _, c := range []struct {
		body   string
		output uint64
		limit  uint64
	}{
		{`{"model":"m","messages":[{}]}`, 100, 100},
		{`{"model":"m","messages":[{}],"max_tokens":7}`, 7, 7},
		{`{"model":"m","messages":[{}],"max_tokens":7000}`, 100, 100},
		{`{"model":"m","messages":[{}],"max_completion_tokens":7,"n":3}`, 21, 7},
		{`{"model":"m","messages":[{}],"n":2,"prediction":"0123"}`, 212, 100},
	} {
		q, p := readChat([]byte(c.body))
		if p != nil {
			t.Fatal(p)
		}
		b, limit := q.bound(len(c.body), route)
		if limit != c.limit || b[meter.Output] != c.output || b[meter.Input] < uint64(len(c.body)) || b[meter.Request] != 1 {
			t.Errorf("%s: bound %v, limit %d", c.body, b, limit)
		}
	}
}
