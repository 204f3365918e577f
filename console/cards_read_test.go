package console

import (
	"reflect"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// A card is shown with its conditions, its tiers and its packages.
func TestReadableCard(t *testing.T) {
	price := func(text string) tariff.Ticks {
		ticks, err := tariff.ParsePrice(text, perMany)
		if err != nil {
			t.Fatal(err)
		}
		return ticks
	}
	night := tariff.Variant{Name: "night", When: tariff.Condition{
		Windows: []tariff.Window{{Days: 0b0011111, From: 22 * 60, To: 6 * 60}, {Days: 0b1111111, From: 0, To: 90}},
		Regions: []string{"eu", "us"}, Services: []string{"batch"}, InputOver: 200_000,
	}}
	night.SetPrice(meter.Input, price("0.1"))
	day := tariff.Variant{Scales: []tariff.Scale{
		{Meters: meter.SetOf(meter.Input, meter.InputCached), Mode: tariff.Graduated, Basis: tariff.PerPeriod, Tiers: []tariff.Tier{{UpTo: 1_000_000}, {Price: price("3"), Fee: money.Units(5)}}},
		{Meters: meter.SetOf(meter.Output), Mode: tariff.Volume, Tiers: []tariff.Tier{{UpTo: 500, Price: price("2")}, {Price: price("1")}}},
		{Meters: meter.SetOf(meter.Image), Mode: tariff.Package, Package: 1000, Tiers: []tariff.Tier{{Price: price("4")}}},
	}}
	got := readableModel(&tariff.Model{Name: "m", OutputMax: 1, Period: tariff.PeriodMonth, Variants: []tariff.Variant{night, day}})
	when := []string{"Mon, Tue, Wed, Thu, Fri 22:00–06:00 or every day 00:00–01:30", "served in eu or us", "service batch", "prompts of more than 200\u202f000 tokens"}
	if got.Period != "month" || len(got.Variants) != 2 || !reflect.DeepEqual(got.Variants[0].When, when) {
		t.Fatalf("the model reads %+v", got)
	}
	type line struct{ meter, tier, unit, price string }
	var lines []line
	for _, p := range append(got.Variants[0].Prices, got.Variants[1].Prices...) {
		lines = append(lines, line{p.Meter, p.Tier, p.Unit, p.Price.Decimal(tariff.TickScale)})
	}
	want := []line{
		{"Input", "", "million tokens", "0.1"},
		{"Input, input cached", "units 1 to 1\u202f000\u202f000 of the period", "million tokens", "0"},
		{"Input, input cached", "units from 1\u202f000\u202f001 of the period", "million tokens", "3"},
		{"Output", "all units, from 1 to 500 of a call", "million tokens", "2"},
		{"Output", "all units, from 501 of a call", "million tokens", "1"},
		{"Image", "", "begun package of 1\u202f000 images", "0.000004"},
	}
	if !reflect.DeepEqual(lines, want) {
		t.Errorf("the prices read\n%v, want\n%v", lines, want)
	}
	if one("image") != "an image" || one("request") != "a request" || one("") != "a " {
		t.Error("the article is wrong")
	}
}
