package dialect

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// nestingMax bounds how deep arrays and objects nest in a request or an answer.
const nestingMax = 256

// A syntaxError says where a text stops being JSON (RFC 8259), and why.
type syntaxError struct {
	Offset int // bytes from the start
	Reason string
}

func (e *syntaxError) Error() string { return e.Reason + " at byte " + strconv.Itoa(e.Offset) }

// scanner walks a JSON text once, from front to back, and checks all of it. It
// copies nothing, so that a caller can replace a few values and pass the rest
// on byte for byte. After the first error every step does nothing.
type scanner struct {
	b     []byte
	i     int
	depth int
	err   *syntaxError
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = &syntaxError{Offset: s.i, Reason: fmt.Sprintf(format, args...)}
	}
}

// found describes the byte at the current place for a person.
func (s *scanner) found() string {
	if s.i >= len(s.b) {
		return "the end of the text"
	}
	return strconv.QuoteRune(rune(s.b[s.i]))
}

func (s *scanner) space() {
	for s.i < len(s.b) {
		switch s.b[s.i] {
		case ' ', '\n', '\r', '\t':
			s.i++
		default:
			return
		}
	}
}

// peek returns the first byte of the next token, zero at the end.
func (s *scanner) peek() byte {
	s.space()
	if s.err != nil || s.i >= len(s.b) {
		return 0
	}
	return s.b[s.i]
}

// enter steps into an object or array that opens with the given byte.
func (s *scanner) enter(open byte) {
	if s.peek() != open {
		s.fail("expected %q, found %s", open, s.found())
		return
	}
	s.i++
	if s.depth++; s.depth > nestingMax {
		s.fail("more than %d levels of nesting", nestingMax)
	}
}

// more reports whether another element follows the first n, and steps to it;
// at the closing byte it steps out.
func (s *scanner) more(closing byte, n int) bool {
	c := s.peek()
	if s.err != nil {
		return false
	}
	if c == closing {
		s.i++
		s.depth--
		return false
	}
	if n == 0 {
		return true
	}
	if c != ',' {
		s.fail("expected ',' or %q, found %s", closing, s.found())
		return false
	}
	s.i++
	return true
}

// key reads a member's name and its colon. The name is decoded, and aliases the
// text when it has no escapes.
func (s *scanner) key() []byte {
	raw := s.text()
	if s.peek() != ':' {
		s.fail("expected ':' after a name, found %s", s.found())
		return nil
	}
	s.i++
	return unescaped(raw)
}

// text reads a string and returns what is between its quotes, escapes and all.
func (s *scanner) text() []byte {
	if s.peek() != '"' {
		s.fail("expected a string, found %s", s.found())
		return nil
	}
	s.i++
	start := s.i
	b := s.b
	for i := start; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"':
			s.i = i + 1
			return b[start:i]
		case c == '\\':
			n := escapeLength(b[i:])
			if n == 0 {
				s.i = i
				s.fail("a malformed escape in a string")
				return nil
			}
			i += n - 1
		case c < ' ':
			s.i = i
			s.fail("a bare control character in a string")
			return nil
		}
	}
	s.i = len(b)
	s.fail("a string that does not end")
	return nil
}

// escapeLength is the length of the escape that b starts with, zero if it is none.
func escapeLength(b []byte) int {
	if len(b) < 2 {
		return 0
	}
	switch b[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := hex4(b[2:]); ok {
			return 6
		}
	}
	return 0
}

func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, true
}

// skip checks and steps over any value.
func (s *scanner) skip() {
	switch c := s.peek(); {
	case c == '"':
		s.text()
	case c == '{':
		s.enter('{')
		for n := 0; s.more('}', n); n++ {
			s.text()
			if s.peek() != ':' {
				s.fail("expected ':' after a name, found %s", s.found())
				return
			}
			s.i++
			s.skip()
		}
	case c == '[':
		s.enter('[')
		for n := 0; s.more(']', n); n++ {
			s.skip()
		}
	case c == '-' || ('0' <= c && c <= '9'):
		s.number()
	case c == 't':
		s.word("true")
	case c == 'f':
		s.word("false")
	case c == 'n':
		s.word("null")
	default:
		s.fail("expected a value, found %s", s.found())
	}
}

func (s *scanner) word(w string) {
	if len(s.b)-s.i < len(w) || string(s.b[s.i:s.i+len(w)]) != w {
		s.fail("expected %s", w)
		return
	}
	s.i += len(w)
}

func (s *scanner) number() {
	digits := func() {
		start := s.i
		for s.i < len(s.b) && '0' <= s.b[s.i] && s.b[s.i] <= '9' {
			s.i++
		}
		if s.i == start {
			s.fail("expected a digit, found %s", s.found())
		}
	}
	at := func(set string) bool {
		for k := range set {
			if s.i < len(s.b) && s.b[s.i] == set[k] {
				s.i++
				return true
			}
		}
		return false
	}
	at("-")
	if !at("0") {
		digits()
	}
	if at(".") {
		digits()
	}
	if at("eE") {
		at("+-")
		digits()
	}
}

// end checks that nothing follows.
func (s *scanner) end() {
	if s.space(); s.err == nil && s.i < len(s.b) {
		s.fail("expected the end of the text, found %s", s.found())
	}
}

// unescaped decodes what text returned. A lone surrogate becomes U+FFFD, as in
// encoding/json. Without escapes it is raw itself.
func unescaped(raw []byte) []byte {
	i := 0
	for i < len(raw) && raw[i] != '\\' {
		i++
	}
	if i == len(raw) {
		return raw
	}
	out := append(make([]byte, 0, len(raw)), raw[:i]...)
	for i < len(raw) {
		c := raw[i]
		if c != '\\' {
			out = append(out, c)
			i++
			continue
		}
		switch raw[i+1] {
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, _ := hex4(raw[i+2:])
			i += 6
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), false
				if len(raw)-i >= 6 && raw[i] == '\\' && raw[i+1] == 'u' {
					low, ok = hex4(raw[i+2:])
				}
				if r = utf16.DecodeRune(r, low); ok && r != utf8.RuneError {
					i += 6
				}
			}
			out = utf8.AppendRune(out, r)
			continue
		default:
			out = append(out, raw[i+1])
		}
		i += 2
	}
	return out
}

// place turns an offset into line and column, both from one, for a person.
func place(text []byte, offset int) (line, column int) {
	line, column = 1, 1
	for _, c := range text[:min(offset, len(text))] {
		if column++; c == '\n' {
			line, column = line+1, 1
		}
	}
	return line, column
}
