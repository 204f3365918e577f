package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aidollar/core/meter"
	"aidollar/gateway/dialect"
	"aidollar/receipt"
)

// answerForm is an answer of a dialect with every member that could count. A
// later one without some of them shows what stands in for those.
type answerForm struct {
	stream bool      // the answer is one event of a stream
	only   meter.Set // that are looked at; zero: all
	json   string
}

const formBoundary = "frontier"

// uploadOf makes a form with a file.
func uploadOf(names ...string) string {
	var b strings.Builder
	for i := 0; i < len(names); i += 2 {
		fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=%q\r\n\r\n%s\r\n", formBoundary, names[i], names[i+1])
	}
	fmt.Fprintf(&b, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\nbytes\r\n--%s--\r\n", formBoundary, formBoundary)
	return b.String()
}

const (
	chatAnswer = `{"choices":[{"text":"a"}],"usage":{"prompt_tokens":900,"completion_tokens":500,"total_tokens":1400,
		"prompt_tokens_details":{"cached_tokens":100,"cache_write_tokens":50,"audio_tokens":30,"image_tokens":20,"text_tokens":800},
		"completion_tokens_details":{"reasoning_tokens":70,"audio_tokens":30,"image_tokens":20,"accepted_prediction_tokens":5,"rejected_prediction_tokens":6}}}`
	// More is cached than the prompt has text.
	chatOverflow = `{"choices":[{"text":"a"}],"usage":{"prompt_tokens":100,"completion_tokens":5,
		"prompt_tokens_details":{"cached_tokens":80,"cache_write_tokens":5,"audio_tokens":60,"image_tokens":9}}}`
	imagesAnswer = `{"created":1,"data":[{"b64_json":"a"},{"b64_json":"b"}],"usage":{"input_tokens":90,"output_tokens":200,"total_tokens":290,
		"input_tokens_details":{"text_tokens":50,"image_tokens":40,"cached_tokens":9},"output_tokens_details":{"text_tokens":12,"image_tokens":188}}}`
	hearingAnswer = `{"text":"a","usage":{"type":"tokens","input_tokens":90,"output_tokens":20,"total_tokens":110,"seconds":7,
		"input_token_details":{"text_tokens":8,"audio_tokens":82}}}`
	hearingLength = `{"text":"a","duration":12.25,"usage":{"input_tokens":1}}`
	messageUsage  = `"usage":{"input_tokens":90,"output_tokens":80,"cache_read_input_tokens":70,"cache_creation_input_tokens":60,
		"cache_creation":{"ephemeral_5m_input_tokens":40,"ephemeral_1h_input_tokens":20},"server_tool_use":{"web_search_requests":3,"web_fetch_requests":2},"service_tier":"standard"}`
	responseBody = `"id":"r","output":[{"type":"message","content":[{"type":"output_text","text":"a"}]},
		{"type":"web_search_call","action":{"type":"search","query":"q"}},{"type":"file_search_call","id":"f"},
		{"type":"code_interpreter_call","container_id":"c"},{"type":"code_interpreter_call","container_id":"c"},
		{"type":"code_interpreter_call","container_id":"d"}],
		"usage":{"input_tokens":90,"output_tokens":80,"total_tokens":170,"input_tokens_details":{"cached_tokens":30,"cache_write_tokens":10},"output_tokens_details":{"reasoning_tokens":20}}`
)

var chatForms = []answerForm{{json: chatAnswer}, {stream: true, json: chatAnswer}, {only: meter.SetOf(meter.InputAudioCached), json: chatOverflow}}
var imagesForms = []answerForm{{json: imagesAnswer}, {stream: true, json: `{"type":"image_generation.completed",` + imagesAnswer[1:]}}
var hearingForms = []answerForm{{json: hearingAnswer}, {json: hearingLength}, {stream: true, json: `{"type":"transcript.text.done",` + hearingAnswer[1:]}}

// answerForms has each dialect's request and answers.
var answerForms = map[string]struct {
	request string
	answers []answerForm
}{
	"openai.chat":        {`{"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"hi"}]}`, chatForms},
	"openai.completions": {`{"model":"m","prompt":"hi","stream":true}`, chatForms},
	"openai.responses": {`{"model":"m","input":"hi","max_output_tokens":9}`, []answerForm{
		{json: `{` + responseBody + `}`}, {stream: true, json: `{"type":"response.completed","response":{` + responseBody + `}}`},
	}},
	"openai.embeddings": {`{"model":"m","input":"hi"}`, []answerForm{
		{json: `{"data":[{"embedding":[0.5],"index":0}],"usage":{"prompt_tokens":8,"total_tokens":8}}`}, {json: `{"data":[],"usage":{"total_tokens":8}}`},
	}},
	"openai.moderations":          {`{"model":"m","input":"hi"}`, []answerForm{{json: `{"results":[{"flagged":false}],"usage":{"prompt_tokens":8}}`}}},
	"openai.images.generations":   {`{"model":"m","prompt":"hi","n":2}`, imagesForms},
	"openai.images.edits":         {uploadOf("model", "m", "n", "2"), imagesForms},
	"openai.images.variations":    {uploadOf("model", "m", "n", "2"), imagesForms},
	"openai.audio.speech":         {`{"model":"m","input":"hi","stream_format":"sse"}`, []answerForm{{stream: true, json: `{"type":"speech.audio.done","usage":{"input_tokens":8,"output_tokens":90,"total_tokens":98}}`}}},
	"openai.audio.transcriptions": {uploadOf("model", "m"), hearingForms},
	"openai.audio.translations":   {uploadOf("model", "m"), hearingForms},
	"anthropic.messages": {`{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}`, []answerForm{
		{json: `{"type":"message",` + messageUsage + `}`},
		{json: `{"type":"message","usage":{"input_tokens":1,"cache_creation_input_tokens":60,"cache_creation":{"ephemeral_1h_input_tokens":20}}}`},
		{stream: true, json: `{"type":"message_start","message":{` + messageUsage + `}}`}, {stream: true, json: `{"type":"message_delta",` + messageUsage + `}`},
	}},
	"anthropic.count_tokens": {`{"model":"m","messages":[{"role":"user","content":"hi"}]}`, []answerForm{{json: `{"input_tokens":8}`}}},
}

// Receipts name the members that quantities follow from. Each answer's members
// are changed one by one, and those that move a meter must be the ones that a
// receipt would name for it, with their sign.
func TestReceiptsNameTheMembersThatAreRead(t *testing.T) {
	compared := 0
	for _, d := range dialect.All() {
		forms, ok := answerForms[d.Name]
		if !ok {
			t.Errorf("%s has no answer here to compare", d.Name)
		}
		read := map[meter.Meter]map[string]bool{}
		for i := range forms.answers {
			trace(t, d, forms.request, &forms.answers[i], read)
		}
		for i := range meter.MeterCount {
			m := meter.Meter(i)
			named, want := slices.Sorted(slices.Values(receipt.FieldsOf(d.Name, m.String()))), slices.Sorted(maps.Keys(read[m]))
			if !slices.Equal(named, want) {
				t.Errorf("%s, %s: a receipt names %q, and is counted from %q", d.Name, m, named, want)
			}
			compared += len(want)
		}
	}
	if compared < 100 {
		t.Errorf("%d members were compared; the test shows little", compared)
	}
}

// trace changes every value of an answer and notes which meters follow it.
func trace(t *testing.T, d *dialect.Dialect, request string, a *answerForm, read map[meter.Meter]map[string]bool) {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(a.json), &tree); err != nil {
		t.Fatalf("%s: %v: %s", d.Name, err, a.json)
	}
	before := quantitiesIn(t, d, request, a, tree)
	if before == (meter.Quantities{}) {
		t.Fatalf("%s counts nothing in %s", d.Name, a.json)
	}
	note := func(path string, value any) {
		after := quantitiesIn(t, d, request, a, tree)
		for i := range after {
			m := meter.Meter(i)
			if after[i] == before[i] || m == meter.Request || a.only != 0 && !a.only.Has(m) {
				continue
			}
			name := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(path, "."), "message."), "response.")
			if _, number := value.(float64); number && after[i] < before[i] {
				name = "-" + name
			}
			if read[m] == nil {
				read[m] = map[string]bool{}
			}
			read[m][name] = true
		}
	}
	vary(tree, "", func(v any) { tree = v }, note)
}

