package console

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Credit is the part of a Source that is about what buyers may spend beside their own
// money. Lists are newest first: a party's, or everybody's for the zero id. A Refusal
// is an error of what changes something.
type Credit interface {
	CreditLines(ctx context.Context, party ledger.ID, cursor string, limit int) (CreditLinePage, error)
	Invoices(ctx context.Context, q ChainQuery, cursor string, limit int) (InvoicePage, error)
	// Invoice finds any; the console looks whether the visitor may see it.
	Invoice(ctx context.Context, id ledger.ID) (Invoice, error)
	Grants(ctx context.Context, party ledger.ID, cursor string, limit int) (GrantPage, error)
	Grant(ctx context.Context, id ledger.ID) (Grant, error)
	// SetCreditLine grants a buyer a line in the asset that its money is in, or replaces
	// its terms.
	SetCreditLine(ctx context.Context, buyer ledger.ID, terms credit.Terms) error
	// GiveGrant gives credit in the asset that the buyer's money is in, paid by "deposit",
	// "house" or "buyer".
	GiveGrant(ctx context.Context, grant credit.Grant, from string) error
	EndGrant(ctx context.Context, id ledger.ID) error
}

// CreditLine is a buyer's credit line and how it stands.
type CreditLine struct {
	credit.Standing
	Buyer clearing.Party
	Asset money.Asset
	State string // open, pending, ended or stopped
}

// CreditLinePage is a part of a list of lines. Next continues it; empty at its end.
type CreditLinePage struct {
	Lines []CreditLine
	Next  string
}

// Period is the time at whose end an invoice is written.
func (l CreditLine) Period() string {
	for _, p := range linePeriods {
		if p.number == l.Line.Terms.Period {
			return p.Value
		}
	}
	return "unknown"
}

// linePeriod is a choice of when invoices are written.
type linePeriod struct {
	option
	number ledger.Period
}

var linePeriods = []linePeriod{
	{option{"month", "month"}, ledger.PeriodMonth}, {option{"day", "day"}, ledger.PeriodDay}, {option{"hour", "hour"}, ledger.PeriodHour},
}

// Invoice is what was drawn on a line in a period.
type Invoice struct {
	credit.Invoice
	Buyer clearing.Party
	Money money.Asset
	Left  money.Amount // not paid yet
	Steps []StateStep  // of a single invoice

	Payments []InvoicePayment // of a single invoice, the oldest first
}

// InvoicePayment is what one movement paid of an invoice.
type InvoicePayment struct {
	Posting
	Paid money.Amount
}

// Paid is what has been paid of it.
func (i Invoice) Paid() money.Amount { return i.Amount.SubFloor(i.Left) }

// InvoicePage is a part of a list of invoices. Next continues it; empty at its end.
type InvoicePage struct {
	Invoices []Invoice
	Next     string
}

// Grant is credit that was paid in beforehand.
type Grant struct {
	credit.Grant
	Buyer      clearing.Party
	Money      money.Asset
	Left, Held money.Amount // Held is part of Left
	Funder     string       // who paid for it, in words
	Only       []string     // sellers and models that it pays; none: all
}

// Word is the state in a word.
func (g Grant) Word() string {
	if g.Ended != 0 {
		return "ended"
	}
	return "good"
}

// GrantPage is a part of a list of grants. Next continues it; empty at its end.
type GrantPage struct {
	Grants []Grant
	Next   string
}

// invoiceWords are the states of invoices, by their numbers.
var invoiceWords = []string{"", "open", "overdue", "paid"}

// creditRoutes are the pages about credit. What changes it is for the house alone.
func (c *Console) creditRoutes() {
	c.page("GET /console/credit", c.creditLines)
	c.page("GET /console/credit/line", houseOnly(c.askForLine))
	c.form("POST /console/credit/line", formSizeMax, houseOnly(c.setLine))
	c.page("GET /console/invoices", c.invoices)
	c.page("GET /console/invoices/{id}", c.invoice)
	c.page("GET /console/grants", c.grants)
	c.page("GET /console/grants/new", houseOnly(c.askForGrant))
	c.form("POST /console/grants", formSizeMax, houseOnly(c.giveGrant))
	c.page("GET /console/grants/{id}/end", houseOnly(c.confirmEnd))
	c.form("POST /console/grants/{id}/end", formSizeMax, houseOnly(c.endGrant))
}

// creditFirst is how many invoices and grants the page of lines shows.
const creditFirst = 5

// creditPage lists lines, and on its first page what is not paid and the latest grants.
type creditPage struct {
	listPage[CreditLine]
	House  bool
	Unpaid []Invoice
	Grants []Grant
}

func (c *Console) creditLines(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.CreditLines(v.Context(), v.view.Party.ID, cursor, rowsMax)
	if err != nil {
		return err
	}
	page := creditPage{listPage: listPage[CreditLine]{Rows: list.Lines, Next: list.Next, First: cursor == ""}, House: v.view.House}
	if page.First {
		for _, state := range [...]credit.InvoiceState{credit.InvoiceOverdue, credit.InvoiceOpen} {
			unpaid, err := c.source.Invoices(v.Context(), ChainQuery{Party: v.view.Party.ID, State: uint8(state)}, "", creditFirst)
			if err != nil {
				return err
			}
			page.Unpaid = append(page.Unpaid, unpaid.Invoices...)
		}
		grants, err := c.source.Grants(v.Context(), v.view.Party.ID, "", creditFirst)
		if err != nil {
			return err
		}
		page.Grants = grants.Grants
	}
	return v.showLive("credit.html", "Credit", "accounts", page)
}

func (c *Console) invoices(v *visit) error {
	cursor := v.URL.Query().Get("after")
	page := chainPage[Invoice]{}
	list, err := c.source.Invoices(v.Context(), page.query(v, invoiceWords), cursor, rowsMax)
	if err != nil {
		return err
	}
	page.listPage = listPage[Invoice]{Rows: list.Invoices, Next: list.Next, First: cursor == ""}
	return v.showLive("invoices.html", "Invoices", "accounts", page)
}

func (c *Console) invoice(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	i, err := c.source.Invoice(v.Context(), id)
	if err != nil {
		return err
	}
	if !v.view.Covers(i.Party) {
		return ErrNotFound
	}
	return v.showLive("invoice.html", "Invoice", "accounts", i)
}

func (c *Console) grants(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.Grants(v.Context(), v.view.Party.ID, cursor, rowsMax)
	if err != nil {
		return err
	}
	page := chainPage[Grant]{listPage: listPage[Grant]{Rows: list.Grants, Next: list.Next, First: cursor == ""}, House: v.view.House}
	return v.showLive("grants.html", "Grants", "accounts", page)
}
