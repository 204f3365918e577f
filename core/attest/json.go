package attest

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// membersMax bounds an object that is read.
const membersMax = 16

// member of an object: a text, or else an integer.
type member struct {
	name   string
	text   string
	number int64
	isText bool
}

// reader takes a flat object of JSON (RFC 8259) apart: texts and integers, each name once.
type reader struct {
	text string
	at   int
	err  error
}

func (r *reader) wrong(want string) {
	if r.err == nil {
		r.err = wrong(Malformed, "at byte %d there should be %s", r.at, want)
	}
}

func (r *reader) space() {
	for r.at < len(r.text) && strings.IndexByte(" \t\r\n", r.text[r.at]) >= 0 {
		r.at++
	}
}

// take reports whether the next thing is c, and passes it.
func (r *reader) take(c byte) bool {
	if r.space(); r.err == nil && r.at < len(r.text) && r.text[r.at] == c {
		r.at++
		return true
	}
	return false
}

func (r *reader) must(c byte) {
	if !r.take(c) {
		r.wrong(strconv.Quote(string(rune(c))))
	}
}

// readObject reads a text that is one object. The error is a *Wrong.
func readObject(text string) (members []member, err error) {
	r := &reader{text: text}
	r.must('{')
	for first := true; r.err == nil && !r.take('}'); first = false {
		if !first {
			r.must(',')
		}
		m := r.member()
		for i := range members {
			if members[i].name == m.name {
				r.wrong("no second " + strconv.Quote(m.name))
			}
		}
		if members = append(members, m); len(members) > membersMax {
			r.wrong("at most " + strconv.Itoa(membersMax) + " members")
		}
	}
	if r.space(); r.err == nil && r.at < len(text) {
		r.wrong("the end")
	}
	return members, r.err
}

func (r *reader) member() (m member) {
	m.name = r.quoted()
	r.must(':')
	if r.space(); r.at < len(r.text) && r.text[r.at] == '"' {
		m.text, m.isText = r.quoted(), true
	} else {
		m.number = r.integer()
	}
	return m
}

func (r *reader) integer() int64 {
	start := r.at
	for r.at < len(r.text) && strings.IndexByte("-0123456789", r.text[r.at]) >= 0 {
		r.at++
	}
	digits := r.text[start:r.at]
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != digits {
		r.at = start
		r.wrong("a text or a whole number")
	}
	return n
}

// quoted reads a text. Bytes that are no UTF-8, and halves of surrogate pairs, are wrong
// and not replaced: two texts that differ must not be read alike.
func (r *reader) quoted() string {
	r.must('"')
	var b strings.Builder
	for r.err == nil {
		if r.at >= len(r.text) {
			r.wrong(`the end of a text, "`)
			break
		}
		c, size := utf8.DecodeRuneInString(r.text[r.at:])
		switch {
		case c == '"':
			r.at++
			return b.String()
		case c == '\\':
			r.escape(&b)
		case c < ' ' || (c == utf8.RuneError && size == 1):
			r.wrong("a text of UTF-8 without control characters")
		default:
			b.WriteString(r.text[r.at : r.at+size])
			r.at += size
		}
	}
	return ""
}

func (r *reader) escape(b *strings.Builder) {
	const plain, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	rest := r.text[r.at:]
	if len(rest) > 1 {
		if i := strings.IndexByte(plain, rest[1]); i >= 0 {
			b.WriteByte(meant[i])
			r.at += 2
			return
		}
	}
	c, ok := unit(rest)
	if ok && utf16.IsSurrogate(c) {
		low, _ := unit(rest[6:])
		c = utf16.DecodeRune(c, low)
		ok = c != utf8.RuneError
		r.at += 6
	}
	if !ok {
		r.wrong("an escape of JSON")
		return
	}
	b.WriteRune(c)
	r.at += 6
}

// unit reads an escape of four hexadecimal digits.
func unit(text string) (rune, bool) {
	if len(text) < 6 || text[:2] != `\u` {
		return 0, false
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err == nil
}

// writer builds an object.
type writer struct{ b []byte }

func (w *writer) name(name string) {
	sep := byte(',')
	if len(w.b) == 0 {
		sep = '{'
	}
	w.b = append(append(w.b, sep, '"'), name...)
	w.b = append(w.b, '"', ':')
}

func (w *writer) text(name, value string) {
	w.name(name)
	w.b = append(w.b, '"')
	for _, c := range value {
		switch {
		case c == '"' || c == '\\':
			w.b = append(w.b, '\\', byte(c))
		case c < ' ':
			const digits = "0123456789abcdef"
			w.b = append(w.b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			w.b = utf8.AppendRune(w.b, c)
		}
	}
	w.b = append(w.b, '"')
}

func (w *writer) number(name string, value int64) {
	w.name(name)
	w.b = strconv.AppendInt(w.b, value, 10)
}

func (w *writer) object() string { return string(w.b) + "}" }
