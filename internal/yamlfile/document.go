package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// SizeMax is the largest file that is read, in bytes.
const SizeMax = 4 << 20

// MistakesMax is how many mistakes of a file are told.
const MistakesMax = 1000

// Document is one file while it is read; it gathers the mistakes.
type Document struct {
	File     string
	Mistakes Mistakes
}

// Add notes a mistake. Of those beyond MistakesMax it notes alone that there are more,
// each with its place, so that callers still see that something was wrong.
func (d *Document) Add(at *yaml.Node, code, format string, args ...any) {
	if d.full() {
		d.Mistakes = append(d.Mistakes, Mistake{File: d.File, Line: at.Line, Column: at.Column, Code: codeTooMany, Text: "there is more that is wrong from here on; mend what is told before this first"})
		return
	}
	// Texts quote the file, which may hold anything; a mistake stays one line.
	text := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '\uFFFD'
	}, fmt.Sprintf(format, args...))
	d.Mistakes = append(d.Mistakes, Mistake{File: d.File, Line: at.Line, Column: at.Column, Code: code, Text: text})
}

func (d *Document) full() bool { return len(d.Mistakes) >= MistakesMax }

// Parse gives the root of the file's only document, or nil with the reason
// among the mistakes.
func (d *Document) Parse(data []byte) *yaml.Node {
	whole := &yaml.Node{}
	if len(data) > SizeMax {
		d.Add(whole, "file_too_large", "the file has %d bytes; at most %d are read", len(data), SizeMax)
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
		d.Add(&second, "yaml_second_document", "a second document begins here; a file holds one, without a line of ---")
	case !errors.Is(err, io.EOF):
		d.addSyntax(err)
	}
	if root.Kind != yaml.DocumentNode || len(root.Content) != 1 {
		d.Add(whole, "file_empty", "the file has no content")
		return nil
	}
	d.refuseIndirection(root.Content[0])
	if len(d.Mistakes) > 0 {
		return nil
	}
	return root.Content[0]
}

// addSyntax reports what the YAML reader says, at the place it says.
func (d *Document) addSyntax(err error) {
	if errors.Is(err, io.EOF) {
		d.Add(&yaml.Node{}, "file_empty", "the file has no content")
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
	d.Add(at, "yaml_malformed", "this is not valid YAML: %s", text)
}

// refuseIndirection reports everything by which a value could stand elsewhere
// or mean something else than is written.
func (d *Document) refuseIndirection(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		d.Add(n, "yaml_alias", "the alias *%s is not allowed; write the value out", Shorten(n.Value))
		return
	case n.Anchor != "":
		d.Add(n, "yaml_anchor", "the anchor &%s is not allowed; write the value out where it is needed", Shorten(n.Anchor))
	case n.Tag == "!!merge":
		d.Add(n, "yaml_merge", "the merge key << is not allowed; write the keys out")
	case n.Style&yaml.TaggedStyle != 0 || !strings.HasPrefix(n.Tag, "!!"):
		d.Add(n, "yaml_tag", "the tag %s is not allowed; write the plain value", Shorten(n.Tag))
	}
	for _, child := range n.Content {
		d.refuseIndirection(child)
	}
}

// A Field is one key that a mapping may have.
type Field struct {
	Key      string
	Required bool
	Read     func(value *yaml.Node)
}

// Mapping reads a mapping with known keys, each at most once. What names it in
// messages: "the card", "a model".
func (d *Document) Mapping(n *yaml.Node, what string, fields []Field) {
	if !d.IsKind(n, yaml.MappingNode, what) {
		return
	}
	known := make([]string, len(fields))
	for i, f := range fields {
		known[i] = f.Key
	}
	seen := make(map[string]int, len(fields))
	d.Pairs(n, what, func(key, value *yaml.Node) {
		for _, f := range fields {
			if f.Key == key.Value {
				seen[f.Key] = key.Line
				f.Read(value)
				return
			}
		}
		d.Add(key, "key_unknown", "%s has no key %q; %s", what, Shorten(key.Value), Suggestion(key.Value, known))
	})
	for _, f := range fields {
		if _, ok := seen[f.Key]; f.Required && !ok {
			d.Add(n, "key_missing", "%s has no %q, which is required", what, f.Key)
		}
	}
}

// Pairs goes over the keys and values of a mapping in their order and reports
// keys that are no text or come twice. It ends early in a file with too many mistakes.
func (d *Document) Pairs(n *yaml.Node, what string, visit func(key, value *yaml.Node)) {
	lines := make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if d.full() {
			d.Add(key, codeTooMany, "")
			return
		}
		if key.Kind != yaml.ScalarNode {
			d.Add(key, "key_malformed", "%s has %s as a key; keys are text", what, KindOf(key))
			continue
		}
		if line, twice := lines[key.Value]; twice {
			d.Add(key, "key_duplicate", "%s has the key %q twice, first on line %d; keep one", what, Shorten(key.Value), line)
			continue
		}
		lines[key.Value] = key.Line
		visit(key, value)
	}
}

// List gives the elements of a list.
func (d *Document) List(n *yaml.Node, what string) []*yaml.Node {
	if !d.IsKind(n, yaml.SequenceNode, what) {
		return nil
	}
	return n.Content
}

func (d *Document) IsKind(n *yaml.Node, kind yaml.Kind, what string) bool {
	if n.Kind == kind {
		return true
	}
	wanted := "a mapping of keys to values"
	if kind == yaml.SequenceNode {
		wanted = "a list, with a dash before each element"
	}
	d.Add(n, "type_wrong", "%s is %s; it must be %s", what, KindOf(n), wanted)
	return false
}

// KindOf names for people what a node is.
func KindOf(n *yaml.Node) string {
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
		return "the number " + Shorten(n.Value)
	case "!!timestamp":
		return "the date " + Shorten(n.Value)
	}
	return fmt.Sprintf("the text %q", Shorten(n.Value))
}

func Shorten(s string) string {
	const longest = 40
	if len(s) > longest {
		return strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}
