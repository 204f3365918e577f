package clearing_test

import (
	"bytes"
	"os"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

const policies = `
@id("open") @title("What nothing forbids may be done") @source("choice") @from("2000-01-01")
permit(principal, action, resource);
@id("listed") @title("Nobody on a list is served") @source("law") @from("2000-01-01") @remedy("The list is another.")
forbid(principal, action, resource) when { principal.blocked };
@id("military") @title("No military end use") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"session.open", resource) when { context has endUse && context.endUse == "military" };
@id("abroad") @title("Health data stay at home: a person looks") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal in Jurisdiction::"DE", action == Action::"session.open", resource) when { context has data && context.data.special && !(context.region in Jurisdiction::"DE") };
@id("token") @title("A token buys nothing in Emirates") @source("law") @from("2000-01-01")
forbid(principal, action in [Action::"asset.pay", Action::"deposit", Action::"payout"], resource) when { context.place in Jurisdiction::"AE" };
`

const closing = `
@id("closed") @title("Nothing more with demo-text") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"session.open", resource == Model::"demo-text");
`

func archive(t testing.TB, rules string) []byte {
	t.Helper()
	schema, err := os.ReadFile("../../rules/packs/schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	a := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs:  []ruling.Pack{{Name: "test", Title: "Test", Version: "1", Sources: []ruling.Source{{Name: "choice", Cite: "nobody's law"}, {Name: "law", Cite: "an act"}}}},
		Texts:  []policy.Text{{Name: "test/rules.cedar", Policies: []byte(rules)}},
		Facts: []*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"), facts.New("Jurisdiction/AE", nil, "name", "Emirates"),
			facts.New("Participant/house", []string{"Jurisdiction/US"}, "name", "The house"),
			facts.New("Region/fra", []string{"Jurisdiction/DE"}, "name", "Frankfurt", "operator", facts.Ref("Participant/house")),
			facts.New("Region/iad", []string{"Jurisdiction/US"}, "name", "Ashburn", "operator", facts.Ref("Participant/house")),
			facts.New("Model/demo-text", []string{"Jurisdiction/US"}, "name", "Demo", "licence", "none"),
			facts.New("DataClass/health", nil, "name", "Health", "personal", true, "special", true),
		},
	}
	return a.Bytes()
}

// ruled is a shop under rules whose buyer and seller are known.
func ruled(t testing.TB) *shop {
	s := newShop(t, 0)
	s.deposit(cents(1000))
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies), Note: "for a test"}})
	s.do(clearing.RegisterFacts{Entries: []*facts.Entry{s.known(s.buyer, "DE"), s.known(s.seller, "US")}})
	return s
}

func (h *house) known(party ledger.ID, place string, attributes ...any) *facts.Entry {
	return facts.New(ruling.Participant(party).String(), []string{"Jurisdiction/" + place}, append([]any{"name", "somebody"}, attributes...)...)
}

func (s *shop) in(region string) clearing.Reserve {
	r := s.reservation(1000, 10)
	r.Region = region
	return r
}

// answers makes sure how a call is answered, and by which rules.
func (s *shop) answers(what string, r clearing.Reserve, refusal string, rules ...string) clearing.Answer {
	s.t.Helper()
	a := s.try(r)
	if a.Refusal != refusal {
		s.t.Fatalf("%s: refused by %q, want %q; %+v", what, a.Refusal, refusal, a.Session)
	}
	if a.Session == nil {
		s.t.Fatalf("%s: nothing was decided", what)
	}
	if len(rules) > 0 && (len(a.Session.Rules) != len(rules) || a.Session.Rules[0] != rules[0]) {
		s.t.Fatalf("%s: decided by %v, want %v", what, a.Session.Rules, rules)
	}
	return a
}

