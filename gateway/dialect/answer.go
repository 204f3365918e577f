package dialect

import (
	"bytes"
	"strconv"
)

// tokens reads a token count and reports whether there was one. Null is nothing;
// a number with a fraction, or no number at all, makes the usage unreadable.
func (s *scanner) tokens(n *int64, bad *bool) bool {
	s.space()
	start := s.i
	if s.skip(); s.err != nil {
		return false
	}
	text := s.b[start:s.i]
	if string(text) == "null" {
		return false
	}
	value, err := strconv.ParseInt(string(text), 10, 64)
	if err != nil {
		*bad = true
		return false
	}
	*n = value
	return true
}

// object walks the members of an object, and steps over anything else. The
// reader must step over each value.
func (s *scanner) object(read func(name string)) (is bool) {
	if s.peek() != '{' {
		s.skip()
		return false
	}
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		read(string(s.key()))
	}
	return true
}

// hasObject reports whether a member with an object may be in an event, at a
// small part of the cost of reading it. The name comes with its quotes. Inside a JSON string the quotes would be
// escaped, so a text that speaks of "usage" does not match.
func hasObject(event []byte, name string) bool {
	name = name[1:] // every other name begins with a quote, and the search stops at each
	for {
		i := bytes.Index(event, []byte(name))
		if i < 0 {
			return false
		}
		quoted := i > 0 && event[i-1] == '"'
		event = event[i+len(name):]
		if rest, ok := afterColon(event); quoted && ok && len(rest) > 0 && rest[0] == '{' {
			return true
		}
	}
}

// afterColon steps over a colon and the spaces around it.
func afterColon(b []byte) (rest []byte, ok bool) {
	for ; len(b) > 0; b = b[1:] {
		switch {
		case b[0] == ' ' || b[0] == '\t':
		case b[0] == ':' && !ok:
			ok = true
		default:
			return b, ok
		}
	}
	return nil, ok
}
