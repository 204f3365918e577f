package clearing_test

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// donor is a lender's shop without a line, that gives grants.
type donor struct {
	*lender
	grants []credit.Grant
	closed []clearing.CallClosing
}

func (d *donor) GrantChanged(_ int64, g *credit.Grant)       { d.grants = append(d.grants, *g) }
func (d *donor) CallClosed(_ int64, c *clearing.CallClosing) { d.closed = append(d.closed, *c) }

func newDonor(t testing.TB) *donor {
	d := &donor{lender: &lender{shop: newShop(t, 100_000)}}
	d.m.Observe(d)
	return d
}

// give gives so many cents that were paid in by hand.
func (d *donor) give(cents uint64, change func(*credit.Grant)) credit.Grant {
	d.t.Helper()
	g := credit.Grant{
		ID: d.id(), Party: d.buyer, Asset: usd, Amount: money.Units(cents * cent), Name: "promotion",
		From: clearing.HouseAccount(clearing.AccountCustody, usd),
	}
	if change != nil {
		change(&g)
	}
	d.do(clearing.GiveGrant{Grant: g})
	g, _ = d.m.Credit().Grant(g.ID)
	return g
}

// left is what a grant has, in cents.
func (d *donor) left(g credit.Grant) uint64 {
	left, _ := d.m.Credit().Left(&g)
	return left.Lo / cent
}

func (d *donor) funds() uint64 { return d.m.Ledger().Funds(d.buyerAccount()).Lo / cent }

// hold reserves a call of so many cents of the model penny.
func (d *donor) hold(cents uint64) ledger.ID {
	d.t.Helper()
	d.putPennies()
	r := d.reservation(cents, 0)
	r.Model = "penny"
	d.do(r)
	return r.Call
}

func (d *donor) sound() {
	d.t.Helper()
	view := d.m.Freeze()
	for _, b := range view.Check() {
		d.t.Errorf("broken: %s", b)
	}
	d.replayed()
}

func TestGrantsAreUsedUpInTheirOrder(t *testing.T) {
	d := newDonor(t)
	d.deposit(cents(100))
	soon, later := d.now+int64(time.Hour), d.now+int64(2*time.Hour)
	never := d.give(10, nil)
	second := d.give(10, func(g *credit.Grant) { g.Expires = later })
	first := d.give(10, func(g *credit.Grant) { g.Expires = soon })
	last := d.give(10, func(g *credit.Grant) { g.Priority, g.Expires = 1, soon })
	d.spend(25)
	if d.left(first) != 0 || d.left(second) != 0 || d.left(never) != 5 || d.left(last) != 10 || d.funds() != 100 {
		t.Errorf("left %d, %d, %d, %d, funds %d", d.left(first), d.left(second), d.left(never), d.left(last), d.funds())
	}
	used := payment.Used(d.closed[0].Answer.Parts, d.closed[0].Answer.Charge)
	if len(used) != 3 || used[0] != (payment.Part{Account: first.Account, Amount: cents(10)}) || used[2] != (payment.Part{Account: never.Account, Amount: cents(5)}) {
		t.Errorf("the call was paid by %+v", used)
	}
	d.spend(20)
	if d.left(never) != 0 || d.left(last) != 0 || d.funds() != 95 {
		t.Errorf("left %d, %d, funds %d", d.left(never), d.left(last), d.funds())
	}
	d.sound()
}

func TestGrantsAreHeldWithoutOverrun(t *testing.T) {
	d := newDonor(t)
	d.deposit(cents(5))
	g := d.give(10, nil)
	one, two := d.hold(6), d.hold(6)
	if left, held := d.m.Credit().Left(&g); left != cents(10) || held != cents(10) {
		t.Errorf("left %s, held %s", left, held)
	}
	if a := d.buys(4); a.Refusal != "insufficient_funds" || a.Call.Available != cents(3) {
		t.Errorf("beyond grant and balance: %q with %s available", a.Refusal, a.Call.Available)
	}
	d.do(clearing.Capture{Call: two, Usage: used(5, 0)}) // 4 of the grant, 1 of the balance
	d.do(clearing.Void{Call: one, Reason: "upstream_failed"})
	if d.left(g) != 6 || d.funds() != 4 {
		t.Errorf("left %d of the grant, %d of the balance", d.left(g), d.funds())
	}
	if a := d.try(clearing.Capture{Call: two, Usage: used(5, 0)}); a.Refusal != "call_captured" || a.Call.Charge != cents(5) {
		t.Errorf("once more: %q, %s", a.Refusal, a.Call.Charge)
	}
	d.spend(10)
	d.sound()
}

