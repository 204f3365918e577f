package clearing_test

import (
	"fmt"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/exchange"
	"aidollar/core/ledger"
)

// TestChartOfAccountsInEuros keeps the table of conversions in docs/accounts.md true.
func TestChartOfAccountsInEuros(t *testing.T) {
	b := newBureau(t)
	c := chart{shop: b.shop}
	c.table.WriteString("| step | buyer, € | position, € | revenue, € | position, $ | seller, $ | revenue, $ |\n|---|---|---|---|---|---|---|\n")
	step := func(step string) {
		fmt.Fprintf(&c.table, "| %s |", step)
		for _, id := range []ledger.ID{
			b.buyerIn(b.wallet, eur), clearing.HouseAccount(clearing.AccountPosition, eur), clearing.HouseAccount(clearing.AccountRevenue, eur),
			clearing.HouseAccount(clearing.AccountPosition, usd), clearing.PartyAccount(b.seller, clearing.AccountSeller), clearing.HouseAccount(clearing.AccountRevenue, usd),
		} {
			fmt.Fprintf(&c.table, " %s |", balance(b.account(id)))
		}
		c.table.WriteString("\n")
	}
	b.do(clearing.FundPosition{Move: exchange.Move{
		ID: b.id(), Asset: usd, Account: clearing.HouseAccount(clearing.AccountCustody, usd), Amount: cents(50),
	}})
	step("the operator puts 50 cents into the position in dollars")
	b.pays(b.wallet, eur, cents(100))
	step("the buyer has paid in a euro")
	call := b.inEuros()
	b.do(call)
	step("a call is reserved at 15 cents")
	b.do(clearing.Capture{Call: call.Call, Usage: used(800_000, 0)})
	step("it is captured at 12")
	voided := b.inEuros()
	b.do(voided)
	b.do(clearing.Void{Call: voided.Call, Reason: "upstream_failed"})
	step("another one's upstream failed: voided")
	c.keep("conversion")
}
