package clearing_test

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

const (
	eur = ledger.AssetID(2)
	aed = ledger.AssetID(3)
)

// bureau is a purse whose house converts euros and dirhams to dollars and back. The
// wallet pays in a euro token, too.
type bureau struct {
	*purse
	euroToken uint32
}

func newBureau(t testing.TB) *bureau {
	b := &bureau{purse: newPurse(t)}
	for _, code := range []string{"EUR", "AED"} {
		b.do(clearing.DefineAsset{Asset: money.Asset{Code: code, Scale: 9, ChainScale: 6}})
	}
	for _, asset := range []ledger.AssetID{usd, eur, aed} {
		b.do(clearing.SetExposure{Asset: asset, Limits: exchange.Limits{LongMax: cents(5_000), ShortMax: cents(5_000)}})
	}
	for _, base := range []ledger.AssetID{eur, aed} {
		b.do(clearing.SetConversion{
			Pair: exchange.Pair{Base: base, Quote: usd}, Terms: exchange.Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: int64(time.Minute)},
		})
		b.do(clearing.AddPartyAsset{Party: b.wallet, Asset: base})
		b.do(clearing.AddPartyAsset{Party: b.buyer, Asset: base})
	}
	b.rate(eur, 1_100_000_000_000)
	b.rate(aed, 272_294_000_000)
	b.euroToken = b.do(clearing.DefineToken{
		ChainID: chainID, Contract: settlement.Address{3}, House: settlement.Address{2}, Decimals: 6, Asset: eur,
	}).Number
	return b
}

// rate enters the price of one of an asset in dollars.
func (b *bureau) rate(asset ledger.AssetID, price uint64) exchange.Rate {
	b.t.Helper()
	return *b.do(clearing.SetRate{Word: exchange.Word{
		Pair: exchange.Pair{Base: asset, Quote: usd}, Price: price, At: b.now, Valid: int64(time.Hour), Source: "desk",
	}}).Rate
}

// pays credits the wallet or the buyer with an asset from custody.
func (b *bureau) pays(party ledger.ID, asset ledger.AssetID, amount money.Amount) {
	b.t.Helper()
	b.do(clearing.Transfers{{
		ID: b.id(), Debit: clearing.HouseAccount(clearing.AccountCustody, asset), Credit: b.buyerIn(party, asset),
		Amount: amount, Asset: asset, Code: clearing.TransferDeposit,
	}})
}

// of3 is a buyer's account in an asset.
func (b *bureau) buyerIn(party ledger.ID, asset ledger.AssetID) ledger.ID {
	return b.m.PartyAccountIn(party, clearing.AccountBuyer, asset)
}

// position is what the house has of an asset, less what it has given out.
func (b *bureau) position(asset ledger.AssetID) int64 {
	return b.balance(clearing.HouseAccount(clearing.AccountPosition, asset))
}

func (b *bureau) revenue(asset ledger.AssetID) int64 {
	return b.balance(clearing.HouseAccount(clearing.AccountRevenue, asset))
}

// inEuros is a call of the wallet that holds 15 cents and is paid in euros.
func (b *bureau) inEuros() clearing.Reserve {
	r := b.order()
	r.Pay = eur
	return r
}

func (b *bureau) refuses(c clearing.Command, want string) {
	b.t.Helper()
	if a := b.try(c); a.Refusal != want {
		b.t.Fatalf("%T: %q, want %q", c, a.Refusal, want)
	}
}