func TestGrantsPayForWhatTheyAreFor(t *testing.T) {
	d := newDonor(t)
	d.deposit(cents(100))
	other := d.id()
	d.do(clearing.AddParty{Party: clearing.Party{ID: other, Role: clearing.RoleSeller, Name: "other", Asset: usd}})
	elsewhere := d.give(10, func(g *credit.Grant) { g.Sellers = []ledger.ID{other} })
	model := d.give(10, func(g *credit.Grant) { g.Models = []string{"pound", "demo*"} })
	penny := d.give(10, func(g *credit.Grant) { g.Models, g.Sellers = []string{"pen*"}, []ledger.ID{d.seller} })
	d.spend(7)
	if d.left(elsewhere) != 10 || d.left(model) != 10 || d.left(penny) != 3 || d.funds() != 100 {
		t.Errorf("left %d, %d, %d, funds %d", d.left(elsewhere), d.left(model), d.left(penny), d.funds())
	}
}

func TestAGrantLapsesToWhereItCameFrom(t *testing.T) {
	d := newDonor(t)
	d.deposit(cents(100))
	d.spend(50) // 45 cents of proceeds
	proceeds := clearing.PartyAccount(d.seller, clearing.AccountSeller)
	end := d.now + int64(time.Minute/2)
	g := d.give(20, func(g *credit.Grant) { g.From, g.Expires = proceeds, end })
	if d.m.Ledger().Funds(proceeds) != cents(25) {
		t.Errorf("the seller has %s behind the grant", d.m.Ledger().Funds(proceeds))
	}
	held := d.hold(8)
	d.now = end
	d.do(clearing.Tick{})
	if d.left(g) != 8 || d.m.Ledger().Funds(proceeds) != cents(37) {
		t.Errorf("%d is left while a call holds 8; the seller has %s", d.left(g), d.m.Ledger().Funds(proceeds))
	}
	d.do(clearing.Capture{Call: held, Usage: used(5, 0)})
	if d.left(g) != 0 || d.m.Ledger().Funds(proceeds) != money.Units(40*cent+45*cent/10) {
		t.Errorf("%d is left; the seller has %s", d.left(g), d.m.Ledger().Funds(proceeds))
	}
	if g, _ = d.m.Credit().Grant(g.ID); g.Lapsed != cents(15) || g.Ended != end+int64(time.Millisecond) {
		t.Errorf("%+v", g)
	}
	if a := d.try(clearing.EndGrant{ID: g.ID}); !a.Exists {
		t.Errorf("ended again: %q", a.Refusal)
	}
	d.sound()
}

// What was paid in by hand stays owed: its rest is the house's, never custody's.
func TestPrepaidCreditLapsesToTheHouse(t *testing.T) {
	d := newDonor(t)
	g := d.give(20, nil)
	d.spend(5)
	d.do(clearing.EndGrant{ID: g.ID})
	if got := d.m.Ledger().Funds(clearing.HouseAccount(clearing.AccountRevenue, usd)); got != money.Units(15*cent+5*cent/10) {
		t.Errorf("the house has %s", got)
	}
	d.sound()
}

