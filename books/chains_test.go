package books_test

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// What the books have of chains is what a twin noted that is too plain to be wrong.
func TestChainsAreKept(t *testing.T) { onBoth(t, testChainsAreKept) }

func testChainsAreKept(t *testing.T) {
	r := newRandom(t)
	w := newChainWorld(t, r)
	for range 700 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := follow(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	paymentsAgree(ctx, t, b, twin)
	arrivalsAgree(ctx, t, b, twin)
	payoutsAgree(ctx, t, b, twin, w)
	payees, err := b.Payees(ctx, w.wallet, "", 0)
	if err != nil || len(payees.Payees) != twin.payees-4 || payees.Payees[0].Since < payees.Payees[1].Since {
		t.Errorf("the wallet has %d payees of %d; %v", len(payees.Payees), twin.payees, err)
	}
	comparisonsAgree(ctx, t, b, twin)
	pegsAgree(ctx, t, b, twin)
	chainFound(ctx, t, b, w, twin)
	if len(twin.payments) < 50 || len(twin.arrivals) < 50 || len(twin.payouts) < 10 {
		t.Errorf("%d payments, %d arrivals, %d payouts; the test shows little", len(twin.payments), len(twin.arrivals), len(twin.payouts))
	}
}

// pages reads a list to its end in pages of several sizes.
func pages[T any](t *testing.T, get func(cursor string, limit int) ([]T, string, error)) (list []T) {
	t.Helper()
	for cursor, limit := "", 1; ; limit = limit%7 + 1 {
		page, next, err := get(cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		if list = append(list, page...); next == "" {
			return list
		}
		if len(page) != limit {
			t.Fatalf("a page of %d has %d", limit, len(page))
		}
		cursor = next
	}
}

func paymentsAgree(ctx context.Context, t *testing.T, b *books.Books, twin *witness) {
	t.Helper()
	for _, f := range []books.PaymentFilter{
		{}, {Token: 1}, {State: settlement.PaymentFinal}, {State: settlement.PaymentFailed}, {State: settlement.PaymentReleased, Token: 2},
		{Party: firstParty(twin)}, {Party: firstParty(twin), State: settlement.PaymentUnneeded, Token: 1}, {Party: ledger.ID{Lo: 1}},
	} {
		want := 0
		for _, p := range twin.payments {
			if (f.Token == 0 || p.Token == f.Token) && (f.State == 0 || p.State == f.State) && (f.Party.IsZero() || p.Party == f.Party) {
				want++
			}
		}
		last := uint64(1 << 62)
		list := pages(t, func(cursor string, limit int) ([]books.Payment, string, error) {
			page, err := b.Payments(ctx, f, cursor, limit)
			return page.Payments, page.Next, err
		})
		for _, p := range list {
			if p.Number >= last || p.Number == 0 {
				t.Errorf("payment %d comes after %d", p.Number, last)
			}
			last = p.Number
			if fmt.Sprintf("%+v", p.Payment) != fmt.Sprintf("%+v", twin.payments[p.ID]) {
				t.Errorf("payment %+v, want %+v", p.Payment, twin.payments[p.ID])
			}
		}
		if len(list) != want {
			t.Errorf("%+v: %d payments, want %d", f, len(list), want)
		}
	}
	for id, want := range twin.payments {
		_, steps, err := b.Payment(ctx, id)
		if err != nil || stepStates(steps) != fmt.Sprint(twin.steps[id]) {
			t.Errorf("payment %s: %v, want %v; %v", id, steps, twin.steps[id], err)
		}
		if !want.Call.IsZero() {
			page, err := b.Payments(ctx, books.PaymentFilter{Call: want.Call}, "", 0)
			if err != nil || len(page.Payments) != 1 || page.Payments[0].ID != id {
				t.Errorf("call %s was paid by %v %v", want.Call, page, err)
			}
		}
	}
	if _, _, err := b.Payment(ctx, ledger.ID{Lo: 5}); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("a payment that is none: %v", err)
	}
}

func firstParty(twin *witness) ledger.ID {
	for _, p := range twin.payments {
		return p.Party
	}
	return ledger.ID{}
}

func arrivalsAgree(ctx context.Context, t *testing.T, b *books.Books, twin *witness) {
	t.Helper()
	for _, f := range []books.ArrivalFilter{
		{}, {Token: 2}, {State: clearing.ArrivalFinal}, {State: clearing.ArrivalDropped, Token: 1}, {Unallocated: true}, {Party: firstParty(twin), State: clearing.ArrivalFinal},
	} {
		want := 0
		for id, a := range twin.arrivals {
			steps := twin.steps[id]
			state := clearing.ArrivalState(steps[len(steps)-1])
			if (f.Token == 0 || a.Token == f.Token) && (f.State == 0 || state == f.State) && (f.Party.IsZero() || a.Party == f.Party) && (!f.Unallocated || a.Party.IsZero() && a.Kind != settlement.Fetched) {
				want++
			}
		}
		list := pages(t, func(cursor string, limit int) ([]books.Arrival, string, error) {
			page, err := b.Arrivals(ctx, f, cursor, limit)
			return page.Arrivals, page.Next, err
		})
		if len(list) != want {
			t.Errorf("%+v: %d arrivals, want %d", f, len(list), want)
		}
	}
	for id, want := range twin.arrivals {
		a, steps, err := b.Arrival(ctx, id)
		if err != nil || stepStates(steps) != fmt.Sprint(twin.steps[id]) {
			t.Errorf("arrival %s: %v, want %v; %v", id, steps, twin.steps[id], err)
		}
		if a.Tx != want.Tx || a.Block != want.Block || a.From != want.From || a.Amount != want.Amount || a.Payment != want.Payment || a.Party != want.Party || a.At != want.At || a.Kind != want.Kind || a.Channel != want.Channel {
			t.Errorf("arrival %+v, want %+v", a, want)
		}
		if a.Has != (!want.Party.IsZero() && want.Kind != settlement.Left && !twin.dropped[id] && (want.Credit || a.State == clearing.ArrivalFinal)) {
			t.Errorf("arrival %+v: the party has it: %t", want, a.Has)
		}
		page, err := b.Arrivals(ctx, books.ArrivalFilter{Tx: want.Tx}, "", 0)
		if err != nil || len(page.Arrivals) != 1 || page.Arrivals[0].ID != id {
			t.Errorf("transaction %x carried %v; %v", want.Tx, page, err)
		}
	}
}

func payoutsAgree(ctx context.Context, t *testing.T, b *books.Books, twin *witness, w *chainWorld) {
	t.Helper()
	for _, f := range []books.PayoutFilter{{}, {Token: 1}, {State: clearing.PayoutClosed}, {State: clearing.PayoutSeen}, {Party: w.sellers[0]}, {Party: w.wallet, State: clearing.PayoutClosed, Token: 2}} {
		want := 0
		for id, p := range twin.payouts {
			steps := twin.steps[id]
			state := clearing.PayoutState(steps[len(steps)-1])
			of := slices.ContainsFunc(p.Items, func(i settlement.Item) bool { return i.Party == f.Party })
			if (f.Token == 0 || p.Token == f.Token) && (f.State == 0 || state == f.State) && (f.Party.IsZero() || of) {
				want++
			}
		}
		list := pages(t, func(cursor string, limit int) ([]books.Payout, string, error) {
			page, err := b.Payouts(ctx, f, cursor, limit)
			return page.Payouts, page.Next, err
		})
		if len(list) != want {
			t.Errorf("%+v: %d batches, want %d", f, len(list), want)
		}
		for _, p := range list {
			if !f.Party.IsZero() && (len(p.Items) != 1 || p.Items[0].Party != f.Party) {
				t.Errorf("a batch of %s has the items %v", f.Party, p.Items)
			}
		}
	}
	for id, want := range twin.payouts {
		p, steps, err := b.Payout(ctx, id)
		if err != nil || stepStates(steps) != fmt.Sprint(twin.steps[id]) {
			t.Errorf("payout %s: %v, want %v; %v", id, steps, twin.steps[id], err)
		}
		for i := range want.Items {
			want.Items[i].Account = ledger.ID{}
			if want.Items[i].Returned {
				p.Returned, _ = p.Returned.Sub(want.Items[i].Amount)
			}
		}
		if !slices.Equal(p.Items, want.Items) || p.Total != want.Total || p.Tx != want.Tx || p.Block != want.Block || p.At != want.At || p.Count != len(want.Items) || !p.Returned.IsZero() {
			t.Errorf("payout %+v, want %+v", p, want)
		}
	}
}

func pegsAgree(ctx context.Context, t *testing.T, b *books.Books, twin *witness) {
	t.Helper()
	list := pages(t, func(cursor string, limit int) ([]books.Peg, string, error) {
		page, err := b.Pegs(ctx, pegged, cursor, limit)
		return page.Pegs, page.Next, err
	})
	slices.Reverse(list)
	if !slices.Equal(list, twin.pegs) || len(list) < 5 {
		t.Errorf("the peg was %+v, want %+v", list, twin.pegs)
	}
}

func comparisonsAgree(ctx context.Context, t *testing.T, b *books.Books, twin *witness) {
	t.Helper()
	var want, differing []settlement.Comparison
	for _, c := range twin.comparisons {
		if n := len(want); n > 0 && c.Agrees() && want[n-1].Agrees() && want[n-1].At/int64(time.Hour) == c.At/int64(time.Hour) {
			want = want[:n-1]
		}
		if want = append(want, c); !c.Agrees() {
			differing = append(differing, c)
		}
	}
	for _, only := range []bool{false, true} {
		if only {
			want = differing
		}
		list := pages(t, func(cursor string, limit int) ([]books.Comparison, string, error) {
			page, err := b.Comparisons(ctx, 1, only, cursor, limit)
			return page.Comparisons, page.Next, err
		})
		slices.Reverse(list)
		if len(list) != len(want) || len(list) < 2 {
			t.Fatalf("%d comparisons, want %d", len(list), len(want))
		}
		for i := range list {
			if list[i].Comparison != want[i] {
				t.Errorf("comparison %+v, want %+v", list[i].Comparison, want[i])
			}
		}
	}
}

func chainFound(ctx context.Context, t *testing.T, b *books.Books, w *chainWorld, twin *witness) {
	t.Helper()
	find := func(text string, want books.Found) {
		t.Helper()
		list, err := b.Find(ctx, text)
		if err != nil || !slices.Contains(list, want) {
			t.Errorf("%q found %+v, want %+v; %v", text, list, want, err)
		}
	}
	wallet := books.Found{Kind: books.KindParty, ID: w.wallet, Name: walletName, Party: w.wallet}
	find(walletName, wallet)
	find("0xabcdef0000000000000000000000000000000001", wallet)
	to := settlement.Address{7, 1}
	find("0x"+hex.EncodeToString(to[:]), books.Found{Kind: books.KindParty, ID: w.sellers[0], Name: "seller 0", Party: w.sellers[0]})
	for id, p := range twin.payments {
		find(id.String(), books.Found{Kind: books.KindPayment, ID: id, Party: p.Party})
	}
	for id, a := range twin.arrivals {
		find("0x"+hex.EncodeToString(a.Tx[:]), books.Found{Kind: books.KindArrival, ID: id, Party: a.Party})
		find(id.String(), books.Found{Kind: books.KindArrival, ID: id, Party: a.Party})
	}
	for id, p := range twin.payouts {
		find(id.String(), books.Found{Kind: books.KindPayout, ID: id})
		if p.Tx != (settlement.Hash{}) {
			find("0x"+hex.EncodeToString(p.Tx[:]), books.Found{Kind: books.KindPayout, ID: id})
		}
	}
	for _, text := range []string{"0x", "0xzz", "0xabcdef0000000000000000000000000000000002", "0x" + hex.EncodeToString(make([]byte, 32))} {
		if list, err := b.Find(ctx, text); err != nil || len(list) > 0 && text != "0x" {
			t.Errorf("%q found %v %v", text, list, err)
		}
	}
}

// What is halted is news, and so is what differs; a batch is news to all it pays.
func TestChainsAreNews(t *testing.T) { onBoth(t, testChainsAreNews) }

func testChainsAreNews(t *testing.T) {
	r := newRandom(t)
	w := newChainWorld(t, r)
	for range 300 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := follow(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	kinds := map[books.ChangeKind]int{}
	steps := map[ledger.ID][]int{}
	for _, item := range everyItem(ctx, t, b, 200) {
		c := item.Change
		if c == nil {
			continue
		}
		kinds[c.Kind]++
		switch c.Kind {
		case books.ChangePayout:
			if len(item.Parties) != len(twin.payouts[c.ID].Items) {
				t.Errorf("batch %s is the news of %v", c.ID, item.Parties)
			}
			fallthrough
		case books.ChangePayment, books.ChangeArrival:
			steps[c.ID] = append(steps[c.ID], int(c.Of))
		}
	}
	if fmt.Sprint(steps) != fmt.Sprint(twin.steps) {
		t.Error("the news have other steps than there were")
	}
	differ := 0
	for _, c := range twin.comparisons {
		if !c.Agrees() {
			differ++
		}
	}
	if n := kinds[books.ChangeTokenOff] + kinds[books.ChangeTokenOn]; n != twin.pegNews || kinds[books.ChangeTokenOff]*kinds[books.ChangeTokenOn] == 0 {
		t.Errorf("%v; the peg was news %d times", kinds, twin.pegNews)
	}
	if kinds[books.ChangeToken] != 4 || kinds[books.ChangePayee] != twin.payees || kinds[books.ChangeTokenHalted] != kinds[books.ChangeTokenResumed] || kinds[books.ChangeTokenDiffers] < differ || differ == 0 {
		t.Errorf("%v; %d comparisons differ", kinds, differ)
	}
}

// A chain's rows are the same whatever records are written together, and when they
// are written anew.
func TestChainsInAnyBatch(t *testing.T) { onBoth(t, testChainsInAnyBatch) }

func testChainsInAnyBatch(t *testing.T) {
	r := newRandom(t)
	w := newChainWorld(t, r)
	for range 200 {
		w.step()
	}
	whole, parts := bookPath(t), bookPath(t)
	b := open(t, whole)
	feed(t, b, w.log, 1, len(w.log))
	visible(t, b, len(w.log))
	for last := 0; last < len(w.log); {
		next := min(len(w.log), last+1+r.Intn(60))
		b := open(t, parts)
		feed(t, b, w.log, last+1, next)
		if r.Intn(2) == 0 {
			visible(t, b, next)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	tables := append(chainTables, "changes", "postings", "calls", "accounts")
	same(t, contentOf(t, parts, tables...), contentOf(t, whole, tables...))
}
