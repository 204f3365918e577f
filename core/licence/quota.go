package licence

import (
	"slices"
	"strings"
	"unicode/utf8"

	"aidollar/core/money"
	"aidollar/core/policy"
)

// The bounds of a quota.
const (
	CustomersMax = 1024
	GoodsMax     = 256
	EntityMax    = 200 // bytes of an entity's name
	TextMax      = 200 // bytes of a title and an authority
	PPMMax       = 100 * ppmWhole

	ppmWhole = 1_000_000
)

// Kind is what a quota is for.
type Kind uint8

// The kinds.
const (
	Meter   Kind = iota + 1 // counts and refuses nothing
	Licence                 // is used up by who holds it
	Cap                     // bounds what all do in a window
	Share                   // bounds what one group gets by what another had
)

// Quota is something that is counted, with what bounds it. Entities are named as in the
// facts: "Participant/acme".
type Quota struct {
	Name   string // as rules name it: see policy.IsName
	Kind   Kind
	Unit   string // what is counted, in a word of a name's form, as "chips" or "eur-cents"
	Window Window
	Title  string // in words; may be empty

	// Of a licence and a cap, which has at least one of the two: what a window lets
	// through. With the window Average they are a day's. Zero is no bound.
	UnitsMax money.Amount
	CountMax uint64 // draws
	Together bool   // of a cap with both: only what is beyond both is refused

	// Of a licence.
	Authority   string   // who gave it, in words
	Holder      string   // who may use it
	Customers   []string // whom it may be used for, sorted; empty: all
	Goods       []string // what it may be used for, sorted; empty: all
	From, Until int64    // Unix nanoseconds; Until is exclusive, and zero for open

	// Of a share: it is at most so many parts in a million of what was counted of Base
	// and settled, rounded down. Base counts the same unit in the same window.
	Base string
	PPM  uint32

	// Of a meter and a cap: it counts what is paid in these assets for what is supplied in
	// these places, in the currency that is its unit. Entities, sorted; no assets: it counts
	// what is drawn by name alone; no places: all. A place is in another as facts have it.
	Assets, Places []string
}

// Fault says what is wrong with a quota by itself, or nothing.
func (q *Quota) Fault() string {
	switch {
	case !policy.IsName(q.Name):
		return "a quota's name is 1 to 64 small letters, digits, hyphens and dots, and begins with a letter or a digit"
	case q.Kind < Meter || q.Kind > Share:
		return "a quota is a meter, a licence, a cap or a share"
	case !policy.IsName(q.Unit):
		return "a quota's unit is a word such as chips or eur-cents: 1 to 64 small letters, digits, hyphens and dots"
	case q.Window < Total || q.Window > Average:
		return "a quota's window is the total, a day, a month, a quarter, a year or the average"
	case !textValid(q.Title) || !textValid(q.Authority):
		return "a title and an authority are at most 200 bytes of UTF-8"
	}
	if fault := q.strange(); fault != "" {
		return fault
	}
	if fault := q.scopeFault(); fault != "" {
		return fault
	}
	switch q.Kind {
	case Licence:
		return q.licenceFault()
	case Cap:
		if q.UnitsMax.IsZero() && q.CountMax == 0 {
			return "a cap has units, a number of draws, or both, above zero"
		}
		if q.Together && (q.UnitsMax.IsZero() || q.CountMax == 0) {
			return "only a cap with units and a number of draws has both to be exceeded"
		}
	case Share:
		if !policy.IsName(q.Base) || q.Base == q.Name || q.PPM == 0 || q.PPM > PPMMax {
			return "a share names another quota as its base and is 1 to 100000000 parts in a million of it"
		}
	}
	return ""
}

// strange says what a quota has that its kind has not.
func (q *Quota) strange() string {
	bounds := !q.UnitsMax.IsZero() || q.CountMax != 0
	switch permission := q.Authority != "" || q.Holder != "" || len(q.Customers)+len(q.Goods) > 0 || q.From != 0 || q.Until != 0; {
	case permission && q.Kind != Licence:
		return "only a licence has an authority, a holder, customers, goods and dates"
	case bounds && q.Kind != Licence && q.Kind != Cap:
		return "only a licence and a cap have units and a number of draws of their own"
	case q.Together && q.Kind != Cap:
		return "only of a cap both bounds may have to be exceeded"
	case (q.Base != "" || q.PPM != 0) && q.Kind != Share:
		return "only a share has a base and parts in a million of it"
	}
	return ""
}

func (q *Quota) licenceFault() string {
	switch {
	case q.Authority == "" || !entityValid(q.Holder):
		return "a licence has the authority that gave it and a holder such as Participant/acme"
	case q.UnitsMax.IsZero() && q.CountMax == 0:
		return "a licence has units, a number of draws, or both, above zero"
	case q.Until != 0 && q.Until <= q.From:
		return "a licence ends after it begins"
	case !namesValid(q.Customers, CustomersMax):
		return "a licence's customers are at most 1024 entities such as Participant/acme, each once"
	case !namesValid(q.Goods, GoodsMax):
		return "a licence's goods are at most 256 entities such as Chip/h200, each once"
	}
	return ""
}

// same reports whether two quotas are equal.
func (q *Quota) same(other *Quota) bool {
	return q.kin(other) && q.Name == other.Name && q.Title == other.Title && q.UnitsMax == other.UnitsMax && q.CountMax == other.CountMax && q.Together == other.Together &&
		q.Authority == other.Authority && q.Holder == other.Holder && slices.Equal(q.Customers, other.Customers) && slices.Equal(q.Goods, other.Goods) &&
		q.From == other.From && q.Until == other.Until && q.PPM == other.PPM && slices.Equal(q.Assets, other.Assets) && slices.Equal(q.Places, other.Places)
}

// kin reports whether one quota can become the other: what was counted keeps its
// meaning.
func (q *Quota) kin(other *Quota) bool {
	return q.Kind == other.Kind && q.Unit == other.Unit && q.Window == other.Window && q.Base == other.Base
}

func sorted(names []string) []string {
	names = slices.Clone(names)
	slices.Sort(names)
	return names
}

func namesValid(names []string, most int) bool {
	names = sorted(names)
	for i, n := range names {
		if !entityValid(n) || (i > 0 && names[i-1] >= n) {
			return false
		}
	}
	return len(names) <= most
}

// entityValid reports whether a text names an entity of the facts.
func entityValid(s string) bool {
	kind, id, found := strings.Cut(s, "/")
	return found && kind != "" && id != "" && len(s) <= EntityMax && utf8.ValidString(s)
}

func textValid(s string) bool { return len(s) <= TextMax && utf8.ValidString(s) }
