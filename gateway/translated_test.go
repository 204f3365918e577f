package gateway

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/gateway/dialect"
	"aidollar/gateway/textmodel"
)

// foreign puts the built-in model behind the stage as a server of one kind only.
func foreign(t *testing.T, kind string) *stage {
	t.Helper()
	s := toy(t, &textmodel.Handler{})
	u, err := NewUpstream(UpstreamConfig{Name: "toy", URL: "http://toy.invalid/v1", Kind: kind, RoundTripper: InProcess(&textmodel.Handler{})})
	if err != nil {
		t.Fatal(err)
	}
	s.purse.routes["m"].Targets[0].Upstream = u
	return s
}

const helloMessage = `{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"hello there"}]}`

// A client of either API reaches a server of the other, streamed or not, and is
// charged by what that server says.
func TestTranslatedCalls(t *testing.T) {
	for _, c := range []struct {
		kind, path, request, asked, text string
		events                           int // that the text comes in
	}{
		{dialect.KindAnthropic, "/v1/chat/completions", hello, "anthropic.messages", `"content":"`, 10},
		{dialect.KindOpenAI, "/v1/messages", helloMessage, "openai.chat", `"text":"`, 10},
	} {
		s := foreign(t, c.kind)
		_, whole := s.postAt(c.path, "application/json", c.request)
		first := s.only()
		response, stream := s.postAt(c.path, "application/json", strings.Replace(c.request, "{", `{"stream":true,`, 1))
		if !json.Valid([]byte(whole)) || !strings.Contains(whole, c.text+"[demo-text") || first.Dialect != c.asked || first.Usage.Source != meter.Reported || first.Usage.Quantities[meter.Output] != 10 {
			t.Errorf("%s: %s captured as %+v", c.path, whole, first)
		}
		if response.StatusCode != 200 || !strings.Contains(stream, ": aidollar receipt=") || strings.Count(stream, c.text) < c.events {
			t.Errorf("%s: %d %s", c.path, response.StatusCode, stream)
		}
		if end := strings.TrimSpace(stream); c.kind == dialect.KindAnthropic && !strings.HasSuffix(end, "data: [DONE]") ||
			c.kind == dialect.KindOpenAI && !strings.Contains(end[strings.LastIndex(end, "event: "):], "message_stop") {
			t.Errorf("%s: ends with %q", c.path, stream[max(0, len(stream)-200):])
		}
		if s.purse.captured != 2 {
			t.Fatalf("%d captures", s.purse.captured)
		}
		for _, capture := range s.purse.captures {
			if capture.Usage != first.Usage || capture.Dialect != c.asked {
				t.Errorf("%s: the stream was captured as %+v, the whole as %+v", c.path, capture, first)
			}
		}
		for _, h := range s.purse.holds {
			t.Errorf("%+v is left", h)
		}
	}
}

// The usage that the gateway asks for is not the client's, unless he asked too.
func TestTranslatedUsage(t *testing.T) {
	s := foreign(t, dialect.KindAnthropic)
	for _, asked := range []bool{false, true} {
		request := helloStream
		if asked {
			request = strings.Replace(request, `"stream":true`, `"stream":true,"stream_options":{"include_usage":true}`, 1)
		}
		if _, body := s.post(request); strings.Contains(body, `"completion_tokens":10`) != asked {
			t.Errorf("asked %v: %s", asked, body)
		}
	}
}

// A refusal of the server, and an answer that breaks off, reach the client in
// his own API.
func TestTranslatedFailures(t *testing.T) {
	refuse := true
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		if refuse {
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"error":{"message":"too hot","type":"invalid_request_error","code":null,"param":null}}`)
			return
		}
		sse(w, delta("wordword"), delta("wordword"))
		hangUp(w)
	}, nil)
	s.purse.routes["m"].Targets[0].Upstream = s.newUpstream("up", s.upstream.URL)
	response, body := s.postAt("/v1/messages", "application/json", helloMessage)
	if response.StatusCode != 400 || !strings.Contains(body, `"type":"error"`) || !strings.Contains(body, "too hot") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	refuse = false
	_, body = s.postAt("/v1/messages", "application/json", strings.Replace(helloMessage, "{", `{"stream":true,`, 1))
	if !strings.Contains(body, "event: error\n") || !strings.Contains(body, "wordword") || strings.Contains(body, "message_stop") {
		t.Errorf("%s", body)
	}
	if c := s.only(); c.Usage.Source != meter.Estimated || c.Usage.Quantities[meter.Output] != 4 || c.Dialect != "openai.chat" {
		t.Errorf("captured %+v", c)
	}
}
