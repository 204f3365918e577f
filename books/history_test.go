package books_test

import (
	"errors"
	"sort"
	"testing"

	"aidollar/books"
	"aidollar/core/ledger"
)

// Pages of any size give the rows of the one large list, in order.
func TestHistoryPagesAreCompleteAndOrdered(t *testing.T) {
	onBoth(t, testHistoryPagesAreCompleteAndOrdered)
}

func testHistoryPagesAreCompleteAndOrdered(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(200)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	visible(t, b, len(w.log))
	seen := map[uint64]int{}
	for _, account := range w.accounts {
		whole := all(t, b, account, books.HistoryFilter{}, 1000)
		for i, p := range whole {
			seen[p.Number]++
			if p.Moved() != p.Posted {
				t.Errorf("posting %d moves nothing", p.Number)
			}
			if p.Debit != account && p.Credit != account {
				t.Fatalf("posting %d is not of account %s", p.Number, account)
			}
			if i > 0 && p.Number >= whole[i-1].Number {
				t.Fatalf("posting %d comes after %d", p.Number, whole[i-1].Number)
			}
		}
		if len(whole) == 0 {
			continue
		}
		for _, byEffective := range []bool{false, true} {
			for range 2 {
				span := books.Span{From: pick(r, whole).At, To: pick(r, whole).At}
				if r.Intn(2) == 0 {
					span = books.Span{}
				}
				f := books.HistoryFilter{Span: span, ByEffective: byEffective}
				compare(t, all(t, b, account, f, 3+r.Intn(40)), filtered(whole, f))
			}
		}
	}
	if total := count(t, path, "SELECT count(*) FROM postings WHERE flags & 74 = 0"); len(seen) != total {
		t.Errorf("the histories have %d postings, the books %d that move something", len(seen), total)
	}
	for n, times := range seen {
		if times > 2 {
			t.Errorf("posting %d turns up %d times", n, times)
		}
	}
}

// filtered is the naive twin of History.
func filtered(whole []books.Posting, f books.HistoryFilter) (list []books.Posting) {
	when := func(p *books.Posting) int64 {
		if f.ByEffective {
			return p.EffectiveAt()
		}
		return p.At
	}
	for i := range whole {
		at := when(&whole[i])
		if (f.Span.From == 0 || at >= f.Span.From) && (f.Span.To == 0 || at < f.Span.To) {
			list = append(list, whole[i])
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return when(&list[i]) > when(&list[j]) })
	return list
}

func compare(t *testing.T, got, want []books.Posting) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d postings, want %d", len(got), len(want))
		return
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("row %d: %+v\nwant %+v", i, got[i], want[i])
			return
		}
	}
}

// What is posted between two pages turns up in neither.
func TestPagesStayAsTheyWere(t *testing.T) { onBoth(t, testPagesStayAsTheyWere) }

func testPagesStayAsTheyWere(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(300)
	half := len(w.log)
	w.run(300)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, half)
	ctx := visible(t, b, half)
	account := w.accounts[3]
	want := all(t, b, account, books.HistoryFilter{}, 1000)
	first, err := b.History(ctx, account, books.HistoryFilter{}, "", 5)
	if err != nil || first.Next == "" {
		t.Fatal(first, err)
	}
	feed(t, b, w.log, 1, len(w.log))
	visible(t, b, len(w.log))
	got := first.Postings
	for cursor := first.Next; cursor != ""; {
		page, err := b.History(ctx, account, books.HistoryFilter{}, cursor, 5)
		if err != nil {
			t.Fatal(err)
		}
		got, cursor = append(got, page.Postings...), page.Next
	}
	compare(t, got, want)
	if now := all(t, b, account, books.HistoryFilter{}, 1000); len(now) <= len(want) {
		t.Error("nothing was posted meanwhile; the test shows little")
	}

	for _, cursor := range []string{"!", "AAAA", first.Next + "A", first.Next} {
		if _, err := b.History(ctx, w.accounts[0], books.HistoryFilter{}, cursor, 5); !errors.Is(err, books.ErrCursor) {
			t.Errorf("cursor %q of another query: %v", cursor, err)
		}
	}
}

// All holds of a key's calls name it as their cause.
func TestPostingsAreFoundByTheirCause(t *testing.T) { onBoth(t, testPostingsAreFoundByTheirCause) }

func testPostingsAreFoundByTheirCause(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(300)
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	total := 0
	for _, key := range w.keys {
		last := uint64(0)
		for cursor := ""; ; {
			page, err := b.PostingsByCause(ctx, key, cursor, 7)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range page.Postings {
				if p.Cause != key || p.Number <= last || p.Flags&ledger.Pending == 0 {
					t.Errorf("%+v", p)
				}
				last = p.Number
				total++
			}
			if cursor = page.Next; cursor == "" {
				break
			}
		}
	}
	if want := count(t, path, "SELECT count(*) FROM calls"); total != want || want < 50 {
		t.Errorf("%d holds of %d calls", total, want)
	}
}

// The terms of a hold are filled in where a Post or Void leaves them out.
func TestAClosedHoldHasItsAccounts(t *testing.T) { onBoth(t, testAClosedHoldHasItsAccounts) }

func testAClosedHoldHasItsAccounts(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	hold, held := w.deposit(0, 70), w.deposit(1, 90)
	hold.Flags, held.Flags = ledger.Pending, ledger.Pending
	w.apply(transfersOf([]ledger.Transfer{hold, held}))
	made := len(w.log)
	post := ledger.Transfer{ID: w.id(), Hold: hold.ID, Amount: hold.Amount, Flags: ledger.Post}
	void := ledger.Transfer{ID: w.id(), Hold: held.ID, Flags: ledger.Void}
	w.apply(transfersOf([]ledger.Transfer{post, void}))

	path := bookPath(t)
	b := open(t, path)
	feed(t, b, w.log, 1, made)
	if err := b.Close(); err != nil { // so that the holds are not remembered
		t.Fatal(err)
	}
	b = open(t, path)
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	for _, c := range []struct {
		closing, hold ledger.Transfer
	}{{post, hold}, {void, held}} {
		p, err := b.Posting(ctx, c.closing.ID)
		if err != nil {
			t.Fatal(err)
		}
		if p.Debit != c.hold.Debit || p.Credit != c.hold.Credit || p.Asset != c.hold.Asset || p.Code != c.hold.Code || p.Hold != c.hold.ID {
			t.Errorf("%+v closes %+v", p, c.hold)
		}
		want := c.hold.Amount
		if c.closing.Flags&ledger.Void != 0 {
			want = c.closing.Amount
		}
		if p.Moved() != want {
			t.Errorf("%v moved, want %v", p.Moved(), want)
		}
	}
}
