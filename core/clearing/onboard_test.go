package clearing_test

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
	"aidollar/core/settlement"
)

const opened = `
@id("open") @title("What nothing forbids may be done") @source("choice") @from("2000-01-01")
permit(principal, action, resource);
`

const homely = opened + `
@id("home") @title("Nobody in America") @source("choice") @from("2000-01-01")
forbid(principal, action == Action::"onboard", resource == Jurisdiction::"US");
`

// admitted is a purse under rules whose parties are known.
func admitted(t *testing.T, rules string) (*purse, *decisions) {
	p := newPurse(t)
	p.deposit(cents(1000))
	heard := &decisions{}
	p.m.Observe(heard)
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, rules)}})
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		p.known(p.buyer, "DE"), p.known(p.wallet, "DE"), p.known(p.seller, "DE"),
		facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	return p, heard
}

func (p *purse) moves(party clearing.Party, place string) {
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{p.known(party.ID, place)}})
}

// Whoever comes to be where the rules let the house deal with nobody is asked about in the
// very command that says so, and can do nothing until he is elsewhere: neither as who buys
// nor as who sells, neither bring money nor take it out.
func TestWhoeverIsNotOnboardedIsBarred(t *testing.T) {
	p, heard := admitted(t, homely)
	if len(heard.all) != 3 || heard.all[0].Action != "onboard" || heard.all[0].Outcome != policy.Allowed {
		t.Fatalf("of three parties: %+v", heard.all)
	}
	p.answers("a call", p.in("fra"), "")
	p.answers("its like", p.in("fra"), "")
	if len(heard.all) != 4 {
		t.Errorf("%d decisions of three parties and a call", len(heard.all))
	}
	buyer, _ := p.m.Party(p.buyer)
	seller, _ := p.m.Party(p.seller)
	wallet, _ := p.m.Party(p.wallet)
	payout := func() string {
		a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.wallet, Amount: cents(1)}}})
		return a.Refusals[0]
	}
	for _, party := range []clearing.Party{buyer, seller} {
		told := len(heard.all)
		p.moves(party, "US")
		if len(heard.all) != told+1 || heard.all[told].Outcome != policy.Denied || heard.all[told].Party != party.ID {
			t.Errorf("of %s: %+v", party.Name, heard.all[told:])
		}
		if a := p.answers("a call", p.in("fra"), "onboarding_denied", "home"); len(a.Cited) != 1 || a.Session.Decision != heard.all[told].Number {
			t.Errorf("of %s: %+v", party.Name, a.Session)
		}
		if refusal, decision := p.m.Barred(p.now)(party.ID); refusal != "onboarding_denied" || decision != heard.all[told].Number {
			t.Errorf("%s is barred by %q, %d", party.Name, refusal, decision)
		}
		p.sameAfterAll()
		p.m.Observe(heard)
		p.answers("still", p.in("fra"), "onboarding_denied", "home")
		p.moves(party, "DE")
		p.answers("at home again", p.in("fra"), "")
	}
	if got := payout(); got != "payee_unknown" {
		t.Errorf("a payout is answered %q", got)
	}
	p.moves(wallet, "US")
	if got := payout(); got != "onboarding_denied" {
		t.Errorf("a payout is answered %q", got)
	}
	if a := p.try(p.tender(cents(100))); a.Refusal != "onboarding_denied" {
		t.Errorf("a payment is answered %q", a.Refusal)
	}
	p.do(clearing.Arrive{Arrival: settlement.Arrival{ID: p.id(), Token: p.token, Tx: settlement.Hash{1}, Block: 11, Amount: cents(50), Party: p.wallet, Credit: true}})
	p.m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
		if a.Amount == cents(50) && !a.Party.IsZero() {
			t.Error("a deposit was counted")
		}
		return true
	})
	if breaches := p.m.Freeze().Check(); len(breaches) > 0 {
		t.Error(breaches)
	}
	// Without facts he is a stranger, and every other question denies him.
	p.do(clearing.RegisterFacts{Gone: []ruling.Entity{ruling.Participant(p.wallet)}})
	if got := payout(); got != "rule_denied" {
		t.Errorf("a stranger's payout is answered %q", got)
	}
	p.sameAfterAll()
}

