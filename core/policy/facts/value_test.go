package facts

import (
	"bytes"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
)

func all() cedar.Record {
	decimal, _ := types.ParseDecimal("-12.3400")
	address, _ := types.ParseIPAddr("192.0.2.0/24")
	return cedar.NewRecord(cedar.RecordMap{
		"yes": types.True, "no": types.False, "long": types.Long(-7), "text": types.String("a\x00b"),
		"who": cedar.NewEntityUID("Participant", "a"), "decimal": decimal, "address": address,
		"when": types.NewDatetimeFromMillis(-5), "long-time": types.NewDurationFromMillis(90),
		"set":  types.NewSet(types.Long(3), types.Long(1), types.NewRecord(cedar.RecordMap{"a": types.String("b")})),
		"none": types.NewSet(), "empty": types.NewRecord(nil),
	})
}

func TestValuesAreReadAsWritten(t *testing.T) {
	e := &Entry{UID: cedar.NewEntityUID("Chip", "h200"), Parents: []cedar.EntityUID{cedar.NewEntityUID("ChipClass", "x")}, Attributes: all(), From: 5, Until: 9, Source: "law"}
	var a wire.Appender
	e.Append(&a)
	r := wire.Reader{B: a.B}
	got, ok := ReadEntry(&r)
	if !ok || r.Err() != nil {
		t.Fatal("it is not read")
	}
	if got.UID != e.UID || got.Parents[0] != e.Parents[0] || !got.Attributes.Equal(e.Attributes) || got.From != 5 || got.Until != 9 || got.Source != "law" {
		t.Errorf("read %+v", got)
	}
	for n := range a.B {
		r := wire.Reader{B: a.B[:n]}
		if _, ok := ReadEntry(&r); ok {
			t.Fatalf("%d bytes of %d are an entry", n, len(a.B))
		}
	}
}

// What is read is written in the same bytes again, whatever order it came in.
func FuzzValue(f *testing.F) {
	f.Add(encoded(all()))
	f.Add([]byte{tagSet, 2, 0, tagTrue, tagFalse})
	f.Fuzz(func(t *testing.T, b []byte) {
		v, ok := ReadValue(&wire.Reader{B: b})
		if !ok {
			return
		}
		once := encoded(v)
		again, ok := ReadValue(&wire.Reader{B: once})
		if !ok || !bytes.Equal(encoded(again), once) || !again.Equal(v) {
			t.Fatalf("%x became %x", b, once)
		}
	})
}
