package tariff

import (
	"testing"

	"aidollar/core/meter"
	"aidollar/core/money"
)

func TestCompare(t *testing.T) {
	flat, free := Model{Name: "text", OutputMax: 1}, Model{Name: "text", OutputMax: 1, Period: PeriodMonth}
	flat.SetPrice(meter.Output, money.Units(3))
	free.Base().Scales = []Scale{{Meters: meter.SetOf(meter.Output), Mode: Graduated, Basis: PerPeriod, Tiers: []Tier{{UpTo: 100}, {Price: money.Units(4)}}}}
	flat.Default()
	free.Default()
	other := flat
	other.Name = "other"
	old, new := &Card{Models: []Model{other, flat}}, &Card{Models: []Model{free}}

	june, july := Circumstance{At: moment(t, "2026-06-30T12:00:00Z")}, Circumstance{At: moment(t, "2026-07-01T12:00:00Z")}
	list, ok := Compare(old, new, []Use{
		{Model: "text", Circumstance: june, Quantities: meter.Quantities{meter.Output: 30}, Count: 5},
		{Model: "other", Circumstance: june, Quantities: meter.Quantities{meter.Output: 1}, Count: 2},
		{Model: "text", Circumstance: july, Quantities: meter.Quantities{meter.Output: 90}, Count: 1},
		{Model: "text", Circumstance: july, Quantities: meter.Quantities{meter.Image: 90}, Count: 7},
	})
	want := []Comparison{
		{Model: "other", Calls: 2, Old: Sum{Due: money.Units(6)}, New: Sum{Refused: 2}},
		// In June 150 tokens, of which 100 are free; July begins anew.
		{Model: "text", Calls: 13, Old: Sum{Due: money.Units(720), Refused: 7}, New: Sum{Due: money.Units(200), Refused: 7}},
	}
	if !ok || len(list) != 2 || list[0] != want[0] || list[1] != want[1] {
		t.Errorf("%v: %+v", ok, list)
	}
	if _, ok := Compare(old, new, []Use{{Model: "text", Quantities: meter.Quantities{meter.Output: 1}, Count: UseCallsMax + 1}}); ok {
		t.Error("calls without number are summed up")
	}
	old.Models[1].SetPrice(meter.Output, PriceMax)
	if _, ok := Compare(old, old, []Use{{Model: "text", Quantities: meter.Quantities{meter.Output: ^uint64(0)}, Count: 1}}); ok {
		t.Error("a sum that does not fit is given")
	}
}
