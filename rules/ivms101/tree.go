package ivms101

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// The bounds of a document, so that a small one cannot take much memory.
const (
	bytesMax = 256 << 10
	depthMax = 12 // the standard's own is 9
)

// node is one JSON value. encoding/json alone takes a name twice or in another case,
// and does not say where a value of the wrong kind stood.
type node struct {
	kind    string // an object, a list, a string, a number, a boolean, null
	text    string // of strings and numbers
	names   []string
	members []*node // of objects and lists
}

// tree reads a whole document. What is no JSON is one Mistake.
func tree(text []byte) (*node, error) {
	bad := func(format string, args ...any) error {
		return Mistakes{{Code: "json_malformed", Text: fmt.Sprintf(format, args...)}}
	}
	if len(text) > bytesMax {
		return nil, bad("has %d bytes, and at most %d are read", len(text), bytesMax)
	}
	if !utf8.Valid(text) {
		return nil, bad("is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	n, err := value(d, "", 0)
	var mistake Mistake
	switch {
	case errors.As(err, &mistake):
		return nil, Mistakes{mistake}
	case err != nil:
		line := 1 + bytes.Count(text[:min(int(d.InputOffset()), len(text))], []byte("\n"))
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, bad("is no whole JSON: it ends in the middle")
		}
		return nil, bad("is no JSON, in line %d: %v", line, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, bad("goes on behind its JSON value")
	}
	return n, nil
}

// value reads what comes next. An error is a Mistake or the decoder's.
func value(d *json.Decoder, at string, depth int) (*node, error) {
	if depth > depthMax {
		return nil, Mistake{at, "depth", fmt.Sprintf("values are nested deeper than %d", depthMax)}
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return list(d, at, depth)
		}
		return object(d, at, depth)
	case string:
		return &node{kind: "a string", text: t}, nil
	case json.Number:
		return &node{kind: "a number", text: t.String()}, nil
	case bool:
		return &node{kind: "a boolean"}, nil
	}
	return &node{kind: "null"}, nil
}

func list(d *json.Decoder, at string, depth int) (*node, error) {
	n := &node{kind: "a list"}
	for d.More() {
		member, err := value(d, fmt.Sprintf("%s/%d", at, len(n.members)), depth+1)
		if err != nil {
			return nil, err
		}
		n.members = append(n.members, member)
	}
	_, err := d.Token()
	return n, err
}

func object(d *json.Decoder, at string, depth int) (*node, error) {
	n := &node{kind: "an object"}
	seen := make(map[string]bool)
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string) // the decoder gives nothing else here
		place := at + "/" + pointerName(name)
		if seen[name] {
			return nil, Mistake{place, "member_twice", "stands here twice, and which one counts nobody can say"}
		}
		seen[name] = true
		member, err := value(d, place, depth+1)
		if err != nil {
			return nil, err
		}
		n.names, n.members = append(n.names, name), append(n.members, member)
	}
	_, err := d.Token()
	return n, err
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointerName writes a name as a JSON pointer has it, cut where it is no name of the
// standard's.
func pointerName(name string) string {
	const longest = 64
	if runes := []rune(name); len(runes) > longest {
		name = string(runes[:longest])
	}
	return pointerEscapes.Replace(name)
}
