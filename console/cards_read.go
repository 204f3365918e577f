package console

import (
	"fmt"
	"strconv"
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"
)

// readableModel lists the prices of a model, variant by variant.
func readableModel(m *tariff.Model) cardModel {
	model := cardModel{Name: m.Name, InputMax: m.InputMax, OutputMax: m.OutputMax}
	if m.Period != tariff.PeriodNone {
		model.Period = m.Period.String()
	}
	for i := range m.Variants {
		v := &m.Variants[i]
		variant := cardVariant{Name: v.Name, When: conditions(&v.When), Prices: flatPrices(v)}
		for j := range v.Scales {
			variant.Prices = append(variant.Prices, scalePrices(&v.Scales[j])...)
		}
		if !v.Minimum.IsZero() {
			variant.Minimum = v.Minimum.Decimal(tariff.TickScale)
		}
		model.Variants = append(model.Variants, variant)
	}
	return model
}

func flatPrices(v *tariff.Variant) (list []cardPrice) {
	for left := v.Priced; left != 0; {
		var at meter.Meter
		at, left = left.Next()
		list = append(list, priceLine(at, meterNames(meter.SetOf(at)), v.Prices[at], ""))
	}
	return list
}

// priceLine shows a price for as many units as people are used to.
func priceLine(at meter.Meter, name string, price tariff.Ticks, tier string) cardPrice {
	many, unit := per(at)
	whole, ok := price.Mul64(many)
	if !ok { // a price at the very top, which nobody has
		whole, unit = price, at.Unit()
	}
	return cardPrice{Meter: name, Price: whole, Unit: unit, Tier: tier}
}

func meterNames(set meter.Set) string {
	var names []string
	for set != 0 {
		var at meter.Meter
		at, set = set.Next()
		names = append(names, strings.ReplaceAll(at.String(), "_", " "))
	}
	return sentence(strings.Join(names, ", "))
}

func scalePrices(s *tariff.Scale) (list []cardPrice) {
	at, _ := s.Meters.Next()
	name := meterNames(s.Meters)
	if s.Mode == tariff.Package {
		unit := fmt.Sprintf("begun package of %s %ss", grouped(s.Package), at.Unit())
		return []cardPrice{{Meter: name, Price: s.Tiers[0].Price, Unit: unit, Fee: s.Tiers[0].Fee}}
	}
	from := uint64(0)
	for i := range s.Tiers {
		t := &s.Tiers[i]
		reach := "units " + grouped(from+1) + " to " + grouped(t.UpTo)
		if t.UpTo == 0 {
			reach = "units from " + grouped(from+1)
		}
		if s.Mode == tariff.Volume {
			reach = "all units, from " + grouped(from+1) + " to " + grouped(t.UpTo)
			if t.UpTo == 0 {
				reach = "all units, from " + grouped(from+1)
			}
		}
		line := priceLine(at, name, t.Price, reach+basisName(s.Basis))
		line.Fee = t.Fee
		list = append(list, line)
		from, name = t.UpTo, ""
	}
	for i := range list {
		if list[i].Meter == "" {
			list[i].Meter = list[0].Meter
		}
	}
	return list
}

func basisName(b tariff.Basis) string {
	if b == tariff.PerPeriod {
		return " of the period"
	}
	return " of a call"
}

// grouped prints a number with its thousands apart.
func grouped(n uint64) string {
	s := strconv.FormatUint(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}

// conditions says when a variant holds; all of them must.
func conditions(c *tariff.Condition) (list []string) {
	if len(c.Windows) > 0 {
		var windows []string
		for _, w := range c.Windows {
			windows = append(windows, windowText(w))
		}
		list = append(list, strings.Join(windows, " or "))
	}
	if len(c.Regions) > 0 {
		list = append(list, "served in "+strings.Join(c.Regions, " or "))
	}
	if len(c.Services) > 0 {
		list = append(list, "service "+strings.Join(c.Services, " or "))
	}
	if c.InputOver > 0 {
		list = append(list, "prompts of more than "+grouped(c.InputOver)+" tokens")
	}
	return list
}

var dayNames = [...]string{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"}

func windowText(w tariff.Window) string {
	var days []string
	for i, name := range dayNames {
		if w.Days>>i&1 == 1 {
			days = append(days, name)
		}
	}
	text := strings.Join(days, ", ")
	if len(days) == len(dayNames) {
		text = "every day"
	}
	return fmt.Sprintf("%s %02d:%02d–%02d:%02d", text, w.From/60, w.From%60, w.To/60, w.To%60)
}
