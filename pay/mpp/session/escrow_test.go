package session

import (
	"net/http"
	"testing"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// TestASessionOnTheEscrow has the payee send to the contract what the payer signed: it
// opens, tops up and closes a channel there, and the rest comes back.
func TestASessionOnTheEscrow(t *testing.T) {
	chain := devtest.Start(t, devnet.Options{})
	all := chain.Accounts()
	payee, payer, thief := all[0], all[3], all[4]
	escrow := contracts.NewEVMPaymentChannel()
	h, server := newPayee(t)
	h.asked.Escrow, h.asked.Currency, h.asked.Recipient = contracts.SessionEscrowAddress, chain.Token(), payee.Address
	h.onFund = func(a *mpp.Act) {
		d, s := a.Deposit, a.Deposit.Transfer
		open := func(to common.Address) []byte {
			return escrow.PackOpenWithAuthorization(to, chain.Token(), s.Value.ToBig(), d.Salt, d.Signer, s.From, s.ValidAfter.ToBig(), s.ValidBefore.ToBig(), s.Nonce, d.Signature)
		}
		if !d.Opens {
			chain.Do(payee, contracts.SessionEscrowAddress, escrow.PackTopUpWithAuthorization(a.Channel, d.Amount.ToBig(), s.From, d.Salt, s.ValidAfter.ToBig(), s.ValidBefore.ToBig(), s.Nonce, d.Signature))
			return
		}
		// Whoever sees what the payer signed cannot open a channel to himself with it.
		if why := chain.Revert(thief.Address, contracts.SessionEscrowAddress, open(thief.Address)); why != "NonceMismatch" {
			t.Errorf("a thief is told %q", why)
		}
		chain.Do(payee, contracts.SessionEscrowAddress, open(payee.Address))
	}
	h.onClose = func(a *mpp.Act) {
		chain.Do(payee, contracts.SessionEscrowAddress, escrow.PackClose(a.Channel, a.Voucher.Amount.ToBig(), a.Voucher.Signature))
	}
	p := newPayer(t, 100_000, 250)
	p.Address = payer.Address
	p.Sign = func(digest common.Hash) ([]byte, error) {
		signature, err := crypto.Sign(digest[:], payer.Key)
		if err == nil {
			signature[64] += 27
		}
		return signature, err
	}
	had, got := chain.Balance(payer.Address), chain.Balance(payee.Address)
	for range 3 {
		if status, _, err := post(t, p, server.URL, "hello"); err != nil || status != http.StatusOK {
			t.Fatalf("%d, %v", status, err)
		}
	}
	if held := had - chain.Balance(payer.Address); held != h.deposit || h.topUps != 1 {
		t.Errorf("%d left the payer, %d were deposited, %d times more", held, h.deposit, h.topUps)
	}
	if _, err := p.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if spent, earned := had-chain.Balance(payer.Address), chain.Balance(payee.Address)-got; spent != 300 || earned != 300 {
		t.Errorf("the payer spent %d, the payee has %d more", spent, earned)
	}
}
