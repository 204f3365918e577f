package main

import (
	"testing"

	"aidollar/client"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// TestExchangeCommands opens a pair by hand, quotes, converts, and looks at what it made.
func TestExchangeCommands(t *testing.T) {
	p, buyer, asHouse, asBuyer := readHouse(t)
	calls, err := buyer.Calls(t.Context(), client.CallFilter{}, client.Listing{Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	party := calls.Items[0].Buyer
	answer, err := p.do(t.Context(), clearing.DefineAsset{Asset: money.Asset{Code: "EUR", Scale: 9, ChainScale: 6}})
	if err != nil {
		t.Fatal(err)
	}
	euro := ledger.AssetID(answer.Number)
	contains(t, "an account in euros", asHouse("buyers", "asset", party.String(), "EUR"), clearing.FurtherAccount(party.ID, clearing.AccountBuyer, euro).String()+" EUR 0")
	contains(t, "the same again", asHouse("buyers", "asset", party.String(), "EUR"), "EUR 0")
	contains(t, "an account of nobody", asHouse("buyers", "asset", client.NewID().String(), "EUR"), "exit 1", "party_unknown")
	contains(t, "a quote before there is a pair", asHouse("convert", "USD", "EUR", "--paid", "1"), "exit 1", "pair_unknown")
	contains(t, "a position", asHouse("positions", "set", "EUR", "50", "40"), "EUR 0 50 0 40 0 0")
	contains(t, "another position", asHouse("positions", "set", "USD", "60", "0"), "USD 0 60 0 0")
	contains(t, "a pair", asHouse("pairs", "set", "EUR", "USD", "--spread-bp", "50", "--honour", "1m"), "EUR/USD open 50 bp 100 bp 1m0s none")
	contains(t, "a rate", asHouse("rates", "set", "EUR", "USD", "1.1", "--valid", "30m", "--source", "desk"), "1 EUR/USD 1.1 50 bp 1.1055 0.913636363637 desk")
	contains(t, "a rate that is none", asHouse("rates", "set", "EUR", "USD", "1,1"), "exit 1", "amount_malformed")
	contains(t, "a rate for no time", asHouse("rates", "set", "EUR", "USD", "1.1", "--valid", "1ms"), "exit 2")
	contains(t, "a rate by a buyer", asBuyer("rates", "set", "EUR", "USD", "2"), "exit 1", "key_scope")
	contains(t, "the rates", asBuyer("rates", "list", "EUR"), "1 EUR/USD 1.1")
	contains(t, "the pairs", asBuyer("pairs", "list"), "EUR/USD open 50 bp 100 bp 1m0s 1.1 desk")
	contains(t, "a quote", asBuyer("convert", "USD", "EUR", "--paid", "1"), "PAID GOT PRICE", "USD 0.904568068 EUR 1.1055", "desk", "nothing was converted")
	contains(t, "a quote of neither", asHouse("convert", "USD", "EUR"), "exit 2", "either --paid or --got")
	contains(t, "a conversion", asHouse("convert", "USD", "EUR", "--got", "0.9", "--party", party.String()), "0.99495 USD 0.9 EUR 1.1055 0.00495 USD 1 desk")
	contains(t, "the conversions", asBuyer("conversions"), party.String()+" no 0.99495 USD 0.9 EUR 0.00495 USD 1")
	contains(t, "the positions", asHouse("positions", "list"), "EUR 0 50 0.9 40 0 0", "USD 0.99 60 0 0")
	custody := clearing.HouseAccount(clearing.AccountCustody, euro).String()
	contains(t, "funding", asHouse("positions", "fund", "EUR", custody, "2"), "EUR 1.1 50 0 40")
	contains(t, "too much funding", asHouse("positions", "fund", "EUR", custody, "200"), "exit 1", "exposure_long")
	contains(t, "taking it out", asHouse("positions", "fund", "EUR", custody, "1", "--out"), "EUR 0.1 50 0 40")
	contains(t, "a closed pair", asHouse("pairs", "set", "EUR", "USD", "--closed"), "EUR/USD closed 0 bp")
	contains(t, "a quote of it", asHouse("convert", "USD", "EUR", "--paid", "1"), "exit 1", "pair_closed")
}
