package mpp

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"
)

const (
	valuesMax = 64 // in one message; the stock client's credential has 18
	depthMax  = 5
)

// member is a value of a JSON object. Texts and objects alone are looked at.
type member struct {
	text   string
	object members // nil if the value is no object
}

type members map[string]member

var (
	errJSON      = errors.New("is no JSON object in UTF-8")
	errTooMuch   = errors.New("has more values than are taken, or they lie too deep")
	errDuplicate = errors.New("has a member twice in one object")
)

// reader reads one JSON text. Two readers must not take different members of the
// same name, one the price and one the payment, so a repeated one is refused.
type reader struct {
	tokens *json.Decoder
	values int
}

func readMembers(src []byte) (members, error) {
	if !utf8.Valid(src) || !json.Valid(src) {
		return nil, errJSON
	}
	r := &reader{tokens: json.NewDecoder(bytes.NewReader(src))}
	r.tokens.UseNumber()
	top, err := r.value(0)
	if err == nil && top.object == nil {
		return nil, errJSON
	}
	return top.object, err
}

func (r *reader) value(depth int) (m member, err error) {
	token, err := r.tokens.Token()
	if err != nil {
		return m, errJSON
	}
	if r.values++; r.values > valuesMax {
		return m, errTooMuch
	}
	switch token := token.(type) {
	case string:
		return member{text: token}, nil
	case json.Delim:
		if depth == depthMax {
			return m, errTooMuch
		}
		if token == '{' {
			m.object = members{}
		}
		err = r.inside(m.object, depth+1)
	}
	return m, err
}

// inside reads what an object has, or an array if into is nil, and its end.
func (r *reader) inside(into members, depth int) error {
	for r.tokens.More() {
		name := ""
		if into != nil {
			token, err := r.tokens.Token()
			if err != nil {
				return errJSON
			}
			name, _ = token.(string)
			if _, twice := into[name]; twice {
				return errDuplicate
			}
		}
		value, err := r.value(depth)
		if err != nil {
			return err
		}
		if into != nil {
			into[name] = value
		}
	}
	if _, err := r.tokens.Token(); err != nil {
		return errJSON
	}
	return nil
}

// text is a member's text, or "".
func (m members) text(name string) string { return m[name].text }
