package books_test

import (
	"errors"
	"math/big"
	"reflect"
	"slices"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// addEuro gives a buyer and a seller accounts in a second asset, with some money
// in it.
func (w *world) addEuro(buyer, seller ledger.ID) ledger.AssetID {
	w.t.Helper()
	euro := ledger.AssetID(w.apply(clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}})[0].Number)
	w.apply(clearing.AddPartyAsset{Party: buyer, Asset: euro}, clearing.AddPartyAsset{Party: seller, Asset: euro})
	w.apply(clearing.Transfers{{
		ID: w.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, euro), Credit: w.machine.PartyAccountIn(buyer, clearing.AccountBuyer, euro),
		Amount: money.Units(777), Asset: euro, Code: clearing.TransferDeposit,
	}})
	return euro
}

// Accounts in further assets are their party's in the books, with statements of
// their own, names in the feed and rules that are found.
func TestFurtherAssetsHaveTheirOwners(t *testing.T) { onBoth(t, testFurtherAssetsHaveTheirOwners) }

func testFurtherAssetsHaveTheirOwners(t *testing.T) {
	w := newWorld(t, newRandom(t))
	buyer, seller := w.buyers[1], w.sellers[2]
	from := w.now
	euro := w.addEuro(buyer, seller)
	w.run(50)
	b := open(t, bookPath(t))
	m := feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	for party, codes := range map[ledger.ID][]uint16{
		buyer:  {clearing.AccountBuyer},
		seller: {clearing.AccountSeller, clearing.AccountSale, clearing.AccountCarry},
	} {
		list, err := b.PartyAccounts(ctx, party)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range codes {
			for _, asset := range []ledger.AssetID{w.usd, euro} {
				id := m.PartyAccountIn(party, code, asset)
				want, _ := m.Ledger().Account(id)
				i := slices.IndexFunc(list, func(a books.Account) bool { return a.ID == id })
				if i < 0 || list[i].Asset != asset || list[i].Code != code || list[i].Balance.Credits != want.CreditsPosted {
					t.Errorf("account %d in asset %d is not among %+v", code, asset, list)
				}
			}
		}
		if len(list) != 2*len(codes) {
			t.Errorf("%d accounts, want %d", len(list), 2*len(codes))
		}
		statements, err := b.Statements(ctx, party, books.Span{From: from, To: w.now + 1})
		if err != nil || len(statements) != 2 || statements[1].Asset.Code != "EUR" || statements[1].Party.ID != party {
			t.Fatalf("statements %+v: %v", statements, err)
		}
		for i := range statements {
			checkStatement(t, b, &statements[i])
		}
	}
	deposits := 0
	items, err := b.Feed(ctx, "", books.FeedMax)
	for _, item := range items {
		if item.Posting != nil && item.Posting.Asset == euro {
			deposits++
			if !slices.Equal(item.Parties, []ledger.ID{buyer}) {
				t.Errorf("the deposit of euros is of %v", item.Parties)
			}
		}
	}
	if err != nil || deposits != 1 {
		t.Errorf("%d deposits of euros in the feed: %v", deposits, err)
	}
	rule := clearing.FurtherRule(seller, euro)
	found, err := b.Find(ctx, rule.String())
	if err != nil || len(found) != 1 || found[0].Kind != books.KindRule || found[0].Party != seller {
		t.Errorf("the rule is found as %+v: %v", found, err)
	}
}

// push enters so many seconds of the seller's meter.
func (w *world) push(number uint32, buyer, seller ledger.ID, seconds uint64) {
	w.t.Helper()
	answer := w.apply(clearing.Use{Entries: []clearing.UseEntry{{
		Event: w.id(), Buyer: buyer, Seller: seller, Definition: number, Value: seconds, At: w.now,
	}}})[0]
	if !slices.Equal(answer.Uses, []clearing.UseOutcome{clearing.UseAccepted}) {
		w.t.Fatalf("the event was not accepted: %v", answer.Uses)
	}
}

// What is owed stands in the books in ledger units, and each row's equation of
// UseRecord holds to the tick.
func TestPushedUsageIsTheMachines(t *testing.T) { onBoth(t, testPushedUsageIsTheMachines) }

