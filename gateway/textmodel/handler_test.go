package textmodel

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func ask(t *testing.T, body string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	new(Handler).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/v1/chat/completions", strings.NewReader(body)))
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(text)
}

type whole struct {
	Fingerprint string `json:"system_fingerprint"`
	Choices     []struct {
		Message message
		Reason  string `json:"finish_reason"`
	}
	Usage usage
}

func read(t *testing.T, body string) (w whole) {
	t.Helper()
	status, text := ask(t, body)
	if err := json.Unmarshal([]byte(text), &w); err != nil || status != 200 {
		t.Fatalf("%d %s: %v", status, text, err)
	}
	return w
}

const question = `"model":"demo-text","messages":[{"role":"user","content":"What is a meter?"}]`

func TestAnswer(t *testing.T) {
	w := read(t, `{`+question+`}`)
	text := w.Choices[0].Message.Content
	if !strings.HasPrefix(text, label) || !strings.HasSuffix(text, ".") || w.Fingerprint != Fingerprint || w.Choices[0].Reason != "stop" {
		t.Errorf("answer %+v", w)
	}
	if again := read(t, `{`+question+`}`); again.Choices[0] != w.Choices[0] {
		t.Error("the same request got another answer")
	}
	if other := read(t, `{`+question+`,"seed":7}`); other.Choices[0] == w.Choices[0] {
		t.Error("another seed got the same answer")
	}
	// "What is a meter?" has five tokens and "user" one.
	if w.Usage.Prompt != 5+1+messageTokens+openingTokens || w.Usage.Completion != Count(text) || w.Usage.Total != w.Usage.Prompt+w.Usage.Completion {
		t.Errorf("usage %+v", w.Usage)
	}
}

func TestLimits(t *testing.T) {
	full := read(t, `{`+question+`}`).Choices[0].Message.Content
	w := read(t, `{`+question+`,"max_tokens":9,"max_completion_tokens":12,"n":2}`)
	for _, c := range w.Choices {
		if Count(c.Message.Content) != 9 || c.Reason != "length" {
			t.Errorf("choice %+v", c)
		}
	}
	if len(w.Choices) != 2 || w.Choices[0].Message.Content != strings.Join(split(full)[:9], "") || w.Usage.Completion != 18 {
		t.Errorf("answer %+v", w)
	}
	if w = read(t, `{`+question+`,"stop":["language"]}`); !strings.HasSuffix(w.Choices[0].Message.Content, "not a ") {
		t.Errorf("not stopped: %+v", w)
	}
}

func TestStreamIsTheSameText(t *testing.T) {
	want := read(t, `{`+question+`}`)
	_, text := ask(t, `{`+question+`,"stream":true,"stream_options":{"include_usage":true}}`)
	var b strings.Builder
	var last chunk
	events := strings.Split(strings.TrimSuffix(text, "\n\n"), "\n\n")
	if events[len(events)-1] != "data: [DONE]" {
		t.Fatalf("ends with %q", events[len(events)-1])
	}
	for _, e := range events[:len(events)-1] {
		last = chunk{}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(e, "data: ")), &last); err != nil {
			t.Fatal(err)
		}
		for _, c := range last.Choices {
			b.WriteString(c.Delta.Content)
		}
	}
	if b.String() != want.Choices[0].Message.Content || last.Usage == nil || *last.Usage != want.Usage {
		t.Errorf("streamed %q, usage %+v", b.String(), last.Usage)
	}
}

func TestRefusals(t *testing.T) {
	for body, part := range map[string]string{
		`{`:                                 "malformed",
		`{"model":"other","messages":[{}]}`: "does not exist",
		`{"model":"demo-text"}`:             "messages is empty",
		`{` + question + `,"max_tokens":0}`: "below 1",
		`{` + question + `,"n":1000}`:       "between 1 and 128",
		`{` + question + `,"stop":7}`:       "stop is malformed",
		`{"model":"demo-text","messages":[{"content":[{"type":"image"}]}]}`:    "not text",
		`{"model":"demo-text","messages":[{"content":"` + long + long + `"}]}`: "at most 32768",
	} {
		if status, text := ask(t, body); status < 400 || !strings.Contains(text, part) {
			t.Errorf("%.80s: %d %s, want %q", body, status, text, part)
		}
	}
}

var long = strings.Repeat("a ", InputMax/2+1)

// A text is its tokens, none of them empty.
func FuzzTokens(f *testing.F) {
	f.Add("Hello, world 2026!  é😀 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		tokens := split(text)
		if strings.Join(tokens, "") != text || len(tokens) != Count(text) || len(tokens) > len(text) {
			t.Fatalf("%q became %q", text, tokens)
		}
	})
}
