package attest

import (
	"cmp"
	"slices"
	"strings"

	"aidollar/core/ledger"
)

// holds reports whether an entry counts at a time, Unix nanoseconds.
func (b *Book) holds(e *Entry, at int64) bool {
	a := b.auditors.At(b.auditorsByKey[e.Key])
	return e.from() <= at && at < e.until() && (e.Revoked == 0 || at < e.Revoked) && (a.Distrusted == 0 || at < a.Distrusted) && a.Kinds.Has(KindOf(e.Subject))
}

// Claims calls f for the statements about a subject that hold at a time, Unix nanoseconds,
// until it returns false: by claim, auditor and number. What is revoked or distrusted
// counts until then. f must not keep the pointer.
func (b *Book) Claims(subject string, at int64, f func(*Entry) bool) {
	var all []*Entry
	for _, number := range b.bySubject[subject] {
		if e := b.entries.At(b.places[number]); b.holds(e, at) {
			all = append(all, e)
		}
	}
	slices.SortFunc(all, func(a, b *Entry) int {
		return cmp.Or(strings.Compare(a.Claim, b.Claim), strings.Compare(a.Auditor, b.Auditor), cmp.Compare(a.Number, b.Number))
	})
	for _, e := range all {
		if !f(e) {
			return
		}
	}
}

// Attested calls f for each claim that holds at a time, Unix nanoseconds, in the order in
// which they came.
func (b *Book) Attested(at int64, f func(subject, claim string)) {
	for _, number := range b.kept {
		if e := b.entries.At(b.places[number]); b.holds(e, at) {
			f(e.Subject, e.Claim)
		}
	}
}

// Next is the first time behind another, Unix nanoseconds, at which what holds may change
// by time alone. ok is false when there is none.
func (b *Book) Next(after int64) (at int64, ok bool) {
	i, _ := slices.BinarySearch(b.moments, after)
	for i < len(b.moments) && b.moments[i] == after {
		i++
	}
	if i == len(b.moments) {
		return 0, false
	}
	return b.moments[i], true
}

// Holds reports whether a statement is known and counts at a time, Unix nanoseconds.
func (b *Book) Holds(id ledger.ID, at int64) bool {
	number, ok := b.numbers[id]
	return ok && b.holds(b.entries.At(b.places[number]), at)
}

// Entry finds a statement.
func (b *Book) Entry(id ledger.ID) (Entry, bool) {
	number, ok := b.numbers[id]
	if !ok {
		return Entry{}, false
	}
	return *b.entries.At(b.places[number]), true
}

// Entries calls f for each statement behind a number, the oldest first, until it returns
// false. f must not keep the pointer.
func (b *Book) Entries(after uint32, f func(*Entry) bool) {
	start, found := slices.BinarySearch(b.kept, after)
	if found {
		start++
	}
	for _, number := range b.kept[start:] {
		if !f(b.entries.At(b.places[number])) {
			return
		}
	}
}
