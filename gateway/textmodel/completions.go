package textmodel

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// completionsLimit is the output limit of a completion that gives none.
const completionsLimit = 16

// completion is what the toy reads of a completion request.
type completion struct {
	Model         string          `json:"model"`
	Prompt        json.RawMessage `json:"prompt"`
	MaxTokens     *int            `json:"max_tokens"`
	N             *int            `json:"n"`
	Echo          bool            `json:"echo"`
	Stream        bool            `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
}

type completionChoice struct {
	Text   string  `json:"text"`
	Index  int     `json:"index"`
	Reason *string `json:"finish_reason"`
}

type wholeCompletion struct {
	head
	Choices []completionChoice `json:"choices"`
	Usage   *usage             `json:"usage,omitempty"`
}

// choices goes on with each of the prompts.
func (q *completion) choices(prompts []string) (choices []completionChoice, u usage) {
	limit, n := completionsLimit, 1
	if q.MaxTokens != nil {
		limit = min(max(*q.MaxTokens, 1), OutputMax)
	}
	if q.N != nil {
		n = min(max(*q.N, 1), choicesMax)
	}
	for _, text := range prompts {
		u.Prompt += Count(text)
		p := prompt{limit: limit, seed: text}
		for i := range n {
			c := p.choice(i)
			u.Completion += len(c.tokens)
			out := strings.Join(c.tokens, "")
			if q.Echo {
				out = text + out
			}
			choices = append(choices, completionChoice{out, len(choices), &c.reason})
		}
	}
	u.Total = u.Prompt + u.Completion
	return choices, u
}

// complete serves POST .../completions: a text goes on.
func (h *Handler) complete(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	var q completion
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	prompts, err := texts(q.Prompt, "prompt")
	if err == nil && len(prompts) == 0 {
		err = errors.New("prompt is missing")
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	top := head{ID: h.id("cmpl"), Object: "text_completion", Created: time.Now().Unix(), Model: Name, Fingerprint: Fingerprint}
	choices, u := q.choices(prompts)
	if !q.Stream {
		answer(w, http.StatusOK, wholeCompletion{top, choices, &u})
		return 0, nil
	}
	out := begin(w, r)
	for _, c := range choices {
		for _, token := range split(c.Text) {
			time.Sleep(h.Delay)
			if !out.send("", wholeCompletion{head: top, Choices: []completionChoice{{token, c.Index, nil}}}) {
				return 0, nil
			}
		}
		if !out.send("", wholeCompletion{head: top, Choices: []completionChoice{{"", c.Index, c.Reason}}}) {
			return 0, nil
		}
	}
	if q.StreamOptions != nil && q.StreamOptions.IncludeUsage {
		out.send("", wholeCompletion{top, []completionChoice{}, &u})
	}
	out.done()
	return 0, nil
}

// said is a prompt made of all the text that a request holds, in order, however
// its members are nested; pictures and sound count one token.
func said(raw json.RawMessage, limit *int) (p prompt, err error) {
	p.limit, p.choices = OutputMax, 1
	if limit != nil {
		p.limit = min(p.limit, *limit)
	}
	if p.limit < 1 {
		return p, errors.New("the output limit is below 1")
	}
	var v any
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &v); err != nil {
			return p, errors.New("the prompt is malformed: " + err.Error())
		}
	}
	var seed strings.Builder
	p.hear(v, &seed)
	p.tokens += openingTokens
	p.seed = seed.String()
	return p, p.fits()
}

// hear walks a value as it stands in the request.
func (p *prompt) hear(v any, seed *strings.Builder) {
	switch v := v.(type) {
	case string:
		p.tokens += Count(v)
		seed.WriteString(strconv.Quote(v))
	case []any:
		for _, item := range v {
			p.hear(item, seed)
		}
	case map[string]any:
		p.tokens += messageTokens
		for _, name := range [...]string{"role", "text", "content", "output", "arguments", "thinking"} {
			p.hear(v[name], seed)
		}
	}
}
