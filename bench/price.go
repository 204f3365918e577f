package bench

import (
	"errors"
	"fmt"
	"io"
	"math/bits"
	"math/rand/v2"

	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// PriceOptions say what Price measures.
type PriceOptions struct {
	Calls  int // of each measurement
	Rounds int
	Seed   uint64
}

// DefaultPriceOptions measure a few million calls a round.
func DefaultPriceOptions() PriceOptions {
	return PriceOptions{Calls: 4_000_000, Rounds: 7, Seed: 1}
}

// priceCalls is how many different calls are priced in turn: enough to keep the
// processor from learning them, few enough to stay in its cache.
const priceCalls = 1024

// priceCall is one of the calls.
type priceCall struct {
	q, before meter.Quantities
	at        tariff.Circumstance
	limits    [3]tariff.Limit
}

// priceBench is a plain and a rich model, the calls, and the yardstick's prices.
type priceBench struct {
	calls  []priceCall
	flat   tariff.Model
	tiered tariff.Model
	prices [4]uint64
	sum    uint64 // keeps the compiler from leaving work out
}

// Price measures what pricing a call takes on one thread, beside a loop that
// multiplies four quantities by four prices and adds, in numbers of 128 bits
// without any checks. The plain model has flat prices; the rich one has three
// variants with conditions on time and service, and graduated tiers by the month.
func Price(w io.Writer, o PriceOptions) error {
	b := newPriceBench(o.Seed)
	Facts(w)
	fmt.Fprintf(w, "price: %d calls a round of 4 meters each, %d rounds, seed %d, one thread\n", o.Calls, o.Rounds, o.Seed)
	var bare, flat, tiered, boundFlat, boundTiered series
	measure := func(price func(c *priceCall) bool) func(uint64) (float64, error) {
		return func(uint64) (float64, error) {
			refused := 0
			start := processTime()
			for i := range o.Calls {
				if !price(&b.calls[i%priceCalls]) {
					refused++
				}
			}
			spent := processTime() - start
			if refused > 0 {
				return 0, errors.New("a call of the benchmark was refused")
			}
			return float64(o.Calls) / max(spent.Seconds(), 1e-9), nil
		}
	}
	steps := []step{
		{&bare, measure(b.multiplyAdd)},
		{&flat, measure(func(c *priceCall) bool { return b.exact(&b.flat, c) })},
		{&tiered, measure(func(c *priceCall) bool { return b.exact(&b.tiered, c) })},
		{&boundFlat, measure(func(c *priceCall) bool { return b.bound(&b.flat, c) })},
		{&boundTiered, measure(func(c *priceCall) bool { return b.bound(&b.tiered, c) })},
	}
	if err := alternate(o.Rounds, o.Seed, steps); err != nil {
		return err
	}
	t := newTable(w, "measured", "median", "best", "times the bare loop")
	row := func(name string, s series) {
		t.row(name, nanos(1/s.median()), nanos(1/s.best()), ratio(bare, s))
	}
	row("bare multiply and add", bare)
	row("charge, flat prices", flat)
	row("charge, 3 variants and graduated tiers", tiered)
	row("reservation, flat prices", boundFlat)
	row("reservation, 3 variants and graduated tiers", boundTiered)
	if err := t.flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "checksum %016x\n", b.sum)
	return err
}

func nanos(seconds float64) string { return fmt.Sprintf("%.1f ns", seconds*1e9) }

func newPriceBench(seed uint64) *priceBench {
	r := rand.New(rand.NewPCG(seed, 9))
	b := &priceBench{flat: tariff.Model{Name: "flat", OutputMax: 4096}}
	b.flat.SetPrice(meter.Request, money.Units(100_000_000_000_000))
	b.flat.SetPrice(meter.Input, money.Units(150_000_000_000))
	b.flat.SetPrice(meter.InputCached, money.Units(75_000_000_000))
	b.flat.SetPrice(meter.Output, money.Units(600_000_000_000))
	b.flat.Default()
	base := b.flat.Base()
	b.prices = [4]uint64{base.Prices[meter.Request].Lo, base.Prices[meter.Input].Lo, base.Prices[meter.InputCached].Lo, base.Prices[meter.Output].Lo}

	b.tiered = tariff.Model{Name: "tiered", OutputMax: 4096, Period: tariff.PeriodMonth}
	for i, when := range []tariff.Condition{
		{Windows: []tariff.Window{{Days: 0x1f, From: 22 * 60, To: 6 * 60}}},
		{Services: []string{"batch"}},
		{},
	} {
		v := tariff.Variant{Name: fmt.Sprint(i), When: when}
		v.SetPrice(meter.Input, base.Prices[meter.Input])
		v.SetPrice(meter.InputCached, base.Prices[meter.InputCached])
		v.Scales = []tariff.Scale{{Meters: meter.SetOf(meter.Output), Mode: tariff.Graduated, Basis: tariff.PerPeriod, Tiers: []tariff.Tier{
			{UpTo: 1_000_000}, {UpTo: 10_000_000, Price: money.Units(600_000_000_000)}, {Price: money.Units(400_000_000_000)},
		}}}
		v.Default()
		b.tiered.Variants = append(b.tiered.Variants, v)
	}
	zone := &tariff.Zone{Name: "bench", Offsets: []tariff.Offset{{Seconds: 3_600}, {From: 1_790_000_000_000_000_000, Seconds: 7_200}}}
	for range priceCalls {
		c := priceCall{at: tariff.Circumstance{At: 1_795_000_000_000_000_000 + r.Int64N(1<<50), Zone: zone}}
		c.q = meter.Quantities{meter.Request: 1, meter.Input: 1 + r.Uint64N(4_000), meter.InputCached: 1 + r.Uint64N(4_000), meter.Output: 1 + r.Uint64N(2_000)}
		c.before[meter.Output] = r.Uint64N(20_000_000)
		c.limits = [3]tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}, {Meters: meter.TextInput, Max: 8_000}, {Meters: meter.TextOutput, Max: 2_000}}
		b.calls = append(b.calls, c)
	}
	return b
}

func (b *priceBench) multiplyAdd(c *priceCall) bool {
	var hi, lo uint64
	for i, at := range [4]meter.Meter{meter.Request, meter.Input, meter.InputCached, meter.Output} {
		h, l := bits.Mul64(b.prices[i], c.q[at])
		var carry uint64
		lo, carry = bits.Add64(lo, l, 0)
		hi += h + carry
	}
	b.sum += lo ^ hi
	return true
}

func (b *priceBench) exact(m *tariff.Model, c *priceCall) bool {
	due, _, refusal := m.Exact(&c.at, &c.q, &c.before)
	b.sum += due.Lo
	return refusal == tariff.Accepted
}

func (b *priceBench) bound(m *tariff.Model, c *priceCall) bool {
	amount, refusal := m.Bound(c.limits[:], &c.at, &c.before, nil)
	b.sum += amount.Lo
	return refusal == tariff.Accepted
}
