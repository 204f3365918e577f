package clearing_test

import (
	"bytes"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
)

const cent = 10_000_000 // ledger units

// lender is a shop whose buyer has a credit line, and whose observer notes invoices.
type lender struct {
	*shop
	clearing.Ignore
	invoices []credit.Invoice
	stops    []bool
}

func (l *lender) InvoiceChanged(_ int64, i *credit.Invoice) { l.invoices = append(l.invoices, *i) }
func (l *lender) LineChanged(_ int64, line *credit.Line)    { l.stops = append(l.stops, line.Stopped) }

func newLender(t testing.TB, terms credit.Terms) *lender {
	l := &lender{shop: newShop(t, 100_000)}
	l.m.Observe(l)
	l.line(terms)
	return l
}

// month are terms of a dollar a month, due 10 days behind it, with 5 days of grace.
func month() credit.Terms {
	return credit.Terms{Amount: money.Units(100 * cent), Period: ledger.PeriodMonth, DueDays: 10, GraceDays: 5, LateFee: 150}
}

func (l *lender) line(terms credit.Terms) clearing.Answer {
	l.t.Helper()
	return l.do(clearing.SetCreditLine{Party: l.buyer, Asset: usd, Terms: terms})
}

// spend captures a call that costs so many cents; a token costs 6·10^-7.
func (l *lender) spend(cents uint64) {
	l.t.Helper()
	if a := l.buys(cents); a.Refusal != "" {
		l.t.Fatalf("a call of %d cents: %s", cents, a.Refusal)
	}
}

func (l *lender) buys(cents uint64) clearing.Answer {
	l.t.Helper()
	l.putPennies()
	r := l.reservation(cents, 0)
	r.Model = "penny"
	if a := l.try(r); a.Refusal != "" {
		return a
	}
	return l.do(clearing.Capture{Call: r.Call, Usage: used(cents, 0)})
}

// putPennies enters, once, a model whose tokens cost a cent each.
func (l *lender) putPennies() {
	l.do(clearing.PutCard{Seller: l.seller, Card: l.card("pennies", 1, map[string]string{"penny": "10000", "demo-text": "1"})})
}

func (l *lender) standing() credit.Standing {
	l.t.Helper()
	s, ok := l.m.Credit().LineOf(l.buyerAccount())
	if !ok {
		l.t.Fatal("the buyer has no line")
	}
	return s
}

// at moves the clock on.
func (l *lender) at(year int, month time.Month, day int) {
	l.t.Helper()
	l.now = time.Date(year, month, day, 0, 0, 0, 0, time.UTC).UnixNano()
	l.do(clearing.Tick{})
}

func (l *lender) expect(drawn, due, overdue uint64) {
	l.t.Helper()
	s := l.standing()
	if s.Drawn != money.Units(drawn*cent) || s.Due != money.Units(due*cent) || s.Overdue != money.Units(overdue*cent) {
		l.t.Fatalf("drawn %s, due %s, overdue %s; want %d, %d and %d cents", s.Drawn, s.Due, s.Overdue, drawn, due, overdue)
	}
	view := l.m.Freeze()
	for _, b := range view.Check() {
		l.t.Errorf("broken: %s", b)
	}
}

func TestALineIsDrawnInvoicedAndPaidInOrder(t *testing.T) {
	l := newLender(t, month())
	l.deposit(money.Units(30 * cent))
	l.spend(80)
	l.expect(50, 0, 0)
	if a := l.buys(51); a.Refusal != "insufficient_funds" {
		t.Fatalf("beyond the line: %q", a.Refusal)
	}
	l.at(2026, 12, 1) // November is over
	l.expect(50, 50, 0)
	l.spend(20)
	l.deposit(money.Units(15 * cent)) // pays November, though December has been drawn on
	l.expect(55, 35, 0)
	l.at(2026, 12, 11)
	// The late fee of 1.5 % of what is overdue goes to the house, and is drawn.
	fee := money.Units(35 * cent * 150 / 10_000)
	if s := l.standing(); s.Drawn != money.Units(55*cent+fee.Lo) || s.Overdue != money.Units(35*cent) || s.Open[0].Fee != fee {
		t.Errorf("drawn %s, overdue %s, with a fee of %s", s.Drawn, s.Overdue, s.Open[0].Fee)
	}
	if got := l.account(clearing.HouseAccount(clearing.AccountRevenue, usd)).CreditsPosted; got != money.Units(100*cent/10+fee.Lo) {
		t.Errorf("the house earned %s", got)
	}
	l.replayed()
}

