package contracts_test

import (
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

func TestPayerClosesWithoutThePayee(t *testing.T) {
	c := newSessions(t)
	of := c.of(1)
	c.open(of, 100)
	ask, leave := session.PackRequestClose(c.id(of)), session.PackWithdraw(c.id(of))
	c.refuses("without asking", c.payer, leave, "CloseNotReady")
	c.refuses("asked by the payee", c.house, ask, "NotPayer")
	asked := logs(c.send(c.payer, ask), session.UnpackCloseRequestedEvent)
	begun := uint64(c.Now().Unix())
	if len(asked) != 1 || asked[0].CloseGraceEnd.Uint64() != begun+grace {
		t.Errorf("%+v", asked)
	}
	wait(t, c.Chain, grace-2)
	if again := logs(c.send(c.payer, ask), session.UnpackCloseRequestedEvent); len(again) != 0 || c.channel(of).CloseRequestedAt != begun {
		t.Error("asking again makes the wait longer")
	}
	c.refuses("too early", c.payer, leave, "CloseNotReady")
	c.send(c.house, c.settle(of, 60, c.voucher(of, c.payer, 60))) // the payee comes in time
	wait(t, c.Chain, 1)
	c.refuses("by a stranger", c.relay, leave, "NotPayer")
	before := c.Balance(c.payer.Address)
	receipt := c.send(c.payer, leave)
	closed := logs(receipt, session.UnpackChannelClosedEvent)
	if len(logs(receipt, session.UnpackChannelExpiredEvent)) != 1 || len(closed) != 1 || closed[0].SettledToPayee.Uint64() != 60 || closed[0].RefundedToPayer.Uint64() != 40 || c.Balance(c.payer.Address)-before != 40 {
		t.Errorf("%+v", closed)
	}
	c.refuses("twice", c.payer, leave, "ChannelFinalized")
	c.refuses("too late", c.house, c.settle(of, 70, c.voucher(of, c.payer, 70)), "ChannelFinalized")
}

// More money takes the request back, and only the payer's does: otherwise the payee
// could keep a channel open for ever with a cent.
func TestToppingUpTakesTheRequestBack(t *testing.T) {
	c := newSessions(t)
	of := c.of(1)
	c.open(of, 100)
	c.send(c.payer, session.PackRequestClose(c.id(of)))
	nonce := evmsig.SessionTopUpNonce(c.id(of), uint256.NewInt(1), c.house.Address, word("cent"))
	a := authorization(c.Chain, c.house.Address, contracts.SessionEscrowAddress, 1, nonce)
	s := sign(t, c.house, a.ReceiveDigest(separator(c.Chain)))
	cent := session.PackTopUpWithAuthorization(c.id(of), number(1), a.From, word("cent"), number(0), a.ValidBefore.ToBig(), nonce, s[:])
	c.refuses("a cent of the payee's", c.house, cent, "NotPayer")
	if got := c.channel(of); got.CloseRequestedAt == 0 {
		t.Error("the request is gone")
	}
	receipt := c.send(c.relay, c.topUp(of, 5, "more", nil))
	if len(logs(receipt, session.UnpackCloseRequestCancelledEvent)) != 1 || c.channel(of).CloseRequestedAt != 0 {
		t.Error("the request is still there")
	}
	wait(t, c.Chain, grace)
	c.refuses("without asking anew", c.payer, session.PackWithdraw(c.id(of)), "CloseNotReady")
}

// The payee's own signature lets anybody settle and close for him, each once.
func TestOthersSettleForThePayee(t *testing.T) {
	c := newSessions(t)
	of := c.of(1)
	of.Signer = c.Accounts()[3].Address // somebody else signs vouchers
	c.open(of, 100)
	deadline := uint64(c.Now().Unix()) + 3600
	order := func(by devaccount.Account, closes bool, amount, nonce, deadline uint64) []byte {
		digest := evmsig.SessionSettleDigest
		if closes {
			digest = evmsig.SessionCloseDigest
		}
		s := sign(t, by, digest(c.domain(), c.id(of), uint256.NewInt(amount), uint256.NewInt(nonce), uint256.NewInt(deadline)))
		return s[:]
	}
	voucher := c.voucher(of, c.Accounts()[3], 40)
	settle := func(nonce, deadline uint64, signature, voucher []byte) []byte {
		return session.PackSettleWithAuthorization(c.id(of), number(40), number(nonce), number(deadline), signature, voucher)
	}
	c.refuses("signed by another", c.relay, settle(1, deadline, order(c.relay, false, 40, 1, deadline), voucher), "InvalidSignature")
	c.refuses("signed for closing", c.relay, settle(1, deadline, order(c.house, true, 40, 1, deadline), voucher), "InvalidSignature")
	c.refuses("without a voucher", c.relay, settle(1, deadline, order(c.house, false, 40, 1, deadline), c.voucher(of, c.payer, 40)), "InvalidSignature")
	past := uint64(c.Now().Unix()) - 1
	c.refuses("too late", c.relay, settle(1, past, order(c.house, false, 40, 1, past), voucher), "AuthorizationExpired")
	before := c.Balance(c.house.Address)
	c.send(c.relay, settle(1, deadline, order(c.house, false, 40, 1, deadline), voucher))
	if got := c.Balance(c.house.Address) - before; got != 40 {
		t.Errorf("the payee got %d", got)
	}
	shut := func(nonce uint64) []byte {
		return session.PackCloseWithAuthorization(c.id(of), number(40), number(nonce), number(deadline), order(c.house, true, 40, nonce, deadline), nil)
	}
	c.refuses("under a nonce that was used", c.relay, shut(1), "NonceAlreadyUsed")
	c.send(c.relay, shut(2))
	c.has(of, 100, 40, true)
}

// The contract that has the house's money is the payee: its owner takes what many
// vouchers give in one transaction.
func TestPayoutIsThePayee(t *testing.T) {
	c := newSessions(t)
	one, two := c.of(1), c.of(2)
	one.Payee, two.Payee = contracts.PayoutAddress, contracts.PayoutAddress
	c.open(one, 100)
	c.open(two, 100)
	claims := func(last []byte) []byte {
		return payout.PackClaim(contracts.SessionEscrowAddress, []contracts.PayoutClaim{
			{ChannelId: c.id(one), CumulativeAmount: number(30), Signature: c.voucher(one, c.payer, 30)},
			{ChannelId: c.id(two), CumulativeAmount: number(40), Signature: last, Close: true},
		})
	}
	good := claims(c.voucher(two, c.payer, 40))
	wants(t, "by a stranger", c.Revert(c.relay.Address, contracts.PayoutAddress, good), "NotOwner")
	wants(t, "with one that is not signed", c.Revert(c.house.Address, contracts.PayoutAddress, claims(c.voucher(two, c.relay, 40))), "InvalidSignature")
	c.Do(c.house, contracts.PayoutAddress, good)
	c.has(one, 100, 30, false)
	c.has(two, 100, 40, true)
	if got := c.Balance(contracts.PayoutAddress); got != 70 {
		t.Errorf("the house has %d", got)
	}
}

// A wallet of code pays and signs vouchers (ERC-1271), and a token that calls back in
// the middle of a payment finds every door shut.
func TestSessionsOfWalletsAndOddTokens(t *testing.T) {
	c := newSessions(t)
	c.Do(c.relay, contracts.WalletFactoryAddress, factory.PackDeploy(c.payer.Address, word("payer")))
	account, err := factory.UnpackWalletOf(c.Call(contracts.WalletFactoryAddress, factory.PackWalletOf(c.payer.Address, word("payer"))))
	if err != nil {
		t.Fatal(err)
	}
	c.Do(c.payer, c.Token(), token.PackTransfer(account, number(500)))
	of := c.of(1)
	of.Payer = account
	a := authorization(c.Chain, account, contracts.SessionEscrowAddress, 100, of.OpenNonce())
	s := sign(t, c.payer, a.ReceiveDigest(separator(c.Chain)))
	c.send(c.relay, opening(of, a, s[:]))
	c.refuses("not the wallet's owner", c.house, c.settle(of, 40, c.voucher(of, c.relay, 40)), "InvalidSignature")
	c.send(c.house, c.settle(of, 40, c.voucher(of, c.payer, 40)))
	c.has(of, 100, 40, false)

	odd := contracts.NewTestOddToken()
	at := deploy(t, c.Chain, contracts.TestOddTokenMetaData.Bin, odd.PackConstructor(number(0)))
	c.Do(c.relay, at, odd.PackMint(c.payer.Address, number(1000)))
	strange := c.of(2)
	strange.Token = at
	c.send(c.payer, session.PackOpen(strange.Payee, at, number(100), strange.Salt, strange.Signer))
	for i, again := range [][]byte{
		c.settle(strange, 99, nil), c.close(strange, 0, nil), session.PackWithdraw(c.id(strange)), session.PackTopUp(c.id(strange), number(1)),
		session.PackRequestClose(c.id(strange)), session.PackOpen(strange.Payee, at, number(1), word("again"), strange.Signer),
	} {
		c.Do(c.relay, at, odd.PackCallBack(contracts.SessionEscrowAddress, again))
		amount := uint64(i + 1)
		c.send(c.house, c.settle(strange, amount, c.voucher(strange, c.payer, amount)))
		answer, err := odd.UnpackAnswer(c.Call(at, odd.PackAnswer()))
		if want := crypto.Keccak256([]byte("ReentrancyGuardReentrantCall()"))[:4]; err != nil || string(answer) != string(want) {
			t.Errorf("call %d within a payment answers %x, %v", i, answer, err)
		}
	}
}

// What a key has signed it cannot take back: neither by delegating its account to code
// that denies it (EIP-7702), nor where the key is the payer's authorized signer.
func TestASessionsKeyIsTakenAtItsWord(t *testing.T) {
	c := newSessions(t)
	signer := c.Accounts()[3]
	own, other := c.of(1), c.of(2)
	other.Signer = signer.Address
	for _, of := range []*evmsig.Session{own, other} {
		c.open(of, 100)
	}
	first := c.voucher(own, c.payer, 40)
	for _, account := range []devaccount.Account{c.payer, signer} {
		c.Delegate(c.relay, account, contracts.TokenAddress) // which has no isValidSignature
	}
	c.send(c.house, c.settle(own, 40, first))
	c.send(c.house, c.settle(other, 50, c.voucher(other, signer, 50)))
	c.has(own, 100, 40, false)
	c.has(other, 100, 50, false)
	c.refuses("another one's", c.house, c.settle(own, 60, c.voucher(own, signer, 60)), "InvalidSignature")
	c.send(c.house, c.close(own, 60, c.voucher(own, c.payer, 60)))
	c.has(own, 100, 60, true)
}
