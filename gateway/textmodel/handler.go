package textmodel

import (
	"encoding/json"
	"errors"
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

// Handler answers every operation that the gateway speaks. Delay is the pause before each
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
	for _, op := range operations {
		if !strings.HasSuffix(r.URL.Path, op.suffix) {
			continue
		}
		if r.Method != http.MethodPost {
			break
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyMax))
		if err != nil {
			op.refuse(w, http.StatusRequestEntityTooLarge, "the request is too large or incomplete")
			return
		}
		if status, err := op.serve(h, w, r, body); err != nil {
			op.refuse(w, status, err.Error())
		}
		return
	}
	refuse(w, http.StatusNotFound, "there is no "+r.Method+" "+r.URL.Path+" here; every operation is a POST")
}

// operations are found by the end of their path, the longer ones first. A
// server that returns an error has written nothing.
var operations = []struct {
	suffix string
	serve  func(*Handler, http.ResponseWriter, *http.Request, []byte) (status int, err error)
	refuse func(w http.ResponseWriter, status int, text string)
}{
	{"/chat/completions", (*Handler).chat, refuse},
	{"/completions", (*Handler).complete, refuse},
	{"/responses", (*Handler).respond, refuse},
	{"/messages/count_tokens", (*Handler).countTokens, refuseMessage},
	{"/messages", (*Handler).message, refuseMessage},
	{"/embeddings", (*Handler).embed, refuse},
	{"/moderations", (*Handler).moderate, refuse},
	{"/images/generations", (*Handler).draw, refuse},
	{"/images/edits", (*Handler).redraw, refuse},
	{"/images/variations", (*Handler).redraw, refuse},
	{"/audio/speech", (*Handler).speak, refuse},
	{"/audio/transcriptions", (*Handler).transcribe, refuse},
	{"/audio/translations", (*Handler).transcribe, refuse},
}

// parse reads a request in JSON and checks that it means this model.
func parse(body []byte, q any, model *string) (status int, err error) {
	if err := json.Unmarshal(body, q); err != nil {
		return http.StatusBadRequest, errors.New("the request is malformed: " + err.Error())
	}
	if *model != Name {
		return http.StatusNotFound, errors.New("the model " + strconv.Quote(*model) + " does not exist; there is " + Name)
	}
	return 0, nil
}

// fits checks a prompt's length.
func (p *prompt) fits() error {
	if p.tokens > InputMax {
		return errors.New("the prompt has " + strconv.Itoa(p.tokens) + " tokens; at most " + strconv.Itoa(InputMax) + " are read")
	}
	return nil
}

func (h *Handler) id(prefix string) string {
	return prefix + "-demo-" + strconv.FormatUint(h.calls.Add(1), 10)
}

// chat serves POST .../chat/completions.
func (h *Handler) chat(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	var q request
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	p, err := q.prompt()
	if err == nil {
		err = p.fits()
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	top := head{ID: h.id("chatcmpl"), Object: "chat.completion", Created: time.Now().Unix(), Model: Name, Fingerprint: Fingerprint}
	if q.Stream {
		h.stream(w, r, top, &p, q.StreamOptions != nil && q.StreamOptions.IncludeUsage)
		return 0, nil
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
	return 0, nil
}

type chunk struct {
	head
	Choices []chunkChoice `json:"choices"`
	Usage   *usage        `json:"usage,omitempty"`
}

func (h *Handler) stream(w http.ResponseWriter, r *http.Request, top head, p *prompt, withUsage bool) {
	top.Object = "chat.completion.chunk"
	out := begin(w, r)
	send := func(c chunk) bool {
		c.head = top
		return out.send("", c)
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
	out.done()
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
