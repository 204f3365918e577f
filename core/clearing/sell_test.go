package clearing_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

const shipping = policies + `
@id("licensed") @title("Chips under a licence") @source("law") @from("2000-01-01") @levy("25% customs") @licence("bis-h200") @match("100% investment")
permit(principal, action == Action::"chip.ship", resource) when { context.destination in Jurisdiction::"DE" };
@id("barred") @title("No chips for the military") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"chip.ship", resource) when { context.endUse == "military" };
`

// exporter is a shop that ships chips under a licence for 100, of which as much is
// invested as is entered.
type exporter struct {
	*shop
	chip ruling.Entity
}

func newExporter(t testing.TB, rules string) *exporter {
	e := &exporter{shop: newShop(t, 100_000), chip: ruling.Entity{Type: "Chip", ID: "h200"}}
	e.deposit(cents(1_000_000))
	if a := e.try(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, rules)}}); a.Refusal != "" {
		t.Fatal(a.Refusal, a.Detail)
	}
	e.do(clearing.RegisterFacts{Entries: []*facts.Entry{
		e.known(e.buyer, "DE"), e.known(e.seller, "US"), facts.New("Chip/h200", nil, "name", "H200", "tpp", 15832, "bandwidth", 4800),
	}})
	e.do(clearing.SetQuota{Quota: licence.Quota{
		Name: "bis-h200", Kind: licence.Licence, Unit: "chips", Window: licence.Total, UnitsMax: money.Units(100), Authority: "BIS",
		Holder: ruling.Participant(e.seller).String(), Customers: []string{ruling.Participant(e.buyer).String()}, Goods: []string{"Chip/h200"},
	}})
	e.do(clearing.SetQuota{Quota: licence.Quota{Name: "invested", Kind: licence.Meter, Unit: "dollars", Window: licence.Total}})
	e.do(clearing.SetQuota{Quota: licence.Quota{Name: "investment", Kind: licence.Share, Unit: "dollars", Window: licence.Total, Base: "invested", PPM: 1_000_000}})
	return e
}

// invest enters an investment in whole dollars.
func (e *exporter) invest(dollars uint64) {
	id := e.id()
	e.do(clearing.DrawQuotas{Draw: licence.Draw{ID: id, Lines: []licence.Line{{Quota: "invested", Units: money.Units(dollars)}}}})
	e.do(clearing.CloseDraw{ID: id})
}

func (e *exporter) ship(units int, amount money.Amount, endUse string) clearing.Sell {
	return clearing.Sell{ID: e.id(), Buyer: e.buyer, Seller: e.seller, Asset: usd, Amount: amount, Action: "chip.ship", Goods: e.chip, Context: facts.Encode(
		"units", units, "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/DE"), "endUse", endUse)}
}

func (e *exporter) levied() (sum uint64) {
	e.m.Authorities(func(a clearing.Authority) bool {
		account, _ := e.m.Ledger().Account(a.Account)
		sum += account.CreditsPosted.Lo
		return true
	})
	return sum
}

func (e *exporter) left() uint64 {
	s, _ := e.m.Quotas().Standing("bis-h200", e.now)
	return 100 - s.Used.Lo
}

// sound makes sure that nothing is out of balance.
func (e *exporter) sound() {
	e.t.Helper()
	view := e.m.Freeze()
	for _, b := range view.Check() {
		e.t.Error(b)
	}
}

func TestASaleCarriesOutWhatRulesAsk(t *testing.T) {
	e := newExporter(t, shipping)
	if a := e.try(e.ship(10, cents(1000), "civil")); a.Refusal != "quota_share" {
		t.Fatalf("without an investment: %q", a.Refusal)
	}
	e.invest(50)
	before := e.balanceOf(clearing.PartyAccount(e.seller, clearing.AccountSeller))
	sale := e.ship(10, cents(1001), "civil")
	a := e.do(sale)
	if a.Decision == nil || len(a.Decision.Obligations) != 3 {
		t.Fatalf("decided %+v", a.Decision)
	}
	if got := e.levied(); got != 2_502_500_000 {
		t.Errorf("levied are %d of 10.01 dollars", got)
	}
	if got := e.balanceOf(clearing.PartyAccount(e.seller, clearing.AccountSeller)) - before; got != 6_756_750_000 {
		t.Errorf("the seller has %d more", got) // nine tenths of three quarters
	}
	if e.left() != 90 {
		t.Errorf("%d units are left", e.left())
	}
	if again := e.try(sale); !again.Exists || e.left() != 90 {
		t.Errorf("again: %+v", again)
	}
	for _, c := range []struct {
		name   string
		change func(*clearing.Sell)
		want   string
	}{
		{"military", func(c *clearing.Sell) { *c = e.ship(1, cents(1), "military") }, "rule_denied"},
		{"too many", func(c *clearing.Sell) { *c = e.ship(91, cents(1), "civil") }, "quota_units"},
		{"no money", func(c *clearing.Sell) { *c = e.ship(1, cents(9_000_000), "civil") }, "quota_share"},
		{"no such chip", func(c *clearing.Sell) { c.Goods.ID = "b300" }, "request_invalid"},
		{"no buyer", func(c *clearing.Sell) { c.Buyer = e.seller }, "buyer_unknown"},
		{"nothing", func(c *clearing.Sell) { c.Amount = money.Amount{} }, "amount_zero"},
	} {
		one := e.ship(1, cents(100), "civil")
		c.change(&one)
		if got := e.try(one); got.Refusal != c.want && c.name != "no such chip" || got.Refusal == "" {
			t.Errorf("%s: refused by %q, want %q", c.name, got.Refusal, c.want)
		}
	}
	e.invest(100_000)
	if got := e.try(e.ship(1, cents(2_000_000), "civil")); got.Refusal != ledger.DebitLimited.String() || e.left() != 90 {
		t.Errorf("beyond the balance: %q, %d units left", got.Refusal, e.left())
	}
	e.sound()
}

