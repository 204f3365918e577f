package dialect

import (
	"strings"
	"testing"

	"aidollar/core/meter"
)

const responseAnswer = `{"id":"resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b","object":"response","created_at":1741476542,"status":"completed","error":null,` +
	`"incomplete_details":null,"instructions":null,"max_output_tokens":null,"model":"gpt-4.1-2025-04-14","output":[{"type":"message","id":"msg_1","status":"completed",` +
	`"role":"assistant","content":[{"type":"output_text","text":"In a peaceful grove","annotations":[]}]}],"parallel_tool_calls":true,"previous_response_id":null,` +
	`"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":16},"output_tokens":87,"output_tokens_details":{"reasoning_tokens":64},"total_tokens":123},"user":null,"metadata":{}}`

func TestResponsesAnswer(t *testing.T) {
	q, _ := must(t, &responses, `{"model":"m","input":"Tell me a story","instructions":"short"}`, allPriced)
	answered(t, q, "application/json", responseAnswer, ReportFull,
		meter.Quantities{meter.Request: 1, meter.Input: 20, meter.InputCached: 16, meter.Output: 23, meter.OutputReasoning: 64})
}

func TestResponsesStreamIsCounted(t *testing.T) {
	q, _ := must(t, &responses, `{"model":"m","input":"hi","stream":true}`, allPriced)
	for _, last := range []string{"response.completed", "response.incomplete", "response.failed"} {
		r := q.NewReader()
		begun := streamed(r,
			"event: response.created\ndata: "+`{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress","usage":null,"output":[]}}`,
			"event: response.output_item.added\ndata: "+`{"type":"response.output_item.added","item":{"type":"message","content":[]}}`,
			"event: response.output_text.delta\ndata: "+`{"type":"response.output_text.delta","item_id":"msg_1","output_index":0,"delta":"In a \"peaceful\""}`,
			"event: response.function_call_arguments.delta\ndata: "+`{"type":"response.function_call_arguments.delta","delta":"{\"a\":1}"}`,
			"event: response.reasoning_summary_text.delta\ndata: "+`{"sequence_number":9,"type":"response.reasoning_summary_text.delta","delta":"hm"}`,
			"event: response.output_text.done\ndata: "+`{"type":"response.output_text.done","text":"In a \"peaceful\""}`)
		if begun.Text != 15+7+2 || begun.Done || r.Facts().Report != ReportNone {
			t.Errorf("%s: %+v, %+v", last, begun, r.Facts())
		}
		end := streamed(r, "event: "+last+"\ndata: "+`{"type":"`+last+`","sequence_number":10,"response":`+responseAnswer+`}`)
		want := meter.Quantities{meter.Request: 1, meter.Input: 20, meter.InputCached: 16, meter.Output: 23, meter.OutputReasoning: 64}
		if f := r.Facts(); !end.Done || f.Report != ReportFull || f.Usage != want || end.Failed != (last == "response.failed") {
			t.Errorf("%s: %+v, %+v", last, end, f)
		}
	}
	if step := streamed(q.NewReader(), `data: {"type":"error","code":"server_error","message":"x"}`); !step.Failed {
		t.Error("an error event is no error")
	}
}

