package config

import (
	"errors"
	"math"

	"aidollar/core/meter"
	"aidollar/core/tariff"

	"go.yaml.in/yaml/v4"
)

func (d *document) prices(n *yaml.Node, m *tariff.Model) {
	if !d.isKind(n, yaml.MappingNode, "prices") {
		return
	}
	if len(n.Content) == 0 {
		d.add(n, "model_unpriced", "prices is empty; free use is written as a price of 0")
	}
	d.pairs(n, "prices", func(key, value *yaml.Node) {
		of, ok := meter.MeterNamed(key.Value)
		if !ok {
			d.add(key, "meter_unknown", "there is no meter %q to price; %s", shorten(key.Value), suggestion(key.Value, meterNames()))
			return
		}
		if price, ok := d.price(value, of); ok {
			m.SetPrice(of, price)
		}
	})
}

func meterNames() []string {
	names := make([]string, meter.MeterCount)
	for i := range names {
		names[i] = meter.Meter(i).String()
	}
	return names
}

// price reads a bare number, which is per million tokens, or a mapping of price
// and per. What is not counted in tokens has no customary number to be priced
// by, so per must be said there: a request priced per million by accident would
// be all but free.
func (d *document) price(n *yaml.Node, of meter.Meter) (tariff.Ticks, bool) {
	what := "the price of " + of.String()
	if n.Kind != yaml.MappingNode {
		text, ok := d.decimal(n, what)
		if !ok {
			return tariff.Ticks{}, false
		}
		if of.Unit() != "token" {
			d.add(n, "price_per_missing", "%s does not say for how many; write {price: %s, per: 1}", what, shorten(n.Value))
			return tariff.Ticks{}, false
		}
		return d.ticks(n, text, perTokens)
	}

	var number *yaml.Node
	var text string
	per, perValid := uint64(perTokens), of.Unit() == "token"
	perSaid := false
	d.mapping(n, what, []field{
		{"price", true, func(v *yaml.Node) {
			if s, ok := d.decimal(v, what); ok {
				number, text = v, s
			}
		}},
		{"per", false, func(v *yaml.Node) {
			perSaid = true
			per, perValid = d.whole(v, "per", 1, math.MaxInt64)
		}},
	})
	if !perValid && !perSaid {
		d.add(n, "price_per_missing", "%s does not say for how many; add per: 1", what)
	}
	if number == nil || !perValid {
		return tariff.Ticks{}, false
	}
	return d.ticks(number, text, per)
}

func (d *document) ticks(n *yaml.Node, text string, per uint64) (tariff.Ticks, bool) {
	price, err := tariff.ParsePrice(text, per)
	if err == nil {
		return price, true
	}
	code := "price_malformed"
	var bad *tariff.PriceError
	if errors.As(err, &bad) {
		code = bad.Code
	}
	d.add(n, code, "%v", err)
	return tariff.Ticks{}, false
}
