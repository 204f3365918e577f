package dialect

import "fmt"

// readMessages counts the messages and their text. Parts that nothing bounds
// are refused rather than guessed at.
func (q *chatRequest) readMessages(s *scanner) (first *Fault) {
	if s.peek() != '[' {
		s.skip()
		return invalid("messages_malformed", "messages", "messages is not an array")
	}
	s.enter('[')
	n := 0
	for ; s.more(']', n); n++ {
		if p := q.readMessage(s, n); p != nil && first == nil {
			first = p
		}
	}
	q.messages = uint64(n)
	return first
}

func (q *chatRequest) readMessage(s *scanner, at int) (first *Fault) {
	if s.peek() != '{' {
		s.skip()
		return invalid("messages_malformed", fmt.Sprintf("messages[%d]", at), fmt.Sprintf("messages[%d] is not an object", at))
	}
	var met seen
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		var p *Fault
		switch name, _ := s.member(&chatWords, &met); name {
		case "content":
			p = q.readContent(s, at)
		case "audio":
			p = s.onlyNull(fmt.Sprintf("messages[%d].audio", at), "earlier audio has no price here; send its transcript as text")
		default:
			s.skip()
		}
		if p != nil && first == nil {
			first = p
		}
	}
	return first
}

func (q *chatRequest) readContent(s *scanner, at int) (first *Fault) {
	switch s.peek() {
	case '"':
		q.contentBytes += uint64(len(s.text()))
		return nil
	case 'n':
		s.skip()
		return nil
	case '[':
	default:
		s.skip()
		param := fmt.Sprintf("messages[%d].content", at)
		return invalid("content_malformed", param, param+" is neither a string nor an array of parts")
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		if p := q.readPart(s, at, n); p != nil && first == nil {
			first = p
		}
	}
	return first
}

func (q *chatRequest) readPart(s *scanner, at, part int) *Fault {
	param := func() string { return fmt.Sprintf("messages[%d].content[%d]", at, part) }
	if s.peek() != '{' {
		s.skip()
		return invalid("content_malformed", param(), param()+" is not an object")
	}
	var met seen
	kind, start, text := "", s.i, uint64(0)
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		field, _ := s.member(&chatWords, &met)
		if s.peek() != '"' {
			s.skip()
			continue
		}
		value := s.text()
		if field == "type" {
			kind = string(unescaped(value))
		} else {
			text += uint64(len(value))
		}
	}
	switch kind {
	case "text", "refusal":
		q.contentBytes += text
	case "image_url":
		if q.media.wide == "" {
			q.media.wide, q.media.wideKind = param(), kind
		}
	case "input_audio":
		q.audioBytes += uint64(s.i - start) // sound has fewer tokens than bytes
	default:
		return invalid("content_part_unsupported", param(),
			fmt.Sprintf("%s is of type %q; parts of type text, image_url and input_audio can be used here", param(), kind))
	}
	return nil
}

// readTools lets pass the tools that the client runs itself. Those that the
// upstream runs are billed by the call, and have no price here.
func (q *chatRequest) readTools(s *scanner) (first *Fault) {
	if s.peek() != '[' {
		null := s.peek() == 'n'
		if s.skip(); null {
			return nil
		}
		return invalid("tools_malformed", "tools", "tools is not an array")
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		kind := s.kind()
		if kind != "function" && kind != "custom" && first == nil {
			param := fmt.Sprintf("tools[%d]", n)
			first = invalid("tool_unsupported", param, fmt.Sprintf("%s is of type %q; only tools of type function and custom can be used here", param, kind))
		}
	}
	return first
}

func (q *chatRequest) readModalities(s *scanner) (first *Fault) {
	p := invalid("modality_unsupported", "modalities", `only the modalities "text" and "audio" can have a price here`)
	if s.peek() != '[' {
		null := s.peek() == 'n'
		s.skip()
		if null {
			return nil
		}
		return p
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		if s.peek() != '"' {
			s.skip()
			first = p
			continue
		}
		switch string(unescaped(s.text())) {
		case "text":
		case "audio":
			q.speaks = true
		default:
			first = p
		}
	}
	return first
}
