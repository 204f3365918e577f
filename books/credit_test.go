package books_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// creditWorld is a world whose buyers have credit lines, and in which days go by.
type creditWorld struct{ *world }

func (w *creditWorld) step() {
	switch w.r.Intn(9) {
	case 0:
		w.apply(clearing.SetCreditLine{Party: pick(w.r, w.buyers), Asset: w.usd, Terms: credit.Terms{
			Amount: money.Units(uint64(w.r.Intn(1_000_000_000))), Period: pick(w.r, []ledger.Period{ledger.PeriodHour, ledger.PeriodDay, ledger.PeriodMonth}),
			DueDays: uint16(w.r.Intn(5)), GraceDays: uint16(w.r.Intn(5)), LateFee: uint16(w.r.Intn(500)),
		}})
	case 1:
		// All that a buyer has of its own goes out, so that the line is drawn on.
		account := clearing.PartyAccount(pick(w.r, w.buyers), clearing.AccountBuyer)
		if funds := w.machine.Ledger().Funds(account); !funds.IsZero() {
			w.apply(clearing.Transfers{{
				ID: w.id(), Debit: account, Credit: clearing.HouseAccount(clearing.AccountCustody, w.usd), Amount: funds, Asset: w.usd, Code: clearing.TransferWithdrawal,
			}})
		}
	case 2:
		g := credit.Grant{
			ID: w.id(), Party: pick(w.r, w.buyers), Asset: w.usd, Amount: money.Units(uint64(w.r.Intn(30_000_000) + 1)), Name: "a grant", Priority: uint16(w.r.Intn(3)),
			From: clearing.HouseAccount(clearing.AccountCustody, w.usd),
		}
		if w.r.Intn(2) == 0 {
			g.Expires = w.now + w.r.Int63n(int64(48*time.Hour)) + 10_000_000
		}
		if w.r.Intn(3) == 0 {
			g.Sellers, g.Models = w.sellers[:2], []string{"sm*", "large"}
		}
		w.apply(clearing.GiveGrant{Grant: g})
	case 3:
		w.now += w.r.Int63n(int64(72 * time.Hour))
		w.record(clearing.Tick{})
	default:
		w.run(4)
	}
}

func newCreditWorld(t testing.TB) *creditWorld { return &creditWorld{newWorld(t, newRandom(t))} }

// creditWitness notes beside the books what the machine tells of credit.
type creditWitness struct {
	*books.Books
	lines    map[uint32]credit.Line
	invoices map[ledger.ID]credit.Invoice
	grants   map[ledger.ID]credit.Grant
	paid     map[ledger.ID][]payment.Part // by call
	steps    map[ledger.ID][]int
}

func (w *creditWitness) LineChanged(at int64, l *credit.Line) {
	w.Books.LineChanged(at, l)
	w.lines[l.Number] = *l
}

func (w *creditWitness) InvoiceChanged(at int64, i *credit.Invoice) {
	w.Books.InvoiceChanged(at, i)
	w.invoices[i.ID], w.steps[i.ID] = *i, append(w.steps[i.ID], int(i.State))
}

func (w *creditWitness) GrantChanged(at int64, g *credit.Grant) {
	w.Books.GrantChanged(at, g)
	w.grants[g.ID] = *g
}

func (w *creditWitness) CallClosed(at int64, c *clearing.CallClosing) {
	w.Books.CallClosed(at, c)
	if used := payment.Used(c.Answer.Parts, c.Answer.Charge); len(used) > 0 {
		w.paid[c.Call.ID] = used
	}
}

func followCredit(t testing.TB, b *books.Books, log [][]byte) *creditWitness {
	t.Helper()
	w := &creditWitness{Books: b, lines: map[uint32]credit.Line{}, invoices: map[ledger.ID]credit.Invoice{}, grants: map[ledger.ID]credit.Grant{}, paid: map[ledger.ID][]payment.Part{}, steps: map[ledger.ID][]int{}}
	m := clearing.New(testConfig)
	m.Observe(w)
	for i, record := range log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		b.Applied(uint64(i+1), m.Now())
	}
	return w
}

// What the books have of credit is what the machine told last.
func TestCreditIsKept(t *testing.T) { onBoth(t, testCreditIsKept) }

