package api

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// encoding/json drops what it should tell: it takes a name twice, names in
// another case, and numbers as floats, and does not say where a value of the
// wrong kind stood. This reader keeps the place and the spelling of each value.

// kind is what a JSON value is.
type kind uint8

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindText
	kindList
	kindObject
)

func (k kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// value is one JSON value in its place.
type value struct {
	kind  kind
	name  string  // of an object's member
	text  string  // of a string its content, of numbers and booleans their spelling
	items []value // of lists and objects, in the order of the body
}

// The bounds of a body, so that a small one cannot take much memory.
const (
	depthMax   = 16
	valuesMax  = 1 << 18
	membersMax = 64
)

// syntaxError tells where a body is no JSON.
type syntaxError struct {
	line, column, offset int // line and column from 1 up, in bytes
	reason               string
}

func (e *syntaxError) Error() string {
	return fmt.Sprintf("line %d, column %d (byte %d): %s", e.line, e.column, e.offset, e.reason)
}

// parser reads one body.
type parser struct {
	b      []byte
	at     int
	values int
}

// parseJSON reads a whole body. The error is a *syntaxError.
func parseJSON(body []byte) (*value, error) {
	p := &parser{b: body}
	var v value
	p.space()
	if err := p.value(&v, 0); err != nil {
		return nil, err
	}
	p.space()
	if p.at < len(p.b) {
		return nil, p.fail("the body goes on behind its value with %s", p.here())
	}
	return &v, nil
}

func (p *parser) fail(format string, args ...any) error {
	e := &syntaxError{line: 1, column: 1, offset: p.at, reason: fmt.Sprintf(format, args...)}
	for _, c := range p.b[:min(p.at, len(p.b))] {
		e.column++
		if c == '\n' {
			e.line, e.column = e.line+1, 1
		}
	}
	return e
}

// here shows what stands at the parser's place.
func (p *parser) here() string {
	if p.at >= len(p.b) {
		return "the end of the body"
	}
	r, _ := utf8.DecodeRune(p.b[p.at:])
	return strconv.QuoteRune(r)
}

func (p *parser) space() {
	for p.at < len(p.b) {
		switch p.b[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

// next reports whether c stands here, and goes behind it.
func (p *parser) next(c byte) bool {
	if p.at < len(p.b) && p.b[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) value(v *value, depth int) error {
	if p.values++; p.values > valuesMax {
		return p.fail("the body has more than %d values", valuesMax)
	}
	if depth > depthMax {
		return p.fail("values are nested deeper than %d", depthMax)
	}
	if p.at >= len(p.b) {
		return p.fail("a value is missing at the end of the body")
	}
	switch c := p.b[p.at]; {
	case c == '{':
		return p.object(v, depth)
	case c == '[':
		return p.list(v, depth)
	case c == '"':
		v.kind = kindText
		var err error
		v.text, err = p.text()
		return err
	case c == '-' || (c >= '0' && c <= '9'):
		return p.number(v)
	}
	for _, word := range [...]struct {
		text string
		kind kind
	}{{"true", kindBool}, {"false", kindBool}, {"null", kindNull}} {
		if len(p.b)-p.at >= len(word.text) && string(p.b[p.at:p.at+len(word.text)]) == word.text {
			v.kind, v.text = word.kind, word.text
			p.at += len(word.text)
			return nil
		}
	}
	return p.fail("expected a value, not %s", p.here())
}

func (p *parser) object(v *value, depth int) error {
	v.kind = kindObject
	p.at++
	p.space()
	if p.next('}') {
		return nil
	}
	for {
		if p.at >= len(p.b) || p.b[p.at] != '"' {
			return p.fail("expected a name in quotes, not %s", p.here())
		}
		start := p.at
		name, err := p.text()
		if err != nil {
			return err
		}
		for i := range v.items {
			if v.items[i].name == name {
				p.at = start
				return p.fail("the name %q stands here twice", clip(name))
			}
		}
		if len(v.items) == membersMax {
			return p.fail("an object has more than %d members", membersMax)
		}
		p.space()
		if !p.next(':') {
			return p.fail("expected ':' behind the name %q, not %s", clip(name), p.here())
		}
		p.space()
		if v.items == nil {
			v.items = make([]value, 0, 8)
		}
		v.items = append(v.items, value{name: name})
		if err := p.value(&v.items[len(v.items)-1], depth+1); err != nil {
			return err
		}
		p.space()
		if p.next('}') {
			return nil
		}
		if !p.next(',') {
			return p.fail("expected ',' or '}', not %s", p.here())
		}
		p.space()
	}
}

func (p *parser) list(v *value, depth int) error {
	v.kind = kindList
	p.at++
	p.space()
	if p.next(']') {
		return nil
	}
	for {
		v.items = append(v.items, value{})
		if err := p.value(&v.items[len(v.items)-1], depth+1); err != nil {
			return err
		}
		p.space()
		if p.next(']') {
			return nil
		}
		if !p.next(',') {
			return p.fail("expected ',' or ']', not %s", p.here())
		}
		p.space()
	}
}

// number reads RFC 8259's grammar and keeps the spelling.
func (p *parser) number(v *value) error {
	start := p.at
	p.next('-')
	switch {
	case p.next('0'):
	case !p.digits():
		return p.fail("expected a digit, not %s", p.here())
	}
	if p.next('.') && !p.digits() {
		return p.fail("expected a digit behind the point, not %s", p.here())
	}
	if p.next('e') || p.next('E') {
		if !p.next('+') {
			p.next('-')
		}
		if !p.digits() {
			return p.fail("expected a digit of the exponent, not %s", p.here())
		}
	}
	v.kind, v.text = kindNumber, string(p.b[start:p.at])
	return nil
}

func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

// text reads a string, p standing at its opening quote.
func (p *parser) text() (string, error) {
	p.at++
	start := p.at
	for p.at < len(p.b) && p.b[p.at] != '"' && p.b[p.at] != '\\' && p.b[p.at] >= ' ' {
		p.at++
	}
	plain := p.b[start:p.at]
	if p.next('"') {
		if !utf8.Valid(plain) {
			p.at = start
			return "", p.fail("a string is not UTF-8")
		}
		return string(plain), nil
	}
	out := append([]byte(nil), plain...)
	for p.at < len(p.b) {
		switch c := p.b[p.at]; {
		case c == '"':
			p.at++
			if !utf8.Valid(out) {
				p.at = start
				return "", p.fail("a string is not UTF-8")
			}
			return string(out), nil
		case c < ' ':
			return "", p.fail("a control character stands in a string; write it as \\u%04x", c)
		case c == '\\':
			r, err := p.escape()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		default:
			out = append(out, c)
			p.at++
		}
	}
	return "", p.fail("a string has no closing quote")
}

func (p *parser) escape() (rune, error) {
	p.at++
	if p.at >= len(p.b) {
		return 0, p.fail("a string has no closing quote")
	}
	switch c := p.b[p.at]; c {
	case '"', '\\', '/':
		p.at++
		return rune(c), nil
	case 'b', 'f', 'n', 'r', 't':
		p.at++
		return map[byte]rune{'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}[c], nil
	case 'u':
		return p.escapeUnit()
	}
	return 0, p.fail("no such escape: %s", p.here())
}

// escapeUnit reads uXXXX, and the second half of a surrogate pair with it. Half
// a pair is no character and is refused.
func (p *parser) escapeUnit() (rune, error) {
	first, err := p.hex4()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	if p.at+1 < len(p.b) && p.b[p.at] == '\\' && p.b[p.at+1] == 'u' {
		p.at++
		second, err := p.hex4()
		if err != nil {
			return 0, err
		}
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, nil
		}
	}
	return 0, p.fail("half a surrogate pair stands in a string")
}

func (p *parser) hex4() (rune, error) {
	p.at++ // behind the u
	if p.at+4 > len(p.b) {
		p.at = len(p.b)
		return 0, p.fail("an escape has four hexadecimal digits")
	}
	n, err := strconv.ParseUint(string(p.b[p.at:p.at+4]), 16, 16)
	if err != nil || p.b[p.at] == '+' {
		return 0, p.fail("an escape has four hexadecimal digits")
	}
	p.at += 4
	return rune(n), nil
}

// clip cuts what a client sent to a readable length.
func clip(text string) string {
	const longest = 64
	if len(text) <= longest {
		return text
	}
	cut := longest
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}
