package licence

import (
	"bytes"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

func bytesOf(v View) []byte {
	var a wire.Appender
	v.Append(&a)
	return a.B
}

// walk is a book beside its twin.
type walk struct {
	t      *testing.T
	rng    *rand.Rand
	b      *Book
	twin   naive
	now    time.Time
	serial uint64
	ids    []ledger.ID // of draws that may be open
	seen   map[Refusal]int
	late   int // closings of draws whose window was over
	levels map[Level]int
}

// TestNoQuotaIsOverrun walks at random through draws, what becomes of them, changes of
// quotas and time, beside a twin that counts everything anew. After each step all
// standings agree, and the check finds nothing; every now and then the book is restored
// from its bytes and goes on, and a view that was frozen before is still what it was.
func TestNoQuotaIsOverrun(t *testing.T) {
	seen, late, levels := map[Refusal]int{}, 0, map[Level]int{}
	for range 8 {
		seed := rand.Uint64()
		w := &walk{t: t, rng: rand.New(rand.NewPCG(seed, 6)), b: NewBook(), now: time.Date(2026, 1, 20, 9, 0, 0, 0, time.UTC), seen: seen, levels: levels}
		w.begin()
		frozen := w.b.Freeze()
		was := bytesOf(frozen)
		for step := range 900 {
			w.step()
			w.compare()
			if step%60 == 59 {
				if !bytes.Equal(was, bytesOf(frozen)) {
					t.Errorf("step %d: a frozen view has changed", step)
				}
				frozen = w.b.Freeze()
				was = bytesOf(frozen)
			}
			if step%100 == 99 {
				w.restore()
			}
			if t.Failed() {
				t.Fatalf("seed %d, step %d", seed, step)
			}
		}
		late += w.late
	}
	t.Logf("%v, %d closed after their window", seen, late)
	for _, r := range []Refusal{"", Exists, DrawDiffers, QuotaUnits, QuotaCount, QuotaShare, QuotaEnded, QuotaBase, LicenceCustomer, LicenceHolder, LicenceGoods, LicenceExpired, LicenceNotYet, DrawUnknown, DrawExceeded, DrawClosed, DrawOld, DrawAhead} {
		if seen[r] == 0 { // the rarest comes up some fifteen times
			t.Errorf("%q came up %d times: the walk shows little", r, seen[r])
		}
	}
	if levels[LevelNear] == 0 || levels[LevelExhausted] == 0 {
		t.Errorf("told were %v: the walk shows little", levels)
	}
	if late == 0 {
		t.Errorf("%d draws were closed after their window: the walk shows little", late)
	}
}

var walkQuotas = []Quota{
	{Name: "us-volume", Kind: Meter, Unit: "chips", Window: Quarter},
	{Name: "cn-share", Kind: Share, Unit: "chips", Window: Quarter, Base: "us-volume", PPM: 500_000},
	{Name: "year-volume", Kind: Meter, Unit: "chips", Window: Average},
	{Name: "year-share", Kind: Share, Unit: "chips", Window: Average, Base: "year-volume", PPM: 333_333},
	{
		Name: "h200", Kind: Licence, Unit: "chips", Window: Total, UnitsMax: money.Units(4000), Authority: "US-BIS", Holder: "Participant/a",
		Customers: []string{"Participant/x", "Participant/y"}, Goods: []string{"Chip/h200"}, From: time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC).UnixNano(),
	},
	{Name: "yearly", Kind: Licence, Unit: "chips", Window: Year, UnitsMax: money.Units(3000), CountMax: 25, Authority: "BIS", Holder: "Participant/a"},
	{Name: "daily", Kind: Cap, Unit: "eur", Window: Day, UnitsMax: money.Units(400), CountMax: 4},
	{Name: "monthly", Kind: Cap, Unit: "eur", Window: Month, CountMax: 12},
	{Name: "mica", Kind: Cap, Unit: "eur", Window: Average, UnitsMax: money.Units(20), CountMax: 1, Together: true},
	{Name: "average", Kind: Cap, Unit: "eur", Window: Average, UnitsMax: money.Units(30)},
}

func (w *walk) begin() {
	for _, q := range walkQuotas {
		w.set(q)
	}
}

func (w *walk) set(q Quota) {
	got := w.b.Set(q)
	w.seen[got]++
	have := w.twin.quota(q.Name)
	var want Refusal
	switch {
	case have != nil && !have.ended && fmt.Sprint(have.Quota) == fmt.Sprint(q):
		want = Exists
	case q.Kind == Share && w.twin.quota(q.Base).ended:
		want = QuotaBase
	case have != nil:
		have.Quota, have.ended = q, false
	default:
		w.twin.quotas = append(w.twin.quotas, &naiveQuota{Quota: q})
	}
	if got != want {
		w.t.Errorf("setting %+v: %q, want %q", q, got, want)
	}
}

