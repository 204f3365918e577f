package books

import (
	"context"
	"database/sql"
	"fmt"

	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// CreditLine is a credit line as it is now. How it is drawn, the machine knows.
type CreditLine struct {
	credit.Line
	ChangedAt int64 // Unix nanoseconds
}

// CreditLinePage is a part of a list of lines. Next continues it; empty at its end.
type CreditLinePage struct {
	Lines []CreditLine
	Next  string
}

const lineColumns = `n, ` + lineRow

func scanLine(rows *sql.Rows) (l CreditLine, err error) {
	var party, account, amount sql.RawBytes
	t := &l.Terms
	err = rows.Scan(&l.Number, &party, &account, &l.Asset, &amount, &t.Period, &t.DueDays, &t.GraceDays, &t.LateFee, &t.From, &t.Until, &l.Since, &l.Stopped, &l.ChangedAt)
	l.Party, l.Account, t.Amount = idOf(party), idOf(account), amountOf(amount)
	return l, err
}

// CreditLines gives lines, of one party or of all, the one that was granted last
// first.
func (b *Books) CreditLines(ctx context.Context, party ledger.ID, cursor string, limit int) (page CreditLinePage, err error) {
	limit = limited(limit)
	name := query("credit_lines", party.Hi, party.Lo)
	list, err := walkPage(ctx, b.reader, scanLine, "credit_lines", lineColumns, partyCondition(party), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Lines, page.Next = cut(list, limit, name, func(l *CreditLine) int64 { return int64(l.Number) })
	return page, nil
}

func partyCondition(party ledger.ID) []condition {
	if party.IsZero() {
		return nil
	}
	return []condition{{"party", idBlob(party), true}}
}

// Invoice is an invoice of a credit line as it is now.
type Invoice struct {
	Place uint64 // grows with each that is written
	credit.Invoice
	ChangedAt int64 // Unix nanoseconds
}

// InvoiceFilter says which invoices are wanted; what is zero does not matter.
type InvoiceFilter struct {
	Party ledger.ID
	State credit.InvoiceState
}

// InvoicePage is a part of a list of invoices. Next continues it; empty at its end.
type InvoicePage struct {
	Invoices []Invoice
	Next     string
}

func (f *InvoiceFilter) conditions() (list []condition) {
	paid := f.State == credit.InvoicePaid
	if f.State != 0 && !paid {
		list = append(list, condition{"state", int64(f.State), true})
	}
	list = append(list, partyCondition(f.Party)...)
	if paid {
		list = append(list, condition{"state", int64(f.State), false})
	}
	return list
}

const (
	invoiceColumns = `id, ` + invoiceRow
	invoiceText    = `SELECT ` + invoiceColumns + ` FROM invoices WHERE id = ?`
)

func scanInvoice(rows *sql.Rows) (i Invoice, err error) {
	var id, party, account, amount, fee, mark sql.RawBytes
	err = rows.Scan(&id, &i.Place, &party, &account, &i.Asset, &i.Number, &i.From, &i.To, &amount, &i.Due, &i.Bounced, &i.Stops, &fee, &i.State, &mark, &i.ChangedAt)
	i.ID, i.Party, i.Account = idOf(id), idOf(party), idOf(account)
	i.Amount, i.Fee, i.Mark = amountOf(amount), amountOf(fee), amountOf(mark)
	return i, err
}

// Invoices gives invoices, newest first.
func (b *Books) Invoices(ctx context.Context, f InvoiceFilter, cursor string, limit int) (page InvoicePage, err error) {
	limit = limited(limit)
	name := query("invoices", f.Party.Hi, f.Party.Lo, uint64(f.State))
	list, err := walkPage(ctx, b.reader, scanInvoice, "invoices", invoiceColumns, f.conditions(), name, cursor, limit)
	if err != nil {
		return page, err
	}
	page.Invoices, page.Next = cut(list, limit, name, func(i *Invoice) int64 { return int64(i.Place) })
	return page, nil
}

// Invoice finds an invoice and the states it came to; ErrNotFound when there is none.
func (b *Books) Invoice(ctx context.Context, id ledger.ID) (i Invoice, steps []Step, err error) {
	err = b.view(ctx, func(q querier) error {
		if i, err = one(ctx, q, scanInvoice, invoiceText, idBlob(id)); err != nil {
			return err
		}
		steps, err = stepsOf(ctx, q, ChangeInvoice, id)
		return err
	})
	return i, steps, err
}

// InvoicePayment is what one credit of an invoice's account paid of the invoice.
type InvoicePayment struct {
	Posting
	Paid money.Amount
}

// creditsText gives the credits of the account ?1 from the number ?2 on.
const creditsText = `SELECT ` + postingColumns + ` FROM postings WHERE credit = ?1 AND n >= ?2 AND ` + moves + ` ORDER BY n LIMIT ?3`

// InvoicePayments gives what paid an invoice, oldest first. An invoice is paid by what
// its account was credited behind all that paid the invoices before it, up to its mark.
func (b *Books) InvoicePayments(ctx context.Context, i *credit.Invoice) (list []InvoicePayment, err error) {
	begin, ok := i.Mark.Sub(i.Amount)
	if !ok {
		return nil, fmt.Errorf("%w: invoice %s", errSum, i.ID)
	}
	err = b.view(ctx, func(q querier) error {
		from, err := firstPostingSince(ctx, q, i.To)
		if err != nil {
			return err
		}
		s, _, err := sumUntil(ctx, q, i.Account, from)
		if err != nil {
			return err
		}
		before, ok := s.balance()
		if !ok {
			return fmt.Errorf("%w: account %s", errSum, i.Account)
		}
		for sum := before.Credits; sum.Less(i.Mark); {
			credits, err := postings(ctx, q, creditsText, idBlob(i.Account), from, LimitMax)
			if err != nil || len(credits) == 0 {
				return err
			}
			for _, p := range credits {
				after, _ := sum.Add(p.Posted) // the machine's own sum fits
				paid := after.Min(i.Mark).SubFloor(begin)
				if paid = paid.SubFloor(sum.SubFloor(begin)); !paid.IsZero() {
					list = append(list, InvoicePayment{p, paid})
				}
				sum, from = after, int64(p.Number)+1
			}
		}
		return nil
	})
	return list, err
}
