package dialect

import (
	"strings"
	"testing"

	"aidollar/core/meter"
)

const formType = `multipart/form-data; boundary="X-BOUND"`

// form writes a form with a file and fields by name and value.
func form(file string, fields ...string) string {
	var b strings.Builder
	for i := 0; i < len(fields); i += 2 {
		b.WriteString("--X-BOUND\r\nContent-Disposition: form-data; name=\"" + fields[i] + "\"\r\n\r\n" + fields[i+1] + "\r\n")
	}
	b.WriteString("--X-BOUND\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\nContent-Type: audio/mpeg\r\n\r\n" + file + "\r\n--X-BOUND--\r\n")
	return b.String()
}

func only(list ...meter.Meter) Terms {
	return Terms{OutputMax: 8000, InputMax: 4000, Priced: meter.SetOf(list...) | 1<<meter.Request}
}

func TestForm(t *testing.T) {
	body := form("ID3\x00\xff\r\n--X-BOUN not a boundary", "model", "m", "temperature", "0.5", "stream", "true")
	q, _ := must(t, &transcriptions, body, only(meter.Second))
	if got := string(q.Append(nil, []byte(body), Needs{})); got != body {
		t.Errorf("the form became %q", got)
	}
	if got := string(q.Append(nil, []byte(body), Needs{Model: "whisper-1"})); got != strings.Replace(body, "\r\n\r\nm\r\n", "\r\n\r\nwhisper-1\r\n", 1) {
		t.Errorf("the form became %q", got)
	}
	if !q.Head().Stream || q.Head().Model != "m" {
		t.Errorf("%+v", q.Head())
	}
	for text, code := range map[string]string{
		form("x", "model", "m", "model", "n"):                    "invalid_form",
		form("x", "prompt", "p"):                                 "model_missing",
		form("x", "model", strings.Repeat("m", 999)):             "model_malformed",
		form("x", "model", "m", "p", strings.Repeat("x", 1<<17)): "field_too_large",
		body[:len(body)-20]:                                      "invalid_form",
		"--X-BOUND--":                                            "model_missing",
		"--X-BOUND\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nm\r\n--X-BOUND--": "file_missing",
		"":                  "invalid_form",
		"{\"model\":\"m\"}": "invalid_form",
	} {
		refused(t, &transcriptions, text, only(meter.Second), code, "")
	}
	if _, f := transcriptions.Read(&Source{Body: []byte("{}"), ContentType: "application/json"}); f == nil || f.Code != "form_expected" {
		t.Error(f)
	}
}

func FuzzForm(f *testing.F) {
	f.Add([]byte(form("abc", "model", "m", "n", "2")))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, d := range []*Dialect{&transcriptions, &imagesEdits} {
			q, fault := d.Read(&Source{Body: body, ContentType: formType})
			if fault != nil {
				continue
			}
			if got := q.Append(nil, body, Needs{Model: q.Head().Model}); string(got) != string(body) {
				t.Fatalf("%q became %q", body, got)
			}
		}
	})
}

