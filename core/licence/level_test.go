package licence

import (
	"fmt"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// leveller draws from one quota and notes what is told of it.
type leveller struct {
	t      *testing.T
	b      *Book
	now    int64
	serial uint64
	told   []string
}

func (l *leveller) raised() {
	l.b.Raised(l.now, []Line{{Quota: "q"}, {Quota: "nowhere"}}, func(s *Standing, level Level) {
		l.told = append(l.told, fmt.Sprintf("%d at %s+%s", level, s.Used, s.Held))
	})
}

func (l *leveller) draw(units uint64) ledger.ID {
	l.t.Helper()
	l.serial++
	d := take(l.serial, from("q", units))
	if r := l.b.Draw(l.now, d); r.Refusal != "" {
		l.t.Fatal(r)
	}
	l.raised()
	return d.ID
}

func (l *leveller) want(what string, told ...string) {
	l.t.Helper()
	if strings.Join(l.told, ", ") != strings.Join(told, ", ") {
		l.t.Errorf("%s: told %q, want %q", what, l.told, told)
	}
	l.told = nil
	restored, err := RestoreBook(&wire.Reader{B: bytesOf(l.b.Freeze())})
	if err != nil {
		l.t.Fatal(err)
	}
	l.b = restored // who goes on from a snapshot tells nothing twice
}

func level(t *testing.T, day string, q Quota) *leveller {
	t.Helper()
	l := &leveller{t: t, b: NewBook(), now: noon(day)}
	q.Name = "q"
	set(t, l.b, Quota{Name: "base", Kind: Meter, Unit: q.Unit, Window: q.Window}, q)
	return l
}

// TestALevelIsToldOnce, and anew when it was calm, when the window is another one, or when
// the bound is.
func TestALevelIsToldOnce(t *testing.T) {
	q := Quota{Kind: Cap, Unit: "eur", Window: Month, UnitsMax: money.Units(100)}
	l := level(t, "2026-05-13", q)
	l.draw(79)
	l.want("below four fifths")
	calls := []ledger.ID{l.draw(1), l.draw(5), l.draw(10)}
	l.want("four fifths", "1 at 0+80")
	for range 5 { // calls come and go
		l.b.Return(calls[2])
		calls[2] = l.draw(10)
	}
	l.want("up and down")
	last := l.draw(5)
	l.want("all of it", "2 at 0+100")
	l.b.Return(last)
	l.draw(5)
	l.want("all of it again")
	l.b.Return(ledger.ID{Lo: 1}) // 79 come back
	l.draw(1)
	l.want("calm")
	l.draw(78)
	l.want("all of it anew", "2 at 0+100")
	l.now = noon("2026-06-01")
	l.draw(85)
	l.want("another month", "1 at 0+85")

	q.Name, q.UnitsMax = "q", money.Units(85)
	set(t, l.b, q)
	l.raised()
	l.want("a bound that is what was drawn", "2 at 0+85")
	q.UnitsMax = money.Units(1000)
	set(t, l.b, q)
	l.raised()
	l.draw(800)
	l.want("a bound that is far", "1 at 0+885")
	l.b.End("q")
	l.raised()
	l.want("ended")
}

// TestLevelsByDraws: of what is bounded twice the first bound tells, and the second where
// both have to be exceeded.
func TestLevelsByDraws(t *testing.T) {
	l := level(t, "2026-05-13", Quota{Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(100), CountMax: 5})
	for range 4 {
		l.draw(1)
	}
	l.want("four of five", "1 at 0+4")
	l.draw(1)
	l.want("five of five", "2 at 0+5")

	l = level(t, "2026-05-13", Quota{Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(100), CountMax: 5, Together: true})
	for range 5 {
		l.draw(15)
	}
	l.want("one of two bounds")
	l.draw(10)
	l.want("both are near", "1 at 0+85")
	l.draw(15)
	l.want("both are gone", "2 at 0+100")

	l = level(t, "2026-05-13", Quota{Kind: Cap, Unit: "eur", Window: Total, CountMax: 1})
	l.draw(1)
	l.want("the only one", "2 at 0+1")
}

// TestLevelsOfSharesAndAverages: more of the base, and days that pass, make them calm.
func TestLevelsOfSharesAndAverages(t *testing.T) {
	l := level(t, "2026-05-13", Quota{Kind: Share, Unit: "chips", Window: Total, Base: "base", PPM: 500_000})
	l.raised()
	l.want("nothing of nothing")
	base := func(units uint64) {
		d := take(1000+units, from("base", units))
		if r := l.b.Draw(l.now, d); r.Refusal != "" {
			t.Fatal(r)
		}
		l.b.Settle(d.ID, nil)
	}
	base(20)
	l.draw(10)
	l.want("half of the base", "2 at 0+10")
	base(60)
	l.draw(1)
	l.want("of a larger base")
	l.draw(28)
	l.want("near again", "1 at 0+39")

	l = level(t, "2026-05-13", Quota{Kind: Cap, Unit: "eur", Window: Average, UnitsMax: money.Units(1)})
	l.draw(90)
	l.want("the whole average", "2 at 0+90")
	l.now = noon("2026-05-14")
	l.raised()
	l.want("a day later")
	l.now = noon("2026-08-13") // 92 days later
	l.draw(72)
	l.want("when it is out of the average", "1 at 0+72")
}
