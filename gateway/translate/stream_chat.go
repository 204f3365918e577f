package translate

import (
	"encoding/json"
	"strings"
)

// thinkingMax bounds the signed thinking that is kept until its block ends, in
// bytes; a signature comes after what it signs.
const thinkingMax = 4 << 20

// streamToChat makes chunks of a messages stream.
type streamToChat struct {
	includeUsage bool
	created      int64
	id, model    string
	usage        messagesUsage
	begun, ended bool

	block     string // the type of the open block
	calls     int    // calls of tools so far
	arguments bool   // the open call has arguments
	thinking  strings.Builder
	signature strings.Builder
	data      string
}

// StreamToChat translates the stream of a messages answer into one of chat
// completion chunks. The time of the answer is in Unix seconds. The chunk with
// the usage comes if the client asked for it.
func StreamToChat(includeUsage bool, created int64) Stream {
	return &streamToChat{includeUsage: includeUsage, created: created}
}

// messagesEvent is any event of a messages stream.
type messagesEvent struct {
	Type         string         `json:"type"`
	Index        int            `json:"index"`
	Message      *messageAnswer `json:"message"`
	ContentBlock *answerBlock   `json:"content_block"`
	Delta        *messagesDelta `json:"delta"`
	Usage        *messagesUsage `json:"usage"`
	Error        struct {
		Type    string `json:"type"`
		Message string `json:"message"`
	} `json:"error"`
}

// messagesDelta is the delta of a block, or of the message.
type messagesDelta struct {
	Type        string  `json:"type"`
	Text        string  `json:"text"`
	Thinking    string  `json:"thinking"`
	Signature   string  `json:"signature"`
	PartialJSON string  `json:"partial_json"`
	StopReason  *string `json:"stop_reason"`
}

// Event implements Stream.
func (s *streamToChat) Event(event []byte) ([]byte, *Refusal) {
	_, data := parseEvent(event)
	if len(data) == 0 {
		return nil, nil
	}
	var e messagesEvent
	if err := json.Unmarshal(data, &e); err != nil {
		return nil, untranslatable("", "an event of the answer is no JSON object of a messages stream: %v", err)
	}
	switch e.Type {
	case "message_start":
		return s.start(&e)
	case "ping":
		return nil, nil
	case "error":
		kind, code := "server_error", e.Error.Type
		if code == "invalid_request_error" {
			kind = code
		}
		return appendEvent(nil, "", chatError(kind, code, e.Error.Message)), nil
	}
	if !s.begun || s.ended {
		return nil, untranslatable("", "an event of type %q is outside of the message", e.Type)
	}
	switch e.Type {
	case "content_block_start":
		return s.open(&e)
	case "content_block_delta":
		return s.delta(&e)
	case "content_block_stop":
		return s.stop(), nil
	case "message_delta":
		if e.Usage != nil {
			s.usage.later(e.Usage)
		}
		if e.Delta == nil || e.Delta.StopReason == nil {
			return nil, nil
		}
		reason := finishReason(*e.Delta.StopReason)
		return s.chunk(choice{Delta: &answerMessage{}, FinishReason: &reason, NativeReason: *e.Delta.StopReason}), nil
	case "message_stop":
		return s.End(), nil
	}
	return nil, nil // the API adds kinds of events, which clients are to ignore
}

// End implements Stream.
func (s *streamToChat) End() []byte {
	if !s.begun || s.ended {
		return nil
	}
	s.ended = true
	var out []byte
	if s.includeUsage {
		data, _ := encode(&completion{ID: s.id, Object: chunkObject, Created: s.created, Model: s.model, Choices: []choice{}, Usage: s.usage.chat()})
		out = appendEvent(out, "", data)
	}
	return appendEvent(out, "", []byte(doneMark))
}

func (s *streamToChat) chunk(c choice) []byte {
	data, err := encode(&completion{ID: s.id, Object: chunkObject, Created: s.created, Model: s.model, Choices: []choice{c}})
	if err != nil {
		return nil
	}
	return appendEvent(nil, "", data)
}

func (s *streamToChat) say(m answerMessage) []byte { return s.chunk(choice{Delta: &m}) }

