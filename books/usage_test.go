package books_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// spread makes calls over some days, so that hours end and days do.
func (w *world) spread(records int, most time.Duration) {
	for range records {
		w.now += w.r.Int63n(int64(most))
		w.run(1)
	}
}

// usageOf adds up calls as Usage does, the long way.
func usageOf(every []books.Call, q *books.UsageQuery, span books.Span) map[string]books.Used {
	sums := map[string]books.Used{}
	for i := range every {
		c := &every[i]
		if c.State == books.CallOpen || c.ClosedAt < span.From || c.ClosedAt >= span.To {
			continue
		}
		if !q.Buyer.IsZero() && c.Buyer != q.Buyer || !q.Seller.IsZero() && c.Seller != q.Seller || q.Model != "" && c.Model != q.Model || !q.Key.IsZero() && c.Key != q.Key {
			continue
		}
		row := books.UsageRow{Asset: c.Asset}
		at := time.Unix(0, c.ClosedAt).In(q.Zone)
		switch {
		case q.By&books.ByHour != 0:
			row.Start = at.Truncate(time.Hour).UnixNano()
		case q.By&books.ByDay != 0:
			row.Start = time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, q.Zone).UnixNano()
		case q.By&books.ByMonth != 0:
			row.Start = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, q.Zone).UnixNano()
		}
		if q.By&books.BySeller != 0 {
			row.Seller = c.Seller
		}
		if q.By&books.ByBuyer != 0 {
			row.Buyer = c.Buyer
		}
		if q.By&books.ByKey != 0 {
			row.Key = c.Key
		}
		if q.By&books.ByModel != 0 {
			row.Model = c.Model
		}
		if q.By&books.ByUpstream != 0 {
			row.Upstream = c.Upstream
		}
		name := fmt.Sprint(row)
		u := sums[name]
		if c.State == clearing.CallCaptured {
			u.Calls++
			u.Quantities.Add(&c.Usage.Quantities)
		} else {
			u.Failed++
		}
		u.Charge, _ = u.Charge.Add(c.Charge)
		u.Waived, _ = u.Waived.Add(c.Waived)
		u.Cost, _ = u.Cost.Add(c.Cost)
		sums[name] = u
	}
	return sums
}

// Usage is the sum over the calls, to the unit, whatever it is grouped and
// filtered by, in pages of any size, also where the writer started anew.
func TestUsageIsTheSumOfTheCalls(t *testing.T) { onBoth(t, testUsageIsTheSumOfTheCalls) }

func testUsageIsTheSumOfTheCalls(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.spread(400, 40*time.Minute)
	path := bookPath(t)
	b := open(t, path)
	half := len(w.log) / 2
	feed(t, b, w.log, 1, half)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	b = open(t, path)
	for last := half; last < len(w.log); last += 1 + r.Intn(60) { // transactions of their own
		feed(t, b, w.log, 1, last)
		visible(t, b, last)
	}
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	every := everyCall(ctx, t, b)
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	dimensions := []books.Dimensions{0, books.BySeller, books.ByBuyer | books.ByModel, books.ByKey, books.ByModel | books.ByUpstream, books.BySeller | books.ByKey | books.ByModel}
	times := []books.Dimensions{0, books.ByHour, books.ByDay, books.ByMonth}
	rows := 0
	for range 150 {
		q := books.UsageQuery{By: pick(r, dimensions) | pick(r, times), Zone: pick(r, []*time.Location{time.UTC, zone})}
		if r.Intn(3) == 0 {
			q.Buyer = pick(r, w.buyers)
		}
		if r.Intn(3) == 0 {
			q.Seller = pick(r, w.sellers)
		}
		if r.Intn(4) == 0 {
			q.Model = "large"
		}
		if r.Intn(2) == 0 {
			q.Span.From = pick(r, every).ClosedAt
		}
		if r.Intn(2) == 0 {
			q.Span.To = max(pick(r, every).ClosedAt, q.Span.From+1)
		}
		got, span := usagePages(ctx, t, b, q, 1+r.Intn(50))
		want := usageOf(every, &q, span)
		if len(got) != len(want) {
			t.Errorf("%+v: %d rows, want %d", q, len(got), len(want))
		}
		for name, u := range want {
			if got[name] != u {
				t.Errorf("%+v, %s: %+v\nwant %+v", q, name, got[name], u)
			}
		}
		if q.Span.From != 0 && (span.From > q.Span.From || q.Span.From-span.From >= int64(time.Hour)) || q.Span.To != 0 && (span.To < q.Span.To || span.To-q.Span.To >= int64(time.Hour)) {
			t.Errorf("%+v was widened to %+v", q.Span, span)
		}
		rows += len(want)
	}
	if days := count(t, path, "SELECT count(*) FROM usage WHERE grain = 1"); rows < 1000 || days < 10 {
		t.Errorf("%d rows compared, %d of days; the test shows little", rows, days)
	}
}

