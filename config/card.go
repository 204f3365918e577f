package config

import (
	"errors"
	"math"

	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

// ParseCard reads a rate card. The name stands for the file in messages. The
// error is Mistakes, with everything that is wrong.
//
//	card: demo                # the card's name
//	version: 1                # from 1 up; prices of a version never change
//	currency: USD             # ISO 4217 code, or CAIP-19 asset type
//	timezone: Europe/Berlin   # optional: of times of day and of days and months; UTC without it
//	valid_from: 2026-01-01    # optional, inclusive
//	valid_until: 2027-01-01   # optional, exclusive
//	markup: 5%                # optional, or discount: of every price, fee and minimum
//	models:
//	  - model: demo-text
//	    input_max: 128000     # tokens; optional
//	    output_max: 4096      # tokens; bounds the most a call can cost
//	    minimum: 0.0001       # optional: the least a call is charged
//	    prices:               # per million tokens, or as "per" says
//	      input: 0.15
//	      output: {graduated: [{up_to: 1000000, price: 0}, {price: 0.60}], every: month}
//	      request: {price: 0.0001, per: 1}
//	    variants:             # optional; the first whose condition holds
//	      - name: night
//	        when: {days: [mon-fri], from: "22:00", to: "06:00"}
//	        discount: 50%
//
// docs/pricing.md has all of it.
func ParseCard(name string, data []byte) (*tariff.Card, error) {
	d := &document{Document: yamlfile.Document{File: name}}
	if root := d.Parse(data); root != nil {
		card := d.card(root)
		if len(d.Mistakes) == 0 {
			card.Sort()
			// Whatever slips through above must not get into the log.
			if err := card.Check(); err != nil {
				d.addCardError(root, err)
			}
		}
		if len(d.Mistakes) == 0 {
			return card, nil
		}
	}
	return nil, d.Mistakes.Err()
}

func (d *document) addCardError(at *yaml.Node, err error) {
	code := "card_invalid"
	var bad *tariff.CardError
	if errors.As(err, &bad) {
		code = bad.Code
	}
	d.Add(at, code, "%v", err)
}

func (d *document) card(n *yaml.Node) *tariff.Card {
	c := &tariff.Card{}
	var until, models *yaml.Node
	f := unchanged
	d.mapping(n, "the card", append([]field{
		{"card", true, func(v *yaml.Node) { c.Name, _ = d.name(v, "the card's name", tariff.CardNameMax) }},
		{"version", true, func(v *yaml.Node) {
			version, _ := d.Whole(v, "the card's version", 1, math.MaxUint32)
			c.Version = uint32(version)
		}},
		{"currency", true, func(v *yaml.Node) { c.Asset = d.asset(v, "the card's currency") }},
		{"timezone", false, func(v *yaml.Node) { c.Zone = d.zone(v) }},
		{"valid_from", false, func(v *yaml.Node) { c.ValidFrom, _ = d.moment(v, "valid_from") }},
		{"valid_until", false, func(v *yaml.Node) {
			until = v
			c.ValidUntil, _ = d.moment(v, "valid_until")
		}},
		{"models", true, func(v *yaml.Node) { models = v }},
	}, d.factorFields(&f)...))
	if c.ValidUntil != 0 && c.ValidUntil <= c.ValidFrom {
		d.Add(until, "card_validity_invalid", "valid_until is %s, which is not after valid_from", until.Value)
	}
	if models != nil {
		c.Models = d.models(models, f)
	}
	return c
}

// asset reads the code of an asset and gives its canonical spelling.
func (d *document) asset(n *yaml.Node, what string) string {
	text, ok := d.Text(n, what)
	if !ok {
		return ""
	}
	code, err := money.AssetCode(text)
	if err != nil {
		var bad *money.AssetError
		if errors.As(err, &bad) {
			d.Add(n, bad.Code, "%s %q %s", what, bad.Text, bad.Reason)
		}
		return ""
	}
	return code
}
