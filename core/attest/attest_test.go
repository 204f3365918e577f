package attest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

const (
	startSecond = int64(1_795_000_000)
	start       = startSecond * second
	days        = day * second
)

// key makes the n-th key, the same every time.
func key(n int) ed25519.PrivateKey {
	return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{byte(n)}, ed25519.SeedSize))
}

func public(n int) (k [32]byte) {
	copy(k[:], key(n)[32:])
	return k
}

func id(n int) ledger.ID { return ledger.ID{Hi: 1, Lo: uint64(n)} }

func auditor(n int, name string, kinds ...Kind) Auditor {
	return Auditor{Name: name, Key: public(n), Kinds: Of(kinds...), From: start - 100*days, Until: start + 100*days}
}

func certificate(n int) Statement {
	return Statement{
		ID: id(n), Auditor: "tuv", Subject: "DataCentre/fra-1", Claim: "bsi-c5-type2",
		Issued: startSecond, From: startSecond - day, Until: startSecond + 30*day, Evidence: [32]byte{1},
	}
}

func delivery(n int) Statement {
	s := certificate(n)
	s.Subject, s.Claim, s.Units, s.Of = "Delivery/po-7", Delivered, 100, "Chip/h200"
	return s
}

func signed(t testing.TB, s Statement, n int) string {
	t.Helper()
	text, err := s.Sign(key(n))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func newBook(t testing.TB) *Book {
	t.Helper()
	b := NewBook()
	for _, a := range []Auditor{auditor(1, "tuv", DataCentre, Delivery), auditor(2, "tuv", DataCentre, Delivery), auditor(3, "notary", Participant)} {
		if _, refusal := b.Trust(a); refusal != "" {
			t.Fatal(refusal)
		}
	}
	return b
}

func (b *Book) entered(t testing.TB, text string) {
	t.Helper()
	if _, refusal := b.Enter(start, text); refusal != "" {
		t.Fatal(refusal)
	}
}

func (b *Book) claimed(subject string, at int64) (all []string) {
	b.Claims(subject, at, func(e *Entry) bool {
		all = append(all, e.Claim+" by "+e.Auditor)
		return true
	})
	return all
}

func bytesOf(b *Book) []byte {
	v := b.Freeze()
	var a wire.Appender
	v.Append(&a)
	return a.B
}

// TestAStatementHoldsBetweenItsDates and in a fixed order.
func TestAStatementHoldsBetweenItsDates(t *testing.T) {
	b := newBook(t)
	b.entered(t, signed(t, certificate(1), 1))
	iso := certificate(2)
	iso.Claim = "iso-27001"
	b.entered(t, signed(t, iso, 2))
	b.entered(t, signed(t, delivery(3), 1))
	for at, want := range map[int64]int{-days - 1: 0, -days: 2, 0: 2, 30*days - 1: 2, 30 * days: 0} {
		if got := b.claimed("DataCentre/fra-1", start+at); len(got) != want || (want == 2 && !slices.Equal(got, []string{"bsi-c5-type2 by tuv", "iso-27001 by tuv"})) {
			t.Errorf("at %d: %q", at, got)
		}
	}
	var moments []int64
	for at, ok := b.Next(0); ok; at, ok = b.Next(at) {
		moments = append(moments, at-start)
	}
	if !slices.Equal(moments, []int64{-days, 30 * days}) {
		t.Errorf("changes at %v", moments)
	}
	if e, ok := b.Entry(id(3)); !ok || e.Units != 100 || e.Of != "Chip/h200" || e.Statement != delivery(3) {
		t.Errorf("%+v", e)
	}
	if !b.Holds(id(3), start) || b.Holds(id(3), start+30*days) || b.Holds(id(9), start) {
		t.Error("Holds and Claims disagree")
	}
	b.Advance(start + 60*days)
	if _, ok := b.Entry(id(3)); ok || b.entries.Len() != 0 || len(b.moments) != 0 {
		t.Error("statements whose time was over long ago are kept")
	}
}

// TestEveryChangedByteIsNoticed: no character of a text can be another one.
func TestEveryChangedByteIsNoticed(t *testing.T) {
	text := signed(t, delivery(1), 1)
	for i := range text {
		changed := []byte(text)
		for _, c := range []byte{text[i] ^ 1, 'A', '.', '=', '\n'} {
			if changed[i] = c; c == text[i] {
				continue
			}
			if _, refusal := newBook(t).Enter(start, string(changed)); refusal != Malformed && refusal != Signature && refusal != AuditorUnknown {
				t.Fatalf("byte %d as %q: %q", i, c, refusal)
			}
		}
	}
}

func TestWhoMayAttest(t *testing.T) {
	for name, c := range map[string]struct {
		by     int
		change func(*Statement)
		want   Refusal
	}{
		"as it should be":        {1, func(*Statement) {}, ""},
		"his other key":          {2, func(*Statement) {}, ""},
		"a key nobody trusts":    {9, func(*Statement) {}, AuditorUnknown},
		"another auditor's key":  {3, func(*Statement) {}, AuditorOther},
		"another kind":           {1, func(s *Statement) { s.Subject, s.Claim = "Participant/acme", Identified }, AuditorKind},
		"signed before he was":   {1, func(s *Statement) { s.Issued = startSecond - 101*day }, AuditorTime},
		"signed tomorrow":        {1, func(s *Statement) { s.Issued = startSecond + day }, Ahead},
		"a minute ahead":         {1, func(s *Statement) { s.Issued = startSecond + 60 }, ""},
		"over":                   {1, func(s *Statement) { s.Until = startSecond }, Expired},
		"not yet, but it begins": {1, func(s *Statement) { s.From = startSecond + day }, ""},
	} {
		s := certificate(1)
		c.change(&s)
		if _, refusal := newBook(t).Enter(start, signed(t, s, c.by)); refusal != c.want {
			t.Errorf("%s: %q, want %q", name, refusal, c.want)
		}
	}
	b := newBook(t)
	if _, refusal := b.Enter(start+100*days, signed(t, certificate(1), 1)); refusal != AuditorTime {
		t.Errorf("behind the key's end: %q", refusal)
	}
}

func TestTheSameIDTwice(t *testing.T) {
	b := newBook(t)
	text := signed(t, certificate(1), 1)
	b.entered(t, text)
	before := bytesOf(b)
	if e, refusal := b.Enter(start+1, text); refusal != Exists || e.Number != 1 {
		t.Errorf("the same: %q", refusal)
	}
	other := certificate(1)
	other.Claim = "iso-27001"
	for name, text := range map[string]string{"another claim": signed(t, other, 1), "another key": signed(t, certificate(1), 2)} {
		if _, refusal := b.Enter(start+1, text); refusal != Differs {
			t.Errorf("%s: %q", name, refusal)
		}
	}
	if !bytes.Equal(bytesOf(b), before) {
		t.Error("a refused step leaves a trace")
	}
}

func TestRevocations(t *testing.T) {
	b := newBook(t)
	for n := 1; n <= 3; n++ {
		b.entered(t, signed(t, certificate(n), 1))
	}
	revoke := func(now int64, n, by int, name string) (Entry, Refusal) {
		v := Revocation{ID: id(n), Auditor: name, Issued: startSecond, Reason: "the \"audit\" was wrong: a\tb\u00e9\U0001f600\u2028"}
		text, err := v.Sign(key(by))
		if err != nil {
			t.Fatal(err)
		}
		return b.Revoke(now, text)
	}
	if _, refusal := revoke(start, 1, 3, "notary"); refusal != AuditorOther {
		t.Errorf("by another auditor: %q", refusal)
	}
	if _, refusal := revoke(start, 9, 1, "tuv"); refusal != Unknown {
		t.Errorf("of nothing: %q", refusal)
	}
	if e, refusal := revoke(start+5, 1, 2, "tuv"); refusal != "" || e.Revoked != start+5 || e.Revoker != "tuv" || !strings.HasSuffix(e.Reason, "a\tbé😀\u2028") {
		t.Errorf("by his other key: %q, %+v", refusal, e)
	}
	if !b.Holds(id(1), start+4) || b.Holds(id(1), start+5) || !b.Holds(id(2), start+5) {
		t.Error("it holds on, or another one does not")
	}
	if _, refusal := revoke(start+9, 1, 1, "tuv"); refusal != Exists {
		t.Errorf("once more: %q", refusal)
	}
	if _, refusal := b.Enter(start+9, signed(t, certificate(1), 1)); refusal != Exists || b.Holds(id(1), start+9) {
		t.Errorf("a replay: %q, holds %v", refusal, b.Holds(id(1), start+9))
	}
	if _, refusal := b.Strike(start+9, id(1), id(77), "ann", "no"); refusal != Revoked {
		t.Errorf("by the operator, too: %q", refusal)
	}
	for _, c := range []struct {
		n, by        int
		name, reason string
		want         Refusal
	}{{8, 77, "ann", "no", Unknown}, {2, 0, "ann", "no", ReasonMissing}, {2, 77, "ann", "", ReasonMissing}, {2, 77, "", "no", ReasonMissing}, {2, 77, "ann", "no", ""}, {2, 77, "ann", "no", Exists}} {
		by := ledger.ID{Lo: uint64(c.by)}
		if _, refusal := b.Strike(start+9, id(c.n), by, c.name, c.reason); refusal != c.want {
			t.Errorf("%+v: %q", c, refusal)
		}
	}
	if got := b.claimed("DataCentre/fra-1", start+9); len(got) != 1 {
		t.Errorf("%q hold", got)
	}
	for name, f := range map[string]func() Refusal{
		"a revocation entered": func() Refusal {
			v := Revocation{id(3), "tuv", startSecond, "x"}
			s, _ := v.Sign(key(1))
			_, r := b.Enter(start, s)
			return r
		},
		"a statement to revoke": func() Refusal { _, r := b.Revoke(start, signed(t, certificate(3), 1)); return r },
	} {
		if refusal := f(); refusal != Malformed {
			t.Errorf("%s: %q", name, refusal)
		}
	}
}

// TestDistrustIsForGood: nothing that was signed with the key counts, whenever it says
// that it was.
func TestDistrustIsForGood(t *testing.T) {
	b := newBook(t)
	b.entered(t, signed(t, certificate(1), 1))
	b.entered(t, signed(t, certificate(2), 2))
	if _, refusal := b.Distrust(start, public(9), 0, "stolen"); refusal != AuditorUnknown {
		t.Errorf("a key nobody knows: %q", refusal)
	}
	if _, refusal := b.Distrust(start, public(1), 0, ""); refusal != ReasonMissing {
		t.Errorf("without a reason: %q", refusal)
	}
	if _, refusal := b.Distrust(start, public(1), start+5*days, "stolen"); refusal != "" {
		t.Fatal(refusal)
	}
	if at, _ := b.Next(start); at != start+5*days {
		t.Errorf("next %d", at-start)
	}
	if _, refusal := b.Enter(start, signed(t, certificate(3), 1)); refusal != "" {
		t.Errorf("before it counts: %q", refusal)
	}
	if _, refusal := b.Distrust(start+1, public(1), 0, "stolen"); refusal != "" {
		t.Fatal(refusal)
	}
	if _, refusal := b.Distrust(start+1, public(1), start+9*days, "stolen"); refusal != Exists {
		t.Errorf("later than it is: %q", refusal)
	}
	if !b.Holds(id(1), start) || b.Holds(id(1), start+1) || !b.Holds(id(2), start+1) {
		t.Error("what was signed with the key counts, or what was not does not")
	}
	old := certificate(4)
	old.Issued = startSecond - 10*day
	if _, refusal := b.Enter(start+1, signed(t, old, 1)); refusal != AuditorDistrusted {
		t.Errorf("dated back: %q", refusal)
	}
	v := Revocation{id(2), "tuv", startSecond, "x"}
	text, _ := v.Sign(key(1))
	if _, refusal := b.Revoke(start+1, text); refusal != AuditorDistrusted {
		t.Errorf("revoked with it: %q", refusal)
	}
	if _, refusal := b.Trust(auditor(1, "tuv", DataCentre)); refusal != AuditorDistrusted {
		t.Errorf("trusted again: %q", refusal)
	}
}

func TestTrust(t *testing.T) {
	b := newBook(t)
	b.entered(t, signed(t, certificate(1), 1))
	b.entered(t, signed(t, delivery(2), 1))
	for name, change := range map[string]func(*Auditor){
		"no name": func(a *Auditor) { a.Name = "" }, "a large name": func(a *Auditor) { a.Name = "TUV" }, "no key": func(a *Auditor) { a.Key = [32]byte{} },
		"no kinds": func(a *Auditor) { a.Kinds = 0 }, "other kinds": func(a *Auditor) { a.Kinds |= 1 << kindEnd }, "no time": func(a *Auditor) { a.Until = a.From },
		"a time before all": func(a *Auditor) { a.From = -1 },
	} {
		a := auditor(5, "tuv", DataCentre)
		change(&a)
		if _, refusal := b.Trust(a); refusal != AuditorInvalid {
			t.Errorf("%s: %q", name, refusal)
		}
	}
	same := auditor(1, "tuv", DataCentre, Delivery)
	if _, refusal := b.Trust(same); refusal != Exists {
		t.Errorf("the same: %q", refusal)
	}
	if _, refusal := b.Trust(auditor(1, "notary", DataCentre)); refusal != AuditorDiffers {
		t.Errorf("another name: %q", refusal)
	}
	narrow := auditor(1, "tuv", Delivery)
	narrow.Until = start + 1
	if _, refusal := b.Trust(narrow); refusal != "" || b.Holds(id(1), start) || !b.Holds(id(2), start+5) {
		t.Errorf("%q: a kind that he is not trusted for counts, or one that he is does not", refusal)
	}
	if a, ok := b.Auditor(KeyID(public(1))); !ok || a != narrow {
		t.Errorf("%+v", a)
	}
	for n := 10; b.auditors.Len() < AuditorsMax; n++ {
		a := auditor(1, "tuv", DataCentre)
		a.Key = [32]byte{byte(n), byte(n >> 8), 7}
		if _, refusal := b.Trust(a); refusal != "" {
			t.Fatal(refusal)
		}
	}
	if _, refusal := b.Trust(auditor(5, "tuv", DataCentre)); refusal != AuditorsFull {
		t.Errorf("one more: %q", refusal)
	}
	for _, r := range []Refusal{Malformed, Signature, Expired, Ahead, Differs, Unknown, Revoked, ReasonMissing, StatementsFull, SubjectFull, AuditorUnknown, AuditorOther, AuditorKind,
		AuditorTime, AuditorDistrusted, AuditorInvalid, AuditorDiffers, AuditorsFull} {
		if r.Sentence() == "" {
			t.Errorf("%s says nothing", r)
		}
	}
}

// TestWithAWeakKeyAnybodySigns, which is why none is trusted: a signature that nobody made
// is good for one in eight texts.
func TestWithAWeakKeyAnybodySigns(t *testing.T) {
	forged := make([]byte, ed25519.SignatureSize)
	forged[0] = 1 // R is the neutral point, S is zero
	found := 0
	for encoded := range weak {
		raw, _ := hexOf(encoded)
		if keyValid(raw) {
			t.Errorf("%s is trusted", encoded)
		}
		for n := range byte(100) {
			if ed25519.Verify(raw[:], []byte{n}, forged) {
				found++
				break
			}
		}
	}
	if found < 5 { // Go takes no encodings beyond the prime
		t.Errorf("only %d of the keys are weak", found)
	}
	if _, refusal := NewBook().Trust(Auditor{Name: "x", Key: [32]byte{0: 1, 31: 0x80}, Kinds: Of(Delivery)}); refusal != AuditorInvalid {
		t.Errorf("trusted: %q", refusal)
	}
}

// TestOneSubjectHasItsShare of what is kept.
func TestOneSubjectHasItsShare(t *testing.T) {
	b := newBook(t)
	for n := range SubjectMax {
		b.entered(t, signed(t, certificate(n+1), 1))
	}
	if _, refusal := b.Enter(start, signed(t, certificate(SubjectMax+1), 1)); refusal != SubjectFull {
		t.Errorf("one more: %q", refusal)
	}
	b.entered(t, signed(t, delivery(SubjectMax+1), 1))
}

// TestOthersWriteStatements: any order of members, space and escapes are read, as JWT
// libraries write them.
func TestOthersWriteStatements(t *testing.T) {
	s := delivery(1)
	object := map[string]any{
		"jti": s.ID.String(), "iss": s.Auditor, "sub": s.Subject, "claim": s.Claim, "iat": s.Issued, "nbf": s.From, "exp": s.Until,
		"evidence": strings.Repeat("01", 1) + strings.Repeat("00", 31), "units": s.Units, "of": s.Of,
	}
	claims, err := json.MarshalIndent(object, " ", "\t")
	if err != nil {
		t.Fatal(err)
	}
	claims = bytes.Replace(claims, []byte("Delivery"), []byte(`\u0044eliv\u0065ry`), 1)
	head := `{"typ":"aidollar-attestation+jwt","kid":"` + KeyID(public(1)) + `", "alg":"EdDSA"}`
	body := base64url.EncodeToString([]byte(head)) + "." + base64url.EncodeToString(claims)
	text := body + "." + base64url.EncodeToString(ed25519.Sign(key(1), []byte(body))) + "\n"
	b := newBook(t)
	if e, refusal := b.Enter(start, text); refusal != "" || e.Statement != s {
		t.Errorf("%q: %+v", refusal, e.Statement)
	}
	if _, refusal := b.Enter(start, signed(t, s, 1)); refusal != Exists {
		t.Errorf("the same in the house's words: %q", refusal)
	}
}

func wrongOf(t *testing.T, err error) *Wrong {
	t.Helper()
	var w *Wrong
	if err != nil && !errors.As(err, &w) {
		t.Fatalf("%v is no *Wrong", err)
	}
	return w
}