func everyCall(ctx context.Context, t *testing.T, b *books.Books) (every []books.Call) {
	t.Helper()
	for cursor := ""; ; {
		page, err := b.Calls(ctx, books.CallFilter{}, cursor, books.LimitMax)
		if err != nil {
			t.Fatal(err)
		}
		every = append(every, page.Calls...)
		if cursor = page.Next; cursor == "" {
			return every
		}
	}
}

func usagePages(ctx context.Context, t *testing.T, b *books.Books, q books.UsageQuery, limit int) (map[string]books.Used, books.Span) {
	t.Helper()
	got := map[string]books.Used{}
	var sum, total money.Amount
	last := int64(0)
	for cursor := ""; ; {
		page, err := b.Usage(ctx, q, cursor, limit)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range page.Rows {
			if i > 0 && row.Start > last {
				t.Fatalf("%+v: rows are not in order", q)
			}
			last = row.Start
			sum, _ = sum.Add(row.Charge)
			u := row.Used
			row.Used = books.Used{}
			name := fmt.Sprint(row)
			if _, twice := got[name]; twice {
				t.Fatalf("%+v: %s comes twice", q, name)
			}
			got[name] = u
		}
		if cursor = page.Next; cursor == "" {
			total = page.Total[1].Charge
			if sum != total {
				t.Errorf("%+v: the rows come to %v, the total to %v", q, sum, total)
			}
			return got, page.Span
		}
	}
}

func TestUsageRefusesWhatItCannotAnswer(t *testing.T) { onBoth(t, testUsageRefusesWhatItCannotAnswer) }

func testUsageRefusesWhatItCannotAnswer(t *testing.T) {
	w := newWorld(t, newRandom(t))
	w.spread(100, time.Hour)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	if _, err := b.Usage(ctx, books.UsageQuery{By: books.ByHour | books.ByDay}, "", 0); !errors.Is(err, books.ErrDimensions) {
		t.Errorf("hours and days: %v", err)
	}
	if _, err := b.Usage(ctx, books.UsageQuery{Span: books.Span{From: 1, To: w.now}}, "", 0); !errors.Is(err, books.ErrSpan) {
		t.Errorf("a span since 1970: %v", err)
	}
	if _, err := b.Usage(ctx, books.UsageQuery{Span: books.Span{From: w.now, To: w.now - int64(3*time.Hour)}}, "", 0); !errors.Is(err, books.ErrSpan) {
		t.Errorf("a span that ends before it begins: %v", err)
	}
	page, err := b.Usage(ctx, books.UsageQuery{By: books.ByHour}, "", 1)
	if err != nil || page.Next == "" {
		t.Fatal(page, err)
	}
	for _, q := range []books.UsageQuery{{By: books.ByDay}, {By: books.ByHour, Buyer: w.buyers[0]}, {By: books.ByHour, Model: "large"}} {
		if _, err := b.Usage(ctx, q, page.Next, 1); !errors.Is(err, books.ErrCursor) {
			t.Errorf("%+v took the cursor of another query: %v", q, err)
		}
	}
	none, err := b.Usage(ctx, books.UsageQuery{Buyer: ledger.ID{Lo: 5}}, "", 0)
	if err != nil || len(none.Rows) != 0 || none.Next != "" {
		t.Errorf("nobody used %+v %v", none, err)
	}
}
