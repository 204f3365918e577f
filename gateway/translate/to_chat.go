package translate

import "strings"

// toChat is a messages request on its way to be a chat completion request.
type toChat struct {
	reader
	out chatRequest
}

// stopsMax is how many stop sequences OpenAI's API takes.
const stopsMax = 4

// RequestToChat translates a messages request. A stream is asked for with its
// usage, which the other API always has in it. The output limit is put under
// limitField: max_tokens for older servers, max_completion_tokens when empty.
func RequestToChat(body []byte, limitField string) ([]byte, *Refusal) {
	t := &toChat{}
	o := t.open(body)
	t.out.Model = o.need("model")
	if t.out.MaxTokens = o.take("max_tokens").number(); t.out.MaxTokens == "" {
		t.refuse("max_tokens_missing", "max_tokens", "max_tokens is missing; a messages request needs it")
	}
	if limitField == "max_tokens" {
		t.out.MaxTokensOld, t.out.MaxTokens = t.out.MaxTokens, ""
	}
	if t.out.Stream = o.take("stream").flag(); t.out.Stream {
		t.out.StreamOptions = &streamOptions{IncludeUsage: true}
	}
	t.out.Temperature, t.out.TopP = o.take("temperature").number(), o.take("top_p").number()
	for _, v := range o.take("stop_sequences").array() {
		t.out.Stop = append(t.out.Stop, v.text())
	}
	if n := len(t.out.Stop); n > stopsMax {
		t.refuse("stop_sequences_many", "stop_sequences", "stop_sequences has %d entries; the upstream of this model takes at most %d", n, stopsMax)
	}
	t.tools(o)
	t.effort(o)
	if v := o.take("metadata"); !v.null() {
		m := v.object()
		t.out.User = m.take("user_id").text()
		m.end()
	}
	t.tier(o.take("service_tier"))
	o.take("cache_control").opaque()
	t.system(o.take("system"))
	t.turns(o.take("messages").array())
	o.end()
	return t.finish(&t.out)
}

func (t *toChat) tier(v value) {
	switch tier := v.text(); tier {
	case "", "auto", "standard_only":
	default:
		t.refuse("service_tier_unsupported", v.path, `service_tier is %q; "auto" and "standard_only" can be translated`, tier)
	}
}

func (t *toChat) tools(o *object) {
	for _, v := range o.take("tools").array() {
		tool := v.object()
		if kind := tool.take("type").text(); kind != "" && kind != "custom" {
			t.refuse("tool_unsupported", tool.at("type"),
				"%s is %q, a tool that only its own provider runs; leave type out and describe the tool by its input_schema", tool.at("type"), kind)
		}
		f := chatFunction{Name: tool.need("name"), Description: tool.take("description").text()}
		if f.Parameters = tool.take("input_schema").opaque(); f.Parameters == nil {
			t.refuse("member_missing", tool.at("input_schema"), "%s is missing; it has to be a JSON schema", tool.at("input_schema"))
		}
		if strict := tool.take("strict"); strict.flag() {
			yes := true
			f.Strict = &yes
		}
		tool.take("cache_control").opaque()
		tool.drop("eager_input_streaming")
		tool.end()
		t.out.Tools = append(t.out.Tools, chatTool{Type: "function", Function: f})
	}
	v := o.take("tool_choice")
	if v.null() {
		return
	}
	c := v.object()
	switch kind := c.take("type").text(); kind {
	case "auto", "none":
		t.out.ToolChoice = kind
	case "any":
		t.out.ToolChoice = "required"
	case "tool":
		named := namedFunction{Type: "function"}
		named.Function.Name = c.need("name")
		t.out.ToolChoice = named
	default:
		t.refuse("tool_choice_unsupported", c.at("type"), "%s is %q; it may be auto, any, none or tool", c.at("type"), kind)
	}
	if c.take("disable_parallel_tool_use").flag() && len(t.out.Tools) > 0 {
		no := false
		t.out.Parallel = &no
	}
	c.end()
}

// effort keeps the levels, which both APIs name alike. A budget of thinking
// tokens has no counterpart: nobody could say how hard the model should think.
func (t *toChat) effort(o *object) {
	if v := o.take("thinking"); !v.null() {
		thinking := v.object()
		switch kind := thinking.take("type").text(); kind {
		case "adaptive": // it is up to the model, and to the effort
		case "disabled":
			t.out.Effort = "none"
		default:
			t.refuse("thinking_unsupported", "thinking.type",
				`thinking.type is %q, which the upstream of this model does not know; use {"type":"adaptive"} and output_config.effort`, kind)
		}
		thinking.drop("display")
		thinking.end()
	}
	config := o.take("output_config")
	if config.null() {
		return
	}
	c := config.object()
	if level := c.take("effort").text(); level != "" && t.out.Effort != "none" {
		t.out.Effort = level
	}
	if v := c.take("format"); !v.null() {
		f := v.object()
		if kind := f.take("type").text(); kind != "json_schema" {
			t.refuse("format_unsupported", f.at("type"), `%s is %q; it may be "json_schema"`, f.at("type"), kind)
		}
		schema := f.take("schema").opaque()
		if schema == nil {
			t.refuse("member_missing", f.at("schema"), "%s is missing; it has to be a JSON schema", f.at("schema"))
		}
		t.out.Format = &responseFormat{Type: "json_schema", JSONSchema: &jsonSchema{Name: "answer", Schema: schema, Strict: true}}
		f.end()
	}
	c.end()
}

// system writes the system prompt as the first message.
func (t *toChat) system(v value) {
	content := t.texts(v)
	if s, is := content.(string); content == nil || (is && s == "") {
		return
	}
	t.out.Messages = append(t.out.Messages, chatMessage{Role: "system", Content: content})
}

// texts reads a string or blocks of text. It is nil, a string or []chatPart.
func (t *toChat) texts(v value) any {
	switch v.kind() {
	case 0, 'n':
		return nil
	case '"':
		return v.text()
	}
	var parts []chatPart
	for _, v := range v.array() {
		o := v.object()
		if kind := o.need("type"); kind != "text" {
			t.refuse("content_block_unsupported", v.path, "%s is of type %q; only text can be translated there", v.path, kind)
		}
		parts = append(parts, t.text(o))
	}
	return simple(parts)
}

// simple is a single text as a string, as people write it.
func simple(parts []chatPart) any {
	switch {
	case len(parts) == 0:
		return nil
	case len(parts) == 1 && parts[0].Type == "text":
		return *parts[0].Text
	}
	return parts
}

// text reads a text block whose type was taken.
func (t *toChat) text(o *object) chatPart {
	text := o.take("text").text()
	o.take("cache_control").opaque()
	if c := o.take("citations"); strings.TrimSpace(string(c.raw)) != "[]" && !c.null() {
		t.refuse("citations_unsupported", c.path, "%s cannot be translated for the upstream of this model; leave it out", c.path)
	}
	o.end()
	return chatPart{Type: "text", Text: &text}
}
