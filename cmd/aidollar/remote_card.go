package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aidollar/client"
)

func showCard() action {
	return action{
		use: "show NUMBER", short: "Show a rate card: prices, tiers, variants and their conditions", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := strconv.ParseUint(args[0], 10, 32)
			if err != nil {
				return nil, nil, &usageError{fmt.Errorf("%q is no number of a card; aidollar cards list shows them", args[0])}
			}
			card, err := c.Card(ctx, uint32(number))
			if err != nil {
				return nil, nil, err
			}
			return card, cardTable(card), nil
		},
	}
}

func cardTable(c *client.Card) *listing {
	t := table("MODEL", "VARIANT", "METER", "UNITS", "PRICE", "PER", "FEE")
	for i := range c.Models {
		m := &c.Models[i]
		for j := range m.Variants {
			v := &m.Variants[j]
			cardRows(t, m.Model, v.Name, &v.CardPrices)
			t.notes = append(t.notes, fmt.Sprintf("%s, %s: %s", m.Model, v.Name, condition(&v.When)))
		}
		cardRows(t, m.Model, "", &m.CardPrices)
	}
	zone := c.Zone
	if zone == "" {
		zone = "UTC"
	}
	t.notes = append(t.notes, fmt.Sprintf("%s version %d in %s, by the clock of %s; a model's first variant whose condition holds prices the call, and the rows without a variant do when none does", c.Name, c.Version, c.Asset, zone))
	return t
}

func cardRows(t *listing, model, variant string, p *client.CardPrices) {
	for _, one := range p.Prices {
		t.add(model, variant, one.Meter, "", one.Price, one.Unit, "")
	}
	for i := range p.Scales {
		s := &p.Scales[i]
		meters, from := strings.Join(s.Meters, "+"), uint64(1)
		for _, tier := range s.Tiers {
			units, per := fmt.Sprintf("%s from %d", s.Mode, from), s.Unit
			if tier.UpTo > 0 {
				units += fmt.Sprintf(" to %d", tier.UpTo)
			}
			if s.Mode == "package" {
				units, per = "", fmt.Sprintf("begun %d %ss", s.Package, s.Unit)
			}
			t.add(model, variant, meters, strings.TrimSpace(units+" of a "+s.Every), tier.Price, per, tier.Fee)
			from = tier.UpTo + 1
		}
	}
	if p.Minimum != "" {
		t.add(model, variant, "minimum", "", p.Minimum, "call", "")
	}
}

// condition says when a variant holds.
func condition(c *client.CardCondition) string {
	var parts, windows []string
	for _, w := range c.Windows {
		windows = append(windows, fmt.Sprintf("%s %s to %s", strings.Join(w.Days, " "), w.From, w.To))
	}
	for _, part := range []string{strings.Join(windows, " or "), among("in", c.Regions), among("service", c.Services)} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if c.InputOver > 0 {
		parts = append(parts, fmt.Sprintf("prompts of more than %d tokens", c.InputOver))
	}
	return strings.Join(parts, "; ")
}

func among(word string, list []string) string {
	if len(list) == 0 {
		return ""
	}
	return word + " " + strings.Join(list, " or ")
}
