package tariff

import (
	"sort"

	"aidollar/core/money"
)

// Ticks count 10^-18 of the card's currency: 10^-9 ledger units.
type Ticks = money.Amount

const (
	// TickScale is the number of decimals of a price per single unit.
	TickScale = 18
	// LedgerScale is the number of decimals that the card's asset must have in
	// the ledger.
	LedgerScale = money.ScaleDefault
	// TicksPerUnit is how many ticks make one ledger unit; a carry is below it.
	TicksPerUnit = 1_000_000_000
)

// The bounds of a card.
const (
	CardNameMax    = 64      // bytes
	ModelNameMax   = 128     // bytes
	ModelsMax      = 4_096   // models on one card
	VariantNameMax = 64      // bytes
	VariantsMax    = 32      // variants of a model
	ScalesMax      = 16      // scales of a variant
	TiersMax       = 16      // tiers of a scale
	WindowsMax     = 16      // windows of a condition
	WordMax        = 32      // bytes of a region's and a service's name
	WordsMax       = 32      // regions, and services, of a condition
	ZoneNameMax    = 64      // bytes
	OffsetsMax     = 256     // clock changes of a zone
	OffsetMax      = 86_400  // seconds that a clock is away from UTC at most
	UnitsMax       = 1 << 60 // end of a tier, size of a package
)

// Card is a seller's rate card. A version is never changed once it is in use:
// new prices are a new version.
type Card struct {
	Name       string
	Version    uint32  // from one up
	Asset      string  // code of the asset that prices are in
	ValidFrom  int64   // Unix nanoseconds, inclusive; zero is open
	ValidUntil int64   // Unix nanoseconds, exclusive; zero is open
	Zone       Zone    // whose wall clock windows and periods go by
	Models     []Model // ordered by name, each name once
}

// Model finds a model by its name. It does not allocate.
func (c *Card) Model(name string) (*Model, bool) {
	place, ok := c.Find(name)
	if !ok {
		return nil, false
	}
	return &c.Models[place], true
}

// Find gives the place of a model in the card. It does not allocate.
func (c *Card) Find(name string) (place int, ok bool) {
	low, high := 0, len(c.Models)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if c.Models[middle].Name < name {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return low, low < len(c.Models) && c.Models[low].Name == name
}

// ValidAt reports whether the card is in force at a time in Unix nanoseconds.
func (c *Card) ValidAt(now int64) bool {
	return (c.ValidFrom == 0 || now >= c.ValidFrom) && (c.ValidUntil == 0 || now < c.ValidUntil)
}

// Sort puts the models in order.
func (c *Card) Sort() {
	sort.SliceStable(c.Models, func(i, j int) bool { return c.Models[i].Name < c.Models[j].Name })
}
