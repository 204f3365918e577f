package clearing_test

import (
	"fmt"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/credit"
	"aidollar/core/ledger"
)

// creditChart writes a table of the accounts of a buyer with a line, step by step.
type creditChart struct {
	*lender
	chart
}

func (c *creditChart) step(step string) {
	view := c.lender.m.Freeze()
	cover := view.Cover(usd)
	fmt.Fprintf(&c.table, "| %s |", step)
	for _, id := range []ledger.ID{
		clearing.HouseAccount(clearing.AccountCustody, usd), c.lender.buyerAccount(),
		clearing.PartyAccount(c.lender.seller, clearing.AccountSeller), clearing.HouseAccount(clearing.AccountRevenue, usd),
	} {
		fmt.Fprintf(&c.table, " %s |", balance(c.lender.account(id)))
	}
	s := c.lender.standing()
	fmt.Fprintf(&c.table, " %s | %s | %s | %s | %s | %s |\n", s.Room, s.Due, s.Overdue, cover.Owed, cover.Custody, cover.Receivable)
	for _, b := range view.Check() {
		c.lender.t.Errorf("%s: %s", step, b)
	}
}

// TestChartOfAccountsOfLines keeps the table of credit lines in docs/accounts.md true.
func TestChartOfAccountsOfLines(t *testing.T) {
	l := newLender(t, credit.Terms{Period: ledger.PeriodMonth})
	c := &creditChart{lender: l, chart: chart{shop: l.shop}}
	c.table.WriteString("| step | custody | buyer | seller | revenue | line left | due | overdue | owed | in custody | receivable |\n|---|---|---|---|---|---|---|---|---|---|---|\n")
	l.deposit(cents(30))
	c.step("30 cents are paid in")
	l.line(month())
	c.step("the buyer is granted a line of $1: due 10 days behind the month's end, 5 days of grace, a late fee of 1.5 %")
	l.spend(80)
	c.step("calls of 80 cents")
	l.at(2026, time.December, 1)
	c.step("November is over: what is drawn is on an invoice, due on 11 December")
	l.spend(20)
	c.step("calls of 20 cents")
	l.deposit(cents(15))
	c.step("15 cents come in, and pay November's invoice first")
	l.at(2026, time.December, 11)
	c.step("the invoice is overdue: the late fee of 1.5 % of what is not paid")
	l.at(2026, time.December, 16)
	c.step("the grace is over: nothing more is drawn, calls are refused as credit_overdue")
	l.deposit(cents(35))
	c.step("35 cents come in: the invoice is paid, calls go on")
	c.keep("credit lines")
}

// TestChartOfAccountsOfGrants keeps the table of grants in docs/accounts.md true.
func TestChartOfAccountsOfGrants(t *testing.T) {
	d := newDonor(t)
	c := &chart{shop: d.shop}
	c.table.WriteString("| step | custody | buyer | first grant | second grant | seller | revenue |\n|---|---|---|---|---|---|---|\n")
	var grants [2]credit.Grant
	row := func(step string) {
		fmt.Fprintf(&c.table, "| %s |", step)
		for _, id := range []ledger.ID{
			clearing.HouseAccount(clearing.AccountCustody, usd), d.buyerAccount(), grants[0].Account, grants[1].Account,
			clearing.PartyAccount(d.seller, clearing.AccountSeller), clearing.HouseAccount(clearing.AccountRevenue, usd),
		} {
			a, _ := d.m.Ledger().Account(id)
			fmt.Fprintf(&c.table, " %s |", balance(a))
		}
		c.table.WriteString("\n")
	}
	d.deposit(cents(100))
	d.spend(50)
	row("$1 is paid in, and 50 cents are spent")
	end := d.now + int64(time.Minute/2)
	grants[0] = d.give(20, func(g *credit.Grant) {
		g.From, g.Expires = clearing.PartyAccount(d.seller, clearing.AccountSeller), end
	})
	row("the seller gives a grant of 20 cents of its proceeds, which expires soon")
	grants[1] = d.give(10, nil)
	row("10 cents are paid in as a grant that never expires")
	call := d.hold(40)
	row("a call holds 40 cents: of the first grant, then of the second, then of the balance")
	d.do(clearing.Capture{Call: call, Usage: used(25, 0)})
	row("it costs 25: the first grant pays 20, the second 5")
	voided := d.hold(5)
	d.do(clearing.Void{Call: voided, Reason: "upstream_failed"})
	row("a call that held 5 cents comes to nothing: they are the second grant's again")
	d.do(clearing.EndGrant{ID: grants[1].ID})
	row("the second grant is ended: what was paid in by hand goes to the house, never back to custody")
	c.keep("grants")
}