func TestOverdueCallsAreRefusedAndGoOn(t *testing.T) {
	terms := month()
	terms.LateFee = 0
	l := newLender(t, terms)
	l.spend(40)
	l.at(2026, 12, 1)
	l.spend(5)
	l.at(2026, 12, 15)
	if a := l.buys(1); a.Refusal != "" {
		t.Fatalf("within the grace: %q", a.Refusal)
	}
	l.at(2026, 12, 16)
	if a := l.buys(1); a.Refusal != "credit_overdue" || clearing.Sentence(a.Refusal) == "" {
		t.Fatalf("beyond the grace: %q", a.Refusal)
	}
	l.deposit(money.Units(39 * cent))
	if a := l.buys(1); a.Refusal != "credit_overdue" {
		t.Fatalf("with a cent left: %q", a.Refusal)
	}
	l.expect(7, 1, 1)
	l.deposit(money.Units(1 * cent))
	l.spend(1)
	l.expect(7, 0, 0)
	want := []credit.InvoiceState{credit.InvoiceOpen, credit.InvoiceOverdue, credit.InvoicePaid}
	if len(l.invoices) != len(want) {
		t.Fatalf("%d changes of invoices", len(l.invoices))
	}
	for i, invoice := range l.invoices {
		if invoice.State != want[i] || invoice.Number != 1 || invoice.Amount != money.Units(40*cent) {
			t.Errorf("change %d: %+v", i, invoice)
		}
	}
	if len(l.stops) != 3 || l.stops[0] || !l.stops[1] || l.stops[2] {
		t.Errorf("the line was told to be stopped: %v", l.stops)
	}
}

func TestALoweredLineTakesNothingBack(t *testing.T) {
	l := newLender(t, month())
	l.spend(60)
	lower := month()
	lower.Amount = money.Units(20 * cent)
	l.line(lower)
	l.expect(60, 0, 0)
	if a := l.buys(1); a.Refusal != "insufficient_funds" {
		t.Fatalf("beyond the lowered line: %q", a.Refusal)
	}
	l.deposit(money.Units(39 * cent))
	if a := l.buys(1); a.Refusal != "insufficient_funds" {
		t.Fatalf("still beyond it: %q", a.Refusal)
	}
	l.deposit(money.Units(2 * cent))
	l.spend(1)
	l.expect(20, 0, 0)
	if !l.line(lower).Exists {
		t.Error("the same terms are not the same")
	}
}

func TestALineIsNoMoney(t *testing.T) {
	l := newLender(t, month())
	if free := l.m.Settlement().Withdrawable(l.buyerAccount()); !free.IsZero() {
		t.Errorf("%s of a line can be withdrawn", free)
	}
	l.deposit(money.Units(7 * cent))
	if free := l.m.Settlement().Withdrawable(l.buyerAccount()); free != money.Units(7*cent) {
		t.Errorf("%s can be withdrawn", free)
	}
}

func TestALineHasItsTime(t *testing.T) {
	terms := month()
	terms.From = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	terms.Until = time.Date(2026, 12, 24, 0, 0, 0, 0, time.UTC).UnixNano()
	l := newLender(t, terms)
	for _, c := range []struct {
		day     int
		refusal string
	}{{0, "insufficient_funds"}, {1, ""}, {23, ""}, {24, "insufficient_funds"}} {
		if c.day > 0 {
			l.at(2026, 12, c.day)
		}
		if a := l.buys(1); a.Refusal != c.refusal {
			t.Errorf("on day %d: %q, want %q", c.day, a.Refusal, c.refusal)
		}
	}
	l.expect(2, 0, 0)
}

