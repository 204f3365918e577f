package replay

import (
	"flag"
	"fmt"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
	"aidollar/rules/packs"
)

const usd = ledger.AssetID(1)

const open = `
@id("open") @title("What nothing forbids may be done") @source("law") @from("2000-01-01")
permit(principal, action, resource);
`

const licensed = open + `
@id("licensed") @title("Chips under a licence") @source("law") @from("2000-01-01") @levy("25% customs") @licence("bis")
permit(principal, action == Action::"chip.ship", resource);
`

// house writes a log in memory.
type house struct {
	t             testing.TB
	m             *clearing.Machine
	now           int64
	serial        uint64
	log           [][]byte
	seller, buyer ledger.ID
	token         uint32
}

func newHouse(t testing.TB) *house {
	h := &house{t: t, m: clearing.New(clearing.DefaultConfig()), now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC).UnixNano()}
	h.do(clearing.DefineAsset{Asset: money.USD()})
	h.seller, h.buyer = h.id(), h.id()
	h.do(clearing.AddParty{Party: clearing.Party{ID: h.seller, Role: clearing.RoleSeller, Name: "seller", Asset: usd, CommissionPPM: 100_000}})
	h.do(clearing.AddParty{Party: clearing.Party{ID: h.buyer, Role: clearing.RoleBuyer, Name: "buyer", Asset: usd}})
	h.do(clearing.Transfers{{ID: h.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(h.buyer, clearing.AccountBuyer),
		Amount: money.Units(1e12), Asset: usd, Code: clearing.TransferDeposit}})
	h.do(clearing.SetQuota{Quota: licence.Quota{
		Name: "bis", Kind: licence.Licence, Unit: "chips", Window: licence.Total, UnitsMax: money.Units(1000), Authority: "BIS",
		Holder: ruling.Participant(h.seller).String(), Customers: []string{ruling.Participant(h.buyer).String()}, Goods: []string{"Chip/h200"},
	}})
	h.token = h.do(clearing.DefineToken{ChainID: 31337, Contract: settlement.Address{1}, House: settlement.Address{2}, Decimals: 6, Asset: usd}).Number
	return h
}

func (h *house) id() ledger.ID {
	h.serial++
	return ledger.ID{Hi: uint64(h.now/1e6)<<16 | 0x7000, Lo: 1<<63 | h.serial}
}

func (h *house) try(c clearing.Command) clearing.Answer {
	h.t.Helper()
	h.now += int64(time.Millisecond)
	record := clearing.AppendCommand(clearing.AppendHeader(nil, h.now), c)
	h.log = append(h.log, record)
	answers, err := h.m.Apply(record, nil)
	if err != nil {
		h.t.Fatalf("apply %T: %v", c, err)
	}
	return answers[0]
}

func (h *house) do(c clearing.Command) clearing.Answer {
	h.t.Helper()
	a := h.try(c)
	if a.Refusal != "" {
		h.t.Fatalf("%T refused: %s %s", c, a.Refusal, a.Detail)
	}
	return a
}

// archive is a set of rules; change is what is another in its schema.
func archive(t testing.TB, rules string, change *strings.Replacer, more ...*facts.Entry) []byte {
	t.Helper()
	schema, err := packs.Files.ReadFile("schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		schema = []byte(change.Replace(string(schema)))
	}
	a := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs:  []ruling.Pack{{Name: "test", Sources: []ruling.Source{{Name: "law", Cite: "an act"}}}},
		Texts:  []policy.Text{{Name: "test/rules.cedar", Policies: []byte(rules)}},
		Facts: append([]*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"),
			facts.New("Participant/house", []string{"Jurisdiction/US"}, "name", "The house"),
			facts.New("Chip/h200", nil, "name", "H200", "tpp", 15832, "bandwidth", 4800),
		}, more...),
	}
	return a.Bytes()
}

func (h *house) install(archive []byte) {
	h.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive}})
}

