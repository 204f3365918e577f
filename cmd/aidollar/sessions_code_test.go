package main

import (
	"net/http"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// account has an account of code at hand, owned by a key, with dollars.
func (h *sessionHouse) account(owner, relay devaccount.Account, dollars uint64) common.Address {
	h.t.Helper()
	factory := contracts.NewTestWalletFactory()
	h.chain.Do(relay, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, common.Hash{1}))
	account, err := factory.UnpackWalletOf(h.chain.Call(contracts.WalletFactoryAddress, factory.PackWalletOf(owner.Address, common.Hash{1})))
	if err != nil {
		h.t.Fatal(err)
	}
	h.chain.Do(relay, h.chain.Token(), contracts.NewTestDollar().PackTransfer(account, uint256.NewInt(dollars).ToBig()))
	return account
}

// TestAnAccountOfCodePaysASession: its code signs the deposit (ERC-1271), and a key that
// it names the vouchers. Vouchers that its code alone would take are refused by name, for
// it could deny them when the house settles.
func TestAnAccountOfCodePaysASession(t *testing.T) {
	h := newSessionHouse(t, time.Second)
	all := h.chain.Accounts()
	owner, signer := all[4], all[5]
	const had = 300_000
	account := h.account(owner, all[3], had)
	challenge, asked := h.asked(false)
	body := askFor("What is netting?", false)
	h.payer = owner // whose key signs for the account
	bare := h.openingBy(asked, account, common.Address{}, owner, 1)
	if status, problem := h.send(challenge, bare, body); status != http.StatusPaymentRequired || problem != "signer-mismatch" {
		t.Errorf("a voucher by code: %d %q", status, problem)
	}
	if left := h.chain.Balance(account); left != had || h.channel().Number != 0 {
		t.Errorf("%d are left of %d, and the channel is %+v", left, had, h.channel())
	}
	open := h.openingBy(asked, account, signer.Address, signer, 2)
	stolen := *open
	stolen.Deposit = &mpp.Deposit{}
	*stolen.Deposit = *open.Deposit
	other, err := evmsig.Sign(common.Hash{1}, owner.Key)
	if err != nil {
		t.Fatal(err)
	}
	stolen.Deposit.Signature = other[:]
	if status, problem := h.send(challenge, &stolen, body); status != http.StatusPaymentRequired || problem != "invalid-signature" {
		t.Errorf("a deposit that the account did not sign: %d %q", status, problem)
	}
	if status, problem := h.send(challenge, open, body); status != http.StatusOK {
		t.Fatalf("an opening: %d %q", status, problem)
	}
	signs := func(by devaccount.Account, amount uint64) *mpp.Voucher {
		n := uint256.NewInt(amount)
		signed, err := evmsig.Sign(evmsig.SessionVoucherDigest(asked.Separator(), open.Channel, n), by.Key)
		if err != nil {
			t.Fatal(err)
		}
		return &mpp.Voucher{Amount: *n, Signature: signed[:]}
	}
	act := func(name string, v *mpp.Voucher) *mpp.Act {
		return &mpp.Act{Name: name, Channel: open.Channel, Voucher: v}
	}
	if status, problem := h.send(challenge, act(mpp.ActVoucher, signs(owner, 3*asked.Amount.Uint64())), body); status != http.StatusPaymentRequired || problem != "signer-mismatch" {
		t.Errorf("a voucher by the owner, who is not named: %d %q", status, problem)
	}
	if status, problem := h.send(challenge, act(mpp.ActVoucher, signs(signer, 3*asked.Amount.Uint64())), body); status != http.StatusOK {
		t.Fatalf("a voucher: %d %q", status, problem)
	}
	// What the keys' accounts do by EIP-7702 changes nothing in what they have signed.
	h.chain.Delegate(all[3], signer, contracts.TokenAddress)
	c := h.channel()
	spent := c.Tokens(c.Charged).Lo
	if status, problem := h.send(challenge, act(mpp.ActClose, signs(signer, spent)), ""); status != http.StatusOK {
		t.Fatalf("the end: %d %q", status, problem)
	}
	h.until("it is closed", func() bool { return h.channel().Closed })
	if left := h.chain.Balance(account); left != had-spent || spent == 0 {
		t.Errorf("%d are left of %d, and %d were spent", left, had, spent)
	}
}

// openingBy opens a channel of an account whose owner is h.payer, with a voucher by
// somebody; signer is whom it names, or nobody.
func (h *sessionHouse) openingBy(asked *mpp.Session, account, signer common.Address, by devaccount.Account, salt byte) *mpp.Act {
	h.t.Helper()
	d := &mpp.Deposit{Opens: true, Kind: mpp.DepositAuthorization, Amount: *uint256.NewInt(100_000), Salt: common.Hash{salt}, Signer: signer}
	made := evmsig.Session{Payer: account, Payee: asked.Recipient, Token: asked.Currency, Salt: d.Salt, Signer: signer}
	d.Transfer = evmsig.Authorization{From: account, To: asked.Escrow, Value: d.Amount, Nonce: made.OpenNonce(), ValidBefore: *uint256.NewInt(uint64(time.Now().Add(time.Hour).Unix()))}
	domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: asked.ChainID, Contract: asked.Currency}
	signed, err := evmsig.Sign(d.Transfer.ReceiveDigest(domain.Separator()), h.payer.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	d.Signature = signed[:]
	id := made.ID(asked.ChainID, asked.Escrow)
	amount := asked.Amount
	voucher, err := evmsig.Sign(evmsig.SessionVoucherDigest(asked.Separator(), id, &amount), by.Key)
	if err != nil {
		h.t.Fatal(err)
	}
	return &mpp.Act{Name: mpp.ActOpen, Channel: id, Deposit: d, Voucher: &mpp.Voucher{Amount: amount, Signature: voucher[:]}}
}
