package gateway

import (
	"bufio"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"aidollar/core/meter"
	"aidollar/gateway/dialect"
)

// streams has, for each dialect that streams, a request, events that deliver
// eight bytes of text or one preview, and how its stream ends.
var streams = map[string]struct {
	path, contentType, request string
	first, more, end           string
	cut, whole                 meter.Quantities // parts of what is captured
}{
	"openai.chat": {"/v1/chat/completions", "application/json", helloStream, delta(""), delta("wordword"), event(usageEvent) + event("[DONE]"),
		meter.Quantities{meter.Output: 6, meter.Input: 2}, meter.Quantities{meter.Input: 12, meter.Output: 7}},
	"openai.completions": {"/v1/completions", "application/json", `{"model":"m","prompt":"hello there","stream":true,"max_tokens":50}`,
		event(`{"choices":[{"text":"","index":0}]}`), event(`{"choices":[{"text":"wordword","index":0}]}`), event(usageEvent) + event("[DONE]"),
		meter.Quantities{meter.Output: 6, meter.Input: 2}, meter.Quantities{meter.Input: 12, meter.Output: 7}},
	"openai.responses": {"/v1/responses", "application/json", `{"model":"m","input":"hello there","stream":true}`,
		typed("response.created", `"response":{"id":"r","usage":null}`), typed("response.output_text.delta", `"delta":"wordword"`),
		typed("response.completed", `"response":{"id":"r","error":null,"usage":{"input_tokens":12,"output_tokens":7,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":19}}`),
		meter.Quantities{meter.Output: 6, meter.Input: 2}, meter.Quantities{meter.Input: 12, meter.Output: 5, meter.OutputReasoning: 2}},
	"anthropic.messages": {"/v1/messages", "application/json", `{"model":"m","max_tokens":50,"messages":[{"role":"user","content":"hello there"}],"stream":true}`,
		typed("message_start", `"message":{"usage":{"input_tokens":10,"cache_read_input_tokens":5,"output_tokens":1}}`),
		typed("content_block_delta", `"index":0,"delta":{"type":"text_delta","text":"wordword"}`),
		typed("message_delta", `"delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}`) + typed("message_stop", `"x":0`),
		meter.Quantities{meter.Output: 6, meter.Input: 10, meter.InputCached: 5}, meter.Quantities{meter.Input: 10, meter.InputCached: 5, meter.Output: 7}},
	"openai.images.generations": {"/v1/images/generations", "application/json", `{"model":"m","prompt":"hello there","stream":true,"partial_images":3}`,
		": hello\n\n", typed("image_generation.partial_image", `"b64_json":"aGk="`),
		typed("image_generation.completed", `"b64_json":"aGk=","usage":{"input_tokens":12,"output_tokens":300,"total_tokens":312}`) + event("[DONE]"),
		meter.Quantities{meter.Image: 1, meter.OutputImage: 300, meter.Input: 2}, meter.Quantities{meter.Image: 1, meter.Input: 12, meter.OutputImage: 300}},
	"openai.audio.speech": {"/v1/audio/speech", "application/json", `{"model":"m","input":"hello there","voice":"alloy","stream_format":"sse"}`,
		": hello\n\n", typed("speech.audio.delta", `"audio":"d29yZHdvcmQ="`), typed("speech.audio.done", `"usage":{"input_tokens":12,"output_tokens":70,"total_tokens":82}`),
		meter.Quantities{meter.Character: 11, meter.Input: 2, meter.OutputAudio: 11}, meter.Quantities{meter.Input: 12, meter.OutputAudio: 70, meter.Character: 11}},
	"openai.audio.transcriptions": {"/v1/audio/transcriptions", `multipart/form-data; boundary=B`,
		"--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--B\r\nContent-Disposition: form-data; name=\"stream\"\r\n\r\ntrue\r\n" +
			"--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\r\n\r\nRIFF\r\n--B--\r\n",
		": hello\n\n", typed("transcript.text.delta", `"delta":"wordword"`),
		typed("transcript.text.done", `"usage":{"type":"tokens","input_tokens":12,"input_token_details":{"audio_tokens":12},"output_tokens":7}`),
		meter.Quantities{meter.Output: 6, meter.Second: 1, meter.InputAudio: 10}, meter.Quantities{meter.InputAudio: 12, meter.Output: 7}},
}

func typed(kind, rest string) string {
	return "event: " + kind + "\ndata: {\"type\":\"" + kind + "\"," + rest + "}\n\n"
}

// has wants the quantities of want among those of got.
func has(t *testing.T, name string, got *meter.Usage, want meter.Quantities) {
	t.Helper()
	want[meter.Request] = 1
	if got.Quantities != want {
		t.Errorf("%s: captured %v, want %v", name, got.Quantities, want)
	}
}

