package clearing_test

import (
	"bytes"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// euroCard asks 100 ledger units of the euro for each token of "euro-model".
func euroCard(t *testing.T) []byte {
	t.Helper()
	m := tariff.Model{Name: "euro-model", OutputMax: 4_096}
	m.SetPrice(meter.Input, money.Units(100*tariff.TicksPerUnit))
	m.SetPrice(meter.Output, money.Units(100*tariff.TicksPerUnit))
	m.Default()
	card := tariff.Card{Name: "euro", Version: 1, Asset: "EUR", Models: []tariff.Model{m}}
	b, err := card.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestACallIsPaidInTheCardsCurrency from the buyer's account in it, shared as
// sales in the first one are; whoever has no account is refused by name, and a
// spending limit is not to be gone around by another currency.
func TestACallIsPaidInTheCardsCurrency(t *testing.T) {
	s := newShop(t, 250_000)
	asset, err := money.NewAsset("EUR", 9, 6)
	if err != nil {
		t.Fatal(err)
	}
	euro := ledger.AssetID(s.do(clearing.DefineAsset{Asset: asset}).Number)
	card := euroCard(t)
	try := func(want string, c clearing.Command) {
		t.Helper()
		if got := s.try(c); got.Refusal != want || (want != "" && clearing.Sentence(want) == "") {
			t.Errorf("%T: %q, want %q", c, got.Refusal, want)
		}
	}
	call := func() clearing.Reserve {
		r := s.reservation(10, 5)
		r.Model = "euro-model"
		return r
	}
	try("card_asset", clearing.PutCard{Seller: s.seller, Card: card})
	try("party_unknown", clearing.AddPartyAsset{Party: s.key, Asset: euro})
	try("asset_unknown", clearing.AddPartyAsset{Party: s.seller, Asset: 99})
	s.do(clearing.AddPartyAsset{Party: s.seller, Asset: euro})
	if again := s.do(clearing.AddPartyAsset{Party: s.seller, Asset: euro}); !again.Exists {
		t.Error("the same account again is new")
	}
	s.do(clearing.PutCard{Seller: s.seller, Card: card})
	try("account_none", call())
	s.do(clearing.AddPartyAsset{Party: s.buyer, Asset: euro})
	try("insufficient_funds", call())
	purse := s.m.PartyAccountIn(s.buyer, clearing.AccountBuyer, euro)
	s.do(clearing.Transfers{{
		ID: s.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, euro), Credit: purse, Amount: money.Units(10_000), Asset: euro,
	}})
	limits := clearing.Unlimited()
	limits.Month = money.Units(1)
	s.do(clearing.ChangeKey{ID: s.key, Terms: clearing.KeyTerms{Limits: limits}})
	try("limit_asset", call())
	s.do(clearing.ChangeKey{ID: s.key, Terms: clearing.KeyTerms{}})
	if c, ok := s.m.CardAt(s.seller, s.now); !ok || c.Card.Asset != "USD" {
		t.Error("the card in euro went before the one in the seller's first currency")
	}
	dollar := s.reservation(1, 1)
	try("insufficient_funds", dollar) // the dollar card still holds, and the dollars are none
	r := call()
	s.do(r)
	restored, err := clearing.Restore(bytes.NewReader(s.bytes()), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	s.m = restored
	if a := s.do(clearing.Capture{Call: r.Call, Usage: used(8, 4)}).Call; a.Charge != money.Units(1_200) || a.Available != money.Units(8_800) {
		t.Errorf("charged %v, %v left", a.Charge, a.Available)
	}
	if a := s.account(clearing.HouseAccount(clearing.AccountRevenue, euro)); a.CreditsPosted != money.Units(300) {
		t.Errorf("the house earned %v euro units", a.CreditsPosted)
	}
	if a := s.account(s.buyerAccount()); !a.DebitsPosted.IsZero() {
		t.Errorf("the dollars paid %v", a.DebitsPosted)
	}
	view := s.m.Freeze()
	if b := view.Check(); len(b) > 0 {
		t.Error(b)
	}
}
