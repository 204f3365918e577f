package clearing_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// guild is a shop that takes a token, with parties that both sell and buy.
type guild struct {
	*purse
	meter uint32
}

func newGuild(t testing.TB) *guild {
	g := &guild{purse: newPurse(t)}
	g.meter = g.do(clearing.DefineMeter{Seller: g.seller, Definition: meter.Definition{Name: "tokens", Aggregation: meter.Sum, Product: "demo-text", Meter: meter.Output}}).Number
	return g
}

func (g *guild) party(role clearing.Role) ledger.ID {
	id := g.id()
	g.do(clearing.AddParty{Party: clearing.Party{ID: id, Role: role, Name: "member", Asset: usd}})
	return id
}

// of is the account that a party's money stands on.
func (g *guild) of(id ledger.ID) ledger.ID {
	p, _ := g.m.Party(id)
	if p.Role == clearing.RoleSeller {
		return clearing.PartyAccount(id, clearing.AccountSeller)
	}
	return clearing.PartyAccount(id, clearing.AccountBuyer)
}

// credit lets a buyer owe.
func (g *guild) credit(buyer ledger.ID, max money.Amount) {
	g.do(clearing.SetLimits{ID: g.of(buyer), Flags: ledger.LimitDebit, DebitMax: max})
}

// pays moves money between parties, as sales do.
func (g *guild) pays(from, to ledger.ID, amount money.Amount) ledger.Result {
	return g.try(clearing.Transfers{{ID: g.id(), Debit: from, Credit: to, Amount: amount, Asset: usd, Code: clearing.TransferShare}}).Outcomes[0].Result
}

// uses pushes usage that costs 60 cents for each million tokens, whether it is paid
// or not.
func (g *guild) uses(buyer ledger.ID, tokens uint64) {
	g.do(clearing.Use{Entries: []clearing.UseEntry{{Event: g.id(), Buyer: buyer, Seller: g.seller, Definition: g.meter, Value: tokens, At: g.now}}})
}

// TestANetting pays what linked buyers owe out of the proceeds, the oldest link
// first, and leaves the rest to be paid out.
func TestANetting(t *testing.T) {
	g := newGuild(t)
	seller := g.party(clearing.RoleSeller)
	drawn, kept, used := g.party(clearing.RoleBuyer), g.party(clearing.RoleBuyer), g.party(clearing.RoleBuyer)
	other := g.party(clearing.RoleSeller)
	for i, buyer := range []ledger.ID{drawn, kept, used} {
		g.do(clearing.LinkParty{Buyer: buyer, Seller: seller, Keep: []money.Amount{{}, cents(50), {}}[i]})
	}
	g.credit(drawn, cents(1000))
	custody := clearing.HouseAccount(clearing.AccountCustody, usd)
	for _, r := range []ledger.Result{
		g.pays(custody, g.of(seller), cents(100)), g.pays(custody, g.of(kept), cents(10)), g.pays(g.of(drawn), g.of(other), cents(30)),
	} {
		if r != ledger.OK {
			t.Fatal(r)
		}
	}
	g.uses(used, 1_000_000) // 60 cents are owed

	period := g.id()
	a := g.do(clearing.Net{Period: period, Asset: usd, Sellers: []ledger.ID{seller, other}})
	want := []clearing.SetOff{
		{Buyer: drawn, Need: cents(30), Paid: cents(30)}, {Buyer: kept, Need: cents(40), Paid: cents(40)}, {Buyer: used, Need: cents(60), Paid: cents(30)},
	}
	for i, s := range a.SetOffs {
		if i >= len(want) || s.Buyer != want[i].Buyer || s.Need != want[i].Need || s.Paid != want[i].Paid || s.Seller != seller || s.Period != period || s.Posting.IsZero() {
			t.Errorf("set-off %d is %+v", i, s)
		}
	}
	for id, n := range map[ledger.ID]int64{seller: 0, drawn: 0, kept: 500_000_000, used: 0, other: 300_000_000} {
		if got := g.balance(g.of(id)); got != n {
			t.Errorf("%s has %d, want %d", id, got, n)
		}
	}
	if s, _ := g.m.Standing(used, g.seller, usd); s.Owed != cents(30) {
		t.Errorf("%s is owed for usage, want 30 cents", s.Owed)
	}
	// The same period once more does nothing, whatever came since.
	if r := g.pays(custody, g.of(seller), cents(100)); r != ledger.OK {
		t.Fatal(r)
	}
	if a := g.do(clearing.Net{Period: period, Asset: usd, Sellers: []ledger.ID{seller}}); len(a.SetOffs) != 0 || g.balance(g.of(seller)) != 1_000_000_000 {
		t.Errorf("the period again: %+v", a.SetOffs)
	}
	// Whoever stands for itself again is left out.
	g.do(clearing.LinkParty{Buyer: used})
	if a := g.do(clearing.Net{Period: g.id(), Asset: usd, Sellers: []ledger.ID{seller}}); len(a.SetOffs) != 2 || !a.SetOffs[0].Need.IsZero() || !a.SetOffs[1].Need.IsZero() {
		t.Errorf("without a link: %+v", a.SetOffs)
	}
	if _, linked := g.m.Link(used); linked {
		t.Error("a link that was taken back is there")
	}
	g.replay()
}

