package tariff

import (
	"testing"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// tiered is a model with three variants and graduated tiers by the month.
func tiered(t testing.TB) Model {
	m := Model{Name: "demo-tiered", OutputMax: 4_096, Period: PeriodMonth}
	for i, v := range []Variant{
		{Name: "night", When: Condition{Windows: []Window{{Days: 0x1f, From: 22 * 60, To: 6 * 60}}}},
		{Name: "batch", When: Condition{Services: []string{"batch"}}},
		{},
	} {
		v.SetPrice(meter.Input, price(t, "0.15", 1_000_000))
		v.Scales = []Scale{{Meters: meter.SetOf(meter.Output), Mode: Graduated, Basis: PerPeriod, Tiers: []Tier{
			{UpTo: 1_000_000}, {UpTo: 10_000_000, Price: money.Units(uint64(600_000 + i))}, {Price: money.Units(400_000)},
		}}}
		v.Default()
		m.Variants = append(m.Variants, v)
	}
	return m
}

func TestTieredPricingDoesNotAllocate(t *testing.T) {
	m, z := tiered(t), zoneOf(t, "Europe/Berlin", 2020, 2060)
	at := &Circumstance{At: moment(t, "2026-11-20T12:00:00Z"), Zone: z}
	q := &meter.Quantities{meter.Request: 1, meter.Input: 86, meter.Output: 1_186}
	before, ahead := &meter.Quantities{meter.Output: 9_999_000}, &meter.Quantities{meter.Output: 100}
	limits := []Limit{{meter.TextInput, 1_000}, {meter.TextOutput, 4_096}}
	var sum money.Amount
	if n := testing.AllocsPerRun(100, func() {
		due, _, _ := m.Exact(at, q, before)
		bound, _ := m.Bound(limits, at, before, ahead)
		sum, _ = due.Add(bound)
	}); n != 0 {
		t.Errorf("pricing a call allocates %v times", n)
	}
	if sum.IsZero() {
		t.Error("nothing was priced")
	}
}

func BenchmarkExactTiered(b *testing.B) {
	m, z := tiered(b), zoneOf(b, "Europe/Berlin", 2020, 2060)
	at := &Circumstance{At: moment(b, "2026-11-20T12:00:00Z"), Zone: z}
	q := &meter.Quantities{meter.Request: 1, meter.Input: 86, meter.InputCached: 1_920, meter.Output: 1_186}
	before := &meter.Quantities{meter.Output: 9_999_000}
	b.ReportAllocs()
	for b.Loop() {
		if due, _, _ := m.Exact(at, q, before); due.IsZero() {
			b.Fatal("nothing was due")
		}
	}
}

func BenchmarkBoundTiered(b *testing.B) {
	m, z := tiered(b), zoneOf(b, "Europe/Berlin", 2020, 2060)
	at := &Circumstance{At: moment(b, "2026-11-20T12:00:00Z"), Zone: z}
	before, ahead := &meter.Quantities{meter.Output: 9_999_000}, &meter.Quantities{meter.Output: 100}
	limits := []Limit{{meter.SetOf(meter.Request), 1}, {meter.TextInput, 1_000}, {meter.TextOutput, 4_096}}
	b.ReportAllocs()
	for b.Loop() {
		if amount, _ := m.Bound(limits, at, before, ahead); amount.IsZero() {
			b.Fatal("nothing was bounded")
		}
	}
}
