package textmodel

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
)

// request is what the toy reads of a chat completion request.
type request struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string          `json:"role"`
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Stream        bool `json:"stream"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	MaxTokens           *int            `json:"max_tokens"`
	MaxCompletionTokens *int            `json:"max_completion_tokens"`
	N                   *int            `json:"n"`
	Seed                *int64          `json:"seed"`
	Stop                json.RawMessage `json:"stop"`
}

// Tokens that the toy counts around each message and once for the answer's
// opening, as chat templates do.
const (
	messageTokens = 4
	openingTokens = 3
)

const choicesMax = 128

// prompt is a request made ready.
type prompt struct {
	tokens  int
	limit   int // tokens of each choice
	choices int
	stop    []string
	seed    string
}

func (r *request) prompt() (p prompt, err error) {
	if len(r.Messages) == 0 {
		return p, errors.New("messages is empty")
	}
	p.limit, p.choices = OutputMax, 1
	for _, limit := range []*int{r.MaxTokens, r.MaxCompletionTokens} {
		if limit != nil {
			p.limit = min(p.limit, *limit)
		}
	}
	if r.N != nil {
		p.choices = *r.N
	}
	switch {
	case p.limit < 1:
		return p, errors.New("max_tokens is below 1")
	case p.choices < 1 || p.choices > choicesMax:
		return p, errors.New("n is not between 1 and 128")
	}
	if p.stop, err = texts(r.Stop, "stop"); err != nil {
		return p, err
	}
	var seed strings.Builder
	for _, m := range r.Messages {
		parts, err := contents(m.Content)
		if err != nil {
			return p, err
		}
		p.tokens += messageTokens
		for _, text := range append(parts, m.Role) {
			p.tokens += Count(text)
			seed.WriteString(strconv.Quote(text))
		}
	}
	p.tokens += openingTokens
	if r.Seed != nil {
		seed.WriteString(strconv.FormatInt(*r.Seed, 10))
	}
	p.seed = seed.String()
	return p, nil
}

// contents reads a message's content: a string, text parts, or null.
func contents(raw json.RawMessage) ([]string, error) {
	if len(raw) == 0 || raw[0] != '[' {
		return texts(raw, "content")
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(raw, &parts); err != nil {
		return nil, errors.New("content is malformed")
	}
	var out []string
	for _, p := range parts {
		if p.Type != "text" {
			return nil, errors.New("content has a part that is not text")
		}
		out = append(out, p.Text)
	}
	return out, nil
}

// texts reads a string, an array of strings, or null.
func texts(raw json.RawMessage, name string) (out []string, err error) {
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil, nil
	case raw[0] == '[':
		err = json.Unmarshal(raw, &out)
	default:
		out = make([]string, 1)
		err = json.Unmarshal(raw, &out[0])
	}
	if err != nil {
		return nil, errors.New(name + " is malformed")
	}
	return out, nil
}

// choice is one answer: its tokens, and why it ends.
type choice struct {
	tokens []string
	reason string
}

func (p *prompt) choice(index int) (c choice) {
	text := theChain().write(sha256.Sum256([]byte(p.seed + "#" + strconv.Itoa(index))))
	for _, stop := range p.stop {
		if before, _, found := strings.Cut(text, stop); found && stop != "" {
			text = before
		}
	}
	c.tokens, c.reason = split(text), "stop"
	if len(c.tokens) > p.limit {
		c.tokens, c.reason = c.tokens[:p.limit], "length"
	}
	return c
}
