package api_test

import (
	"testing"
	"time"

	"aidollar/api"
	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// TestABuyerInEuros is one who pays in euros for what is priced in dollars, from the
// rate to the receipt.
func TestABuyerInEuros(t *testing.T) {
	h := newHouse(t)
	shop := h.seller("Shop", "2.5")
	h.post("/cards?seller="+shop.ID, cardText, "Content-Type", yaml).want(201)
	eur := ledger.AssetID(h.must(clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}}).Number)
	var eva api.PartyAnswer
	h.post("/buyers", `{"name":"Eva","asset":"EUR"}`).want(201, &eva)
	key := h.key(eva.ID, "call", "read")
	h.must(clearing.Transfers{{
		ID: h.id(100), Debit: clearing.HouseAccount(clearing.AccountCustody, eur), Credit: clearing.PartyAccount(parsed(t, eva.ID), clearing.AccountBuyer),
		Amount: money.Units(1_000_000_000), Asset: eur,
	}})

	for _, asset := range []string{"EUR", "USD"} {
		h.post("/positions", `{"asset":"`+asset+`","long_max":"100","short_max":"100"}`).want(200)
	}
	var pair api.PairAnswer
	h.post("/pairs", `{"base":"EUR","quote":"USD","open":true,"spread_bps":50,"slip_bps":100,"honour_seconds":60}`).want(200, &pair)
	if pair.Rate != nil || !pair.Open || pair.HonourSeconds != 60 {
		t.Errorf("%+v", pair)
	}
	h.post("/rates", `{"base":"EUR","quote":"USD","price":"1.1","valid_seconds":3600,"at":"`+h.now().Add(-2*time.Hour).UTC().Format(time.RFC3339)+`"}`).refused(409, "rate_stale")
	h.post("/rates", `{"base":"EUR","price":"1.1234567890123","valid_seconds":3600}`).refused(400, "amount_too_fine")
	h.post("/rates", `{"base":"USD","quote":"EUR","price":"0.9","valid_seconds":3600}`).refused(409, "pair_reversed")
	h.as(key.Secret).post("/rates", `{"base":"EUR","price":"1.1","valid_seconds":3600}`).refused(403, "key_scope")
	var rate api.RateAnswer
	h.post("/rates", `{"base":"EUR","quote":"USD","price":"1.1","valid_seconds":3600}`).want(200, &rate)
	if rate.Number != 1 || rate.Price != "1.1" || rate.AskQuote != "0.913636363637" || rate.AskBase != "1.1055" || rate.Source != "operator" {
		t.Errorf("%+v", rate)
	}

	call := h.served(1, parsed(t, key.ID), parsed(t, shop.ID))
	var receipt api.ReceiptAnswer
	h.as(key.Secret).get("/receipts/"+call.String()).want(200, &receipt)
	c := receipt.Conversion
	if c == nil || c.Give != "EUR" || c.Get != "USD" || c.Got != receipt.Charge || c.Price != rate.AskQuote || *c.Rate != rate {
		t.Fatalf("%+v of %s", c, receipt.Charge)
	}
	var positions api.ExposurePage
	h.get("/positions").want(200, &positions)
	if len(positions.Items) != 2 || positions.Items[1].Asset != "USD" || positions.Items[1].Short != receipt.Charge {
		t.Errorf("%+v", positions.Items)
	}

	h.must(clearing.AddPartyAsset{Party: parsed(t, eva.ID), Asset: 1})
	checkQuotes(t, h, &eva, key.Secret)
	h.post("/conversions", `{"party":"`+eva.ID+`","give":"EUR","get":"USD","paid":"0.5","got":"0.5"}`).refused(400, "conversion_amount")
	body := `{"party":"` + eva.ID + `","give":"EUR","get":"USD","paid":"0.5"}`
	var first, again api.ConversionAnswer
	h.post("/conversions", body, "Idempotency-Key", "c-1").want(201, &first)
	if first.Got != "0.547263681" || first.SpreadBPS != 50 {
		t.Errorf("%+v", first)
	}
	h.post("/conversions", body, "Idempotency-Key", "c-1").want(201, &again)
	if again.Got != first.Got || again.Paid != first.Paid { // its spread and price are not remembered
		t.Errorf("%+v, then %+v", first, again)
	}
	custody := clearing.HouseAccount(clearing.AccountCustody, 1).String()
	var funded api.ExposureAnswer
	h.post("/positions/funding", `{"asset":"USD","account":"`+custody+`","amount":"10"}`).want(200, &funded)
	if funded.Short != "0" || funded.Long == "0" {
		t.Errorf("%+v", funded)
	}
	h.post("/positions/funding", `{"asset":"USD","account":"`+custody+`","amount":"200"}`).refused(409, "exposure_long")
	var pairs api.PairPage
	h.as(key.Secret).get("/pairs").want(200, &pairs)
	if len(pairs.Items) != 1 || pairs.Items[0].Rate.Number != 3 {
		t.Errorf("%+v", pairs.Items)
	}
}

