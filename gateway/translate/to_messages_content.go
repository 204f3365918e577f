package translate

import (
	"encoding/json"
	"strings"
)

// ToolErrorMark begins the content of a chat message that stands for the result
// of a tool that failed; OpenAI's format has no other place to say so.
const ToolErrorMark = "The tool failed:"

// messages sorts the messages into the system prompt and turns. Instructions
// after the first turn stay in their place, as turns of the role system.
func (t *toMessages) messages(list []value) {
	var results []any // of tools, which belong into one turn
	flush := func() {
		if len(results) > 0 {
			t.out.Messages = append(t.out.Messages, turn{"user", results})
			results = nil
		}
	}
	for _, v := range list {
		o := v.object()
		role := o.need("role")
		if role != "tool" {
			flush()
		}
		switch role {
		case "system", "developer":
			t.instruct(o)
		case "user":
			t.say("user", t.content(o, t.parts(o.take("content"))))
		case "assistant":
			t.assistant(o)
		case "tool":
			t.spoken = true
			results = append(results, t.result(o))
		default:
			t.refuse("role_unsupported", o.at("role"), "%s is %q; the roles are system, developer, user, assistant and tool", o.at("role"), role)
		}
		o.end()
	}
	flush()
}

func (t *toMessages) say(role string, content any) {
	t.spoken = true
	t.out.Messages = append(t.out.Messages, turn{role, content})
}

func (t *toMessages) instruct(o *object) {
	content := t.parts(o.take("content"))
	for i := range content {
		if content[i].Type != "text" {
			t.refuse("content_part_unsupported", o.at("content"), "%s has a part that is no text; instructions are text", o.at("content"))
			return
		}
	}
	if t.spoken {
		t.say("system", t.content(o, content))
		return
	}
	t.mark(o, content)
	t.system = append(t.system, content...)
}

// mark puts a cache_control of the message on its last block.
func (t *toMessages) mark(o *object, blocks []block) {
	if mark := o.take("cache_control").opaque(); mark != nil && len(blocks) > 0 {
		blocks[len(blocks)-1].CacheControl = mark
	}
}

// content is a string where one says it all.
func (t *toMessages) content(o *object, blocks []block) any {
	t.mark(o, blocks)
	if len(blocks) == 1 && blocks[0].Type == "text" && blocks[0].CacheControl == nil {
		return *blocks[0].Text
	}
	if len(blocks) == 0 {
		t.refuse("content_missing", o.at("content"), "%s is missing or empty; the upstream of this model needs something there", o.at("content"))
	}
	all := make([]any, len(blocks))
	for i := range blocks {
		all[i] = &blocks[i]
	}
	return all
}

func textBlock(text string) block { return block{Type: "text", Text: &text} }