// TestACallIsPaidInEuros follows one by its postings: 15 cents at 1.10 dollars a euro
// and half a percent of spread.
func TestACallIsPaidInEuros(t *testing.T) {
	b := newBureau(t)
	b.refuses(b.inEuros(), "insufficient_funds")
	b.pays(b.wallet, eur, cents(20))
	call := b.inEuros()
	a := b.do(call).Call
	// 0.15/1.1*1.005, rounded up in the twelfth decimal of the price.
	const held, fee = 137_045_455, 681_818
	if a.Deal == nil || a.Deal.Held != money.Units(held) || a.Reserved != cents(15) || a.Deal.Funds != money.Units(200_000_000-held) {
		t.Fatalf("%+v %+v", a, a.Deal)
	}
	if again := b.do(call); !again.Exists || again.Call.Deal.Held != money.Units(held) {
		t.Errorf("asked again: %+v", again)
	}
	p, _ := b.m.Exchange().PositionIn(eur)
	q, _ := b.m.Exchange().PositionIn(usd)
	if p.ToCome != money.Units(held) || q.ToGo != cents(15) {
		t.Errorf("%s may come and %s may go", p.ToCome, q.ToGo)
	}
	// The rate moves; the price of the call does not.
	b.rate(eur, 1_000_000_000_000)
	a = b.do(clearing.Capture{Call: call.Call, Usage: used(1_000_000, 0)}).Call
	if a.Charge != cents(15) || a.Deal.Paid != money.Units(held-1) || a.Deal.Fee != money.Units(fee) {
		t.Fatalf("%s charged, %+v", a.Charge, a.Deal)
	}
	if got := b.balance(b.buyerIn(b.wallet, eur)); got != 200_000_000-(held-1) {
		t.Errorf("the wallet has %d euros left", got)
	}
	if b.position(eur) != held-1-fee || b.revenue(eur) != fee || b.position(usd) != -150_000_000 {
		t.Errorf("position %d, revenue %d, dollars %d", b.position(eur), b.revenue(eur), b.position(usd))
	}
	if got := b.balance(clearing.PartyAccount(b.seller, clearing.AccountSeller)); got != 135_000_000 {
		t.Errorf("the seller got %d", got)
	}
	voided := b.inEuros()
	voided.Limits[1].Max = 100_000
	b.do(voided)
	b.do(clearing.Void{Call: voided.Call, Reason: "upstream"})
	expired := b.inEuros()
	expired.Limits[1].Max = 100_000
	b.do(expired)
	b.now += int64(2 * time.Minute)
	b.do(clearing.Tick{})
	p, _ = b.m.Exchange().PositionIn(eur)
	if !p.ToCome.IsZero() || b.m.OpenCalls() != 0 || b.balance(b.buyerIn(b.wallet, eur)) != 200_000_000-(held-1) {
		t.Errorf("behind a void and an expiry: %+v, %d calls", p, b.m.OpenCalls())
	}
}

// TestABuyerWithoutDollars pays in his own currency without saying so, and his
// limits count in that.
func TestABuyerWithoutDollars(t *testing.T) {
	b := newBureau(t)
	buyer, key := b.id(), b.id()
	b.do(clearing.AddParty{Party: clearing.Party{ID: buyer, Role: clearing.RoleBuyer, Name: "of Europe", Asset: eur}})
	b.do(clearing.AddKey{Key: clearing.Key{
		ID: key, Hash: [32]byte{7}, Party: buyer, Name: "key", Scopes: clearing.ScopeCall,
		Terms: clearing.KeyTerms{Limits: clearing.SpendLimits{Day: cents(20), Month: money.AmountMax, Total: money.AmountMax}},
	}})
	b.pays(buyer, eur, cents(1_000))
	call := b.order()
	call.Key = key
	if a := b.do(call).Call; a.Deal == nil || a.Deal.Quote.Give != eur {
		t.Fatalf("%+v", a)
	}
	b.do(clearing.Capture{Call: call.Call, Usage: used(1_000_000, 0)})
	next := b.order()
	next.Key = key
	b.refuses(next, "budget_spent")
	dirham := b.order()
	dirham.Key, dirham.Pay = key, aed
	b.refuses(dirham, "account_none")
	b.do(clearing.SetConversion{Pair: exchange.Pair{Base: eur, Quote: usd}})
	b.refuses(next, "account_none")
	// The wallet has a limit in dollars; other currencies would be a way around it.
	b.do(clearing.ChangeKey{ID: b.wkey, Terms: clearing.KeyTerms{Limits: clearing.SpendLimits{Day: cents(20), Month: money.AmountMax, Total: money.AmountMax}}})
	byWallet := b.order()
	byWallet.Pay = aed
	b.refuses(byWallet, "limit_asset")
}