// A stream passes byte for byte in every dialect, and is captured before its end.
func TestStreamInEveryDialect(t *testing.T) {
	for name, c := range streams {
		s := newStage(t, 1_000_000_000, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != c.path || !strings.HasPrefix(r.Header.Get("Content-Type"), strings.SplitN(c.contentType, ";", 2)[0]) {
				t.Errorf("%s: the upstream got %s %s", name, r.URL.Path, r.Header.Get("Content-Type"))
			}
			sse(w, c.first, c.more, c.more, c.end)
		}, nil)
		response, body := s.postAt(c.path, c.contentType, c.request)
		clean := body
		if i := strings.Index(body, ": aidollar receipt="); i < 0 {
			t.Errorf("%s: no cost in %q", name, body)
		} else {
			j := i + strings.Index(body[i:], "\n\n") + 2
			clean = body[:i] + body[j:]
		}
		want := c.first + c.more + c.more + c.end
		if name == "openai.chat" || name == "openai.completions" {
			want = strings.Replace(want, event(usageEvent), "", 1) // only the gateway asked for it
		}
		if clean != want || response.StatusCode != 200 {
			t.Errorf("%s: %d, the stream became %q", name, response.StatusCode, clean)
		}
		capture := s.only()
		if capture.Dialect != name || capture.Usage.Source != meter.Reported || capture.Usage.Cut {
			t.Errorf("%s: captured %+v", name, capture)
		}
		has(t, name, &capture.Usage, c.whole)
	}
}

// A client that hangs up in the middle pays for what it was sent, in every
// dialect that streams.
func TestHangUpInEveryDialect(t *testing.T) {
	for _, d := range dialect.All() {
		c, ok := streams[d.Name]
		if !ok {
			continue
		}
		s := newStage(t, 1_000_000_000, func(w http.ResponseWriter, r *http.Request) {
			sse(w, c.first, c.more, c.more, c.more)
			<-r.Context().Done()
		}, nil)
		response := s.openAt(c.path, c.contentType, c.request)
		lines := bufio.NewScanner(response.Body)
		for n := 0; n < 3 && lines.Scan(); {
			if line := lines.Text(); strings.HasPrefix(line, "data:") && strings.Contains(c.more, line) {
				n++
			}
		}
		_ = response.Body.Close() // in the middle, on purpose
		if err := s.gateway.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		capture := s.only()
		if !capture.Usage.Cut || capture.Usage.Source != meter.Estimated {
			t.Errorf("%s: captured %+v", d.Name, capture)
		}
		has(t, d.Name, &capture.Usage, c.cut)
		s.front.Close()
	}
}

// A response that fails before it said anything costs nothing, and its client
// gets the upstream's own last event.
func TestResponseFails(t *testing.T) {
	failed := typed("response.failed", `"response":{"id":"r","status":"failed","error":{"code":"server_error","message":"x"},"usage":null}`)
	s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) {
		sse(w, typed("response.created", `"response":{"id":"r","usage":null}`))
		time.Sleep(20 * time.Millisecond)
		sse(w, failed)
	}, nil)
	_, body := s.postAt("/v1/responses", "application/json", `{"model":"m","input":"x","stream":true}`)
	if !strings.HasSuffix(body, failed) || strings.Contains(body, "cost=") {
		t.Errorf("the client got %q", body)
	}
	if v := s.voided(); len(v) != 1 || v[0] != "upstream_error" {
		t.Errorf("voids %v", v)
	}
}

