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
	"aidollar/core/payment"
	"aidollar/gateway/dialect"
	"aidollar/gateway/textmodel"
)

// toy puts the built-in model behind the stage's gateway.
func toy(t *testing.T, h http.Handler) *stage {
	t.Helper()
	u, err := NewUpstream(UpstreamConfig{Name: "toy", URL: "http://toy.invalid/v1", Kind: dialect.KindAny, RoundTripper: InProcess(h)})
	if err != nil {
		t.Fatal(err)
	}
	return newStage(t, 1_000_000_000, nil, func(_ *Config, r *Route) {
		r.OutputMax = textmodel.OutputMax
		r.Targets = []Target{{Upstream: u, Model: textmodel.Name}}
	})
}

func TestBuiltInModel(t *testing.T) {
	s := toy(t, &textmodel.Handler{})
	_, body := s.post(hello)
	var answer struct {
		Model string
		Usage struct {
			Prompt     uint64 `json:"prompt_tokens"`
			Completion uint64 `json:"completion_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || answer.Model != textmodel.Name || answer.Usage.Completion != 10 {
		t.Fatalf("%s: %v", body, err)
	}
	q := s.only().Usage.Quantities
	if q[meter.Input] != answer.Usage.Prompt || q[meter.Output] != 10 {
		t.Errorf("captured %v", q)
	}
	if _, body = s.post(helloStream); strings.Count(body, "\n\n") != 14 { // role, 10 tokens, end, cost, [DONE]
		t.Errorf("streamed %d events: %s", strings.Count(body, "\n\n"), body)
	}
	if response, body := s.post(strings.Replace(hello, "10}", `10,"stop":7}`, 1)); response.StatusCode != 400 || !strings.Contains(body, "stop is malformed") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

// A hang-up reaches a handler in the same program as it would one elsewhere.
func TestInProcessCut(t *testing.T) {
	s := toy(t, &textmodel.Handler{Delay: 20 * time.Millisecond})
	response := s.open(strings.Replace(helloStream, "10,", "1000,", 1))
	lines := bufio.NewScanner(response.Body)
	for n := 0; n < 9 && lines.Scan(); n++ {
	}
	_ = response.Body.Close() // in the middle, on purpose
	if err := s.gateway.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c := s.only(); !c.Usage.Cut || c.Usage.Source != meter.Estimated || c.Usage.Quantities[meter.Output] > 20 {
		t.Errorf("captured %+v", c)
	}
}

func TestInProcessBreaks(t *testing.T) {
	s := toy(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"choices":`)
		panic(http.ErrAbortHandler)
	}))
	if response, body := s.post(hello); response.StatusCode != 502 || !strings.Contains(body, "upstream_failed") {
		t.Errorf("%d %s", response.StatusCode, body)
	}
}

// The built-in model answers every dialect there is, and says what it used.
func TestBuiltInModelInEveryDialect(t *testing.T) {
	const upload = "--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--B\r\nContent-Disposition: form-data; name=\"FILE\"; filename=\"a.wav\"\r\n\r\nRIFF\r\n--B--\r\n"
	for _, d := range dialect.All() {
		body, contentType := builtInRequests[d.Name], "application/json"
		if d.Upload {
			body, contentType = strings.Replace(upload, "FILE", "file", 1), "multipart/form-data; boundary=B"
		}
		for _, stream := range []bool{false, true} {
			if stream && !strings.Contains(body, `"max_`) {
				continue
			}
			s := toy(t, &textmodel.Handler{})
			s.purse.routes["m"].InputMax = textmodel.InputMax
			s.purse.routes["m"].Priced = meter.SetOf(meter.Request, meter.Image, meter.Character, meter.Second) | meter.TextInput | meter.TextOutput
			request := body
			if stream {
				request = strings.Replace(body, `{`, `{"stream":true,`, 1)
			}
			response, text := s.postAt("/v1"+d.Path, contentType, request)
			if response.StatusCode != 200 {
				t.Errorf("%s: %d %s", d.Name, response.StatusCode, text)
				continue
			}
			capture := s.only()
			q := capture.Usage.Quantities
			q[meter.Request] = 0
			wrong := capture.Dialect != d.Name || capture.Policy != payment.Measured
			switch d.Name {
			case "openai.moderations", "anthropic.count_tokens":
				wrong = wrong || q != meter.Quantities{}
			default:
				wrong = wrong || q == meter.Quantities{}
			}
			if wrong {
				t.Errorf("%s: captured %+v", d.Name, capture)
			}
		}
	}
}

var builtInRequests = map[string]string{
	"openai.chat":               hello,
	"openai.responses":          `{"model":"m","input":"hello there","max_output_tokens":10}`,
	"openai.completions":        `{"model":"m","prompt":"hello there","max_tokens":10}`,
	"openai.embeddings":         `{"model":"m","input":["hello there"]}`,
	"openai.moderations":        `{"model":"m","input":"hello there"}`,
	"openai.images.generations": `{"model":"m","prompt":"hello there","n":2}`,
	"openai.audio.speech":       `{"model":"m","input":"hello there"}`,
	"anthropic.messages":        `{"model":"m","max_tokens":10,"messages":[{"role":"user","content":[{"type":"text","text":"hello there"}]}]}`,
	"anthropic.count_tokens":    `{"model":"m","messages":[{"role":"user","content":"hello there"}]}`,
}
