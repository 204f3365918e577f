package api_test

import (
	"testing"
	"time"

	"aidollar/api"
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
	if len(pairs.Items) != 1 || *pairs.Items[0].Rate != rate {
		t.Errorf("%+v", pairs.Items)
	}
}
