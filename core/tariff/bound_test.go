package tariff

import (
	"math/bits"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// No use within the limits costs more than the bound, whatever the carry is by
// then, and the dearest use reaches it.
func TestBoundHolds(t *testing.T) {
	r := random(t)
	reached := 0
	for range 20_000 {
		m := someModel(r)
		var limits []Limit
		for left := m.Meters(); left != 0; {
			var at meter.Meter
			at, left = left.Next()
			group := meter.SetOf(at) | meter.Set(r.Uint32())&left
			left &^= group
			limits = append(limits, Limit{Meters: group, Max: uint64(r.Uint32() >> r.IntN(32))})
		}
		bound, refusal := m.Bound(limits, plain, nil, nil)
		if refusal != Accepted {
			t.Fatalf("%v: %v", limits, refusal)
		}
		for try := range 4 {
			var q meter.Quantities
			for _, limit := range limits {
				use(&m, &q, limit, func(most uint64) uint64 {
					if try == 0 {
						return most
					}
					return r.Uint64N(most + 1)
				}, try == 0)
			}
			exact, _, refusal := m.Exact(plain, &q, nil)
			if refusal != Accepted {
				t.Fatalf("%v: %v", q, refusal)
			}
			carry := uint64(TicksPerUnit - 1)
			if try > 1 {
				carry = r.Uint64N(TicksPerUnit)
			}
			amount, _ := Charge(exact, carry)
			if bound.Less(amount) {
				t.Fatalf("%v within %v costs %v, the bound is %v", q, limits, amount, bound)
			}
			if amount == bound {
				reached++
			}
		}
	}
	if reached < 20_000 {
		t.Errorf("the dearest use should always reach the bound; it did %d times", reached)
	}
}

// use spreads a limit's units over its meters: all on the dearest one, or at
// random.
func use(m *Model, q *meter.Quantities, limit Limit, choose func(uint64) uint64, dearest bool) {
	left := limit.Max
	for i := range meter.MeterCount {
		at := meter.Meter(i)
		if !limit.Meters.Has(at) {
			continue
		}
		if dearest {
			best := true
			for j := range meter.MeterCount {
				best = best && (!limit.Meters.Has(meter.Meter(j)) || !m.Base().Prices[i].Less(m.Base().Prices[j]))
			}
			if !best {
				continue
			}
		}
		n := choose(left)
		q[at] = n
		left -= n
	}
}

func TestBoundRefuses(t *testing.T) {
	m := demo(t)
	if _, refusal := m.Bound([]Limit{{meter.AudioInput, 1}}, plain, nil, nil); refusal != MeterUnpriced {
		t.Errorf("audio without a price is bounded: %v", refusal)
	}
	if _, refusal := m.Bound([]Limit{{meter.TextInput | meter.AudioInput, 1}}, plain, nil, nil); refusal != MeterUnpriced {
		t.Errorf("a group with one meter unpriced is bounded: %v", refusal)
	}
	if _, refusal := m.Bound([]Limit{{0, 1}}, plain, nil, nil); refusal != MeterUnpriced {
		t.Errorf("a limit on nothing is bounded: %v", refusal)
	}
	if amount, refusal := m.Bound([]Limit{{meter.AudioInput, 0}}, plain, nil, nil); refusal != Accepted || !amount.IsZero() {
		t.Errorf("no audio costs %v, %v", amount, refusal)
	}
	m.SetPrice(meter.Second, PriceMax)
	if _, refusal := m.Bound([]Limit{{meter.SetOf(meter.Second), ^uint64(0)}}, plain, nil, nil); refusal != ChargeOverflow {
		t.Errorf("an endless bound is accepted: %v", refusal)
	}
}

func TestDemoBound(t *testing.T) {
	m := demo(t)
	bound, refusal := m.Bound([]Limit{
		{meter.SetOf(meter.Request), 1}, {meter.TextInput, 1_000}, {meter.TextOutput, 4_096},
	}, plain, nil, nil)
	// 0.0001 + 1000*0.15/10^6 + 4096*0.60/10^6 dollars.
	if refusal != Accepted || bound.Decimal(LedgerScale) != "0.0027076" {
		t.Errorf("the bound is %s, %v", bound.Decimal(LedgerScale), refusal)
	}
}

func TestPricingDoesNotAllocate(t *testing.T) {
	m := demo(t)
	card := &Card{Models: []Model{m}}
	q := meter.Quantities{meter.Request: 1, meter.Input: 86, meter.Output: 162}
	limits := []Limit{{meter.TextInput, 1_000}, {meter.TextOutput, 4_096}}
	var sum money.Amount
	if n := testing.AllocsPerRun(100, func() {
		found, _ := card.Model("demo-text")
		exact, _, _ := found.Exact(plain, &q, nil)
		amount, _ := Charge(exact, 7)
		bound, _ := found.Bound(limits, plain, nil, nil)
		sum, _ = amount.Add(bound)
	}); n != 0 {
		t.Errorf("pricing a call allocates %v times", n)
	}
	if sum.IsZero() {
		t.Error("nothing was priced")
	}
}

func BenchmarkExactAndCharge(b *testing.B) {
	m := demo(b)
	q := meter.Quantities{meter.Request: 1, meter.Input: 86, meter.InputCached: 1_920, meter.Output: 162, meter.OutputReasoning: 1_024}
	b.ReportAllocs()
	carry, seen := uint64(0), uint64(0)
	for b.Loop() {
		exact, _, _ := m.Exact(plain, &q, nil)
		var amount money.Amount
		amount, carry = Charge(exact, carry+1)
		seen |= amount.Lo
	}
	if bits.Len64(seen) == 0 {
		b.Fatal("nothing was charged")
	}
}

func BenchmarkBound(b *testing.B) {
	m := demo(b)
	limits := []Limit{{meter.SetOf(meter.Request), 1}, {meter.TextInput, 1_000}, {meter.TextOutput, 4_096}}
	b.ReportAllocs()
	for b.Loop() {
		if amount, _ := m.Bound(limits, plain, nil, nil); amount.IsZero() {
			b.Fatal("nothing was bounded")
		}
	}
}