func testCreditIsKept(t *testing.T) {
	w := newCreditWorld(t)
	for range 500 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := followCredit(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	lines := pages(t, func(cursor string, limit int) ([]books.CreditLine, string, error) {
		page, err := b.CreditLines(ctx, ledger.ID{}, cursor, limit)
		return page.Lines, page.Next, err
	})
	for _, l := range lines {
		if want := twin.lines[l.Number]; l.Terms != want.Terms || l.Party != want.Party || l.Since != want.Since || l.Stopped != want.Stopped {
			t.Errorf("line %d is %+v, want %+v", l.Number, l, want)
		}
	}
	if len(lines) != len(twin.lines) || len(lines) != len(w.buyers) {
		t.Errorf("%d lines of %d", len(lines), len(twin.lines))
	}
	states := map[credit.InvoiceState]int{}
	for _, f := range []books.InvoiceFilter{{}, {Party: w.buyers[0]}, {State: credit.InvoicePaid}, {State: credit.InvoiceOverdue, Party: w.buyers[1]}} {
		want := 0
		for _, i := range twin.invoices {
			if (f.Party.IsZero() || i.Party == f.Party) && (f.State == 0 || i.State == f.State) {
				want++
			}
		}
		list := pages(t, func(cursor string, limit int) ([]books.Invoice, string, error) {
			page, err := b.Invoices(ctx, f, cursor, limit)
			return page.Invoices, page.Next, err
		})
		if len(list) != want {
			t.Errorf("%+v: %d invoices, want %d", f, len(list), want)
		}
		for _, i := range list {
			if i.Invoice != twin.invoices[i.ID] {
				t.Errorf("invoice %+v, want %+v", i.Invoice, twin.invoices[i.ID])
			}
			states[i.State]++
		}
	}
	if len(twin.invoices) < 20 || states[credit.InvoicePaid] == 0 || states[credit.InvoiceOverdue] == 0 {
		t.Errorf("%d invoices in states %v: the test shows little", len(twin.invoices), states)
	}
	for id, want := range twin.steps {
		invoice, steps, err := b.Invoice(ctx, id)
		if err == nil {
			checkInvoicePayments(t, b, &invoice.Invoice)
		}
		if err != nil || len(steps) != len(want) || int(steps[len(steps)-1].State) != want[len(want)-1] {
			t.Errorf("invoice %s came to %v, want %v; %v", id, steps, want, err)
		}
	}
}

func testGrantsAreKept(t *testing.T) {
	w := newCreditWorld(t)
	for range 500 {
		w.step()
	}
	b := open(t, bookPath(t))
	twin := followCredit(t, b, w.log)
	ctx := visible(t, b, len(w.log))
	list := pages(t, func(cursor string, limit int) ([]books.Grant, string, error) {
		page, err := b.Grants(ctx, ledger.ID{}, cursor, limit)
		return page.Grants, page.Next, err
	})
	own := 0
	for _, g := range list {
		found, _, err := b.Grant(ctx, g.ID)
		if want := twin.grants[g.ID]; err != nil || fmt.Sprint(found.Grant) != fmt.Sprint(g.Grant) || g.Ended != want.Ended || g.Lapsed != want.Lapsed ||
			g.Expires != want.Expires || !slices.Equal(g.Sellers, want.Sellers) || !slices.Equal(g.Models, want.Models) || g.Back != want.Back {
			t.Errorf("grant %+v, want %+v; %v", g.Grant, want, err)
		}
		if g.Party == w.buyers[0] {
			own++
		}
	}
	page, err := b.Grants(ctx, w.buyers[0], "", 100)
	if err != nil || len(page.Grants) != own || len(list) != len(twin.grants) || len(list) < 20 {
		t.Errorf("%d of the buyer's, want %d; %d in all, want %d; %v", len(page.Grants), own, len(list), len(twin.grants), err)
	}
	for call, parts := range twin.paid {
		r, err := b.Receipt(ctx, call)
		if err != nil || len(r.Grants) != len(parts) {
			t.Fatalf("call %s was paid by %+v, want %+v; %v", call, r.Grants, parts, err)
		}
		for i, p := range r.Grants {
			if p.Account != parts[i].Account || p.Amount != parts[i].Amount || twin.grants[p.Grant].Account != p.Account {
				t.Errorf("call %s: part %+v, want %+v", call, p, parts[i])
			}
		}
		// What the receipt shows of the ledger adds up to the charge.
		posted := money.Amount{}
		for _, p := range r.Postings {
			if p.Credit == r.Call.SaleAccount && p.Flags&ledger.Post != 0 {
				posted, _ = posted.Add(p.Posted)
			}
		}
		if posted != r.Call.Charge {
			t.Errorf("call %s: %s was posted of a charge of %s", call, posted, r.Call.Charge)
		}
	}
	if len(twin.paid) < 15 {
		t.Errorf("%d calls were paid by grants: the test shows little", len(twin.paid))
	}
}

// What grants paid of calls is on their receipts.
func TestGrantsAreKept(t *testing.T) { onBoth(t, testGrantsAreKept) }

// The rows of credit are the same whatever records are written together.
func TestCreditInAnyBatch(t *testing.T) { onBoth(t, testCreditInAnyBatch) }

func testCreditInAnyBatch(t *testing.T) {
	w := newCreditWorld(t)
	for range 150 {
		w.step()
	}
	whole, parts := bookPath(t), bookPath(t)
	b := open(t, whole)
	feed(t, b, w.log, 1, len(w.log))
	visible(t, b, len(w.log))
	for last := 0; last < len(w.log); {
		next := min(len(w.log), last+1+w.r.Intn(60))
		b := open(t, parts)
		feed(t, b, w.log, last+1, next)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		last = next
	}
	tables := append(creditTables, "changes", "postings")
	same(t, contentOf(t, parts, tables...), contentOf(t, whole, tables...))
}

// checkInvoicePayments adds up what paid an invoice: all of it once it is paid, and less
// before.
func checkInvoicePayments(t *testing.T, b *books.Books, i *credit.Invoice) {
	t.Helper()
	payments, err := b.InvoicePayments(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	var sum money.Amount
	for _, p := range payments {
		if sum, _ = sum.Add(p.Paid); p.Paid.IsZero() || p.Posted.Less(p.Paid) || p.Credit != i.Account || p.At < i.To {
			t.Errorf("invoice %s of %d: %s of %+v", i.ID, i.To, p.Paid, p.Posting)
		}
	}
	if paid := i.State == credit.InvoicePaid; paid != (sum == i.Amount) || i.Amount.Less(sum) {
		t.Errorf("%s of invoice %s of %s are paid; it is in state %d", sum, i.ID, i.Amount, i.State)
	}
}
