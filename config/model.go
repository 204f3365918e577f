package config

import (
	"slices"
	"strconv"

	"aidollar/core/meter"
	"aidollar/core/tariff"
	"aidollar/internal/yamlfile"

	"go.yaml.in/yaml/v4"
)

func (d *document) models(n *yaml.Node, f factor) []tariff.Model {
	elements := d.List(n, "models")
	if n.Kind == yaml.SequenceNode && len(elements) == 0 {
		d.Add(n, "card_empty", "the card has no models; list at least one")
	}
	if len(elements) > tariff.ModelsMax {
		d.Add(n, "card_too_large", "the card has %d models; at most %d are allowed", len(elements), tariff.ModelsMax)
		return nil
	}
	models := make([]tariff.Model, 0, len(elements))
	lines := make(map[string]int, len(elements))
	for _, element := range elements {
		model, named := d.model(element, f)
		if named == nil {
			continue
		}
		if line, twice := lines[model.Name]; twice {
			d.Add(named, "model_duplicate", "model %q is listed twice, first on line %d; keep one", model.Name, line)
			continue
		}
		lines[model.Name] = named.Line
		models = append(models, model)
	}
	return models
}

// modelReader reads one model. Its parts depend on each other, whatever their
// order in the file.
type modelReader struct {
	*document
	model  tariff.Model
	period *yaml.Node // where the period is said, by the model or by its first scale
}

// model reads one model; named is where its name stands, nil without one.
func (d *document) model(n *yaml.Node, f factor) (m tariff.Model, named *yaml.Node) {
	what := "a model"
	if name := lookup(n, "model"); name != nil && name.Value != "" {
		what = "model " + strconv.Quote(yamlfile.Shorten(name.Value))
	}
	r := modelReader{document: d}
	var prices, minimum, variants *yaml.Node
	d.mapping(n, what, []field{
		{"model", true, func(v *yaml.Node) {
			var ok bool
			if r.model.Name, ok = d.name(v, "the model's name", tariff.ModelNameMax); ok {
				named = v
			}
		}},
		{"input_max", false, func(v *yaml.Node) { r.model.InputMax, _ = d.Whole(v, "input_max", 1, meter.TokensMax) }},
		{"output_max", false, func(v *yaml.Node) { r.model.OutputMax, _ = d.Whole(v, "output_max", 1, meter.TokensMax) }},
		{"period", false, func(v *yaml.Node) {
			if p, ok := d.Choice(v, "period", "day", "month"); ok {
				r.model.Period, r.period = tariff.PeriodDay+tariff.Period(p), v
			}
		}},
		{"minimum", false, func(v *yaml.Node) { minimum = v }},
		{"prices", true, func(v *yaml.Node) { prices = v }},
		{"variants", false, func(v *yaml.Node) { variants = v }},
	})
	if n.Kind == yaml.MappingNode && lookup(n, "output_max") == nil {
		d.Add(n, "model_output_max_missing", "%s has no output_max; without the most tokens an answer may have, the most a call can cost has no bound", what)
	}
	before := len(d.Mistakes)
	var base tariff.Variant
	if prices != nil {
		r.prices(prices, "prices", &base, nil)
	}
	if minimum != nil {
		base.Minimum, _ = d.money(minimum, "the minimum")
	}
	if variants != nil {
		r.variants(variants, base)
	}
	r.model.Variants = append(r.model.Variants, base)
	if len(d.Mistakes) == before {
		for i := range r.model.Variants {
			d.apply(f, &r.model.Variants[i], r.model.Name)
		}
	}
	r.model.Default()
	for i := range r.model.Variants {
		slices.SortFunc(r.model.Variants[i].Scales, func(a, b tariff.Scale) int {
			first, _ := a.Meters.Next()
			second, _ := b.Meters.Next()
			return int(first) - int(second)
		})
	}
	return r.model, named
}

// variants reads a model's variants, each of which begins with what the base
// charges.
func (r *modelReader) variants(n *yaml.Node, base tariff.Variant) {
	elements := r.List(n, "variants")
	if len(elements) >= tariff.VariantsMax {
		r.Add(n, "variants_too_many", "the model has %d variants; at most %d are allowed", len(elements), tariff.VariantsMax-1)
		return
	}
	lines := map[string]int{}
	for _, element := range elements {
		variant, named := r.variant(element, base)
		if named == nil {
			continue
		}
		if line, twice := lines[variant.Name]; twice {
			r.Add(named, "variant_duplicate", "variant %q is listed twice, first on line %d; give each its own name", variant.Name, line)
			continue
		}
		lines[variant.Name] = named.Line
		r.model.Variants = append(r.model.Variants, variant)
	}
}

func (r *modelReader) variant(n *yaml.Node, base tariff.Variant) (v tariff.Variant, named *yaml.Node) {
	what := "a variant"
	if name := lookup(n, "name"); name != nil && name.Value != "" {
		what = "variant " + strconv.Quote(yamlfile.Shorten(name.Value))
	}
	v = base
	v.Scales = slices.Clone(base.Scales)
	f := unchanged
	var prices, minimum *yaml.Node
	r.mapping(n, what, append([]field{
		{"name", true, func(node *yaml.Node) {
			var ok bool
			if v.Name, ok = r.name(node, "the variant's name", tariff.VariantNameMax); ok {
				named = node
			}
		}},
		{"when", true, func(node *yaml.Node) { v.When = r.condition(node, what) }},
		{"minimum", false, func(node *yaml.Node) { minimum = node }},
		{"prices", false, func(node *yaml.Node) { prices = node }},
	}, r.factorFields(&f)...))
	if n.Kind == yaml.MappingNode && prices == nil && minimum == nil && f.at == nil {
		r.Add(n, "variant_idle", "%s changes no price; give it prices, a discount, a markup or a minimum", what)
	}
	// What the variant says itself is as it says: the factor is for the rest.
	r.apply(f, &v, r.model.Name)
	if prices != nil {
		full := base
		full.Scales = slices.Clone(base.Scales)
		full.Default()
		r.prices(prices, "the variant's prices", &v, &full)
	}
	if minimum != nil {
		v.Minimum, _ = r.money(minimum, "the minimum")
	}
	return v, named
}

// money reads an amount of the card's currency.
func (d *document) money(n *yaml.Node, what string) (tariff.Ticks, bool) {
	text, ok := d.decimal(n, what)
	if !ok {
		return tariff.Ticks{}, false
	}
	return d.ticks(n, text, 1)
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