func (h *house) known(party ledger.ID, place string, attributes ...any) *facts.Entry {
	return facts.New(ruling.Participant(party).String(), []string{"Jurisdiction/" + place}, append([]any{"name", "somebody"}, attributes...)...)
}

func (h *house) ship(units int, dollars uint64) clearing.Sell {
	return clearing.Sell{ID: h.id(), Buyer: h.buyer, Seller: h.seller, Asset: usd, Amount: money.Units(dollars * 1e9), Action: "chip.ship", Goods: ruling.Entity{Type: "Chip", ID: "h200"},
		Context: facts.Encode("units", units, "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/DE"), "endUse", "civil")}
}

func (h *house) arrives(dollars uint64) clearing.Arrive {
	return clearing.Arrive{Arrival: settlement.Arrival{ID: h.id(), Token: h.token, Tx: settlement.Hash{1}, Block: 11, Amount: money.Units(dollars * 1e9), Party: h.buyer, Credit: true}}
}

func (h *house) onboard(place string) clearing.Decide {
	return clearing.Decide{Ask: ruling.Ask{Action: "onboard", Principal: ruling.Participant(h.buyer), Resource: ruling.Entity{Type: "Jurisdiction", ID: place}}}
}

// against replays the log under other rules.
func (h *house) against(archive []byte, o Options) *Result {
	h.t.Helper()
	law, err := ruling.Compile(archive)
	if err != nil {
		h.t.Fatal(err)
	}
	m := clearing.New(clearing.DefaultConfig())
	o.Examples = 10
	r := New(m, law, o)
	for i, record := range h.log {
		if _, err := m.Apply(record, nil); err != nil {
			h.t.Fatalf("record %d: %v", i, err)
		}
		r.Applied()
	}
	return r.Result()
}

func token() *facts.Entry {
	return facts.New("Asset/eip155:31337/erc20:0x0100000000000000000000000000000000000000", nil, "name", "Test dollar", "kind", "stablecoin", "peg", "USD", "issuer", facts.Ref("Participant/house"))
}

func TestSalesUnderOtherRules(t *testing.T) {
	h := newHouse(t)
	mine := archive(t, licensed, nil)
	h.install(mine)
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE"), h.known(h.seller, "US")}})
	h.do(h.ship(10, 100))
	h.do(h.ship(20, 200))
	h.do(h.ship(200, 300))
	if r := h.against(mine, Options{}); !r.Same() || r.Decisions != 5 || r.Sales.Made != 3 || r.Sales.Charged[0].Amount != "600" {
		t.Fatalf("the same rules: %+v", r)
	}
	r := h.against(archive(t, strings.Replace(licensed, "25%", "10%", 1)+`
@id("many") @title("No large shipments") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"chip.ship", resource) when { context.units > 100 };`, nil), Options{})
	if s := r.Sales; s.Made != 3 || s.Refused != 1 || s.Lost[0].Amount != "300" || r.Different != 3 {
		t.Errorf("sales: %+v, %d different", s, r.Different)
	}
	if l := r.Levies; len(l) != 1 || l[0] != (Levy{"customs", "USD", "150", "30"}) {
		t.Errorf("levies: %+v", l)
	}
	if l := r.Licences; len(l) != 1 || l[0] != (Licence{"bis", "230", "30"}) {
		t.Errorf("licences: %+v", l)
	}
	if len(r.Rules) != 1 || r.Rules[0].ID != "many" || r.Rules[0].Refuses != 1 || r.Rules[0].Calls != 1 {
		t.Errorf("rules: %+v", r.Rules)
	}
	if r := h.against(archive(t, open+strings.Replace(licensed[len(open):], `"licensed"`, `"as-before"`, 1), nil), Options{}); !r.Same() || r.Otherwise != 3 {
		t.Errorf("another name: %d different, %d otherwise", r.Different, r.Otherwise)
	}
}

