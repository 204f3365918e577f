package licence

import (
	"fmt"
	"strings"
	"testing"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

func TestEachFaultOfAQuotaIsNamed(t *testing.T) {
	meter := Quota{Name: "m", Kind: Meter, Unit: "chips", Window: Total}
	limit := Quota{Name: "c", Kind: Cap, Unit: "eur-cents", Window: Average, UnitsMax: money.Units(1)}
	share := Quota{Name: "s", Kind: Share, Unit: "chips", Window: Total, Base: "m", PPM: 1}
	many := func(n int) (names []string) {
		for i := range n {
			names = append(names, fmt.Sprintf("Participant/%05d", i))
		}
		return names
	}
	for _, c := range []struct {
		what string
		of   Quota
		with func(*Quota)
	}{
		{"name", meter, func(q *Quota) { q.Name = "M" }},
		{"meter, a licence, a cap or a share", meter, func(q *Quota) { q.Kind = 0 }},
		{"meter, a licence, a cap or a share", meter, func(q *Quota) { q.Kind = Share + 1 }},
		{"unit", meter, func(q *Quota) { q.Unit = "" }},
		{"window", meter, func(q *Quota) { q.Window = 0 }},
		{"window", meter, func(q *Quota) { q.Window = Average + 1 }},
		{"UTF-8", meter, func(q *Quota) { q.Title = "\xff" }},
		{"200 bytes", h200, func(q *Quota) { q.Authority = strings.Repeat("a", TextMax+1) }},
		{"only a licence has", meter, func(q *Quota) { q.Holder = "Participant/a" }},
		{"only a licence has", limit, func(q *Quota) { q.Until = 1 }},
		{"only a licence has", share, func(q *Quota) { q.Goods = []string{"Chip/a"} }},
		{"only a licence and a cap", meter, func(q *Quota) { q.UnitsMax = money.Units(1) }},
		{"only a licence and a cap", share, func(q *Quota) { q.CountMax = 1 }},
		{"only of a cap", h200, func(q *Quota) { q.Together, q.CountMax = true, 1 }},
		{"only a share has", limit, func(q *Quota) { q.Base = "m" }},
		{"only a share has", h200, func(q *Quota) { q.PPM = 1 }},
		{"a cap has", limit, func(q *Quota) { q.UnitsMax = money.Amount{} }},
		{"both to be exceeded", limit, func(q *Quota) { q.Together = true }},
		{"names another quota", share, func(q *Quota) { q.Base = "" }},
		{"names another quota", share, func(q *Quota) { q.Base = "s" }},
		{"parts in a million", share, func(q *Quota) { q.PPM = 0 }},
		{"parts in a million", share, func(q *Quota) { q.PPM = PPMMax + 1 }},
		{"authority", h200, func(q *Quota) { q.Authority = "" }},
		{"a holder such as", h200, func(q *Quota) { q.Holder = "a" }},
		{"a holder such as", h200, func(q *Quota) { q.Holder = "Participant/" + strings.Repeat("a", EntityMax) }},
		{"a licence has units", h200, func(q *Quota) { q.UnitsMax = money.Amount{} }},
		{"ends after", h200, func(q *Quota) { q.Until = q.From }},
		{"customers", h200, func(q *Quota) { q.Customers = []string{"Participant/"} }},
		{"customers", h200, func(q *Quota) { q.Customers = []string{"Participant/x", "Participant/x"} }},
		{"customers", h200, func(q *Quota) { q.Customers = many(CustomersMax + 1) }},
		{"goods", h200, func(q *Quota) { q.Goods = many(GoodsMax + 1) }},
	} {
		q := c.of
		if fault := q.Fault(); fault != "" {
			t.Fatalf("%s: %s", q.Name, fault)
		}
		c.with(&q)
		b := NewBook()
		set(t, b, meter)
		if fault := q.Fault(); !strings.Contains(fault, c.what) {
			t.Errorf("%+v: %q, want something of %q", q, fault, c.what)
		}
		if r := b.Set(q); r != QuotaInvalid {
			t.Errorf("%+v is set: %q", q, r)
		}
	}
	full := h200
	full.Customers, full.Goods = many(CustomersMax), many(GoodsMax)
	set(t, NewBook(), full)
}

// TestAChangeLosesNothing: a bound below what was used refuses what comes, and what has
// ended goes on where it was.
func TestAChangeLosesNothing(t *testing.T) {
	b := NewBook()
	set(t, b, h200)
	now := noon("2026-05-13")
	for id := range uint64(2) {
		if r := b.Draw(now, take(id+1, from("h200", 30))); r.Refusal != "" {
			t.Fatal(r)
		}
	}
	b.Settle(ledger.ID{Lo: 1}, nil)
	lower := h200
	lower.UnitsMax, lower.Customers = money.Units(20), []string{"Participant/y", "Participant/x"}
	set(t, b, lower)
	if r := b.Set(lower); r != Exists {
		t.Errorf("the same again: %q", r)
	}
	s, _ := b.Standing("h200", now)
	if s.Used != money.Units(30) || s.Held != money.Units(30) || !s.Room.Left.IsZero() || s.Quota.Customers[0] != "Participant/x" {
		t.Errorf("lowered: %+v", s)
	}
	if r := b.Draw(now, take(3, from("h200", 1))); r.Refusal != QuotaUnits || !r.Left.IsZero() {
		t.Errorf("above a lower bound: %+v", r)
	}
	if r := b.Settle(ledger.ID{Lo: 2}, nil); r != "" {
		t.Errorf("what was open is settled: %q", r)
	}
	v := b.Freeze()
	v.Check(func(format string, args ...any) { t.Errorf(format, args...) })

	if r := b.End("h200"); r != "" {
		t.Fatal(r)
	}
	if r := b.End("h200"); r != Exists {
		t.Errorf("ended again: %q", r)
	}
	set(t, b, h200)
	if s, _ := b.Standing("h200", now); s.Used != money.Units(60) || s.Room.Left != money.Units(40) || s.Ended {
		t.Errorf("entered again: %+v", s)
	}
	if r := b.End("nowhere"); r != QuotaUnknown {
		t.Errorf("ending what is not there: %q", r)
	}
}

func TestAQuotaKeepsItsMeaning(t *testing.T) {
	b := NewBook()
	meter := Quota{Name: "m", Kind: Meter, Unit: "chips", Window: Month}
	share := Quota{Name: "s", Kind: Share, Unit: "chips", Window: Month, Base: "m", PPM: 1}
	set(t, b, meter, Quota{Name: "other", Kind: Meter, Unit: "chips", Window: Month}, share)
	for _, q := range []Quota{
		{Name: "m", Kind: Cap, Unit: "chips", Window: Month, CountMax: 1},
		{Name: "m", Kind: Meter, Unit: "racks", Window: Month},
		{Name: "m", Kind: Meter, Unit: "chips", Window: Day},
		{Name: "s", Kind: Share, Unit: "chips", Window: Month, Base: "other", PPM: 1},
	} {
		if r := b.Set(q); r != QuotaDiffers {
			t.Errorf("%+v: %q", q, r)
		}
	}
	for _, q := range []Quota{
		{Name: "t", Kind: Share, Unit: "chips", Window: Month, Base: "nowhere", PPM: 1},
		{Name: "t", Kind: Share, Unit: "racks", Window: Month, Base: "m", PPM: 1},
		{Name: "t", Kind: Share, Unit: "chips", Window: Total, Base: "m", PPM: 1},
	} {
		if r := b.Set(q); r != QuotaBase {
			t.Errorf("%+v: %q", q, r)
		}
	}
	if r := b.End("m"); r != QuotaBase {
		t.Errorf("a base ended: %q", r)
	}
	b.End("s")
	if r := b.End("m"); r != "" {
		t.Errorf("a base on which nothing rests any more: %q", r)
	}
	if r := b.Set(share); r != QuotaBase {
		t.Errorf("a share of what has ended: %q", r)
	}
}

// TestABookIsBounded: a name more is refused when all are taken, and a change is not.
func TestABookIsBounded(t *testing.T) {
	b := NewBook()
	q := Quota{Kind: Cap, Unit: "u", Window: Day, CountMax: 1}
	for i := range QuotasMax {
		q.Name = fmt.Sprintf("q%d", i)
		set(t, b, q)
	}
	q.CountMax = 2
	set(t, b, q)
	q.Name = "more"
	if r := b.Set(q); r != QuotasFull {
		t.Errorf("one more: %q", r)
	}
}