func TestUsageIsDrawnAsFarAsTheLineGoes(t *testing.T) {
	l := newLender(t, month())
	l.putModel(bulk())
	number := l.meter("gpu")
	l.do(clearing.Use{Entries: []clearing.UseEntry{{
		Event: l.id(), Buyer: l.buyer, Seller: l.seller, Definition: number, Value: 7_220, At: l.now, // 1.99994 dollars
	}}})
	at, _ := l.m.Standing(l.buyer, l.seller, usd)
	if want := money.Units(7_220*277_000 - 100*cent); at.Owed != want {
		t.Errorf("owed %s, want %s", at.Owed, want)
	}
	l.expect(100, 0, 0)
}

// meter defines a meter of seconds of the product bulk.
func (l *lender) meter(name string) uint32 {
	l.t.Helper()
	return l.do(clearing.DefineMeter{Seller: l.seller, Definition: meter.Definition{
		Name: name, Aggregation: meter.Sum, Product: "bulk", Meter: meter.Second,
	}}).Number
}

func TestTermsThatAreNone(t *testing.T) {
	l := newLender(t, month())
	for name, c := range map[string]func(*credit.Terms){
		"period":  func(c *credit.Terms) { c.Period = ledger.PeriodMinute },
		"total":   func(c *credit.Terms) { c.Period = ledger.PeriodTotal },
		"due":     func(c *credit.Terms) { c.DueDays = 367 },
		"grace":   func(c *credit.Terms) { c.GraceDays = 367 },
		"fee":     func(c *credit.Terms) { c.LateFee = 10_001 },
		"reverse": func(c *credit.Terms) { c.From, c.Until = 2, 1 },
		"before":  func(c *credit.Terms) { c.From = -1 },
	} {
		terms := month()
		c(&terms)
		if a := l.try(clearing.SetCreditLine{Party: l.buyer, Asset: usd, Terms: terms}); a.Refusal != "line_invalid" {
			t.Errorf("%s: %q", name, a.Refusal)
		}
	}
	if a := l.try(clearing.SetCreditLine{Party: l.seller, Asset: usd, Terms: month()}); a.Refusal != "buyer_unknown" {
		t.Errorf("a seller: %q", a.Refusal)
	}
	if a := l.try(clearing.SetCreditLine{Party: l.buyer, Asset: 9, Terms: month()}); a.Refusal != "account_none" {
		t.Errorf("another asset: %q", a.Refusal)
	}
}

// replayed applies the log to another machine, and restores a third from its
// snapshot; all three have the same state.
func (h *house) replayed() {
	h.t.Helper()
	again := clearing.New(clearing.DefaultConfig())
	for n, record := range h.log {
		if _, err := again.Apply(record, nil); err != nil {
			h.t.Fatalf("record %d: %v", n, err)
		}
	}
	want := h.bytes()
	if !bytes.Equal(snapshot(h.t, again), want) {
		h.t.Fatal("a replay leads to another state")
	}
	restored, err := clearing.Restore(bytes.NewReader(want), clearing.DefaultConfig())
	if err != nil {
		h.t.Fatal(err)
	}
	if !bytes.Equal(snapshot(h.t, restored), want) {
		h.t.Fatal("a restore leads to another state")
	}
}

// What a block brought and another took back has paid nothing: it is due at once, and
// stops calls once its grace is over.
func TestMoneyThatIsTakenBackMovesNoDate(t *testing.T) {
	p := newPurse(t)
	l := &lender{shop: p.shop}
	l.buyer = p.wallet
	l.m.Observe(l)
	l.line(month())
	spend := func(n uint64) {
		r := p.tender(cents(100)).Call
		l.do(r)
		l.do(clearing.Capture{Call: r.Call, Usage: used(n, 0)})
	}
	spend(1_000_000) // 15 cents
	l.at(2026, 12, 1)
	a := p.arrives(ledger.ID{}, p.wallet, cents(20))
	l.expect(0, 0, 0)
	l.do(clearing.DropArrival{ID: a})
	l.expect(15, 15, 15)
	last := l.invoices[len(l.invoices)-1]
	if !last.Bounced || last.Due != l.now || last.Fee != (money.Amount{}) || last.State != credit.InvoiceOverdue {
		t.Errorf("the invoice for it: %+v", last)
	}
	l.at(2026, 12, 7)
	if r := p.tender(cents(100)).Call; l.try(r).Refusal != "credit_overdue" {
		t.Error("calls go on")
	}
	l.replayed()
}
