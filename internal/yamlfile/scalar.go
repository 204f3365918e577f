package yamlfile

import (
	"errors"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"
)

// Scalar reports whether n is a single value that is not empty.
func (d *Document) Scalar(n *yaml.Node, what, wanted string) bool {
	if n.Kind == yaml.ScalarNode && n.Tag != "!!null" {
		return true
	}
	d.Add(n, "type_wrong", "%s is %s; it must be %s", what, KindOf(n), wanted)
	return false
}

// Text reads a text that is not empty.
func (d *Document) Text(n *yaml.Node, what string) (string, bool) {
	if !d.Scalar(n, what, "text") {
		return "", false
	}
	if n.Tag != "!!str" {
		d.Add(n, "type_wrong", "%s is %s; put it in quotes to make it text: %q", what, KindOf(n), Shorten(n.Value))
		return "", false
	}
	if strings.TrimSpace(n.Value) == "" {
		d.Add(n, "text_empty", "%s is empty; write a value or leave the key out", what)
		return "", false
	}
	if i := strings.IndexFunc(n.Value, isControl); i >= 0 {
		d.Add(n, "text_control", "%s has a control character (%+q); leave it out", what, n.Value[i:i+1])
		return "", false
	}
	return n.Value, true
}

// isControl reports whether a character steers a terminal rather than says something.
func isControl(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }

// Choice reads one of a few words and gives its place among them.
func (d *Document) Choice(n *yaml.Node, what string, words ...string) (int, bool) {
	s, ok := d.Text(n, what)
	if !ok {
		return 0, false
	}
	for i, w := range words {
		if w == s {
			return i, true
		}
	}
	d.Add(n, "value_unknown", "%s is %q; it must be one of %s", what, Shorten(s), strings.Join(words, ", "))
	return 0, false
}

// Truth reads true or false.
func (d *Document) Truth(n *yaml.Node, what string) bool {
	if !d.Scalar(n, what, "true or false") {
		return false
	}
	if n.Tag != "!!bool" {
		d.Add(n, "type_wrong", "%s is %s; it must be true or false", what, KindOf(n))
		return false
	}
	return strings.EqualFold(n.Value, "true")
}

// Whole reads a whole number between least and most, in decimal digits. Between two of
// them one underscore may stand, as in 1_000_000; a zero in front may not, for some
// readers of YAML take 010 for eight.
func (d *Document) Whole(n *yaml.Node, what string, least, most uint64) (uint64, bool) {
	if !d.Scalar(n, what, "a whole number") {
		return 0, false
	}
	if n.Tag != "!!int" && n.Tag != "!!float" {
		d.Add(n, "type_wrong", "%s is %s; it must be a whole number, without quotes", what, KindOf(n))
		return 0, false
	}
	v, err := decimal(n.Value)
	switch {
	case strings.HasPrefix(n.Value, "-"):
		d.Add(n, "number_negative", "%s is %s; it must be from %d to %d", what, Shorten(n.Value), least, most)
		return 0, false
	case errors.Is(err, strconv.ErrRange) || (err == nil && (v < least || v > most)):
		d.Add(n, "number_out_of_range", "%s is %s; it must be from %d to %d", what, Shorten(n.Value), least, most)
		return 0, false
	case err != nil:
		d.Add(n, "number_malformed", "%s is %s; it must be a whole number in decimal digits", what, Shorten(n.Value))
		return 0, false
	}
	return v, true
}

func decimal(s string) (uint64, error) {
	if len(s) > 1 && s[0] == '0' || strings.HasPrefix(s, "_") || strings.HasSuffix(s, "_") || strings.Contains(s, "__") {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseUint(strings.ReplaceAll(s, "_", ""), 10, 64)
}