func (w *walk) end(name string) {
	got := w.b.End(name)
	w.seen[got]++
	q := w.twin.quota(name)
	var want Refusal
	if q.ended {
		want = Exists
	}
	for _, s := range w.twin.quotas {
		if s.Kind == Share && s.Base == name && !s.ended && !q.ended {
			want = QuotaBase
		}
	}
	if want == "" {
		q.ended = true
	}
	if got != want {
		w.t.Errorf("ending %s: %q, want %q", name, got, want)
	}
}

func pick[T any](w *walk, of ...T) T { return of[w.rng.IntN(len(of))] }

func (w *walk) step() {
	w.b.Advance(w.now.UnixNano())
	switch n := w.rng.IntN(100); {
	case n < 50:
		w.draw()
	case n < 80:
		w.close()
	case n < 85:
		q := pick(w, w.twin.quotas...).Quota
		if !q.UnitsMax.IsZero() {
			q.UnitsMax = money.Units(q.UnitsMax.Lo*uint64(60+w.rng.IntN(90))/100 + 1)
		}
		if q.Kind == Licence {
			q.Until = max(q.From+1, w.now.Add(time.Duration(w.rng.IntN(200*24))*time.Hour).UnixNano())
		}
		if q.Kind == Share {
			q.PPM = uint32(w.rng.IntN(900_000) + 1)
		}
		w.set(q)
	case n < 86:
		w.end(pick(w, w.twin.quotas...).Name)
	case n < 91:
		for _, q := range w.twin.quotas { // the one that has ended, or is its base
			if q.ended || w.rng.IntN(20) == 0 {
				w.set(q.Quota)
				break
			}
		}
	default:
		// Mostly hours, now and then more than a window.
		hours := pick(w, 1, 1, 2, 5, 5, 20, 20, 30, 200, 900)
		w.now = w.now.Add(time.Duration(w.rng.IntN(hours*3600)+1) * time.Second)
	}
}

func (w *walk) draw() {
	w.serial++
	d := Draw{
		ID: ledger.ID{Hi: 7, Lo: w.serial}, Holder: pick(w, "Participant/a", "Participant/a", "Participant/a", "Participant/b"),
		Customer: pick(w, "Participant/x", "Participant/y", "Participant/z"), Goods: pick(w, "Chip/h200", "Chip/h200", "Chip/b30", ""),
	}
	d.Times = uint64(pick(w, 0, 0, 0, 1, 2, 5))
	if d.Keep = w.rng.IntN(3) == 0; d.Keep {
		ahead := time.Duration(pick(w, 0, 0, 0, -1500, -1400, 1, 2)) * time.Minute
		d.ID.Hi = uint64(w.now.Add(ahead).UnixMilli()) << 16
	}
	for _, i := range w.rng.Perm(len(walkQuotas))[:1+w.rng.IntN(3)] {
		d.Lines = append(d.Lines, Line{walkQuotas[i].Name, money.Units(uint64(w.rng.IntN(pick(w, 2, 40, 400))))})
	}
	w.ask(d)
	switch w.rng.IntN(8) {
	case 0:
		w.ask(d) // again
	case 1:
		d.Lines[0].Units, _ = d.Lines[0].Units.Add(money.Units(1))
		w.ask(d)
	}
}

func (w *walk) ask(d Draw) {
	d.Lines = append([]Line(nil), d.Lines...)
	before := bytesOf(w.b.Freeze())
	got := w.b.Draw(w.now.UnixNano(), &d)
	want, quota := w.twin.draw(w.now, d)
	w.seen[got.Refusal]++
	if got.Refusal != want || got.Quota != quota {
		w.t.Errorf("at %s %+v: %+v, want %q by %q", w.now, d, got, want, quota)
	}
	if got.Refusal == "" {
		w.ids = append(w.ids, d.ID)
		w.b.Raised(w.now.UnixNano(), d.Lines, func(s *Standing, level Level) {
			w.levels[level]++
			few := s.Room.UnitsBound && bigOf(s.Room.Left).Cmp(new(big.Int).Div(bigOf(s.Room.UnitsMax), big.NewInt(5))) <= 0 || s.Room.DrawsBound && s.Room.Draws <= s.Room.DrawsMax/5
			none := s.Room.UnitsBound && s.Room.Left.IsZero() || s.Room.DrawsBound && s.Room.Draws == 0
			if !few || none != (level == LevelExhausted) && !s.Quota.Together {
				w.t.Errorf("told %d of %+v", level, s)
			}
		})
	} else if !bytes.Equal(before, bytesOf(w.b.Freeze())) {
		w.t.Errorf("%+v was refused by %q and left a trace", d, got.Refusal)
	}
}

