package x402

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

const (
	depthMax   = 32   // the schemas of discovery nest about 12 deep
	valuesMax  = 4096 // in one message, names of members included
	membersMax = 256  // in one object: each is compared with the others
)

// node is one value on the tape that a document is read into, or the name of a
// member, which stands before its value. Children follow their parent.
type node struct {
	kind       byte // first byte: { [ " t f n, and 0 for a number
	escaped    bool // a string with a backslash in it
	start, end int32
	next       int32 // the node after this one and all within it
}

// document is a message that has been scanned: well-formed, within the bounds,
// and without a member that stands twice. Reading goes through object; the
// first mistake is kept and makes all further reads return nothing.
type document struct {
	src   []byte
	text  string // the same, for texts that need no copy of their own
	nodes []node
	bad   *Mistake
}

// tapes are used again: a payment's is several times its text.
var tapes = sync.Pool{New: func() any { return new(make([]node, 0, 256)) }}

// done gives the document's tape back. What was read stays good, for it refers
// to the text; the document can be read no more. Of no document there is none.
func (d *document) done() {
	if d == nil {
		return
	}
	if cap(d.nodes) <= valuesMax {
		tapes.Put(new(d.nodes[:0]))
	}
	d.nodes = nil
}

// scanner does one pass over a document.
type scanner struct {
	document
	at    int
	depth int
}

// scan reads JSON (RFC 8259) of at most max bytes. The document refers to src.
func scan(src []byte, max int) (*document, error) {
	if len(src) > max {
		return nil, mistake(CodeTooLarge, "", "the message has %d bytes; at most %d are read", len(src), max)
	}
	if !utf8.Valid(src) {
		return nil, mistake(CodeJSON, "", "the message is not UTF-8")
	}
	s := scanner{document: document{src: src, text: string(src), nodes: *tapes.Get().(*[]node)}}
	s.space()
	if s.value(); s.bad == nil {
		if s.space(); s.at < len(src) {
			s.fail(CodeJSON, "something follows the JSON value, at byte %d", s.at)
		}
	}
	if s.bad != nil {
		s.done()
		return nil, s.bad
	}
	return &s.document, nil
}

func (s *scanner) fail(code, format string, arguments ...any) {
	if s.bad == nil {
		s.bad = mistake(code, "", format, arguments...)
	}
}

func (s *scanner) space() {
	for s.at < len(s.src) {
		switch s.src[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte, or 0 at the end, where no JSON has a zero byte.
func (s *scanner) peek() byte {
	if s.at < len(s.src) {
		return s.src[s.at]
	}
	return 0
}

func (s *scanner) open(kind byte) int {
	if len(s.nodes) >= valuesMax {
		s.fail(CodeTooMany, "the message has more than %d values", valuesMax)
		return 0
	}
	s.nodes = append(s.nodes, node{kind: kind, start: int32(s.at)})
	return len(s.nodes) - 1
}

func (s *scanner) close(i int) {
	s.nodes[i].end = int32(s.at)
	s.nodes[i].next = int32(len(s.nodes))
}

func (s *scanner) value() {
	kind := s.peek()
	switch {
	case kind == '-' || kind >= '0' && kind <= '9':
		kind = 0
	case kind != '"' && kind != '{' && kind != '[' && kind != 't' && kind != 'f' && kind != 'n':
		s.fail(CodeJSON, "a JSON value is wanted at byte %d", s.at)
		return
	}
	i := s.open(kind)
	if s.bad != nil {
		return
	}
	switch kind {
	case '{':
		s.container('}')
		s.unique(i)
	case '[':
		s.container(']')
	case '"':
		s.nodes[i].escaped = s.string()
	case 't':
		s.word("true")
	case 'f':
		s.word("false")
	case 'n':
		s.word("null")
	default:
		s.number()
	}
	if s.bad == nil {
		s.close(i)
	}
}

// container reads what stands between brackets: members or values with commas
// between them.
func (s *scanner) container(end byte) {
	if s.depth++; s.depth > depthMax {
		s.fail(CodeTooDeep, "the message nests deeper than %d", depthMax)
		return
	}
	s.at++
	for s.space(); s.peek() != end; s.space() {
		if end == '}' {
			s.member()
		} else {
			s.value()
		}
		if s.bad != nil {
			return
		}
		s.space()
		if s.peek() == end {
			break
		}
		if s.peek() != ',' {
			s.fail(CodeJSON, "a comma or %q is wanted at byte %d", end, s.at)
			return
		}
		s.at++
		if s.space(); s.peek() == end {
			s.fail(CodeJSON, "nothing follows the comma before byte %d", s.at)
			return
		}
	}
	s.at++
	s.depth--
}

func (s *scanner) member() {
	if s.peek() != '"' {
		s.fail(CodeJSON, "the name of a member is wanted at byte %d", s.at)
		return
	}
	i := s.open('"')
	if s.bad != nil {
		return
	}
	s.nodes[i].escaped = s.string()
	if s.bad != nil {
		return
	}
	s.close(i)
	if s.space(); s.peek() != ':' {
		s.fail(CodeJSON, "a colon is wanted at byte %d", s.at)
		return
	}
	s.at++
	s.space()
	s.value()
}

func (s *scanner) word(want string) {
	if !bytes.HasPrefix(s.src[s.at:], []byte(want)) {
		s.fail(CodeJSON, "%s is wanted at byte %d", want, s.at)
		return
	}
	s.at += len(want)
}

func (s *scanner) digits() {
	if c := s.peek(); c < '0' || c > '9' {
		s.fail(CodeJSON, "a digit is wanted at byte %d", s.at)
	}
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.at++
	}
}

func (s *scanner) number() {
	if s.peek() == '-' {
		s.at++
	}
	if s.peek() == '0' {
		s.at++
	} else {
		s.digits()
	}
	if s.peek() == '.' {
		s.at++
		s.digits()
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		s.digits()
	}
}
