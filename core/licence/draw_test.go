package licence

import (
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

func set(t *testing.T, b *Book, quotas ...Quota) {
	t.Helper()
	for _, q := range quotas {
		if r := b.Set(q); r != "" {
			t.Fatalf("setting %s: %s (%s)", q.Name, r, q.Fault())
		}
	}
}

func noon(day string) int64 {
	when, err := time.Parse(time.DateOnly, day)
	if err != nil {
		panic(err)
	}
	return when.Add(12 * time.Hour).UnixNano()
}

func midnight(day string) int64 { return noon(day) - int64(12*time.Hour) }

func take(id uint64, lines ...Line) *Draw {
	return &Draw{ID: ledger.ID{Lo: id}, Holder: "Participant/a", Customer: "Participant/x", Goods: "Chip/h200", Lines: lines}
}

func from(quota string, units uint64) Line { return Line{quota, money.Units(units)} }

var h200 = Quota{
	Name: "h200", Kind: Licence, Unit: "chips", Window: Total, Title: "H200 to China", UnitsMax: money.Units(100), Authority: "US-BIS", Holder: "Participant/a",
	Customers: []string{"Participant/x", "Participant/y"}, Goods: []string{"Chip/h200"}, From: midnight("2026-02-01"), Until: midnight("2027-02-01"),
}

// drawn is a book with something drawn from each of its quotas at a time.
func drawn(t *testing.T, start int64) *Book {
	t.Helper()
	b := NewBook()
	set(
		t, b, h200,
		Quota{Name: "day", Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(50), CountMax: 2},
		Quota{Name: "month", Kind: Cap, Unit: "eur", Window: Month, UnitsMax: money.Units(60)},
		Quota{Name: "quarter", Kind: Cap, Unit: "eur", Window: Quarter, UnitsMax: money.Units(60)},
		Quota{Name: "year", Kind: Cap, Unit: "eur", Window: Year, UnitsMax: money.Units(60)},
		Quota{Name: "average", Kind: Cap, Unit: "eur", Window: Average, UnitsMax: money.Units(1)},
		Quota{Name: "sold", Kind: Meter, Unit: "chips", Window: Month},
		Quota{Name: "group", Kind: Share, Unit: "chips", Window: Month, Base: "sold", PPM: 333_333},
		Quota{Name: "over", Kind: Cap, Unit: "eur", Window: Total, CountMax: 1},
	)
	if r := b.End("over"); r != "" {
		t.Fatal(r)
	}
	for i, d := range []*Draw{
		take(1, from("h200", 40), from("day", 30), from("sold", 10), from("month", 60), from("quarter", 50), from("year", 50)),
		take(2, from("sold", 9), from("average", 80)),
	} {
		if r := b.Draw(start, d); r.Refusal != "" {
			t.Fatalf("draw %d: %+v", i, r)
		}
	}
	if r := b.Settle(ledger.ID{Lo: 2}, nil); r != "" {
		t.Fatal(r)
	}
	return b
}

// TestEachRefusalSaysWhatIsLeftAndUntilWhen: each by itself, and none leaves a trace.
func TestEachRefusalSaysWhatIsLeftAndUntilWhen(t *testing.T) {
	start := noon("2026-05-13")
	b := drawn(t, start)
	was := string(bytesOf(b.Freeze()))
	for _, c := range []struct {
		name string
		now  int64
		d    *Draw
		want Refused
	}{
		{"before", noon("2026-01-31"), take(3, from("h200", 1)), Refused{LicenceNotYet, "h200", money.Units(60), 0, h200.From}},
		{"after", h200.Until, take(3, from("h200", 1)), Refused{LicenceExpired, "h200", money.Units(60), 0, h200.Until}},
		{"holder", start, &Draw{ID: ledger.ID{Lo: 3}, Holder: "Participant/b", Lines: []Line{from("h200", 1)}}, Refused{LicenceHolder, "h200", money.Units(60), 0, h200.Until}},
		{"customer", start, &Draw{ID: ledger.ID{Lo: 3}, Holder: "Participant/a", Customer: "Participant/z", Goods: "Chip/h200", Lines: []Line{from("h200", 1)}}, Refused{LicenceCustomer, "h200", money.Units(60), 0, h200.Until}},
		{"nobody", start, &Draw{ID: ledger.ID{Lo: 3}, Holder: "Participant/a", Goods: "Chip/h200", Lines: []Line{from("h200", 1)}}, Refused{LicenceCustomer, "h200", money.Units(60), 0, h200.Until}},
		{"goods", start, &Draw{ID: ledger.ID{Lo: 3}, Holder: "Participant/a", Customer: "Participant/x", Goods: "Chip/b30", Lines: []Line{from("h200", 1)}}, Refused{LicenceGoods, "h200", money.Units(60), 0, h200.Until}},
		{"units", start, take(3, from("h200", 61)), Refused{QuotaUnits, "h200", money.Units(60), 0, h200.Until}},
		{"second of two", start, take(3, from("sold", 1), from("day", 21)), Refused{QuotaUnits, "day", money.Units(20), 1, midnight("2026-05-14")}},
		{"month", start, take(3, from("month", 1)), Refused{QuotaUnits, "month", money.Amount{}, 0, midnight("2026-06-01")}},
		{"quarter", start, take(3, from("quarter", 11)), Refused{QuotaUnits, "quarter", money.Units(10), 0, midnight("2026-07-01")}},
		{"year", start, take(3, from("year", 11)), Refused{QuotaUnits, "year", money.Units(10), 0, midnight("2027-01-01")}},
		{"average", start, take(3, from("average", 11)), Refused{QuotaUnits, "average", money.Units(10), 0, midnight("2026-08-13")}},
		{"average later", noon("2026-06-01"), take(3, from("average", 11)), Refused{QuotaUnits, "average", money.Units(10), 0, midnight("2026-08-13")}},
		// 9 are settled and 10 open: a third of 9.
		{"share", start, take(3, from("group", 3)), Refused{QuotaShare, "group", money.Units(2), 0, midnight("2026-06-01")}},
		{"share in a new month", noon("2026-06-01"), take(3, from("group", 1)), Refused{QuotaShare, "group", money.Amount{}, 0, midnight("2026-07-01")}},
		{"ended", start, take(3, from("over", 0)), Refused{QuotaEnded, "over", money.Amount{}, 1, 0}},
		{"unknown", start, take(3, from("nowhere", 1)), Refused{Refusal: QuotaUnknown, Quota: "nowhere"}},
		{"again", start, take(1, from("h200", 40), from("day", 30), from("sold", 10), from("month", 60), from("quarter", 50), from("year", 50)), Refused{Refusal: Exists}},
		{"another", start, take(1, from("h200", 41)), Refused{Refusal: DrawDiffers}},
		{"no id", start, take(0, from("sold", 1)), Refused{Refusal: DrawInvalid}},
		{"nothing", start, take(3), Refused{Refusal: DrawInvalid}},
		{"twice the same", start, take(3, from("sold", 1), from("sold", 1)), Refused{Refusal: DrawInvalid}},
		{"too many", start, take(3, make([]Line, LinesMax+1)...), Refused{Refusal: DrawInvalid}},
		{"too much", start, take(3, Line{"sold", money.Amount{Hi: 1 << 32}}), Refused{Refusal: DrawInvalid}},
		{"no entity", start, &Draw{ID: ledger.ID{Lo: 3}, Customer: "x", Lines: []Line{from("sold", 1)}}, Refused{Refusal: DrawInvalid}},
	} {
		if got := b.Draw(c.now, c.d); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
	if string(bytesOf(b.Freeze())) != was {
		t.Error("a refusal left a trace")
	}
	if r := b.Draw(start, take(3, from("day", 0))); r.Refusal != "" {
		t.Fatal(r)
	}
	if got, want := b.Draw(start, take(4, from("day", 1))), (Refused{QuotaCount, "day", money.Units(20), 0, midnight("2026-05-14")}); got != want {
		t.Errorf("a third transaction of two: %+v, want %+v", got, want)
	}
	b.openMax = 2
	if got := b.Draw(start, take(4, from("sold", 1))); got.Refusal != DrawsFull {
		t.Errorf("a third open draw of two: %+v", got)
	}
}

// TestWhatReturnsGoesToItsWindow: as long as that runs, and to no other one.
func TestWhatReturnsGoesToItsWindow(t *testing.T) {
	b := NewBook()
	set(t, b,
		Quota{Name: "day", Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(50), CountMax: 9},
		Quota{Name: "average", Kind: Cap, Unit: "eur", Window: Average, UnitsMax: money.Units(1)},
		Quota{Name: "all", Kind: Meter, Unit: "eur", Window: Total})
	stands := func(now int64, name string, used, held, draws, open uint64) {
		t.Helper()
		s, _ := b.Standing(name, now)
		if s.Used != money.Units(used) || s.Held != money.Units(held) || s.Draws != draws || s.Open != open {
			t.Errorf("%s: %s used in %d, %s held in %d; want %d in %d, %d in %d", name, s.Used, s.Draws, s.Held, s.Open, used, draws, held, open)
		}
	}
	monday, tuesday, summer := noon("2026-03-02"), noon("2026-03-03"), noon("2026-06-02")
	for id, now := range map[uint64]int64{1: monday, 2: monday, 3: monday} {
		if r := b.Draw(now, take(id, from("day", 10), from("average", 10), from("all", 10))); r.Refusal != "" {
			t.Fatal(r)
		}
	}
	b.Settle(ledger.ID{Lo: 1}, []money.Amount{money.Units(4), money.Units(5), money.Units(6)})
	stands(monday, "day", 4, 20, 1, 2)
	stands(monday, "all", 6, 20, 1, 2)
	if r := b.Draw(tuesday, take(4, from("day", 7), from("average", 7))); r.Refusal != "" {
		t.Fatal(r)
	}
	b.Return(ledger.ID{Lo: 2}) // drawn on Monday
	stands(tuesday, "day", 0, 7, 0, 1)
	stands(tuesday, "average", 5, 17, 1, 2)
	stands(tuesday, "all", 6, 10, 1, 1)

	// 92 days later Monday is out of the average, and Tuesday is not.
	stands(summer, "average", 0, 7, 0, 1)
	if r := b.Draw(summer, take(5, from("average", 1))); r.Refusal != "" {
		t.Fatal(r)
	}
	b.Settle(ledger.ID{Lo: 3}, nil)
	b.Settle(ledger.ID{Lo: 4}, nil)
	stands(summer, "average", 7, 1, 1, 1)
	stands(summer, "all", 16, 0, 2, 0)
	s, _ := b.Standing("average", summer)
	if s.AverageUnits != money.Units(1) || s.AverageDraws != 1 || s.Begin != midnight("2026-03-03") || s.End != midnight("2026-06-03") || s.Room.Left != money.Units(82) {
		t.Errorf("the average is %+v", s)
	}
	if r := b.Return(ledger.ID{Lo: 4}); r != DrawUnknown {
		t.Errorf("returned after it was settled: %q", r)
	}
}

// TestAShareHoldsAgainstWhatIsSettled: what the base has open does not count, and what
// it returns later takes nothing back and refuses what comes.
func TestAShareHoldsAgainstWhatIsSettled(t *testing.T) {
	b := NewBook()
	set(t, b, Quota{Name: "us", Kind: Meter, Unit: "chips", Window: Total}, Quota{Name: "cn", Kind: Share, Unit: "chips", Window: Total, Base: "us", PPM: 500_000})
	left := func(want uint64) {
		t.Helper()
		if s, _ := b.Standing("cn", 0); s.Room.Left != money.Units(want) {
			t.Errorf("%s are left, want %d", s.Room.Left, want)
		}
	}
	if r := b.Draw(0, take(1, from("us", 201), from("cn", 1))); r.Refusal != QuotaShare || r.Quota != "cn" {
		t.Errorf("against what is open: %+v", r)
	}
	if r := b.Draw(0, take(1, from("us", 201))); r.Refusal != "" {
		t.Fatal(r)
	}
	left(0)
	b.Settle(ledger.ID{Lo: 1}, nil)
	left(100)
	if r := b.Draw(0, take(2, from("cn", 60))); r.Refusal != "" {
		t.Fatal(r)
	}
	left(40)
	if r := b.Draw(0, take(3, from("cn", 41))); r.Refusal != QuotaShare {
		t.Fatal(r)
	}
	set(t, b, Quota{Name: "cn", Kind: Share, Unit: "chips", Window: Total, Base: "us", PPM: 100_000})
	left(0)
	b.Settle(ledger.ID{Lo: 2}, nil)
	if s, _ := b.Standing("cn", 0); s.Used != money.Units(60) {
		t.Errorf("%s are used, want 60", s.Used)
	}
	if r := b.Draw(0, take(4, from("cn", 0))); r.Refusal != "" {
		t.Errorf("nothing is refused: %+v", r)
	}
}

// TestBothBoundsHaveToBeExceeded: as MiCA Art. 23 has it, which stops an issuer at more
// than a number of transactions and more than a value.
func TestBothBoundsHaveToBeExceeded(t *testing.T) {
	b := NewBook()
	mica := Quota{Name: "mica", Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(100), CountMax: 3}
	set(t, b, mica) // each by itself, and both from now on
	mica.Together = true
	set(t, b, mica)
	for i, c := range []struct {
		units uint64
		want  Refusal
	}{{90, ""}, {50, ""}, {50, ""}, {1, QuotaUnits}, {0, QuotaUnits}} {
		if r := b.Draw(0, take(uint64(i+1), from("mica", c.units))); r.Refusal != c.want {
			t.Errorf("draw %d of %d: %+v, want %q", i, c.units, r, c.want)
		}
	}
	// That each has to hold from now on takes nothing back.
	mica.Together, mica.CountMax = false, 4
	set(t, b, mica)
	if r := b.Draw(0, take(9, from("mica", 1))); r.Refusal != QuotaUnits {
		t.Errorf("beyond one of two: %+v", r)
	}
	v := b.Freeze()
	v.Check(func(format string, args ...any) { t.Errorf(format, args...) })
}

// TestAKeptDrawIsGoodOnce: for a day behind the time of its id, and refused after that.
func TestAKeptDrawIsGoodOnce(t *testing.T) {
	b := NewBook()
	set(t, b, h200)
	now := noon("2026-05-13")
	id := ledger.ID{Hi: uint64(now/millisecond) << 16, Lo: 1}
	d := take(0, from("h200", 10))
	d.ID, d.Keep = id, true
	asked := func(now int64, want Refusal) {
		t.Helper()
		if b.Advance(now); b.Draw(now, d).Refusal != want {
			t.Errorf("%+v, want %q", b.Draw(now, d), want)
		}
	}
	asked(now-61*int64(time.Second), DrawAhead)
	asked(now, "")
	asked(now, Exists)
	if r := b.Settle(id, nil); r != "" {
		t.Fatal(r)
	}
	last := now + 24*int64(time.Hour)
	asked(last, DrawClosed)
	if r := b.Return(id); r != DrawClosed {
		t.Errorf("returned after it was settled: %q", r)
	}
	asked(last+int64(time.Millisecond), DrawOld)
	if b.closed.Len() != 0 || len(b.closedByID) != 0 {
		t.Error("a closed draw is remembered for ever")
	}
}

func TestEveryRefusalHasItsSentence(t *testing.T) {
	for r, s := range sentences {
		if r.Sentence() == "" || strings.HasSuffix(s, ".") || string(r) == strings.ToUpper(string(r)) {
			t.Errorf("%s: %q", r, s)
		}
	}
	if len(sentences) != 24 {
		t.Errorf("there are %d sentences for 24 refusals", len(sentences))
	}
}