// vary puts another value in the place of each, one after the other.
func vary(v any, path string, put func(any), note func(path string, value any)) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if path == "" && name == "type" {
				continue // says what kind of answer or event it is
			}
			vary(member, path+"."+name, func(w any) { v[name] = w }, note)
		}
	case []any:
		plain := true
		for i, one := range v {
			if item, ok := one.(map[string]any); ok && item["type"] != nil {
				plain = false // what is counted has a type
			}
			vary(one, path+"[]", func(w any) { v[i] = w }, note)
		}
		if plain {
			put(append(slices.Clone(v), "another"))
			note(path+"[]", v)
		}
		put(v)
	case float64:
		put(v + 1)
		note(path, v)
		put(v)
	case string:
		put("another")
		note(path, v)
		put(v)
	}
}

// quantitiesIn has a dialect read an answer.
func quantitiesIn(t *testing.T, d *dialect.Dialect, request string, a *answerForm, tree any) meter.Quantities {
	t.Helper()
	q, fault := d.Read(&dialect.Source{Body: []byte(request), ContentType: "multipart/form-data; boundary=" + formBoundary})
	if fault != nil {
		t.Fatalf("%s: %v", d.Name, fault)
	}
	if _, fault := q.Bound(dialect.Terms{InputMax: 200_000, OutputMax: 4096, Priced: meter.All}); fault != nil {
		t.Fatalf("%s: %v", d.Name, fault)
	}
	body, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	r := q.NewReader()
	if a.stream {
		r.Event([]byte("data: " + string(body) + "\n\n"))
	} else if err := r.Answer(http.Header{"Content-Type": {"application/json"}}, body); err != nil {
		t.Fatalf("%s: %v", d.Name, err)
	}
	if trouble := r.Facts().Trouble; trouble != "" {
		t.Fatalf("%s: %s: %s", d.Name, trouble, body)
	}
	return r.Facts().Usage
}
