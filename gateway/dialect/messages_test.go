package dialect

import (
	"strings"
	"testing"

	"aidollar/core/meter"
)

const messageAnswer = `{"id":"msg_013Zva2CMHLNnjNjtJKYXYzV","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[{"type":"text","text":"Hi!"}],` +
	`"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":30,"cache_creation_input_tokens":556,"cache_read_input_tokens":1024,` +
	`"cache_creation":{"ephemeral_5m_input_tokens":456,"ephemeral_1h_input_tokens":100},"output_tokens":503,"service_tier":"standard"}}`

var messageStart = "event: message_start\ndata: " + `{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"model":"claude-sonnet-4-5",` +
	`"stop_reason":null,"usage":{"input_tokens":25,"cache_creation_input_tokens":10,"cache_read_input_tokens":40,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":10},"output_tokens":1}}}`

func messageDelta(text string) string {
	return "event: content_block_delta\ndata: " + `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"` + text + `"}}`
}

// The parts of Anthropic's prompt exclude each other, so nothing is taken off
// input_tokens, and each lifetime of a cache has its own meter.
func TestMessagesAnswer(t *testing.T) {
	q, b := must(t, &messages, samples["anthropic.messages"], allPriced)
	answered(t, q, "application/json", messageAnswer, ReportFull, meter.Quantities{meter.Request: 1, meter.Input: 30, meter.InputCached: 1024,
		meter.InputCacheWrite: 456, meter.InputCacheWriteHour: 100, meter.Output: 503})
	if b.OutputLimit != 9 || b.most(meter.Output) != 9 || b.most(meter.InputCacheWriteHour) == 0 {
		t.Errorf("bound %v", b.Quantities())
	}
	r := q.NewReader()
	if err := r.Answer(nil, []byte(`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`)); err != nil || !r.Facts().Failed {
		t.Error("an error in a 200 is no answer")
	}
}

func TestMessagesStream(t *testing.T) {
	q, _ := must(t, &messages, strings.Replace(samples["anthropic.messages"], `"max_tokens"`, `"stream":true,"max_tokens"`, 1), allPriced)
	r := q.NewReader()
	begun := streamed(r, messageStart, "event: content_block_start\ndata: "+`{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}`,
		"event: ping\ndata: "+`{"type":"ping"}`, messageDelta("Hello"),
		"event: content_block_delta\ndata: "+`{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":"}}`,
		"event: content_block_delta\ndata: "+`{"type":"content_block_delta","index":1,"delta":{"type":"thinking_delta","thinking":"hmm"}}`,
		"event: content_block_delta\ndata: "+`{"type":"content_block_delta","index":1,"delta":{"type":"signature_delta","signature":"EqQBCgIYAhIM"}}`)
	if f := r.Facts(); begun.Text != 5+5+3 || begun.Done || f.Report != ReportPartial || f.Usage[meter.Output] != 1 || f.Usage[meter.InputCached] != 40 {
		t.Errorf("%+v, %+v", begun, f)
	}
	// Explicit zeros at the end do not undo what was said at the start.
	end := streamed(r, "event: message_delta\ndata: "+`{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":0,"cache_read_input_tokens":0,"output_tokens":15,"server_tool_use":{"web_search_requests":2}}}`)
	want := meter.Quantities{meter.Request: 1, meter.Input: 25, meter.InputCached: 40, meter.InputCacheWriteHour: 10, meter.Output: 15, meter.WebSearch: 2}
	if f := r.Facts(); end.Done || f.Report != ReportFull || f.Usage != want {
		t.Errorf("%+v, %+v", end, f)
	}
	if step := streamed(r, "event: message_stop\ndata: "+`{"type":"message_stop"}`); !step.Done {
		t.Error("message_stop is not the end")
	}
	if step := streamed(q.NewReader(), messageDelta(`message_stop`)); step.Done || step.Text != 12 {
		t.Errorf("a text that speaks of the end: %+v", step)
	}
	if step := streamed(q.NewReader(), "event: error\ndata: "+`{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}`); !step.Failed {
		t.Error("an error event is no error")
	}
}