func TestTranscriptions(t *testing.T) {
	recording := form(strings.Repeat("x", 160_000), "model", "m")
	q, b := must(t, &transcriptions, recording, only(meter.Second))
	if b.Quantities() != (meter.Quantities{meter.Request: 1, meter.Second: 641}) {
		t.Errorf("bound %v", b.Quantities())
	}
	answered(t, q, "application/json", `{"text":"Imagine","usage":{"type":"duration","seconds":9}}`, ReportFull, meter.Quantities{meter.Request: 1, meter.Second: 9})
	answered(t, q, "application/json", `{"task":"transcribe","language":"english","duration":8.470000267028809,"text":"The beach","segments":[]}`, ReportFull,
		meter.Quantities{meter.Request: 1, meter.Second: 9})
	answered(t, q, "application/json", `{"duration":"8.47","text":"x","usage":{"type":"duration","seconds":8.47}}`, ReportFull, meter.Quantities{meter.Request: 1, meter.Second: 9})
	answered(t, q, "text/plain; charset=utf-8", "1\n00:00:00,000 --> 00:00:03,320\nThe beach\n", ReportNone, meter.Quantities{})
	if e := q.Estimate(9); e != (meter.Quantities{meter.Request: 1, meter.Second: 10}) {
		t.Errorf("estimate %v", e)
	}

	q, _ = must(t, &transcriptions, recording, only(meter.InputAudio, meter.Input, meter.Output))
	tokens := `"usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}`
	want := meter.Quantities{meter.Request: 1, meter.InputAudio: 14, meter.Output: 45}
	answered(t, q, "application/json", `{"text":"Imagine",`+tokens+`}`, ReportFull, want)
	r := q.NewReader()
	if step := streamed(r, `data: {"type":"transcript.text.delta","delta":"Imagine"}`); step.Text != 7 || step.Done {
		t.Errorf("%+v", step)
	}
	if step := streamed(r, `data: {"type":"transcript.text.done","text":"Imagine",`+tokens+`}`); !step.Done || r.Facts().Usage != want || r.Facts().Report != ReportFull {
		t.Errorf("%+v, %+v", step, r.Facts())
	}
	refused(t, &transcriptions, recording, only(meter.Input, meter.Output), "meter_unpriced", "price per second")
}

func TestSpeech(t *testing.T) {
	const body = `{"model":"m","voice":"alloy","input":"Grüße an 世界"}`
	q, b := must(t, &speech, body, only(meter.Character))
	want := meter.Quantities{meter.Request: 1, meter.Character: 11}
	if b.Quantities() != want {
		t.Errorf("bound %v", b.Quantities())
	}
	answered(t, q, "audio/mpeg", "ID3\xff\x00", ReportCounted, want)
	refused(t, &speech, body, only(meter.Input, meter.Output), "meter_unpriced", "price per character")

	events := strings.Replace(body, `"voice"`, `"stream_format":"sse","voice"`, 1)
	q, _ = must(t, &speech, events, only(meter.Input, meter.OutputAudio))
	r := q.NewReader()
	if step := streamed(r, `data: {"type":"speech.audio.delta","audio":"SUQz"}`); step.Text == 0 || !q.Head().Stream {
		t.Errorf("%+v", step)
	}
	step := streamed(r, `data: {"type":"speech.audio.done","usage":{"input_tokens":14,"output_tokens":101,"total_tokens":115}}`)
	if f := r.Facts(); !step.Done || f.Report != ReportFull || f.Usage != (meter.Quantities{meter.Request: 1, meter.Input: 14, meter.OutputAudio: 101}) {
		t.Errorf("%+v, %+v", step, r.Facts())
	}
}

