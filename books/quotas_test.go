package books_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/licence"
	"aidollar/core/money"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
	"aidollar/rules/packs"
)

const saleRules = `
@id("licensed") @title("Chips under a licence") @source("law") @from("2000-01-01") @levy("25% customs") @licence("bis") @match("100% investment")
permit(principal, action == Action::"chip.ship", resource) when { context.destination in Jurisdiction::"DE" };
@id("landed") @title("Chips through the port") @source("law") @from("2000-01-01") @levy("1% port")
permit(principal, action == Action::"chip.ship", resource) when { resource == Chip::"h200" };
@id("barred") @title("No chips for the military") @source("law") @from("2000-01-01")
forbid(principal, action == Action::"chip.ship", resource) when { context.endUse == "military" };
`

// saleWorld is a world in which chips are shipped, and quotas come and go.
type saleWorld struct {
	*world
	seller ledger.ID
	draws  []ledger.ID // that are open
}

func newSaleWorld(t testing.TB) *saleWorld {
	w := &saleWorld{world: newWorld(t, newRandom(t))}
	w.seller = w.sellers[0]
	w.quota("invested", licence.Meter, 0)
	w.quota("investment", licence.Share, 1_000_000)
	w.quota("bis", licence.Licence, 90)
	w.sell() // under no rules
	schema, err := packs.Files.ReadFile("schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	archive := ruling.Archive{
		Schema: policy.Text{Name: "schema.cedarschema", Policies: schema},
		Packs:  []ruling.Pack{{Name: "test", Sources: []ruling.Source{{Name: "law", Cite: "an act"}}}},
		Texts:  []policy.Text{{Name: "test/rules.cedar", Policies: []byte(saleRules)}},
		Facts: []*facts.Entry{
			facts.New("Jurisdiction/DE", nil, "name", "Germany"), facts.New("Jurisdiction/US", nil, "name", "America"),
			facts.New("Chip/h200", nil, "name", "H200", "tpp", 15832, "bandwidth", 4800), facts.New("Chip/b30", nil, "name", "B30", "tpp", 1, "bandwidth", 1),
		},
	}
	w.apply(clearing.InstallRules{Set: ruling.Installed{Archive: archive.Bytes()}})
	for _, id := range append(slices.Clone(w.buyers), w.sellers...) {
		w.apply(clearing.RegisterFacts{Entries: []*facts.Entry{facts.New(ruling.Participant(id).String(), []string{"Jurisdiction/DE"}, "name", "known")}})
	}
	return w
}

func (w *saleWorld) quota(name string, kind licence.Kind, bound uint64) []clearing.Answer {
	q := licence.Quota{Name: name, Kind: kind, Unit: "dollars", Window: licence.Total}
	switch kind {
	case licence.Licence:
		q.Unit, q.UnitsMax, q.Authority, q.Holder, q.Goods = "chips", money.Units(bound), "B\u00edS", ruling.Participant(w.seller).String(), []string{"Chip/h200"}
	case licence.Share:
		q.Base, q.PPM = "invested", uint32(bound)
	case licence.Cap:
		q.UnitsMax, q.Window = money.Units(bound), licence.Month
	}
	return w.record(clearing.SetQuota{Quota: q})
}

func (w *saleWorld) sell() {
	seller := w.seller
	if w.r.Intn(9) == 0 {
		seller = w.sellers[1] // who has no licence
	}
	w.record(clearing.Sell{
		ID: w.id(), Buyer: pick(w.r, w.buyers), Seller: seller, Asset: w.usd, Amount: money.Units(1 + uint64(w.r.Int63n(3_000_000_000))), Action: "chip.ship",
		Goods: ruling.Entity{Type: "Chip", ID: pick(w.r, []string{"h200", "h200", "h200", "b30"})},
		Context: facts.Encode("units", 1+w.r.Intn(3), "origin", facts.Ref("Jurisdiction/US"), "destination", facts.Ref("Jurisdiction/DE"),
			"endUse", pick(w.r, []string{"civil", "civil", "civil", "military"})),
	})
}

