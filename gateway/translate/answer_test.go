package translate

import (
	"testing"
)

func TestAnswerToChat(t *testing.T) {
	got, r := AnswerToChat([]byte(`{"id":"msg_1","type":"message","role":"assistant","model":"c","stop_reason":"tool_use","stop_sequence":null,
		"content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"a"},{"type":"text","text":"b","citations":null},
			{"type":"tool_use","id":"t1","name":"f","input":{"n":1.10}}],
		"usage":{"input_tokens":10,"cache_creation_input_tokens":30,"cache_read_input_tokens":500,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},
			"output_tokens":7,"output_tokens_details":{"thinking_tokens":3},"service_tier":"standard"}}`), 1700000000)
	if r != nil {
		t.Fatal(r)
	}
	same(t, got, `{"id":"msg_1","object":"chat.completion","created":1700000000,"model":"c","choices":[{"index":0,"logprobs":null,"finish_reason":"tool_calls",
		"native_finish_reason":"tool_use","message":{"role":"assistant","content":"ab","refusal":null,"reasoning_content":"hm",
			"thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"}],
			"tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"n\":1.10}"}}]}}],
		"usage":{"prompt_tokens":540,"completion_tokens":7,"total_tokens":547,"completion_tokens_details":{"reasoning_tokens":3},
			"prompt_tokens_details":{"cached_tokens":500,"cache_write_tokens":30,"cache_creation_token_details":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}}}`)
}

func TestAnswerToMessages(t *testing.T) {
	got, r := AnswerToMessages([]byte(`{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"g","system_fingerprint":"x","choices":[{"index":0,"finish_reason":"stop","logprobs":null,
		"message":{"role":"assistant","content":"a","refusal":null,"annotations":[],"reasoning_content":"hm","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\"n\":1.10}"}}]}}],
		"usage":{"prompt_tokens":540,"completion_tokens":7,"total_tokens":547,"prompt_tokens_details":{"cached_tokens":500},"completion_tokens_details":{"reasoning_tokens":3}}}`))
	if r != nil {
		t.Fatal(r)
	}
	same(t, got, `{"id":"chatcmpl-1","type":"message","role":"assistant","model":"g","stop_reason":"tool_use","stop_sequence":null,
		"content":[{"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"a"},{"type":"tool_use","id":"t1","name":"f","input":{"n":1.10}}],
		"usage":{"input_tokens":40,"cache_creation_input_tokens":0,"cache_read_input_tokens":500,"output_tokens":7,"output_tokens_details":{"thinking_tokens":3}}}`)
}

func TestAnswersThatCannotBeTranslated(t *testing.T) {
	for _, body := range []string{
		`{}`, `[]`, `{"type":"message","content":[],"stop_reason":null,"usage":{}}`,
		`{"type":"message","content":[{"type":"server_tool_use"}],"stop_reason":"end_turn","usage":{}}`,
		`{"type":"error","error":{"type":"api_error","message":"x"}}`,
	} {
		if out, r := AnswerToChat([]byte(body), 1); r == nil || out != nil {
			t.Errorf("%s became %s", body, out)
		}
	}
	for _, body := range []string{
		`{}`, `{"choices":[]}`, `{"choices":[{"message":{"content":"a"},"finish_reason":null}]}`,
		`{"choices":[{"message":{"content":"a"},"finish_reason":"stop"},{"message":{"content":"b"},"finish_reason":"stop"}]}`,
		`{"choices":[{"message":{"tool_calls":[{"id":"x","function":{"name":"f","arguments":"{"}}]},"finish_reason":"tool_calls"}]}`,
		`{"choices":[{"message":{"audio":{"id":"x"}},"finish_reason":"stop"}]}`,
		`{"choices":[{"message":{"function_call":{"name":"x"}},"finish_reason":"stop"}]}`,
	} {
		if out, r := AnswerToMessages([]byte(body)); r == nil || out != nil {
			t.Errorf("%s became %s", body, out)
		}
	}
}

// TestImpossibleUsage: what an upstream makes up must not overflow or turn
// negative on its way to the client.
func TestImpossibleUsage(t *testing.T) {
	c := (&messagesUsage{Input: 1 << 62, CacheRead: 1 << 62, CacheCreation: -5, Output: -1}).chat()
	if c.Prompt != 1<<53 || c.Completion != 0 || c.Total != 1<<53 {
		t.Errorf("%+v", c)
	}
	m := (&chatUsage{Prompt: 3, PromptDetails: &promptDetails{Cached: 5}}).messages()
	if m.Input != 0 || m.CacheRead != 5 {
		t.Errorf("%+v", m)
	}
}

func TestErrors(t *testing.T) {
	status, body := ErrorToChat(529, []byte(`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"},"request_id":"r"}`))
	if status != 503 {
		t.Errorf("status %d", status)
	}
	same(t, body, `{"error":{"message":"Overloaded","type":"server_error","code":"overloaded_error","param":null}}`)
	status, body = ErrorToMessages(404, []byte(`{"error":{"message":"no such model","type":"invalid_request_error","param":"model","code":"model_not_found"}}`))
	if status != 404 {
		t.Errorf("status %d", status)
	}
	same(t, body, `{"type":"error","error":{"type":"not_found_error","message":"no such model"}}`)
	if _, body = ErrorToMessages(400, []byte(`<html>`)); canonical(t, body) == "" {
		t.Error("no error at all")
	}
	if status, _ = ErrorToMessages(503, nil); status != 529 {
		t.Errorf("status %d", status)
	}
}
