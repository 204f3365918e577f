package clearing_test

import (
	"bytes"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

// tiered is a model whose input falls in price by volume and whose output is
// graduated, both over the day, and which costs half as much in region far.
func tiered() tariff.Model {
	m := tariff.Model{Name: "tiered", OutputMax: 4_096, Period: tariff.PeriodDay}
	scale := func(of meter.Meter, mode tariff.Mode, first, then uint64) tariff.Scale {
		return tariff.Scale{Meters: meter.SetOf(of), Mode: mode, Basis: tariff.PerPeriod, Tiers: []tariff.Tier{
			{UpTo: 1_000, Price: money.Units(first)}, {Price: money.Units(then)},
		}}
	}
	far := tariff.Variant{Name: "far", When: tariff.Condition{Regions: []string{"far"}}}
	far.SetPrice(meter.Request, money.Amount{})
	far.SetPrice(meter.Input, money.Units(1_000_000_000))
	far.SetPrice(meter.Output, money.Units(1_000_000_000))
	base := tariff.Variant{Scales: []tariff.Scale{
		scale(meter.Input, tariff.Volume, 10_300_000_007, 7_000_000_001), scale(meter.Output, tariff.Graduated, 3_000_000_003, 2_500_000_000),
	}}
	base.SetPrice(meter.Request, money.Amount{})
	far.Default()
	base.Default()
	m.Variants = []tariff.Variant{far, base}
	return m
}

func (s *shop) putModel(m tariff.Model) *tariff.Model {
	s.t.Helper()
	card := tariff.Card{Name: "tiers", Version: 1, Asset: "USD", Models: []tariff.Model{m}}
	b, err := card.AppendBinary(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	s.do(clearing.PutCard{Seller: s.seller, Card: b})
	return &card.Models[0]
}

func big128(a money.Amount) *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Add(n, new(big.Int).SetUint64(a.Lo))
}

// ticksOf is what a contract has been charged and has yet to be, less what it
// has been given back, in ticks.
func (s *shop) ticksOf(charged *big.Int) *big.Int {
	s.t.Helper()
	standing, ok := s.m.Standing(s.buyer, s.seller, usd)
	if !ok {
		s.t.Fatal("there is no contract")
	}
	sum := new(big.Int).Add(charged, big128(standing.Owed))
	sum.Mul(sum, big.NewInt(tariff.TicksPerUnit))
	return sum.Add(sum, new(big.Int).SetUint64(standing.Carry)).Sub(sum, big128(standing.Credit))
}

// TestAPeriodsCallsCostWhatTheirSumCosts, in whatever order they are reserved
// and captured, whatever is void, over a restore, with credit when the volume's
// price falls.
func TestAPeriodsCallsCostWhatTheirSumCosts(t *testing.T) {
	t.Logf("seed %d", *seed)
	random := rand.New(rand.NewPCG(*seed, 4))
	s := newShop(t, 15_000)
	s.deposit(money.Units(1 << 40))
	model := s.putModel(tiered())
	charged, exact := new(big.Int), new(big.Int)
	for day := range 3 {
		var open []clearing.Reserve
		var total meter.Quantities
		credited := false
		for range 150 {
			if random.IntN(2) == 0 || len(open) == 0 {
				r := s.reservation(random.Uint64N(150), random.Uint64N(150))
				r.Model = "tiered"
				s.do(r)
				open = append(open, r)
				continue
			}
			i := random.IntN(len(open))
			r := open[i]
			open = append(open[:i], open[i+1:]...)
			if random.IntN(5) == 0 {
				s.do(clearing.Void{Call: r.Call})
				continue
			}
			u := used(r.Limits[1].Max/uint64(1+random.IntN(2)), r.Limits[2].Max)
			a := s.do(clearing.Capture{Call: r.Call, Usage: u}).Call
			if !a.Waived.IsZero() || a.Before != total {
				t.Fatalf("the bound was too low, or the count is wrong: %+v", a)
			}
			charged.Add(charged, big128(a.Charge))
			total.Add(&u.Quantities)
			credited = credited || !a.Credit.IsZero()
		}
		due, _, _ := model.Exact(&tariff.Circumstance{At: s.now}, &total, nil)
		exact.Add(exact, big128(due))
		if got := s.ticksOf(charged); got.Cmp(exact) != 0 || !credited {
			t.Errorf("day %d: %v ticks were charged for %v, their sum costs %v; a tier fell: %v", day, got, total, exact, credited)
		}
		for _, r := range open {
			s.do(clearing.Void{Call: r.Call})
		}
		restored, err := clearing.Restore(bytes.NewReader(s.bytes()), clearing.DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		s.m = restored
		s.now += int64(24 * time.Hour)
	}
}

// TestTheRegionDecidesThePrice: one that was asked for, else the one that served.
func TestTheRegionDecidesThePrice(t *testing.T) {
	for _, c := range []struct {
		asked, served string
		want          uint64
	}{{"far", "near", 100}, {"near", "far", 1_030}, {"", "far", 100}, {"", "", 1_030}} {
		s := newShop(t, 0)
		s.deposit(money.Units(1 << 40))
		s.putModel(tiered())
		r := s.reservation(100, 0)
		r.Model, r.Region = "tiered", c.asked
		s.do(r)
		if a := s.do(clearing.Capture{Call: r.Call, Usage: used(100, 0), Region: c.served}).Call; a.Charge != money.Units(c.want) {
			t.Errorf("asked for %q, served in %q: charged %v, want %d", c.asked, c.served, a.Charge, c.want)
		}
	}
}