// parts reads content: a string or a list of parts. Empty text is nothing.
func (t *toMessages) parts(v value) (blocks []block) {
	switch v.kind() {
	case '"':
		if text := v.text(); text != "" {
			return []block{textBlock(text)}
		}
		return nil
	case 0, 'n':
		return nil
	}
	for _, v := range v.array() {
		o := v.object()
		var b block
		switch kind := o.need("type"); kind {
		case "text", "refusal":
			b = textBlock(o.take(kind).text())
		case "image_url":
			b = t.image(o.take("image_url").object())
		case "file":
			b = t.file(o.take("file").object())
		default:
			t.refuse("content_part_unsupported", v.path, "%s is of type %q; the upstream of this model takes text, image_url and file", v.path, kind)
		}
		b.CacheControl = o.take("cache_control").opaque()
		o.end()
		if b.Type != "text" || *b.Text != "" {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

func (t *toMessages) image(o *object) block {
	address := o.need("url")
	switch detail := o.take("detail").text(); detail {
	case "", "auto", "high":
	default:
		t.refuse("image_detail_unsupported", o.at("detail"), `%s is %q; the upstream of this model sees images in full, which is "auto" or "high"`, o.at("detail"), detail)
	}
	o.end()
	if strings.HasPrefix(address, "https://") || strings.HasPrefix(address, "http://") {
		return block{Type: "image", Source: &source{Type: "url", URL: address}}
	}
	return block{Type: "image", Source: t.data(address, o.at("url"))}
}

func (t *toMessages) file(o *object) block {
	o.drop("filename")
	data := t.data(o.need("file_data"), o.at("file_data"))
	o.end()
	if data.MediaType != "application/pdf" {
		t.refuse("file_type_unsupported", o.at("file_data"), "%s is of type %q; the upstream of this model takes application/pdf", o.at("file_data"), data.MediaType)
	}
	return block{Type: "document", Source: data}
}

// data reads a data URL (RFC 2397) in base64.
func (t *toMessages) data(address, path string) *source {
	rest, found := strings.CutPrefix(address, "data:")
	head, data, comma := strings.Cut(rest, ",")
	media, base64 := strings.CutSuffix(head, ";base64")
	media, _, _ = strings.Cut(media, ";")
	if !found || !comma || !base64 || media == "" {
		t.refuse("url_malformed", path, "%s is neither a web address nor of the form data:TYPE;base64,DATA", path)
	}
	return &source{Type: "base64", MediaType: media, Data: data}
}

func (t *toMessages) assistant(o *object) {
	var content []any
	for _, v := range o.take("thinking_blocks").array() {
		content = append(content, v.opaque())
	}
	o.drop("reasoning_content", "annotations")
	blocks := t.parts(o.take("content"))
	if refusal := o.take("refusal").text(); refusal != "" {
		blocks = append(blocks, textBlock(refusal))
	}
	for _, v := range o.take("tool_calls").array() {
		blocks = append(blocks, t.call(v.object()))
	}
	if len(content) == 0 {
		t.say("assistant", t.content(o, blocks))
		return
	}
	t.mark(o, blocks)
	for i := range blocks {
		content = append(content, &blocks[i])
	}
	t.say("assistant", content)
}

func (t *toMessages) call(o *object) block {
	o.drop("index")
	if kind := o.take("type").text(); kind != "" && kind != "function" {
		t.refuse("tool_unsupported", o.at("type"), "%s is %q; only calls of type function can be translated", o.at("type"), kind)
	}
	f := o.take("function").object()
	b := block{Type: "tool_use", ID: o.need("id"), Name: f.need("name")}
	arguments := f.take("arguments")
	b.Input = t.arguments(arguments.text(), arguments.path)
	f.end()
	o.end()
	return b
}

// arguments are JSON inside a string in one API and plain JSON in the other.
func (r *reader) arguments(text, path string) json.RawMessage {
	if strings.TrimSpace(text) == "" {
		return json.RawMessage("{}")
	}
	raw := json.RawMessage(text)
	if (value{raw: raw}).kind() != '{' || !json.Valid(raw) {
		r.refuse("tool_arguments_malformed", path, "%s has to be a JSON object inside the string", path)
	}
	return raw
}

func (t *toMessages) result(o *object) *block {
	b := &block{Type: "tool_result", ToolUseID: o.need("tool_call_id")}
	content := t.parts(o.take("content"))
	for i := range content {
		if kind := content[i].Type; kind != "text" && kind != "image" {
			t.refuse("content_part_unsupported", o.at("content"), "%s has a part of type %q; a tool's result is text and images", o.at("content"), kind)
		}
	}
	if len(content) > 1 && content[0].Type == "text" && *content[0].Text == ToolErrorMark {
		b.IsError, content = true, content[1:]
	}
	switch {
	case len(content) == 1 && content[0].Type == "text" && content[0].CacheControl == nil:
		b.Content = *content[0].Text
	case len(content) > 0:
		b.Content = content
	}
	b.CacheControl = o.take("cache_control").opaque()
	o.drop("name")
	return b
}
