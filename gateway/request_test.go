package gateway

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"aidollar/core/meter"
)

// textMeters are those of a card for text alone.
const textMeters = meter.TextInput | meter.TextOutput | 1<<meter.Request

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
		{`{"model":"m","web_search_options":{}` + rest, "tool_unsupported", "needs a price per search"},
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
		s := newStage(t, 1_000_000, nil, func(_ *Config, r *Route) { r.Priced = textMeters })
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
