package tariff

import (
	"aidollar/core/meter"
	"aidollar/core/money"
)

// Model is what a card says of one model.
type Model struct {
	Name string // as buyers ask for it, whatever the upstream calls it

	InputMax  uint64 // tokens of a prompt; zero is no limit
	OutputMax uint64 // tokens of an answer; never zero

	Period   Period    // over which scales by the period count
	Variants []Variant // the first that matches prices the call; only the last has no condition
}

// Variant is one set of prices, and when it holds. Each meter of it is priced
// in one place: by a flat price or by one scale.
type Variant struct {
	Name string // for receipts; only the last one's may be empty
	When Condition

	Prices  [meter.MeterCount]Ticks // flat prices per single unit; zero where there is none
	Priced  meter.Set               // meters with a flat price, which may be zero
	Scales  []Scale                 // ordered by their lowest meters
	Minimum Ticks                   // the least that a call is due in which anything was used
}

// PriceMax is the highest price: 10^9 of the currency for a single unit. It
// stops slips such as a price in another currency's smallest units.
var PriceMax, _ = money.Units(1_000_000_000).Mul64(1_000_000_000_000_000_000)

// Base gives the variant without a condition, which is the last; a model without
// any gets one. The pointer is good until a variant is added.
func (m *Model) Base() *Variant {
	if len(m.Variants) == 0 {
		m.Variants = make([]Variant, 1)
	}
	return &m.Variants[len(m.Variants)-1]
}

// Meters gives the meters that the model has a price for, in whatever way. They
// are the same in all variants.
func (m *Model) Meters() meter.Set {
	if len(m.Variants) == 0 {
		return 0
	}
	return m.Variants[len(m.Variants)-1].Meters()
}

// Serves reports whether a class of service is on the card: the standard one
// always is, another when a variant has a price for it.
func (m *Model) Serves(service string) bool {
	if service == "" || service == ServiceStandard {
		return true
	}
	for i := range m.Variants {
		if contains(m.Variants[i].When.Services, service) {
			return true
		}
	}
	return false
}

// SetPrice gives a meter its flat price in the base, so that a model of flat
// prices is made of nothing else.
func (m *Model) SetPrice(of meter.Meter, price Ticks) { m.Base().SetPrice(of, price) }

// Default fills in what follows from other prices, in every variant; see
// Variant.Default.
func (m *Model) Default() {
	m.Base()
	for i := range m.Variants {
		m.Variants[i].Default()
	}
}

// SetPrice gives a meter its flat price.
func (v *Variant) SetPrice(of meter.Meter, price Ticks) {
	v.Prices[of] = price
	v.Priced |= meter.SetOf(of)
}

// Meters gives the meters that the variant has a price for.
func (v *Variant) Meters() meter.Set { return v.Priced | v.scaled() }

func (v *Variant) scaled() (set meter.Set) {
	for i := range v.Scales {
		set |= v.Scales[i].Meters
	}
	return set
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
// audio costs, reasoning what output costs. Where the source is on a scale, they
// are counted on it together with the source. A request, which every call is,
// has no price of its own unless the card gives it one. Everything else stays
// unpriced.
func (v *Variant) Default() {
	if !v.Meters().Has(meter.Request) {
		v.SetPrice(meter.Request, Ticks{})
	}
	for _, d := range inherited {
		if v.Meters().Has(d.meter) {
			continue
		}
		if v.Priced.Has(d.from) {
			v.SetPrice(d.meter, v.Prices[d.from])
		}
		for i := range v.Scales {
			if v.Scales[i].Meters.Has(d.from) {
				v.Scales[i].Meters |= meter.SetOf(d.meter)
			}
		}
	}
}
