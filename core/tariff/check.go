package tariff

import (
	"fmt"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// A CardError says why a card is not valid.
type CardError struct {
	Code   string // stable machine code
	Reason string // what was wrong, where, and what would be right
}

func (e *CardError) Error() string { return e.Reason }

func cardError(code, format string, args ...any) error {
	return &CardError{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Check reports the first thing that is wrong with the card, as a *CardError.
func (c *Card) Check() error {
	if err := NameError(c.Name, CardNameMax); err != nil {
		return cardError("card_name_invalid", "the card's name %q %v", c.Name, err)
	}
	if c.Version == 0 {
		return cardError("card_version_zero", "the card has version 0; versions count from 1")
	}
	if code, err := money.AssetCode(c.Asset); err != nil {
		return cardError("card_asset_invalid", "the card's %v", err)
	} else if code != c.Asset {
		return cardError("card_asset_invalid", "the card's asset %q is not in canonical spelling, which is %q", c.Asset, code)
	}
	if c.ValidFrom < 0 || c.ValidUntil < 0 || (c.ValidUntil != 0 && c.ValidUntil <= c.ValidFrom) {
		return cardError("card_validity_invalid", "the card is valid from %d until %d; the end is after the start, and neither is before 1970", c.ValidFrom, c.ValidUntil)
	}
	if err := c.Zone.check(); err != nil {
		return err
	}
	if len(c.Models) == 0 {
		return cardError("card_empty", "the card has no models")
	}
	if len(c.Models) > ModelsMax {
		return cardError("card_too_large", "the card has %d models; at most %d are allowed", len(c.Models), ModelsMax)
	}
	for i := range c.Models {
		if i > 0 && c.Models[i-1].Name >= c.Models[i].Name {
			return cardError("card_models_unordered", "model %q comes after %q; models are ordered by name, each once", c.Models[i].Name, c.Models[i-1].Name)
		}
		if err := c.Models[i].check(); err != nil {
			return err
		}
	}
	return nil
}

func (z *Zone) check() error {
	if len(z.Offsets) == 0 {
		if z.Name != "" {
			return cardError("zone_invalid", "the zone %q has no offsets; UTC is written without a name", z.Name)
		}
		return nil
	}
	if err := NameError(z.Name, ZoneNameMax); err != nil {
		return cardError("zone_invalid", "the zone's name %q %v", z.Name, err)
	}
	if len(z.Offsets) > OffsetsMax {
		return cardError("zone_invalid", "the zone %q has %d offsets; at most %d are allowed", z.Name, len(z.Offsets), OffsetsMax)
	}
	for i, o := range z.Offsets {
		if o.Seconds < -OffsetMax || o.Seconds > OffsetMax {
			return cardError("zone_invalid", "the zone %q is %d seconds from UTC; at most %d are allowed", z.Name, o.Seconds, OffsetMax)
		}
		if i > 0 && z.Offsets[i-1].From >= o.From {
			return cardError("zone_invalid", "the zone %q has offset %d before the one it follows; they are ordered by time", z.Name, i+1)
		}
	}
	return nil
}

func (m *Model) check() error {
	if err := NameError(m.Name, ModelNameMax); err != nil {
		return cardError("model_name_invalid", "the model's name %q %v", m.Name, err)
	}
	if m.OutputMax == 0 {
		return cardError("model_output_max_missing", "model %q has no output_max; without it the most a call can cost has no bound", m.Name)
	}
	if m.OutputMax > meter.TokensMax || m.InputMax > meter.TokensMax {
		return cardError("model_limit_too_large", "model %q has a limit above 2^40 tokens", m.Name)
	}
	if m.Meters() == 0 {
		return cardError("model_unpriced", "model %q has no price; free use is written as a price of 0", m.Name)
	}
	if m.Period >= periodEnd {
		return cardError("model_period_unknown", "model %q counts by period %d, which is none", m.Name, m.Period)
	}
	if len(m.Variants) > VariantsMax {
		return cardError("variants_too_many", "model %q has %d variants; at most %d are allowed", m.Name, len(m.Variants), VariantsMax)
	}
	for i := range m.Variants {
		if err := m.checkVariant(i); err != nil {
			return err
		}
	}
	return nil
}

// checkVariant checks one variant: how it stands among the others, its
// condition and its prices.
func (m *Model) checkVariant(i int) error {
	v, last := &m.Variants[i], i == len(m.Variants)-1
	what := fmt.Sprintf("variant %q of model %q", v.Name, m.Name)
	if last && v.Name == "" {
		what = fmt.Sprintf("model %q", m.Name)
	} else if err := NameError(v.Name, VariantNameMax); err != nil {
		return cardError("variant_name_invalid", "%s has a name that %v", what, err)
	}
	for j := range i {
		if m.Variants[j].Name == v.Name {
			return cardError("variant_duplicate", "model %q has two variants named %q; give each its own name", m.Name, v.Name)
		}
	}
	switch empty := v.When.IsEmpty(); {
	case last && !empty:
		return cardError("variant_base_missing", "the last variant of model %q has a condition; the last one takes every call that no other takes", m.Name)
	case !last && empty:
		return cardError("variant_unreachable", "%s has no condition, so that those after it never match; only the last one has none", what)
	}
	if err := v.When.check(what); err != nil {
		return err
	}
	if differ := v.Meters() ^ m.Meters(); differ != 0 {
		at, _ := differ.Next()
		return cardError("variant_meters_differ", "%s and the base do not both have a price for %s; every variant prices the same meters", what, at)
	}
	return v.checkPrices(what, m.Period)
}

func (c *Condition) check(what string) error {
	if len(c.Windows) > WindowsMax {
		return cardError("condition_invalid", "%s has %d windows of time; at most %d are allowed", what, len(c.Windows), WindowsMax)
	}
	for _, w := range c.Windows {
		if w.Days == 0 || w.Days > 0x7f || w.From >= 1440 || w.To == 0 || w.To > 1440 || w.From == w.To {
			return cardError("condition_invalid", "%s has a window from minute %d to %d on days %b; minutes count from 0 to 1440, a window has a length and a day", what, w.From, w.To, w.Days)
		}
	}
	for _, words := range [...][]string{c.Regions, c.Services} {
		if len(words) > WordsMax {
			return cardError("condition_invalid", "%s has a condition with %d names; at most %d are allowed", what, len(words), WordsMax)
		}
		for i, word := range words {
			if err := NameError(word, WordMax); err != nil {
				return cardError("condition_invalid", "%s has a condition on %q, which %v", what, word, err)
			}
			if i > 0 && words[i-1] >= word {
				return cardError("condition_invalid", "%s has a condition on %q after %q; names are ordered, each once", what, word, words[i-1])
			}
		}
	}
	if c.InputOver > meter.TokensMax {
		return cardError("condition_invalid", "%s is for prompts over %d tokens; at most 2^40 make sense", what, c.InputOver)
	}
	return nil
}
