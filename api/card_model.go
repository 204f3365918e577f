package api

import (
	"fmt"

	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// CardModel is what a card says of a model.
type CardModel struct {
	Model     string `json:"model"`
	InputMax  uint64 `json:"input_max,omitempty" about:"tokens of a prompt"`
	OutputMax uint64 `json:"output_max" about:"tokens of an answer"`
	Period    string `json:"period,omitempty" about:"day or month, over which scales by the period count; missing: none do"`
	CardPrices
	Variants []CardVariant `json:"variants,omitempty" about:"other prices, in the order in which their conditions are tried; the first that holds prices the whole call, and the model's own prices do when none does"`
}

// CardPrices are prices that hold together.
type CardPrices struct {
	Prices  []CardPrice `json:"prices" about:"what has one price for every unit"`
	Scales  []CardScale `json:"scales,omitempty" about:"what has a price by how many units there are"`
	Minimum string      `json:"minimum,omitempty" about:"the least that a call is due in which anything was used, a plain decimal"`
}

// CardVariant is prices that hold under a condition. Discounts and markups are
// reckoned in.
type CardVariant struct {
	Name string        `json:"name"`
	When CardCondition `json:"when"`
	CardPrices
}

// CardCondition is when a variant holds: all that it names must.
type CardCondition struct {
	Windows   []CardWindow `json:"windows,omitempty" about:"one of these is now, by the wall clock of the card's timezone"`
	Regions   []string     `json:"regions,omitempty" about:"the call is served in one of these"`
	Services  []string     `json:"services,omitempty" about:"it is of one of these"`
	InputOver uint64       `json:"input_over,omitempty" about:"its prompt has more tokens"`
}

// CardWindow is a span of the day on some days of the week.
type CardWindow struct {
	Days []string `json:"days" about:"mon to sun, on which it begins"`
	From string   `json:"from" about:"time of day, inclusive"`
	To   string   `json:"to" about:"time of day, exclusive; one below from is on the next day"`
}

// CardPrice is one price.
type CardPrice struct {
	Meter string `json:"meter"`
	Unit  string `json:"unit"`
	Price string `json:"price" about:"of a single unit, a plain decimal of up to 18 decimals"`
}

// CardScale is prices by how many units there are.
type CardScale struct {
	Meters  []string   `json:"meters" about:"that are counted together"`
	Unit    string     `json:"unit"`
	Mode    string     `json:"mode" about:"graduated (each unit at its tier's price), volume (all units at the last one's), or package (whole packages)"`
	Every   string     `json:"every" about:"what is counted: the units of a call, or of a day or a month"`
	Package uint64     `json:"package,omitempty" about:"units in a package"`
	Credits bool       `json:"credits,omitempty" about:"whether a cheaper tier gives back what earlier units of the period cost more: as credit of the contract, which later calls use up first"`
	Tiers   []CardTier `json:"tiers"`
}

// CardTier is one tier of a scale.
type CardTier struct {
	UpTo  uint64 `json:"up_to,omitempty" about:"the last unit that is in it; missing on the last tier, which has no end"`
	Price string `json:"price" about:"of a single unit, of a package of a whole one; a plain decimal"`
	Fee   string `json:"fee,omitempty" about:"once, when the tier is entered"`
}

func cardModel(m *tariff.Model) CardModel {
	out := CardModel{Model: m.Name, InputMax: m.InputMax, OutputMax: m.OutputMax, CardPrices: CardPrices{Prices: []CardPrice{}}}
	own := len(m.Variants) - 1
	if own < 0 {
		return out // nothing can be priced
	}
	out.CardPrices = cardPrices(m, &m.Variants[own])
	if m.Period != tariff.PeriodNone {
		out.Period = m.Period.String()
	}
	for i := range m.Variants[:own] {
		v := &m.Variants[i]
		out.Variants = append(out.Variants, CardVariant{Name: v.Name, When: cardCondition(&v.When), CardPrices: cardPrices(m, v)})
	}
	return out
}

func cardPrices(m *tariff.Model, v *tariff.Variant) CardPrices {
	out := CardPrices{Prices: []CardPrice{}}
	for left := v.Priced; left != 0; {
		var of meter.Meter
		of, left = left.Next()
		out.Prices = append(out.Prices, CardPrice{of.String(), of.Unit(), v.Prices[of].Decimal(tariff.TickScale)})
	}
	for i := range v.Scales {
		out.Scales = append(out.Scales, cardScale(m, &v.Scales[i]))
	}
	if !v.Minimum.IsZero() {
		out.Minimum = v.Minimum.Decimal(tariff.TickScale)
	}
	return out
}

func cardScale(m *tariff.Model, s *tariff.Scale) CardScale {
	first, _ := s.Meters.Next()
	out := CardScale{Unit: first.Unit(), Mode: s.Mode.String(), Every: "call", Package: s.Package}
	if s.Basis == tariff.PerPeriod {
		out.Every, out.Credits = m.Period.String(), s.Mode == tariff.Volume
	}
	for left := s.Meters; left != 0; {
		var of meter.Meter
		of, left = left.Next()
		out.Meters = append(out.Meters, of.String())
	}
	for i := range s.Tiers {
		t := &s.Tiers[i]
		tier := CardTier{UpTo: t.UpTo, Price: t.Price.Decimal(tariff.TickScale)}
		if !t.Fee.IsZero() {
			tier.Fee = t.Fee.Decimal(tariff.TickScale)
		}
		out.Tiers = append(out.Tiers, tier)
	}
	return out
}

var dayWords = [...]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}

func cardCondition(c *tariff.Condition) CardCondition {
	out := CardCondition{Regions: c.Regions, Services: c.Services, InputOver: c.InputOver}
	for _, w := range c.Windows {
		out.Windows = append(out.Windows, CardWindow{Days: namesOf(uint16(w.Days), dayWords[:]), From: clock(uint16(w.From)), To: clock(uint16(w.To))})
	}
	return out
}

// clock prints minutes since midnight.
func clock(minutes uint16) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }
