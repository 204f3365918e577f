package attest

import (
	"encoding/hex"
	"strings"

	"aidollar/core/ledger"
)

// The bounds of a statement.
const (
	NameMax    = 64            // bytes of an auditor's name and of a claim
	EntityMax  = 200           // bytes of a subject, and of what was delivered
	ReasonMax  = 1_000         // bytes of a revocation's reason
	SecondsMax = 1 << 33       // the last time, Unix seconds: in the year 2242
	SpanMax    = 5 * 366 * day // seconds between nbf and exp
	UnitsMax   = 1 << 53       // of a delivery, so that every reader of JSON reads the same
	day        = 86_400
)

// Kind is a kind of subject. Kinds are a set of them.
type (
	Kind  uint8
	Kinds uint8
)

// The kinds of subjects.
const (
	Participant Kind = iota + 1
	DataCentre
	Delivery
	kindEnd
)

var kinds = [...]string{"unknown", "Participant", "DataCentre", "Delivery"}

// String gives the type of the subject's entity.
func (k Kind) String() string {
	if k < kindEnd {
		return kinds[k]
	}
	return kinds[0]
}

// Of makes a set of kinds.
func Of(all ...Kind) (set Kinds) {
	for _, k := range all {
		set |= 1 << k
	}
	return set
}

// Has reports whether a kind is in the set.
func (s Kinds) Has(k Kind) bool { return s>>k&1 == 1 }

func (s Kinds) valid() bool { return s != 0 && s&^Of(Participant, DataCentre, Delivery) == 0 }

// KindOf is the kind of a subject such as DataCentre/fra-1, or zero.
func KindOf(subject string) Kind {
	name, id, _ := strings.Cut(subject, "/")
	for k := Participant; k < kindEnd; k++ {
		if name == kinds[k] && id != "" {
			return k
		}
	}
	return 0
}

// The claims that are no names of certifications.
const (
	Identified   = "identified"
	Delivered    = "delivered"
	SectorPrefix = "sector:" // of a participant, as sector:health-care
)

// Statement is what an auditor says.
type Statement struct {
	ID       ledger.ID // chosen by the auditor
	Auditor  string
	Subject  string // as DataCentre/fra-1
	Claim    string // as bsi-c5-type2
	Issued   int64  // when it was signed, Unix seconds
	From     int64  // the first second in which it holds, Unix seconds
	Until    int64  // the first second in which it holds no more, Unix seconds
	Evidence [32]byte
	Units    uint64 // of a delivery
	Of       string // of a delivery, as Chip/h200
}

// check names the first thing that is wrong. The error is a *Wrong.
func (s *Statement) check() error {
	kind := KindOf(s.Subject)
	claim, sector := strings.CutPrefix(s.Claim, SectorPrefix)
	switch {
	case s.ID.IsZero():
		return wrong(Malformed, "jti is the zero id; a statement has an id of its own")
	case !nameValid(s.Auditor):
		return wrong(Malformed, "iss is %q; an auditor's name has 1 to %d small letters, digits, dots and hyphens", s.Auditor, NameMax)
	case kind == 0 || !entityValid(s.Subject):
		return wrong(Malformed, "sub is %q; it is Participant/, DataCentre/ or Delivery/ and a name, of at most %d bytes", s.Subject, EntityMax)
	case !nameValid(claim) || len(s.Claim) > NameMax || (sector && kind != Participant):
		return wrong(Malformed, "claim is %q; it has 1 to %d small letters, digits, dots and hyphens, and of a participant may begin with %s", s.Claim, NameMax, SectorPrefix)
	case (s.Claim == Identified && kind != Participant) || (s.Claim == Delivered) != (kind == Delivery):
		return wrong(Malformed, "claim is %q, which is not said of a %s; participants are %s, and deliveries %s", s.Claim, kind, Identified, Delivered)
	case !secondsValid(s.Issued) || !secondsValid(s.From) || !secondsValid(s.Until):
		return wrong(Malformed, "iat, nbf and exp are %d, %d and %d; each is Unix seconds from 1 to %d", s.Issued, s.From, s.Until, int64(SecondsMax))
	case s.Until <= s.From || s.Until-s.From > SpanMax:
		return wrong(Malformed, "nbf is %d and exp %d; exp is behind nbf, by at most %d seconds", s.From, s.Until, SpanMax)
	case s.Evidence == [32]byte{}:
		return wrong(Malformed, "evidence is missing; it is the SHA-256 of the report, in 64 hexadecimal digits")
	case kind != Delivery && (s.Units != 0 || s.Of != ""):
		return wrong(Malformed, "units and of are a delivery's alone, and this is about a %s", kind)
	case kind == Delivery && (s.Units == 0 || s.Units > UnitsMax || !entityValid(s.Of)):
		return wrong(Malformed, "units is %d and of %q; a delivery has 1 to %d units of something such as Chip/h200", s.Units, s.Of, int64(UnitsMax))
	}
	return nil
}

func secondsValid(at int64) bool { return at > 0 && at <= SecondsMax }

// nameValid takes the names of auditors and claims.
func nameValid(name string) bool {
	if name == "" || len(name) > NameMax || name[0] == '-' || name[0] == '.' {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}

// entityValid takes a type of letters, a slash and a name without spaces.
func entityValid(entity string) bool {
	name, id, ok := strings.Cut(entity, "/")
	if !ok || name == "" || id == "" || len(entity) > EntityMax {
		return false
	}
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	for _, c := range []byte(id) {
		if c <= ' ' || c > '~' {
			return false
		}
	}
	return true
}

// object writes the claims set.
func (s *Statement) object() string {
	var w writer
	w.text("jti", s.ID.String())
	w.text("iss", s.Auditor)
	w.text("sub", s.Subject)
	w.text("claim", s.Claim)
	w.number("iat", s.Issued)
	w.number("nbf", s.From)
	w.number("exp", s.Until)
	w.text("evidence", hex.EncodeToString(s.Evidence[:]))
	if s.Units != 0 {
		w.number("units", int64(s.Units))
		w.text("of", s.Of)
	}
	return w.object()
}

// Revocation is an auditor's word that a statement of his holds no more.
type Revocation struct {
	ID      ledger.ID // the statement's
	Auditor string
	Issued  int64 // when it was signed, Unix seconds
	Reason  string
}

func (v *Revocation) check() error {
	switch {
	case v.ID.IsZero():
		return wrong(Malformed, "jti is the zero id; it is the statement's that is revoked")
	case !nameValid(v.Auditor):
		return wrong(Malformed, "iss is %q; an auditor's name has 1 to %d small letters, digits, dots and hyphens", v.Auditor, NameMax)
	case !secondsValid(v.Issued):
		return wrong(Malformed, "iat is %d; it is Unix seconds from 1 to %d", v.Issued, int64(SecondsMax))
	case !reasonValid(v.Reason):
		return wrong(Malformed, "reason has %d bytes; it has 1 to %d", len(v.Reason), ReasonMax)
	}
	return nil
}

func (v *Revocation) object() string {
	var w writer
	w.text("jti", v.ID.String())
	w.text("iss", v.Auditor)
	w.number("iat", v.Issued)
	w.text("reason", v.Reason)
	return w.object()
}
