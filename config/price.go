package config

import (
	"errors"
	"slices"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// perTokens is how many tokens a price is for when the card does not say.
const perTokens = 1_000_000

// prices reads what meters cost into a variant, in place of what it has for
// them. Only meters of full may be priced, where it is given.
func (r *modelReader) prices(n *yaml.Node, what string, into, full *tariff.Variant) {
	if !r.IsKind(n, yaml.MappingNode, what) {
		return
	}
	if len(n.Content) == 0 {
		r.Add(n, "model_unpriced", "prices is empty; free use is written as a price of 0")
	}
	said := meter.Set(0)
	claim := func(at *yaml.Node, of meter.Meter) bool {
		switch {
		case said.Has(of):
			r.Add(at, "price_twice", "%s has two prices for %s; keep one", what, of)
			return false
		case full != nil && !full.Meters().Has(of):
			r.Add(at, "variant_meters_differ", "%s have a price for %s, and the model's prices have none; add it there, so that every call has a price for the same things", what, of)
			return false
		}
		said |= meter.SetOf(of)
		return true
	}
	r.Pairs(n, what, func(key, value *yaml.Node) {
		of, ok := r.meterNamed(key)
		if !ok || !claim(key, of) {
			return
		}
		if scaleOf(value) == "" {
			if price, ok := r.price(value, of); ok {
				drop(into, meter.SetOf(of))
				into.SetPrice(of, price)
			}
			return
		}
		if s, ok := r.scale(value, of, claim); ok {
			drop(into, s.Meters)
			into.Scales = append(into.Scales, s)
		}
	})
}

// drop takes what a variant has for meters away.
func drop(v *tariff.Variant, meters meter.Set) {
	v.Priced &^= meters
	for i := range v.Prices {
		if meters.Has(meter.Meter(i)) {
			v.Prices[i] = tariff.Ticks{}
		}
	}
	for i := range v.Scales {
		v.Scales[i].Meters &^= meters
	}
	v.Scales = slices.DeleteFunc(v.Scales, func(s tariff.Scale) bool { return s.Meters == 0 })
}

func (d *document) meterNamed(n *yaml.Node) (meter.Meter, bool) {
	of, ok := meter.MeterNamed(n.Value)
	if !ok {
		d.Add(n, "meter_unknown", "there is no meter %q to price; %s", yamlfile.Shorten(n.Value), yamlfile.Suggestion(n.Value, meterNames()))
	}
	return of, ok
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
			d.Add(n, "price_per_missing", "%s does not say for how many; write {price: %s, per: 1}", what, yamlfile.Shorten(n.Value))
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
			per, perValid = d.Whole(v, "per", 1, perMax)
		}},
	})
	if !perValid && !perSaid {
		d.Add(n, "price_per_missing", "%s does not say for how many; add per: 1", what)
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
	d.Add(n, code, "%v", err)
	return tariff.Ticks{}, false
}