// Clients of Anthropic get their own headers and errors, with the key where
// they put it.
func TestAnthropicClients(t *testing.T) {
	s := newStage(t, 100_000, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("X-Api-Key") != "sk-upstream-claude" || r.Header.Get("Authorization") != "" || r.Header.Get("Anthropic-Version") != "2023-06-01" ||
			r.Header.Get("Anthropic-Beta") != "interleaved-thinking-2025-05-14" || r.URL.Path != "/v1/messages" {
			t.Errorf("the upstream got %s %v", r.URL.Path, r.Header)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"type":"message","content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":12,"output_tokens":7}}`)
	}, nil)
	s.purse.routes["m"].Targets[0].Upstream = s.newUpstreamOf("claude", s.upstream.URL, dialect.KindAnthropic)
	call := func(key, body string) (reply, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.front.URL+"/v1/messages", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Api-Key", key)
		r.Header.Set("Anthropic-Beta", "interleaved-thinking-2025-05-14")
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		text, err := io.ReadAll(response.Body)
		if err != nil {
			t.Fatal(err)
		}
		return reply{StatusCode: response.StatusCode, Header: response.Header}, string(text)
	}
	const request = `{"model":"m","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}`
	if response, body := call(testSecret, request); response.StatusCode != 200 || response.Header.Get(headerCost) == "" {
		t.Errorf("%d %s", response.StatusCode, body)
	}
	for _, c := range []struct {
		key, body, class string
		status           int
	}{
		{"sk-wrong", request, "authentication_error", 401},
		{testSecret, `{"model":"none","max_tokens":1,"messages":[{"role":"user","content":"x"}]}`, "not_found_error", 404},
		{testSecret, `{"model":"m"}`, "invalid_request_error", 400},
		{testSecret, strings.Replace(request, `"hi"`, `"`+strings.Repeat("x", 60_000)+`"`, 1), "billing_error", 402},
	} {
		response, body := call(c.key, c.body)
		var got struct {
			Type  string
			Error struct{ Type, Message, Code string }
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil || got.Type != "error" || got.Error.Type != c.class || got.Error.Message == "" || response.StatusCode != c.status {
			t.Errorf("%d %s, want %d %s", response.StatusCode, body, c.status, c.class)
		}
	}
	// A dialect that no server behind the model speaks is refused.
	if response, body := s.postAt("/v1/embeddings", "application/json", `{"model":"m","input":"x"}`); response.StatusCode != 400 || !strings.Contains(body, "dialect_unsupported") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

// Counting tokens needs neither money nor a hold while calls are free.
func TestCountTokensIsFree(t *testing.T) {
	s := newStage(t, 0, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"input_tokens":2095}`)
	}, nil)
	const request = `{"model":"m","messages":[{"role":"user","content":"hi"}]}`
	s.purse.requestFree = true
	response, body := s.postAt("/v1/messages/count_tokens", "application/json", request)
	if response.StatusCode != 200 || body != `{"input_tokens":2095}` || response.Header.Get(headerReceipt) != "" || s.purse.captured != 0 {
		t.Errorf("%d %v %s, %d captures", response.StatusCode, response.Header, body, s.purse.captured)
	}
	s.purse.requestFree = false
	if response, _ = s.postAt("/v1/messages/count_tokens", "application/json", request); response.StatusCode != 402 {
		t.Errorf("%d, want 402 for a call with a price", response.StatusCode)
	}
}

// Sound passes as it comes; its cost is in the header when it came at once, and
// in the trailer otherwise.
func TestSound(t *testing.T) {
	const request = `{"model":"m","input":"hello there","voice":"alloy"}`
	for _, pieces := range []int{1, 5} {
		s := newStage(t, 1_000_000_000, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "audio/mpeg")
			for range pieces {
				_, _ = w.Write([]byte("\xff\xfbsound"))
				w.(http.Flusher).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		}, func(_ *Config, r *Route) { r.Priced = meter.SetOf(meter.Request, meter.Character) })
		response, body := s.postAt("/v1/audio/speech", "application/json", request)
		cost := response.Header.Get(headerCost) + response.Trailer.Get(headerCost)
		if body != strings.Repeat("\xff\xfbsound", pieces) || response.Header.Get("Content-Type") != "audio/mpeg" || cost == "" || response.Header.Get(headerReceipt) == "" {
			t.Errorf("%d pieces: %v %v %q", pieces, response.Header, response.Trailer, body)
		}
		capture := s.only()
		has(t, "speech", &capture.Usage, meter.Quantities{meter.Character: 11})
	}
}

// Sound that the upstream breaks off costs nothing and does not look whole.
func TestSoundBroken(t *testing.T) {
	for name, length := range map[string]string{"counted": "1000", "chunked": ""} {
		s := newStage(t, 1_000_000_000, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "audio/mpeg")
			if length != "" {
				w.Header().Set("Content-Length", length)
			}
			for range 3 {
				_, _ = w.Write([]byte("sound"))
				w.(http.Flusher).Flush()
				time.Sleep(10 * time.Millisecond)
			}
			hangUp(w)
		}, func(_ *Config, r *Route) { r.Priced = meter.SetOf(meter.Request, meter.Character) })
		response := s.openAt("/v1/audio/speech", "application/json", `{"model":"m","input":"hello there"}`)
		_, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if err == nil {
			t.Errorf("%s: the answer looked whole", name)
		}
		if err := s.gateway.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		if v := s.voided(); len(v) != 1 || s.purse.captured != 0 {
			t.Errorf("%s: voids %v, %d captures", name, v, s.purse.captured)
		}
	}
}

// A service tier needs a price of its own.
func TestServiceTier(t *testing.T) {
	request := strings.Replace(hello, `"max_tokens"`, `"service_tier":"flex","max_tokens"`, 1)
	for _, sold := range []bool{false, true} {
		s := newStage(t, 1_000_000, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, wholeAnswer) }, func(_ *Config, r *Route) {
			if sold {
				r.Services = []string{"flex"}
			}
		})
		response, body := s.post(request)
		if sold != (response.StatusCode == 200) || (!sold && !strings.Contains(body, "service_tier_unsupported")) {
			t.Errorf("sold %v: %d %s", sold, response.StatusCode, body)
		}
	}
}
