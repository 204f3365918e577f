package gateway

import "fmt"

// readMessages counts the messages and their text. Text alone can be bounded
// from its bytes, so parts of another kind are refused rather than guessed at.
func (q *chatRequest) readMessages(s *scanner) (first *problem) {
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

func (q *chatRequest) readMessage(s *scanner, at int) (first *problem) {
	if s.peek() != '{' {
		s.skip()
		return invalid("messages_malformed", fmt.Sprintf("messages[%d]", at), fmt.Sprintf("messages[%d] is not an object", at))
	}
	var seen fields
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		var p *problem
		switch s.field(&seen) {
		case fieldContent:
			p = q.readContent(s, at)
		case fieldAudio:
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

func (q *chatRequest) readContent(s *scanner, at int) (first *problem) {
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

func (q *chatRequest) readPart(s *scanner, at, part int) *problem {
	param := func() string { return fmt.Sprintf("messages[%d].content[%d]", at, part) }
	if s.peek() != '{' {
		s.skip()
		return invalid("content_malformed", param(), param()+" is not an object")
	}
	var seen fields
	kind := ""
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		field := s.field(&seen)
		if s.peek() != '"' {
			s.skip()
			continue
		}
		text := s.text()
		if field == fieldType {
			kind = string(unescaped(text))
		} else {
			q.contentBytes += uint64(len(text))
		}
	}
	if kind != "text" && kind != "refusal" {
		return invalid("content_part_unsupported", param(),
			fmt.Sprintf("%s is of type %q; only text parts have a price here", param(), kind))
	}
	return nil
}

// readTools lets pass the tools that the client runs itself. Those that the
// upstream runs are billed by the call, and have no price here.
func (q *chatRequest) readTools(s *scanner) (first *problem) {
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

// kind reads a value and returns its member "type", if it has such a string.
func (s *scanner) kind() (kind string) {
	if s.peek() != '{' {
		s.skip()
		return ""
	}
	var seen fields
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		if s.field(&seen) == fieldType && s.peek() == '"' {
			kind = string(unescaped(s.text()))
		} else {
			s.skip()
		}
	}
	return kind
}

func (q *chatRequest) readModalities(s *scanner) (first *problem) {
	p := invalid("modality_unsupported", "modalities", `only the modality "text" has a price here`)
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
		} else if string(unescaped(s.text())) != "text" {
			first = p
		}
	}
	return first
}

func (q *chatRequest) readTier(s *scanner) *problem {
	start := s.i
	s.skip()
	switch string(s.b[start:s.i]) {
	case "null", `"auto"`, `"default"`:
		return nil
	}
	return invalid("service_tier_unsupported", "service_tier", `only the service tiers "auto" and "default" have a price here`)
}

// onlyNull skips a value and refuses all but null.
func (s *scanner) onlyNull(param, detail string) *problem {
	null := s.peek() == 'n'
	if s.skip(); null {
		return nil
	}
	return invalid(param[lastDot(param):]+"_unsupported", param, detail)
}

// lastDot is where the last name of a path starts.
func lastDot(path string) int {
	for i := len(path); i > 0; i-- {
		if path[i-1] == '.' {
			return i
		}
	}
	return 0
}