func TestCallsAreDecidedByRules(t *testing.T) {
	s := ruled(t)
	first := s.answers("a call", s.in("fra"), "", "open")
	if again := s.answers("its like", s.in("fra"), "", "open"); again.Session.Decision != first.Session.Decision {
		t.Error("the like of it was decided anew")
	}
	s.answers("another region", s.in("iad"), "", "open")
	r := s.in("fra")
	r.EndUse = "military"
	s.answers("an end use", r, "rule_denied", "military")
	r = s.in("iad")
	r.Data = "health"
	s.answers("data abroad", r, "rule_referred", "abroad")
	r = s.in("")
	r.Regions, r.Data = []string{"iad", "fra"}, "health"
	if a := s.answers("either", r, "", "open"); a.Allowed != 2 {
		t.Errorf("allowed are the regions %b", a.Allowed)
	}
	if a := s.answers("nowhere", s.in("mars"), "rule_denied"); a.Session.Missing != "there are no facts of Region/mars" {
		t.Errorf("missing is %q", a.Session.Missing)
	}
	r = s.in("fra")
	r.Data = "helth"
	if a := s.answers("a class that nobody knows", r, "rule_denied"); a.Session.Missing != "there are no facts of DataClass/helth" {
		t.Errorf("missing is %q", a.Session.Missing)
	}
	s.do(clearing.RegisterFacts{Entries: []*facts.Entry{s.known(s.buyer, "DE", "listed", true)}})
	s.answers("listed", s.in("fra"), "onboarding_denied", "listed")
	s.do(clearing.RegisterFacts{Gone: []ruling.Entity{ruling.Participant(s.buyer)}})
	if a := s.answers("a stranger", s.in("fra"), "rule_denied"); a.Session.Missing == "" {
		t.Error("nothing is missing of a stranger")
	}
	s.do(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New("Participant/unknown", []string{"Jurisdiction/US"}, "name", "strangers")}})
	s.answers("a stranger for whom there are facts", s.in("fra"), "", "open")
}

// A set that comes into force while calls run rules from its very second on: each call
// is decided by one of the two, and none by neither.
func TestNoGapBetweenSets(t *testing.T) {
	s := ruled(t)
	turn := s.now/int64(time.Second)*int64(time.Second) + 3*int64(time.Second)
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+closing), From: turn}})
	before, after := 0, 0
	for s.now < turn+int64(time.Second) {
		s.now += int64(5 * time.Millisecond)
		want := ""
		if s.now+int64(time.Millisecond) >= turn {
			want, after = "rule_denied", after+1
		} else {
			before++
		}
		s.answers("a call", s.in("fra"), want)
	}
	if before == 0 || after == 0 {
		t.Fatalf("%d calls before and %d after", before, after)
	}
	// And removed again while calls run: from that record on the older text rules.
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies)}})
	s.answers("a call", s.in("fra"), "")
	r := s.in("fra")
	r.EndUse = "military"
	s.answers("a call", r, "rule_denied", "military")
	s.do(clearing.InstallRules{}) // no rules
	if a := s.try(s.in("fra")); a.Refusal != "" || a.Session != nil {
		t.Errorf("without rules: %+v", a)
	}
}

func TestWhatIsWrongIsNotInstalled(t *testing.T) {
	s := ruled(t)
	for _, c := range []struct {
		command clearing.Command
		want    string
	}{
		{clearing.InstallRules{Set: ruling.Installed{Archive: []byte("nothing")}}, "rules_invalid"},
		{clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+`@id("x") @title("t") @source("law") @from("2000-01-01") forbid(principal, action, resource) when { principal.nme == "a" };`)}}, "rules_invalid"},
		{clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+`@id("x") @title("t") @source("lore") @from("2000-01-01") forbid(principal, action, resource);`)}}, "rules_invalid"},
		{clearing.CancelRules{Number: 1}, "rules_not_scheduled"},
		{clearing.RegisterFacts{Entries: []*facts.Entry{facts.New("Region/x", []string{"Jurisdiction/DE"}, "name", 3)}}, "facts_invalid"},
		{clearing.RegisterFacts{Gone: []ruling.Entity{{Type: "Region", ID: "fra"}}}, "facts_unknown"},
		{clearing.Decide{Ask: ruling.Ask{Action: "fly", Principal: ruling.Participant(s.buyer), Resource: ruling.Entity{Type: "Model", ID: "demo-text"}}}, "request_invalid"},
	} {
		a := s.try(c.command)
		if a.Refusal != c.want {
			t.Errorf("%T: refused by %q, want %q (%s)", c.command, a.Refusal, c.want, a.Detail)
		}
		if clearing.Sentence(c.want) == "" {
			t.Errorf("%s has no sentence", c.want)
		}
	}
	s.answers("after all of it", s.in("fra"), "", "open")
}

