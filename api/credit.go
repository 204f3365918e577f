package api

import (
	"context"
	"net/http"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// CreditBooks is the part of the books that follows credit. Lists are newest first.
type CreditBooks interface {
	CreditLines(ctx context.Context, query CreditLineQuery) (CreditLineList, error)
	Invoices(ctx context.Context, query InvoiceQuery) (InvoiceList, error)
	Invoice(ctx context.Context, id ledger.ID) (i credit.Invoice, steps []Step, ok bool, err error)
	Grants(ctx context.Context, query GrantQuery) (GrantList, error)
	GrantSteps(ctx context.Context, id ledger.ID) ([]Step, error)
}

// CreditLineQuery says which lines are wanted; zero fields do not matter.
type CreditLineQuery struct {
	Party ledger.ID
	After string
	Limit int
}

// CreditLineList is a page of lines. Next continues it; empty at its end.
type CreditLineList struct {
	Lines []credit.Line
	Next  string
}

// InvoiceQuery says which invoices are wanted; zero fields do not matter.
type InvoiceQuery struct {
	Party ledger.ID
	State credit.InvoiceState
	After string
	Limit int
}

// InvoiceList is a page of invoices. Next continues it; empty at its end.
type InvoiceList struct {
	Invoices []credit.Invoice
	Next     string
}

// CreditLineAnswer is a credit line and how it stands.
type CreditLineAnswer struct {
	Number    uint32 `json:"number"`
	Party     string `json:"party" schema:"id"`
	Account   string `json:"account" schema:"id"`
	Asset     string `json:"asset"`
	Amount    string `json:"amount" schema:"amount" about:"the most that may be drawn, holds included"`
	Period    string `json:"period" about:"at whose end an invoice is written, by UTC: hour, day or month"`
	DueDays   uint16 `json:"due_days" about:"from the period's end until the invoice is due"`
	GraceDays uint16 `json:"grace_days" about:"from there until new calls are refused"`
	LateFee   uint16 `json:"late_fee_bp" about:"basis points of what is overdue, once for each invoice; 0 is none"`
	From      string `json:"from,omitempty" schema:"time"`
	Until     string `json:"until,omitempty" schema:"time"`
	Since     string `json:"since" schema:"time" about:"when these terms came in"`
	State     string `json:"state" about:"open, pending (before from), ended, or stopped (an invoice is overdue beyond its grace)"`
	PeriodEnd string `json:"period_end" schema:"time" about:"when the next invoice is written"`
	Drawn     string `json:"drawn" schema:"amount" about:"what the buyer owes"`
	Left      string `json:"left" schema:"amount" about:"what may be drawn yet"`
	Due       string `json:"due" schema:"amount" about:"of what is drawn: on invoices"`
	Overdue   string `json:"overdue" schema:"amount" about:"of what is due: past its date"`
}

// InvoiceAnswer is an invoice of a credit line.
type InvoiceAnswer struct {
	ID      string       `json:"id" schema:"id"`
	Number  uint32       `json:"number" about:"counts the line's invoices"`
	Party   string       `json:"party" schema:"id"`
	Asset   string       `json:"asset"`
	From    string       `json:"from" schema:"time"`
	To      string       `json:"to" schema:"time"`
	Amount  string       `json:"amount" schema:"amount"`
	Left    string       `json:"left" schema:"amount" about:"what is not paid yet"`
	Due     string       `json:"due" schema:"time"`
	Stops   string       `json:"stops" schema:"time" about:"from then on new calls are refused while it is not paid"`
	Fee     string       `json:"late_fee" schema:"amount" about:"what was charged because it became overdue; it is on the next invoice"`
	Bounced bool         `json:"bounced,omitempty" about:"money that had come was taken back; it was due at once, and costs no late fee"`
	State   string       `json:"state" about:"open, overdue or paid"`
	Steps   []StepAnswer `json:"steps,omitempty" about:"the states it came to; of a single invoice"`
}

// CreditLinePage is a page of credit lines.
type CreditLinePage struct {
	Items []*CreditLineAnswer `json:"items"`
	Next  string              `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64              `json:"lag" about:"records of the log that the books do not hold yet"`
}

// InvoicePage is a page of invoices.
type InvoicePage struct {
	Items []*InvoiceAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Lag   uint64           `json:"lag" about:"records of the log that the books do not hold yet"`
}

var (
	linePeriods   = []string{"hour", "day", "month"}
	invoiceStates = []string{"", "open", "overdue", "paid"} // by their numbers
)

var creditLineForm = form{name: "CreditLineRequest", about: "The terms of a buyer's credit line.", fields: []field{
	{name: "asset", kind: fieldAsset, about: "USD when missing"},
	{name: "amount", kind: fieldAmount, required: true, about: "the most that may be drawn, holds included; 0 ends the line. Below what is drawn it stops new draws and takes nothing back"},
	{name: "period", kind: fieldWord, words: linePeriods, required: true, about: "at whose end an invoice is written, by UTC"},
	{name: "due_days", kind: fieldWhole, max: credit.DaysMax, about: "from the period's end until the invoice is due; 0 when missing"},
	{name: "grace_days", kind: fieldWhole, max: credit.DaysMax, about: "from there until new calls are refused; 0 when missing"},
	{name: "late_fee_bp", kind: fieldWhole, max: credit.FeeWhole, about: "basis points of what is overdue, once for each invoice; none when missing"},
	{name: "from", kind: fieldTime, about: "at once when missing"},
	{name: "until", kind: fieldTime, about: "open-ended when missing"},
}}

func creditRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this party's; the key's own when missing"}
	put := route{method: http.MethodPut, path: "/buyers/{id}/credit-line", name: "putCreditLine", access: accessAdmin, form: &creditLineForm, media: mediaJSON,
		about: "Grants a buyer a credit line in an asset, or replaces its terms.", status: http.StatusOK, answers: []any{CreditLineAnswer{}}, handle: putCreditLine}
	return append([]route{
		put,
		get("/credit-lines", "listCreditLines", "Lists credit lines and how they stand, the one that was granted last first.", accessRead, CreditLinePage{}, listCreditLines,
			append([]param{party}, pageParams...)...),
		get("/invoices", "listInvoices", "Lists invoices of credit lines, the newest first.", accessRead, InvoicePage{}, listInvoices,
			append([]param{party, {name: "state", kind: fieldWord, words: invoiceStates[1:], about: "only in this state"}}, pageParams...)...),
		get("/invoices/{id}", "getInvoice", "Shows an invoice and the states it came to.", accessRead, InvoiceAnswer{}, getInvoice),
	}, grantRoutes()...)
}

var linePeriodNumbers = [...]ledger.Period{ledger.PeriodHour, ledger.PeriodDay, ledger.PeriodMonth}

func putCreditLine(q *request) (any, error) {
	party, err := q.pathParty()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	number, asset := q.asset(o, "asset")
	terms := credit.Terms{
		Amount: o.amount("amount", asset), Period: linePeriodNumbers[o.word("period")], DueDays: uint16(o.whole("due_days")),
		GraceDays: uint16(o.whole("grace_days")), LateFee: uint16(o.whole("late_fee_bp")), From: o.time("from"), Until: o.time("until"),
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if _, err := q.do(clearing.SetCreditLine{Party: party, Asset: number, Terms: terms}); err != nil {
		return nil, err
	}
	var out *CreditLineAnswer
	q.api.deps.Node.View(func(m *clearing.Machine) {
		out = creditLineAnswer(m, m.PartyAccountIn(party, clearing.AccountBuyer, number))
	})
	return out, nil
}

// creditLineAnswer shows the line of an account; nil when it has none.
func creditLineAnswer(m *clearing.Machine, account ledger.ID) *CreditLineAnswer {
	s, ok := m.Credit().LineOf(account)
	if !ok {
		return nil
	}
	l, t := &s.Line, &s.Line.Terms
	asset, _ := m.Asset(l.Asset)
	a := &CreditLineAnswer{
		Number: l.Number, Party: l.Party.String(), Account: l.Account.String(), Asset: asset.Code, Amount: t.Amount.Decimal(asset.Scale),
		DueDays: t.DueDays, GraceDays: t.GraceDays, LateFee: t.LateFee, Since: printTime(l.Since), State: LineState(l, m.Now()), PeriodEnd: printTime(l.Ends),
		Drawn: s.Drawn.Decimal(asset.Scale), Left: s.Room.Decimal(asset.Scale), Due: s.Due.Decimal(asset.Scale), Overdue: s.Overdue.Decimal(asset.Scale),
	}
	for i, p := range linePeriodNumbers {
		if p == t.Period {
			a.Period = linePeriods[i]
		}
	}
	if t.From != 0 {
		a.From = printTime(t.From)
	}
	if t.Until != 0 {
		a.Until = printTime(t.Until)
	}
	return a
}

// LineState says how a line stands: open, pending, ended or stopped.
func LineState(l *credit.Line, now int64) string {
	switch {
	case l.Stopped:
		return "stopped"
	case now < l.Terms.From:
		return "pending"
	case l.Terms.Amount.IsZero() || (l.Terms.Until != 0 && l.Terms.Until <= now):
		return "ended"
	}
	return "open"
}

func listCreditLines(q *request) (any, error) {
	party, err := q.queryParty()
	if err != nil {
		return nil, err
	}
	query := CreditLineQuery{Party: party}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.CreditLines(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &CreditLinePage{Items: []*CreditLineAnswer{}, Next: list.Next, Lag: q.lag()}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		for i := range list.Lines {
			if a := creditLineAnswer(m, list.Lines[i].Account); a != nil {
				out.Items = append(out.Items, a)
			}
		}
	})
	return out, nil
}

func listInvoices(q *request) (any, error) {
	query := InvoiceQuery{State: credit.InvoiceState(q.queryWord("state", invoiceStates))}
	var err error
	if query.Party, err = q.queryParty(); err != nil {
		return nil, err
	}
	if query.After, query.Limit, err = q.bookPage(); err != nil {
		return nil, err
	}
	list, err := q.api.deps.Books.Invoices(q.Context(), query)
	if err != nil {
		return nil, err
	}
	out := &InvoicePage{Items: []*InvoiceAnswer{}, Next: list.Next, Lag: q.lag()}
	for i := range list.Invoices {
		out.Items = append(out.Items, q.invoiceAnswer(&list.Invoices[i], nil))
	}
	return out, nil
}

func getInvoice(q *request) (any, error) {
	id, err := q.pathID("id")
	if err != nil {
		return nil, err
	}
	var i credit.Invoice
	var steps []Step
	err = q.lookUp("invoice_unknown", func() (ok bool, err error) {
		i, steps, ok, err = q.api.deps.Books.Invoice(q.Context(), id)
		return ok, err
	})
	if err != nil {
		return nil, err
	}
	if err := q.mine(i.Party); err != nil {
		return nil, err
	}
	return q.invoiceAnswer(&i, steps), nil
}

// invoiceAnswer shows an invoice of the books, with what the machine knows is left of
// it now.
func (q *request) invoiceAnswer(i *credit.Invoice, steps []Step) *InvoiceAnswer {
	asset := q.assetOf(i.Asset)
	left := money.Amount{}
	q.api.deps.Node.View(func(m *clearing.Machine) {
		s, _ := m.Credit().LineOf(i.Account)
		for j := range s.Open {
			if s.Open[j].ID == i.ID {
				left = s.Left[j]
			}
		}
	})
	name := wordOf(invoiceStates)
	return &InvoiceAnswer{
		ID: i.ID.String(), Number: i.Number, Party: i.Party.String(), Asset: asset.Code, From: printTime(i.From), To: printTime(i.To),
		Amount: i.Amount.Decimal(asset.Scale), Left: left.Decimal(asset.Scale), Due: printTime(i.Due), Stops: printTime(i.Stops),
		Fee: i.Fee.Decimal(asset.Scale), Bounced: i.Bounced, State: name(uint8(i.State)), Steps: stepsAnswer(steps, name),
	}
}

// creditLinesOf shows a party's lines in each of its assets.
func creditLinesOf(m *clearing.Machine, party ledger.ID) (list []*CreditLineAnswer) {
	m.Assets(func(number ledger.AssetID, _ money.Asset) bool {
		if a := creditLineAnswer(m, m.PartyAccountIn(party, clearing.AccountBuyer, number)); a != nil {
			list = append(list, a)
		}
		return true
	})
	return list
}
