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
	"aidollar/gateway/textmodel"
)

// toy puts the built-in model behind the stage's gateway.
func toy(t *testing.T, h http.Handler) *stage {
	t.Helper()
	u, err := NewUpstream(UpstreamConfig{Name: "toy", URL: "http://toy.invalid/v1", RoundTripper: InProcess(h)})
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
