package facts

import (
	"encoding/json"
	"testing"

	"github.com/cedar-policy/cedar-go/types"
)

func TestJSON(t *testing.T) {
	rate, err := types.ParseDecimal("0.25")
	if err != nil {
		t.Fatal(err)
	}
	v := types.NewRecord(types.RecordMap{
		"text": types.String("a \"b\"\n\x00\xff\u2028"), "long": types.Long(-3), "truth": types.True, "who": named("Participant/a"), "rate": rate,
		"set": types.NewSet(types.String("y"), types.String("x")), "in": types.NewRecord(types.RecordMap{}),
	})
	const want = `{"in":{},"long":-3,"rate":"0.25","set":["x","y"],"text":"a \"b\"\u000a\u0000` + "\ufffd\u2028" + `","truth":true,"who":{"ref":"Participant/a"}}`
	if got := string(AppendJSON(nil, v)); got != want || !json.Valid([]byte(got)) {
		t.Errorf("%s, want %s", got, want)
	}
}

// FuzzRecord reads records of foreign bytes: they are refused, or are valid JSON, and the
// same once they were written.
func FuzzRecord(f *testing.F) {
	f.Add(EncodeRecord(types.NewRecord(types.RecordMap{"a": types.NewSet(types.Long(1), named("T/i")), "b": types.String("\xff")})))
	f.Add([]byte{tagRecord, 1, 0, 1, 0, 'a', tagDecimal, 3, 0, '1', '.', '0'})
	f.Fuzz(func(t *testing.T, b []byte) {
		r, ok := DecodeRecord(b)
		if !ok {
			return
		}
		if text := AppendJSON(nil, r); !json.Valid(text) {
			t.Fatalf("no JSON: %q", text)
		}
		again, ok := DecodeRecord(EncodeRecord(r))
		if !ok || !again.Equal(r) {
			t.Fatal("a record is another once it was written")
		}
	})
}
