package console

import (
	"errors"
	"io"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

const (
	// rowsMax is how many rows a page of a list has.
	rowsMax = 50
)

// columns are the parties that a list of calls names: not the visitor's own.
type columns struct{ Buyer, Seller bool }

func (v *visit) columns() columns {
	return columns{
		Buyer:  v.view.House || v.view.Party.Role == clearing.RoleSeller,
		Seller: v.view.House || v.view.Party.Role == clearing.RoleBuyer,
	}
}

// mainAccount is the account that a party's money stands on.
func mainAccount(p clearing.Party) ledger.ID {
	if p.Role == clearing.RoleSeller {
		return clearing.PartyAccount(p.ID, clearing.AccountSeller)
	}
	return clearing.PartyAccount(p.ID, clearing.AccountBuyer)
}

// listPage is one page of a list.
type listPage[Row any] struct {
	Rows    []Row
	Next    string // cursor
	First   bool   // whether it is the newest page
	Columns columns
}

// receiptPage is a receipt with the widths of its columns.
type receiptPage struct {
	Receipt
	View          View
	Back          *Returnable // of a call that cost something; nil else
	PriceDecimals int
	ExactDecimals int
	ChargeTicks   tariff.Ticks
}

// RefundForm is where the visitor can return something; empty when he cannot.
func (p receiptPage) RefundForm() string {
	if p.Back == nil || p.Back.Left.IsZero() || !p.View.returns(p.Call.Seller.ID) {
		return ""
	}
	return p.Back.Form()
}

// Sells reports whether the visitor is on the side that knows the upstream.
func (p receiptPage) Sells() bool { return p.View.Covers(p.Call.Seller.ID) }

// UpstreamCost is what the upstream takes, in whole units of the ledger.
func (p receiptPage) UpstreamCost() money.Amount { return unitsUp(p.Cost) }

// Closed reports whether the receipt is final, and so can be signed.
func (p receiptPage) Closed() bool { return p.ClosedAt != 0 }

// Measured reports whether the charge follows from the lines.
func (p receiptPage) Measured() bool { return p.Policy == payment.Measured }

// WholeCharged reports whether all that was set aside was charged.
func (p receiptPage) WholeCharged() bool { return p.Policy == payment.Reservation }

// NothingCharged reports whether the charge was waived.
func (p receiptPage) NothingCharged() bool { return p.Policy == payment.Waive }

func (c *Console) receipt(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	r, err := c.source.Receipt(v.Context(), id)
	if err != nil {
		return err
	}
	if !v.view.Covers(r.Call.Buyer.ID, r.Call.Seller.ID) {
		return ErrNotFound
	}
	page := receiptPage{Receipt: r, View: v.view}
	// A card's asset has tariff.LedgerScale, and its charges fit in ticks: they
	// were priced in them.
	page.ChargeTicks, _ = r.Call.Charge.Mul64(tariff.TicksPerUnit)
	exact := []tariff.Ticks{r.Exact, money.Units(r.CarryIn), money.Units(r.CarryOut), r.Waived}
	for _, l := range r.Lines {
		page.PriceDecimals = max(page.PriceDecimals, decimalsOf(l.Price))
		exact = append(exact, l.Exact)
	}
	page.ExactDecimals = max(amountDecimals(r.Call.Asset), decimalsOf(exact...))
	if r.Call.State == clearing.CallCaptured && !r.Call.Charge.IsZero() {
		back, err := c.source.Returnable(v.Context(), id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		if err == nil {
			page.Back = &back
		}
	}
	if !page.Closed() {
		return v.showLive("receipt.html", "Receipt", "calls", page)
	}
	return v.show("receipt.html", "Receipt", "calls", page)
}

// signedReceipt sends a receipt that anybody can verify.
func (c *Console) signedReceipt(v *visit) error {
	id, err := ledger.ParseID(v.PathValue("id"))
	if err != nil {
		return ErrNotFound
	}
	r, err := c.source.Receipt(v.Context(), id)
	if err != nil {
		return err
	}
	if !v.view.Covers(r.Call.Buyer.ID, r.Call.Seller.ID) {
		return ErrNotFound
	}
	text, err := c.source.SignedReceipt(v.Context(), id)
	if err != nil {
		return err
	}
	v.attach("application/jose", "receipt-"+id.String()+".jws")
	_, _ = io.WriteString(v.writer, text+"\n") // the visitor has hung up: nobody is left to tell
	return nil
}

// Links reports whether the visitor may open a side's account.
func (p receiptPage) Links(s Side) bool { return links(p.View, s) }

func links(v View, s Side) bool { return s.Code != 0 && v.Covers(s.Owner.ID) }

// accountsPage is a party's accounts, or the house's chart with its parties.
type accountsPage struct {
	Accounts []Account
	Chart    Chart
	Totals   []total
	Next     string
	First    bool
}

// total adds up the chart's lines of one asset.
type total struct {
	Asset           money.Asset
	Debits, Credits money.Amount
	Balanced        bool
}

func (c *Console) accounts(v *visit) error {
	if !v.view.House {
		accounts, err := c.source.Accounts(v.Context(), v.view.Party.ID)
		if err != nil {
			return err
		}
		return v.show("accounts.html", "Accounts", "accounts", accountsPage{Accounts: accounts})
	}
	chart, err := c.source.Chart(v.Context())
	if err != nil {
		return err
	}
	cursor := v.URL.Query().Get("after")
	parties, err := c.source.Parties(v.Context(), cursor, rowsMax)
	if err != nil {
		return err
	}
	return v.show("accounts.html", "Accounts", "accounts", accountsPage{
		Accounts: parties.Accounts, Chart: chart, Totals: totals(chart), Next: parties.Next, First: cursor == "",
	})
}

// totals adds the lines up. A ledger's totals fit an amount, or it would have
// refused the posting.
func totals(chart Chart) (list []total) {
	for _, l := range chart.Lines {
		if n := len(list); n == 0 || list[n-1].Asset != l.Asset {
			list = append(list, total{Asset: l.Asset})
		}
		t := &list[len(list)-1]
		t.Debits, _ = t.Debits.Add(l.Debits)
		t.Credits, _ = t.Credits.Add(l.Credits)
		t.Balanced = t.Debits == t.Credits
	}
	return list
}

// accountPage is an account and its movements.
type accountPage struct {
	Account Account
	View    View
	listPage[Posting]
}

// Links reports whether the visitor may open a side's account, other than this one.
func (p accountPage) Links(s Side) bool {
	return s.ID != p.Account.Account.ID && links(p.View, s)
}

// Path is where the page is.
func (p accountPage) Path() string { return "/console/accounts/" + p.Account.Account.ID.String() }

// In reports whether a posting credits the account.
func (p accountPage) In(posting Posting) bool { return posting.Posting.Credit == p.Account.Account.ID }

// Other is the side of a posting that is not this account.
func (p accountPage) Other(posting Posting) Side {
	if p.In(posting) {
		return posting.Debit
	}
	return posting.Credit
}

func (c *Console) account(v *visit) error {
	account, err := v.accountOf()
	if err != nil {
		return err
	}
	cursor := v.URL.Query().Get("after")
	history, err := c.source.History(v.Context(), HistoryQuery{Account: account.Account.ID}, cursor, rowsMax)
	if err != nil {
		return err
	}
	return v.show("account.html", accountName(account.Account.Code), "accounts", accountPage{
		Account: account, View: v.view,
		listPage: listPage[Posting]{Rows: history.Postings, Next: history.Next, First: cursor == ""},
	})
}

// Balance is what stands on the side where the account has more; nothing when
// both are equal.
func (a Account) Balance() Balance { return BalanceOf(a.Account.DebitsPosted, a.Account.CreditsPosted) }

// Balance is what stands on a line's accounts together.
func (l ChartLine) Balance() Balance { return BalanceOf(l.Debits, l.Credits) }

// Balance is an amount on one side.
type Balance struct {
	Amount money.Amount
	Debit  bool
}

// BalanceOf is what is left when both sides are set against each other.
func BalanceOf(debits, credits money.Amount) Balance {
	if credits.Less(debits) {
		return Balance{debits.SubFloor(credits), true}
	}
	return Balance{credits.SubFloor(debits), false}
}

// Still reports whether a posting moves no balance: it makes a hold, releases
// one, or is a split, whose shares are postings of their own.
func (p Posting) Still() bool {
	return p.Flags&(ledger.Pending|ledger.Void|ledger.Split) != 0
}
