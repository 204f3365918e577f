package licence

import (
	"slices"
	"strings"
)

// The bounds of a scope.
const (
	AssetsMax = 64 // of one quota
	PlacesMax = 64
	// ScopedMax is how many quotas count payments in one asset: as many as a draw has
	// lines.
	ScopedMax = LinesMax
)

// The types of entities that a scope names.
const (
	typeAsset        = "Asset/"
	typeJurisdiction = "Jurisdiction/"
	typeGroup        = "Group/"
)

// Currency reads the unit of a quota that counts payments: a currency's code in small
// letters, as "eur", and what part of it is counted: "eur-cents", "eur-micros" and
// "eur-nanos" are hundredths, millionths and billionths. ok is false for other units.
func Currency(unit string) (code string, scale uint8, ok bool) {
	code, part, _ := strings.Cut(unit, "-")
	switch part {
	case "":
		ok = code == unit
	case "cents":
		scale, ok = 2, true
	case "micros":
		scale, ok = 6, true
	case "nanos":
		scale, ok = 9, true
	}
	const letters = 3 // ISO 4217
	if ok = ok && len(code) == letters && strings.Trim(code, "abcdefghijklmnopqrstuvwxyz") == ""; !ok {
		return "", 0, false
	}
	return strings.ToUpper(code), scale, true
}

// scopeFault says what is wrong with the payments that a quota counts.
func (q *Quota) scopeFault() string {
	if len(q.Assets)+len(q.Places) == 0 {
		return ""
	}
	_, _, currency := Currency(q.Unit)
	switch {
	case q.Kind != Meter && q.Kind != Cap:
		return "only a meter and a cap count payments in assets and places"
	case len(q.Assets) == 0:
		return "a quota of payments in places names the assets that it counts, such as Asset/eip155:8453/erc20:0x8335..."
	case !currency:
		return "a quota of payments counts in a currency: eur, eur-cents, eur-micros or eur-nanos, or those of another one"
	case !namesValid(q.Assets, AssetsMax) || !allOf(q.Assets, typeAsset):
		return "the assets of a quota are at most 64 entities such as Asset/eip155:8453/erc20:0x8335..., each once"
	case !namesValid(q.Places, PlacesMax) || !allOf(q.Places, typeJurisdiction, typeGroup):
		return "the places of a quota are at most 64 entities such as Jurisdiction/DE or Group/EU, each once"
	}
	return ""
}

func allOf(names []string, types ...string) bool {
	for _, n := range names {
		if !slices.ContainsFunc(types, func(t string) bool { return strings.HasPrefix(n, t) }) {
			return false
		}
	}
	return true
}

// Counts reports whether any quota counts payments.
func (b *Book) Counts() bool { return len(b.scoped) > 0 }

// Counting calls f for each quota that counts payments in an asset, in the order of
// entering. It is not to be changed.
func (b *Book) Counting(asset string, f func(*Quota)) {
	for _, place := range b.scoped[asset] {
		f(&b.quotas.At(place).Quota)
	}
}

// crowded reports whether a quota would be one too many for an asset.
func (b *Book) crowded(q *Quota) bool {
	place, known := b.quotasByName[q.Name]
	for _, asset := range q.Assets {
		if have := b.scoped[asset]; len(have) >= ScopedMax && !(known && slices.Contains(have, place)) {
			return true
		}
	}
	return false
}

// scope finds anew which quotas count payments, behind a change of one.
func (b *Book) scope() {
	b.scoped = nil
	for place := range b.quotas.Len() {
		q := b.quotas.At(place)
		if q.ended {
			continue
		}
		for _, asset := range q.Assets {
			if b.scoped == nil {
				b.scoped = map[string][]int{}
			}
			b.scoped[asset] = append(b.scoped[asset], place)
		}
	}
}
