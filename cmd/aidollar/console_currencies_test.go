package main

import (
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The operator opens a pair and sees the rate take effect while the page is open, the
// position against its limit, and the rate become stale; its buyer sees the rates alone.
func TestConsoleCurrenciesInBrowser(t *testing.T) {
	s := newConsoleStage(t)
	do := func(c clearing.Command) clearing.Answer {
		t.Helper()
		a, err := s.p.do(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	s.b.Look(1280, "light")
	s.operator()
	s.open("/currencies")
	s.b.Await(`document.body.innerText.includes("No rates yet") && document.body.innerText.includes("No positions yet")`)
	euro := ledger.AssetID(do(clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}}).Number)
	do(clearing.SetExposure{Asset: 1, Limits: exchange.Limits{LongMax: cents(500_000), ShortMax: cents(500_000)}})
	do(clearing.SetExposure{Asset: euro, Limits: exchange.Limits{LongMax: cents(500_000)}})
	pair := exchange.Pair{Base: euro, Quote: 1}
	do(clearing.SetConversion{Pair: pair, Terms: exchange.Terms{Open: true, SpreadBPS: 50, SlipBPS: 100, Honour: int64(time.Minute)}})
	do(clearing.FundPosition{Move: exchange.Move{ID: newID(), Asset: euro, Account: clearing.HouseAccount(clearing.AccountCustody, euro), Amount: cents(123_456)}})
	rate := func(price uint64, valid time.Duration) {
		t.Helper()
		do(clearing.SetRate{Word: exchange.Word{Pair: pair, Price: price, At: time.Now().UnixNano(), Valid: int64(valid), Source: "www.ecb.europa.eu"}})
	}
	rate(1_100_000_000_000, 48*time.Hour)
	state := `document.querySelector("table.rates .state")?.textContent`
	s.b.Await(state + ` === "good" && document.querySelector("table.rates .asks")?.textContent.includes("1.1055 USD")`)
	s.b.Await(`[...document.querySelectorAll("meter")].map(m => m.value).join(" ") === "0 0 246 1000"`)
	s.b.Eval(`document.body.dataset.mark = "still here"`, nil)
	rate(1_123_400_000_000, 48*time.Hour)
	s.b.Await(`document.querySelector("table.rates .charge").textContent.includes("1.1234") && document.body.dataset.mark === "still here"`)
	s.shot("currencies", 1280, "light")
	s.shot("currencies-phone", 390, "light")
	s.b.Look(1280, "light")
	rate(1_123_400_000_000, time.Second)
	time.Sleep(1100 * time.Millisecond)
	s.open("/currencies")
	s.b.Await(state + ` === "stale"`)
	s.b.Loaded(func() { s.b.Click(`.budget a[href^="/console/accounts/"]`) })
	s.b.Await(`document.querySelector("h1").textContent.includes("osition")`)

	s.signIn(s.d.Key)
	s.open("/currencies")
	s.b.Await(`document.querySelector("table.rates") !== null && document.querySelector("meter") === null`)
}
