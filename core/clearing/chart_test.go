package clearing_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
)

var rewrite = flag.Bool("rewrite", false, "write the expected texts anew")

// balance prints credits less debits, and what is held in brackets.
func balance(a ledger.Account) string {
	text := ""
	if net, ok := a.CreditsPosted.Sub(a.DebitsPosted); ok {
		text = net.String()
	} else {
		net, _ = a.DebitsPosted.Sub(a.CreditsPosted)
		text = "-" + net.String()
	}
	if !a.DebitsPending.IsZero() {
		text += " [-" + a.DebitsPending.String() + "]"
	}
	if !a.CreditsPending.IsZero() {
		text += " [+" + a.CreditsPending.String() + "]"
	}
	return text
}

// chart writes a table of the accounts of a shop, step by step.
type chart struct {
	*shop
	table    strings.Builder
	standing bool // with what the contract owes and was given back
}

func newChart(s *shop, standing bool) *chart {
	c := &chart{shop: s, standing: standing}
	head, rule := "| step | custody | buyer | sale | seller | revenue | carry |", "|---|---|---|---|---|---|---|"
	if standing {
		head, rule = head+" owed | credit |", rule+"---|---|"
	}
	c.table.WriteString(head + "\n" + rule + "\n")
	return c
}

func (c *chart) row(step string) {
	fmt.Fprintf(&c.table, "| %s |", step)
	for _, id := range []ledger.ID{
		clearing.HouseAccount(clearing.AccountCustody, usd), c.buyerAccount(),
		clearing.PartyAccount(c.seller, clearing.AccountSale), clearing.PartyAccount(c.seller, clearing.AccountSeller),
		clearing.HouseAccount(clearing.AccountRevenue, usd), clearing.PartyAccount(c.seller, clearing.AccountCarry),
	} {
		fmt.Fprintf(&c.table, " %s |", balance(c.account(id)))
	}
	if c.standing {
		at, _ := c.m.Standing(c.buyer, c.seller, usd)
		credit, _ := at.Credit.DivMod64(tariff.TicksPerUnit)
		fmt.Fprintf(&c.table, " %s | %s |", at.Owed, credit)
	}
	c.table.WriteString("\n")
}

// keep compares the table with the one behind a mark in docs/accounts.md.
func (c *chart) keep(mark string) {
	c.t.Helper()
	const path, end = "../../docs/accounts.md", "<!-- end -->"
	begin := "<!-- " + mark + ": written by go test ./core/clearing -run TestChartOfAccounts -rewrite -->\n"
	doc, err := os.ReadFile(path)
	if err != nil {
		c.t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(doc), begin)
	old, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		c.t.Fatalf("%s has lost the marks around the table of %s", path, mark)
	}
	if old == c.table.String() {
		return
	}
	if !*rewrite {
		c.t.Fatalf("%s is stale; run with -rewrite. The machine says:\n%s", path, c.table.String())
	}
	if err := os.WriteFile(path, []byte(head+begin+c.table.String()+end+tail), 0o644); err != nil {
		c.t.Fatal(err)
	}
}

// TestChartOfAccounts keeps the tables in docs/accounts.md true.
func TestChartOfAccounts(t *testing.T) {
	c := newChart(newShop(t, 15_000), false)
	c.row("accounts opened")
	c.deposit(money.Units(1_000_000_000))
	c.row("deposit of $1")
	r := c.reservation(1_000, 500)
	c.do(r)
	c.row("call reserved at its bound")
	c.do(clearing.Capture{Call: r.Call, Usage: used(700, 301)})
	c.row("call captured at what it used")
	v := c.reservation(1_000, 500)
	c.do(v)
	c.row("another call reserved")
	c.do(clearing.Void{Call: v.Call, Reason: "upstream_failed"})
	c.row("its upstream failed: voided")
	c.keep("steps")
}

// bulk is a model whose tokens cost 1,000 units each, and 600 each, back to the
// first of the month, once there are more than 1,000; its machine's second costs
// 277,000.
func bulk() tariff.Model {
	m := tariff.Model{Name: "bulk", OutputMax: 4_096, Period: tariff.PeriodMonth, Variants: []tariff.Variant{{
		Scales: []tariff.Scale{{Meters: meter.SetOf(meter.Input), Mode: tariff.Volume, Basis: tariff.PerPeriod, Tiers: []tariff.Tier{
			{UpTo: 1_000, Price: money.Units(1_000 * tariff.TicksPerUnit)}, {Price: money.Units(600 * tariff.TicksPerUnit)},
		}}},
	}}}
	m.SetPrice(meter.Request, money.Amount{})
	m.SetPrice(meter.Output, money.Amount{})
	m.SetPrice(meter.Second, money.Units(277_000*tariff.TicksPerUnit))
	m.Default()
	return m
}

func TestChartOfAccountsOfUsageAndLimits(t *testing.T) {
	c := newChart(newShop(t, 15_000), true)
	c.putModel(bulk())
	number := c.do(clearing.DefineMeter{Seller: c.seller, Definition: meter.Definition{
		Name: "gpu", Aggregation: meter.Sum, Product: "bulk", Meter: meter.Second,
	}}).Number
	push := func(seconds uint64) {
		c.do(clearing.Use{Entries: []clearing.UseEntry{{
			Event: c.id(), Buyer: c.buyer, Seller: c.seller, Definition: number, Value: seconds, At: c.now,
		}}})
	}
	call := func(input uint64) {
		r := c.reservation(input, 0)
		r.Model = "bulk"
		c.do(r)
		c.do(clearing.Capture{Call: r.Call, Usage: used(input, 0)})
	}
	c.deposit(money.Units(1_000_000_000))
	c.row("deposit of $1")
	push(1_000)
	c.row("1,000 seconds pushed: paid at once")
	push(4_000)
	c.row("4,000 seconds pushed: what is there is paid, the rest is owed")
	c.deposit(money.Units(1_000_000_000))
	c.row("deposit of $1")
	push(0)
	c.row("the next usage, or call, takes what is owed first")
	call(900)
	c.row("call of 900 tokens at 1,000")
	call(200)
	c.row("call of 200 more: now all of them cost 600, so there is credit")
	call(100)
	c.row("call of 100 more: the credit pays it")
	limits := clearing.Unlimited()
	limits.Day = money.Units(1_000_000)
	c.do(clearing.ChangeKey{ID: c.key, Terms: clearing.KeyTerms{Limits: limits}})
	c.row("the key is given a limit of 1,000,000 a day; it has spent 900,000")
	r := c.reservation(150, 100)
	r.Model = "bulk"
	if got := c.try(r); got.Refusal != "" {
		t.Fatal(got.Refusal)
	}
	c.row("a call that can cost 90,000 fits it")
	beyond := c.reservation(20, 0)
	beyond.Model = "bulk"
	if got := c.try(beyond); got.Refusal != "budget_spent" {
		t.Fatalf("a call beyond the limit: %q", got.Refusal)
	}
	c.row("one that can cost 12,000 is refused meanwhile: budget_spent")
	c.keep("usage and limits")
}
