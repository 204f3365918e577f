package facts

import (
	"github.com/cedar-policy/cedar-go"

	"aidollar/core/internal/wire"
)

// EncodeRecord is a record in its one form, as requests carry their context.
func EncodeRecord(r cedar.Record) []byte {
	var a wire.Appender
	AppendValue(&a, r)
	return a.B
}

// DecodeRecord reads what EncodeRecord wrote; no bytes are an empty record.
func DecodeRecord(b []byte) (record cedar.Record, ok bool) {
	if len(b) == 0 {
		return record, true
	}
	r := wire.Reader{B: b}
	record, ok = ReadRecord(&r)
	return record, ok && r.Err() == nil
}

// EncodeEntry is an entry in its one form.
func EncodeEntry(e *Entry) []byte {
	var a wire.Appender
	e.Append(&a)
	return a.B
}

// DecodeEntry reads what EncodeEntry wrote.
func DecodeEntry(b []byte) (e *Entry, ok bool) {
	r := wire.Reader{B: b}
	e, ok = ReadEntry(&r)
	return e, ok && r.Err() == nil
}