// A tool that the upstream runs needs a price, and the model reads its results
// as further input.
func TestResponsesTools(t *testing.T) {
	const body = `{"model":"m","input":"hi","tools":[{"type":"function","name":"f"},{"type":"TOOL"}]}`
	without := Terms{InputMax: 1000, OutputMax: 100, Priced: meter.TextInput | meter.TextOutput | 1<<meter.Request}
	unbounded := allPriced
	unbounded.InputMax = 0
	for tool, of := range map[string]meter.Meter{
		"web_search": meter.WebSearch, "web_search_preview": meter.WebSearch, "web_search_preview_2025_03_11": meter.WebSearch,
		"web_search_2025_08_26": meter.WebSearch, "file_search": meter.ToolCall, "mcp": meter.ToolCall, "code_interpreter": meter.Session,
	} {
		text := strings.Replace(body, "TOOL", tool, 1)
		refused(t, &responses, text, without, "tool_unsupported", "tools[1] is run by the upstream and needs a price per "+of.Unit())
		refused(t, &responses, text, unbounded, "tool_unsupported", "input_max")
		q, b := must(t, &responses, text, allPriced)
		most := uint64(toolCallsDefault)
		if of == meter.Session {
			most = 1
		}
		if b.most(of) != most || b.most(meter.Input) != allPriced.InputMax*(1+toolCallsDefault) {
			t.Errorf("%s: bound %v", tool, b.Quantities())
		}
		if got := string(q.Append(nil, []byte(text), Needs{})); !strings.Contains(got, `"max_tool_calls":4,`) {
			t.Errorf("%s: %s", tool, got)
		}
	}
	for _, tool := range []string{"image_generation", "shell", "hosted_thing", ""} {
		refused(t, &responses, strings.Replace(body, "TOOL", tool, 1), allPriced, "tool_unsupported", "tools[1]")
	}
	own := `{"model":"m","input":"hi","max_tool_calls":2,"max_output_tokens":50,"tools":[{"type":"web_search"}]}`
	q, b := must(t, &responses, own, allPriced)
	if b.most(meter.WebSearch) != 2 || string(q.Append(nil, []byte(own), Needs{})) != own {
		t.Errorf("bound %v", b.Quantities())
	}
	usage := `{"output":[{"type":"web_search_call","action":{"type":"search","query":"x"}},{"type":"web_search_call","action":{"type":"open_page"}},` +
		`{"type":"web_search_call"},{"type":"file_search_call"},{"type":"code_interpreter_call","container_id":"c1"},{"type":"code_interpreter_call","container_id":"c1"}],` +
		`"usage":{"input_tokens":9,"output_tokens":3,"total_tokens":12}}`
	answered(t, q, "application/json", usage, ReportFull,
		meter.Quantities{meter.Request: 1, meter.Input: 9, meter.Output: 3, meter.WebSearch: 2, meter.ToolCall: 1, meter.Session: 1})
}

func TestResponsesRefused(t *testing.T) {
	for body, want := range map[string][2]string{
		`{"model":"m","input":"x","background":true}`:               {"background_unsupported", "use stream"},
		`{"model":"m","input":"x","previous_response_id":"resp_1"}`: {"previous_response_id_unsupported", "send the earlier items"},
		`{"model":"m","input":"x","conversation":{"id":"conv_1"}}`:  {"conversation_unsupported", "send the earlier items"},
		`{"model":"m","input":"x","prompt":{"id":"pmpt_1"}}`:        {"prompt_unsupported", "instructions"},
		`{"model":"m"}`: {"input_missing", "input"},
		`{"model":"m","input":[{"type":"item_reference","id":"msg_1"}]}`:                                         {"content_part_unsupported", "input[0]"},
		`{"model":"m","input":[{"role":"user","content":[{"type":"input_image","file_id":"file_1"}]}]}`:          {"content_part_unsupported", "input[0].content[0] refers to what is stored"},
		`{"model":"m","input":[{"role":"user","content":[{"type":"input_hologram"}]}]}`:                          {"content_part_unsupported", "input_hologram"},
		`{"model":"m","input":"x","n_predict":9}`:                                                                {"member_unsupported", "n_predict"},
		`{"model":"m","input":"x","service_tier":"scale"}`:                                                       {"service_tier_unsupported", "flex"},
		`{"model":"m","input":"x","max_tool_calls":1000}`:                                                        {"max_tool_calls_malformed", "128"},
		`{"model":"m","input":[{"type":"function_call_output","output":[{"type":"input_file","file_id":"f"}]}]}`: {"content_part_unsupported", "input[0].output[0]"},
	} {
		refused(t, &responses, body, allPriced, want[0], want[1])
	}
	picture := `{"model":"m","input":[{"role":"user","content":[{"type":"input_text","text":"what is it?"},{"type":"input_image","image_url":"https://x/y.png"}]}]}`
	refused(t, &responses, picture, Terms{OutputMax: 10, Priced: meter.All}, "content_part_unsupported", "input_max")
	if _, b := must(t, &responses, picture, allPriced); b.most(meter.Input) != allPriced.InputMax || b.most(meter.InputImage) != allPriced.InputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	must(t, &responses, `{"model":"m","input":[{"type":"compaction","encrypted_content":"x"},{"role":"user","content":"x"}]}`, Terms{OutputMax: 9, Priced: meter.TextInput | meter.TextOutput})
	q, _ := must(t, &responses, `{"model":"m","input":"x","background":false,"previous_response_id":null,"service_tier":"flex"}`, allPriced)
	if q.Head().Service != "flex" {
		t.Error("the service tier was not read")
	}
}
