package clearing_test

import (
	"fmt"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// saleChart writes a table of the accounts of sales with a levy, and of what they use up.
type saleChart struct {
	*exporter
	chart
}

func (c *saleChart) step(step string) {
	e := c.exporter
	fmt.Fprintf(&c.table, "| %s |", step)
	ids := []ledger.ID{
		clearing.PartyAccount(e.buyer, clearing.AccountBuyer), clearing.PartyAccount(e.seller, clearing.AccountSale),
		clearing.PartyAccount(e.seller, clearing.AccountSeller), clearing.HouseAccount(clearing.AccountRevenue, usd),
	}
	e.m.Authorities(func(a clearing.Authority) bool {
		ids = append(ids, a.Account)
		return true
	})
	for _, id := range ids {
		fmt.Fprintf(&c.table, " %s |", balance(e.account(id)))
	}
	if len(ids) == 4 {
		c.table.WriteString(" 0 |")
	}
	invested, _ := e.m.Quotas().Standing("investment", e.now)
	fmt.Fprintf(&c.table, " %d | %s |\n", e.left(), invested.Room.Left)
	e.sound()
}

// TestChartOfAccountsOfSales keeps the table of sales in docs/accounts.md true.
func TestChartOfAccountsOfSales(t *testing.T) {
	e := newExporter(t, shipping)
	c := &saleChart{exporter: e, chart: chart{shop: e.shop}}
	c.table.WriteString("| step | buyer | sale | seller | revenue | customs | units left | investment left |\n|---|---|---|---|---|---|---|---|\n")
	e.invest(50)
	c.step("the buyer has $10,000, the seller a licence for 100 chips, and $50 are invested")
	e.do(e.ship(10, cents(1001), "civil"))
	c.step("10 chips for $10.01: a quarter is levied, 10 units and $11 of the investment are used up")
	e.try(e.ship(1, cents(100), "military"))
	c.step("a chip for the military: refused as rule_denied")
	e.try(e.ship(91, cents(100), "civil"))
	c.step("91 chips: refused as quota_units")
	e.do(e.ship(1, cents(1), "civil"))
	c.step("one chip for a cent")
	e.invest(100)
	c.step("$100 more are invested")
	c.keep("sales")
}
