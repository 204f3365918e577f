package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// reported is what the upstream says a call used, and used what that means on
// the card: cached tokens are among the prompt's, reasoning among the answer's.
var (
	reported = object{
		"prompt_tokens": 1234, "completion_tokens": 321, "total_tokens": 1555,
		"prompt_tokens_details":     object{"cached_tokens": 1000},
		"completion_tokens_details": object{"reasoning_tokens": 100},
	}
	used = map[string]uint64{"request": 1, "input": 234, "input_cached": 1000, "output": 221, "output_reasoning": 100}
)

// The way in which the model "broken" fails is the text of the message.
const (
	fail500       = "answer with 500"
	failHangUp    = "hang up before the answer"
	failHalf      = "hang up in the middle of the answer"
	failNoText    = "hang up before the stream has text"
	deliveredEach = 40 // bytes of text in an event of a stream that stalls
)

// upstreamRequest is what the upstream reads.
type upstreamRequest struct {
	Model    string `json:"model"`
	Stream   bool   `json:"stream"`
	Seed     int    `json:"seed"`
	Messages []struct {
		Content string `json:"content"`
	} `json:"messages"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

// newUpstream starts a model API. A stream with a seed sends so many events of
// text and then stalls until its caller hangs up; one without comes to its end.
func newUpstream(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q upstreamRequest
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || len(q.Messages) == 0 {
			http.Error(w, "malformed", http.StatusBadRequest)
			return
		}
		switch {
		case q.Model == "broken":
			fail(w, q.Messages[0].Content)
		case q.Stream:
			stream(w, r, &q)
		default:
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(object{ // a gateway that is gone needs no answer
				"id": "chatcmpl-e2e", "object": "chat.completion", "created": time.Now().Unix(), "model": q.Model, "usage": reported,
				"choices": []object{{"index": 0, "finish_reason": "stop", "message": object{"role": "assistant", "content": "It counts."}}},
			})
		}
	}))
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}

func event(w http.ResponseWriter, model string, choices []object, usage any) {
	raw, err := json.Marshal(object{
		"id": "chatcmpl-e2e", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": choices, "usage": usage,
	})
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(w, "data: %s\n\n", raw)
	w.(http.Flusher).Flush()
}

func delta(text string) []object {
	return []object{{"index": 0, "delta": object{"content": text}, "finish_reason": nil}}
}

func stream(w http.ResponseWriter, r *http.Request, q *upstreamRequest) {
	w.Header().Set("Content-Type", "text/event-stream")
	const eventsWhole = 3 // of a stream that comes to its end
	events := q.Seed
	if events == 0 {
		events = eventsWhole
	}
	for i := range events {
		event(w, q.Model, delta(fmt.Sprintf("%-*d", deliveredEach, i+1)), nil)
	}
	if q.Seed > 0 {
		<-r.Context().Done()
		return
	}
	event(w, q.Model, []object{{"index": 0, "delta": object{}, "finish_reason": "stop"}}, nil)
	if q.StreamOptions.IncludeUsage {
		event(w, q.Model, []object{}, reported)
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n")
}

func fail(w http.ResponseWriter, how string) {
	switch how {
	case fail500:
		http.Error(w, `{"error":{"message":"out of order"}}`, http.StatusInternalServerError)
		return
	case failHalf:
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", "1000")
		_, _ = io.WriteString(w, `{"id":"chatcmpl-e2e","choices":[`+strings.Repeat(" ", 100))
		w.(http.Flusher).Flush()
	case failNoText:
		w.Header().Set("Content-Type", "text/event-stream")
		event(w, "broken", []object{{"index": 0, "delta": object{"role": "assistant", "content": ""}}}, nil)
	}
	panic(http.ErrAbortHandler) // the server closes the connection
}
