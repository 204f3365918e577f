package translate

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

// same compares JSON texts by what they say, numbers as they are written.
func same(t *testing.T, got []byte, want string) {
	t.Helper()
	if a, b := canonical(t, got), canonical(t, []byte(want)); a != b {
		t.Fatalf("got\n%s\nwant\n%s", a, b)
	}
}

func canonical(t testing.TB, text []byte) string {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatalf("no JSON: %v\n%s", err, text)
	}
	b, _ := json.MarshalIndent(v, "", " ")
	return string(b)
}

func TestChatRequestInFull(t *testing.T) {
	got, r := RequestToMessages([]byte(`{
		"model":"m","max_completion_tokens":100,"temperature":0.70,"top_p":1,"stop":["a","b"],"stream":true,"stream_options":{"include_usage":true},
		"n":1,"store":false,"frequency_penalty":0,"logit_bias":{},"user":"u-1","metadata":{"team":"x"},"reasoning_effort":"high",
		"parallel_tool_calls":false,"tool_choice":"required","service_tier":"auto",
		"response_format":{"type":"json_schema","json_schema":{"name":"s","strict":true,"schema":{"type":"object","minimum":1e400}}},
		"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true},"cache_control":{"type":"ephemeral","ttl":"1h"}},
			{"type":"function","function":{"name":"g"}}],
		"messages":[
			{"role":"system","content":"s1"},{"role":"developer","content":[{"type":"text","text":"s2","cache_control":{"type":"ephemeral"}}]},
			{"role":"user","content":[{"type":"text","text":"look <&> \u00e9"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA","detail":"auto"}},
				{"type":"image_url","image_url":{"url":"https://example.com/a.png"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,BBBB"}}]},
			{"role":"assistant","content":null,"thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"sig"}],"reasoning_content":"hm",
				"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":12345678901234567890.10}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":""}}]},
			{"role":"tool","tool_call_id":"c1","content":"r1"},
			{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"The tool failed:"},{"type":"text","text":"r2"}]},
			{"role":"assistant","content":"ok"},{"role":"system","content":"late"},{"role":"user","content":"go"}]}`))
	if r != nil {
		t.Fatal(r)
	}
	same(t, got, `{"model":"m","max_tokens":100,"temperature":0.70,"top_p":1,"stop_sequences":["a","b"],"stream":true,"metadata":{"user_id":"u-1"},
		"output_config":{"effort":"high","format":{"type":"json_schema","schema":{"type":"object","minimum":1e400}}},
		"tool_choice":{"type":"any","disable_parallel_tool_use":true},
		"tools":[{"name":"f","description":"d","input_schema":{"type":"object"},"strict":true,"cache_control":{"type":"ephemeral","ttl":"1h"}},
			{"name":"g","input_schema":{"type":"object","properties":{}}}],
		"system":[{"type":"text","text":"s1"},{"type":"text","text":"s2","cache_control":{"type":"ephemeral"}}],
		"messages":[
			{"role":"user","content":[{"type":"text","text":"look <&> é"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},
				{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}},
				{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"}}]},
			{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig"},
				{"type":"tool_use","id":"c1","name":"f","input":{"x":12345678901234567890.10}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},
			{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"r1"},{"type":"tool_result","tool_use_id":"c2","content":"r2","is_error":true}]},
			{"role":"assistant","content":"ok"},{"role":"system","content":"late"},{"role":"user","content":"go"}]}`)
	if bytes.Contains(got, []byte(`\u003c`)) {
		t.Fatal("text was escaped for HTML")
	}
}

func TestMessagesRequestInFull(t *testing.T) {
	got, r := RequestToChat([]byte(`{
		"model":"m","max_tokens":100,"temperature":1.0,"stop_sequences":["a"],"stream":true,"metadata":{"user_id":"u"},"service_tier":"auto",
		"thinking":{"type":"adaptive"},"output_config":{"effort":"low","format":{"type":"json_schema","schema":{"type":"object"}}},
		"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral","ttl":"5m"}}],
		"tools":[{"name":"f","description":"d","input_schema":{"type":"object"}},{"type":"custom","name":"g","input_schema":{},"strict":true}],
		"tool_choice":{"type":"tool","name":"f","disable_parallel_tool_use":true},
		"messages":[
			{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"text","text":"what"},
				{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BBBB"},"title":"t","citations":{"enabled":false}},
				{"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}}]},
			{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"let me"},
				{"type":"tool_use","id":"c1","name":"f","input":{"x":1.50}},{"type":"tool_use","id":"c2","name":"g","input":{}}]},
			{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"r1"}]},
				{"type":"tool_result","tool_use_id":"c2","content":"no","is_error":true},{"type":"text","text":"and?"}]}]}`), "")
	if r != nil {
		t.Fatal(r)
	}
	same(t, got, `{"model":"m","max_completion_tokens":100,"temperature":1.0,"stop":["a"],"stream":true,"stream_options":{"include_usage":true},"user":"u",
		"reasoning_effort":"low","response_format":{"type":"json_schema","json_schema":{"name":"answer","strict":true,"schema":{"type":"object"}}},
		"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}},{"type":"function","function":{"name":"g","parameters":{},"strict":true}}],
		"tool_choice":{"type":"function","function":{"name":"f"}},"parallel_tool_calls":false,
		"messages":[{"role":"system","content":"s"},
			{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"text","text":"what"},
				{"type":"file","file":{"filename":"document.pdf","file_data":"data:application/pdf;base64,BBBB"}},{"type":"text","text":"plain"}]},
			{"role":"assistant","content":"let me","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1.50}"}},
				{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}]},
			{"role":"tool","tool_call_id":"c1","content":"r1"},
			{"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"The tool failed:"},{"type":"text","text":"no"}]},
			{"role":"user","content":"and?"}]}`)
}