func (w *saleWorld) step() {
	switch w.r.Intn(9) {
	case 0:
		w.quota("bis", licence.Licence, 90+uint64(w.r.Intn(9)))
	case 1:
		if w.r.Intn(3) == 0 {
			w.record(clearing.EndQuota{Name: pick(w.r, []string{"bis", "cap", "invested"})})
		} else {
			w.quota("cap", licence.Cap, 1+uint64(w.r.Intn(100)))
		}
	case 2:
		id := w.id()
		w.record(clearing.DrawQuotas{Draw: licence.Draw{ID: id, Lines: []licence.Line{{Quota: "invested", Units: money.Units(uint64(w.r.Intn(40)))}}}}, clearing.CloseDraw{ID: id})
	case 3:
		d := licence.Draw{ID: w.id(), Customer: "Participant/a'b", Times: uint64(w.r.Intn(4)), Lines: []licence.Line{{Quota: "cap", Units: money.Units(9)}, {Quota: "invested", Units: money.Units(7)}}}
		if a := w.record(clearing.DrawQuotas{Draw: d}); a[0].Refusal == "" {
			w.draws = append(w.draws, d.ID)
		}
	case 4:
		if len(w.draws) > 3 {
			c := clearing.CloseDraw{ID: w.draws[0], Return: w.r.Intn(3) == 0}
			if w.draws = w.draws[1:]; !c.Return && w.r.Intn(2) == 0 {
				c.Used = []money.Amount{money.Units(3), money.Units(uint64(w.r.Intn(8)))}
			}
			w.record(c)
		}
	case 5:
		w.now += w.r.Int63n(int64(12 * time.Hour))
		w.record(clearing.Tick{})
	default:
		w.sell()
	}
}

// saleWitness notes beside the books what the machine tells.
type saleWitness struct {
	*books.Books
	steps map[string][]books.QuotaStep
	draws map[string][]books.QuotaDraw
	sales []books.Sale
	count uint64
}

func (w *saleWitness) QuotaChanged(at int64, s *licence.Standing, state clearing.QuotaState) {
	w.Books.QuotaChanged(at, s, state)
	w.steps[s.Quota.Name] = append(w.steps[s.Quota.Name], books.QuotaStep{At: at, State: state, Quota: s.Quota, Used: s.Used, Held: s.Held, Draws: s.Draws, Open: s.Open})
}

func (w *saleWitness) line(at int64, d *licence.Draw, l licence.Line, state clearing.DrawState, sale bool) {
	w.count++
	row := books.QuotaDraw{Number: w.count, ID: d.ID, At: at, Quota: l.Quota, Units: l.Units, Times: max(1, d.Times), State: state, Holder: d.Holder, Customer: d.Customer, Goods: d.Goods, OfSale: sale}
	if sale {
		row.Used, row.Closed = l.Units, at
	}
	w.draws[l.Quota] = append(w.draws[l.Quota], row)
}

func (w *saleWitness) QuotaDrawn(at int64, d *clearing.QuotaDrawn) {
	w.Books.QuotaDrawn(at, d)
	for i, l := range d.Draw.Lines {
		if d.State == clearing.DrawOpened {
			w.line(at, &d.Draw, l, d.State, false)
			continue
		}
		rows := w.draws[l.Quota]
		row := &rows[slices.IndexFunc(rows, func(r books.QuotaDraw) bool { return r.ID == d.Draw.ID })]
		if row.State, row.Closed = d.State, at; d.State == clearing.DrawSettled {
			row.Used = d.Used[i]
		}
	}
}

