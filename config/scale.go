package config

import (
	"strings"

	"aidollar/core/meter"
	"aidollar/core/tariff"

	"go.yaml.in/yaml/v4"
)

// scaleKeys are the keys that make a price a scale.
var scaleKeys = []string{"graduated", "volume", "package"}

// scaleOf gives the first of a price's keys that makes it a scale; empty when
// there is none, and the price is a flat one.
func scaleOf(n *yaml.Node) string {
	if n.Kind != yaml.MappingNode {
		return ""
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		for _, key := range scaleKeys {
			if n.Content[i].Value == key {
				return key
			}
		}
	}
	return ""
}

// scaleReader gathers the keys of a scale.
type scaleReader struct {
	*modelReader
	what  string
	of    meter.Meter
	scale tariff.Scale
	tiers *yaml.Node // the list of tiers; nil of a package
	price *yaml.Node // of a package
	per   uint64
	bad   bool
}

// scale reads a price that depends on the number of units. Claim is asked for
// each meter that is counted along with the first.
func (r *modelReader) scale(n *yaml.Node, of meter.Meter, claim func(*yaml.Node, meter.Meter) bool) (tariff.Scale, bool) {
	before := len(r.Mistakes)
	s := scaleReader{modelReader: r, what: "the price of " + of.String(), of: of}
	s.scale.Meters = meter.SetOf(of)
	if of.Unit() == "token" {
		s.per = perTokens
	}
	var modes []string
	mode := func(key string, m tariff.Mode) field {
		return field{key, false, func(v *yaml.Node) {
			modes = append(modes, key)
			s.scale.Mode = m
			if m != tariff.Package {
				s.tiers = v
				return
			}
			s.scale.Package, _ = r.Whole(v, "the size of a package", 1, tariff.UnitsMax)
		}}
	}
	r.mapping(n, s.what, []field{
		mode("graduated", tariff.Graduated), mode("volume", tariff.Volume), mode("package", tariff.Package),
		{"price", false, func(v *yaml.Node) { s.price = v }},
		{"per", false, func(v *yaml.Node) {
			if modes != nil && s.tiers == nil {
				r.Add(v, "scale_invalid", "%s is for a package; per has no place beside it", s.what)
			}
			s.per, _ = r.Whole(v, "per", 1, perMax)
		}},
		{"every", true, s.every},
		{"with", false, func(v *yaml.Node) {
			for _, element := range r.List(v, "with") {
				if also, ok := r.meterNamed(element); ok && claim(element, also) {
					s.scale.Meters |= meter.SetOf(also)
				}
			}
		}},
	})
	switch {
	case len(modes) > 1:
		r.Add(n, "scale_invalid", "%s is %s at once; keep one", s.what, strings.Join(modes, " and "))
	case s.scale.Mode == tariff.Package:
		s.readPackage(n)
	default:
		s.readTiers(n)
	}
	return s.scale, len(r.Mistakes) == before
}

// every says whether the scale counts by the call or by the period, which is the
// model's.
func (s *scaleReader) every(n *yaml.Node) {
	choice, ok := s.Choice(n, "every", "call", "day", "month")
	if !ok || choice == 0 {
		return
	}
	s.scale.Basis = tariff.PerPeriod
	period := tariff.PeriodDay + tariff.Period(choice-1)
	r := s.modelReader
	if r.period == nil {
		r.model.Period, r.period = period, n
	} else if r.model.Period != period {
		s.Add(n, "period_differs", "%s counts every %s, and line %d of the model says %s; all scales of a model count by one period", s.what, period, r.period.Line, r.model.Period)
	}
}

func (s *scaleReader) readPackage(n *yaml.Node) {
	if s.price == nil {
		s.Add(n, "key_missing", "%s has no \"price\", which is what a package costs", s.what)
		return
	}
	if text, ok := s.decimal(s.price, s.what); ok {
		price, _ := s.ticks(s.price, text, 1)
		s.scale.Tiers = []tariff.Tier{{Price: price}}
	}
}

func (s *scaleReader) readTiers(n *yaml.Node) {
	if s.price != nil {
		s.Add(s.price, "scale_invalid", "%s has a price beside its tiers; each tier has its own", s.what)
	}
	if s.per == 0 {
		s.Add(n, "price_per_missing", "%s does not say for how many; add per: 1", s.what)
		return
	}
	elements := s.List(s.tiers, s.scale.Mode.String())
	if s.tiers.Kind == yaml.SequenceNode && (len(elements) == 0 || len(elements) > tariff.TiersMax) {
		s.Add(s.tiers, "scale_invalid", "%s has %d tiers; list from 1 to %d of them", s.what, len(elements), tariff.TiersMax)
		return
	}
	low := uint64(0)
	for i, element := range elements {
		tier, top := s.tier(element)
		switch last := i == len(elements)-1; {
		case element.Kind != yaml.MappingNode || s.bad:
		case last && top != nil:
			s.Add(top, "tiers_ended", "the last tier ends at %d; leave up_to out, so that every use has a price", tier.UpTo)
		case !last && top == nil:
			s.Add(element, "tiers_unordered", "tier %d has no up_to; only the last one has no end", i+1)
		case !last && tier.UpTo <= low:
			s.Add(top, "tiers_unordered", "tier %d is up to %d, and the one before it up to %d; tiers go up", i+1, tier.UpTo, low)
		}
		low = tier.UpTo
		s.scale.Tiers = append(s.scale.Tiers, tier)
	}
}

// tier reads one tier; top is where its end stands, nil without one.
func (s *scaleReader) tier(n *yaml.Node) (t tariff.Tier, top *yaml.Node) {
	s.mapping(n, "a tier", []field{
		{"up_to", false, func(v *yaml.Node) {
			var ok bool
			top = v
			t.UpTo, ok = s.Whole(v, "up_to", 1, tariff.UnitsMax)
			s.bad = s.bad || !ok
		}},
		{"price", true, func(v *yaml.Node) {
			if text, ok := s.decimal(v, s.what); ok {
				t.Price, _ = s.ticks(v, text, s.per)
			}
		}},
		{"fee", false, func(v *yaml.Node) { t.Fee, _ = s.money(v, "the fee of a tier") }},
	})
	return t, top
}
