package clearing_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
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

// TestChartOfAccounts keeps the table in docs/accounts.md true.
func TestChartOfAccounts(t *testing.T) {
	s := newShop(t, 15_000)
	var table strings.Builder
	table.WriteString("| step | custody | buyer | sale | seller | revenue | carry |\n|---|---|---|---|---|---|---|\n")
	row := func(step string) {
		fmt.Fprintf(&table, "| %s |", step)
		for _, id := range []ledger.ID{
			clearing.HouseAccount(clearing.AccountCustody, usd), s.buyerAccount(),
			clearing.PartyAccount(s.seller, clearing.AccountSale), clearing.PartyAccount(s.seller, clearing.AccountSeller),
			clearing.HouseAccount(clearing.AccountRevenue, usd), clearing.PartyAccount(s.seller, clearing.AccountCarry),
		} {
			fmt.Fprintf(&table, " %s |", balance(s.account(id)))
		}
		table.WriteString("\n")
	}
	row("accounts opened")
	s.deposit(money.Units(1_000_000_000))
	row("deposit of $1")
	r := s.reservation(1_000, 500)
	s.do(r)
	row("call reserved at its bound")
	s.do(clearing.Capture{Call: r.Call, Usage: used(700, 301)})
	row("call captured at what it used")
	v := s.reservation(1_000, 500)
	s.do(v)
	row("another call reserved")
	s.do(clearing.Void{Call: v.Call, Reason: "upstream_failed"})
	row("its upstream failed: voided")

	const path = "../../docs/accounts.md"
	const begin, end = "-rewrite -->\n", "<!-- end -->"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(doc), begin)
	old, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has lost the marks around the table", path)
	}
	if old == table.String() {
		return
	}
	if !*rewrite {
		t.Fatalf("%s is stale; run with -rewrite. The machine says:\n%s", path, table.String())
	}
	if err := os.WriteFile(path, []byte(head+begin+table.String()+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
