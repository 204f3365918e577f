package attest

import (
	"bytes"
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// naive keeps everything that was ever accepted in lists, and reckons from these what holds.
type naive struct {
	auditors []Auditor
	entries  []Entry
}

func (w *naive) holds(e *Entry, at int64) bool {
	for i := range w.auditors {
		if a := &w.auditors[i]; a.Key == e.Key {
			between := at >= e.From*second && at < e.Until*second
			gone := (e.Revoked != 0 && at >= e.Revoked) || (a.Distrusted != 0 && at >= a.Distrusted)
			return between && !gone && a.Kinds.Has(KindOf(e.Subject))
		}
	}
	return false
}

func (w *naive) find(id ledger.ID) *Entry {
	for i := range w.entries {
		if w.entries[i].ID == id {
			return &w.entries[i]
		}
	}
	return nil
}

type walk struct {
	t   *testing.T
	b   *Book
	w   naive
	rng *rand.Rand
	now int64
}

const auditorsOfWalk = 6

func TestWalk(t *testing.T) {
	for range 4 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &walk{t: t, b: NewBook(), rng: rand.New(rand.NewPCG(seed, 1)), now: start}
			for step := range 1_200 {
				if w.rng.IntN(3) == 0 {
					w.now += w.rng.Int64N(days)
				}
				w.step()
				if step%40 == 0 {
					w.agree()
				}
			}
		})
	}
}

func (w *walk) step() {
	switch n := 1 + w.rng.IntN(auditorsOfWalk); w.rng.IntN(20) {
	case 0, 1:
		w.trust(n)
	case 2:
		w.distrust(n)
	case 3, 4, 5:
		w.revoke(n)
	default:
		w.enter(n)
	}
}

func (w *walk) auditor(n int) *Auditor {
	for i := range w.w.auditors {
		if w.w.auditors[i].Key == public(n) {
			return &w.w.auditors[i]
		}
	}
	return nil
}

func name(n int) string { return fmt.Sprint("auditor-", n%2) }

func (w *walk) trust(n int) {
	a := Auditor{Name: name(n), Key: public(n), Kinds: Kinds(2 * (1 + w.rng.IntN(7))), From: start - days, Until: w.now + (1+w.rng.Int64N(40))*days}
	_, refusal := w.b.Trust(a)
	known := w.auditor(n)
	switch {
	case known == nil:
		if refusal != "" {
			w.t.Fatalf("trust %d: %q", n, refusal)
		}
		w.w.auditors = append(w.w.auditors, a)
	case known.Distrusted != 0:
		if refusal != AuditorDistrusted {
			w.t.Fatalf("trust %d again: %q", n, refusal)
		}
	default:
		*known = a
	}
}

func (w *walk) distrust(n int) {
	if w.rng.IntN(4) > 0 {
		return // else soon nobody is left
	}
	from := w.now + w.rng.Int64N(20*days) - 5*days
	_, refusal := w.b.Distrust(w.now, public(n), from, "why")
	known := w.auditor(n)
	if (known == nil) != (refusal == AuditorUnknown) {
		w.t.Fatalf("distrust %d: %q", n, refusal)
	}
	if known != nil && (known.Distrusted == 0 || from < known.Distrusted) {
		known.Distrusted, known.Reason = from, "why"
	}
}

// good reports whether the twin takes a text of a key.
func (w *walk) good(n int, issued int64) bool {
	a := w.auditor(n)
	if a == nil {
		return false
	}
	for _, at := range []int64{w.now, issued * second} {
		if at < a.From || at >= a.Until || (a.Distrusted != 0 && at >= a.Distrusted) {
			return false
		}
	}
	return issued*second <= w.now+AheadMax
}

func (w *walk) enter(n int) {
	s := certificate(1 + w.rng.IntN(400))
	if w.rng.IntN(3) == 0 {
		s = delivery(1 + w.rng.IntN(400))
	}
	s.Subject += fmt.Sprint(w.rng.IntN(3))
	s.Auditor, s.Claim = name(n), []string{s.Claim, "iso-27001", "x"}[w.rng.IntN(3)]
	if s.Units > 0 {
		s.Claim = Delivered
	}
	s.Issued = w.now/second - w.rng.Int64N(3*day) + 100
	s.From = s.Issued + w.rng.Int64N(9*day) - 4*day
	s.Until = s.From + 1 + w.rng.Int64N(20*day)
	e, refusal := w.b.Enter(w.now, signed(w.t, s, n))
	a, known := w.auditor(n), w.w.find(s.ID)
	forgotten := known != nil && known.Until*second+KeepSpan <= w.now
	want := w.good(n, s.Issued) && (known == nil || forgotten) && a.Kinds.Has(KindOf(s.Subject)) && s.Until*second > w.now
	if want != (refusal == "") {
		w.t.Fatalf("enter %s by %d: %q, want %v", s.ID, n, refusal, want)
	}
	if want {
		if forgotten {
			w.w.entries = slices.DeleteFunc(w.w.entries, func(e Entry) bool { return e.ID == s.ID })
		}
		w.w.entries = append(w.w.entries, Entry{Number: e.Number, Key: public(n), Entered: w.now, Statement: s})
	}
}

