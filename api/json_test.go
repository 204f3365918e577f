package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMalformedJSONIsPlaced(t *testing.T) {
	for _, c := range []struct {
		body         string
		line, column int
		reason       string
	}{
		{"{\"a\":1,\n \"b\" 2}", 2, 6, "expected ':'"},
		{`{"a":1,"a":2}`, 1, 8, "stands here twice"},
		{`{"a":}`, 1, 6, "expected a value"},
		{`{"a":1}x`, 1, 8, "goes on"},
		{`[1,]`, 1, 4, "expected a value"},
		{`{"a":1,}`, 1, 8, "expected a name"},
		{`{a:1}`, 1, 2, "expected a name"},
		{`"abc`, 1, 5, "no closing quote"},
		{"\"a\nb\"", 1, 3, "control character"},
		{`"\x"`, 1, 3, "no such escape"},
		{`"\ud800"`, 1, 8, "surrogate"},
		{"\"\xff\"", 1, 2, "not UTF-8"},
		{`01`, 1, 2, "goes on"},
		{`-`, 1, 2, "expected a digit"},
		{`1.`, 1, 3, "behind the point"},
		{`1e`, 1, 3, "exponent"},
		{`tru`, 1, 1, "expected a value"},
		{strings.Repeat("[", 40), 1, 18, "nested"},
		{``, 1, 1, "missing"},
	} {
		_, err := parseJSON([]byte(c.body))
		var bad *syntaxError
		if !errors.As(err, &bad) {
			t.Errorf("%q was taken", c.body)
			continue
		}
		if bad.line != c.line || bad.column != c.column || !strings.Contains(bad.reason, c.reason) {
			t.Errorf("%q: %v, want line %d, column %d: %s", c.body, bad, c.line, c.column, c.reason)
		}
	}
}

// FuzzParseJSON holds the reader against encoding/json: it takes nothing that
// is no JSON, reads the same strings, and refuses JSON only for its own reasons.
func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{
		`{"debit":"0190a5d2-7c1e-7aaa-8000-0123456789ab","amount":"12.50","flags":["linked"],"code":7}`,
		`[{"a":null},true,false,-0.5e+10,"\u00e9\ud83d\ude00\n"]`, `{"a":{"a":{}}}`, "\"\xff\"", `"\ud800"`, `{"a":1,"a":2}`, ` [ ] `,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := parseJSON(body)
		if err != nil {
			var bad *syntaxError
			if !errors.As(err, &bad) || bad.offset > len(body) || bad.line < 1 || bad.column < 1 {
				t.Fatalf("%q: the error has no place: %v", body, err)
			}
			own := []string{"twice", "nested", "members", "values", "UTF-8", "surrogate"}
			for _, reason := range own {
				if strings.Contains(bad.reason, reason) {
					return
				}
			}
			if json.Valid(body) {
				t.Fatalf("%q is JSON and was refused: %v", body, err)
			}
			return
		}
		if !json.Valid(body) {
			t.Fatalf("%q is no JSON and was taken", body)
		}
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		var want any
		if err := d.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if !same(v, want) {
			t.Fatalf("%q was read as %+v, want %+v", body, v, want)
		}
	})
}

func same(v *value, want any) bool {
	switch w := want.(type) {
	case nil:
		return v.kind == kindNull
	case bool:
		return v.kind == kindBool && (v.text == "true") == w
	case json.Number:
		return v.kind == kindNumber && v.text == w.String()
	case string:
		return v.kind == kindText && v.text == w && utf8.ValidString(v.text)
	case []any:
		if v.kind != kindList || len(v.items) != len(w) {
			return false
		}
		for i := range w {
			if !same(&v.items[i], w[i]) {
				return false
			}
		}
		return true
	case map[string]any:
		if v.kind != kindObject || len(v.items) != len(w) {
			return false
		}
		for i := range v.items {
			if !same(&v.items[i], w[v.items[i].name]) {
				return false
			}
		}
		return true
	}
	return false
}

// FuzzTransferForm reads whatever comes as a transfer: it must refuse or read,
// each fault in a place, and never break.
func FuzzTransferForm(f *testing.F) {
	f.Add([]byte(`{"debit":"0190a5d2-7c1e-7aaa-8000-0123456789ab","amount":"12.50","flags":["linked"],"code":7,"deadline":"2026-01-01T00:00:00Z"}`))
	f.Add([]byte(`{"debit":7,"amount":12.5,"flags":{},"code":-1,"deadline":"soon","x~/y":1}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := parseJSON(body)
		if err != nil {
			return
		}
		var list faults
		o := list.object(v, "", &transferForm)
		o.id("debit")
		o.words("flags")
		o.whole("code")
		o.time("deadline")
		o.text("asset")
		for _, fault := range list.list {
			if fault.Code == "" || fault.Detail == "" || (fault.Pointer != "" && fault.Pointer[0] != '/') {
				t.Fatalf("%q: a fault without a place or a name: %+v", body, fault)
			}
		}
		if list.err() != nil && len(list.list) == 0 {
			t.Fatal("an error without a fault")
		}
	})
}
