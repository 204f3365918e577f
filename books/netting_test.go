package books_test

import (
	"errors"
	"slices"
	"testing"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// nettedWorld is one with set-offs: those of most of its nettings, and when they
// were made.
func nettedWorld(t *testing.T) (w *world, want []clearing.SetOff, at []int64) {
	w = newWorld(t, newRandom(t))
	custody := clearing.HouseAccount(clearing.AccountCustody, w.usd)
	for i := range 7 {
		seller := w.sellers[i%2]
		w.apply(clearing.LinkParty{Buyer: w.buyers[i%2], Seller: seller, Keep: money.Units(1 << 50)})
		w.apply(clearing.Transfers{{ID: w.id(), Debit: custody, Credit: w.machine.PartyAccountIn(seller, clearing.AccountSeller, w.usd), Amount: money.Units(uint64(1 + i)), Asset: w.usd, Code: clearing.TransferDeposit}})
		if i == 4 { // nothing is there, and the need is noted all the same
			w.apply(clearing.Net{Period: w.id(), Asset: w.usd, Sellers: []ledger.ID{seller}})
		}
		got := w.apply(clearing.Net{Period: w.id(), Asset: w.usd, Sellers: []ledger.ID{w.sellers[0], w.sellers[1]}})[0].SetOffs
		want = append(want, got...)
		for range got {
			at = append(at, w.now)
		}
	}
	return w, want, at
}

// TestSetOffs finds what nettings did by period and by party, page by page.
func TestSetOffs(t *testing.T) { onBoth(t, testSetOffs) }

func testSetOffs(t *testing.T) {
	w, want, at := nettedWorld(t)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	all := func(f books.SetOffFilter) (list []books.SetOff) {
		t.Helper()
		for cursor := ""; ; {
			page, err := b.SetOffs(ctx, f, cursor, 2)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, page.SetOffs...)
			if cursor = page.Next; cursor == "" {
				slices.Reverse(list)
				return list
			}
		}
	}
	list := all(books.SetOffFilter{})
	if len(list) < len(want) || len(want) < 7 {
		t.Fatalf("%d set-offs, %d were made", len(list), len(want))
	}
	paid, found := 0, 0
	for i := range list {
		if n := slices.Index(want, list[i].SetOff); n >= 0 && list[i].At == at[n] {
			found++
		}
		if !list[i].Paid.IsZero() {
			paid++
		}
	}
	if found != len(want) || paid == 0 {
		t.Errorf("%d of %d are as they were made, %d paid something", found, len(want), paid)
	}
	last := want[len(want)-1]
	for _, c := range []struct {
		f  books.SetOffFilter
		is func(*books.SetOff) bool
	}{
		{books.SetOffFilter{Period: last.Period}, func(s *books.SetOff) bool { return s.Period == last.Period }},
		{books.SetOffFilter{Seller: w.sellers[0]}, func(s *books.SetOff) bool { return s.Seller == w.sellers[0] }},
		{books.SetOffFilter{Buyer: w.buyers[1]}, func(s *books.SetOff) bool { return s.Buyer == w.buyers[1] }},
		{books.SetOffFilter{Buyer: w.buyers[1], Seller: w.sellers[0]}, func(s *books.SetOff) bool { return s.Buyer == w.buyers[1] && s.Seller == w.sellers[0] }},
	} {
		expected := slices.DeleteFunc(slices.Clone(list), func(s books.SetOff) bool { return !c.is(&s) })
		if got := all(c.f); !slices.Equal(got, expected) {
			t.Errorf("%+v: %d, want %d", c.f, len(got), len(expected))
		}
	}
	page, err := b.SetOffs(ctx, books.SetOffFilter{}, "", 1)
	if err != nil || page.Next == "" {
		t.Fatal(page, err)
	}
	if _, err := b.SetOffs(ctx, books.SetOffFilter{Seller: w.sellers[0]}, page.Next, 1); !errors.Is(err, books.ErrCursor) {
		t.Errorf("another list's cursor: %v", err)
	}
}
