package api_test

import (
	"errors"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/core/ledger"
)

// TestClientAgainstTheServer calls every method of the client on a real house.
func TestClientAgainstTheServer(t *testing.T) {
	h := newHouse(t)
	c, ctx := h.client(), t.Context()
	check := func(what string, err error, ok bool) {
		t.Helper()
		if err != nil || !ok {
			t.Fatalf("%s: %v, as wanted: %v", what, err, ok)
		}
	}
	asset, err := c.DefineAsset(ctx, "EUR", 9, 6)
	check("DefineAsset", err, err == nil && asset.Number == 2)
	assets, err := c.Assets(ctx)
	check("Assets", err, err == nil && len(assets.Items) == 2)
	buyer, err := c.CreateBuyer(ctx, client.NewParty{Name: "Ann"})
	check("CreateBuyer", err, err == nil && buyer.Role == "buyer")
	seller, err := c.CreateSeller(ctx, client.NewParty{ID: client.NewID(), Name: "Shop", Commission: "2.5"})
	check("CreateSeller", err, err == nil && seller.Commission == "2.5")
	got, err := c.Buyer(ctx, buyer.ID)
	check("Buyer", err, err == nil && got.Since.Equal(buyer.Since) && got.ID == buyer.ID)
	got, err = c.Seller(ctx, seller.ID)
	check("Seller", err, err == nil && got.Name == "Shop")
	buyers, err := c.Buyers(ctx, client.Listing{Limit: 1})
	check("Buyers", err, err == nil && len(buyers.Items) == 1)
	sellers, err := c.Sellers(ctx, client.Listing{})
	check("Sellers", err, err == nil && len(sellers.Items) == 1)

	key, err := c.CreateKey(ctx, client.NewKey{Party: buyer.ID, Name: "k", Scopes: []string{client.ScopeCall, client.ScopeRead}})
	check("CreateKey", err, err == nil && key.Secret != "")
	keys, err := c.Keys(ctx, client.Listing{})
	check("Keys", err, err == nil && len(keys.Items) == 2 && keys.Items[0].Party.IsZero())
	deposit := client.NewDeposit{ID: client.NewID(), Buyer: buyer.ID, Amount: "3", Reference: "wire"}
	for range 2 {
		moved, err := c.Deposit(ctx, deposit)
		check("Deposit", err, err == nil && moved.ID == deposit.ID && !moved.Cause.IsZero())
	}
	_, err = c.Withdraw(ctx, client.NewWithdrawal{Party: buyer.ID, Amount: "4"})
	var refusal *client.Error
	check("Withdraw", nil, errors.As(err, &refusal) && refusal.Status == 402 && refusal.Code == "debit_limited" && refusal.Available == "3" && refusal.Request != "")
	_, err = c.Withdraw(ctx, client.NewWithdrawal{Party: buyer.ID, Amount: "1"})
	check("Withdraw", err, true)
	buyersOwn := client.New(h.server.URL, key.Secret)
	balance, err := buyersOwn.Balance(ctx)
	check("Balance", err, err == nil && balance.Spendable == "2" && balance.Accounts["balance"].CreditsPosted == "3")
	account, err := buyersOwn.Account(ctx, buyer.Accounts["balance"])
	check("Account", err, err == nil && account.Spendable == "2")
	history, err := buyersOwn.History(ctx, account.ID, client.Listing{})
	check("History", err, err == nil && len(history.Items) == 2 && history.Items[1].ID == deposit.ID)
	_, err = buyersOwn.Position(ctx)
	check("Position by a buyer", nil, client.IsCode(err, "key_scope"))
	check("RevokeKey", c.RevokeKey(ctx, key.ID), true)
	_, err = buyersOwn.Balance(ctx)
	check("Balance by a revoked key", nil, client.IsCode(err, "key_invalid"))

	checkClientLedger(t, h)
	card, err := c.CreateCard(ctx, seller.ID, []byte(cardText))
	check("CreateCard", err, err == nil && card.Version == 1)
	cards, err := c.Cards(ctx, seller.ID, client.Listing{})
	check("Cards", err, err == nil && len(cards.Items) == 1 && len(cards.Items[0].Models) == 1)
	caller, err := c.CreateKey(ctx, client.NewKey{Party: buyer.ID, Name: "calls", Scopes: []string{client.ScopeCall}})
	check("CreateKey", err, true)
	id := h.served(1, caller.ID.ID, seller.ID.ID)
	receipt, err := c.Receipt(ctx, client.ID{ID: id})
	check("Receipt", err, err == nil && receipt.Charge == "0.00002115" && len(receipt.Lines) == 2 && receipt.Usage["output"] == 31)
	calls, err := c.Calls(ctx, client.CallFilter{Party: buyer.ID, From: receipt.OpenedAt}, client.Listing{Limit: 5})
	check("Calls", err, err == nil && len(calls.Items) == 1 && calls.Items[0].ID.ID == id)
	position, err := c.Position(ctx)
	check("Position", err, err == nil && position.Sequence > 0)
}

