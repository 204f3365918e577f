package attest

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// View is a book as it was when it was frozen.
type View struct {
	auditors paged.Slice[Auditor]
	entries  paged.Slice[Entry]
	last     uint32
	revision uint64
}

// Freeze keeps the present state for a snapshot.
func (b *Book) Freeze() View {
	return View{auditors: b.auditors.Freeze(), entries: b.entries.Freeze(), last: b.last, revision: b.revision}
}

// Append writes the view: auditors and statements behind their counts.
func (v *View) Append(a *wire.Appender) {
	a.U32(v.last)
	a.U64(v.revision)
	a.U32(uint32(v.auditors.Len()))
	for i := range v.auditors.Len() {
		v.auditors.At(i).Append(a)
		a.I64(v.auditors.At(i).Distrusted)
		a.Text(v.auditors.At(i).Reason)
	}
	a.U32(uint32(v.entries.Len()))
	for i := range v.entries.Len() {
		e := v.entries.At(i)
		a.U32(e.Number)
		a.B = append(a.B, e.Key[:]...)
		a.I64(e.Entered)
		appendStatement(a, &e.Statement)
		a.I64(e.Revoked)
		a.ID(e.RevokedBy)
		a.Text(e.Revoker)
		a.Text(e.Reason)
	}
}

// Append writes what the operator says of an auditor.
func (t *Auditor) Append(a *wire.Appender) {
	a.Text(t.Name)
	a.B = append(a.B, t.Key[:]...)
	a.U8(uint8(t.Kinds))
	a.I64(t.From)
	a.I64(t.Until)
}

// ReadAuditor reads what Auditor.Append wrote.
func ReadAuditor(r *wire.Reader) Auditor {
	t := Auditor{Name: r.Text()}
	copy(t.Key[:], r.Take(len(t.Key)))
	t.Kinds, t.From, t.Until = Kinds(r.U8()), r.I64(), r.I64()
	return t
}

func appendStatement(a *wire.Appender, s *Statement) {
	a.ID(s.ID)
	a.Text(s.Auditor)
	a.Text(s.Subject)
	a.Text(s.Claim)
	a.I64(s.Issued)
	a.I64(s.From)
	a.I64(s.Until)
	a.B = append(a.B, s.Evidence[:]...)
	a.U64(s.Units)
	a.Text(s.Of)
}

func readStatementOf(r *wire.Reader) Statement {
	s := Statement{ID: r.ID(), Auditor: r.Text(), Subject: r.Text(), Claim: r.Text(), Issued: r.I64(), From: r.I64(), Until: r.I64()}
	copy(s.Evidence[:], r.Take(len(s.Evidence)))
	s.Units, s.Of = r.U64(), r.Text()
	return s
}

var errSnapshot = errors.New("attest: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(r *wire.Reader) (*Book, error) {
	b := NewBook()
	b.last, b.revision = r.U32(), r.U64()
	for range r.U32() {
		t := ReadAuditor(r)
		t.Distrusted, t.Reason = r.I64(), r.Text()
		_, twice := b.auditorsByKey[t.Key]
		if r.Short() || twice || b.auditors.Len() >= AuditorsMax || !t.valid() || !t.distrustWhole() {
			return nil, fmt.Errorf("%w: auditor %d is damaged", errSnapshot, b.auditors.Len())
		}
		b.listAuditor(&t, b.auditors.Append(t))
		if t.Distrusted != 0 {
			b.moments = with(b.moments, t.Distrusted)
		}
	}
	for range r.U32() {
		e := Entry{Number: r.U32()}
		copy(e.Key[:], r.Take(len(e.Key)))
		e.Entered, e.Statement = r.I64(), readStatementOf(r)
		e.Revoked, e.RevokedBy, e.Revoker, e.Reason = r.I64(), r.ID(), r.Text(), r.Text()
		if r.Short() || b.entries.Len() >= StatementsMax || !b.whole(&e) {
			return nil, fmt.Errorf("%w: statement %d is damaged", errSnapshot, b.entries.Len())
		}
		b.list(&e, b.entries.Append(e))
	}
	if r.Short() {
		return nil, fmt.Errorf("%w: it ends early", errSnapshot)
	}
	return b, nil
}

func (t *Auditor) distrustWhole() bool {
	if t.Distrusted == 0 {
		return t.Reason == ""
	}
	return timeValid(t.Distrusted) && reasonValid(t.Reason)
}

// whole reports whether an entry is one that the book could have taken.
func (b *Book) whole(e *Entry) bool {
	place, trusted := b.auditorsByKey[e.Key]
	_, twice := b.places[e.Number]
	_, taken := b.numbers[e.ID]
	if !trusted || twice || taken || e.Number == 0 || e.Number > b.last || !timeValid(e.Entered) || e.check() != nil ||
		b.auditors.At(place).Name != e.Auditor || len(b.bySubject[e.Subject]) >= SubjectMax {
		return false
	}
	if e.Revoked == 0 {
		return e.RevokedBy == ledger.ID{} && e.Revoker == "" && e.Reason == ""
	}
	return timeValid(e.Revoked) && reasonValid(e.Reason) && reasonValid(e.Revoker) && (e.RevokedBy != ledger.ID{} || e.Revoker == e.Auditor)
}

// Whole names the first statement that nobody could have made, or that is of an auditor
// who was never trusted; it is empty where there is none.
func (v *View) Whole() string {
	for i := range v.entries.Len() {
		e, trusted := v.entries.At(i), false
		for j := range v.auditors.Len() {
			a := v.auditors.At(j)
			trusted = trusted || (a.Key == e.Key && a.Name == e.Auditor)
		}
		if !trusted || e.check() != nil {
			return e.ID.String()
		}
	}
	return ""
}
