package yamlfile

import (
	"fmt"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// parsed is a file's root; the file must be right so far.
func parsed(t testing.TB, text string) (*Document, *yaml.Node) {
	t.Helper()
	d := &Document{File: "f.yaml"}
	root := d.Parse([]byte(text))
	if root == nil {
		t.Fatalf("%q: %v", text, d.Mistakes)
	}
	return d, root
}

// What no reader would take as it is written is refused, with the place where it stands.
func TestWhatIsNoFile(t *testing.T) {
	nested := strings.Repeat("- ", 20_000) + "a"
	for _, c := range [][2]string{
		{"", "f.yaml: the file has no content [file_empty]"},
		{"# only a remark\n", "f.yaml: the file has no content [file_empty]"},
		{"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here"},
		{"a: 1\nb: [1,\n  2\nc: 3", "f.yaml:4:2: this is not valid YAML: did not find expected ',' or ']', while parsing a flow sequence that began at line 2 [yaml_malformed]"},
		{"a:\n\t- b", "f.yaml:2:1: this is not valid YAML: found character that cannot start any token; tabs do not indent"},
		{"a: 1\nb: c: d", "f.yaml:2:5: this is not valid YAML: mapping values are not allowed in this context; check the indentation"},
		{"a: 'b", "f.yaml:1:6: this is not valid YAML: found unexpected end of stream"},
		{"a: \x00", "f.yaml: this is not valid YAML: control characters are not allowed"},
		{"a: &x 1\nb: *x", "f.yaml:1:4: the anchor &x is not allowed; write the value out where it is needed [yaml_anchor]\nf.yaml:2:4: the alias *x is not allowed; write the value out [yaml_alias]"},
		{"a: *x", "f.yaml:1:4: this is not valid YAML: unknown anchor 'x' referenced"},
		{"ä: {ü: &x 1}", "f.yaml:1:8: the anchor &x"},
		{"a:\n  <<: {b: 1}", "f.yaml:2:3: the merge key << is not allowed; write the keys out [yaml_merge]"},
		{"a: !env HOME", "f.yaml:1:4: the tag !env is not allowed; write the plain value [yaml_tag]"},
		{"a: !!str 1", "f.yaml:1:4: the tag !!str is not allowed"},
		{"a: [!!binary aGk=]", "f.yaml:1:5: the tag !!binary is not allowed"},
		{"!!map {a: 1}", "f.yaml:1:1: the tag !!map is not allowed"},
		{"a: &" + strings.Repeat("x", 5000) + " 1", "f.yaml:1:4: the anchor &" + strings.Repeat("x", 40) + "… is not allowed"},
		{nested, "this is not valid YAML: exceeded max depth of 10000"},
		{strings.Repeat("a", SizeMax+1), "f.yaml: the file has 4194305 bytes; at most 4194304 are read [file_too_large]"},
	} {
		d := &Document{File: "f.yaml"}
		if root := d.Parse([]byte(c[0])); root != nil || !strings.Contains(d.Mistakes.Err().Error(), c[1]) {
			t.Errorf("%.60q\n\thas the mistakes %v\n\twant %s", c[0], d.Mistakes, c[1])
		}
	}
	parsed(t, `"<<": "*x"`)                                                      // in quotes it is text
	parsed(t, "a: "+strings.Repeat("b", SizeMax-len("a: "))+"")                  // the largest
	parsed(t, "\ufeffa: "+strings.Repeat("[", 5_000)+strings.Repeat("]", 5_000)) // and deep
}

// Aliases of aliases would be a billion laughs; they are counted once each.
func TestNoAliasIsFollowed(t *testing.T) {
	var b strings.Builder
	b.WriteString("a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n")
	for i := range 30 {
		fmt.Fprintf(&b, "a%d: &a%d [%s*a%d]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 8), i)
	}
	b.WriteString("self: &self [*self]\n")
	d := &Document{File: "f.yaml"}
	if d.Parse([]byte(b.String())) != nil || len(d.Mistakes) != 32+30*9+1 {
		t.Errorf("%d mistakes", len(d.Mistakes))
	}
}

func TestMappings(t *testing.T) {
	for _, c := range [][2]string{
		{"name: a\nsize: 3\n", ""},
		{"size: 3\nname: a\n", ""},
		{"size: 3\n", `f.yaml:1:1: the box has no "name", which is required [key_missing]`},
		{"name: a\nsice: 3\n", `f.yaml:2:1: the box has no key "sice"; did you mean "size"? [key_unknown]`},
		{"name: a\n\"size \": 3\n", `f.yaml:2:1: the box has no key "size "; did you mean "size"? [key_unknown]`},
		{"name: a\nName: b\n", `f.yaml:2:1: the box has no key "Name"; did you mean "name"? [key_unknown]`},
		{"name: a\ncolour: red\n", `f.yaml:2:1: the box has no key "colour"; known are name, size [key_unknown]`},
		{"name: a\n'name': b\n", `f.yaml:2:1: the box has the key "name" twice, first on line 1; keep one [key_duplicate]`},
		{"{name: a, size: 1, size: 1}", `f.yaml:1:20: the box has the key "size" twice, first on line 1; keep one [key_duplicate]`},
		{"name: a\n? [size]\n: 3\n", "f.yaml:2:3: the box has a list as a key; keys are text [key_malformed]"},
		{"- name: a\n", "f.yaml:1:1: the box is a list; it must be a mapping of keys to values [type_wrong]"},
		{"name", `f.yaml:1:1: the box is the text "name"; it must be a mapping of keys to values [type_wrong]`},
		{"~", "f.yaml:1:1: the box is empty; it must be a mapping"},
		{"b: 1\na: 2\n", "f.yaml:1:1: the box has no key \"b\"; known are name, size [key_unknown]\nf.yaml:1:1: the box has no \"name\", which is required [key_missing]\nf.yaml:2:1: the box has no key \"a\"; known are name, size [key_unknown]"},
		{"name: a\n" + strings.Repeat("x", 3000) + ": 1\n", `the box has no key "` + strings.Repeat("x", 40) + `…"; known are name, size`},
	} {
		d, root := parsed(t, c[0])
		read := map[string]int{}
		field := func(key string, required bool) Field {
			return Field{key, required, func(*yaml.Node) { read[key]++ }}
		}
		d.Mapping(root, "the box", []Field{field("name", true), field("size", false)})
		got := ""
		if err := d.Mistakes.Err(); err != nil {
			got = err.Error()
		}
		if !strings.Contains(got, c[1]) || (c[1] == "") != (got == "") || read["name"] > 1 || read["size"] > 1 {
			t.Errorf("%.80q\n\thas the mistakes %s\n\twant %s; read %v", c[0], got, c[1], read)
		}
	}
}

// A file in which everything is wrong is told of in part, and soon.
func TestEndlessMistakes(t *testing.T) {
	var keys, texts strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&keys, "key%07d: 1\n", i)
		texts.WriteString("- 1\n")
	}
	var known []Field
	for i := range 25 {
		known = append(known, Field{Key: fmt.Sprint("something_else_", i), Required: true})
	}
	d, root := parsed(t, keys.String())
	d.Mapping(root, "the list", known)
	e, list := parsed(t, texts.String())
	for _, n := range e.List(list, "the list") {
		if _, ok := e.Text(n, "an element"); ok {
			t.Fatal("a number was read as text")
		}
	}
	if len(e.Mistakes) != 200_000 {
		t.Errorf("%d elements are wrong", len(e.Mistakes)) // so that who counts them sees that one was
	}
	for _, mistakes := range []Mistakes{d.Mistakes, e.Mistakes} {
		lines := strings.Split(mistakes.Err().Error(), "\n")
		if last := lines[len(lines)-1]; len(lines) != MistakesMax+1 || !strings.Contains(last, "f.yaml:1001:") || !strings.Contains(last, "there is more that is wrong from here on") {
			t.Errorf("%d lines of mistakes, the last %s", len(lines), last)
		}
	}
}

