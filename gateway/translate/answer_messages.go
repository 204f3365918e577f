package translate

import (
	"encoding/json"
	"fmt"
)

// completionAnswer is a chat completion as it is read, whole or a chunk.
type completionAnswer struct {
	ID      string         `json:"id"`
	Object  string         `json:"object"`
	Model   string         `json:"model"`
	Choices []answerChoice `json:"choices"`
	Usage   *chatUsage     `json:"usage"`
	Error   *openAIError   `json:"error"`
}

type answerChoice struct {
	Index        int       `json:"index"`
	Message      *chatSaid `json:"message"`
	Delta        *chatSaid `json:"delta"`
	FinishReason *string   `json:"finish_reason"`
}

// chatSaid is what a model said. Servers of open models put their thinking
// under one of two names.
type chatSaid struct {
	Content        *string         `json:"content"`
	Refusal        *string         `json:"refusal"`
	Reasoning      *string         `json:"reasoning_content"`
	Reasoning2     *string         `json:"reasoning"`
	ThinkingBlocks []answerBlock   `json:"thinking_blocks"`
	ToolCalls      []toolCall      `json:"tool_calls"`
	FunctionCall   json.RawMessage `json:"function_call"`
	Audio          json.RawMessage `json:"audio"`
}

func (s *chatSaid) reasoning() string {
	for _, text := range [...]*string{s.Reasoning, s.Reasoning2} {
		if text != nil && *text != "" {
			return *text
		}
	}
	return ""
}

// strange is why something said cannot be put into blocks.
func (s *chatSaid) strange() *Refusal {
	name := "audio"
	switch {
	case !(value{raw: s.FunctionCall}).null():
		name = "function_call"
	case (value{raw: s.Audio}).null():
		return nil
	}
	return untranslatable("choices[0].message."+name, "the answer has %s, which messages have no form for", name)
}

// stopReasons are Anthropic's reasons for OpenAI's.
var stopReasons = map[string]string{
	"stop": "end_turn", "length": "max_tokens", "tool_calls": "tool_use", "function_call": "tool_use", "content_filter": "refusal",
}

// stopReason is "end_turn" for a reason that is not known yet. Some servers say
// "stop" after calls of tools, for which a messages client would not look.
func stopReason(finish string, calls bool) string {
	reason, ok := stopReasons[finish]
	if !ok {
		reason = "end_turn"
	}
	if reason == "end_turn" && calls {
		reason = "tool_use"
	}
	return reason
}

// AnswerToMessages translates an answer to a chat completion request into one
// to a messages request.
func AnswerToMessages(body []byte) ([]byte, *Refusal) {
	var in completionAnswer
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, untranslatable("", "the answer is no chat completion: %v", err)
	}
	if len(in.Choices) != 1 || in.Choices[0].Message == nil || in.Choices[0].FinishReason == nil {
		return nil, untranslatable("choices", "the answer has %d choices, or lacks its message or finish reason; a whole answer has one with both", len(in.Choices))
	}
	said := in.Choices[0].Message
	if r := said.strange(); r != nil {
		return nil, r
	}
	content, refusal := said.blocks()
	if refusal != nil {
		return nil, refusal
	}
	reason := stopReason(*in.Choices[0].FinishReason, len(said.ToolCalls) > 0)
	if said.Refusal != nil && *said.Refusal != "" {
		reason = "refusal"
	}
	out := messageAnswer{ID: in.ID, Type: "message", Role: "assistant", Model: in.Model, Content: content, StopReason: &reason, Usage: &messagesUsage{}}
	if in.Usage != nil {
		out.Usage = in.Usage.messages()
	}
	var r reader
	return r.finish(&out)
}

// blocks writes what was said in Anthropic's order: thinking, text, calls.
func (s *chatSaid) blocks() ([]answerBlock, *Refusal) {
	blocks := append([]answerBlock{}, s.ThinkingBlocks...)
	if text := s.reasoning(); text != "" && len(blocks) == 0 {
		unsigned := ""
		blocks = append(blocks, answerBlock{Type: "thinking", Thinking: &text, Signature: &unsigned})
	}
	for _, text := range [...]*string{s.Content, s.Refusal} {
		if text != nil && *text != "" {
			blocks = append(blocks, answerBlock{Type: "text", Text: text})
		}
	}
	for i, c := range s.ToolCalls {
		if c.Type != "" && c.Type != "function" {
			return nil, untranslatable(fmt.Sprintf("choices[0].message.tool_calls[%d].type", i), "the answer has a call of type %q, which messages have no form for", c.Type)
		}
		var r reader
		input := r.arguments(c.Function.Arguments, fmt.Sprintf("choices[0].message.tool_calls[%d].function.arguments", i))
		if r.refusal != nil {
			return nil, untranslatable(r.refusal.Param, "%s", r.refusal.Detail)
		}
		blocks = append(blocks, answerBlock{Type: "tool_use", ID: c.ID, Name: c.Function.Name, Input: input})
	}
	return blocks, nil
}