// refusals: what cannot be said is refused by name and place. %s stands for
// what is added to an otherwise good request.
func TestRefusals(t *testing.T) {
	const u = `"messages":[{"role":"user","content":"x"}]`
	chat := func(messages string) string { return `{"model":"m","max_tokens":1,"messages":[` + messages + `]}` }
	extra := func(more string) string { return `{"model":"m","max_tokens":1,` + u + `,` + more + `}` }
	toMessages, toChat := RequestToMessages, requestToChat
	for _, c := range []struct {
		translate         func([]byte) ([]byte, *Refusal)
		body, code, param string
	}{
		{toMessages, `[]`, "member_malformed", ""},
		{toMessages, `{"model":"m"`, "invalid_json", ""},
		{toMessages, "{\"model\":\"\xff\"}", "invalid_utf8", ""},
		{toMessages, `{"model":"m","model":"n","max_tokens":1,` + u + `}`, "member_twice", "model"},
		{toMessages, `{"model":"m",` + u + `}`, "max_tokens_missing", "max_completion_tokens"},
		{toMessages, extra(`"max_completion_tokens":2`), "limit_twice", "max_tokens"},
		{toMessages, extra(`"temperature":1.5`), "temperature_out_of_range", "temperature"},
		{toMessages, extra(`"n":2`), "member_unsupported", "n"},
		{toMessages, extra(`"seed":1`), "member_unsupported", "seed"},
		{toMessages, extra(`"logprobs":true`), "member_unsupported", "logprobs"},
		{toMessages, extra(`"functions":[]`), "member_unsupported", "functions"},
		{toMessages, extra(`"response_format":{"type":"json_object"}`), "response_format_unsupported", "response_format.type"},
		{toMessages, extra(`"reasoning_effort":"minimal"`), "reasoning_effort_unsupported", "reasoning_effort"},
		{toMessages, extra(`"tool_choice":{"type":"allowed_tools"}`), "tool_choice_unsupported", "tool_choice"},
		{toMessages, extra(`"tools":[{"type":"custom","custom":{"name":"x"}}]`), "tool_unsupported", "tools[0].type"},
		{toMessages, extra(`"user":"a","safety_identifier":"b"`), "user_twice", "user"},
		{toMessages, chat(`{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}`), "content_part_unsupported", "messages[0].content[0]"},
		{toMessages, chat(`{"role":"user","content":[{"type":"image_url","image_url":{"url":"ftp://x"}}]}`), "url_malformed", "messages[0].content[0].image_url.url"},
		{toMessages, chat(`{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x","detail":"low"}}]}`), "image_detail_unsupported", "messages[0].content[0].image_url.detail"},
		{toMessages, chat(`{"role":"user","content":"x","name":"bob"}`), "member_unsupported", "messages[0].name"},
		{toMessages, chat(`{"role":"function","name":"f","content":"x"}`), "role_unsupported", "messages[0].role"},
		{toMessages, chat(`{"role":"system","content":"x"}`), "messages_missing", "messages"},
		{toMessages, chat(`{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"[1]"}}]}`), "tool_arguments_malformed",
			"messages[0].tool_calls[0].function.arguments"},
		{toChat, `{"model":"m",` + u + `}`, "max_tokens_missing", "max_tokens"},
		{toChat, extra(`"top_k":3`), "member_unsupported", "top_k"},
		{toChat, extra(`"mcp_servers":[]`), "member_unsupported", "mcp_servers"},
		{toChat, extra(`"stop_sequences":["1","2","3","4","5"]`), "stop_sequences_many", "stop_sequences"},
		{toChat, extra(`"thinking":{"type":"enabled","budget_tokens":1024}`), "thinking_unsupported", "thinking.type"},
		{toChat, extra(`"tools":[{"type":"web_search_20250305","name":"web_search"}]`), "tool_unsupported", "tools[0].type"},
		{toChat, chat(`{"role":"user","content":"x"},{"role":"assistant","content":"He"}`), "prefill_unsupported", "messages[1]"},
		{toChat, chat(`{"role":"user","content":[{"type":"text","text":"a"},{"type":"tool_result","tool_use_id":"c"}]}`), "tool_result_late", "messages[0].content[1]"},
		{toChat, chat(`{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","content":[{"type":"image"}]}]}`), "content_block_unsupported", "messages[0].content[0].content[0]"},
		{toChat, chat(`{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}`), "source_unsupported", "messages[0].content[0].source.type"},
		{toChat, chat(`{"role":"user","content":[]}`), "content_missing", "messages[0].content"},
		{toChat, chat(`{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}},{"type":"text","text":"b"}]},{"role":"user","content":"x"}`),
			"content_block_order", "messages[0].content[1]"},
	} {
		out, r := c.translate([]byte(c.body))
		if r == nil || r.Code != c.code || r.Param != c.param || out != nil || !strings.ContainsAny(r.Detail, " ") {
			t.Errorf("%s\n got %+v %s\nwant %s at %q", c.body, r, out, c.code, c.param)
		}
	}
}

func requestToChat(body []byte) ([]byte, *Refusal) { return RequestToChat(body, "") }

// TestOlderServers know the output limit under its first name only.
func TestOlderServers(t *testing.T) {
	got, r := RequestToChat([]byte(`{"model":"m","max_tokens":7,"messages":[{"role":"user","content":"x"}]}`), "max_tokens")
	if r != nil {
		t.Fatal(r)
	}
	same(t, got, `{"model":"m","max_tokens":7,"messages":[{"role":"user","content":"x"}]}`)
}