func TestMistakesAreOneLineEach(t *testing.T) {
	d, root := parsed(t, `{"a\nf.yaml:9:9: nothing \u001b[2J\u202e": 1}`)
	d.Mapping(root, "it", nil)
	if got := d.Mistakes.Err().Error(); strings.ContainsAny(got, "\n\x1b\u202e") || !strings.Contains(got, "none is defined") {
		t.Errorf("%q", got)
	}
	d.Add(&yaml.Node{}, "late", "of all, in two\nlines")
	d.Mistakes = append(d.Mistakes, Mistake{File: "a.yaml", Line: 7, Column: 2, Code: "c", Text: "t"})
	if got := d.Mistakes.Err().Error(); !strings.HasPrefix(got, "a.yaml:7:2: t [c]\nf.yaml: of all, in two�lines [late]\nf.yaml:1:2: ") {
		t.Errorf("%q", got)
	}
	if Mistakes(nil).Err() != nil {
		t.Error("no mistakes are an error")
	}
}

func TestSuggestion(t *testing.T) {
	known := []string{"input", "input_cached", "output", "request"}
	for word, want := range map[string]string{
		"inputs": `did you mean "input"?`, "inptu": `did you mean "input"?`, "Output": `did you mean "output"?`,
		"input-cached": `did you mean "input_cached"?`, "reqest": `did you mean "request"?`,
		"x": "known are input, input_cached, output, request", "": "known are input, input_cached, output, request",
		strings.Repeat("input", 100): "known are input, input_cached, output, request",
	} {
		if got := Suggestion(word, known); got != want {
			t.Errorf("%q: got %s, want %s", word, got, want)
		}
	}
	if got := Suggestion("x", nil); got != "none is defined" {
		t.Errorf("with nothing known: %s", got)
	}
	if got := Suggestion("x", strings.Fields(strings.Repeat("ab ", knownMax+1))); !strings.HasSuffix(got, "ab and others") || strings.Count(got, "ab") != knownMax {
		t.Errorf("with many known: %s", got)
	}
}
