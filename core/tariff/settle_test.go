package tariff

import (
	"math/big"
	"testing"

	"aidollar/core/meter"
	"aidollar/core/money"
)

// Over any number of calls, what was charged, what is carried and what was given
// back and not used up make the exact total.
func TestSettleLosesNothing(t *testing.T) {
	r := random(t)
	var charged money.Amount
	var standing Ticks
	carry, exactly := uint64(0), new(big.Int)
	both := 0
	for i := range 20_000 {
		due, credit := Ticks{Lo: r.Uint64() >> r.IntN(60)}, Ticks{}
		if r.IntN(3) == 0 {
			credit = Ticks{Lo: r.Uint64() >> r.IntN(60)}
		}
		amount, carryOut, standingOut, ok := Settle(due, credit, carry, standing)
		if !ok || carryOut >= TicksPerUnit || (!standingOut.IsZero() && (carryOut > 0 || !amount.IsZero())) {
			t.Fatalf("%v less %v with %d carried and %v standing: %v, %d, %v, %v", due, credit, carry, standing, amount, carryOut, standingOut, ok)
		}
		if !standingOut.IsZero() {
			both++
		}
		carry, standing = carryOut, standingOut
		charged, _ = charged.Add(amount)
		exactly.Add(exactly, bigAmount(due)).Sub(exactly, bigAmount(credit))
		total := bigAmount(charged)
		total.Mul(total, big.NewInt(TicksPerUnit)).Add(total, new(big.Int).SetUint64(carry)).Sub(total, bigAmount(standing))
		if total.Cmp(exactly) != 0 {
			t.Fatalf("after %d calls %v ticks are charged, carried or standing of %v", i+1, total, exactly)
		}
	}
	if both == 0 || charged.IsZero() {
		t.Error("credit never stood, or nothing was ever charged")
	}
	if _, _, _, ok := Settle(Ticks{}, money.Units(1), 0, money.AmountMax); ok {
		t.Error("credit beyond all numbers is taken")
	}
}

// A volume tier that is reached makes what was sold before cheaper.
func TestVolumeTierGivesCredit(t *testing.T) {
	m := Model{Name: "m", OutputMax: 1, Period: PeriodMonth}
	m.Base().Scales = []Scale{{
		Meters: meter.SetOf(meter.GPUSecond), Mode: Volume, Basis: PerPeriod,
		Tiers: []Tier{{UpTo: 1_000, Price: money.Units(10)}, {Price: money.Units(7)}},
	}}
	m.Default()
	before := meter.Quantities{meter.GPUSecond: 990}
	due, credit, refusal := m.Exact(plain, &meter.Quantities{meter.GPUSecond: 20}, &before)
	if refusal != Accepted || !due.IsZero() || credit != money.Units(990*10-1_010*7) {
		t.Errorf("due %v, credit %v, %v", due, credit, refusal)
	}
	lines, _ := m.Lines(plain, &meter.Quantities{meter.GPUSecond: 20}, &before)
	if len(lines) != 2 || lines[0].Exact != money.Units(140) || lines[1] != (Line{
		Meter: meter.GPUSecond, Meters: meter.SetOf(meter.GPUSecond), Kind: LineReprice, Tier: 2, Quantity: 990, Price: money.Units(3), Exact: money.Units(2_970), Credit: true,
	}) {
		t.Errorf("the lines are %+v", lines)
	}
}

func TestServices(t *testing.T) {
	m := Model{Variants: []Variant{{Name: "b", When: Condition{Services: []string{"batch"}}}, {}}}
	for service, want := range map[string]bool{"": true, "standard": true, "batch": true, "priority": false} {
		if m.Serves(service) != want {
			t.Errorf("%q is served: %v", service, !want)
		}
	}
}
