package translate

// turns writes each turn as the messages it takes.
func (t *toChat) turns(list []value) {
	role := ""
	for _, v := range list {
		o := v.object()
		role = o.need("role")
		content := o.take("content")
		switch role {
		case "user":
			t.userTurn(content)
		case "assistant":
			t.assistantTurn(content)
		case "system":
			t.system(content)
		default:
			t.refuse("role_unsupported", o.at("role"), "%s is %q; the roles are user, assistant and system", o.at("role"), role)
		}
		o.end()
	}
	switch {
	case len(list) == 0:
		t.refuse("messages_missing", "messages", "the request has no messages; at least one is needed")
	case role == "assistant":
		t.refuse("prefill_unsupported", list[len(list)-1].path,
			"%s begins the answer, which the upstream of this model cannot go on from; end with a message of the user", list[len(list)-1].path)
	}
}

// blocks reads content as blocks; a string is one of text.
func (t *toChat) blocks(v value) []*object {
	if v.kind() == '"' {
		raw := append(append([]byte(`{"type":"text","text":`), v.raw...), '}')
		return []*object{{r: v.r, path: v.path, members: value{v.r, raw, v.path}.object().members}}
	}
	var list []*object
	for _, v := range v.array() {
		list = append(list, v.object())
	}
	return list
}

// userTurn writes the results of tools as messages of their own, which come
// first, and the rest as one message.
func (t *toChat) userTurn(content value) {
	var parts []chatPart
	before := len(t.out.Messages)
	for _, o := range t.blocks(content) {
		switch kind := o.need("type"); kind {
		case "text":
			parts = append(parts, t.text(o))
		case "image":
			parts = append(parts, t.image(o))
		case "document":
			parts = append(parts, t.document(o))
		case "tool_result":
			if len(parts) > 0 {
				t.refuse("tool_result_late", o.path, "%s comes after other content; results of tools come first", o.path)
			}
			t.result(o)
		default:
			t.refuse("content_block_unsupported", o.path, "%s is of type %q; text, image, document and tool_result can be translated", o.path, kind)
		}
	}
	if len(parts) > 0 {
		t.out.Messages = append(t.out.Messages, chatMessage{Role: "user", Content: simple(parts)})
	}
	if len(t.out.Messages) == before {
		t.refuse("content_missing", content.path, "%s is missing or empty", content.path)
	}
}

func (t *toChat) image(o *object) chatPart {
	s := o.take("source").object()
	part := chatPart{Type: "image_url", ImageURL: &imageURL{URL: t.address(s, "image")}}
	o.take("cache_control").opaque()
	o.end()
	return part
}

// address writes a source as a URL.
func (t *toChat) address(s *object, what string) (url string) {
	switch kind := s.take("type").text(); kind {
	case "base64":
		url = "data:" + s.need("media_type") + ";base64," + s.need("data")
	case "url":
		url = s.need("url")
	default:
		t.refuse("source_unsupported", s.at("type"), "%s is %q; the %s has to be in the request (base64) or at a web address (url)", s.at("type"), kind, what)
	}
	s.end()
	return url
}

func (t *toChat) document(o *object) chatPart {
	s := o.take("source").object()
	kind := s.take("type").text()
	o.drop("title")
	o.take("cache_control").opaque()
	if c := o.take("citations"); !c.null() {
		cited := c.object()
		if cited.take("enabled").flag() {
			t.refuse("citations_unsupported", c.path, "%s are not known to the upstream of this model; leave them out", c.path)
		}
		cited.end()
	}
	part := chatPart{Type: "file"}
	switch kind {
	case "base64":
		part.File = &chatFile{Filename: "document.pdf", FileData: "data:" + s.need("media_type") + ";base64," + s.need("data")}
	case "text":
		s.drop("media_type")
		text := s.take("data").text()
		part = chatPart{Type: "text", Text: &text}
	default:
		t.refuse("source_unsupported", s.at("type"), "%s is %q; the document has to be in the request, as base64 or text", s.at("type"), kind)
	}
	s.end()
	o.end()
	return part
}

func (t *toChat) result(o *object) {
	m := chatMessage{Role: "tool", ToolCallID: o.need("tool_use_id"), Content: t.texts(o.take("content"))}
	if m.Content == nil {
		m.Content = ""
	}
	if o.take("is_error").flag() {
		m.Content = failed(m.Content)
	}
	o.take("cache_control").opaque()
	o.end()
	t.out.Messages = append(t.out.Messages, m)
}

// failed puts ToolErrorMark in front of a content.
func failed(content any) []chatPart {
	mark := ToolErrorMark
	marked := []chatPart{{Type: "text", Text: &mark}}
	switch c := content.(type) {
	case string:
		return append(marked, chatPart{Type: "text", Text: &c})
	case []chatPart:
		return append(marked, c...)
	}
	return marked
}

// assistantTurn writes text and calls of tools as one message.
func (t *toChat) assistantTurn(content value) {
	m := chatMessage{Role: "assistant"}
	var parts []chatPart
	for _, o := range t.blocks(content) {
		switch kind := o.need("type"); kind {
		case "text":
			if len(m.ToolCalls) > 0 {
				t.refuse("content_block_order", o.path, "%s is text after a call of a tool, which the upstream of this model cannot be told; put text first", o.path)
			}
			parts = append(parts, t.text(o))
		case "tool_use":
			call := toolCall{Type: "function", ID: o.need("id"), Function: functionCall{Name: o.need("name"), Arguments: "{}"}}
			if input := o.take("input").opaque(); input != nil {
				call.Function.Arguments = string(input)
			}
			o.take("cache_control").opaque()
			o.drop("caller")
			o.end()
			m.ToolCalls = append(m.ToolCalls, call)
		case "thinking", "redacted_thinking":
		default:
			t.refuse("content_block_unsupported", o.path, "%s is of type %q; text and tool_use can be translated", o.path, kind)
		}
	}
	m.Content = simple(parts)
	if len(parts) == 0 && len(m.ToolCalls) == 0 {
		t.refuse("content_missing", content.path, "%s has no text and no call of a tool", content.path)
	}
	t.out.Messages = append(t.out.Messages, m)
}