// checkClientLedger calls the methods on accounts and transfers.
func checkClientLedger(t *testing.T, h *house) {
	t.Helper()
	c, ctx := h.client(), t.Context()
	check := func(what string, err error, ok bool) {
		t.Helper()
		if err != nil || !ok {
			t.Fatalf("%s: %v, as wanted: %v", what, err, ok)
		}
	}
	a, err := c.CreateAccount(ctx, client.NewAccount{Code: 9})
	check("CreateAccount", err, err == nil && a.Code == 9)
	b, err := c.CreateAccount(ctx, client.NewAccount{Flags: []string{"limit_debit"}, DebitMax: "1"})
	check("CreateAccount", err, err == nil && b.Spendable == "1")
	result, err := c.Transfer(ctx, client.NewTransfer{Debit: a.ID, Credit: b.ID, Amount: "1.5", Code: 3})
	check("Transfer", err, err == nil && result.Result == "ok" && result.Amount == "1.5")
	posting, err := c.Posting(ctx, result.ID)
	check("Posting", err, err == nil && posting.Amount == "1.5" && posting.Code == 3 && posting.Deadline.IsZero())
	results, err := c.Transfers(ctx, []client.NewTransfer{
		{Debit: b.ID, Credit: a.ID, Amount: "9"}, {Debit: b.ID, Credit: a.ID, Amount: "max", Flags: []string{"balancing_debit"}},
	})
	check("Transfers", err, err == nil && results[0].Result == ledger.DebitLimited.String() && results[1].Amount == "2.5")
	_, err = c.Transfer(ctx, client.NewTransfer{Debit: a.ID, Credit: b.ID, Amount: "1"})
	check("Transfer", err, true)
	b, err = c.SetLimits(ctx, b.ID, client.Limits{DebitMax: "0"})
	check("SetLimits", err, err == nil && len(b.Flags) == 0)
	b, err = c.CloseAccount(ctx, b.ID)
	check("CloseAccount", err, err == nil && len(b.Flags) == 1)
}

// TestClientManages has the client enter a project and a key with terms, and
// change and rotate them.
func TestClientManages(t *testing.T) {
	h := newHouse(t)
	c := client.New(h.server.URL, h.secret)
	ctx := t.Context()
	ann, err := c.CreateBuyer(ctx, client.NewParty{Name: "Ann"})
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.CreateProject(ctx, client.NewProject{Party: ann.ID, Name: "one", Limits: &client.SpendLimits{Day: "2"}})
	if err != nil || p.Limits == nil || p.Limits.Day != "2" {
		t.Fatalf("%+v, %v", p, err)
	}
	k, err := c.CreateKey(ctx, client.NewKey{
		Party: ann.ID, Project: p.ID, Name: "bot", Scopes: []string{client.ScopeCall}, KeyTerms: client.KeyTerms{Models: []string{"a*"}, RequestsPerMinute: 9},
	})
	if err != nil || k.Secret == "" || k.Project != p.ID || k.RequestsPerMinute != 9 {
		t.Fatalf("%+v, %v", k, err)
	}
	if k, err = c.ChangeKey(ctx, k.ID, client.Change{"models": nil, "tokens_per_minute": 7}); err != nil || len(k.Models) != 0 || k.TokensPerMinute != 7 {
		t.Errorf("%+v, %v", k, err)
	}
	fresh, err := c.RotateKey(ctx, k.ID, time.Minute)
	if err != nil || fresh.Secret == "" || fresh.ID == k.ID {
		t.Errorf("%+v, %v", fresh, err)
	}
	if k, err = c.Key(ctx, k.ID); err != nil || k.Expires.IsZero() {
		t.Errorf("%+v, %v", k, err)
	}
	if p, err = c.ChangeProject(ctx, p.ID, client.Change{"archived": true}); err != nil || p.Archived.IsZero() {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err = c.Project(ctx, p.ID); err != nil || p.Name != "one" {
		t.Errorf("%+v, %v", p, err)
	}
	if page, err := c.Projects(ctx, ann.ID, client.Listing{}); err != nil || len(page.Items) != 1 {
		t.Errorf("%+v, %v", page, err)
	}
	shop, err := c.CreateSeller(ctx, client.NewParty{Name: "Shop"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := c.CreateMeter(ctx, client.NewMeter{Seller: shop.ID, Name: "hours", Aggregation: "sum", Product: "gpu", Meter: "second"})
	if err != nil || m.Number == 0 {
		t.Errorf("%+v, %v", m, err)
	}
	if page, err := c.Meters(ctx, shop.ID, client.Listing{}); err != nil || len(page.Items) != 1 || page.Items[0] != *m {
		t.Errorf("%+v, %v", page, err)
	}
}
