package clearing_test

import (
	"os"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

// knowing is told who is known.
type knowing struct {
	clearing.Ignore
	heard []clearing.Identity
}

func (k *knowing) IdentityChanged(_ int64, i *clearing.Identity) { k.heard = append(k.heard, *i) }

// identity is a note of a version of who the wallet is.
func (p *purse) identity(version uint64, counts bool) clearing.SetIdentity {
	i := clearing.Identity{Party: p.wallet, Version: version, Digest: [32]byte{byte(version)}, By: p.wkey, Counts: counts}
	return clearing.SetIdentity{Identity: i}
}

// By the shipped pack of the travel rule, a deposit of a thousand dollars counts when it is
// known who pays, and no more when that was erased; less than that counts either way.
func TestWhatTravelsHasToBeKnown(t *testing.T) {
	travel, err := os.ReadFile("../../rules/packs/fatf/travel.cedar")
	if err != nil {
		t.Fatal(err)
	}
	p := newPurse(t)
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+strings.ReplaceAll(string(travel), `"fatf-16"`, `"law"`))}})
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		p.known(p.wallet, "DE"), p.known(p.seller, "US"),
		facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	tx := byte(0)
	counted := func(dollars uint64) bool {
		t.Helper()
		tx++
		id := p.id()
		p.do(clearing.Arrive{Arrival: settlement.Arrival{ID: id, Token: p.token, Tx: settlement.Hash{tx}, Block: 11, Amount: cents(100 * dollars), Party: p.wallet, Credit: true}})
		whose := false
		p.m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
			whose = whose || (a.ID == id && a.Party == p.wallet)
			return true
		})
		return whose
	}
	payout := func() string {
		a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.wallet, Amount: cents(100_000)}}})
		if len(a.Refusals) > 0 {
			return a.Refusals[0]
		}
		return a.Refusal
	}
	if !counted(999) || counted(1000) {
		t.Error("without data, 999 dollars count and 1,000 do not")
	}
	if got := payout(); got != "rule_denied" {
		t.Errorf("a payout without data is answered %q", got)
	}
	p.do(p.identity(1, false))
	if counted(1000) {
		t.Error("with the party's own word, 1,000 dollars count")
	}
	p.do(p.identity(1, true))
	p.sameAfterAll()
	if !counted(1000) {
		t.Error("with data, 1,000 dollars count")
	}
	if got := payout(); got == "rule_denied" {
		t.Errorf("a payout with data is answered %q", got)
	}
	p.do(p.identity(0, false))
	p.sameAfterAll()
	if counted(1000) {
		t.Error("behind an erasure, 1,000 dollars count")
	}
}

// What is kept of a party is noted once, with who says so; nothing is noted of strangers.
func TestIdentityNotes(t *testing.T) {
	p := newPurse(t)
	heard := &knowing{}
	p.m.Observe(heard)
	admin := p.id()
	p.do(clearing.AddKey{Key: clearing.Key{ID: admin, Hash: [32]byte{7}, Name: "officer", Scopes: clearing.ScopeAdmin}})
	p.do(p.identity(1, false))
	if a := p.try(p.identity(1, false)); !a.Exists {
		t.Errorf("the same again: %+v", a)
	}
	confirmed := p.identity(1, true)
	confirmed.Identity.By = admin
	p.do(confirmed)
	i, ok := p.m.Identity(p.wallet)
	if !ok || !i.Operator || i.By != admin || !i.Counts || i.Version != 1 {
		t.Errorf("%+v", i)
	}
	for refusal, c := range map[string]clearing.SetIdentity{
		"party_unknown": {Identity: clearing.Identity{Party: p.id(), Version: 1, Digest: [32]byte{1}, By: admin}},
		"key_unknown":   {Identity: clearing.Identity{Party: p.wallet, Version: 2, Digest: [32]byte{1}, By: p.id()}},
	} {
		if a := p.try(c); a.Refusal != refusal {
			t.Errorf("%s: %+v", refusal, a)
		}
	}
	p.sameAfterAll()
	p.m.Observe(heard) // the machine is the restored one
	p.do(p.identity(0, true))
	if a := p.try(p.identity(0, false)); !a.Exists {
		t.Errorf("gone twice: %+v", a)
	}
	if i, ok := p.m.Identity(p.wallet); ok {
		t.Errorf("%+v", i)
	}
	if len(heard.heard) != 3 || heard.heard[0].Operator || !heard.heard[1].Operator || heard.heard[2].Version != 0 || heard.heard[2].Counts {
		t.Errorf("%+v", heard.heard)
	}
	// Who is known is the same party when it is entered again.
	known, _ := p.m.Party(p.wallet)
	if a := p.try(clearing.AddParty{Party: known}); !a.Exists {
		t.Errorf("entered again: %+v", a)
	}
	p.sameAfterAll()
	if breaches := p.m.Freeze().Check(); len(breaches) > 0 {
		t.Error(breaches)
	}
}

// An identity that is near somebody on a list counts only together with the review of it:
// the one command does both, or neither.
func TestANearIdentityIsReviewed(t *testing.T) {
	p, heard := admitted(t, opened)
	content := review.Content{Kind: review.Screening, Party: p.buyer, Name: "the identity, as of version 1", Matches: []review.Match{{Entry: "SDN/1", Name: "SOMEBODI", Score: 870, List: "SDN"}}}
	near := clearing.SetIdentity{
		Identity: clearing.Identity{Party: p.buyer, Version: 1, Digest: [32]byte{1}, By: p.key, Counts: true},
		Review:   clearing.OpenReview{ID: p.id(), Content: content},
	}
	other := near
	other.Review.Content.Party = p.seller
	bad := near
	bad.Review.Content.Matches = nil
	for _, c := range []clearing.SetIdentity{other, bad} {
		if a := p.try(c); a.Refusal != "review_invalid" {
			t.Fatalf("%+v", a)
		}
		if _, ok := p.m.Identity(p.buyer); ok || p.m.Reviews().OpenCount() != 0 {
			t.Fatal("half of it was done")
		}
	}
	p.answers("before", p.in("fra"), "")
	p.do(near)
	if a := p.try(p.in("fra")); a.Refusal != "party_under_review" {
		t.Errorf("a call is answered %q", a.Refusal)
	}
	if a := p.try(near); !a.Exists || p.m.Reviews().OpenCount() != 1 {
		t.Errorf("once more: %+v", a)
	}
	p.sameAfterAll()
	p.m.Observe(heard)
	if refusal, _ := p.m.Barred(p.now)(p.buyer); refusal != "party_under_review" {
		t.Errorf("barred by %q", refusal)
	}
}