func TestDepositsUnderOtherRules(t *testing.T) {
	h := newHouse(t)
	h.install(archive(t, open+`
@id("listed") @title("Nobody on a list") @source("law") @from("2000-01-01") forbid(principal, action == Action::"deposit", resource) when { principal.blocked };`, nil, token()))
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE")}})
	h.do(h.arrives(50))
	h.do(h.arrives(50)) // the like of it
	h.do(h.arrives(5000))
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE", "listed", true)}})
	h.do(h.arrives(70))
	r := h.against(archive(t, open+`
@id("large") @title("Nothing of a thousand dollars") @source("law") @from("2000-01-01") @effect("refer")
forbid(principal, action == Action::"deposit", resource) when { context.usd.greaterThanOrEqual(decimal("1000.0")) };`, nil, token()), Options{})
	if len(r.Payments) != 1 || r.Payments[0] != (Payments{"deposit", 4, 1, "5000", 0, 1}) {
		t.Errorf("payments: %+v", r.Payments)
	}
	if r.Decisions != 5 || r.Different != 2 || len(r.Outcomes) != 3 || r.Parties[0].Name != "buyer" || r.Parties[0].Refused != 1 || r.Parties[0].Admitted != 1 {
		t.Errorf("%+v", r)
	}
}

// Whom other rules would not have dealt with is refused by them, and whom they would have,
// admitted.
func TestOnboardingUnderOtherRules(t *testing.T) {
	home := open + `
@id("home") @title("Nobody in America") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"onboard", resource == Jurisdiction::"US");`
	for before, want := range map[string][3]uint64{open: {1, 1, 0}, home: {1, 0, 1}} {
		h := newHouse(t)
		h.install(archive(t, before, nil))
		h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "US"), h.known(h.seller, "DE")}})
		other := map[string]string{open: home, home: open}[before]
		r := h.against(archive(t, other, nil), Options{})
		if r.Decisions != 2 || r.Different != want[0] || r.Parties[0].Name != "buyer" || r.Parties[0].Refused != want[1] || r.Parties[0].Admitted != want[2] {
			t.Errorf("%+v", r)
		}
		calls := strings.Replace(open, "action,", `action == Action::"session.open",`, 1)
		if r := h.against(archive(t, calls, nil), Options{}); r.Different != want[2] {
			t.Errorf("rules that ask nobody: %+v", r)
		}
	}
}

func TestWhatOtherRulesCannotBeAsked(t *testing.T) {
	h := newHouse(t)
	owner := facts.New("Participant/owner", []string{"Jurisdiction/US"}, "name", "The owner")
	mine := archive(t, open, nil, owner)
	h.install(mine)
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE")}})
	h.do(h.onboard("DE"))
	h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE", "parent", facts.Ref("Participant/owner"))}})
	h.do(h.onboard("DE"))
	h.do(h.onboard("US"))

	// Rules without the owner have no room for whom it owns.
	r := h.against(archive(t, open, nil), Options{})
	if len(r.Unfitting) != 1 || r.Unfitting[0].Entity != ruling.Participant(h.buyer).String() || r.Unfitting[0].Count != 3 || !strings.Contains(r.Unfitting[0].Text, "Participant/owner") || r.Same() {
		t.Errorf("unfitting: %+v", r.Unfitting)
	}
	if r.Different != 2 || len(r.Missing) != 1 || r.Missing[0].Count != 2 || r.Rules[0].ID != ReasonMissing {
		t.Errorf("different %d, missing %+v, rules %+v", r.Different, r.Missing, r.Rules)
	}
	// A schema that has no such action cannot be asked for it.
	r = h.against(archive(t, open, strings.NewReplacer(`action "onboard"`, `action "welcome"`), owner), Options{})
	if r.Different != 3 || len(r.Unknown) != 1 || r.Unknown[0].Count != 3 || r.Parties[0].Refused != 3 || !strings.HasPrefix(r.Examples[0].After, "cannot be asked: ") {
		t.Errorf("unknown: %+v %+v", r.Unknown, r.Parties)
	}
	if r := h.against(mine, Options{}); !r.Same() || r.Decisions != 5 {
		t.Errorf("the same rules: %+v", r)
	}
	if r := h.against(archive(t, `@id("none") @title("Nothing") @source("law") @from("2000-01-01") forbid(principal, action, resource);`, nil, owner), Options{Since: h.now - int64(time.Millisecond)}); r.Decisions != 2 || r.Different != 2 {
		t.Errorf("since the last: %+v", r)
	}
}

