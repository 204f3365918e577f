package tariff

import "aidollar/core/meter"

// checkPrices checks what a variant charges. What names it in messages.
func (v *Variant) checkPrices(what string, period Period) error {
	if v.Meters()&^meter.All != 0 {
		return cardError("model_meter_unknown", "%s has a price for a meter that does not exist", what)
	}
	for i, price := range v.Prices {
		at := meter.Meter(i)
		if PriceMax.Less(price) {
			return cardError("price_too_high", "%s has a price for %s above 10^9 for a single %s", what, at, at.Unit())
		}
		if !price.IsZero() && !v.Priced.Has(at) {
			return cardError("price_inconsistent", "%s has a price for %s that is not marked as priced", what, at)
		}
	}
	if PriceMax.Less(v.Minimum) {
		return cardError("price_too_high", "%s has a minimum above 10^9", what)
	}
	if len(v.Scales) > ScalesMax {
		return cardError("scales_too_many", "%s has %d scales; at most %d are allowed", what, len(v.Scales), ScalesMax)
	}
	taken := v.Priced
	for i := range v.Scales {
		s := &v.Scales[i]
		if s.Meters == 0 {
			return cardError("scale_invalid", "%s has a scale that counts nothing", what)
		}
		at, _ := s.Meters.Next()
		if twice := taken & s.Meters; twice != 0 {
			at, _ := twice.Next()
			return cardError("price_twice", "%s has two prices for %s; keep one", what, at)
		}
		taken |= s.Meters
		if i > 0 {
			if before, _ := v.Scales[i-1].Meters.Next(); before > at {
				return cardError("scales_unordered", "%s has the scale of %s after that of %s; scales are ordered by their lowest meter", what, at, before)
			}
		}
		if err := s.check(what+", the scale of "+at.String(), period); err != nil {
			return err
		}
	}
	for _, d := range inherited {
		if v.Meters().Has(d.from) && !v.Meters().Has(d.meter) {
			return cardError("price_default_missing", "%s has a price for %s and none for %s; defaults are filled in when the card is made", what, d.from, d.meter)
		}
	}
	return nil
}

func (s *Scale) check(what string, period Period) error {
	switch {
	case s.Mode == Flat || s.Mode >= modeEnd:
		return cardError("scale_invalid", "%s has the mode %s; it is graduated, volume or package", what, s.Mode)
	case s.Basis >= basisEnd:
		return cardError("scale_invalid", "%s has the basis %d, which is none", what, s.Basis)
	case s.Basis == PerPeriod && period == PeriodNone:
		return cardError("scale_period_missing", "%s counts by the period, and the model has none; give the model a day or a month, or count by the call", what)
	case len(s.Tiers) == 0 || len(s.Tiers) > TiersMax:
		return cardError("scale_invalid", "%s has %d tiers; from 1 to %d are allowed", what, len(s.Tiers), TiersMax)
	case s.Mode == Package && (s.Package == 0 || s.Package > UnitsMax || len(s.Tiers) != 1 || !s.Tiers[0].Fee.IsZero()):
		return cardError("scale_invalid", "%s has packages of %d in %d tiers; a package has from 1 to 2^60 units, one tier and no fee", what, s.Package, len(s.Tiers))
	case s.Mode != Package && s.Package != 0:
		return cardError("scale_invalid", "%s has packages of %d, which only the mode package has", what, s.Package)
	}
	low := uint64(0)
	for i := range s.Tiers {
		t := &s.Tiers[i]
		if PriceMax.Less(t.Price) || PriceMax.Less(t.Fee) {
			return cardError("price_too_high", "%s has a price or a fee above 10^9 in tier %d", what, i+1)
		}
		if i == len(s.Tiers)-1 {
			if t.UpTo != 0 {
				return cardError("tiers_ended", "%s ends at %d; the last tier has no end, so that every use has a price", what, t.UpTo)
			}
		} else if t.UpTo <= low || t.UpTo > UnitsMax {
			return cardError("tiers_unordered", "%s has tier %d up to %d after one up to %d; tiers go up, to 2^60 at most", what, i+1, t.UpTo, low)
		}
		low = t.UpTo
	}
	return nil
}
