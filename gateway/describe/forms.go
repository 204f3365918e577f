package describe

import (
	"bytes"
	"encoding/json"
	"maps"
	"mime/multipart"
	"slices"

	"aidollar/gateway/dialect"
)

type doc = map[string]any

// form is what the gateway itself wants of a dialect's requests. Members that it does
// not name go through to the model's server.
type form struct {
	summary  string
	members  doc      // beside model
	required []string // beside model
	example  doc      // beside model; with files, those of the fields that are none
	file     string   // the field with a file, of forms
	answers  []string // media types
	streams  bool     // requests may say stream
}

var (
	mediaJSON   = "application/json"
	mediaEvents = "text/event-stream"
	mediaForm   = "multipart/form-data"
	mediaAny    = "*/*"

	text      = doc{"type": "string", "minLength": 1}
	positive  = doc{"type": "integer", "minimum": 1}
	textOrMay = doc{"oneOf": []any{text, doc{"type": "array", "minItems": 1}}}
	turns     = doc{"type": "array", "minItems": 1, "items": doc{
		"type": "object", "properties": doc{"role": doc{"type": "string"}, "content": doc{}}, "required": []string{"role"},
	}}
	hello = []any{doc{"role": "user", "content": "Hello"}}
)

// count is a member that is a whole number of at most so many.
func count(most int) doc { return doc{"type": "integer", "minimum": 1, "maximum": most} }

// forms has one for each dialect, by its path.
var forms = map[string]form{
	"/chat/completions": {summary: "a chat completion, in OpenAI's format", streams: true, answers: []string{mediaJSON},
		members:  doc{"messages": turns, "max_completion_tokens": positive, "max_tokens": positive, "n": count(128)},
		required: []string{"messages"}, example: doc{"messages": hello, "max_tokens": 16}},
	"/responses": {summary: "a response, in OpenAI's format", streams: true, answers: []string{mediaJSON},
		members:  doc{"input": textOrMay, "max_output_tokens": positive, "max_tool_calls": count(128)},
		required: []string{"input"}, example: doc{"input": "Hello", "max_output_tokens": 16}},
	"/completions": {summary: "a text that goes on, in OpenAI's format", streams: true, answers: []string{mediaJSON},
		members:  doc{"prompt": textOrMay, "max_tokens": positive, "n": count(128)},
		required: []string{"prompt"}, example: doc{"prompt": "Once upon a time", "max_tokens": 16}},
	"/embeddings": {summary: "embeddings of texts, in OpenAI's format", answers: []string{mediaJSON},
		members: doc{"input": textOrMay}, required: []string{"input"}, example: doc{"input": "Hello"}},
	"/moderations": {summary: "a look at what a text may be refused for, in OpenAI's format", answers: []string{mediaJSON},
		members: doc{"input": textOrMay}, example: doc{"input": "Hello"}},
	"/images/generations": {summary: "pictures from a text, in OpenAI's format", streams: true, answers: []string{mediaJSON},
		members: doc{"prompt": text, "n": count(10)}, required: []string{"prompt"}, example: doc{"prompt": "a ledger", "n": 1}},
	"/images/edits": {summary: "pictures from a picture and a text, in OpenAI's format", file: "image", answers: []string{mediaJSON},
		members: doc{"prompt": text, "n": count(10)}, example: doc{"prompt": "in blue"}},
	"/images/variations": {summary: "pictures like a picture, in OpenAI's format", file: "image", answers: []string{mediaJSON},
		members: doc{"n": count(10)}},
	"/audio/speech": {summary: "a text that is read aloud, in OpenAI's format", answers: []string{mediaAny},
		members: doc{"input": text, "voice": doc{}}, required: []string{"input"}, example: doc{"input": "Hello", "voice": "alloy"}},
	"/audio/transcriptions": {summary: "what is said in a recording, in OpenAI's format", file: "file", streams: true, answers: []string{mediaJSON, "text/plain"}},
	"/audio/translations":   {summary: "what is said in a recording, in English, in OpenAI's format", file: "file", answers: []string{mediaJSON, "text/plain"}},
	"/messages": {summary: "a message, in Anthropic's format", streams: true, answers: []string{mediaJSON},
		members: doc{"messages": turns, "max_tokens": positive}, required: []string{"messages"}, example: doc{"messages": hello, "max_tokens": 16}},
	"/messages/count_tokens": {summary: "how many tokens a message has, in Anthropic's format", answers: []string{mediaJSON},
		members: doc{"messages": turns}, required: []string{"messages"}, example: doc{"messages": hello}},
}

// Example is a small request of a dialect, as a client would send it.
func Example(d *dialect.Dialect, model string) *dialect.Source {
	f := forms[d.Path]
	if f.file != "" {
		return f.upload(model)
	}
	body, err := json.Marshal(f.sample(model))
	if err != nil {
		panic(err) // texts and numbers: there is nothing that can fail
	}
	return &dialect.Source{Body: body, ContentType: mediaJSON}
}

func (f *form) sample(model string) doc {
	sample := doc{"model": model}
	maps.Copy(sample, f.example)
	return sample
}

// upload is a form with a file of one byte.
func (f *form) upload(model string) *dialect.Source {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	sample := f.sample(model)
	for _, name := range slices.Sorted(maps.Keys(sample)) {
		if value, ok := sample[name].(string); ok {
			_ = w.WriteField(name, value) // into memory: it cannot fail, nor can what follows
		}
	}
	part, err := w.CreateFormFile(f.file, f.file)
	if err != nil {
		panic(err)
	}
	_, _ = part.Write([]byte{0})
	_ = w.Close()
	return &dialect.Source{Body: b.Bytes(), ContentType: w.FormDataContentType()}
}

// body is what a dialect's requests are, in OpenAPI.
func (f *form) body(models []string) doc {
	members := doc{"model": doc{"type": "string", "enum": models}}
	maps.Copy(members, f.members)
	if f.streams {
		members["stream"] = doc{"type": "boolean", "description": "whether the answer comes as events"}
	}
	required := append([]string{"model"}, f.required...)
	content := doc{}
	if f.file != "" {
		members[f.file] = doc{"type": "string", "format": "binary"}
		required = append(required, f.file)
		content[mediaForm] = doc{"schema": doc{"type": "object", "properties": members, "required": required}}
	} else {
		content[mediaJSON] = doc{"schema": doc{"type": "object", "properties": members, "required": required}, "example": f.sample(models[0])}
	}
	return doc{"required": true, "content": content}
}