// The first rules of a house are tried against the time when it had none.
func TestBeforeTheFirstRules(t *testing.T) {
	h := newHouse(t)
	h.do(h.ship(10, 100))
	h.do(h.ship(10, 100))
	r := h.against(archive(t, licensed, nil), Options{})
	if r.Decisions != 2 || r.Unruled != 2 || r.Sales.Refused != 2 || r.Outcomes[0] != (Outcome{"none", "deny", 2}) || r.Rules[0].ID != ReasonMissing {
		t.Errorf("of strangers: %+v", r)
	}
	r = h.against(archive(t, licensed, nil, h.known(h.buyer, "DE")), Options{})
	if r.Sales.Refused != 0 || r.Different != 2 || len(r.Levies) != 1 || r.Levies[0].After != "50" {
		t.Errorf("of somebody known: %+v", r)
	}
	if r = h.against(archive(t, open, nil, h.known(h.buyer, "DE")), Options{}); !r.Same() {
		t.Errorf("where everything may be done: %+v", r)
	}
}

var decisions = flag.Int("replay.decisions", 5000, "decisions of which TestSpeed replays the log")

// TestSpeed says how fast it is; see docs/rules.md.
func TestSpeed(t *testing.T) {
	n := *decisions
	h := newHouse(t)
	var many strings.Builder
	many.WriteString(open)
	for i := range 100 {
		fmt.Fprintf(&many, "@id(\"rule-%d\") @title(\"t\") @source(\"law\") @from(\"2000-01-01\")\nforbid(principal in Jurisdiction::\"US\", action == Action::\"onboard\", resource) when { principal has endUse && principal.endUse == \"use-%d\" };\n", i, i)
	}
	mine := archive(t, many.String(), nil)
	h.install(mine)
	people := make([]*facts.Entry, 1000)
	for i := range people {
		people[i] = facts.New(fmt.Sprintf("Participant/p%d", i), []string{"Jurisdiction/US"}, "name", "somebody", "endUse", fmt.Sprintf("use-%d", i))
	}
	h.do(clearing.RegisterFacts{Entries: people})
	for i := range n {
		c := h.onboard("DE")
		c.Ask.Principal.ID = fmt.Sprintf("p%d", i%len(people))
		h.try(c)
		if i%(n/100) == 0 { // facts change a hundred times
			h.do(clearing.RegisterFacts{Entries: []*facts.Entry{h.known(h.buyer, "DE", "endUse", fmt.Sprint(i))}})
		}
	}
	for _, c := range []struct {
		name  string
		rules []byte
		want  uint64
	}{{"the same rules", mine, 0}, {"one rule less", archive(t, strings.Replace(many.String(), `"use-7"`, `"nothing"`, 1), nil), uint64(n / len(people))}} {
		bare := time.Now()
		m := clearing.New(clearing.DefaultConfig())
		for _, record := range h.log {
			if _, err := m.Apply(record, nil); err != nil {
				t.Fatal(err)
			}
		}
		alone := time.Since(bare)
		begun := time.Now()
		r := h.against(c.rules, Options{})
		took := time.Since(begun)
		t.Logf("%s: %d decisions under 101 rules, 1,000 parties' facts, 100 changes of them: %v (%.0f a second), applying the log alone %v",
			c.name, r.Decisions, took.Round(time.Millisecond), float64(r.Decisions)/took.Seconds(), alone.Round(time.Millisecond))
		if r.Different != c.want || r.Decisions != uint64(n+100) { // the buyer is asked about at each change
			t.Errorf("%s: %d of %d different, want %d", c.name, r.Different, r.Decisions, c.want)
		}
	}
}
