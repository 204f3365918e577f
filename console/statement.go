package console

import (
	"encoding/csv"
	"fmt"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

const (
	// statementRows is how many movements are read at a time.
	statementRows = 500
	// statementRowsMax bounds the movements of a statement's file.
	statementRowsMax = 1_000_000
	// monthLayout is how months stand in addresses and forms.
	monthLayout = "2006-01"
)

// Statement is what happened on an account within a month.
type Statement struct {
	Opening, Closing Balance
	Debits, Credits  money.Amount // moved in between
	Sums             []StatementSum
	// Lines say what was bought or sold, by model. With Rest, of usage that counts
	// in another month than it was posted in, they make up what was moved for calls;
	// Less says that it is to be taken off.
	Lines []UsageRow
	Rest  money.Amount
	Less  bool
}

// StatementSum adds up the movements of one purpose.
type StatementSum struct {
	Code            uint16 // the transfers'
	Movements       uint64
	Debits, Credits money.Amount
}

// Purpose says what the movements were for.
func (s StatementSum) Purpose() string {
	if name, ok := purposes[s.Code]; ok {
		return name
	}
	return fmt.Sprintf("Transfers of code %d", s.Code)
}

// statementPage is a statement as it is printed.
type statementPage struct {
	Account   Account
	Month     time.Time
	Now       time.Time
	Faults    faults
	Open      bool // the month is not over
	Statement Statement
	Models    []groupLine // what was called
	Totals    []groupLine
	Previous  string
	Next      string
	Path      string
}

// monthOf reads the month of the address; the present one without it.
func monthOf(v *visit, f faults) time.Time {
	month := StepMonth.Floor(v.now)
	text := v.URL.Query().Get("month")
	if text == "" {
		return month
	}
	asked, err := time.Parse(monthLayout, text)
	switch {
	case err != nil:
		f["month"] = fmt.Sprintf("%q is no month; write it as 2026-03.", text)
	case asked.After(month):
		f["month"] = "That month is still to come; this is the present one."
	default:
		return asked
	}
	return month
}

// accountOf finds the account of the address, if the visitor may see it.
func (v *visit) accountOf() (Account, error) {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return Account{}, ErrNotFound
	}
	account, err := v.console.source.Account(v.Context(), id)
	if err == nil && !v.view.Covers(account.Owner.ID) {
		return Account{}, ErrNotFound
	}
	return account, err
}

func (c *Console) statement(v *visit) error {
	account, err := v.accountOf()
	if err != nil {
		return err
	}
	page := statementPage{Account: account, Now: v.now.UTC(), Faults: faults{}, Path: "/console/accounts/" + account.Account.ID.String() + "/statement"}
	page.Month = monthOf(v, page.Faults)
	end := StepMonth.next(page.Month)
	page.Open = end.After(v.now)
	if v.URL.Query().Get("format") == "csv" {
		return v.statementTable(page)
	}
	page.Previous = page.Month.AddDate(0, -1, 0).Format(monthLayout)
	if !page.Open {
		page.Next = end.Format(monthLayout)
	}
	from, to := page.Month.UnixNano(), end.UnixNano()
	if page.Statement, err = c.source.Statement(v.Context(), account.Account.ID, from, to); err != nil {
		return err
	}
	models := explorePage{By: string(ByModel), From: page.Month, To: end}
	models.group(Usage{Rows: page.Statement.Lines})
	page.Models, page.Totals = models.Groups, models.Totals
	return v.show("statement.html", "Statement", "accounts", page)
}

// Seller reports whether the account is one that sales are paid into.
func (p statementPage) Seller() bool { return p.Account.Owner.Role == clearing.RoleSeller }

// statementTable sends all movements of the month as CSV, newest first.
func (v *visit) statementTable(p statementPage) error {
	id := p.Account.Account.ID
	query := HistoryQuery{Account: id, From: p.Month.UnixNano(), To: StepMonth.next(p.Month).UnixNano()}
	// What can fail fails before anything is sent.
	page, err := v.console.source.History(v.Context(), query, "", statementRows)
	if err != nil {
		return err
	}
	v.attach("text/csv; charset=utf-8", "statement-"+p.Month.Format(monthLayout)+"-"+id.String()[:8]+".csv")
	w := csv.NewWriter(v.writer)
	_ = w.Write([]string{"time", "purpose", "side", "amount", "asset", "other_account", "other_party", "call", "posting"}) // an error stays in the writer
	for sent := 0; ; {
		for i := range page.Postings {
			_ = w.Write(statementRow(id, &page.Postings[i]))
		}
		if sent += len(page.Postings); page.Next == "" {
			break
		}
		if sent >= statementRowsMax {
			_ = w.Write([]string{"the file ends here: there are more movements"})
			break
		}
		if page, err = v.console.source.History(v.Context(), query, page.Next, statementRows); err != nil {
			v.console.log.Error("a statement was cut short", "account", id.String(), "error", err)
			_ = w.Write([]string{"the file is cut short here: load it again"})
			break
		}
	}
	w.Flush()
	return nil // the visitor has hung up: nobody is left to tell
}

func statementRow(id ledger.ID, p *Posting) []string {
	side, other, call := "debit", p.Credit, ""
	if p.Posting.Credit == id {
		side, other = "credit", p.Debit
	}
	if !p.CallID.IsZero() {
		call = p.CallID.String()
	}
	return []string{
		machineTime(p.At), Purpose(*p), side, p.Posted.Decimal(p.Asset.Scale), p.Asset.Code,
		other.ID.String(), plainText(other.Owner.Name), call, p.ID.String(),
	}
}
