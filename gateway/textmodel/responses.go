package textmodel

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"
)

// respond serves POST .../responses.
func (h *Handler) respond(w http.ResponseWriter, r *http.Request, body []byte) (int, error) {
	var q struct {
		Model        string          `json:"model"`
		Input        json.RawMessage `json:"input"`
		Instructions string          `json:"instructions"`
		MaxTokens    *int            `json:"max_output_tokens"`
		Stream       bool            `json:"stream"`
	}
	if status, err := parse(body, &q, &q.Model); err != nil {
		return status, err
	}
	if len(q.Input) == 0 || string(q.Input) == "null" {
		return http.StatusBadRequest, errors.New("input is missing")
	}
	p, err := said(q.Input, q.MaxTokens)
	if err != nil {
		return http.StatusBadRequest, err
	}
	p.tokens += Count(q.Instructions)
	p.seed += q.Instructions
	c := p.choice(0)
	text := strings.Join(c.tokens, "")
	item := func(status string, content ...any) object {
		return object{"type": "message", "id": "msg_demo", "status": status, "role": "assistant", "content": append([]any{}, content...)}
	}
	part := func(text string) object {
		return object{"type": "output_text", "text": text, "annotations": []any{}}
	}
	response := object{"id": h.id("resp"), "object": "response", "created_at": time.Now().Unix(), "model": Name, "status": "completed", "error": nil,
		"incomplete_details": nil, "instructions": q.Instructions, "metadata": object{}, "parallel_tool_calls": true, "tool_choice": "auto", "tools": []any{},
		"temperature": 1, "top_p": 1, "output": []any{item("completed", part(text))},
		"usage": object{"input_tokens": p.tokens, "input_tokens_details": object{"cached_tokens": 0}, "output_tokens": len(c.tokens),
			"output_tokens_details": object{"reasoning_tokens": 0}, "total_tokens": p.tokens + len(c.tokens)}}
	last := "response.completed"
	if c.reason == "length" {
		last = "response.incomplete"
		response["status"], response["incomplete_details"] = "incomplete", object{"reason": "max_output_tokens"}
	}
	if !q.Stream {
		answer(w, http.StatusOK, response)
		return 0, nil
	}
	out, number := begin(w, r), 0
	send := func(kind string, event object) bool {
		event["type"], event["sequence_number"] = kind, number
		number++
		return out.send(kind, event)
	}
	opening := object{}
	for name, v := range response {
		opening[name] = v
	}
	opening["status"], opening["output"], opening["usage"], opening["incomplete_details"] = "in_progress", []any{}, nil, nil
	at := func(event object) object {
		event["item_id"], event["output_index"], event["content_index"] = "msg_demo", 0, 0
		return event
	}
	ok := send("response.created", object{"response": opening}) &&
		send("response.output_item.added", object{"output_index": 0, "item": item("in_progress")}) &&
		send("response.content_part.added", at(object{"part": part("")}))
	for _, token := range c.tokens {
		time.Sleep(h.Delay)
		ok = ok && send("response.output_text.delta", at(object{"delta": token, "logprobs": []any{}}))
	}
	_ = ok && send("response.output_text.done", at(object{"text": text, "logprobs": []any{}})) &&
		send("response.content_part.done", at(object{"part": part(text)})) &&
		send("response.output_item.done", object{"output_index": 0, "item": item("completed", part(text))}) &&
		send(last, object{"response": response})
	return 0, nil
}