func (w *saleWitness) Sold(at int64, s *clearing.Sold) {
	w.Books.Sold(at, s)
	c := s.Sale
	w.sales = append(w.sales, books.Sale{
		Number: uint64(len(w.sales)) + 1, ID: c.ID, At: at, Buyer: c.Buyer, Seller: c.Seller, Asset: c.Asset, Amount: c.Amount, Action: c.Action, Goods: c.Goods,
		Decision: s.Decision, Levies: slices.Clone(s.Levies), Used: slices.Clone(s.Draw.Lines),
	})
	for _, l := range s.Draw.Lines {
		w.line(at, &s.Draw, l, clearing.DrawSettled, true)
	}
}

// What the books have of quotas and sales is what the machine told.
func TestSalesAreInTheBooks(t *testing.T) { onBoth(t, testSalesAreInTheBooks) }

func testSalesAreInTheBooks(t *testing.T) {
	w := newSaleWorld(t)
	for range 500 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := &saleWitness{Books: b, steps: map[string][]books.QuotaStep{}, draws: map[string][]books.QuotaDraw{}}
	m := clearing.New(testConfig)
	m.Observe(twin)
	for i, record := range w.log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	visible(t, b, len(w.log))
	for name, want := range twin.steps {
		slices.Reverse(want)
		if got, err := b.QuotaSteps(t.Context(), name); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("of %s the books have %+v, want %+v (%v)", name, got, want, err)
		}
	}
	states := map[clearing.DrawState]int{}
	for name, want := range twin.draws {
		slices.Reverse(want)
		got := pages(t, func(cursor string, limit int) ([]books.QuotaDraw, string, error) {
			page, err := b.QuotaDraws(t.Context(), name, cursor, limit)
			return page.Draws, page.Next, err
		})
		if !slices.Equal(got, want) {
			t.Errorf("from %s were drawn %+v, want %+v", name, got, want)
		}
		for _, d := range got {
			states[d.State]++
		}
	}
	if len(states) != 3 || len(twin.steps) != 4 || len(twin.sales) < 40 || twin.sales[0].Decision != 0 || len(twin.sales[20].Levies) != 2 || len(twin.sales[20].Used) != 2 {
		t.Fatalf("the test shows little: draws %v, %d quotas, %d sales, one is %+v", states, len(twin.steps), len(twin.sales), twin.sales[min(20, len(twin.sales)-1)])
	}
	checkSales(t, b, twin, w)
	checkSaleFeed(t, b, twin)
}

func checkSales(t *testing.T, b *books.Books, twin *saleWitness, w *saleWorld) {
	t.Helper()
	middle := twin.sales[len(twin.sales)/2]
	for _, f := range []books.SaleFilter{
		{}, {Party: w.buyers[1]}, {Party: w.seller, Goods: "Chip/h200"}, {Goods: "Chip/h200"}, {Span: books.Span{From: middle.At}}, {Party: middle.Buyer, Span: books.Span{To: middle.At}},
	} {
		var want []books.Sale
		for _, s := range twin.sales {
			if (f.Party.IsZero() || f.Party == s.Buyer || f.Party == s.Seller) && (f.Goods == "" || f.Goods == s.Goods.String()) && s.At >= f.Span.From && (f.Span.To == 0 || s.At < f.Span.To) {
				want = append(want, s)
			}
		}
		slices.Reverse(want)
		got := pages(t, func(cursor string, limit int) ([]books.Sale, string, error) {
			page, err := b.Sales(t.Context(), f, cursor, limit)
			return page.Sales, page.Next, err
		})
		if !reflect.DeepEqual(got, want) || len(want) == 0 {
			t.Errorf("%+v: sales are %+v, want %+v", f, got, want)
		}
	}
	if got, err := b.Sale(t.Context(), middle.ID); err != nil || !reflect.DeepEqual(got, middle) {
		t.Errorf("a sale is %+v, want %+v (%v)", got, middle, err)
	}
	if _, err := b.Sale(t.Context(), w.id()); err != books.ErrNotFound { //nolint:errorlint // it is not wrapped
		t.Errorf("a sale that never was: %v", err)
	}
}