func TestImages(t *testing.T) {
	const body = `{"model":"m","prompt":"a cat","n":2,"partial_images":1,"size":"1024x1024"}`
	q, b := must(t, &imagesGenerations, body, only(meter.Image))
	if b.Quantities() != (meter.Quantities{meter.Request: 1, meter.Image: 2}) {
		t.Errorf("bound %v", b.Quantities())
	}
	answered(t, q, "application/json", `{"created":1713833628,"data":[{"b64_json":"aGk="},{"url":"https://x"}]}`, ReportCounted, meter.Quantities{meter.Request: 1, meter.Image: 2})
	const usage = `"usage":{"total_tokens":4210,"input_tokens":50,"output_tokens":4160,"input_tokens_details":{"text_tokens":10,"image_tokens":40}}`
	// A card with a price per picture does not charge the tokens as well.
	answered(t, q, "application/json", `{"data":[{"b64_json":"aGk="}],`+usage+`}`, ReportFull, meter.Quantities{meter.Request: 1, meter.Image: 1})

	tokens := only(meter.Input, meter.InputImage, meter.OutputImage)
	q, b = must(t, &imagesGenerations, body, tokens)
	if b.most(meter.OutputImage) != 2*(8000+100) || b.most(meter.Image) != 0 {
		t.Errorf("bound %v", b.Quantities())
	}
	want := meter.Quantities{meter.Request: 1, meter.Input: 10, meter.InputImage: 40, meter.OutputImage: 4160}
	answered(t, q, "application/json", `{"data":[{"b64_json":"aGk="}],`+usage+`}`, ReportFull, want)
	answered(t, q, "application/json", `{"data":[{"b64_json":"aGk="}]}`, ReportNone, meter.Quantities{})
	r := q.NewReader()
	if step := streamed(r, "event: image_generation.partial_image\ndata: "+`{"type":"image_generation.partial_image","b64_json":"aGk=","partial_image_index":0}`); step.Text != 1 {
		t.Errorf("%+v", step)
	}
	streamed(r, "event: image_generation.completed\ndata: "+`{"type":"image_generation.completed","b64_json":"aGk=",`+usage+`}`)
	if f := r.Facts(); f.Report != ReportFull || f.Usage != want {
		t.Errorf("%+v", f)
	}
	refused(t, &imagesGenerations, body, only(meter.Input, meter.Output), "meter_unpriced", "price per image")
	refused(t, &imagesGenerations, `{"model":"m","prompt":"x","n":11}`, only(meter.Image), "n_malformed", "10")

	edit := form("PNG", "model", "m", "prompt", "a hat", "n", "3")
	if _, b = must(t, &imagesEdits, edit, only(meter.Image)); b.Quantities() != (meter.Quantities{meter.Request: 1, meter.Image: 3}) {
		t.Errorf("bound %v", b.Quantities())
	}
	if _, b = must(t, &imagesEdits, edit, tokens); b.most(meter.InputImage) != tokens.InputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	tokens.InputMax = 0
	refused(t, &imagesEdits, edit, tokens, "content_part_unsupported", "input_max")
	refused(t, &imagesVariations, form("PNG", "model", "m", "n", "x"), only(meter.Image), "n_malformed", "10")
}

func TestEmbeddings(t *testing.T) {
	for body, inputs := range map[string]uint64{
		`{"model":"m","input":"The food was delicious"}`: 1,
		`{"model":"m","input":["a","b"]}`:                2,
		`{"model":"m","input":[1212,318,257]}`:           1,
		`{"model":"m","input":[[1,2],[3]]}`:              2,
	} {
		q, b := must(t, &embeddings, body, Terms{InputMax: 1, OutputMax: 1, Priced: meter.All})
		if b.most(meter.Input) != inputs || b.OutputLimit != 0 || b.most(meter.Output) != 0 {
			t.Errorf("%s: bound %v", body, b.Quantities())
		}
		answered(t, q, "application/json", `{"object":"list","data":[{"object":"embedding","embedding":[0.0023,-0.009],"index":0}],"model":"m","usage":{"prompt_tokens":8,"total_tokens":8}}`,
			ReportFull, meter.Quantities{meter.Request: 1, meter.Input: 8})
		answered(t, q, "application/json", `{"object":"list","data":[]}`, ReportNone, meter.Quantities{})
	}
	for _, body := range []string{`{"model":"m"}`, `{"model":"m","input":[]}`} {
		refused(t, &embeddings, body, allPriced, "input_missing", "input")
	}
	refused(t, &embeddings, `{"model":"m","input":{"a":1}}`, allPriced, "input_malformed", "array")
	refused(t, &embeddings, `{"model":"m","input":[`+strings.Repeat(`"a",`, 2048)+`"a"]}`, allPriced, "input_too_many", "2048")
}

func TestModerations(t *testing.T) {
	body := `{"input":"is this fine?"}`
	q, b := must(t, &moderations, body, allPriced)
	if b.Quantities() != (meter.Quantities{meter.Request: 1}) || q.Head().Model != moderationsModel {
		t.Errorf("%+v, bound %v", q.Head(), b.Quantities())
	}
	if got := string(q.Append(nil, []byte(body), Needs{Model: "up"})); got != `{"model":"up","input":"is this fine?"}` {
		t.Errorf("the request became %s", got)
	}
	answered(t, q, "application/json", `{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}`, ReportCounted, meter.Quantities{meter.Request: 1})
}