func (w *walk) revoke(n int) {
	v := Revocation{ID: id(1 + w.rng.IntN(400)), Auditor: name(n), Issued: w.now / second, Reason: fmt.Sprint("reason ", w.rng.Uint32())}
	known := w.w.find(v.ID)
	there := known != nil && known.Revoked == 0 && known.Until*second+KeepSpan > w.now
	var refusal Refusal
	want, by := there && w.good(n, v.Issued) && known.Auditor == v.Auditor, ledger.ID{}
	if w.rng.IntN(2) == 0 {
		by, want = ledger.ID{Lo: 5}, there
		_, refusal = w.b.Strike(w.now, v.ID, by, "ann", v.Reason)
	} else {
		text, err := v.Sign(key(n))
		if err != nil {
			w.t.Fatal(err)
		}
		_, refusal = w.b.Revoke(w.now, text)
	}
	if want != (refusal == "") {
		w.t.Fatalf("revoke %s by %d: %q, want %v", v.ID, n, refusal, want)
	}
	if want {
		known.Revoked, known.RevokedBy, known.Reason, known.Revoker = w.now, by, v.Reason, v.Auditor
		if !by.IsZero() {
			known.Revoker = "ann"
		}
	}
}

// agree holds what can be read against the twin at times all around, and goes on with a
// book that was read back.
func (w *walk) agree() {
	raw := bytesOf(w.b)
	again, err := RestoreBook(&wire.Reader{B: raw})
	if err != nil || !bytes.Equal(bytesOf(again), raw) {
		w.t.Fatalf("read back: %v", err)
	}
	w.b = again
	if v := again.Freeze(); v.Whole() != "" {
		w.t.Fatalf("statement %s is damaged", v.Whole())
	}
	w.b.Advance(w.now)
	kept := 0
	for i := range w.w.entries {
		e := &w.w.entries[i]
		got, ok := w.b.Entry(e.ID)
		if ok != (e.Until*second+KeepSpan > w.now) || (ok && got != *e) {
			w.t.Fatalf("%v %+v, want %+v", ok, got, *e)
		}
		if ok {
			kept++
		}
	}
	walked := 0
	w.b.Entries(0, func(*Entry) bool { walked++; return true })
	if walked != kept {
		w.t.Fatalf("%d walked, want %d", walked, kept)
	}
	for range 5 {
		at := w.now + w.rng.Int64N(10*days)
		w.claims(at)
		if next, ok := w.b.Next(at); ok && next > at+1 {
			w.same(at, at+w.rng.Int64N(next-at))
		}
	}
}

func (w *walk) subjects() (all []string) {
	for i := range 3 {
		all = append(all, fmt.Sprint("DataCentre/fra-1", i), fmt.Sprint("Delivery/po-7", i))
	}
	return all
}

func (w *walk) claims(at int64) {
	for _, subject := range w.subjects() {
		var got, want []Entry
		w.b.Claims(subject, at, func(e *Entry) bool { got = append(got, *e); return true })
		for i := range w.w.entries {
			if e := &w.w.entries[i]; e.Subject == subject && w.w.holds(e, at) {
				want = append(want, *e)
			}
		}
		slices.SortFunc(want, func(a, b Entry) int {
			return cmp.Or(cmp.Compare(a.Claim, b.Claim), cmp.Compare(a.Auditor, b.Auditor), cmp.Compare(a.Number, b.Number))
		})
		if !slices.Equal(got, want) {
			w.t.Fatalf("%s at %d: %v, want %v", subject, at-w.now, got, want)
		}
	}
}

// same holds that nothing changes between two times between which Next has none.
func (w *walk) same(a, b int64) {
	for i := range w.w.entries {
		if e := &w.w.entries[i]; e.Until*second+KeepSpan > w.now && w.w.holds(e, a) != w.w.holds(e, b) {
			w.t.Fatalf("statement %d changes between %d and %d, which Next did not tell", e.Number, a-w.now, b-w.now)
		}
	}
}

// FuzzRestore holds that no bytes break the reader, that what it takes is written the same
// way, and that a book it gives goes on.
func FuzzRestore(f *testing.F) {
	b := newBook(f)
	f.Add(bytesOf(b))
	b.entered(f, signed(f, certificate(1), 1))
	b.entered(f, signed(f, delivery(2), 1))
	f.Add(bytesOf(b))
	b.Strike(start, id(1), id(7), "ann", "wrong")
	b.Distrust(start, public(1), start+days, "stolen")
	f.Add(bytesOf(b))
	text := signed(f, certificate(9), 1)
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := &wire.Reader{B: raw}
		b, err := RestoreBook(r)
		if err != nil {
			return
		}
		if !bytes.Equal(bytesOf(b), raw[:len(raw)-len(r.B)]) {
			t.Fatal("written otherwise than it was read")
		}
		b.Enter(start, text)
		b.Strike(start, id(2), id(7), "ann", "wrong")
		b.claimed("DataCentre/fra-1", start)
		b.Advance(start + 50*days)
		if again, err := RestoreBook(&wire.Reader{B: bytesOf(b)}); err != nil || !bytes.Equal(bytesOf(again), bytesOf(b)) {
			t.Fatalf("what it has become is not read back: %v", err)
		}
	})
}

func TestAShortSnapshotIsRefused(t *testing.T) {
	b := newBook(t)
	b.entered(t, signed(t, certificate(1), 1))
	raw := bytesOf(b)
	for n := range raw {
		if _, err := RestoreBook(&wire.Reader{B: raw[:n]}); err == nil {
			t.Fatalf("%d of %d bytes pass for the whole", n, len(raw))
		}
	}
}