func TestMessagesTools(t *testing.T) {
	with := func(tool string) string {
		return `{"model":"m","messages":[{"role":"user","content":"hi"}],"max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"object"}},` + tool + `]}`
	}
	for _, kind := range []string{"custom", "bash_20250124", "text_editor_20250728", "computer_20250124", "memory_20250818"} {
		must(t, &messages, with(`{"type":"`+kind+`","name":"x"}`), Terms{OutputMax: 9, Priced: meter.TextInput | meter.TextOutput})
	}
	search := `{"type":"web_search_20250305","name":"web_search","max_uses":3}`
	if _, b := must(t, &messages, with(search), allPriced); b.most(meter.WebSearch) != 3 || b.most(meter.Input) != 4*allPriced.InputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	refused(t, &messages, with(search), Terms{InputMax: 9, OutputMax: 9, Priced: meter.TextInput | meter.TextOutput}, "tool_unsupported", "price per search")
	refused(t, &messages, with(`{"type":"web_search_20250305","name":"web_search"}`), allPriced, "tool_unsupported", "give max_uses")
	refused(t, &messages, with(`{"type":"code_execution_20250825","name":"code_execution"}`), allPriced, "tool_unsupported", "code_execution_20250825")
	refused(t, &messages, with(`{"type":"web_fetch_20250910","name":"web_fetch","max_uses":1}`), Terms{InputMax: 9, OutputMax: 9, Priced: meter.TextInput | meter.TextOutput},
		"tool_unsupported", "price per call")
}

func TestMessagesRefused(t *testing.T) {
	for body, want := range map[string][2]string{
		`{"model":"m","max_tokens":1}`: {"messages_missing", "at least one"},
		`{"model":"m","messages":"x"}`: {"messages_malformed", "array"},
		`{"model":"m","messages":[{"role":"user","content":[{"type":"hologram"}]}]}`:                                             {"content_part_unsupported", `messages[0].content[0] is of type "hologram"`},
		`{"model":"m","messages":[{"role":"user","content":[{"type":"document","source":{"type":"file","file_id":"file_1"}}]}]}`: {"content_part_unsupported", "stored"},
		`{"model":"m","messages":[{"role":"user","content":"x"}],"mcp_servers":[]}`:                                              {"member_unsupported", "mcp_servers"},
		`{"model":"m","messages":[{"role":"user","content":"x"}],"container":"c"}`:                                               {"member_unsupported", "container"},
		`{"model":"m","messages":[{"role":"user","content":"x"}],"speed":"fast"}`:                                                {"speed_unsupported", "standard"},
		`{"model":"m","messages":[{"role":"user","content":"x"}],"inference_geo":"us"}`:                                          {"inference_geo_unsupported", "global"},
	} {
		refused(t, &messages, body, allPriced, want[0], want[1])
	}
	nested := `{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64","data":"aGk="}}]}]}]}`
	refused(t, &messages, nested, Terms{OutputMax: 9, Priced: meter.All}, "content_part_unsupported", "messages[0].content[0].content[0] is of type \"image\"")
	if _, b := must(t, &messages, nested, allPriced); b.most(meter.Input) != allPriced.InputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	// What a tool was given may look like anything.
	must(t, &messages, `{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"t","name":"f","input":{"content":[{"type":"hologram"}]}}]}]}`, allPriced)
}

// Counting tokens generates nothing and is free unless calls have a price.
func TestCountTokens(t *testing.T) {
	q, b := must(t, &countTokens, samples["anthropic.count_tokens"], allPriced)
	if !q.Head().Free || b.Quantities() != (meter.Quantities{meter.Request: 1}) {
		t.Errorf("%+v, bound %v", q.Head(), b.Quantities())
	}
	answered(t, q, "application/json", `{"input_tokens":2095}`, ReportCounted, meter.Quantities{meter.Request: 1})
	if got := string(q.Append(nil, []byte(samples["anthropic.count_tokens"]), Needs{})); got != samples["anthropic.count_tokens"] {
		t.Errorf("the request became %s", got)
	}
}
