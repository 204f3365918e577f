package yamlfile

import (
	"math"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// FuzzParse looks for files that stop the reader, that it neither reads nor finds wrong,
// whose mistakes have no place or more than a line, and for nodes that mean something
// else than what is written there.
func FuzzParse(f *testing.F) {
	for _, c := range scalars {
		f.Add([]byte("key:\n  " + c.written + "\n"))
	}
	for _, text := range []string{
		"a: &x 1\nb: *x\n<<: {c: !d e}", "{a: 1, a: 2}", "? [a]\n: |\n  b\n", "a: 1\n---\nb", "\xff\xfea\x00", "a: '", "- - - \"\\u001b\"", "a:\n\tb", "\ufeffa: b", "a: >-\n b\n\n c",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := &Document{File: "f.yaml"}
		root := d.Parse(data)
		if (root == nil) != (len(d.Mistakes) > 0) {
			t.Fatalf("read %v, with the mistakes %v", root != nil, d.Mistakes)
		}
		if root != nil {
			walk(t, d, root)
		}
		for _, m := range d.Mistakes {
			if m.Code == "" || m.Text == "" || m.Line < 0 || m.Column < 0 || m.Line > len(data)+1 || (m.Line == 0) != (m.Column == 0) ||
				len(m.Text) > 2000 || strings.ContainsFunc(m.Error(), func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Fatalf("the mistake %+v", m)
			}
		}
	})
}

// walk reads a node as everything that it could be.
func walk(t *testing.T, d *Document, n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" || n.Line < 1 || n.Column < 1 {
		t.Fatalf("the node %+v was let through", n)
	}
	before := len(d.Mistakes)
	switch n.Kind {
	case yaml.MappingNode:
		d.Mapping(n, "it", []Field{{Key: "key", Read: func(*yaml.Node) {}}})
		d.Pairs(n, "it", func(_, value *yaml.Node) { walk(t, d, value) })
	case yaml.SequenceNode:
		for _, child := range d.List(n, "it") {
			walk(t, d, child)
		}
	default:
		text, isText := d.Text(n, "it")
		if isText && (text != n.Value || n.Tag != "!!str") {
			t.Fatalf("the text %q of %q", text, n.Value)
		}
		whole, isWhole := d.Whole(n, "it", 0, math.MaxUint64)
		truth := d.Truth(n, "it")
		if isText && isWhole || (truth && (isText || isWhole)) || (isWhole && whole == 0 && n.Value != "0") {
			t.Fatalf("%q is the text %q, the number %d and %v", n.Value, text, whole, truth)
		}
		if len(d.Mistakes) == before {
			t.Fatalf("%q is everything at once", n.Value)
		}
	}
}
