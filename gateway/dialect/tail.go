package dialect

import (
	"bytes"
	"encoding/json"
	"strconv"

	"aidollar/core/meter"
)

// Tail follows the events that a client was sent, and makes the end of a stream that
// stops as if its output limit were reached.
type Tail struct {
	path  string
	usage bool // the client asked for the usage event

	first   json.RawMessage // of OpenAI's: the first event's data
	choices uint64
	done    map[int]bool // choices that have ended

	block, open int // of Anthropic's: the last block and one behind it, if it is open
}

// NewTail makes one for a request of the dialect.
func (d *Dialect) NewTail(r Request) *Tail {
	t := &Tail{path: d.Path, choices: 1, done: map[int]bool{}}
	switch q := r.(type) {
	case *chatRequest:
		t.usage, t.choices = q.options.includeUsage, q.choices
	case *completionsRequest:
		t.usage, t.choices = q.options.includeUsage, q.n*q.prompts
	}
	return t
}

// Event follows events that the client was sent.
func (t *Tail) Event(events []byte) {
	eventData(events, func(data []byte) {
		switch t.path {
		case chat.Path, completions.Path:
			t.choice(data)
		case messages.Path:
			t.message(data)
		}
	})
}

func (t *Tail) choice(data []byte) {
	if t.first == nil && bytes.HasPrefix(data, []byte("{")) {
		t.first = bytes.Clone(data)
	}
	if !bytes.Contains(data, []byte(`"finish_reason":"`)) {
		return
	}
	var said struct {
		Choices []struct {
			Index  int    `json:"index"`
			Reason string `json:"finish_reason"`
		} `json:"choices"`
	}
	if json.Unmarshal(data, &said) != nil {
		return
	}
	for _, c := range said.Choices {
		if c.Reason != "" {
			t.done[c.Index] = true
		}
	}
}

func (t *Tail) message(data []byte) {
	begins := bytes.Contains(data, []byte(`content_block_start`))
	if !begins && !bytes.Contains(data, []byte(`content_block_stop`)) {
		return
	}
	var said struct {
		Type  string `json:"type"`
		Index int    `json:"index"`
	}
	if json.Unmarshal(data, &said) != nil {
		return
	}
	switch said.Type {
	case "content_block_start":
		t.block, t.open = said.Index, said.Index+1
	case "content_block_stop":
		t.open = 0
	}
}

// Stop is the end of the stream: its last events, with what was used. It is nil where
// the dialect has no such end.
func (t *Tail) Stop(q *meter.Quantities) []byte {
	in, out := q[meter.Input]+q[meter.InputCached]+q[meter.InputCacheWrite]+q[meter.InputCacheWriteHour]+q[meter.InputImage]+q[meter.InputAudio]+q[meter.InputAudioCached],
		q[meter.Output]+q[meter.OutputReasoning]
	switch t.path {
	case chat.Path, completions.Path:
		return t.stopChoices(in, out)
	case messages.Path:
		return t.stopMessage(out)
	}
	return nil
}

// chunk is what events of OpenAI's streams have in common.
type chunk struct {
	ID          string            `json:"id"`
	Object      string            `json:"object"`
	Created     int64             `json:"created"`
	Model       string            `json:"model"`
	Fingerprint string            `json:"system_fingerprint,omitempty"`
	Choices     []json.RawMessage `json:"choices"`
	Usage       *chunkUsage       `json:"usage,omitempty"`
}

type chunkUsage struct {
	Prompt     uint64 `json:"prompt_tokens"`
	Completion uint64 `json:"completion_tokens"`
	Total      uint64 `json:"total_tokens"`
}

func (t *Tail) stopChoices(in, out uint64) (b []byte) {
	var c chunk
	if t.first == nil || json.Unmarshal(t.first, &c) != nil {
		return nil
	}
	text := `"delta":{}`
	if t.path == completions.Path {
		text = `"text":""`
	}
	c.Choices, c.Usage = nil, nil
	for i := range int(t.choices) {
		if !t.done[i] {
			c.Choices = append(c.Choices, json.RawMessage(`{"index":`+strconv.Itoa(i)+`,`+text+`,"logprobs":null,"finish_reason":"length"}`))
		}
	}
	if len(c.Choices) > 0 {
		b = appendData(b, "", &c)
	}
	if t.usage {
		c.Choices, c.Usage = []json.RawMessage{}, &chunkUsage{in, out, in + out}
		b = appendData(b, "", &c)
	}
	return append(b, "data: [DONE]\n\n"...)
}

func (t *Tail) stopMessage(out uint64) (b []byte) {
	type object = map[string]any
	if t.open > 0 {
		b = appendData(b, "content_block_stop", object{"type": "content_block_stop", "index": t.block})
	}
	b = appendData(b, "message_delta", object{"type": "message_delta", "delta": object{"stop_reason": "max_tokens", "stop_sequence": nil}, "usage": object{"output_tokens": out}})
	return appendData(b, "message_stop", object{"type": "message_stop"})
}

func appendData(b []byte, name string, v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		return b // texts and numbers: there is nothing that can fail
	}
	if name != "" {
		b = append(append(append(b, "event: "...), name...), '\n')
	}
	return append(append(append(b, "data: "...), data...), "\n\n"...)
}
