package clearing_test

import (
	"bytes"
	"crypto/ed25519"
	"testing"
	"time"

	"aidollar/core/attest"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

const certified = `
@id("certified") @title("Health data go where it is certified") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"session.open", resource) when {
  context has data && context.data.special && !(context has datacentre && context.datacentre has certifications && context.datacentre.certifications.contains("bsi-c5-type2"))
};
@id("known") @title("Who has not said who he is asks for no health data") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"session.open", resource) when { context has data && context.data.special && !(principal has identified && principal.identified) };
`

type auditor struct {
	name string
	key  ed25519.PrivateKey
}

func newAuditor(n byte, name string) auditor {
	return auditor{name, ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, ed25519.SeedSize))}
}

func (a auditor) public() (key [32]byte) {
	copy(key[:], a.key[32:])
	return key
}

// says is a statement for a month.
func (a auditor) says(t *testing.T, id ledger.ID, at int64, subject, claim string) clearing.Attest {
	t.Helper()
	s := attest.Statement{ID: id, Auditor: a.name, Subject: subject, Claim: claim, Issued: at / 1e9, From: at / 1e9, Until: at/1e9 + 30*86_400, Evidence: [32]byte{1}}
	text, err := s.Sign(a.key)
	if err != nil {
		t.Fatal(err)
	}
	return clearing.Attest{Text: text}
}

// audited is a shop in which a region's data centre is known, and health data want what an
// auditor says.
func audited(t *testing.T) (*shop, auditor) {
	s := newShop(t, 0)
	s.deposit(cents(1000))
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+certified)}})
	s.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		s.known(s.buyer, "DE"), s.known(s.seller, "DE"),
		facts.New("Region/fra", []string{"Jurisdiction/DE"}, "name", "Frankfurt", "operator", facts.Ref("Participant/house"), "datacentre", facts.Ref("DataCentre/fra-1")),
		facts.New("DataCentre/fra-1", []string{"Region/fra"}, "name", "Frankfurt 1", "operator", facts.Ref("Participant/house")),
	}})
	a := newAuditor(1, "tuv")
	s.do(clearing.TrustAuditor{Auditor: attest.Auditor{Name: "tuv", Key: a.public(), Kinds: attest.Of(attest.DataCentre, attest.Participant)}})
	return s, a
}

func (s *shop) health() clearing.Reserve {
	r := s.in("fra")
	r.Data = "health"
	return r
}

// TestWhatAuditorsSayIsDecidedBy from the same record on, until it ends, is revoked, or
// the auditor is trusted no more.
func TestWhatAuditorsSayIsDecidedBy(t *testing.T) {
	s, tuv := audited(t)
	ann := s.officer(1, "ann")
	me := ruling.Participant(s.buyer).String()
	s.answers("nobody has said anything", s.health(), "rule_denied", "certified", "known")
	where, who := s.id(), s.id()
	if a := s.do(tuv.says(t, where, s.now, "DataCentre/fra-1", "bsi-c5-type2")); a.Attestation == nil || a.Attestation.Auditor != "tuv" {
		t.Fatalf("%+v", a.Attestation)
	}
	s.answers("certified", s.health(), "rule_denied", "known")
	s.do(tuv.says(t, who, s.now, me, attest.Identified))
	s.answers("and identified", s.health(), "", "open")
	s.sameAfterAll()
	s.answers("read back", s.health(), "", "open")
	v := attest.Revocation{ID: where, Auditor: "tuv", Issued: s.now / 1e9, Reason: "the audit was of another hall"}
	text, _ := v.Sign(tuv.key)
	s.do(clearing.RevokeAttestation{Text: text})
	s.answers("revoked", s.health(), "rule_denied", "certified")
	s.do(tuv.says(t, s.id(), s.now, "DataCentre/fra-1", "bsi-c5-type2"))
	s.answers("certified anew", s.health(), "")
	s.do(clearing.StrikeAttestation{ID: who, By: ann, Reason: "the passport was false"})
	s.answers("struck", s.health(), "rule_denied", "known")
	last := tuv.says(t, s.id(), s.now, me, attest.Identified)
	s.do(last)
	s.answers("identified anew", s.health(), "")
	if a := s.do(last); !a.Exists {
		t.Error("a replay is entered")
	}
	s.now += 30*86_400*int64(time.Second) - 2*int64(time.Second)
	s.answers("just before its end", s.health(), "")
	s.now += 3 * int64(time.Second)
	s.answers("behind its end", s.health(), "rule_denied", "certified", "known")
	s.sameAfterAll()
}

func TestDistrustStopsTheNextCall(t *testing.T) {
	s, tuv := audited(t)
	s.do(tuv.says(t, s.id(), s.now, "DataCentre/fra-1", "bsi-c5-type2"))
	s.do(tuv.says(t, s.id(), s.now, ruling.Participant(s.buyer).String(), attest.Identified))
	s.do(tuv.says(t, s.id(), s.now, "DataCentre/nowhere", "bsi-c5-type2")) // of what there are no facts
	s.do(tuv.says(t, s.id(), s.now, ruling.Participant(s.buyer).String(), "sector:health-care"))
	s.answers("said", s.health(), "", "open")
	s.do(clearing.DistrustAuditor{Key: tuv.public(), Reason: "bribed"})
	s.answers("by somebody who is trusted no more", s.health(), "rule_denied", "certified", "known")
	for want, c := range map[string]clearing.Command{
		"auditor_distrusted":    tuv.says(t, s.id(), s.now, "DataCentre/fra-1", "bsi-c5-type2"),
		"auditor_unknown":       newAuditor(2, "tuv").says(t, s.id(), s.now, "DataCentre/fra-1", "bsi-c5-type2"),
		"attestation_malformed": clearing.Attest{Text: "it is certified"},
		"attestation_unknown":   clearing.StrikeAttestation{ID: s.id(), By: s.officer(3, "bob"), Reason: "x"},
		"key_scope":             clearing.StrikeAttestation{ID: s.id(), By: s.key, Reason: "x"},
		"auditor_invalid":       clearing.TrustAuditor{},
		"attestation_reason":    clearing.DistrustAuditor{Key: tuv.public()},
	} {
		if a := s.try(c); a.Refusal != want || clearing.Sentence(want) == "" {
			t.Errorf("%T: %q, want %q", c, a.Refusal, want)
		}
	}
	s.sameAfterAll()
}

// attestations keeps what an observer is told.
type attestations struct {
	clearing.Ignore
	auditors, entries, revoked int
	text                       string
}

func (o *attestations) AuditorChanged(int64, *attest.Auditor) { o.auditors++ }
func (o *attestations) AttestationChanged(_ int64, e *attest.Entry, text string) {
	if o.entries++; e.Revoked != 0 {
		o.revoked++
	} else {
		o.text = text
	}
}

func TestObserversSeeAttestations(t *testing.T) {
	s, tuv := audited(t)
	seen := &attestations{}
	s.m.Observe(seen)
	said := tuv.says(t, s.id(), s.now, "DataCentre/fra-1", "bsi-c5-type2")
	id := s.do(said).Attestation.ID
	s.do(said)
	s.do(clearing.StrikeAttestation{ID: id, By: s.officer(1, "ann"), Reason: "x"})
	s.do(clearing.DistrustAuditor{Key: tuv.public(), Reason: "bribed"})
	if seen.auditors != 1 || seen.entries != 2 || seen.revoked != 1 || seen.text != said.Text {
		t.Errorf("told %+v", seen)
	}
}
