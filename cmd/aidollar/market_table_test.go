package main

import (
	"slices"
	"testing"

	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/gateway"
)

// TestModelsSayWhatTheirPricesDependOn: a meter with tiers is not listed as if it
// had one price, or none.
func TestModelsSayWhatTheirPricesDependOn(t *testing.T) {
	card, err := config.ParseCard("card.yaml", []byte(`card: tiers
version: 1
currency: USD
models:
  - model: text
    output_max: 100
    period: month
    prices:
      input: {graduated: [{up_to: 1000, price: 0}, {price: 1}], every: month}
      output: 2
    variants: [{name: night, when: {from: "22:00", to: "06:00"}, prices: {output: 1}}]
`))
	if err != nil {
		t.Fatal(config.FormatError(err))
	}
	table := newRouteTable()
	table.add(&offer{Seller: ledger.ID{Lo: 1}, Targets: map[string][]gateway.Target{"text": {{}}}}, clearing.SellerCard{Card: card})
	if len(table.models) != 1 {
		t.Fatalf("%d models", len(table.models))
	}
	m := table.models[0]
	if !slices.Contains(m.Tiered, "input") || slices.Contains(m.Tiered, "output") || !slices.Equal(m.Variants, []string{"night"}) {
		t.Errorf("tiered %v, variants %v", m.Tiered, m.Variants)
	}
	for _, p := range m.Prices {
		if p.Meter == "input" {
			t.Errorf("the tiers of input are listed as %+v", p)
		}
	}
}