func TestCompletions(t *testing.T) {
	body := `{"model":"m","prompt":["Say this","and that"],"n":2,"best_of":3,"echo":true,"stream":true}`
	q, b := must(t, &completions, body, allPriced)
	if b.OutputLimit != 16 || b.most(meter.Output) != 16*2*3 {
		t.Errorf("bound %v", b.Quantities())
	}
	if got := string(q.Append(nil, []byte(body), Needs{})); got != `{"stream_options":{"include_usage":true},"max_tokens":16,`+body[1:] && got != `{"max_tokens":16,"stream_options":{"include_usage":true},`+body[1:] {
		t.Errorf("the request became %s", got)
	}
	r := q.NewReader()
	if step := streamed(r, `data: {"id":"cmpl-1","object":"text_completion","choices":[{"text":"Say this is","index":0,"logprobs":null,"finish_reason":null}],"usage":null}`); step.Text != 11 {
		t.Errorf("%+v", step)
	}
	if e := q.Estimate(32 + 40); e[meter.Output] != 10 { // two prompts of 8 bytes, echoed in two choices each
		t.Errorf("estimate %v", e)
	}
	answered(t, q, "application/json", `{"id":"cmpl-1","object":"text_completion","choices":[{"text":"\n\nThis is","index":0}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12}}`,
		ReportFull, meter.Quantities{meter.Request: 1, meter.Input: 5, meter.Output: 7})
	refused(t, &completions, `{"model":"m","prompt":null}`, allPriced, "prompt_malformed", "text")
}

// Sound that was read from a cache has its own meter, and pictures and sound in
// a chat have a bound or are refused.
func TestChatMedia(t *testing.T) {
	q, _ := must(t, &chat, samples["openai.chat"], allPriced)
	answered(t, q, "application/json", `{"choices":[{}],"usage":{"prompt_tokens":100,"prompt_tokens_details":{"cached_tokens":80,"audio_tokens":60},"completion_tokens":3}}`, ReportFull,
		meter.Quantities{meter.Request: 1, meter.InputCached: 40, meter.InputAudioCached: 40, meter.InputAudio: 20, meter.Output: 3})
	picture := `{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x"}}]}]}`
	refused(t, &chat, picture, Terms{OutputMax: 9, Priced: meter.All}, "content_part_unsupported", "input_max")
	if _, b := must(t, &chat, picture, allPriced); b.most(meter.InputImage) != allPriced.InputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	sound := `{"model":"m","modalities":["text","audio"],"audio":{"voice":"alloy"},"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg=="}}]}]}`
	text := Terms{OutputMax: 9, Priced: meter.TextInput | meter.TextOutput}
	refused(t, &chat, sound, text, "modality_unsupported", "output_audio")
	text.Priced |= 1 << meter.OutputAudio
	refused(t, &chat, sound, text, "content_part_unsupported", "input_audio")
	if _, b := must(t, &chat, sound, allPriced); b.most(meter.InputAudio) == 0 || b.most(meter.OutputAudio) != allPriced.OutputMax {
		t.Errorf("bound %v", b.Quantities())
	}
	search := strings.Replace(samples["openai.chat"], `"max_tokens"`, `"web_search_options":{},"max_tokens"`, 1)
	q, b := must(t, &chat, search, allPriced)
	if b.most(meter.WebSearch) != 1 {
		t.Errorf("bound %v", b.Quantities())
	}
	answered(t, q, "application/json", `{"choices":[{}],"usage":{"prompt_tokens":1,"completion_tokens":3}}`, ReportFull,
		meter.Quantities{meter.Request: 1, meter.Input: 1, meter.Output: 3, meter.WebSearch: 1})
}
