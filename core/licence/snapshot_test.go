package licence

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// filled is a book with everything in it: quotas of all kinds and windows, days of an
// average, and draws that are open in windows that run and that are over.
func filled(t testing.TB) *Book {
	b := NewBook()
	for _, q := range walkQuotas {
		if r := b.Set(q); r != "" {
			t.Fatal(r)
		}
	}
	serial := uint64(0)
	for _, day := range []string{"2026-02-02", "2026-02-03", "2026-05-01", "2026-05-05", "2026-05-06"} {
		for _, units := range []uint64{3, 5} {
			serial++
			d := take(serial, from("average", units), from("daily", units), from("us-volume", units), from("h200", units), from("mica", 0))
			if r := b.Draw(noon(day), d); r.Refusal != "" {
				t.Fatal(r)
			}
			if units == 5 {
				b.Settle(ledger.ID{Lo: serial}, nil)
			}
		}
	}
	if r := b.Draw(noon("2026-05-06"), take(99, from("cn-share", 2))); r.Refusal != "" {
		t.Fatal(r)
	}
	shipped := take(7, from("us-volume", 4))
	shipped.Keep, shipped.ID.Hi = true, uint64(noon("2026-05-06")/millisecond)<<16
	if r := b.Draw(noon("2026-05-06"), shipped); r.Refusal != "" {
		t.Fatal(r)
	}
	b.Settle(shipped.ID, nil)
	b.End("monthly")
	return b
}

// TestContradictionsAreNotRestored changes one thing at a time of a book that is right.
func TestContradictionsAreNotRestored(t *testing.T) {
	place := func(b *Book, name string) *quota { return b.quotas.Change(b.quotasByName[name]) }
	for what, change := range map[string]func(*Book){
		"quota 0 is damaged": func(b *Book) { b.quotas.Change(0).Name = "Not a name" },
		"quota 3 is damaged": func(b *Book) { b.quotas.Change(3).Name = "us-volume" },
		"quota 1 is damaged": func(b *Book) { b.quotas.Change(1).Base = "yearly" },
		"quota 4 is damaged": func(b *Book) { place(b, "h200").high.units = money.Units(3999) },
		"quota 6 is dam":     func(b *Book) { place(b, "daily").told = LevelExhausted + 1 },
		"quota 4 is dam":     func(b *Book) { slices.Reverse(place(b, "h200").Customers) },
		"quota 6 is damaged": func(b *Book) { place(b, "daily").past = []bucket{{begin: 1}} },
		"quota 7 is damaged": func(b *Book) { place(b, "monthly").present.usedCount = 1 },
		"quota 9 is damaged": func(b *Book) { q := place(b, "average"); q.past[0], q.past[1] = q.past[1], q.past[0] },
		"is damaged":         func(b *Book) { place(b, "h200").present.begin = 4 },
		"quota 9 is dam":     func(b *Book) { q := place(b, "average"); q.past[0].begin = q.present.begin - AverageSpan },
		"quota 8 is damaged": func(b *Book) {
			place(b, "mica").present.used = money.AmountMax
			place(b, "mica").present.held = money.Units(1)
		},
		"held by 1 draws":            func(b *Book) { place(b, "daily").present.held = money.Units(4) },
		"9 are held by 3 draws":      func(b *Book) { place(b, "h200").present.held, place(b, "h200").present.heldCount = money.Units(9), 3 },
		"by no draw":                 func(b *Book) { place(b, "monthly").present = bucket{begin: 31, tally: tally{used: money.Units(1)}} },
		"never let":                  func(b *Book) { place(b, "daily").present.used = money.Units(400) },
		"has no window":              func(b *Book) { place(b, "us-volume").present.begin = 20454 - 365 },
		"has no window that":         func(b *Book) { q := place(b, "average"); q.past = q.past[:1] },
		"draw 00000000-0000-0000-00": func(b *Book) { b.open.Change(0).id = ledger.ID{} },
		"000000000003 is damaged":    func(b *Book) { b.open.Change(0).id = ledger.ID{Lo: 3} },
		"0001 is damaged":            func(b *Book) { b.open.Change(0).goods = "nothing" },
		"000001 is damaged":          func(b *Book) { b.open.Change(0).lines[1] = b.open.Change(0).lines[0] },
		"00001 is damaged":           func(b *Book) { b.open.Change(0).lines[1].quota = 99 },
		"1 is damaged":               func(b *Book) { b.open.Change(0).lines = nil },
		"closed draw":                func(b *Book) { *b.closed.Change(0) = ledger.ID{Lo: 1} },
		"the closed draw":            func(b *Book) { *b.closed.Change(0) = ledger.ID{} },
		"the closed draw 0":          func(b *Book) { b.closed.Append(*b.closed.At(0)) },
	} {
		b := filled(t)
		if _, err := RestoreBook(&wire.Reader{B: bytesOf(b.Freeze())}); err != nil {
			t.Fatal(err)
		}
		change(b)
		if _, err := RestoreBook(&wire.Reader{B: bytesOf(b.Freeze())}); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("restored with %v, want an error with %q", err, what)
		}
	}
}

func TestEveryShortageIsNoticed(t *testing.T) {
	whole := bytesOf(filled(t).Freeze())
	for n := range whole {
		r := &wire.Reader{B: whole[:n]}
		if _, err := RestoreBook(r); err == nil && r.Err() == nil {
			t.Errorf("%d of %d bytes pass for the whole", n, len(whole))
		}
	}
}

// FuzzRestore gives any bytes as a snapshot. What is restored has the same bytes, holds
// by its own check, and still does when everything that is open was closed.
func FuzzRestore(f *testing.F) {
	f.Add(bytesOf(NewBook().Freeze()))
	f.Add(bytesOf(filled(f).Freeze()))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := &wire.Reader{B: data}
		b, err := RestoreBook(r)
		if err != nil || r.Short() {
			return
		}
		if used := data[:len(data)-len(r.B)]; !bytes.Equal(used, bytesOf(b.Freeze())) {
			t.Fatalf("restored from %x, written as %x", used, bytesOf(b.Freeze()))
		}
		now := noon("2026-05-06")
		b.Standings(now, func(s Standing) bool {
			d := &Draw{ID: ledger.ID{Hi: 1, Lo: 1}, Holder: s.Quota.Holder, Lines: []Line{{s.Quota.Name, money.Units(1)}}}
			if b.Draw(now, d).Refusal == "" {
				b.Settle(d.ID, nil)
			}
			return true
		})
		for b.open.Len() > 0 {
			if r := b.Return(b.open.At(0).id); r != "" {
				t.Fatal(r)
			}
		}
		v := b.Freeze()
		v.Check(func(format string, args ...any) { t.Errorf(format, args...) })
		b.Standings(now, func(s Standing) bool {
			if !s.Held.IsZero() || s.Open != 0 {
				t.Errorf("%s is held by nothing", s.Held)
			}
			return true
		})
	})
}

// BenchmarkDraw draws from a licence, a cap by the average and a share, and settles.
func BenchmarkDraw(b *testing.B) {
	book := filled(b)
	now := noon("2026-05-06")
	d := take(0, from("h200", 0), from("average", 0), from("cn-share", 0))
	b.ReportAllocs()
	for i := range b.N {
		d.ID = ledger.ID{Hi: 2, Lo: uint64(i)}
		if r := book.Draw(now, d); r.Refusal != "" {
			b.Fatal(r)
		}
		book.Settle(d.ID, nil)
	}
}
