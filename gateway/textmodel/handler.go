package textmodel

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// What the toy is called and how much it takes, in its own tokens.
const (
	Name        = "demo-text"
	OwnedBy     = "aidollar-toy-demo"
	Fingerprint = "toy-markov-demo-no-language-model"
	InputMax    = 32768
	OutputMax   = 1024
)

const bodyMax = 8 << 20

// Handler serves POST .../chat/completions. Delay is the pause before each
// token of a stream, to look like a model that thinks; it may be zero.
type Handler struct {
	Delay time.Duration
	calls atomic.Uint64
}

type usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

type head struct {
	ID          string `json:"id"`
	Object      string `json:"object"`
	Created     int64  `json:"created"`
	Model       string `json:"model"`
	Fingerprint string `json:"system_fingerprint"`
}

type message struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content"`
}

type wholeChoice struct {
	Index    int     `json:"index"`
	Message  message `json:"message"`
	Logprobs any     `json:"logprobs"`
	Reason   string  `json:"finish_reason"`
}

type chunkChoice struct {
	Index  int      `json:"index"`
	Delta  *message `json:"delta"`
	Reason *string  `json:"finish_reason"`
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		refuse(w, http.StatusNotFound, "there is only POST /chat/completions here")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "the request is too large or incomplete")
		return
	}
	var q request
	if err := json.Unmarshal(body, &q); err != nil {
		refuse(w, http.StatusBadRequest, "the request is malformed: "+err.Error())
		return
	}
	if q.Model != Name {
		refuse(w, http.StatusNotFound, "the model "+strconv.Quote(q.Model)+" does not exist; there is "+Name)
		return
	}
	p, err := q.prompt()
	if err == nil && p.tokens > InputMax {
		refuse(w, http.StatusBadRequest, "the prompt has "+strconv.Itoa(p.tokens)+" tokens; at most "+strconv.Itoa(InputMax)+" are read")
		return
	}
	if err != nil {
		refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	top := head{ID: "chatcmpl-demo-" + strconv.FormatUint(h.calls.Add(1), 10), Object: "chat.completion",
		Created: time.Now().Unix(), Model: Name, Fingerprint: Fingerprint}
	if q.Stream {
		h.stream(w, r, top, &p, q.StreamOptions != nil && q.StreamOptions.IncludeUsage)
		return
	}
	u := usage{Prompt: p.tokens}
	choices := make([]wholeChoice, p.choices)
	for i := range choices {
		c := p.choice(i)
		choices[i] = wholeChoice{Index: i, Message: message{"assistant", strings.Join(c.tokens, "")}, Reason: c.reason}
		u.Completion += len(c.tokens)
	}
	u.Total = u.Prompt + u.Completion
	answer(w, http.StatusOK, struct {
		head
		Choices []wholeChoice `json:"choices"`
		Usage   usage         `json:"usage"`
	}{top, choices, u})
}

type chunk struct {
	head
	Choices []chunkChoice `json:"choices"`
	Usage   *usage        `json:"usage,omitempty"`
}

func (h *Handler) stream(w http.ResponseWriter, r *http.Request, top head, p *prompt, withUsage bool) {
	top.Object = "chat.completion.chunk"
	w.Header().Set("Content-Type", "text/event-stream")
	flusher, _ := w.(http.Flusher)
	send := func(c chunk) bool {
		c.head = top
		data, err := json.Marshal(c)
		if err != nil {
			return false
		}
		_, err = w.Write(append(append([]byte("data: "), data...), "\n\n"...))
		if flusher != nil {
			flusher.Flush()
		}
		return err == nil && r.Context().Err() == nil
	}
	u := usage{Prompt: p.tokens}
	for i := range p.choices {
		c := p.choice(i)
		if !send(chunk{Choices: []chunkChoice{{i, &message{Role: "assistant"}, nil}}}) {
			return
		}
		for _, token := range c.tokens {
			time.Sleep(h.Delay)
			if !send(chunk{Choices: []chunkChoice{{i, &message{Content: token}, nil}}}) {
				return
			}
		}
		u.Completion += len(c.tokens)
		if !send(chunk{Choices: []chunkChoice{{i, &message{}, &c.reason}}}) {
			return
		}
	}
	u.Total = u.Prompt + u.Completion
	if withUsage && !send(chunk{Choices: []chunkChoice{}, Usage: &u}) {
		return
	}
	_, _ = io.WriteString(w, "data: [DONE]\n\n") // the last thing there is to say
}

func refuse(w http.ResponseWriter, status int, text string) {
	type object map[string]any
	answer(w, status, object{"error": object{"message": text, "type": "invalid_request_error", "code": nil, "param": nil}})
}

func answer(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that is gone needs no answer
}