func TestGrantsPayPushedUsage(t *testing.T) {
	d := newDonor(t)
	d.putModel(bulk())
	number := d.meter("gpu")
	g := d.give(10, nil)
	only := d.give(10, func(g *credit.Grant) { g.Models = []string{"bulk"} })
	d.do(clearing.Use{Entries: []clearing.UseEntry{{Event: d.id(), Buyer: d.buyer, Seller: d.seller, Definition: number, Value: 200, At: d.now}}}) // 5.54 cents
	if left, _ := d.m.Credit().Left(&g); left != money.Units(10*cent-200*277_000) || d.left(only) != 10 {
		t.Errorf("%s is left, and %d of what is for a model", left, d.left(only))
	}
	d.do(clearing.Use{Entries: []clearing.UseEntry{{Event: d.id(), Buyer: d.buyer, Seller: d.seller, Definition: number, Value: 200, At: d.now}}})
	at, _ := d.m.Standing(d.buyer, d.seller, usd)
	if want := money.Units(400*277_000 - 10*cent); d.left(g) != 0 || at.Owed != want {
		t.Errorf("owed %s, want %s", at.Owed, want)
	}
	d.sound()
}

func TestGrantsThatAreNone(t *testing.T) {
	d := newDonor(t)
	d.deposit(cents(5))
	good := func() credit.Grant {
		return credit.Grant{ID: d.id(), Party: d.buyer, Asset: usd, Amount: cents(1), Name: "n", From: d.buyerAccount()}
	}
	for name, c := range map[string]struct {
		change  func(*credit.Grant)
		refusal string
	}{
		"amount":    {func(g *credit.Grant) { g.Amount = money.Amount{} }, "grant_invalid"},
		"name":      {func(g *credit.Grant) { g.Name = "" }, "grant_invalid"},
		"priority":  {func(g *credit.Grant) { g.Priority = 1_001 }, "grant_invalid"},
		"expired":   {func(g *credit.Grant) { g.Expires = d.now }, "grant_invalid"},
		"models":    {func(g *credit.Grant) { g.Models = make([]string, 65) }, "grant_invalid"},
		"model":     {func(g *credit.Grant) { g.Models = []string{""} }, "grant_invalid"},
		"seller":    {func(g *credit.Grant) { g.Sellers = []ledger.ID{d.buyer} }, "seller_unknown"},
		"buyer":     {func(g *credit.Grant) { g.Party = d.seller }, "buyer_unknown"},
		"asset":     {func(g *credit.Grant) { g.Asset = 9 }, "account_none"},
		"funder":    {func(g *credit.Grant) { g.From = d.id() }, "grant_funder"},
		"managed":   {func(g *credit.Grant) { g.From = clearing.PartyAccount(d.seller, clearing.AccountSale) }, "grant_funder"},
		"back":      {func(g *credit.Grant) { g.Back = clearing.HouseAccount(clearing.AccountCustody, usd) }, "grant_funder"},
		"too much":  {func(g *credit.Grant) { g.Amount = cents(6) }, "grant_funds"},
		"the house": {func(g *credit.Grant) { g.From = clearing.HouseAccount(clearing.AccountRevenue, usd) }, "grant_funds"},
	} {
		g := good()
		c.change(&g)
		if a := d.try(clearing.GiveGrant{Grant: g}); a.Refusal != c.refusal || clearing.Sentence(a.Refusal) == "" {
			t.Errorf("%s: %q, want %q", name, a.Refusal, c.refusal)
		}
	}
	// What a line lets the buyer owe pays for no grant.
	d.line(month())
	beyond := good()
	beyond.Amount = cents(6)
	if a := d.try(clearing.GiveGrant{Grant: beyond}); a.Refusal != "grant_funds" {
		t.Errorf("out of the line: %q", a.Refusal)
	}
	g := good()
	d.do(clearing.GiveGrant{Grant: g})
	if !d.do(clearing.GiveGrant{Grant: g}).Exists {
		t.Error("the same grant is not the same")
	}
	g.Amount = cents(2)
	if a := d.try(clearing.GiveGrant{Grant: g}); a.Refusal != "grant_differs" {
		t.Errorf("another of the same id: %q", a.Refusal)
	}
	if a := d.try(clearing.EndGrant{ID: d.id()}); a.Refusal != "grant_unknown" {
		t.Errorf("no grant ended: %q", a.Refusal)
	}
}