// TestASetOffPaysTheOldestInvoice has a buyer with a credit line paid for by the
// seller of the same owner: credits pay debits in their order, so the month before
// comes first.
func TestASetOffPaysTheOldestInvoice(t *testing.T) {
	l := newLender(t, month())
	mill := l.id()
	l.do(clearing.AddParty{Party: clearing.Party{ID: mill, Role: clearing.RoleSeller, Name: "mill", Asset: usd}})
	l.do(clearing.LinkParty{Buyer: l.buyer, Seller: mill})
	l.spend(50)
	l.at(2026, 12, 1)
	l.spend(20)
	l.expect(70, 50, 0)
	l.do(clearing.Transfers{{
		ID: l.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, usd), Credit: clearing.PartyAccount(mill, clearing.AccountSeller),
		Amount: cents(60), Asset: usd, Code: clearing.TransferShare,
	}})
	a := l.do(clearing.Net{Period: l.id(), Asset: usd, Sellers: []ledger.ID{mill}})
	if len(a.SetOffs) != 1 || a.SetOffs[0].Need != cents(70) || a.SetOffs[0].Paid != cents(60) {
		t.Fatalf("the set-offs are %+v", a.SetOffs)
	}
	l.expect(10, 0, 0)
	if n := len(l.invoices); n == 0 || l.invoices[n-1].State != credit.InvoicePaid {
		t.Errorf("November's invoice is %+v", l.invoices)
	}
	l.replayed()
}

// TestNobodyIsPaidOutGross nets before a payout, whoever asks for it.
func TestNobodyIsPaidOutGross(t *testing.T) {
	g := newGuild(t)
	g.arrives(ledger.ID{}, g.wallet, cents(1_000))
	g.final(cents(1_000))
	g.do(clearing.SetPayee{Party: g.seller, Token: g.token, To: settlement.Address{7}})
	buyer := g.party(clearing.RoleBuyer)
	g.credit(buyer, cents(1000))
	g.do(clearing.LinkParty{Buyer: buyer, Seller: g.seller})
	if r := g.pays(g.of(g.wallet), g.of(g.seller), cents(100)); r != ledger.OK {
		t.Fatal(r)
	}
	if r := g.pays(g.of(buyer), g.of(g.wallet), cents(64)); r != ledger.OK {
		t.Fatal(r)
	}
	pay := clearing.PayOut{Batch: g.id(), Token: g.token, Asks: []settlement.Ask{{Party: g.seller}}}
	if a := g.do(pay); a.Payout.Total != cents(36) {
		t.Errorf("%s is paid out, and 36 cents are the net", a.Payout.Total)
	}
	if g.balance(g.of(buyer)) != 0 || g.balance(g.of(g.seller)) != 0 {
		t.Errorf("the buyer has %d and the seller %d", g.balance(g.of(buyer)), g.balance(g.of(g.seller)))
	}
	g.replay()
}

