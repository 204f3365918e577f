package translate

import (
	"strings"
	"testing"
)

func feed(s Stream, datas ...string) (out string, r *Refusal) {
	for _, data := range datas {
		part, refusal := s.Event(appendEvent(nil, "", []byte(data)))
		if refusal != nil {
			return out, refusal
		}
		out += string(part)
	}
	return out, nil
}

// TestCallsAllNumberedZero: some servers number every call zero and tell them
// apart by their ids.
func TestCallsAllNumberedZero(t *testing.T) {
	out, r := feed(StreamToMessages(),
		`{"id":"a","model":"m","choices":[{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\":1}"}}]}}]}`,
		`{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"y","function":{"name":"g","arguments":"{}"}}]},"finish_reason":"stop"}]}`,
		`[DONE]`)
	if r != nil {
		t.Fatal(r)
	}
	m := gatherMessage(t, []byte(out))
	if len(m.Content) != 2 || m.Content[0].ID != "x" || string(m.Content[0].Input) != `{"a":1}` || m.Content[1].Name != "g" || *m.StopReason != "tool_use" {
		t.Fatalf("%+v", m)
	}
}

func TestStreamsThatCannotBeTranslated(t *testing.T) {
	const begun = `{"type":"message_start","message":{"id":"a","model":"m","usage":{}}}`
	for _, datas := range [][]string{
		{`{"type":"message_stop"}`},
		{begun, begun},
		{begun, `{"type":"content_block_delta","delta":{"type":"text_delta","text":"x"}}`},
		{begun, `{"type":"content_block_start","content_block":{"type":"server_tool_use"}}`},
		{begun, `{"type":"content_block_start","content_block":{"type":"text"}}`, `{"type":"content_block_start","content_block":{"type":"text"}}`},
		{`no json`},
	} {
		if out, r := feed(StreamToChat(false, 1), datas...); r == nil {
			t.Errorf("%q became %s", datas, out)
		}
	}
	for _, datas := range [][]string{
		{`no json`},
		{`{"choices":[{"index":1,"delta":{"content":"x"}}]}`},
		{`{"choices":[{"delta":{"audio":{"id":"x"}}}]}`},
		{`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}`},
		{`{"choices":[{"delta":{}}]}`, `[DONE]`, `{"choices":[{"delta":{"content":"x"}}]}`},
		// The first call goes on after the second began.
		{`{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f"}},{"index":1,"id":"y","function":{"name":"g"}}]}}]}`,
			`{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{"}}]}}]}`},
	} {
		if out, r := feed(StreamToMessages(), datas...); r == nil {
			t.Errorf("%q became %s", datas, out)
		}
	}
}

func TestErrorsInStreams(t *testing.T) {
	out, r := feed(StreamToChat(false, 1), `{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`)
	if r != nil || out != "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"server_error\",\"code\":\"overloaded_error\",\"param\":null}}\n\n" {
		t.Fatal(out, r)
	}
	out, r = feed(StreamToMessages(), `{"error":{"message":"no","type":"server_error"}}`)
	if r != nil || out != "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"no\"}}\n\n" {
		t.Fatal(out, r)
	}
}

// TestEndWithoutSayingSo: some upstreams never send their last event.
func TestEndWithoutSayingSo(t *testing.T) {
	s := StreamToMessages()
	out, r := feed(s, `{"id":"a","model":"m","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":4}}}`)
	if r != nil {
		t.Fatal(r)
	}
	m := gatherMessage(t, append([]byte(out), s.End()...))
	if *m.StopReason != "max_tokens" || m.Usage.Input != 5 || m.Usage.CacheRead != 4 || m.Usage.Output != 1 {
		t.Fatalf("%+v %+v", m, m.Usage)
	}
}

func TestRefusalOfTheModel(t *testing.T) {
	out, r := feed(StreamToMessages(), `{"id":"a","model":"m","choices":[{"index":0,"delta":{"refusal":"I will not"},"finish_reason":"stop"}]}`, `[DONE]`)
	if r != nil {
		t.Fatal(r)
	}
	if m := gatherMessage(t, []byte(out)); *m.StopReason != "refusal" || *m.Content[0].Text != "I will not" {
		t.Fatalf("%+v", m)
	}
}

// TestThinkingIsBounded: what is kept until a signature comes must not grow for ever.
func TestThinkingIsBounded(t *testing.T) {
	s := StreamToChat(false, 1)
	long := `{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"` + strings.Repeat("x", 1<<20) + `"}}`
	if _, r := feed(s, `{"type":"message_start","message":{"id":"a"}}`, `{"type":"content_block_start","content_block":{"type":"thinking"}}`, long, long, long, long); r != nil {
		t.Fatal(r)
	}
	if _, r := feed(s, long); r == nil {
		t.Fatal("thinking without end is kept")
	}
}

func TestParseEvent(t *testing.T) {
	name, data := parseEvent([]byte(": note\r\nevent: x\r\ndata: a\r\ndata:b\r\ndata:  c\r\nid: 7\r\n\r\n"))
	if name != "x" || string(data) != "a\nb\n c" {
		t.Fatalf("%q %q", name, data)
	}
}
