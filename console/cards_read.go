package console

import (
	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// readableModel lists the prices of a model.
func readableModel(m *tariff.Model) cardModel {
	prices := m.Prices
	return cardModel{
		Name: m.Name, InputMax: m.InputMax, OutputMax: m.OutputMax,
		Variants: []cardVariant{{Prices: readablePrices(m.Priced, &prices)}},
	}
}

func readablePrices(priced meter.Set, prices *[meter.MeterCount]tariff.Ticks) (list []cardPrice) {
	for left := priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		many, unit := per(at)
		price, _ := prices[at].Mul64(many) // a price is at most tariff.PriceMax
		list = append(list, cardPrice{Meter: sentence(at.String()), Price: price, Per: many, Unit: unit})
	}
	return list
}
