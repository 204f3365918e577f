package clearing

import (
	"math"

	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy/ruling"
)

// What a house counts itself, and tells rules of, as the packs' schema names it.
const (
	memberUsed  = "licenceUsed" // of the licence that is named: units used up before
	memberShare = "sharePPM"    // with this, of what was counted on the base of the licence's share

	memberLicence = "licence"
	entityLicence = "Licence"

	// shareOf ends the name of the share that goes with a licence: us-bis-h200-share.
	shareOf = "-share"
)

// Complete adds to a question what the house's quotas know: of the licence that it names
// how much of it was used up, and what share would be had with it. Who asks may know of
// more than the house has counted, such as sales elsewhere, and never of less: that is
// refused, with words that say what was counted.
func (m *Machine) Complete(now int64, q *ruling.Ask) (full ruling.Ask, words, refusal string) {
	full = *q
	named, ok := ruling.Named(q.Context, memberLicence)
	if !ok || named.Type != entityLicence {
		return full, "", ""
	}
	units, counts := ruling.Whole(q.Context, contextUnits)
	if s, known := m.quotas.Standing(named.ID, now); known && s.Quota.Kind == licence.Licence {
		used, _ := s.Used.Add(s.Held) // of at most 2^96 each
		if words = m.told(now, &full, memberUsed, whole(used), named.ID); words != "" {
			return full, words, refusalContext
		}
	}
	s, known := m.quotas.Standing(named.ID+shareOf, now)
	if !known || s.Quota.Kind != licence.Share || !counts {
		return full, "", ""
	}
	base, _ := m.quotas.Standing(s.Quota.Base, now)
	with, _ := s.Used.Add(s.Held)
	with, _ = with.Add(money.Units(units))
	if words = m.told(now, &full, memberShare, shareOn(with, base.Used), s.Quota.Name); words != "" {
		return full, words, refusalContext
	}
	return full, "", ""
}

// shareOn is a part of a base in millionths, rounded up. Of nothing anything is as much as
// can be.
func shareOn(part, base money.Amount) uint64 {
	if part.IsZero() {
		return 0
	}
	if base.IsZero() || base.Hi != 0 { // of more than 2^64 units no count is made
		return math.MaxInt64
	}
	ppm, _, ok := money.MulDiv(part, ppmWhole, 0, base.Lo, money.Up)
	if !ok {
		return math.MaxInt64
	}
	return whole(ppm)
}

// whole is an amount as rules can hold it, or the most that they can.
func whole(a money.Amount) uint64 { return a.Min(money.Units(math.MaxInt64)).Lo }

// told has a question say what was counted, where its action knows the member and who asks
// does not say more. In words is what contradicts it.
func (m *Machine) told(now int64, q *ruling.Ask, member string, counted uint64, quota string) (words string) {
	switch said, is := ruling.Whole(q.Context, member); {
	case is && said < counted:
		return member + " is " + money.Units(said).String() + ", and by the quota " + quota + " it is " + money.Units(counted).String()
	case is:
		return ""
	}
	if context, ok := m.rules.With(now, q, member, counted); ok {
		q.Context = context
	}
	return ""
}
