package clearing_test

import (
	"fmt"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// recourseChart writes a table of the accounts of a call that is disputed and refunded.
type recourseChart struct {
	*returner
	chart
}

func (c *recourseChart) step(step string) {
	r := c.returner
	fmt.Fprintf(&c.table, "| %s |", step)
	for _, id := range []ledger.ID{
		r.buyerAccount(), clearing.PartyAccount(r.seller, clearing.AccountSale),
		clearing.PartyAccount(r.seller, clearing.AccountSeller), clearing.HouseAccount(clearing.AccountRevenue, usd),
	} {
		fmt.Fprintf(&c.table, " %s |", balance(r.account(id)))
	}
	fmt.Fprintln(&c.table)
	view := r.m.Freeze()
	for _, b := range view.Check() {
		r.t.Errorf("%s: %s", step, b)
	}
}

// TestChartOfAccountsOfRefunds keeps the table of refunds in docs/accounts.md true.
func TestChartOfAccountsOfRefunds(t *testing.T) {
	r := newReturner(t)
	c := &recourseChart{returner: r, chart: chart{shop: r.shop}}
	c.table.WriteString("| step | buyer | sale | seller | revenue |\n|---|---|---|---|---|\n")
	s := r.sold(100)
	c.step("a call of 100 units is captured")
	r.do(r.refund(s, 10))
	c.step("10 are refunded: each share gives back its part")
	p := r.refund(s, 20)
	p.Deadline = r.now + int64(time.Hour)
	r.do(p)
	c.step("20 are proposed, and held")
	r.do(clearing.CloseRefund{ID: p.ID, Post: true})
	c.step("the proposal is posted")
	if got := r.withdraws(50); got != ledger.OK {
		t.Fatal(got)
	}
	c.step("the seller takes out 50")
	d := r.dispute(s, 40)
	r.do(d)
	c.step("40 are disputed: what is there of them is held")
	r.sold(20)
	c.step("another call of 20: what comes in is held, too")
	r.do(clearing.AnswerDispute{ID: d.ID, Text: "it was fine"})
	r.do(clearing.DecideDispute{ID: d.ID, Award: p.Amount, Text: "half of it was"})
	c.step("the operator awards 20: they go back, the rest is free again")
	c.keep("refunds")
}
