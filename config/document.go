package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// FileSizeMax is the largest file that is read, in bytes.
const FileSizeMax = 4 << 20

// document is one file while it is read; it gathers the mistakes.
type document struct {
	file     string
	mistakes Mistakes
}

func (d *document) add(at *yaml.Node, code, format string, args ...any) {
	// Texts quote the file, which may hold anything; a mistake stays one line.
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, fmt.Sprintf(format, args...))
	d.mistakes = append(d.mistakes, Mistake{File: d.file, Line: at.Line, Column: at.Column, Code: code, Text: text})
}

// parse gives the root of the file's only document, or nil with the reason
// among the mistakes.
func (d *document) parse(data []byte) *yaml.Node {
	whole := &yaml.Node{}
	if len(data) > FileSizeMax {
		d.add(whole, "file_too_large", "the file has %d bytes; at most %d are read", len(data), FileSizeMax)
		return nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(data))
	if err != nil {
		d.addSyntax(err)
		return nil
	}
	var root, second yaml.Node
	if err := loader.Load(&root); err != nil {
		d.addSyntax(err)
		return nil
	}
	switch err := loader.Load(&second); {
	case err == nil:
		d.add(&second, "yaml_second_document", "a second document begins here; a file holds one, without a line of ---")
	case !errors.Is(err, io.EOF):
		d.addSyntax(err)
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		d.add(whole, "file_empty", "the file has no content")
		return nil
	}
	d.refuseIndirection(root.Content[0])
	if len(d.mistakes) > 0 {
		return nil
	}
	return root.Content[0]
}

// addSyntax reports what the YAML reader says, at the place it says.
func (d *document) addSyntax(err error) {
	if errors.Is(err, io.EOF) {
		d.add(&yaml.Node{}, "file_empty", "the file has no content")
		return
	}
	at, text := &yaml.Node{}, err.Error()
	var load *yaml.LoadError
	if errors.As(err, &load) {
		at.Line, at.Column = load.Mark.Line, load.Mark.Column
		text = load.Message
		// For what is never closed, the place where it was opened tells more
		// than the end of the file.
		if load.ContextMsg != "" && load.ContextMark.Line > 0 && load.ContextMark.Line < load.Mark.Line {
			text = fmt.Sprintf("%s, %s that began at line %d", text, load.ContextMsg, load.ContextMark.Line)
		}
	}
	switch {
	case strings.Contains(text, "cannot start any token"):
		text += "; tabs do not indent in YAML, and @, `, % begin no value without quotes"
	case strings.Contains(text, "mapping values are not allowed"):
		text += "; check the indentation, and put text that contains a colon and a space in quotes"
	}
	d.add(at, "yaml_malformed", "this is not valid YAML: %s", text)
}

// refuseIndirection reports everything by which a value could stand elsewhere
// or mean something else than is written.
func (d *document) refuseIndirection(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.add(n, "yaml_alias", "the alias *%s is not allowed; write the value out", n.Value)
		return
	case n.Anchor != "":
		d.add(n, "yaml_anchor", "the anchor &%s is not allowed; write the value out where it is needed", n.Anchor)
	case n.Tag == "!!merge":
		d.add(n, "yaml_merge", "the merge key << is not allowed; write the keys out")
	case n.Style&yaml.TaggedStyle != 0 || !strings.HasPrefix(n.Tag, "!!"):
		d.add(n, "yaml_tag", "the tag %s is not allowed; write the plain value", n.Tag)
	}
	for _, child := range n.Content {
		d.refuseIndirection(child)
	}
}

// A field is one key that a mapping may have.
type field struct {
	key      string
	required bool
	read     func(value *yaml.Node)
}

// mapping reads a mapping with known keys, each at most once. What names it in
// messages: "the card", "a model".
func (d *document) mapping(n *yaml.Node, what string, fields []field) {
	if !d.isKind(n, yaml.MappingNode, what) {
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.key
	}
	seen := make(map[string]int, len(fields))
	d.pairs(n, what, func(key, value *yaml.Node) {
		for _, f := range fields {
			if f.key == key.Value {
				seen[f.key] = key.Line
				f.read(value)
				return
			}
		}
		d.add(key, "key_unknown", "%s has no key %q; %s", what, key.Value, suggestion(key.Value, known))
	})
	for _, f := range fields {
		if _, ok := seen[f.key]; f.required && !ok {
			d.add(n, "key_missing", "%s has no %q, which is required", what, f.key)
		}
	}
}

// pairs goes over the keys and values of a mapping in their order and reports
// keys that are no text or come twice.
func (d *document) pairs(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.add(key, "key_malformed", "%s has %s as a key; keys are text", what, kindOf(key))
			continue
		}
		if line, twice := lines[key.Value]; twice {
			d.add(key, "key_duplicate", "%s has the key %q twice, first on line %d; keep one", what, key.Value, line)
			continue
		}
		lines[key.Value] = key.Line
		visit(key, value)
	}
}

// list gives the elements of a list.
func (d *document) list(n *yaml.Node, what string) []*yaml.Node {
	if !d.isKind(n, yaml.SequenceNode, what) {
		return nil
	}
	return n.Content
}

func (d *document) isKind(n *yaml.Node, kind yaml.Kind, what string) bool {
	if n.Kind == kind {
		return true
	}
	wanted := "a mapping of keys to values"
	if kind == yaml.SequenceNode {
		wanted = "a list, with a dash before each element"
	}
	d.add(n, "type_wrong", "%s is %s; it must be %s", what, kindOf(n), wanted)
	return false
}

// kindOf names for people what a node is.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch n.Tag {
	case "!!null":
		return "empty"
	case "!!bool":
		return "true or false"
	case "!!int", "!!float":
		return "the number " + shorten(n.Value)
	case "!!timestamp":
		return "the date " + shorten(n.Value)
	}
	return fmt.Sprintf("the text %q", shorten(n.Value))
}

func shorten(s string) string {
	const longest = 40
	if len(s) > longest {
		return strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}
