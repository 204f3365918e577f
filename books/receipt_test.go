package books_test

import (
	"errors"
	"fmt"
	"testing"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// checkReceipt holds a receipt against itself: prices make the charge, and the
// postings carry exactly the charge from the buyer to the shares.
func checkReceipt(t *testing.T, w *world, r *books.Receipt) {
	t.Helper()
	c := &r.Call
	if c.State == clearing.CallCaptured && c.Policy == payment.Measured {
		// exact + carry in = charge + carry out + waived, in ticks.
		var sum tariff.Ticks
		for _, l := range r.Lines {
			if want, _ := l.Price.Mul64(l.Quantity); l.Exact != want || l.Quantity != c.Usage.Quantities[l.Meter] {
				t.Errorf("call %s: line %+v", c.ID, l)
			}
			sum, _ = sum.Add(l.Exact)
		}
		if sum != r.Exact {
			t.Errorf("call %s: the lines make %v, the receipt says %v", c.ID, sum, r.Exact)
		}
		in, _ := sum.Add(money.Units(c.CarryIn))
		out, _ := c.Charge.Mul64(tariff.TicksPerUnit)
		out, _ = out.Add(money.Units(c.CarryOut))
		out, _ = out.Add(c.Waived)
		if in != out {
			t.Errorf("call %s: %v ticks in, %v out", c.ID, in, out)
		}
	}
	if r.Buyer.Role != clearing.RoleBuyer || r.Seller.Role != clearing.RoleSeller || r.Asset != money.USD() ||
		r.KeyName == "" || r.Card.Card == nil || r.Card.Card.Version != 3 || r.Card.Seller != c.Seller {
		t.Errorf("call %s: %+v", c.ID, r)
	}
	if got := r.Card.Card.Models[c.Place].Name; got != c.Model {
		t.Errorf("call %s: model %s, the card says %s", c.ID, c.Model, got)
	}
	var held, paid, shared money.Amount
	for _, p := range r.Postings {
		switch {
		case p.Flags&ledger.Pending != 0:
			held, _ = held.Add(p.Posted)
		case p.Flags&ledger.Split != 0 || p.Flags&ledger.Void != 0:
		case p.Debit == c.BuyerAccount:
			paid, _ = paid.Add(p.Moved())
		case p.Debit == c.SaleAccount:
			shared, _ = shared.Add(p.Moved())
		}
	}
	if held != c.Reserved || paid != c.Charge || shared != c.Charge {
		t.Errorf("call %s: reserved %v, held %v; charge %v, paid %v, shared %v", c.ID, c.Reserved, held, c.Charge, paid, shared)
	}
}

func TestReceiptsAddUp(t *testing.T) { onBoth(t, testReceiptsAddUp) }

func testReceiptsAddUp(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(700)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	page, err := b.Calls(ctx, books.CallFilter{}, "", 400)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[clearing.CallState]int{}
	waived := 0
	for _, c := range page.Calls {
		receipt, err := b.Receipt(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if receipt.Call != c {
			t.Errorf("the receipt of %+v has %+v", c, receipt.Call)
		}
		checkReceipt(t, w, &receipt)
		seen[c.State]++
		if !c.Waived.IsZero() {
			waived++
		}
		if c.State == clearing.CallCaptured && !c.Charge.IsZero() {
			capture, err := b.Posting(ctx, c.Capture)
			if err != nil || capture.Moved() != c.Charge || capture.Cause != c.ID {
				t.Errorf("the capture of call %s: %+v %v", c.ID, capture, err)
			}
		}
	}
	for _, s := range []clearing.CallState{clearing.CallCaptured, clearing.CallVoided, clearing.CallExpired} {
		if seen[s] == 0 {
			t.Errorf("no call was %s; the test shows little", s)
		}
	}
	if waived == 0 {
		t.Error("no call was waived in part; the test shows little")
	}
	if _, err := b.Receipt(ctx, w.id()); !errors.Is(err, books.ErrNotFound) {
		t.Errorf("a receipt of no call: %v", err)
	}
}

func TestCallsAreFilteredAndPaged(t *testing.T) { onBoth(t, testCallsAreFilteredAndPaged) }

func testCallsAreFilteredAndPaged(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(800)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	walk := func(f books.CallFilter, limit int) (list []books.Call) {
		cursor := ""
		for {
			page, err := b.Calls(ctx, f, cursor, limit)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, page.Calls...)
			if cursor = page.Next; cursor == "" {
				return list
			}
		}
	}
	every := walk(books.CallFilter{}, 1000)
	if len(every) < 300 {
		t.Fatalf("%d calls", len(every))
	}
	middle := every[len(every)/2].OpenedAt
	captured, none := clearing.CallCaptured, books.CallOpen
	filters := []struct {
		filter books.CallFilter
		wants  func(*books.Call) bool
	}{
		{books.CallFilter{}, func(*books.Call) bool { return true }},
		{books.CallFilter{Party: w.buyers[1]}, func(c *books.Call) bool { return c.Buyer == w.buyers[1] }},
		{books.CallFilter{Party: w.sellers[2]}, func(c *books.Call) bool { return c.Seller == w.sellers[2] }},
		{books.CallFilter{Key: w.keys[0], Model: "large"}, func(c *books.Call) bool { return c.Key == w.keys[0] && c.Model == "large" }},
		{books.CallFilter{Party: w.buyers[1], Model: "large"}, func(c *books.Call) bool { return c.Buyer == w.buyers[1] && c.Model == "large" }},
		{books.CallFilter{Party: w.sellers[1], Model: "large"}, func(c *books.Call) bool { return c.Seller == w.sellers[1] && c.Model == "large" }},
		{books.CallFilter{Project: w.project}, func(c *books.Call) bool { return c.Project == w.project }},
		{books.CallFilter{Region: "eu"}, func(c *books.Call) bool { return c.Region == "eu" }},
		{books.CallFilter{Region: "eu", Party: w.sellers[1]}, func(c *books.Call) bool { return c.Region == "eu" && c.Seller == w.sellers[1] }},
		{books.CallFilter{Project: w.project, Region: "us", Model: "large"}, func(c *books.Call) bool { return c.Project == w.project && c.Region == "us" && c.Model == "large" }},
		{books.CallFilter{State: &captured}, func(c *books.Call) bool { return c.State == captured }},
		{books.CallFilter{State: &none}, func(c *books.Call) bool { return c.State == none }},
		{books.CallFilter{Span: books.Span{From: middle}}, func(c *books.Call) bool { return c.OpenedAt >= middle }},
		{books.CallFilter{Span: books.Span{To: middle}}, func(c *books.Call) bool { return c.OpenedAt < middle }},
	}
	for i, f := range filters {
		var want []books.Call
		for j := range every {
			if f.wants(&every[j]) {
				want = append(want, every[j])
			}
		}
		got := walk(f.filter, 1+r.Intn(40))
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("filter %d: %d calls, want %d", i, len(got), len(want))
		}
	}
}