// checkQuotes asks the client for what conversions come to, and makes them by what it was
// told.
func checkQuotes(t *testing.T, h *house, eva *api.PartyAnswer, secret string) {
	t.Helper()
	c, buyers, ctx := h.client(), client.New(h.server.URL, secret), t.Context()
	check := func(what string, err error, ok bool) {
		t.Helper()
		if err != nil || !ok {
			t.Fatalf("%s: %v, as wanted: %v", what, err, ok)
		}
	}
	party := client.ID{ID: parsed(t, eva.ID)}
	quote, err := buyers.QuoteConversion(ctx, client.Exchange{Give: "EUR", Get: "USD", Got: "0.1"})
	check("QuoteConversion", err, err == nil && quote.Paid == "0.091363637" && quote.Rate.Number == 1 && quote.Price == "0.913636363637")
	_, err = buyers.QuoteConversion(ctx, client.Exchange{Give: "EUR", Get: "USD", Got: "105"})
	check("a quote beyond what the house gives out", nil, client.IsCode(err, "exposure_short"))
	_, err = buyers.QuoteConversion(ctx, client.Exchange{Give: "EUR", Get: "USD", Paid: "0"})
	check("a quote of nothing", nil, client.IsCode(err, "conversion_none"))
	_, err = buyers.Convert(ctx, client.NewConversion{Exchange: client.Exchange{Give: "EUR", Get: "USD", Got: "0.1"}, Party: party})
	check("a conversion by a buyer", nil, client.IsCode(err, "key_scope"))

	// The rate moves within what the house honours: what was quoted counts, and whoever
	// brings no quote is told when it is worse than he wants.
	rate, err := c.SetRate(ctx, client.NewRate{Base: "EUR", Quote: "USD", Price: "1.099", ValidSeconds: 3600, Source: "desk"})
	check("SetRate", err, err == nil && rate.Number == 2 && rate.Source == "desk" && rate.Until.Sub(rate.At) == time.Hour)
	n := client.NewConversion{Exchange: client.Exchange{Give: "EUR", Get: "USD", Got: "0.1"}, Party: party, PaidMax: quote.Paid}
	_, err = c.Convert(ctx, n)
	check("a conversion at a worse rate", nil, client.IsCode(err, "rate_moved"))
	n.GotMin = "0.1"
	_, err = c.Convert(ctx, n)
	check("a bound on the wrong side", nil, client.IsCode(err, "conversion_amount"))
	n.GotMin, n.Rate = "", quote.Rate.Number
	made, err := c.Convert(ctx, n)
	check("Convert by the quote", err, err == nil && made.Got == "0.1" && made.Rate.Number == 1)
	n.Rate = 99
	_, err = c.Convert(ctx, n)
	check("a quote that is none", nil, client.IsCode(err, "quote_unknown"))

	list, err := buyers.Conversions(ctx, client.ID{}, client.Listing{Limit: 1})
	check("Conversions", err, err == nil && len(list.Items) == 1 && list.Next != "" && list.Items[0].Got == "0.1" && !list.Items[0].Call && list.Items[0].Party == party && list.Items[0].Rate.Number == 1)
	list, err = buyers.Conversions(ctx, client.ID{}, client.Listing{After: list.Next})
	check("Conversions of calls", err, err == nil && len(list.Items) == 1 && list.Items[0].Call)
	rates, err := c.Rates(ctx, "EUR", "", client.Listing{Limit: 1})
	check("Rates", err, err == nil && len(rates.Items) == 1 && rates.Items[0].Price == "1.099" && rates.Next != "")
	rates, err = buyers.Rates(ctx, "EUR", "USD", client.Listing{After: rates.Next})
	check("Rates", err, err == nil && len(rates.Items) == 1 && rates.Items[0].Number == 1)
	_, err = c.Rates(ctx, "", "USD", client.Listing{})
	check("rates of nothing", nil, client.IsCode(err, "param_missing"))

	pair, err := c.SetPair(ctx, "EUR", "USD", client.PairTerms{Open: true, SpreadBPS: 50, SlipBPS: 100, HonourSeconds: 30})
	check("SetPair", err, err == nil && pair.HonourSeconds == 30 && pair.Rate.Number == 2)
	position, err := c.SetPosition(ctx, "EUR", "90", "100")
	check("SetPosition", err, err == nil && position.LongMax == "90" && position.Long != "0")
	positions, err := c.Positions(ctx)
	check("Positions", err, err == nil && len(positions.Items) == 2)
	custody := client.ID{ID: clearing.HouseAccount(clearing.AccountCustody, 1)}
	position, err = c.FundPosition(ctx, client.NewFunding{Asset: "USD", Account: custody, Amount: "1"})
	check("FundPosition", err, err == nil && position.Short == "0")
	_, err = c.FundPosition(ctx, client.NewFunding{Asset: "USD", Account: custody, Amount: "1", Out: true})
	check("FundPosition", err, true)
	_, err = c.SetRate(ctx, client.NewRate{Base: "EUR", Price: "1.1", ValidSeconds: 3600})
	check("SetRate", err, true)
	pairs, err := buyers.Pairs(ctx)
	check("Pairs", err, err == nil && len(pairs.Items) == 1 && pairs.Items[0].Rate.Number == 3)
}
