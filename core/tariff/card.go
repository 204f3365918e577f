package tariff

import (
	"fmt"
	"sort"

	"aidollar/core/meter"
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
	CardNameMax  = 64    // bytes
	ModelNameMax = 128   // bytes
	ModelsMax    = 4_096 // models on one card
)

// PriceMax is the highest price: 10^9 of the currency for a single unit. It
// stops slips such as a price in another currency's smallest units.
var PriceMax, _ = money.Units(1_000_000_000).Mul64(1_000_000_000_000_000_000)

// Model is what a card says of one model.
type Model struct {
	Name string // as buyers ask for it, whatever the upstream calls it

	Prices [meter.MeterCount]Ticks // per single unit; zero where not priced
	Priced meter.Set               // meters with a price, which may be zero

	InputMax  uint64 // tokens of a prompt; zero is no limit
	OutputMax uint64 // tokens of an answer; never zero
}

// Card is a seller's rate card. A version is never changed once it is in use:
// new prices are a new version.
type Card struct {
	Name       string
	Version    uint32  // from one up
	Asset      string  // code of the asset that prices are in
	ValidFrom  int64   // Unix nanoseconds, inclusive; zero is open
	ValidUntil int64   // Unix nanoseconds, exclusive; zero is open
	Models     []Model // ordered by name, each name once
}

// Model finds a model by its name. It does not allocate.
func (c *Card) Model(name string) (*Model, bool) {
	low, high := 0, len(c.Models)
	for low < high {
		middle := int(uint(low+high) >> 1)
		if c.Models[middle].Name < name {
			low = middle + 1
		} else {
			high = middle
		}
	}
	if low < len(c.Models) && c.Models[low].Name == name {
		return &c.Models[low], true
	}
	return nil, false
}

// ValidAt reports whether the card is in force at a time in Unix nanoseconds.
func (c *Card) ValidAt(now int64) bool {
	return (c.ValidFrom == 0 || now >= c.ValidFrom) && (c.ValidUntil == 0 || now < c.ValidUntil)
}

// Sort puts the models in order.
func (c *Card) Sort() {
	sort.SliceStable(c.Models, func(i, j int) bool { return c.Models[i].Name < c.Models[j].Name })
}

// inherited says which meter's price another one takes when it has none of its
// own. Sources come before those that take from them.
var inherited = [...]struct{ meter, from meter.Meter }{
	{meter.InputCached, meter.Input},
	{meter.InputCacheWrite, meter.Input},
	{meter.InputCacheWriteHour, meter.InputCacheWrite},
	{meter.InputAudioCached, meter.InputAudio},
	{meter.OutputReasoning, meter.Output},
}

// Default fills in the prices that follow from others, once, when a card is
// made: cached input and cache writes cost what input costs, cached audio what
// audio costs, reasoning what output costs. A request, which every call is, has
// no price of its own unless the card gives it one. Everything else stays
// unpriced.
func (m *Model) Default() {
	if !m.Priced.Has(meter.Request) {
		m.SetPrice(meter.Request, Ticks{})
	}
	for _, d := range inherited {
		if !m.Priced.Has(d.meter) && m.Priced.Has(d.from) {
			m.SetPrice(d.meter, m.Prices[d.from])
		}
	}
}

// SetPrice gives a meter its price.
func (m *Model) SetPrice(of meter.Meter, price Ticks) {
	m.Prices[of] = price
	m.Priced |= meter.SetOf(of)
}

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
	if m.Priced == 0 {
		return cardError("model_unpriced", "model %q has no price; free use is written as a price of 0", m.Name)
	}
	if m.Priced&^meter.All != 0 {
		return cardError("model_meter_unknown", "model %q has a price for a meter that does not exist", m.Name)
	}
	for i, price := range m.Prices {
		at := meter.Meter(i)
		if PriceMax.Less(price) {
			return cardError("price_too_high", "model %q has a price for %s above 10^9 for a single %s", m.Name, at, at.Unit())
		}
		if !price.IsZero() && !m.Priced.Has(at) {
			return cardError("price_inconsistent", "model %q has a price for %s that is not marked as priced", m.Name, at)
		}
	}
	for _, d := range inherited {
		if m.Priced.Has(d.from) && !m.Priced.Has(d.meter) {
			return cardError("price_default_missing", "model %q has a price for %s and none for %s; defaults are filled in when the card is made", m.Name, d.from, d.meter)
		}
	}
	return nil
}