// A new set of rules asks everybody anew at his next deed, and from its very second on.
func TestANewSetAsksAnew(t *testing.T) {
	p, heard := admitted(t, opened)
	p.moves(clearing.Party{ID: p.buyer}, "US")
	turn := p.now/int64(time.Second)*int64(time.Second) + int64(time.Second)
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, homely), From: turn}})
	for p.now < turn+int64(100*time.Millisecond) {
		p.now += int64(10 * time.Millisecond)
		want := ""
		if p.now+int64(time.Millisecond) >= turn {
			want = "onboarding_denied"
		}
		p.answers("a call", p.in("fra"), want)
	}
	if d := heard.all[len(heard.all)-1]; d.Outcome != policy.Denied || d.Set != 2 {
		t.Errorf("%+v", d)
	}
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, opened)}})
	p.answers("under the rules of before", p.in("fra"), "")
	p.sameAfterAll()
}

// Rules that say nothing of whom to deal with are not asked, and strangers are asked about
// where rules know of strangers.
func TestRulesThatSayNothingOfOnboarding(t *testing.T) {
	p, heard := admitted(t, `
@id("calls") @title("Calls may be made") @source("choice") @from("2000-01-01")
permit(principal, action == Action::"session.open", resource);
@id("listed") @title("Nobody on a list is served") @source("law") @from("2000-01-01")
forbid(principal, action, resource) when { principal.blocked };`)
	p.answers("a call", p.in("fra"), "", "calls")
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{p.known(p.buyer, "US", "listed", true)}})
	p.answers("of a listed one", p.in("fra"), "rule_denied", "listed")
	for _, d := range heard.all {
		if d.Action == "onboard" {
			t.Fatalf("%+v", d)
		}
	}
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, homely)}})
	strangers := facts.New("Participant/unknown", []string{"Jurisdiction/US"}, "name", "strangers")
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{strangers}, Gone: []ruling.Entity{ruling.Participant(p.buyer)}})
	if d := heard.all[len(heard.all)-1]; d.Party != p.buyer || d.Principal.ID != "unknown" || d.Outcome != policy.Denied {
		t.Errorf("%+v", d)
	}
	p.answers("a stranger", p.in("fra"), "onboarding_denied", "home")
}

// Whom rules refer is barred until a person has approved, and for good where one refuses.
func TestOnboardingIsReferred(t *testing.T) {
	p, heard := admitted(t, opened+`
@id("look") @title("A person looks at Americans") @source("choice") @from("2000-01-01") @effect("refer")
forbid(principal, action == Action::"onboard", resource == Jurisdiction::"US");`)
	officer := p.id()
	p.do(clearing.AddKey{Key: clearing.Key{ID: officer, Hash: [32]byte{8}, Name: "ann", Scopes: clearing.ScopeAdmin}})
	decide := func(v review.Verdict) {
		t.Helper()
		var item review.Item
		p.m.Reviews().Queue(0, func(i *review.Item) bool {
			item = *i
			return true
		})
		if item.Kind != review.Referral || item.Action != "onboard" || item.Resource != "Jurisdiction/US" || item.Party.IsZero() {
			t.Fatalf("%+v", item)
		}
		p.do(clearing.DecideReview{ID: item.ID, Verdict: v, By: officer, Reason: "looked", Until: p.now + int64(time.Hour)})
	}
	p.moves(clearing.Party{ID: p.buyer}, "US")
	p.answers("before anybody looked", p.in("fra"), "rule_referred", "look")
	p.sameAfterAll()
	p.m.Observe(heard)
	decide(review.Approve)
	p.answers("approved", p.in("fra"), "")
	p.now += int64(2 * time.Hour)
	p.answers("when that has ended", p.in("fra"), "rule_referred", "look")
	decide(review.Refuse)
	p.answers("refused", p.in("fra"), "review_refused", "look")
	p.sameAfterAll()
}
