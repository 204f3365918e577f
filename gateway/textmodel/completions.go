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

// complete serves POST .../completions: a text goes on.
func (h *Handler) complete(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	var q struct {
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
	limit, n := completionsLimit, 1
	if q.MaxTokens != nil {
		limit = min(max(*q.MaxTokens, 1), OutputMax)
	}
	if q.N != nil {
		n = min(max(*q.N, 1), choicesMax)
	}
	type choiceOut struct {
		Text   string  `json:"text"`
		Index  int     `json:"index"`
		Reason *string `json:"finish_reason"`
	}
	top := head{ID: h.id("cmpl"), Object: "text_completion", Created: time.Now().Unix(), Model: Name, Fingerprint: Fingerprint}
	var u usage
	var choices []choiceOut
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
			choices = append(choices, choiceOut{out, len(choices), &c.reason})
		}
	}
	u.Total = u.Prompt + u.Completion
	type whole struct {
		head
		Choices []choiceOut `json:"choices"`
		Usage   *usage      `json:"usage,omitempty"`
	}
	if !q.Stream {
		answer(w, http.StatusOK, whole{top, choices, &u})
		return 0, nil
	}
	out := begin(w, r)
	for _, c := range choices {
		for _, token := range split(c.Text) {
			time.Sleep(h.Delay)
			if !out.send("", whole{head: top, Choices: []choiceOut{{token, c.Index, nil}}}) {
				return 0, nil
			}
		}
		if !out.send("", whole{head: top, Choices: []choiceOut{{"", c.Index, c.Reason}}}) {
			return 0, nil
		}
	}
	if q.StreamOptions != nil && q.StreamOptions.IncludeUsage {
		out.send("", whole{top, []choiceOut{}, &u})
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
