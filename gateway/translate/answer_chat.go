package translate

import (
	"encoding/json"
	"fmt"
	"strings"
)

// messageAnswer is a message as Anthropic's API answers.
type messageAnswer struct {
	ID           string         `json:"id"`
	Type         string         `json:"type"`
	Role         string         `json:"role"`
	Model        string         `json:"model"`
	Content      []answerBlock  `json:"content"`
	StopReason   *string        `json:"stop_reason"`
	StopSequence *string        `json:"stop_sequence"`
	Usage        *messagesUsage `json:"usage"`
}

// answerBlock is a block of an answer. What is no pointer or raw is left out
// when empty, and no kind of block minds.
type answerBlock struct {
	Type      string          `json:"type"`
	Text      *string         `json:"text,omitempty"`
	Thinking  *string         `json:"thinking,omitempty"`
	Signature *string         `json:"signature,omitempty"`
	Data      string          `json:"data,omitempty"`
	ID        string          `json:"id,omitempty"`
	Name      string          `json:"name,omitempty"`
	Input     json.RawMessage `json:"input,omitempty"`
}

// completion is an answer, or with Object set to chunkObject a part of one.
type completion struct {
	ID      string     `json:"id"`
	Object  string     `json:"object"`
	Created int64      `json:"created"`
	Model   string     `json:"model"`
	Choices []choice   `json:"choices"`
	Usage   *chatUsage `json:"usage,omitempty"`
}

const (
	completionObject = "chat.completion"
	chunkObject      = "chat.completion.chunk"
)

type choice struct {
	Index        int            `json:"index"`
	Message      *answerMessage `json:"message,omitempty"`
	Delta        *answerMessage `json:"delta,omitempty"`
	Logprobs     any            `json:"logprobs"`
	FinishReason *string        `json:"finish_reason"`
	NativeReason string         `json:"native_finish_reason,omitempty"`
}

// answerMessage is the message of an answer or the delta of a chunk.
type answerMessage struct {
	Role           string          `json:"role,omitempty"`
	Content        any             `json:"content,omitempty"` // *string; a nil *string is written as null
	Refusal        any             `json:"refusal,omitempty"`
	Reasoning      string          `json:"reasoning_content,omitempty"`
	ThinkingBlocks []thinkingBlock `json:"thinking_blocks,omitempty"`
	ToolCalls      []toolCall      `json:"tool_calls,omitempty"`
}

// thinkingBlock is what a chat client sends back for the thinking to go on.
type thinkingBlock struct {
	Type      string  `json:"type"`
	Thinking  *string `json:"thinking,omitempty"`
	Signature *string `json:"signature,omitempty"`
	Data      string  `json:"data,omitempty"`
}

func untranslatable(param, format string, args ...any) *Refusal {
	return &Refusal{Code: "answer_untranslatable", Param: param, Detail: fmt.Sprintf(format, args...)}
}

// finishReasons are OpenAI's reasons for Anthropic's.
var finishReasons = map[string]string{
	"end_turn": "stop", "stop_sequence": "stop", "pause_turn": "stop", "tool_use": "tool_calls",
	"max_tokens": "length", "model_context_window_exceeded": "length", "refusal": "content_filter",
}

// finishReason is "stop" for a reason that is not known yet: the answer was
// made, and the native reason stands beside it.
func finishReason(stop string) string {
	if reason, ok := finishReasons[stop]; ok {
		return reason
	}
	return "stop"
}

// AnswerToChat translates an answer to a messages request into one to a chat
// completion request. The time of the answer is in Unix seconds.
func AnswerToChat(body []byte, created int64) ([]byte, *Refusal) {
	var in messageAnswer
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, untranslatable("", "the answer is no message: %v", err)
	}
	if in.Type != "message" || in.Usage == nil || in.StopReason == nil {
		return nil, untranslatable("", "the answer is of type %q, or lacks its usage or stop reason; a whole message has to have them", in.Type)
	}
	m := answerMessage{Role: "assistant", Refusal: (*string)(nil)}
	var text, thinking strings.Builder
	for i, b := range in.Content {
		switch b.Type {
		case "text":
			if b.Text != nil {
				text.WriteString(*b.Text)
			}
		case "thinking", "redacted_thinking":
			if b.Thinking != nil {
				thinking.WriteString(*b.Thinking)
			}
			m.ThinkingBlocks = append(m.ThinkingBlocks, thinkingBlock{b.Type, b.Thinking, b.Signature, b.Data})
		case "tool_use":
			arguments := string(b.Input)
			if arguments == "" || arguments == "null" {
				arguments = "{}"
			}
			m.ToolCalls = append(m.ToolCalls, toolCall{ID: b.ID, Type: "function", Function: functionCall{b.Name, arguments}})
		default:
			return nil, untranslatable(fmt.Sprintf("content[%d].type", i), "the answer has a block of type %q, which chat completions have no form for", b.Type)
		}
	}
	m.Reasoning = thinking.String()
	if s := text.String(); s != "" || len(m.ToolCalls) == 0 {
		m.Content = &s
	} else {
		m.Content = (*string)(nil)
	}
	reason := finishReason(*in.StopReason)
	out := completion{ID: in.ID, Object: completionObject, Created: created, Model: in.Model, Usage: in.Usage.chat(),
		Choices: []choice{{Message: &m, FinishReason: &reason, NativeReason: *in.StopReason}}}
	var r reader
	return r.finish(&out)
}