func TestLinksThatAreRefused(t *testing.T) {
	g := newGuild(t)
	for _, c := range []struct {
		code string
		c    clearing.Command
	}{
		{"buyer_unknown", clearing.LinkParty{Buyer: g.id(), Seller: g.seller}},
		{"buyer_unknown", clearing.LinkParty{Buyer: g.seller, Seller: g.seller}},
		{"seller_unknown", clearing.LinkParty{Buyer: g.buyer, Seller: g.wallet}},
		{"link_unknown", clearing.LinkParty{Buyer: g.buyer}},
		{"asset_unknown", clearing.Net{Period: g.id(), Asset: 9, Sellers: []ledger.ID{g.seller}}},
		{"id_zero", clearing.Net{Asset: usd, Sellers: []ledger.ID{g.seller}}},
		{"net_invalid", clearing.Net{Period: g.id(), Asset: usd}},
		{"net_invalid", clearing.Net{Period: g.id(), Asset: usd, Sellers: make([]ledger.ID, clearing.NetMax+1)}},
	} {
		if a := g.try(c.c); a.Refusal != c.code || clearing.Sentence(c.code) == "" {
			t.Errorf("%+v: %q, want %s", c.c, a.Refusal, c.code)
		}
	}
	for range clearing.LinkedMax {
		g.do(clearing.LinkParty{Buyer: g.party(clearing.RoleBuyer), Seller: g.seller})
	}
	if a := g.try(clearing.LinkParty{Buyer: g.buyer, Seller: g.seller}); a.Refusal != "links_full" {
		t.Errorf("one link more than a seller may have: %q", a.Refusal)
	}
	if a := g.do(clearing.Net{Period: g.id(), Asset: usd, Sellers: []ledger.ID{g.wallet, g.id()}}); len(a.SetOffs) != 0 {
		t.Errorf("who is no seller has set-offs: %+v", a.SetOffs)
	}
}

// replay holds the machine against a replay of its log, and against its own
// snapshot, and looks at every account.
func (g *guild) replay() {
	g.t.Helper()
	again := clearing.New(clearing.DefaultConfig())
	for _, record := range g.log {
		if _, err := again.Apply(record, nil); err != nil {
			g.t.Fatal(err)
		}
	}
	is := g.bytes()
	if !bytes.Equal(snapshot(g.t, again), is) {
		g.t.Error("a replay leads elsewhere")
	}
	restored, err := clearing.Restore(bytes.NewReader(is), clearing.DefaultConfig())
	if err != nil {
		g.t.Fatal(err)
	}
	if !bytes.Equal(snapshot(g.t, restored), is) {
		g.t.Error("a restored machine is another one")
	}
	if breaches := g.m.Freeze().Check(); len(breaches) > 0 {
		g.t.Error(breaches)
	}
	g.m = restored // what follows is on it: its indexes must be as good
}

// TestNettingAtRandom walks over sales, links and nettings: behind each netting a
// seller has nothing left, or its buyers need nothing, money is conserved, and a
// machine that is restored on the way goes on the same.
func TestNettingAtRandom(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 9))
	g := newGuild(t)
	var sellers, buyers []ledger.ID
	for range 4 {
		sellers = append(sellers, g.party(clearing.RoleSeller))
	}
	for range 8 {
		buyers = append(buyers, g.party(clearing.RoleBuyer))
		g.credit(buyers[len(buyers)-1], cents(2_000))
	}
	for i := range 600 {
		buyer, seller := buyers[r.IntN(len(buyers))], sellers[r.IntN(len(sellers))]
		switch r.IntN(8) {
		case 0:
			k := clearing.LinkParty{Buyer: buyer, Seller: seller, Keep: cents(r.Uint64N(3) * 20)}
			if r.IntN(4) == 0 {
				k.Seller = ledger.ID{}
			}
			g.try(k)
		case 1:
			g.uses(buyer, r.Uint64N(2_000_000))
		case 2:
			g.nets(sellers)
		default:
			g.pays(g.of(buyer), g.of(seller), cents(1+r.Uint64N(60)))
		}
		if i%97 == 0 {
			g.replay()
		}
	}
	g.nets(sellers)
	g.replay()
}

func (g *guild) nets(sellers []ledger.ID) {
	g.t.Helper()
	before := map[ledger.ID]int64{}
	for _, id := range sellers {
		before[id] = g.balance(g.of(id))
	}
	a := g.do(clearing.Net{Period: g.id(), Asset: usd, Sellers: sellers})
	short, paid := map[ledger.ID]bool{}, map[ledger.ID]int64{}
	for _, s := range a.SetOffs {
		if s.Need.Less(s.Paid) {
			g.t.Fatalf("more than is needed is set off: %+v", s)
		}
		if s.Paid != s.Need {
			short[s.Seller] = true
		} else if short[s.Seller] && !s.Need.IsZero() {
			g.t.Fatalf("a later buyer is paid before one that was linked first: %+v", s)
		}
		paid[s.Seller] += int64(s.Paid.Lo)
	}
	for _, id := range sellers {
		if g.balance(g.of(id)) != before[id]-paid[id] || short[id] && g.balance(g.of(id)) != 0 {
			g.t.Fatalf("seller %s had %d, paid %d, and has %d; short: %v", id, before[id], paid[id], g.balance(g.of(id)), short[id])
		}
	}
}