// Sales of any size, one after another and refused in between, leave the authority with
// the floor of the exact sum, and use up no unit more than there are.
func TestSalesNeverOverrunALicence(t *testing.T) {
	seed := uint64(11)
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	e := newExporter(t, shipping)
	e.invest(1_000_000)
	sold, units := uint64(0), 0
	for range 400 {
		n := 1 + random.IntN(9)
		amount := money.Units(1 + random.Uint64N(7_000_000))
		a := e.try(e.ship(n, amount, "civil"))
		switch {
		case a.Refusal == "" && units+n > 100:
			t.Fatalf("%d units were sold after %d", n, units)
		case a.Refusal == "":
			units, sold = units+n, sold+amount.Lo
		case a.Refusal != "quota_units" || units+n <= 100:
			t.Fatalf("%d units after %d are refused by %q", n, units, a.Refusal)
		}
		if got, want := e.levied(), sold/4; got != want {
			t.Fatalf("levied are %d of %d, want %d", got, sold, want)
		}
		if int(e.left()) != 100-units {
			t.Fatalf("%d units are left of 100, %d were sold", e.left(), units)
		}
	}
	if units != 100 {
		t.Errorf("%d units were sold", units)
	}
	e.sound()
	var once, again bytes.Buffer
	view := e.m.Freeze()
	if _, err := view.WriteTo(&once); err != nil {
		t.Fatal(err)
	}
	restored, err := clearing.Restore(bytes.NewReader(once.Bytes()), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := restored.Freeze().WriteTo(&again); err != nil || !bytes.Equal(once.Bytes(), again.Bytes()) {
		t.Error("a restored machine writes other bytes")
	}
}

const taxed = policies + `
@id("taxed") @title("A tax on compute") @source("law") @from("2000-01-01") @levy("7.5% treasury")
permit(principal, action == Action::"session.open", resource);
`

// Calls are small and many: the treasury gets the floor of its part of all of them.
func TestLeviesOnCalls(t *testing.T) {
	s := ruled(t)
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, taxed)}})
	e := &exporter{shop: s}
	sold := uint64(0)
	for i := range 300 {
		call := s.in("fra")
		s.do(call)
		a := s.do(clearing.Capture{Call: call.Call, Usage: used(uint64(i), uint64(i%7)), Upstream: "up"})
		sold += a.Call.Charge.Lo
		if got, want := e.levied(), sold*75/1000; got > want || got+1 < want {
			t.Fatalf("levied are %d of %d, want %d", got, sold, want)
		}
	}
	if sold == 0 {
		t.Fatal("nothing was sold")
	}
	e.sound()
	s.do(clearing.InstallRules{Set: ruling.Installed{Archive: archive(t, taxed+`
@id("more") @title("Another tax") @source("law") @from("2000-01-01") @levy("92.6% county")
permit(principal, action == Action::"session.open", resource);`)}})
	if a := s.try(s.in("fra")); a.Refusal != "levy_too_high" {
		t.Errorf("levies of more than all: %q", a.Refusal)
	}
}

func (e *exporter) balanceOf(id ledger.ID) uint64 {
	a, _ := e.m.Ledger().Account(id)
	return a.CreditsPosted.Lo - a.DebitsPosted.Lo
}

// Who is like a listed one, and whom nobody has looked at, neither buys nor sells.
func TestNobodySellsToWhoIsUnderReview(t *testing.T) {
	e := newExporter(t, shipping)
	e.invest(50)
	made := e.ship(1, cents(100), "civil")
	e.do(made)
	for i, party := range []ledger.ID{e.buyer, e.seller} {
		item := e.suspect(party)
		if a := e.try(e.ship(1, cents(100), "civil")); a.Refusal != "party_under_review" {
			t.Errorf("party %d: %q", i, a.Refusal)
		}
		if a := e.try(made); !a.Exists {
			t.Errorf("the sale before, again: %+v", a)
		}
		e.do(clearing.DecideReview{ID: item, Verdict: review.Approve, By: e.officer(byte(i), "ann"), Reason: "another birthday"})
		e.do(e.ship(1, cents(100), "civil"))
	}
	e.sound()
}
