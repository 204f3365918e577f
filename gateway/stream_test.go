package gateway

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"aidollar/core/meter"
	"aidollar/gateway/dialect"
)

// carrier is a transport whose answers come in reads of the given size.
type carrier struct {
	text string
	size int
}

func (c carrier) RoundTrip(r *http.Request) (*http.Response, error) {
	_ = r.Body.Close()
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream; charset=utf-8"}},
		Body: io.NopCloser(&readsOf{strings.NewReader(c.text), c.size}), Request: r, ContentLength: -1}, nil
}

type readsOf struct {
	*strings.Reader
	size int
}

func (s *readsOf) Read(p []byte) (int, error) { return s.Reader.Read(p[:min(len(p), s.size)]) }

// WriteTo is not strings.Reader's: everything goes through Read.
func (s *readsOf) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, struct{ io.Reader }{s}) }

// However the upstream's bytes are cut into reads, and whatever the text says,
// the client gets the same events, less the one that only the gateway asked
// for, and what is captured is the same.
func FuzzStream(f *testing.F) {
	f.Add("Hello", uint16(3), false, true, true)
	f.Add("data: [DONE]\n\n\"usage\":{\"prompt_tokens\":1}", uint16(9000), true, true, false)
	f.Add(strings.Repeat("long ", 1600), uint16(4096), false, false, true)
	f.Fuzz(func(t *testing.T, text string, size uint16, crlf, usage, done bool) {
		if !utf8.ValidString(text) || size == 0 || len(text) > 1<<13 || (!usage && !done) {
			return
		}
		half := len(text) / 2
		for half > 0 && !utf8.RuneStart(text[half]) {
			half--
		}
		events := event(`{"choices":[{"delta":{"role":"assistant"}}]}`) + ": a comment\n\n" + delta(text[:half]) + delta(text[half:])
		sent := events
		if usage {
			sent += event(usageEvent)
		}
		if done {
			sent += event("[DONE]")
		}
		if crlf {
			events, sent = strings.ReplaceAll(events, "\n", "\r\n"), strings.ReplaceAll(sent, "\n", "\r\n")
		}
		u, err := NewUpstream(UpstreamConfig{Name: "up", URL: "http://up.invalid/v1", RoundTripper: carrier{sent, int(size)}})
		if err != nil {
			t.Fatal(err)
		}
		purse := newPurse(1 << 40)
		purse.routes["m"] = &Route{Model: "m", OutputMax: 1 << 20, Priced: meter.All, Targets: []Target{{Upstream: u}}}
		g, err := New(Config{Clearing: purse, Scale: 9})
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest(http.MethodPost, "/v1/chat/completions", strings.NewReader(strings.Replace(helloStream, "10,", "100000,", 1)))
		r.Header.Set("Authorization", "Bearer "+testSecret)
		g.ServeHTTP(w, r)
		got := w.Body.Bytes()
		if n := eventLength([]byte(text)); n > len(text) {
			t.Fatal("an event longer than its text")
		}
		rest, ok := bytes.CutPrefix(got, []byte(events))
		if !ok || !bytes.HasPrefix(rest, []byte(": aidollar receipt=")) || bytes.Contains(rest, []byte("[DONE]")) != done || bytes.Contains(rest, []byte("prompt_tokens")) {
			t.Fatalf("in reads of %d, %q became %q", size, sent, got)
		}
		for id, c := range purse.captures {
			want := meter.Usage{Source: meter.Reported, Quantities: meter.Quantities{meter.Request: 1, meter.Input: 12, meter.Output: 7}}
			if !usage {
				want.Source = meter.Estimated
				want.Quantities[meter.Input], want.Quantities[meter.Output] = 2, estimated(len(text))
			}
			if c.Usage != want || purse.captured != 1 {
				t.Fatalf("%v captured %+v, want %+v", id, c.Usage, want)
			}
		}
		if purse.captured != 1 {
			t.Fatalf("%d captures", purse.captured)
		}
	})
}

// Every problem is JSON, whatever a client put into it.
func FuzzProblem(f *testing.F) {
	f.Add("a\"b\\\n\x00\xff\u2028", "x", 402)
	f.Fuzz(func(t *testing.T, detail, param string, status int) {
		p := problem{Status: status, Code: "code", Param: param, Detail: detail, Funds: &shortfall{}}
		var got struct {
			Detail string
			Error  struct{ Message string }
		}
		if err := json.Unmarshal(p.append(nil, dialect.ShapeOpenAI, 9), &got); err != nil {
			t.Fatal(err)
		}
		if want := strings.ToValidUTF8(detail, "\ufffd"); got.Detail != got.Error.Message || (utf8.ValidString(detail) && got.Detail != want) {
			t.Fatalf("%q became %q", detail, got.Detail)
		}
	})
}

// estimated is a token for each four bytes, and one for a begun text.
func estimated(length int) uint64 {
	if length == 0 {
		return 0
	}
	return max(uint64(length)/4, 1)
}
