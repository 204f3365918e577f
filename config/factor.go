package config

import (
	"math"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// factor is what a discount or a markup multiplies prices by, exactly.
type factor struct {
	number uint64     // millionths of percents: a hundred million is the price itself
	at     *yaml.Node // where it stands; nil for unchanged
	text   string     // as it was written: "discount: 10%"
}

const (
	percentScale = 6 // decimals of a percentage
	percentAll   = 100 * 1_000_000
	markupMax    = 1_000 * 1_000_000 // a tenfold price more is a slip
)

// unchanged multiplies by one.
var unchanged = factor{number: percentAll}

// factorFields are the keys of a discount and a markup; one of them at most.
func (d *document) factorFields(f *factor) []field {
	read := func(key string, most uint64, of func(percent uint64) uint64) field {
		return field{key, false, func(v *yaml.Node) {
			if f.at != nil {
				d.Add(v, "factor_twice", "there is a %s and a second change of the prices, %s: %s; keep one", f.text, key, yamlfile.Shorten(v.Value))
				return
			}
			f.at, f.text = v, key+": "+yamlfile.Shorten(v.Value)
			if percent, ok := d.percent(v, key, most); ok {
				f.number = of(percent)
			}
		}}
	}
	return []field{
		read("discount", percentAll, func(p uint64) uint64 { return percentAll - p }),
		read("markup", markupMax, func(p uint64) uint64 { return percentAll + p }),
	}
}

// percent reads a text such as 12.5%, as millionths of a percent.
func (d *document) percent(n *yaml.Node, what string, most uint64) (uint64, bool) {
	if !d.Scalar(n, what, "a percentage such as 10%") {
		return 0, false
	}
	digits, found := strings.CutSuffix(n.Value, "%")
	if !found {
		d.Add(n, "percent_malformed", "%s is %s; write a percentage such as 10%%", what, yamlfile.KindOf(n))
		return 0, false
	}
	v, err := money.ParseDecimal(strings.TrimSpace(digits), percentScale)
	if err != nil {
		d.Add(n, "percent_malformed", "%s is %s; it must be a percentage with at most %d decimals, such as 12.5%%", what, yamlfile.KindOf(n), percentScale)
		return 0, false
	}
	if v.Hi != 0 || v.Lo > most {
		d.Add(n, "percent_out_of_range", "%s is %s; it must be from 0%% to %d%%", what, yamlfile.Shorten(n.Value), most/1_000_000)
		return 0, false
	}
	return v.Lo, true
}

// of multiplies a price. ok is false when the product is no whole number of
// ticks, or above any price.
func (f factor) of(price tariff.Ticks) (product tariff.Ticks, ok bool) {
	if f.at == nil {
		return price, true
	}
	product, rest, ok := money.MulDiv(price, f.number, 0, percentAll, money.Down)
	return product, ok && rest == 0 && !tariff.PriceMax.Less(product)
}

// apply multiplies all that a variant charges; what gets finer than a tick is a
// mistake at the place of the factor.
func (d *document) apply(f factor, v *tariff.Variant, model string) {
	if f.at == nil {
		return
	}
	change := func(price *tariff.Ticks, what string) {
		product, ok := f.of(*price)
		if !ok {
			d.Add(f.at, "price_too_fine", "with the %s, %s of model %q, %s for one, is no whole number of steps of 10^-%d, or above 10^9; write the price out, or choose another percentage",
				f.text, what, model, price.Decimal(tariff.TickScale), tariff.TickScale)
			return
		}
		*price = product
	}
	for i := range v.Prices {
		if at := meter.Meter(i); v.Priced.Has(at) {
			change(&v.Prices[i], "the price of "+at.String())
		}
	}
	scales := make([]tariff.Scale, 0, len(v.Scales))
	for _, s := range v.Scales {
		at, _ := s.Meters.Next()
		s.Tiers = append([]tariff.Tier(nil), s.Tiers...)
		for i := range s.Tiers {
			change(&s.Tiers[i].Price, "a price of "+at.String())
			change(&s.Tiers[i].Fee, "a fee of "+at.String())
		}
		scales = append(scales, s)
	}
	v.Scales = scales
	change(&v.Minimum, "the minimum")
}

// perMax is the most units that a price may be for.
const perMax = math.MaxInt64