// checkSaleFeed makes sure that a sale's parties hear of it, and the house of its quotas.
func checkSaleFeed(t *testing.T, b *books.Books, twin *saleWitness) {
	t.Helper()
	sales, changes := 0, 0
	for cursor := ""; ; {
		list, err := b.Feed(t.Context(), cursor, 100)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, i := range list {
			cursor = i.ID
			switch c := i.Change; {
			case c == nil:
			case c.Kind == books.ChangeSale:
				s := twin.sales[sales]
				if sales++; c.ID != s.ID || !slices.Equal(i.Parties, []ledger.ID{s.Buyer, s.Seller}) {
					t.Errorf("%+v tells of %+v", i, s)
				}
			case c.Kind == books.ChangeQuota || c.Kind == books.ChangeQuotaEnded || c.Kind == books.ChangeQuotaNear || c.Kind == books.ChangeQuotaExhausted:
				if changes++; twin.steps[c.Quota] == nil || len(i.Parties) > 0 {
					t.Errorf("%+v tells of %q", i, c.Quota)
				}
			}
		}
	}
	want := 0
	for _, steps := range twin.steps {
		want += len(steps)
	}
	if sales != len(twin.sales) || changes != want {
		t.Errorf("heard of %d sales of %d and %d changes of quotas of %d", sales, len(twin.sales), changes, want)
	}
}

// Books that were closed half way have the same rows of sales, and what somebody changes
// in them is found.
func TestSalesGoOnAfterARestart(t *testing.T) { onBoth(t, testSalesGoOnAfterARestart) }

func testSalesGoOnAfterARestart(t *testing.T) {
	w := newSaleWorld(t)
	for range 150 {
		w.step()
	}
	var contents []string
	var path string
	for _, stop := range []int{len(w.log), len(w.log) / 2} {
		path = bookPath(t)
		for from, to := 1, stop; from <= len(w.log); from, to = to+1, len(w.log) {
			b := open(t, path)
			feed(t, b, w.log, from, to)
			if err := b.Await(uint64(to)); err != nil {
				t.Fatal(err)
			}
			if err := b.Close(); err != nil {
				t.Fatal(err)
			}
		}
		contents = append(contents, content(t, path))
	}
	same(t, contents[1], contents[0])
	for _, table := range []string{"\nquota_steps ", "\nquota_draws ", "\nsales ", "\nsale_levies "} {
		if !strings.Contains(contents[0], table) {
			t.Errorf("there is nothing in%q", table)
		}
	}
	if found := held(t, path, w.log); found != "" {
		t.Errorf("of books that nobody changed: %s", found)
	}
	for _, c := range []struct{ bend, back, want string }{
		{"UPDATE sale_levies SET authority = 'me' WHERE sale = 3 AND place = 0", "UPDATE sale_levies SET authority = 'customs' WHERE sale = 3 AND place = 0", "sale_differs: of the sale 3"},
		{"UPDATE sales SET at = at + 1 WHERE n = 2", "UPDATE sales SET at = at - 1 WHERE n = 2", "sale_differs: of the sale 2"},
		{"UPDATE quota_draws SET times = times + 1 WHERE n = 4", "UPDATE quota_draws SET times = times - 1 WHERE n = 4", "draw_differs: of the draw from a quota 4"},
		{"UPDATE quota_steps SET draws = draws + 1 WHERE name = 'bis'", "UPDATE quota_steps SET draws = draws - 1 WHERE name = 'bis'", "quota_differs: of the change of a quota 3"},
		{"DELETE FROM sales WHERE n = (SELECT max(n) FROM sales)", "", "sale_differs: the books have"},
	} {
		for _, text := range []string{c.bend, c.back} {
			if text == c.back {
				if found := held(t, path, w.log); !strings.Contains(found, c.want) {
					t.Errorf("%s: found %q, want %q", c.bend, found, c.want)
				}
			}
			if text != "" {
				if _, err := raw(t, path).Exec(text); err != nil {
					t.Fatalf("%s: %v", text, err)
				}
			}
		}
	}
}
