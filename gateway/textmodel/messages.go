package textmodel

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// messageRequest is what the toy reads of Anthropic's requests.
type messageRequest struct {
	Model     string          `json:"model"`
	Messages  json.RawMessage `json:"messages"`
	System    json.RawMessage `json:"system"`
	MaxTokens *int            `json:"max_tokens"`
	Stream    bool            `json:"stream"`
}

func (q *messageRequest) prompt() (p prompt, err error) {
	if p, err = said(q.Messages, q.MaxTokens); err != nil {
		return p, err
	}
	if p.tokens == openingTokens {
		return p, errors.New("messages is empty")
	}
	system, err := said(q.System, nil)
	p.tokens += system.tokens - openingTokens
	p.seed += system.seed
	return p, err
}

// message serves POST .../messages.
func (h *Handler) message(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	var q messageRequest
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	p, err := q.prompt()
	if err == nil && q.MaxTokens == nil {
		err = errors.New("max_tokens is missing")
	}
	if err != nil {
		return http.StatusBadRequest, err
	}
	c := p.choice(0)
	reason := "end_turn"
	if c.reason == "length" {
		reason = "max_tokens"
	}
	counts := func(output int) object {
		return object{"input_tokens": p.tokens, "cache_creation_input_tokens": 0, "cache_read_input_tokens": 0,
			"cache_creation": object{"ephemeral_5m_input_tokens": 0, "ephemeral_1h_input_tokens": 0}, "output_tokens": output, "service_tier": "standard"}
	}
	text := strings.Join(c.tokens, "")
	whole := object{"id": h.id("msg"), "type": "message", "role": "assistant", "model": Name, "content": []any{object{"type": "text", "text": text}},
		"stop_reason": reason, "stop_sequence": nil, "usage": counts(len(c.tokens))}
	if !q.Stream {
		answer(w, http.StatusOK, whole)
		return 0, nil
	}
	out := begin(w, r)
	send := func(kind string, event object) bool {
		event["type"] = kind
		return out.send(kind, event)
	}
	whole["content"], whole["stop_reason"], whole["usage"] = []any{}, nil, counts(1)
	ok := send("message_start", object{"message": whole}) &&
		send("content_block_start", object{"index": 0, "content_block": object{"type": "text", "text": ""}}) && send("ping", object{})
	for _, token := range c.tokens {
		time.Sleep(h.Delay)
		ok = ok && send("content_block_delta", object{"index": 0, "delta": object{"type": "text_delta", "text": token}})
	}
	_ = ok && send("content_block_stop", object{"index": 0}) &&
		send("message_delta", object{"delta": object{"stop_reason": reason, "stop_sequence": nil}, "usage": object{"output_tokens": len(c.tokens)}}) &&
		send("message_stop", object{})
	return 0, nil
}

// countTokens serves POST .../messages/count_tokens.
func (h *Handler) countTokens(w http.ResponseWriter, _ *http.Request, body []byte) (int, error) {
	var q messageRequest
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	p, err := q.prompt()
	if err != nil {
		return http.StatusBadRequest, err
	}
	answer(w, http.StatusOK, object{"input_tokens": p.tokens})
	return 0, nil
}

func refuseMessage(w http.ResponseWriter, status int, text string) {
	class := "invalid_request_error"
	if status == http.StatusNotFound {
		class = "not_found_error"
	}
	answer(w, status, object{"type": "error", "error": object{"type": class, "message": text}})
}
