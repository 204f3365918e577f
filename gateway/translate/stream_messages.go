package translate

import (
	"encoding/json"
	"net/http"
)

// streamToMessages makes the events of a messages stream of chunks.
type streamToMessages struct {
	begun, ended bool
	usage        messagesUsage
	finish       string
	refused      bool // the model declined in OpenAI's own member for it

	block  string // the type of the open block
	blocks int    // blocks so far, the open one included
	calls  bool
	call   int    // the index of the latest call
	callID string // its id
}

// StreamToMessages translates a stream of chat completion chunks into the
// events of a messages stream. The prompt's tokens are known at the end only,
// and stand in the message_delta.
func StreamToMessages() Stream { return &streamToMessages{} }

// The events that are written.

type startEvent struct {
	Type    string        `json:"type"`
	Message messageAnswer `json:"message"`
}

type blockStartEvent struct {
	Type  string      `json:"type"`
	Index int         `json:"index"`
	Block answerBlock `json:"content_block"`
}

type blockDeltaEvent struct {
	Type  string     `json:"type"`
	Index int        `json:"index"`
	Delta blockDelta `json:"delta"`
}

type blockDelta struct {
	Type        string  `json:"type"`
	Text        *string `json:"text,omitempty"`
	Thinking    *string `json:"thinking,omitempty"`
	Signature   *string `json:"signature,omitempty"`
	PartialJSON *string `json:"partial_json,omitempty"`
}

type blockStopEvent struct {
	Type  string `json:"type"`
	Index int    `json:"index"`
}

type endEvent struct {
	Type  string         `json:"type"`
	Delta endDelta       `json:"delta"`
	Usage *messagesUsage `json:"usage"`
}

type endDelta struct {
	StopReason   string  `json:"stop_reason"`
	StopSequence *string `json:"stop_sequence"`
}

func appendTyped(out []byte, name string, v any) []byte {
	data, err := encode(v)
	if err != nil {
		return out
	}
	return appendEvent(out, name, data)
}

// Event implements Stream.
func (s *streamToMessages) Event(event []byte) (out []byte, _ *Refusal) {
	_, data := parseEvent(event)
	switch {
	case len(data) == 0:
		return nil, nil
	case string(data) == doneMark:
		return s.End(), nil
	}
	var c completionAnswer
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, untranslatable("", "an event of the answer is no chunk of a chat completion: %v", err)
	}
	if c.Error != nil {
		_, kind := kindOfStatus(http.StatusInternalServerError)
		if c.Error.Type == "invalid_request_error" {
			kind = c.Error.Type
		}
		return appendEvent(nil, "error", messagesError(kind, c.Error.Message)), nil
	}
	if s.ended {
		return nil, untranslatable("", "a chunk comes after the end of the answer")
	}
	if !s.begun {
		s.begun = true
		out = appendTyped(out, "message_start", &startEvent{"message_start", messageAnswer{ID: c.ID, Type: "message", Role: "assistant",
			Model: c.Model, Content: []answerBlock{}, Usage: &messagesUsage{}}})
	}
	if c.Usage != nil {
		s.usage.later(c.Usage.messages())
	}
	for i := range c.Choices {
		choice := &c.Choices[i]
		if choice.Index != 0 {
			return nil, untranslatable("choices", "the answer has several choices, of which messages have one")
		}
		if choice.Delta != nil {
			var refusal *Refusal
			if out, refusal = s.delta(out, choice.Delta); refusal != nil {
				return nil, refusal
			}
		}
		if choice.FinishReason != nil && *choice.FinishReason != "" {
			s.finish = *choice.FinishReason
		}
	}
	return out, nil
}

