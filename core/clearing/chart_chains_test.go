package clearing_test

import (
	"fmt"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// chainChart writes a table of the accounts of a token and of those who deal in it,
// step by step.
type chainChart struct {
	*purse
	chart
}

func newChainChart(t *testing.T) *chainChart {
	p := newPurse(t)
	c := &chainChart{purse: p, chart: chart{shop: p.shop}}
	c.table.WriteString("| step | chain | arriving | wallet | seller | payout | unallocated | loss | not final | owed |\n|---|---|---|---|---|---|---|---|---|---|\n")
	return c
}

func (c *chainChart) step(step string) {
	fmt.Fprintf(&c.table, "| %s |", step)
	wallet := clearing.PartyAccount(c.wallet, clearing.AccountBuyer)
	for _, id := range []ledger.ID{
		clearing.TokenAccount(clearing.AccountChain, c.token), clearing.TokenAccount(clearing.AccountArriving, c.token), wallet,
		clearing.PartyAccount(c.purse.seller, clearing.AccountSeller), clearing.TokenAccount(clearing.AccountPayout, c.token),
		clearing.TokenAccount(clearing.AccountUnallocated, c.token), clearing.TokenAccount(clearing.AccountLoss, c.token),
	} {
		fmt.Fprintf(&c.table, " %s |", balance(c.purse.account(id)))
	}
	s := c.purse.m.Settlement().StandingOf(wallet)
	fmt.Fprintf(&c.table, " %s | %s |\n", s.Promised, s.Debt)
}

// buy has the wallet pay for a call of 15 cents by a payment of 20, on trust.
func (c *chainChart) buy(use uint64) clearing.Tender {
	tender := c.tender(cents(100))
	c.purse.do(tender)
	if use > 0 {
		c.purse.do(clearing.Capture{Call: tender.Call.Call, Usage: used(use, 0)})
	}
	return tender
}

// TestChartOfAccountsOnChains keeps the table of chains in docs/accounts.md true.
func TestChartOfAccountsOnChains(t *testing.T) {
	c := newChainChart(t)
	p := c.purse
	c.step("token defined, accounts opened")
	first := c.buy(0)
	c.step("a wallet signs for 20 cents, which are taken on trust; a call holds 15")
	p.do(clearing.Capture{Call: first.Call.Call, Usage: used(1_000_000, 0)})
	c.step("the call is captured; the payment is due")
	paid := p.arrives(first.Payment, ledger.ID{}, cents(20))
	c.step("the payment stands in a block")
	p.do(clearing.DropArrival{ID: paid})
	p.arrives(first.Payment, ledger.ID{}, cents(20))
	c.step("the block is undone, and the payment stands in another one")
	p.final(cents(20))
	c.step("that block is final")
	p.arrives(ledger.ID{}, ledger.ID{}, cents(7))
	p.arrives(ledger.ID{}, p.wallet, cents(10))
	c.step("7 cents come from nobody, 10 as the wallet's deposit")
	p.final(cents(37))
	c.step("final")
	second := p.tender(cents(100))
	second.Call.Limits[1].Max = 2_000_000
	p.do(second)
	p.do(clearing.Capture{Call: second.Call.Call, Usage: used(2_000_000, 0)})
	p.do(clearing.FailPayment{Payment: second.Payment, Reason: "the nonce was used"})
	c.step("another payment of 20 pays for 30 cents of calls, and never comes")
	p.arrives(ledger.ID{}, p.wallet, cents(25))
	p.final(cents(62))
	c.step("the wallet's next 25 cents pay what it owes first")
	p.do(clearing.SetPayee{Party: p.seller, Token: p.token, To: settlement.Address{7}})
	p.do(clearing.SetPayee{Party: p.wallet, Token: p.token, To: settlement.Address{8}})
	batch := p.id()
	p.do(clearing.PayOut{Batch: batch, Token: p.token, Asks: []settlement.Ask{{Party: p.seller}, {Party: p.wallet, Amount: cents(5)}}})
	c.step("the seller is paid out, and the wallet takes 5 cents out, in one batch")
	p.block++
	p.do(clearing.ClosePayout{Batch: batch, Tx: settlement.Hash{5}, Block: p.block, Failed: []uint16{1}})
	there, _ := cents(62).Sub(money.Units(405_000_000))
	if s := p.final(there); !s.Compared.Agrees() {
		t.Fatalf("%+v", s.Compared)
	}
	c.step("the batch is final; the wallet's part could not be delivered")
	c.keep("chains")
}
