package translate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
)

// randomChatRequest makes a chat completion request of what both APIs can say.
func randomChatRequest(r *rand.Rand) map[string]any {
	type object = map[string]any
	maybe := func() bool { return r.IntN(2) == 0 }
	q := object{"model": "m", "max_completion_tokens": 1 + r.IntN(1000)}
	text := func() any {
		if maybe() {
			return randomText(r)
		}
		return []object{{"type": "text", "text": randomText(r)}, {"type": "image_url", "image_url": object{"url": "data:image/png;base64,QUJD"}},
			{"type": "image_url", "image_url": object{"url": "https://example.com/?a=1&b=<2>"}}}
	}
	var messages []object
	if maybe() {
		messages = append(messages, object{"role": "system", "content": randomText(r)})
	}
	for i := range 1 + r.IntN(4) {
		messages = append(messages, object{"role": "user", "content": text()})
		switch r.IntN(3) {
		case 0:
			messages = append(messages, object{"role": "assistant", "content": randomText(r)})
		case 1:
			var calls []object
			var results []object
			for k := range 1 + r.IntN(3) {
				id := fmt.Sprintf("call_%d_%d", i, k)
				arguments, _ := json.Marshal(object{"q": randomText(r)})
				calls = append(calls, object{"id": id, "type": "function", "function": object{"name": "f", "arguments": string(arguments)}})
				var result any = randomText(r)
				if maybe() {
					result = []object{{"type": "text", "text": ToolErrorMark}, {"type": "text", "text": randomText(r)}}
				}
				results = append(results, object{"role": "tool", "tool_call_id": id, "content": result})
			}
			messages = append(messages, object{"role": "assistant", "content": nil, "tool_calls": calls})
			messages = append(messages, results...)
		}
	}
	q["messages"] = append(messages, object{"role": "user", "content": text()})
	if maybe() {
		q["tools"] = []object{{"type": "function", "function": object{"name": "f", "description": randomText(r), "parameters": object{"type": "object"}, "strict": true}}}
		q["tool_choice"] = []any{"auto", "none", "required", object{"type": "function", "function": object{"name": "f"}}}[r.IntN(4)]
		if q["tool_choice"] != "none" && maybe() {
			q["parallel_tool_calls"] = false
		}
	}
	if maybe() {
		q["temperature"], q["top_p"] = json.Number("0.70"), json.Number("1e-1")
	}
	if maybe() {
		q["stop"] = []string{randomText(r)}
	}
	if maybe() {
		q["stream"], q["stream_options"] = true, object{"include_usage": true}
	}
	if maybe() {
		q["reasoning_effort"] = []string{"none", "low", "medium", "high", "xhigh", "max"}[r.IntN(6)]
	}
	if maybe() {
		q["response_format"] = object{"type": "json_schema", "json_schema": object{"name": "answer", "strict": true, "schema": object{"type": "object"}}}
	}
	if maybe() {
		q["user"] = randomText(r)
	}
	return q
}

// TestRequestsComeBackAsTheyWere: nothing of what both APIs can say is lost or
// changed on the way there and back.
func TestRequestsComeBackAsTheyWere(t *testing.T) {
	r := seeded(t)
	for range 500 {
		q, err := encode(randomChatRequest(r))
		if err != nil {
			t.Fatal(err)
		}
		there, refusal := RequestToMessages(q)
		if refusal != nil {
			t.Fatalf("%v: %s", refusal, q)
		}
		back, refusal := RequestToChat(there, "")
		if refusal != nil {
			t.Fatalf("%v: %s", refusal, there)
		}
		same(t, back, string(q))
	}
}
