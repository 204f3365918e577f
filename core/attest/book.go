package attest

import (
	"cmp"
	"errors"
	"slices"

	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
)

// The bounds of what is kept, and of times in nanoseconds.
const (
	StatementsMax = 1 << 16
	SubjectMax    = 256 // statements of one subject
	AheadMax      = 60 * second
	KeepSpan      = 30 * day * second // that a statement is known behind its end
	second        = int64(1_000_000_000)
)

// Entry is a statement that was taken.
type Entry struct {
	Number  uint32 // counts from one, in the order in which they came
	Key     [32]byte
	Entered int64 // Unix nanoseconds
	Statement

	Revoked   int64     // Unix nanoseconds; zero while it is not
	RevokedBy ledger.ID // the operator's key; zero: the auditor himself
	Revoker   string    // the name of either
	Reason    string    // of the revocation
}

// from and until are between when an entry holds, Unix nanoseconds.
func (e *Entry) from() int64  { return e.From * second }
func (e *Entry) until() int64 { return e.Until * second }

// Book keeps auditors and what they say.
type Book struct {
	auditors paged.Slice[Auditor]
	entries  paged.Slice[Entry] // no order, no gaps
	last     uint32             // the last entry's number
	revision uint64
	queue    agenda.Queue[event]

	auditorsByKey map[[32]byte]int
	auditorsByID  map[string]int
	places        map[uint32]int // by number
	numbers       map[ledger.ID]uint32
	bySubject     map[string][]uint32 // the oldest first
	kept          []uint32            // all numbers, the oldest first
	moments       []int64             // when what holds changes by time alone, Unix nanoseconds, in order
}

// NewBook makes a book that trusts nobody.
func NewBook() *Book {
	return &Book{
		auditorsByKey: map[[32]byte]int{}, auditorsByID: map[string]int{}, places: map[uint32]int{}, numbers: map[ledger.ID]uint32{},
		bySubject: map[string][]uint32{},
	}
}

// Revision counts the steps that changed what holds; what changes by time alone, Next
// tells.
func (b *Book) Revision() uint64 { return b.revision }

// Enter takes a signed statement.
func (b *Book) Enter(now int64, text string) (Entry, Refusal) {
	b.Advance(now)
	signed, auditor, refusal := b.open(now, text)
	switch {
	case refusal != "":
		return Entry{}, refusal
	case signed.Statement == nil:
		return Entry{}, Malformed
	}
	s := *signed.Statement
	if number, ok := b.numbers[s.ID]; ok {
		if known := b.entries.At(b.places[number]); known.Statement != s || known.Key != auditor.Key {
			return *known, Differs
		}
		return *b.entries.At(b.places[number]), Exists
	}
	switch {
	case !auditor.Kinds.Has(KindOf(s.Subject)):
		return Entry{}, AuditorKind
	case s.Until*second <= now:
		return Entry{}, Expired
	case b.entries.Len() >= StatementsMax:
		return Entry{}, StatementsFull
	case len(b.bySubject[s.Subject]) >= SubjectMax:
		return Entry{}, SubjectFull
	}
	b.last++
	e := Entry{Number: b.last, Key: auditor.Key, Entered: now, Statement: s}
	b.list(&e, b.entries.Append(e))
	b.revision++
	return e, ""
}

// open reads a text and finds whose it is, if he is trusted now and was when it was signed.
func (b *Book) open(now int64, text string) (*Signed, Auditor, Refusal) {
	signed, err := Read(text)
	if err != nil {
		return nil, Auditor{}, refusalOf(err)
	}
	a, ok := b.Auditor(signed.KeyID)
	if !ok {
		return nil, a, AuditorUnknown
	}
	if err := signed.Verify(a.Key); err != nil {
		return nil, a, refusalOf(err)
	}
	name, issued := signed.Auditor()
	switch {
	case name != a.Name:
		return nil, a, AuditorOther
	case a.trusted(now) != "":
		return nil, a, a.trusted(now)
	case issued*second > now+AheadMax:
		return nil, a, Ahead
	case a.trusted(issued*second) != "":
		return nil, a, a.trusted(issued * second)
	}
	return signed, a, ""
}