func (w *walk) close() {
	if len(w.ids) == 0 {
		return
	}
	at := w.rng.IntN(len(w.ids))
	id := w.ids[at]
	keeps := id.Hi != 7
	if w.rng.IntN(20) == 0 {
		w.ask(Draw{ID: id, Keep: keeps, Lines: []Line{{"us-volume", money.Units(1)}}})
		return
	}
	if d := w.twin.find(id); d != nil {
		for _, l := range d.Lines {
			if !inWindow(w.twin.quota(l.Quota).Window, d.at, w.now) {
				w.late++
			}
		}
	}
	var got, want Refusal
	switch d, open := w.b.Open(id); {
	case w.rng.IntN(3) == 0:
		got, want = w.b.Return(id), w.twin.close(w.now, id, "returned", nil)
	case !open || w.rng.IntN(3) == 0:
		got, want = w.b.Settle(id, nil), w.twin.close(w.now, id, "settled", nil)
	default:
		used := make([]money.Amount, len(d.Lines))
		for i, l := range d.Lines {
			used[i] = money.Units(w.rng.Uint64N(l.Units.Lo + 1))
		}
		if w.rng.IntN(8) == 0 {
			used[0] = money.Units(d.Lines[0].Units.Lo + 1)
		}
		got, want = w.b.Settle(id, used), w.twin.close(w.now, id, "settled", used)
	}
	w.seen[got]++
	if got != want {
		w.t.Errorf("closing %s: %q, want %q", id, got, want)
	}
	if got == "" && w.rng.IntN(3) == 0 {
		w.ask(Draw{ID: id, Keep: keeps, Lines: []Line{{"us-volume", money.Units(1)}}})
	}
	if got == "" && w.rng.IntN(4) > 0 { // else it is closed again later, or drawn
		w.ids = append(w.ids[:at], w.ids[at+1:]...)
	}
}

func (w *walk) compare() {
	for _, d := range w.twin.compare(w.b, w.now) {
		w.t.Error(d)
	}
	v := w.b.Freeze()
	v.Check(func(format string, args ...any) { w.t.Errorf(format, args...) })
}

func (w *walk) restore() {
	was := bytesOf(w.b.Freeze())
	r := &wire.Reader{B: was}
	b, err := RestoreBook(r)
	if err != nil || r.Err() != nil {
		w.t.Fatal(err, r.Err())
	}
	if !bytes.Equal(was, bytesOf(b.Freeze())) {
		w.t.Error("what was restored has other bytes")
	}
	w.b = b
}

// TestLargeSumsAreExact: shares of sums that fill 128 bits, and quotas that have counted
// all that they can.
func TestLargeSumsAreExact(t *testing.T) {
	b := NewBook()
	set(t, b, Quota{Name: "base", Kind: Meter, Unit: "u", Window: Total}, Quota{Name: "group", Kind: Share, Unit: "u", Window: Total, Base: "base", PPM: PPMMax})
	counted := new(big.Int)
	for i := range uint64(3) {
		if r := b.Draw(0, &Draw{ID: ledger.ID{Lo: i + 1}, Lines: []Line{{"base", DrawUnitsMax}}}); r.Refusal != "" {
			t.Fatal(r)
		}
		b.Settle(ledger.ID{Lo: i + 1}, nil)
		counted.Add(counted, bigOf(DrawUnitsMax))
	}
	s, _ := b.Standing("group", 0)
	if want := counted.Mul(counted, big.NewInt(PPMMax/1_000_000)); s.Room.Left.String() != want.String() {
		t.Errorf("%s are left, want %s", s.Room.Left, want)
	}
	// As though it had counted four billion such draws.
	q := b.quotas.Change(0)
	q.present.used = money.Amount{Hi: math.MaxUint64 - 1<<32, Lo: math.MaxUint64}
	if r := b.Draw(0, &Draw{ID: ledger.ID{Lo: 9}, Lines: []Line{{"base", DrawUnitsMax}}}); r.Refusal != "" {
		t.Errorf("what 128 bits hold: %v", r)
	}
	q.present.used = money.Amount{Hi: math.MaxUint64, Lo: 1}
	if r := b.Draw(0, &Draw{ID: ledger.ID{Lo: 10}, Lines: []Line{{"base", DrawUnitsMax}}}); r.Refusal != QuotaFull {
		t.Errorf("more than 128 bits hold: %v", r)
	}
	if s, _ := b.Standing("group", 0); s.Room.Left != money.AmountMax {
		t.Errorf("of a hundred times 2^128 %s are left", s.Room.Left)
	}
}
