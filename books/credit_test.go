package books_test

import (
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// creditWorld is a world whose buyers have credit lines, and in which days go by.
type creditWorld struct{ *world }

func (w *creditWorld) step() {
	switch w.r.Intn(8) {
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
		w.now += w.r.Int63n(int64(72 * time.Hour))
		w.record(clearing.Tick{})
	default:
		w.run(2)
	}
}

func newCreditWorld(t testing.TB) *creditWorld { return &creditWorld{newWorld(t, newRandom(t))} }

// creditWitness notes beside the books what the machine tells of credit.
type creditWitness struct {
	*books.Books
	lines    map[uint32]credit.Line
	invoices map[ledger.ID]credit.Invoice
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

func followCredit(t testing.TB, b *books.Books, log [][]byte) *creditWitness {
	t.Helper()
	w := &creditWitness{Books: b, lines: map[uint32]credit.Line{}, invoices: map[ledger.ID]credit.Invoice{}, steps: map[ledger.ID][]int{}}
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
		_, steps, err := b.Invoice(ctx, id)
		if err != nil || len(steps) != len(want) || int(steps[len(steps)-1].State) != want[len(want)-1] {
			t.Errorf("invoice %s came to %v, want %v; %v", id, steps, want, err)
		}
	}
}

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
