package yamlfile

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// scalars are values as they are written, and what each reader makes of them: the value,
// or the mistake's code.
var scalars = []struct{ written, text, truth, whole string }{
	{"a b", "a b", "type_wrong", "type_wrong"},
	{"'a: b'", "a: b", "type_wrong", "type_wrong"},
	{`"7"`, "7", "type_wrong", "type_wrong"},
	{`"true"`, "true", "type_wrong", "type_wrong"},
	{`""`, "text_empty", "type_wrong", "type_wrong"},
	{`" \t"`, "text_empty", "type_wrong", "type_wrong"},
	{`"a\tb\nc"`, "a\tb\nc", "type_wrong", "type_wrong"},
	{`"a\u001b[2J"`, "text_control", "type_wrong", "type_wrong"},
	{`"a\0"`, "text_control", "type_wrong", "type_wrong"},
	{`"a\u0085"`, "text_control", "type_wrong", "type_wrong"},
	{"~", "type_wrong", "type_wrong", "type_wrong"},
	{"", "type_wrong", "type_wrong", "type_wrong"},
	{"[]", "type_wrong", "type_wrong", "type_wrong"},
	{"{}", "type_wrong", "type_wrong", "type_wrong"},
	{"true", "type_wrong", "true", "type_wrong"},
	{"TRUE", "type_wrong", "true", "type_wrong"},
	{"false", "type_wrong", "false", "type_wrong"},
	// YAML 1.1 took these for true or false; here they are text, which no truth is.
	{"yes", "yes", "type_wrong", "type_wrong"},
	{"on", "on", "type_wrong", "type_wrong"},
	{"n", "n", "type_wrong", "type_wrong"},
	{"2026-01-15", "type_wrong", "type_wrong", "type_wrong"},
	{"0", "type_wrong", "type_wrong", "0"},
	{"42", "type_wrong", "type_wrong", "42"},
	{"1_000_000", "type_wrong", "type_wrong", "1000000"},
	{"18446744073709551615", "type_wrong", "type_wrong", "18446744073709551615"},
	{"18446744073709551616", "type_wrong", "type_wrong", "number_out_of_range"},
	{"-1", "type_wrong", "type_wrong", "number_negative"},
	{"+1", "type_wrong", "type_wrong", "number_malformed"},
	{"1.0", "type_wrong", "type_wrong", "number_malformed"},
	{"1e3", "type_wrong", "type_wrong", "number_malformed"},
	{".inf", "type_wrong", "type_wrong", "number_malformed"},
	{"0x1F", "type_wrong", "type_wrong", "number_malformed"},
	{"0b11", "type_wrong", "type_wrong", "number_malformed"},
	{"0o17", "type_wrong", "type_wrong", "number_malformed"},
	{"010", "type_wrong", "type_wrong", "number_malformed"}, // eight in YAML 1.1
	{"00", "type_wrong", "type_wrong", "number_malformed"},
	{"1__0", "type_wrong", "type_wrong", "number_malformed"},
	{"1_", "type_wrong", "type_wrong", "number_malformed"},
	{"1:30", "1:30", "type_wrong", "type_wrong"}, // ninety in YAML 1.1
}

func TestScalars(t *testing.T) {
	for _, c := range scalars {
		d, root := parsed(t, "key:\n  "+c.written+"\n")
		n := root.Content[1]
		code := func(read string, ok bool) string {
			switch {
			case len(d.Mistakes) == 0 && !ok:
				return "nothing, and no mistake"
			case len(d.Mistakes) == 0:
				return read
			case ok && read != "":
				return read + " and " + d.Mistakes[0].Code
			}
			m := d.Mistakes[0]
			if m.Line != n.Line || m.Column != n.Column || !strings.HasPrefix(m.Text, "the value ") {
				t.Errorf("%q: %v", c.written, m)
			}
			d.Mistakes = nil
			return m.Code
		}
		text, ok := d.Text(n, "the value")
		if got := code(text, ok); got != c.text {
			t.Errorf("%s as text: %s, want %s", c.written, got, c.text)
		}
		if truth := d.Truth(n, "the value"); len(d.Mistakes) > 0 && truth {
			t.Errorf("%s is true and a mistake", c.written)
		} else if got := code(strconv.FormatBool(truth), !truth || len(d.Mistakes) == 0); got != c.truth && got != "false and "+c.truth {
			t.Errorf("%s as a truth: %s, want %s", c.written, got, c.truth)
		}
		d.Mistakes = nil
		whole, ok := d.Whole(n, "the value", 0, math.MaxUint64)
		read := ""
		if ok {
			read = strconv.FormatUint(whole, 10)
		}
		if got := code(read, ok); got != c.whole {
			t.Errorf("%s as a whole number: %s, want %s", c.written, got, c.whole)
		}
	}
}

func TestBoundsAndChoices(t *testing.T) {
	for written, want := range map[string]string{
		"2": "the size is 2; it must be from 3 to 5 [number_out_of_range]", "3": "", "5": "", "6": "the size is 6; it must be from 3 to 5",
		"-4": "the size is -4; it must be from 3 to 5 [number_negative]",
	} {
		d, root := parsed(t, written)
		d.Whole(root, "the size", 3, 5)
		if got := d.Mistakes.Error(); !strings.Contains(got, want) || (got == "") != (want == "") {
			t.Errorf("%s: %s, want %s", written, got, want)
		}
	}
	for written, want := range map[string]int{"small": 0, "large": 1, "Large": -1, "7": -1, "": -1} {
		d, root := parsed(t, "size: "+written)
		place, ok := d.Choice(root.Content[1], "the size", "small", "large")
		if ok != (want >= 0) || (ok && place != want) || ok == (len(d.Mistakes) > 0) {
			t.Errorf("%q is the choice %d, %v: %v", written, place, ok, d.Mistakes)
		}
	}
	d, root := parsed(t, "middling")
	d.Choice(root, "the size", "small", "large")
	if got := d.Mistakes.Error(); got != `f.yaml:1:1: the size is "middling"; it must be one of small, large [value_unknown]` {
		t.Error(got)
	}
	if got := d.List(root, "the sizes"); got != nil || !strings.Contains(d.Mistakes.Error(), "it must be a list, with a dash before each element") {
		t.Errorf("%v: %v", got, d.Mistakes)
	}
}
