package attest

import (
	"encoding/hex"
	"unicode/utf8"
)

// AuditorsMax bounds the keys of auditors that are kept, those of distrusted ones among
// them.
const AuditorsMax = 1 << 10

// Auditor is a key that the operator trusts. An auditor may have several.
type Auditor struct {
	Name  string // as the statements have it
	Key   [32]byte
	Kinds Kinds // that statements may be about
	From  int64 // Unix nanoseconds, trusted from then on
	Until int64 // Unix nanoseconds, from then on nothing new is taken; zero: no end

	Distrusted int64  // Unix nanoseconds, from then on nothing counts; zero: never
	Reason     string // of the distrust
}

func (a *Auditor) valid() bool {
	return nameValid(a.Name) && keyValid(a.Key) && a.Kinds.valid() && timeValid(a.From) && (a.Until == 0 || (a.Until > a.From && timeValid(a.Until)))
}

// weak are the encodings of points of small order, without the sign: with such a public
// key anybody can sign (Cremers and Jackson, "Prime, Order Please!", 2019).
var weak = map[string]bool{
	"0000000000000000000000000000000000000000000000000000000000000000": true,
	"0100000000000000000000000000000000000000000000000000000000000000": true,
	"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05": true,
	"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a": true,
	"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": true,
	"edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": true,
	"eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f": true,
}

func keyValid(key [32]byte) bool {
	key[31] &= 0x7f
	return !weak[hex.EncodeToString(key[:])]
}

// timeValid takes the times that a statement can have, in nanoseconds.
func timeValid(at int64) bool { return at >= 0 && at <= SecondsMax*second }

func reasonValid(text string) bool {
	return text != "" && len(text) <= ReasonMax && utf8.ValidString(text)
}

// trusted says why a key does not count at a time, or when a statement was signed.
func (a *Auditor) trusted(at int64) Refusal {
	switch {
	case a.Distrusted != 0 && at >= a.Distrusted:
		return AuditorDistrusted
	case at < a.From || (a.Until != 0 && at >= a.Until):
		return AuditorTime
	}
	return ""
}

// Trust has a key trusted, or changes for which kinds and until when it is. A key's
// earlier statements of a kind that it is not trusted for any more count no more; those
// of before its end do.
func (b *Book) Trust(a Auditor) (Auditor, Refusal) {
	if a.Distrusted, a.Reason = 0, ""; !a.valid() {
		return a, AuditorInvalid
	}
	place, known := b.auditorsByKey[a.Key]
	if !known {
		if b.auditors.Len() >= AuditorsMax {
			return a, AuditorsFull
		}
		place = b.auditors.Append(a)
		b.listAuditor(&a, place)
		b.revision++
		return a, ""
	}
	old := b.auditors.At(place)
	switch {
	case old.Distrusted != 0:
		return *old, AuditorDistrusted
	case old.Name != a.Name || old.From != a.From:
		return *old, AuditorDiffers
	case *old == a:
		return a, Exists
	}
	*b.auditors.Change(place) = a
	b.revision++
	return a, ""
}

func (b *Book) listAuditor(a *Auditor, place int) {
	b.auditorsByKey[a.Key] = place
	b.auditorsByID[KeyID(a.Key)] = place
}

// Distrust has everything that was signed with a key count no more from a time on; zero is
// now. It is for good: whoever has a stolen key can date back what he signs.
func (b *Book) Distrust(now int64, key [32]byte, from int64, reason string) (Auditor, Refusal) {
	if from == 0 {
		from = now
	}
	place, known := b.auditorsByKey[key]
	switch {
	case !known:
		return Auditor{}, AuditorUnknown
	case !reasonValid(reason):
		return *b.auditors.At(place), ReasonMissing
	case !timeValid(from):
		return *b.auditors.At(place), AuditorInvalid
	}
	old := b.auditors.At(place)
	switch {
	case old.Distrusted == from && old.Reason == reason, old.Distrusted != 0 && old.Distrusted <= from:
		return *old, Exists
	}
	a := b.auditors.Change(place)
	if a.Distrusted != 0 {
		b.moments = without(b.moments, a.Distrusted)
	}
	a.Distrusted, a.Reason = from, reason
	b.moments = with(b.moments, from)
	b.revision++
	return *a, ""
}

// Auditors calls f for each key in the order in which they came until it returns false.
func (b *Book) Auditors(f func(*Auditor) bool) {
	for i := range b.auditors.Len() {
		if !f(b.auditors.At(i)) {
			return
		}
	}
}

// Auditor finds a key by its id.
func (b *Book) Auditor(keyID string) (Auditor, bool) {
	place, ok := b.auditorsByID[keyID]
	if !ok {
		return Auditor{}, false
	}
	return *b.auditors.At(place), true
}
