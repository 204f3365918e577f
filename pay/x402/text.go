package x402

import (
	"bytes"
	"encoding/hex"
	"unicode/utf16"
	"unicode/utf8"
)

const surrogateLowest, surrogateHighest = 0xd800, 0xdfff

// string passes over a string and reports whether it has escapes in it.
func (s *scanner) string() (escaped bool) {
	for s.at++; ; s.at++ {
		rest := s.src[s.at:]
		plain := 0
		for plain < len(rest) && rest[plain] != '"' && rest[plain] != '\\' && rest[plain] >= ' ' {
			plain++
		}
		s.at += plain
		switch c := s.peek(); {
		case s.at == len(s.src):
			s.fail(CodeJSON, "a string does not end")
			return escaped
		case c == '"':
			s.at++
			return escaped
		case c == '\\':
			escaped = true
			if !s.escape() {
				return escaped
			}
		default:
			s.fail(CodeJSON, "a string has the control character %#x at byte %d; it must be escaped", c, s.at)
			return escaped
		}
	}
}

// escape passes over what follows a backslash, and stays on its last byte.
func (s *scanner) escape() bool {
	s.at++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		r, ok := hexRune(s.src[s.at+1:])
		if ok && r >= surrogateLowest && r <= surrogateHighest {
			// A character beyond 16 bits is two escapes; half of one is none.
			rest := s.src[s.at+5:]
			var low rune
			if ok = bytes.HasPrefix(rest, []byte(`\u`)); ok {
				low, ok = hexRune(rest[2:])
			}
			if ok = ok && utf16.DecodeRune(r, low) != utf8.RuneError; ok {
				s.at += 6
			}
		}
		if ok {
			s.at += 4
			return true
		}
	}
	s.fail(CodeJSON, "an escape in a string is malformed at byte %d", s.at)
	return false
}

func hexRune(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var two [2]byte
	if _, err := hex.Decode(two[:], b[:4]); err != nil {
		return 0, false
	}
	return rune(two[0])<<8 | rune(two[1]), true
}

// unescaped is a scanned string without its quotes and escapes.
func unescaped(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		i++
		switch b[i] {
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
			r, _ := hexRune(b[i+1:])
			i += 4
			if r >= surrogateLowest && r <= surrogateHighest {
				low, _ := hexRune(b[i+3:])
				r = utf16.DecodeRune(r, low)
				i += 6
			}
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, b[i])
		}
	}
	return out
}

// bytes is the text of a string node as bytes, without a copy where it can.
func (d *document) bytes(i int32) []byte {
	n := &d.nodes[i]
	b := d.src[n.start+1 : n.end-1]
	if n.escaped {
		return unescaped(b)
	}
	return b
}

// unique refuses an object in which a member stands twice: two readers could
// take different ones, one the price and one the payment.
func (s *scanner) unique(i int) {
	if s.bad != nil {
		return
	}
	end := int32(len(s.nodes))
	count := 0
	for a := int32(i) + 1; a < end; a = s.nodes[a+1].next {
		if count++; count > membersMax {
			s.fail(CodeTooMany, "an object has more than %d members", membersMax)
			return
		}
	}
	for a := int32(i) + 1; a < end; a = s.nodes[a+1].next {
		name := s.bytes(a)
		for b := s.nodes[a+1].next; b < end; b = s.nodes[b+1].next {
			if bytes.Equal(name, s.bytes(b)) {
				s.fail(CodeDuplicate, "the member %q stands twice in one object", name)
				return
			}
		}
	}
}