func (s *streamToChat) start(e *messagesEvent) ([]byte, *Refusal) {
	if s.begun || e.Message == nil {
		return nil, untranslatable("message", "a stream begins with one message")
	}
	s.begun, s.id, s.model = true, e.Message.ID, e.Message.Model
	if e.Message.Usage != nil {
		s.usage = *e.Message.Usage
	}
	empty := ""
	return s.say(answerMessage{Role: "assistant", Content: &empty}), nil
}

func (s *streamToChat) open(e *messagesEvent) ([]byte, *Refusal) {
	if s.block != "" || e.ContentBlock == nil {
		return nil, untranslatable("content_block", "a block begins before the one before it ended, or is missing")
	}
	b := e.ContentBlock
	s.block = b.Type
	switch b.Type {
	case "text":
		if b.Text != nil && *b.Text != "" {
			return s.say(answerMessage{Content: b.Text}), nil
		}
	case "thinking", "redacted_thinking":
		s.thinking.Reset()
		s.signature.Reset()
		s.data = b.Data
		if b.Signature != nil {
			s.signature.WriteString(*b.Signature)
		}
		if b.Thinking != nil && *b.Thinking != "" {
			return s.think(*b.Thinking)
		}
	case "tool_use":
		index := s.calls
		s.calls++
		call := toolCall{Index: &index, ID: b.ID, Type: "function", Function: functionCall{Name: b.Name}}
		// An upstream that does not stream arguments gives them here.
		if input := strings.TrimSpace(string(b.Input)); input != "" && input != "{}" && input != "null" {
			call.Function.Arguments = input
		}
		s.arguments = call.Function.Arguments != ""
		return s.say(answerMessage{ToolCalls: []toolCall{call}}), nil
	default:
		return nil, untranslatable("content_block.type", "the answer has a block of type %q, which chat completions have no form for", b.Type)
	}
	return nil, nil
}

func (s *streamToChat) delta(e *messagesEvent) ([]byte, *Refusal) {
	d := e.Delta
	if d == nil || s.block == "" {
		return nil, untranslatable("delta", "a part of a block comes without one")
	}
	switch d.Type {
	case "text_delta":
		return s.say(answerMessage{Content: &d.Text}), nil
	case "thinking_delta":
		return s.think(d.Thinking)
	case "signature_delta":
		if s.signature.Len()+len(d.Signature) > thinkingMax {
			return nil, untranslatable("delta.signature", "a signature is longer than %d bytes", thinkingMax)
		}
		s.signature.WriteString(d.Signature)
	case "input_json_delta":
		if d.PartialJSON == "" || s.calls == 0 {
			return nil, nil
		}
		s.arguments = true
		return s.say(answerMessage{ToolCalls: []toolCall{s.more(d.PartialJSON)}}), nil
	}
	return nil, nil // such as citations, which nobody asked for
}

func (s *streamToChat) more(arguments string) toolCall {
	index := s.calls - 1
	return toolCall{Index: &index, Function: functionCall{Arguments: arguments}}
}

func (s *streamToChat) think(text string) ([]byte, *Refusal) {
	if s.thinking.Len()+len(text) > thinkingMax {
		return nil, untranslatable("delta.thinking", "a block of thinking is longer than %d bytes", thinkingMax)
	}
	s.thinking.WriteString(text)
	return s.say(answerMessage{Reasoning: text}), nil
}

// stop ends a block. Signed thinking goes out whole, for the client to send
// back; a call without arguments gets the empty object that it means.
func (s *streamToChat) stop() []byte {
	block := s.block
	s.block = ""
	switch {
	case block == "tool_use" && !s.arguments:
		return s.say(answerMessage{ToolCalls: []toolCall{s.more("{}")}})
	case block == "thinking":
		text, signature := s.thinking.String(), s.signature.String()
		return s.say(answerMessage{ThinkingBlocks: []thinkingBlock{{Type: block, Thinking: &text, Signature: &signature}}})
	case block == "redacted_thinking":
		return s.say(answerMessage{ThinkingBlocks: []thinkingBlock{{Type: block, Data: s.data}}})
	}
	return nil
}
