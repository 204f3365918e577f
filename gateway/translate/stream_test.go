package translate

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
)

var seedFlag = flag.Uint64("translate.seed", 0, "seed of the random tests; zero takes one from the clock")

func seeded(t *testing.T) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("-translate.seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// randomMessage makes an answer of Anthropic's API.
func randomMessage(r *rand.Rand) messageAnswer {
	m := messageAnswer{ID: "msg_1", Type: "message", Role: "assistant", Model: "m", Content: []answerBlock{}, Usage: &messagesUsage{
		Input: r.Int64N(1000), CacheRead: r.Int64N(1000), Output: r.Int64N(100)}}
	reason := "end_turn"
	if r.IntN(2) == 0 {
		text, signature := randomText(r), "sig"
		m.Content = append(m.Content, answerBlock{Type: "thinking", Thinking: &text, Signature: &signature})
	}
	if r.IntN(4) > 0 {
		text := randomText(r)
		m.Content = append(m.Content, answerBlock{Type: "text", Text: &text})
	}
	for i := range r.IntN(3) {
		input, _ := json.Marshal(map[string]any{"text": randomText(r), "n": r.IntN(100)})
		if r.IntN(4) == 0 {
			input = []byte("{}")
		}
		m.Content = append(m.Content, answerBlock{Type: "tool_use", ID: fmt.Sprint("t", i), Name: "f", Input: input})
		reason = "tool_use"
	}
	if r.IntN(3) == 0 {
		m.Usage.CacheCreation, m.Usage.Lifetimes = 7, &cacheLifetimes{Minutes5: 3, Hour: 4}
	}
	m.StopReason = &reason
	return m
}

func randomText(r *rand.Rand) string {
	words := [...]string{"plain", "\"quoted\"", "line\nbreak", "é", "日本", "<b>", "data: x\n\n", "\\", " "}
	b := words[r.IntN(len(words))]
	for range r.IntN(6) {
		b += words[r.IntN(len(words))]
	}
	return b
}

// pieces cuts a text between characters.
func pieces(r *rand.Rand, text string) (list []string) {
	for runes := []rune(text); len(runes) > 0; {
		n := 1 + r.IntN(len(runes))
		list = append(list, string(runes[:n]))
		runes = runes[n:]
	}
	return list
}

func typed(name string, v map[string]any) []byte {
	v["type"] = name
	data, _ := json.Marshal(v)
	return appendEvent(nil, name, data)
}

// streamOf writes a message as Anthropic's API would stream it.
func streamOf(r *rand.Rand, m messageAnswer) (events [][]byte) {
	add := func(name string, v map[string]any) { events = append(events, typed(name, v)) }
	start := m
	start.Content, start.StopReason = []answerBlock{}, nil
	start.Usage = &messagesUsage{Input: m.Usage.Input, CacheRead: m.Usage.CacheRead, CacheCreation: m.Usage.CacheCreation, Lifetimes: m.Usage.Lifetimes, Output: 1}
	start.Usage.Output = min(1, m.Usage.Output)
	add("message_start", map[string]any{"message": start})
	for i, b := range m.Content {
		delta := func(d map[string]any) { add("content_block_delta", map[string]any{"index": i, "delta": d}) }
		open := map[string]any{"type": b.Type}
		switch b.Type {
		case "tool_use":
			open["id"], open["name"], open["input"] = b.ID, b.Name, struct{}{}
		case "redacted_thinking":
			open["data"] = b.Data
		case "text":
			open["text"] = ""
		case "thinking":
			open["thinking"], open["signature"] = "", ""
		}
		add("content_block_start", map[string]any{"index": i, "content_block": open})
		add("ping", map[string]any{})
		switch b.Type {
		case "tool_use":
			if string(b.Input) != "{}" {
				for _, p := range append([]string{""}, pieces(r, string(b.Input))...) {
					delta(map[string]any{"type": "input_json_delta", "partial_json": p})
				}
			}
		case "text":
			for _, p := range pieces(r, *b.Text) {
				delta(map[string]any{"type": "text_delta", "text": p})
			}
		case "thinking":
			for _, p := range pieces(r, *b.Thinking) {
				delta(map[string]any{"type": "thinking_delta", "thinking": p})
			}
			delta(map[string]any{"type": "signature_delta", "signature": *b.Signature})
		}
		add("content_block_stop", map[string]any{"index": i})
	}
	add("message_delta", map[string]any{"delta": map[string]any{"stop_reason": m.StopReason, "stop_sequence": nil}, "usage": map[string]any{"output_tokens": m.Usage.Output}})
	add("message_stop", map[string]any{})
	return events
}

// gatherChat puts chunks together, as OpenAI's clients do.
func gatherChat(t *testing.T, stream []byte) (c completionAnswer, done bool) {
	t.Helper()
	said := &chatSaid{}
	c.Choices = []answerChoice{{Message: said}}
	join := func(to **string, part *string) {
		if part != nil {
			if *to == nil {
				*to = new(string)
			}
			**to += *part
		}
	}
	for _, event := range events(stream) {
		_, data := parseEvent(event)
		if string(data) == doneMark {
			done = true
			continue
		}
		var chunk completionAnswer
		if err := json.Unmarshal(data, &chunk); err != nil || chunk.Object != chunkObject {
			t.Fatalf("%v in %s", err, data)
		}
		c.ID, c.Model = chunk.ID, chunk.Model
		if chunk.Usage != nil {
			c.Usage = chunk.Usage
		}
		for _, choice := range chunk.Choices {
			if choice.FinishReason != nil {
				c.Choices[0].FinishReason = choice.FinishReason
			}
			join(&said.Content, choice.Delta.Content)
			join(&said.Reasoning, choice.Delta.Reasoning)
			said.ThinkingBlocks = append(said.ThinkingBlocks, choice.Delta.ThinkingBlocks...)
			for _, call := range choice.Delta.ToolCalls {
				if *call.Index == len(said.ToolCalls) {
					said.ToolCalls = append(said.ToolCalls, call)
					continue
				}
				said.ToolCalls[*call.Index].Function.Arguments += call.Function.Arguments
			}
		}
	}
	return c, done
}

// events cuts a stream.
func events(stream []byte) (list [][]byte) {
	for len(stream) > 0 {
		i := bytes.Index(stream, []byte("\n\n"))
		if i < 0 {
			return append(list, stream)
		}
		list = append(list, stream[:i+2])
		stream = stream[i+2:]
	}
	return list
}

// TestStreamToChatSaysWhatTheAnswerSays: streamed or in one piece, a chat
// client ends up with the same.
func TestStreamToChatSaysWhatTheAnswerSays(t *testing.T) {
	r := seeded(t)
	for range 500 {
		m := randomMessage(r)
		whole, _ := json.Marshal(m)
		want, refusal := AnswerToChat(whole, 1)
		if refusal != nil {
			t.Fatal(refusal)
		}
		s := StreamToChat(true, 1)
		var out []byte
		for _, event := range streamOf(r, m) {
			part, refusal := s.Event(event)
			if refusal != nil {
				t.Fatalf("%v at %s", refusal, event)
			}
			out = append(out, part...)
		}
		got, done := gatherChat(t, out)
		var expected completionAnswer
		_ = json.Unmarshal(want, &expected)
		got.Object, expected.Object = "", ""
		for i := range got.Choices[0].Message.ToolCalls {
			got.Choices[0].Message.ToolCalls[i].Index = nil
		}
		if e := expected.Choices[0].Message; e.Content == nil {
			e.Content = new(string) // a stream begins with empty text, OpenAI's too
		}
		if !done || !reflect.DeepEqual(got, expected) {
			a, _ := json.MarshalIndent(got, "", " ")
			b, _ := json.MarshalIndent(expected, "", " ")
			t.Fatalf("got\n%s\nwant\n%s\nof\n%s", a, b, out)
		}
		if s.End() != nil {
			t.Fatal("a stream ended twice")
		}
	}
}

// TestThereAndBackAgain: a message streamed to chunks and back to events is the
// message, and so is its answer in one piece.
func TestThereAndBackAgain(t *testing.T) {
	r := seeded(t)
	for range 500 {
		m := randomMessage(r)
		if len(m.Content) == 0 {
			continue
		}
		whole, _ := json.Marshal(m)
		chat, _ := AnswerToChat(whole, 1)
		back, refusal := AnswerToMessages(chat)
		if refusal != nil {
			t.Fatal(refusal)
		}
		same(t, back, string(whole))

		there, home := StreamToChat(true, 1), StreamToMessages()
		var out []byte
		for _, event := range streamOf(r, m) {
			chunks, refusal := there.Event(event)
			for _, chunk := range events(chunks) {
				part, r := home.Event(chunk)
				if r != nil || refusal != nil {
					t.Fatal(r, refusal)
				}
				out = append(out, part...)
			}
		}
		got := gatherMessage(t, out)
		if !reflect.DeepEqual(got, m) {
			a, _ := json.MarshalIndent(got, "", " ")
			b, _ := json.MarshalIndent(m, "", " ")
			t.Fatalf("got\n%s\nwant\n%s\nof\n%s", a, b, out)
		}
	}
}

// gatherMessage puts events together, as Anthropic's clients do, and checks
// their order.
func gatherMessage(t *testing.T, stream []byte) (m messageAnswer) {
	t.Helper()
	open, ended := false, false
	var input strings.Builder
	for _, event := range events(stream) {
		name, data := parseEvent(event)
		var e messagesEvent
		if err := json.Unmarshal(data, &e); err != nil || e.Type != name || ended {
			t.Fatalf("%v in %s after the end: %v", err, event, ended)
		}
		switch name {
		case "message_start":
			m = *e.Message
		case "content_block_start":
			if open || e.Index != len(m.Content) {
				t.Fatalf("out of order: %s", event)
			}
			open = true
			input.Reset()
			m.Content = append(m.Content, *e.ContentBlock)
		case "content_block_delta":
			b := &m.Content[e.Index]
			switch e.Delta.Type {
			case "text_delta":
				*b.Text += e.Delta.Text
			case "thinking_delta":
				*b.Thinking += e.Delta.Thinking
			case "signature_delta":
				*b.Signature += e.Delta.Signature
			case "input_json_delta":
				input.WriteString(e.Delta.PartialJSON)
			}
			if !open {
				t.Fatalf("out of order: %s", event)
			}
		case "content_block_stop":
			if input.Len() > 0 {
				m.Content[e.Index].Input = json.RawMessage(input.String())
			}
			open = false
		case "message_delta":
			m.StopReason, m.Usage = e.Delta.StopReason, e.Usage
		case "message_stop":
			ended = true
		}
	}
	if !ended || open {
		t.Fatalf("no end: %s", stream)
	}
	return m
}
