package facts

import (
	"cmp"

	"github.com/cedar-policy/cedar-go"

	"aidollar/core/internal/wire"
)

// Entry is an entity as it was between two times, and who says so.
type Entry struct {
	UID         cedar.EntityUID
	Parents     []cedar.EntityUID
	Attributes  cedar.Record
	From, Until int64  // Unix seconds; Until is exclusive, and zero for open
	Source      string // where it is written, by a short name

	File string // that it was read from; empty where it came by a command
	Line int
}

// holds reports whether it was so at a time in Unix seconds.
func (e *Entry) holds(at int64) bool { return e.From <= at && (e.Until == 0 || at < e.Until) }

// Name is an entity as it is written in files.
func Name(uid cedar.EntityUID) string { return string(uid.Type) + "/" + string(uid.ID) }

func compareUID(a, b cedar.EntityUID) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.ID, b.ID))
}

// Fault is a mistake in facts. What it says begins with the entity's name.
type Fault struct {
	Entry *Entry // in which it is
	Code  string
	Text  string
}

// parentsMax bounds what an entity is in directly.
const parentsMax = 1000

// Append writes an entry in its one form, without the place that it was read from.
func (e *Entry) Append(a *wire.Appender) {
	appendUID(a, e.UID)
	a.U16(uint16(min(len(e.Parents), parentsMax)))
	for _, p := range e.Parents[:min(len(e.Parents), parentsMax)] {
		appendUID(a, p)
	}
	AppendValue(a, e.Attributes)
	a.I64(e.From)
	a.I64(e.Until)
	a.Text(e.Source)
}

// ReadEntry reads what Append wrote. It is not ok where that is no entry.
func ReadEntry(r *wire.Reader) (e *Entry, ok bool) {
	e = &Entry{UID: readUID(r)}
	for range min(r.U16(), parentsMax) {
		if r.Short() {
			return nil, false
		}
		e.Parents = append(e.Parents, readUID(r))
	}
	e.Attributes, ok = ReadRecord(r)
	e.From, e.Until, e.Source = r.I64(), r.I64(), r.Text()
	return e, ok && !r.Short()
}
