package treasury_test

import (
	"testing"

	"aidollar/chain"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/settlement"

	"github.com/ethereum/go-ethereum/common"
)

// What comes in on one chain stays there, and a seller is paid on each as far as
// it goes: the ledger has one balance, and each chain its own custody.
func TestTwoChains(t *testing.T) {
	r := newRig(t, devnet.Options{})
	other := devtest.Start(t, devnet.Options{ChainID: 31338})
	client, err := chain.Open(t.Context(), chain.Config{ID: 31338, URLs: []string{other.RPC()}})
	r.must(err)
	joined, err := r.join(client, "outbox-other.db")
	r.must(err)
	r.more = append(r.more, joined)
	t.Cleanup(func() {
		r.must(joined.Close())
		client.Close()
	})
	r.start()
	payer := r.accounts()[8]
	for c, amount := range map[*devtest.Chain]uint64{r.chain: 30, other: 100} {
		c.Do(payer, c.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(amount)))
		c.Do(payer, contracts.DepositMemoAddress, memos.PackDeposit(c.Token(), raw(amount), memoOf(r.buyer)))
	}
	r.until("both deposits count", func() bool { return r.buyerHas() == 1_300_000_000 })
	r.until("both are final", func() bool {
		for _, s := range r.treasury.Status() {
			if s.Arriving > 0 || s.Tokens[0].Compared.OnChain.IsZero() {
				return false
			}
		}
		return true
	})
	to := common.HexToAddress("0x5e11e3")
	for _, s := range r.treasury.Status() {
		_, err := r.submit(clearing.SetPayee{Party: r.seller, Token: s.Tokens[0].Number, To: settlement.Address(to)})
		r.must(err)
	}
	_, err = r.submit(clearing.Transfers{{
		ID: newID(), Debit: clearing.PartyAccount(r.buyer, clearing.AccountBuyer), Credit: clearing.PartyAccount(r.seller, clearing.AccountSeller),
		Amount: cents(90), Asset: usd, Code: 900,
	}})
	r.must(err)
	r.payOut()
	r.until("the seller is paid, on both", func() bool { return r.chain.Balance(to) == 300_000 && other.Balance(to) == 600_000 })
	r.until("nothing is open", func() bool {
		return r.treasury.Status()[0].Payouts == 0 && r.treasury.Status()[1].Payouts == 0
	})
	for _, s := range r.treasury.Status() {
		if c := s.Tokens[0].Compared; !c.Agrees() || s.Tokens[0].Halted != "" {
			t.Errorf("on %s the ledger has %s and the chain %s: %s", s.Name, c.Ledger, c.OnChain, s.Tokens[0].Halted)
		}
	}
}