func TestAWalletPaysDollarsInAEuroToken(t *testing.T) {
	b := newBureau(t)
	tender := func(trust money.Amount) clearing.Tender {
		c := b.tender(trust)
		c.Token = b.euroToken
		return c
	}
	advance := tender(money.Amount{})
	offered, _ := b.m.Exchange().Current(eur, usd)
	advance.Call.Quote = offered.Number
	if a := b.do(advance); a.Payment.State != settlement.PaymentDue || b.m.OpenCalls() != 0 {
		t.Fatalf("%+v", a.Payment)
	}
	b.block++
	b.do(clearing.Arrive{Arrival: settlement.Arrival{
		ID: b.id(), Token: b.euroToken, Tx: settlement.Hash{1}, Block: b.block, Amount: cents(20), Payment: advance.Payment,
	}})
	b.rate(eur, 1_095_000_000_000)
	call := advance.Call
	call.Pay = eur
	if a := b.do(call).Call; a.Deal.Quote != offered {
		t.Errorf("%+v, %+v was offered", a.Deal.Quote, offered)
	}
	b.do(clearing.Capture{Call: call.Call, Usage: used(1_000_000, 0)})
	if got := b.balance(b.buyerIn(b.wallet, eur)); got != 200_000_000-137_045_454 {
		t.Errorf("%d euros are left", got)
	}
	// What has arrived can be spent. It cannot be made dollars, which could be taken out.
	b.do(clearing.AddPartyAsset{Party: b.wallet, Asset: usd})
	b.refuses(clearing.Convert{ID: b.id(), Party: b.wallet, Give: eur, Get: usd, Amount: cents(1), Gives: true}, "debit_limited")

	trusted := tender(cents(100))
	trusted.Scheme = settlement.Upto
	if a := b.do(trusted); a.Payment.State != settlement.PaymentHeld || a.Call.Deal == nil {
		t.Fatalf("%+v", a.Payment)
	}
	a := b.do(clearing.Capture{Call: trusted.Call.Call, Usage: used(1_000_000, 0)})
	// What was used, in euros, in whole units of the token; what was there stays.
	if a.Payment.State != settlement.PaymentDue || a.Payment.Due != money.Units(137_672_000) || a.Call.Deal.Paid != money.Units(137_671_233) {
		t.Errorf("%s of %s due for %+v", a.Payment.State, a.Payment.Due, a.Call.Deal)
	}
	fallen := tender(money.Amount{})
	fallen.Call.Quote = offered.Number
	b.rate(eur, 1_000_000_000_000)
	b.refuses(fallen, "rate_moved")
	b.now += int64(2 * time.Hour)
	b.refuses(tender(money.Amount{}), "rate_stale")
}

func TestConversions(t *testing.T) {
	b := newBureau(t)
	b.pays(b.buyer, eur, cents(1_000))
	gives := clearing.Convert{ID: b.id(), Party: b.buyer, Give: eur, Get: usd, Amount: cents(100), Gives: true}
	d := b.do(gives).Deal
	// 1.1/1.005, down to a unit.
	if d.Got != money.Units(1_094_527_363) || d.Paid.Less(money.Units(999_999_999)) || cents(100).Less(d.Paid) {
		t.Fatalf("%+v", d)
	}
	if a := b.do(gives); !a.Exists || a.Deal.Got != d.Got || a.Deal.Paid != d.Paid {
		t.Errorf("once more: %+v", a.Deal)
	}
	if b.balance(b.buyerIn(b.buyer, usd)) != int64(d.Got.Lo) || b.position(usd) != -int64(d.Got.Lo) {
		t.Errorf("the buyer has %d, the house %d", b.balance(b.buyerIn(b.buyer, usd)), b.position(usd))
	}
	gets := clearing.Convert{ID: b.id(), Party: b.buyer, Give: usd, Get: eur, Amount: cents(50), Bound: money.Units(552_750_000)}
	if d := b.do(gets).Deal; d.Paid != gets.Bound || d.Got != cents(50) { // 0.5*1.1*1.005
		t.Errorf("%+v", d)
	}
	for want, change := range map[string]func(*clearing.Convert){
		"rate_moved":              func(c *clearing.Convert) { c.Bound = money.Units(552_749_999) },
		"conversion_none":         func(c *clearing.Convert) { c.Amount = money.Amount{} },
		"conversion_too_large":    func(c *clearing.Convert) { c.Amount = money.AmountMax },
		"debit_limited":           func(c *clearing.Convert) { c.Amount, c.Bound = cents(200), money.Amount{} },
		"pair_unknown":            func(c *clearing.Convert) { c.Give = aed; c.Get = eur },
		"party_unknown":           func(c *clearing.Convert) { c.Party = ledger.ID{Lo: 1} },
		"conversion_account_none": func(c *clearing.Convert) { c.Party = b.seller },
		"quote_unknown":           func(c *clearing.Convert) { c.Quote = 1 << 40 },
		"id_zero":                 func(c *clearing.Convert) { c.ID, c.Amount = ledger.ID{}, cents(1) },
	} {
		c := gets
		c.ID = b.id()
		change(&c)
		b.refuses(c, want)
	}
	taken := gets
	taken.ID = b.id()
	b.do(clearing.Transfers{{ID: taken.ID, Debit: clearing.HouseAccount(clearing.AccountCustody, eur), Credit: b.buyerIn(b.buyer, eur), Amount: cents(1), Asset: eur}})
	b.refuses(taken, "id_reused")
	b.suspect(b.buyer)
	late := gets
	late.ID = b.id()
	b.refuses(late, "party_under_review")
	if a := b.do(gives); !a.Exists {
		t.Errorf("what was made before, again: %+v", a)
	}
}