func testPushedUsageIsTheMachines(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	buyer, seller := w.buyers[0], w.sellers[1]
	gpu := tariff.Model{Name: "gpu", OutputMax: 1}
	gpu.SetPrice(meter.Second, money.Units(277_777_777_777_777))
	gpu.Default()
	card := tariff.Card{Name: "machines", Version: 1, Asset: "USD", Models: []tariff.Model{gpu}}
	encoded, err := card.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	w.apply(clearing.PutCard{Seller: seller, Card: encoded})
	number := w.apply(clearing.DefineMeter{Seller: seller, Definition: meter.Definition{Name: "gpu", Aggregation: meter.Sum, Product: "gpu", Meter: meter.Second}})[0].Number
	// The deposits pay a part of what is due, so debts come and go.
	for range 40 {
		w.push(number, buyer, seller, 1+uint64(r.Intn(9_000_000)))
		if r.Intn(4) == 0 {
			w.apply(clearing.GiveGrant{Grant: credit.Grant{
				ID: w.id(), Party: buyer, Asset: w.usd, Amount: money.Units(1 + uint64(r.Int63n(1_000_000_000_000))), Name: "a grant", From: clearing.HouseAccount(clearing.AccountCustody, w.usd),
			}})
		}
		if r.Intn(4) == 0 {
			w.apply(clearing.Transfers{w.deposit(0, 1+uint64(r.Int63n(9_000_000_000_000)))})
		}
		w.now += int64(time.Minute)
	}
	b := open(t, bookPath(t))
	m := feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	want, _ := m.Standing(buyer, seller, w.usd)
	for _, of := range []ledger.ID{{}, buyer, seller} {
		page, err := b.Pushed(ctx, of, "", 3)
		if err != nil || len(page.Pushed) != 3 || page.Next == "" {
			t.Fatalf("%d rows, %q: %v", len(page.Pushed), page.Next, err)
		}
		if last := page.Pushed[0]; last.OwedOut != want.Owed || last.CarryOut != want.Carry || last.CreditOut != want.Credit {
			t.Errorf("the books say owed %v, carry %d; the machine %v, %d", last.OwedOut, last.CarryOut, want.Owed, want.Carry)
		}
		rest, err := b.Pushed(ctx, of, page.Next, books.LimitMax)
		if err != nil || rest.Next != "" {
			t.Fatal(rest.Next, err)
		}
		checkPushed(t, append(page.Pushed, rest.Pushed...))
	}
	checkCharges(t, b)
	if page, err := b.Pushed(ctx, w.buyers[1], "", 0); err != nil || len(page.Pushed) != 0 {
		t.Errorf("another buyer has %+v: %v", page.Pushed, err)
	}
}

func checkPushed(t *testing.T, list []books.Pushed) {
	t.Helper()
	wide := func(a money.Amount) *big.Int {
		n := new(big.Int).SetUint64(a.Hi)
		return n.Or(n.Lsh(n, 64), new(big.Int).SetUint64(a.Lo))
	}
	owed, events := 0, 0
	for i := range list {
		u := &list[i]
		left := wide(u.Charged)
		left.Sub(left.Add(left, wide(u.OwedOut)), wide(u.OwedIn))
		left.Mul(left, big.NewInt(tariff.TicksPerUnit))
		left.Add(left, new(big.Int).SetUint64(u.CarryOut)).Sub(left, new(big.Int).SetUint64(u.CarryIn))
		left.Add(left.Sub(left, wide(u.CreditOut)), wide(u.CreditIn))
		for j := range u.Lines {
			left.Add(left.Sub(left, wide(u.Lines[j].Due)), wide(u.Lines[j].Credit))
			events += u.Events[j]
		}
		if left.Sign() != 0 {
			t.Errorf("record %d is off by %v ticks: %+v", u.Number, left, u)
		}
		if i > 0 && (u.OwedOut != list[i-1].OwedIn || u.CarryOut != list[i-1].CarryIn) {
			t.Errorf("record %d leaves %v owed, the next begins with %v", u.Number, u.OwedOut, list[i-1].OwedIn)
		}
		if !u.OwedOut.IsZero() {
			owed++
		}
		if u.Posting.IsZero() != u.Charged.IsZero() {
			t.Errorf("record %d charges %v by posting %v", u.Number, u.Charged, u.Posting)
		}
	}
	if owed < 3 || owed == len(list) || events != 40 {
		t.Errorf("%d of %d records owe something, %d events; the test shows little", owed, len(list), events)
	}
}

// checkCharges finds each charge by its posting, with what paid it and nothing else.
func checkCharges(t *testing.T, b *books.Books) {
	t.Helper()
	all, err := b.Pushed(t.Context(), ledger.ID{}, "", books.LimitMax)
	if err != nil {
		t.Fatal(err)
	}
	byGrants := 0
	for _, u := range all.Pushed {
		if u.Posting.IsZero() {
			continue
		}
		c, err := b.Charge(t.Context(), u.Posting)
		if err != nil || !reflect.DeepEqual(c.Pushed, u) {
			t.Fatalf("%+v, want %+v: %v", c.Pushed, u, err)
		}
		var paid, shared, granted money.Amount
		for _, p := range c.Postings {
			switch {
			case p.Code == clearing.TransferUse:
				paid, _ = paid.Add(p.Posted)
			case p.Code == clearing.TransferShare && p.Flags&ledger.Split == 0:
				shared, _ = shared.Add(p.Posted)
			}
		}
		for _, g := range c.Grants {
			granted, _ = granted.Add(g.Amount)
			byGrants++
		}
		if paid != u.Charged || shared.Less(u.Charged) || u.Charged.Less(granted) {
			t.Errorf("%s were paid, %s shared, %s by grants; %s were charged", paid, shared, granted, u.Charged)
		}
	}
	if byGrants == 0 {
		t.Error("no grant paid anything; the test shows little")
	}
	if _, err := b.Charge(t.Context(), ledger.ID{Lo: 1}); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("what is no charge: %v", err)
	}
}