func refusalOf(err error) Refusal {
	var w *Wrong
	if errors.As(err, &w) {
		return w.Refusal
	}
	return Malformed
}

// Auditor is who signed, by his own word, and when, Unix seconds.
func (s *Signed) Auditor() (name string, issued int64) {
	if s.Statement != nil {
		return s.Statement.Auditor, s.Statement.Issued
	}
	return s.Revocation.Auditor, s.Revocation.Issued
}

// Revoke takes an auditor's signed revocation: a statement of his holds no more from now
// on. He may sign with another key of his than he signed the statement with.
func (b *Book) Revoke(now int64, text string) (Entry, Refusal) {
	b.Advance(now)
	signed, auditor, refusal := b.open(now, text)
	switch {
	case refusal != "":
		return Entry{}, refusal
	case signed.Revocation == nil:
		return Entry{}, Malformed
	}
	number, ok := b.numbers[signed.Revocation.ID]
	switch {
	case !ok:
		return Entry{}, Unknown
	case b.entries.At(b.places[number]).Auditor != auditor.Name:
		return Entry{}, AuditorOther
	}
	return b.revoke(now, number, ledger.ID{}, auditor.Name, signed.Revocation.Reason)
}

// Strike is the operator's revocation, by one of his keys and its name.
func (b *Book) Strike(now int64, id, by ledger.ID, name, reason string) (Entry, Refusal) {
	b.Advance(now)
	number, ok := b.numbers[id]
	switch {
	case !ok:
		return Entry{}, Unknown
	case by.IsZero() || !reasonValid(name) || !reasonValid(reason):
		return *b.entries.At(b.places[number]), ReasonMissing
	}
	return b.revoke(now, number, by, name, reason)
}

func (b *Book) revoke(now int64, number uint32, by ledger.ID, name, reason string) (Entry, Refusal) {
	known := b.entries.At(b.places[number])
	switch {
	case known.Revoked != 0 && known.RevokedBy == by && known.Reason == reason:
		return *known, Exists
	case known.Revoked != 0:
		return *known, Revoked
	}
	e := b.entries.Change(b.places[number])
	e.Revoked, e.RevokedBy, e.Revoker, e.Reason = now, by, name, reason
	b.revision++
	return *e, ""
}

// list enters an entry into what finds it.
func (b *Book) list(e *Entry, place int) {
	b.places[e.Number], b.numbers[e.ID] = place, e.Number
	b.kept, b.bySubject[e.Subject] = with(b.kept, e.Number), with(b.bySubject[e.Subject], e.Number)
	b.moments = with(with(b.moments, e.from()), e.until())
	b.queue.Push(event{e.until() + KeepSpan, e.Number})
}

// Advance forgets the statements whose time was over long ago. What holds does not change.
func (b *Book) Advance(now int64) {
	for {
		due, ok := b.queue.Due(now)
		if !ok {
			return
		}
		place := b.places[due.number]
		e := b.entries.At(place)
		b.kept, b.bySubject[e.Subject] = without(b.kept, e.Number), without(b.bySubject[e.Subject], e.Number)
		if len(b.bySubject[e.Subject]) == 0 {
			delete(b.bySubject, e.Subject)
		}
		b.moments = without(without(b.moments, e.from()), e.until())
		delete(b.places, e.Number)
		delete(b.numbers, e.ID)
		last := b.entries.Pop()
		if place < b.entries.Len() {
			*b.entries.Change(place) = last
			b.places[last.Number] = place
		}
	}
}

func with[T cmp.Ordered](sorted []T, v T) []T {
	at, _ := slices.BinarySearch(sorted, v)
	return slices.Insert(sorted, at, v)
}

func without[T cmp.Ordered](sorted []T, v T) []T {
	if at, ok := slices.BinarySearch(sorted, v); ok {
		return slices.Delete(sorted, at, at+1)
	}
	return sorted
}

// event of the queue: an entry is forgotten.
type event struct {
	at     int64
	number uint32
}

// Time implements agenda.Event.
func (e event) Time() int64 { return e.at }

// Before has the older entry come first.
func (e event) Before(other event) bool { return e.number < other.number }