func TestRulesOfTokens(t *testing.T) {
	p := newPurse(t)
	token := "Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000"
	p.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies)}})
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		p.known(p.wallet, "DE"), p.known(p.seller, "AE"),
		facts.New(token, nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house")),
	}})
	tender := p.tender(cents(100))
	tender.Call.Region = "fra"
	if a := p.try(tender); a.Refusal != "rule_denied" || a.Session.Rules[0] != "token" {
		t.Fatalf("a payment onshore: %q %+v", a.Refusal, a.Session)
	}
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{p.known(p.seller, "US")}})
	tender.Call.Call, tender.Payment = p.id(), p.id()
	if a := p.try(tender); a.Refusal != "" {
		t.Fatalf("a payment elsewhere: %q", a.Refusal)
	}
	// A deposit that is forbidden is nobody's.
	p.do(clearing.RegisterFacts{Entries: []*facts.Entry{p.known(p.wallet, "DE", "listed", true)}})
	p.do(clearing.Arrive{Arrival: settlement.Arrival{ID: p.id(), Token: p.token, Tx: settlement.Hash{1}, Block: 11, Amount: cents(50), Party: p.wallet, Credit: true}})
	kept := 0
	p.m.Settlement().Arrivals(func(a *settlement.Arrival) bool {
		if a.Party.IsZero() && a.Amount == cents(50) {
			kept++
		}
		return true
	})
	if kept != 1 {
		t.Error("a listed person's deposit was counted as his")
	}
	if a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.wallet}, {Party: p.seller}}}); len(a.Refusals) != 2 || a.Refusals[0] != "onboarding_denied" || a.Refusals[1] != "payee_unknown" {
		t.Errorf("payouts are answered %v", a.Refusals)
	}
	if a := p.try(clearing.PayOut{Batch: p.id(), Token: p.token, Asks: []settlement.Ask{{Party: p.wallet}}}); a.Refusal != "onboarding_denied" || len(a.Refusals) != 1 {
		t.Errorf("a payout to nobody is answered %q, %v", a.Refusal, a.Refusals)
	}
}

// decisions counts what an observer is told.
type decisions struct {
	clearing.Ignore
	all []ruling.Decision
}

func (d *decisions) Decided(_ int64, one *ruling.Decision) { d.all = append(d.all, *one) }

func TestRulesOutlastASnapshot(t *testing.T) {
	s := ruled(t)
	seen := &decisions{}
	s.m.Observe(seen)
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, policies+closing), From: s.now + int64(time.Hour)}})
	s.answers("a call", s.in("fra"), "")
	if d := s.do(clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Participant(s.buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: "DE"}}}).Decision; d == nil || d.Outcome != policy.Allowed || d.Number != uint64(2+len(seen.all)) { // two before anybody listened
		t.Fatalf("asked, it answers %+v", d)
	}
	var written bytes.Buffer
	view := s.m.Freeze()
	if _, err := view.WriteTo(&written); err != nil {
		t.Fatal(err)
	}
	restored, err := clearing.Restore(bytes.NewReader(written.Bytes()), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	first := restored.Freeze()
	if _, err := first.WriteTo(&bytes.Buffer{}); err != nil || first.Digest() != view.Digest() {
		t.Fatal("a restored machine has another digest")
	}
	later := &decisions{}
	restored.Observe(later)
	told, records := len(seen.all), len(s.log)
	s.answers("its like", s.in("fra"), "")
	s.answers("another", s.in("iad"), "")
	s.now += int64(2 * time.Hour)
	s.answers("under the next set", s.in("fra"), "rule_denied", "closed")
	for _, record := range s.log[records:] {
		if _, err := restored.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
	}
	a, b := s.m.Freeze(), restored.Freeze()
	for _, v := range []*clearing.View{a, b} {
		if _, err := v.WriteTo(&bytes.Buffer{}); err != nil {
			t.Fatal(err)
		}
	}
	if a.Digest() != b.Digest() {
		t.Error("the two went apart")
	}
	if len(later.all) != len(seen.all)-told || later.all[1].Request != seen.all[told+1].Request || later.all[1].Number != seen.all[told+1].Number {
		t.Errorf("one was told %d decisions, the other %d", len(seen.all)-told, len(later.all))
	}
}
