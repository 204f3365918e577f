package books_test

import (
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
)

// Everything that has an id is found by it, and what has a name by its beginning.
func TestAnythingIsFound(t *testing.T) { onBoth(t, testAnythingIsFound) }

func testAnythingIsFound(t *testing.T) {
	r := newRandom(t)
	w := newWorld(t, r)
	w.run(300)
	b := open(t, bookPath(t))
	feed(t, b, w.log, 1, len(w.log))
	ctx := visible(t, b, len(w.log))
	find := func(text string, want books.Found) {
		t.Helper()
		list, err := b.Find(ctx, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range list {
			if f == want {
				return
			}
		}
		t.Errorf("%q found %+v, want %+v", text, list, want)
	}
	buyer, seller := w.buyers[1], w.sellers[2]
	find(buyer.String(), books.Found{Kind: books.KindParty, ID: buyer, Name: "buyer 1", Party: buyer})
	find(" "+w.keys[1].String()+"\n", books.Found{Kind: books.KindKey, ID: w.keys[1], Name: "key 1", Party: buyer})
	find("buy", books.Found{Kind: books.KindParty, ID: buyer, Name: "buyer 1", Party: buyer})
	find("key 1", books.Found{Kind: books.KindKey, ID: w.keys[1], Name: "key 1", Party: buyer})
	account := clearing.PartyAccount(buyer, clearing.AccountBuyer)
	find(account.String(), books.Found{Kind: books.KindAccount, ID: account, Party: buyer})
	find("1", books.Found{Kind: books.KindCard, Number: 1, Name: "card1", Party: w.sellers[1]})
	find(clearing.SellerRule(seller).String(), books.Found{Kind: books.KindRule, ID: clearing.SellerRule(seller), Name: "seller 2", Party: seller})
	shares := 0
	for _, c := range everyCall(ctx, t, b) {
		find(c.ID.String(), books.Found{Kind: books.KindCall, ID: c.ID, Name: c.Model, Party: c.Buyer, Call: c.ID})
		if c.State != clearing.CallCaptured || c.Charge.IsZero() {
			continue
		}
		receipt, err := b.Receipt(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range receipt.Postings {
			if p.ID != c.ID {
				find(p.ID.String(), books.Found{Kind: books.KindPosting, ID: p.ID, Call: c.ID})
				shares++
			}
		}
	}
	if shares < 50 {
		t.Errorf("%d postings of calls; the test shows little", shares)
	}
	for _, text := range []string{"", "  ", "nobody", w.id().String(), "99999", "99999999999999999999", "\x00\xff", "%", "' OR 1=1"} {
		if list, err := b.Find(ctx, text); err != nil || len(list) > 0 {
			t.Errorf("%q found %+v %v", text, list, err)
		}
	}
}

// Pushed usage counts in the hour of its events, and what was posted for it is
// in the rows to the unit.
func TestPushedUsageIsCounted(t *testing.T) { onBoth(t, testPushedUsageIsCounted) }

func testPushedUsageIsCounted(t *testing.T) {
	r := newRandom(t)
	path := bookPath(t)
	b := open(t, path)
	now := time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	buyer, seller, key, project := ledger.ID{Hi: 1, Lo: 1}, ledger.ID{Hi: 1, Lo: 2}, ledger.ID{Hi: 1, Lo: 3}, ledger.ID{Hi: 1, Lo: 4}
	b.AssetDefined(1, money.USD())
	b.KeyChanged(&clearing.Key{ID: key, Party: buyer, Name: "k", Terms: clearing.KeyTerms{Project: project}})
	var charged money.Amount
	quantities := map[int64]uint64{}
	const records = 60
	for seq := uint64(1); seq <= records; seq++ {
		now = now.Add(time.Duration(r.Int63n(int64(2 * time.Hour))))
		u := clearing.UseRecord{Buyer: buyer, Seller: seller, Asset: 1, Charged: money.Units(uint64(r.Intn(1000))), Posting: ledger.ID{Hi: 2, Lo: seq}}
		for range r.Intn(4) {
			hour := now.Add(-time.Duration(r.Int63n(int64(30 * time.Hour)))).Truncate(time.Hour).UnixNano()
			q := uint64(r.Intn(50))
			u.Lines = append(u.Lines, clearing.UseLine{
				Definition: 1, Product: "gpu", Meter: meter.Second, Key: key, Region: "eu", Hour: hour, Quantity: q,
				Due: money.Units(uint64(r.Intn(300)) * 1_000_000_000), Events: make([]ledger.ID, 3),
			})
			quantities[hour] += q
		}
		charged, _ = charged.Add(u.Charged)
		b.Used(now.UnixNano(), &u)
		for i := range u.Lines {
			if u.Lines[i].Events == nil {
				t.Fatal("the machine's record was changed")
			}
		}
		b.Applied(seq, now.UnixNano())
		if r.Intn(5) == 0 {
			visible(t, b, int(seq))
		}
	}
	ctx := visible(t, b, records)
	for _, by := range []books.Dimensions{0, books.ByDay, books.ByProject, books.ByRegion | books.ByModel} {
		page, err := b.Usage(ctx, books.UsageQuery{By: by}, "", 0)
		if err != nil || page.Total[1].Charge != charged {
			t.Errorf("by %d: %v, want %v; %v", by, page.Total[1].Charge, charged, err)
		}
	}
	page, err := b.Usage(ctx, books.UsageQuery{By: books.ByHour, Project: project, Model: "gpu", Region: "eu"}, "", 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		if row.Quantities[meter.Second] != quantities[row.Start] {
			t.Errorf("%d: %d seconds, want %d", row.Start, row.Quantities[meter.Second], quantities[row.Start])
		}
		delete(quantities, row.Start)
	}
	for hour, q := range quantities {
		if q > 0 {
			t.Errorf("hour %d is missing", hour)
		}
	}
	if n := count(t, path, "SELECT sum(events) FROM use_lines"); n < 60 || n%3 != 0 {
		t.Errorf("%d events", n)
	}
}

// The terms of keys, projects, budgets and meters are as they were told last.
func TestTermsAreKept(t *testing.T) { onBoth(t, testTermsAreKept) }

func testTermsAreKept(t *testing.T) {
	path := bookPath(t)
	b := open(t, path)
	project := clearing.Project{ID: ledger.ID{Lo: 7}, Party: ledger.ID{Lo: 8}, Name: "p\x00\xff", Limits: clearing.Unlimited()}
	key := clearing.Key{ID: ledger.ID{Lo: 9}, Party: project.Party, Name: "k", Terms: clearing.KeyTerms{Project: project.ID, Models: []string{"a", "b*"}, Networks: []string{"10.0.0.0/8"}}}
	b.ProjectChanged(1, &project)
	b.KeyChanged(&key)
	b.BudgetChanged(1, &ledger.Budget{ID: 3, Parent: 2, Asset: 1, Period: ledger.PeriodDay, AmountMax: money.Units(5)})
	b.MeterDefined(1, &clearing.SellerMeter{Seller: project.Party, Definition: meter.Definition{Name: "m", Product: "x", Meter: meter.Second}})
	b.Applied(1, 1)
	project.Archived = 2
	key.Revoked = 2
	b.ProjectChanged(2, &project)
	b.KeyChanged(&key)
	b.BudgetChanged(2, &ledger.Budget{ID: 3, Parent: 2, Asset: 1, Period: ledger.PeriodDay, AmountMax: money.Units(6)})
	b.Applied(2, 2)
	visible(t, b, 2)
	for query, want := range map[string]int{
		"SELECT count(*) FROM projects WHERE archived = 2": 1, "SELECT count(*) FROM projects": 1,
		"SELECT count(*) FROM keys WHERE revoked = 2 AND models LIKE '%b*' AND networks = '10.0.0.0/8'": 1,
		"SELECT count(*) FROM budgets WHERE parent = 2 AND changed_at = 2":                              1,
		"SELECT count(*) FROM meters WHERE name = 'm' AND product = 'x'":                                1,
	} {
		if n := count(t, path, query); n != want {
			t.Errorf("%s: %d, want %d", query, n, want)
		}
	}
}