// TestExposureIsBounded fills a position, counts what calls may bring, and empties it.
func TestExposureIsBounded(t *testing.T) {
	b := newBureau(t)
	b.pays(b.wallet, eur, cents(1_000))
	b.refuses(clearing.SetExposure{Asset: 9}, "asset_unknown")
	b.do(clearing.SetExposure{Asset: eur, Limits: exchange.Limits{LongMax: cents(27)}})
	first := b.inEuros()
	b.do(first) // 13.7 cents of euros
	b.refuses(b.inEuros(), "exposure_long")
	b.do(clearing.Void{Call: first.Call, Reason: "chance"})
	b.do(clearing.SetExposure{Asset: usd, Limits: exchange.Limits{ShortMax: cents(20)}})
	second := b.inEuros()
	b.do(second)
	b.do(clearing.SetExposure{Asset: eur, Limits: exchange.Limits{LongMax: cents(5_000)}})
	b.refuses(b.inEuros(), "exposure_short")
	b.do(clearing.Capture{Call: second.Call, Usage: used(1_000_000, 0)})
	b.refuses(clearing.SetExposure{Asset: usd, Limits: exchange.Limits{ShortMax: cents(14)}}, "position_beyond")
	b.refuses(clearing.SetExposure{Asset: eur, Limits: exchange.Limits{LongMax: cents(13)}}, "position_beyond")

	// Who has nothing is told of the limit first: it would not help to pay in.
	poor := b.inEuros()
	poor.Key = b.key
	b.refuses(poor, "exposure_short")
	b.do(clearing.SetExposure{Asset: usd, Limits: exchange.Limits{LongMax: cents(100), ShortMax: cents(20)}})
	fund := exchange.Move{ID: b.id(), Asset: usd, Account: clearing.HouseAccount(clearing.AccountCustody, usd), Amount: cents(100)}
	b.do(clearing.FundPosition{Move: fund})
	if a := b.do(clearing.FundPosition{Move: fund}); !a.Exists || b.position(usd) != 850_000_000 {
		t.Errorf("funded twice: %d", b.position(usd))
	}
	for want, m := range map[string]exchange.Move{
		"exposure_long":   {ID: b.id(), Asset: usd, Account: fund.Account, Amount: cents(16)},
		"exposure_short":  {ID: b.id(), Asset: usd, Account: fund.Account, Amount: cents(106), Out: true},
		"account_managed": {ID: b.id(), Asset: usd, Account: clearing.TokenAccount(clearing.AccountChain, b.token), Amount: cents(1)},
		"position_none":   {ID: b.id(), Asset: 9, Account: fund.Account, Amount: cents(1)},
		"debit_unknown":   {ID: b.id(), Asset: usd, Account: ledger.ID{Lo: 3}, Amount: cents(1)},
	} {
		b.refuses(clearing.FundPosition{Move: m}, want)
	}
	b.do(clearing.FundPosition{Move: exchange.Move{ID: b.id(), Asset: eur, Account: clearing.HouseAccount(clearing.AccountCustody, eur), Amount: cents(10), Out: true}})
	// Nobody moves a position, or what a call holds on it, beside the house's commands.
	third := b.inEuros()
	b.do(third)
	for _, tr := range []ledger.Transfer{
		{ID: b.id(), Debit: clearing.HouseAccount(clearing.AccountPosition, usd), Credit: clearing.HouseAccount(clearing.AccountCustody, usd), Amount: cents(1), Asset: usd},
		{ID: b.id(), Hold: exchange.FundsID(third.Call), Flags: ledger.Void},
	} {
		if a := b.try(clearing.Transfers{tr}); a.Outcomes[0].Result != ledger.AccountManaged {
			t.Errorf("moved: %s", a.Outcomes[0].Result)
		}
	}
}
