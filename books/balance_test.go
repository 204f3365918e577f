package books_test

import (
	"math"
	"sort"
	"testing"

	"aidollar/books"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

func TestTheBalancesAreTheLedgers(t *testing.T) { onBoth(t, testTheBalancesAreTheLedgers) }

func testTheBalancesAreTheLedgers(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(600)
	b := open(t, bookPath(t))
	m := feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	moved := 0
	for _, id := range w.accounts {
		account, ok := m.Ledger().Account(id)
		if !ok {
			t.Fatalf("account %s is not in the ledger", id)
		}
		for _, byEffective := range []bool{false, true} {
			got, err := b.BalanceAt(ctx, id, m.Now(), byEffective)
			if err != nil {
				t.Fatal(err)
			}
			if want := (books.Balance{Debits: account.DebitsPosted, Credits: account.CreditsPosted}); got != want {
				t.Errorf("account %s by effective time %v: the books have %v, the ledger %v", id, byEffective, got, want)
			}
		}
		if !account.DebitsPosted.IsZero() {
			moved++
		}
	}
	if moved < 8 {
		t.Errorf("only %d accounts were debited; the test shows little", moved)
	}
	totals, err := b.Totals(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if len(totals) != 1 || !totals[0].Balanced() || totals[0].Debits.IsZero() || totals[0].Asset != money.USD() {
		t.Errorf("totals %+v", totals)
	}
}

// all walks the pages of an account's history.
func all(t *testing.T, b *books.Books, account ledger.ID, f books.HistoryFilter, limit int) (list []books.Posting) {
	t.Helper()
	ctx := visible(t, b, 0)
	cursor := ""
	for {
		page, err := b.History(ctx, account, f, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Postings) > limit {
			t.Fatalf("a page has %d rows of at most %d", len(page.Postings), limit)
		}
		list = append(list, page.Postings...)
		if cursor = page.Next; cursor == "" {
			return list
		}
	}
}

// A balance at any time is what a walk through the whole history adds up to.
func TestABalanceAtATimeIsTheHistoryUpToIt(t *testing.T) {
	onBoth(t, testABalanceAtATimeIsTheHistoryUpToIt)
}

func testABalanceAtATimeIsTheHistoryUpToIt(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(250)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	backdated := 0
	for _, account := range w.accounts {
		history := all(t, b, account, books.HistoryFilter{}, 1000)
		for range 4 {
			if len(history) == 0 {
				break
			}
			for _, byEffective := range []bool{false, true} {
				pivot := pick(r, history)
				at := pivot.At + r.Int63n(3) - 1
				if byEffective {
					at = pivot.EffectiveAt() + r.Int63n(3) - 1
				}
				var want books.Balance
				for _, p := range history {
					when := p.At
					if byEffective {
						when = p.EffectiveAt()
						if p.Effective != 0 {
							backdated++
						}
					}
					if when > at {
						continue
					}
					if p.Debit == account {
						want.Debits, _ = want.Debits.Add(p.Moved())
					} else {
						want.Credits, _ = want.Credits.Add(p.Moved())
					}
				}
				got, err := b.BalanceAt(ctx, account, at, byEffective)
				if err != nil {
					t.Fatal(err)
				}
				if got != want {
					t.Errorf("account %s at %d by effective time %v: %v, want %v", account, at, byEffective, got, want)
				}
			}
		}
	}
	if backdated == 0 {
		t.Error("nothing was back-dated; the test shows little")
	}
}

// A busy account's sums are kept on the way; answers must not change by it.
func TestKeptSumsChangeNoBalance(t *testing.T) { onBoth(t, testKeptSumsChangeNoBalance) }

func testKeptSumsChangeNoBalance(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	for range 8 {
		var list []ledger.Transfer
		for range 1000 {
			list = append(list, w.deposit(r.Intn(2), uint64(r.Intn(1000)+1)))
		}
		w.apply(transfersOf(list))
	}
	path := bookPath(t)
	b := open(t, path)
	half := len(w.log) - 3
	feed(t, b, w.log, 1, half)
	ctx := visible(t, b, half)
	custody := w.accounts[3]
	if _, err := b.BalanceAt(ctx, custody, math.MaxInt64, false); err != nil {
		t.Fatal(err)
	}
	m := feed(t, b, w.log, 1, len(w.log))
	if err := b.Await(uint64(len(w.log))); err != nil {
		t.Fatal(err)
	}
	if n := count(t, path, "SELECT count(*) FROM sums"); n == 0 {
		t.Fatal("no sum was kept")
	}
	account, _ := m.Ledger().Account(custody)
	got, err := b.BalanceAt(ctx, custody, math.MaxInt64, false)
	if err != nil || got.Debits != account.DebitsPosted || got.Credits != account.CreditsPosted {
		t.Errorf("%v %v, want %v and %v", got, err, account.DebitsPosted, account.CreditsPosted)
	}
	// Before the kept sum as well.
	history := all(t, b, custody, books.HistoryFilter{}, 1000)
	sort.Slice(history, func(i, j int) bool { return history[i].Number < history[j].Number })
	at := history[2500].At
	var want money.Amount
	for _, p := range history {
		if p.At <= at {
			want, _ = want.Add(p.Moved())
		}
	}
	got, err = b.BalanceAt(ctx, custody, at, false)
	if err != nil || got.Debits != want {
		t.Errorf("at %d: %v %v, want %v", at, got, err, want)
	}
}