func (s *streamToMessages) delta(out []byte, d *chatSaid) ([]byte, *Refusal) {
	if r := d.strange(); r != nil {
		return nil, r
	}
	if text := d.reasoning(); text != "" {
		empty := ""
		out = s.in(out, answerBlock{Type: "thinking", Thinking: &empty, Signature: &empty})
		out = s.part(out, blockDelta{Type: "thinking_delta", Thinking: &text})
	}
	for i := range d.ThinkingBlocks {
		out = s.signed(out, &d.ThinkingBlocks[i])
	}
	for _, text := range [...]*string{d.Content, d.Refusal} {
		if text == nil || *text == "" {
			continue
		}
		s.refused = s.refused || text == d.Refusal
		empty := ""
		out = s.in(out, answerBlock{Type: "text", Text: &empty})
		out = s.part(out, blockDelta{Type: "text_delta", Text: text})
	}
	for i := range d.ToolCalls {
		var refusal *Refusal
		if out, refusal = s.toolCall(out, &d.ToolCalls[i]); refusal != nil {
			return nil, refusal
		}
	}
	return out, nil
}

// signed takes the signature of thinking that was streamed already.
func (s *streamToMessages) signed(out []byte, b *answerBlock) []byte {
	switch {
	case b.Type == "redacted_thinking":
		return s.close(s.open(out, *b))
	case b.Type == "thinking" && b.Signature != nil && s.block == b.Type:
		return s.close(s.part(out, blockDelta{Type: "signature_delta", Signature: b.Signature}))
	}
	return out
}

// in makes sure that a block of this type is open.
func (s *streamToMessages) in(out []byte, b answerBlock) []byte {
	if s.block == b.Type {
		return out
	}
	return s.open(out, b)
}

func (s *streamToMessages) open(out []byte, b answerBlock) []byte {
	out = s.close(out)
	s.block = b.Type
	s.blocks++
	return appendTyped(out, "content_block_start", &blockStartEvent{"content_block_start", s.blocks - 1, b})
}

func (s *streamToMessages) close(out []byte) []byte {
	if s.block == "" {
		return out
	}
	s.block = ""
	return appendTyped(out, "content_block_stop", &blockStopEvent{"content_block_stop", s.blocks - 1})
}

func (s *streamToMessages) part(out []byte, d blockDelta) []byte {
	return appendTyped(out, "content_block_delta", &blockDeltaEvent{"content_block_delta", s.blocks - 1, d})
}

// toolCall writes a part of a call. A new one is known by another index or, with
// servers that number all of them zero, by another id. Blocks follow each other,
// so a call that goes on after the next began cannot be told.
func (s *streamToMessages) toolCall(out []byte, c *toolCall) ([]byte, *Refusal) {
	if c.Type != "" && c.Type != "function" {
		return nil, untranslatable("choices[0].delta.tool_calls", "the answer has a call of type %q, which messages have no form for", c.Type)
	}
	if s.block != "tool_use" || (c.ID != "" && c.ID != s.callID) || (c.Index != nil && *c.Index != s.call) {
		if c.ID == "" || c.Function.Name == "" {
			return nil, untranslatable("choices[0].delta.tool_calls", "a call of a tool has no id or name, or goes on after something else began")
		}
		s.calls, s.callID = true, c.ID
		if c.Index != nil {
			s.call = *c.Index
		}
		out = s.open(out, answerBlock{Type: "tool_use", ID: c.ID, Name: c.Function.Name, Input: json.RawMessage("{}")})
	}
	if arguments := c.Function.Arguments; arguments != "" {
		out = s.part(out, blockDelta{Type: "input_json_delta", PartialJSON: &arguments})
	}
	return out, nil
}

// End implements Stream.
func (s *streamToMessages) End() []byte {
	if !s.begun || s.ended {
		return nil
	}
	s.ended = true
	out := s.close(nil)
	reason := stopReason(s.finish, s.calls)
	if s.refused {
		reason = "refusal"
	}
	out = appendTyped(out, "message_delta", &endEvent{"message_delta", endDelta{StopReason: reason}, &s.usage})
	return appendTyped(out, "message_stop", &struct {
		Type string `json:"type"`
	}{"message_stop"})
}
