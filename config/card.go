package config

import (
	"errors"
	"math"
	"strconv"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"

	"go.yaml.in/yaml/v4"
)

// perTokens is how many tokens a price is for when the card does not say.
const perTokens = 1_000_000

// ParseCard reads a rate card. The name stands for the file in messages. The
// error is Mistakes, with everything that is wrong.
//
//	card: demo                # the card's name
//	version: 1                # from 1 up; prices of a version never change
//	currency: USD             # ISO 4217 code, or CAIP-19 asset type
//	valid_from: 2026-01-01    # optional, inclusive
//	valid_until: 2027-01-01   # optional, exclusive
//	models:
//	  - model: demo-text
//	    input_max: 128000     # tokens; optional
//	    output_max: 4096      # tokens; bounds the most a call can cost
//	    prices:               # per million tokens, or as "per" says
//	      input: 0.15
//	      output: 0.60
//	      request: {price: 0.0001, per: 1}
func ParseCard(name string, data []byte) (*tariff.Card, error) {
	d := &document{file: name}
	if root := d.parse(data); root != nil {
		card := d.card(root)
		if len(d.mistakes) == 0 {
			card.Sort()
			// Whatever slips through above must not get into the log.
			if err := card.Check(); err != nil {
				d.addCardError(root, err)
			}
		}
		if len(d.mistakes) == 0 {
			return card, nil
		}
	}
	return nil, d.mistakes.err()
}

func (d *document) addCardError(at *yaml.Node, err error) {
	code := "card_invalid"
	var bad *tariff.CardError
	if errors.As(err, &bad) {
		code = bad.Code
	}
	d.add(at, code, "%v", err)
}

func (d *document) card(n *yaml.Node) *tariff.Card {
	c := &tariff.Card{}
	var until *yaml.Node
	d.mapping(n, "the card", []field{
		{"card", true, func(v *yaml.Node) { c.Name, _ = d.name(v, "the card's name", tariff.CardNameMax) }},
		{"version", true, func(v *yaml.Node) {
			version, _ := d.whole(v, "the card's version", 1, math.MaxUint32)
			c.Version = uint32(version)
		}},
		{"currency", true, func(v *yaml.Node) { c.Asset = d.asset(v, "the card's currency") }},
		{"valid_from", false, func(v *yaml.Node) { c.ValidFrom, _ = d.moment(v, "valid_from") }},
		{"valid_until", false, func(v *yaml.Node) {
			until = v
			c.ValidUntil, _ = d.moment(v, "valid_until")
		}},
		{"models", true, func(v *yaml.Node) { c.Models = d.models(v) }},
	})
	if c.ValidUntil != 0 && c.ValidUntil <= c.ValidFrom {
		d.add(until, "card_validity_invalid", "valid_until is %s, which is not after valid_from", until.Value)
	}
	return c
}

// asset reads the code of an asset and gives its canonical spelling.
func (d *document) asset(n *yaml.Node, what string) string {
	text, ok := d.text(n, what)
	if !ok {
		return ""
	}
	code, err := money.AssetCode(text)
	if err != nil {
		var bad *money.AssetError
		if errors.As(err, &bad) {
			d.add(n, bad.Code, "%s %q %s", what, bad.Text, bad.Reason)
		}
		return ""
	}
	return code
}

func (d *document) models(n *yaml.Node) []tariff.Model {
	elements := d.list(n, "models")
	if n.Kind == yaml.SequenceNode && len(elements) == 0 {
		d.add(n, "card_empty", "the card has no models; list at least one")
	}
	if len(elements) > tariff.ModelsMax {
		d.add(n, "card_too_large", "the card has %d models; at most %d are allowed", len(elements), tariff.ModelsMax)
		return nil
	}
	models := make([]tariff.Model, 0, len(elements))
	lines := make(map[string]int, len(elements))
	for _, element := range elements {
		model, named := d.model(element)
		if named == nil {
			continue
		}
		if line, twice := lines[model.Name]; twice {
			d.add(named, "model_duplicate", "model %q is listed twice, first on line %d; keep one", model.Name, line)
			continue
		}
		lines[model.Name] = named.Line
		models = append(models, model)
	}
	return models
}

// model reads one model; named is where its name stands, nil without one.
func (d *document) model(n *yaml.Node) (m tariff.Model, named *yaml.Node) {
	what := "a model"
	if name := lookup(n, "model"); name != nil && name.Value != "" {
		what = "model " + strconv.Quote(shorten(name.Value))
	}
	d.mapping(n, what, []field{
		{"model", true, func(v *yaml.Node) {
			var ok bool
			if m.Name, ok = d.name(v, "the model's name", tariff.ModelNameMax); ok {
				named = v
			}
		}},
		{"input_max", false, func(v *yaml.Node) { m.InputMax, _ = d.whole(v, "input_max", 1, meter.TokensMax) }},
		{"output_max", false, func(v *yaml.Node) { m.OutputMax, _ = d.whole(v, "output_max", 1, meter.TokensMax) }},
		{"prices", true, func(v *yaml.Node) { d.prices(v, &m) }},
	})
	if n.Kind == yaml.MappingNode && lookup(n, "output_max") == nil {
		d.add(n, "model_output_max_missing", "%s has no output_max; without the most tokens an answer may have, the most a call can cost has no bound", what)
	}
	m.Default()
	return m, named
}

// lookup finds a scalar value in a mapping, or nil.
func lookup(n *yaml.Node, key string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key && n.Content[i+1].Kind == yaml.ScalarNode {
			return n.Content[i+1]
		}
	}
	return nil
}
