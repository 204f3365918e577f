package treasury_test

import (
	"encoding/binary"
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var memos = contracts.NewDepositMemo()

// memoOf is a party's memo: its id in the low half.
func memoOf(id ledger.ID) (memo [32]byte) {
	binary.BigEndian.PutUint64(memo[16:], id.Hi)
	binary.BigEndian.PutUint64(memo[24:], id.Lo)
	return memo
}

func (h *house) buyerHas() int64 {
	return h.balance(clearing.PartyAccount(h.buyer, clearing.AccountBuyer))
}

func TestDepositsFindTheirParty(t *testing.T) {
	r := newRig(t, devnet.Options{})
	r.trust = cents(100)
	r.start()
	payer, stranger := r.accounts()[1], r.accounts()[8]
	// By memo, from anybody; by plain transfer, from a wallet that is known; from
	// nobody that is known; and by a memo that names nobody, from a known wallet.
	r.chain.Do(stranger, r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(1000)))
	r.chain.Send(stranger, contracts.DepositMemoAddress, memos.PackDeposit(r.chain.Token(), raw(50), memoOf(r.buyer)))
	r.chain.Send(payer, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(30)))
	r.chain.Send(stranger, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(7)))
	r.chain.Send(payer, r.chain.Token(), dollarToken.PackApprove(contracts.DepositMemoAddress, raw(1000)))
	r.chain.Send(payer, contracts.DepositMemoAddress, memos.PackDeposit(r.chain.Token(), raw(11), memoOf(newID())))
	r.until("deposits are there", func() bool {
		return r.buyerHas() == 500_000_000 && r.wallet(payer.Address) == 410_000_000
	})
	r.until("what is nobody's is kept apart", func() bool { return r.of(clearing.AccountUnallocated) == 70_000_000 })
	r.settled()
	if got := r.wallet(payer.Address); got != 410_000_000 {
		t.Errorf("the wallet has %.2f cents, 41 came", inCents(got))
	}
}

func TestADepositBySignature(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer, relayer := r.accounts()[8], r.accounts()[9]
	memo, salt := memoOf(r.buyer), nonce()
	bound, err := memos.UnpackNonceOf(r.chain.Call(contracts.DepositMemoAddress, memos.PackNonceOf(memo, salt)))
	r.must(err)
	a := evmsig.Authorization{From: payer.Address, To: contracts.DepositMemoAddress, Value: *uint256.NewInt(250_000), Nonce: bound}
	a.ValidBefore.SetUint64(uint64(time.Now().Add(time.Minute).Unix()))
	signature, err := evmsig.Sign(a.ReceiveDigest(r.domain()), payer.Key)
	r.must(err)
	r.chain.Do(relayer, contracts.DepositMemoAddress, memos.PackDepositWithAuthorization(r.chain.Token(), payer.Address, big.NewInt(250_000),
		new(big.Int), a.ValidBefore.ToBig(), memo, salt, signature[:]))
	r.until("the deposit is there", func() bool { return r.buyerHas() == 250_000_000 })
	r.settled()
}

func TestALargeDepositCountsWhenItIsFinal(t *testing.T) {
	r := newRig(t, devnet.Options{Paused: true})
	r.trust = cents(100)
	r.start()
	r.mine(1)
	payer := r.accounts()[1]
	small := r.chain.Send(payer, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(100)))
	large := r.chain.Send(payer, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(101)))
	r.mine(1)
	r.chain.Wait(small)
	r.chain.Wait(large)
	r.until("the small one counts", func() bool { return r.wallet(payer.Address) == 1_000_000_000 })
	r.until("the large one is followed", func() bool { return r.treasury.Status()[0].Arriving == 2 })
	if got := r.wallet(payer.Address); got != 1_000_000_000 {
		t.Errorf("before its block is final the wallet has %.2f cents", inCents(got))
	}
	r.mine(2)
	r.until("both count", func() bool { return r.wallet(payer.Address) == 2_010_000_000 })
	r.settled()
}

func TestAReorgTakesADepositBack(t *testing.T) {
	r := newRig(t, devnet.Options{Paused: true}).start()
	r.mine(3)
	payer := r.accounts()[1]
	r.chain.Send(payer, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(40)))
	r.mine(1)
	r.until("the deposit counts", func() bool { return r.wallet(payer.Address) == 400_000_000 })
	r.must(r.chain.Reorg(r.chain.Context(), 1, false))
	r.mine(1)
	r.until("it is taken back", func() bool { return r.wallet(payer.Address) == 0 })
	// The same deposit in another block, and this time the house is down when its
	// block goes.
	r.chain.Forget()
	r.chain.Send(payer, r.chain.Token(), dollarToken.PackTransfer(r.payout, raw(40)))
	r.mine(1)
	r.until("the deposit counts again", func() bool { return r.wallet(payer.Address) == 400_000_000 })
	r.must(r.close())
	r.must(r.chain.Reorg(r.chain.Context(), 1, true))
	r.must(r.open())
	r.mine(1)
	r.mine(3)
	r.settled()
	if got := r.wallet(payer.Address); got != 400_000_000 {
		t.Errorf("one deposit of 40 cents left %.2f", inCents(got))
	}
}

func TestAReorgTakesAPaymentBack(t *testing.T) {
	r := newRig(t, devnet.Options{Paused: true}).start()
	r.mine(3)
	payer := r.accounts()[1]
	s := r.pays(payer, 5, 10*time.Minute)
	r.until("it is sent", func() bool { return r.treasury.Status()[0].UnderWay == 1 })
	r.mineUntil("it stands in a block", func() bool { return r.payment(s.id).State == settlement.PaymentArrived })
	for range 3 {
		r.must(r.chain.Reorg(r.chain.Context(), 1, false))
		r.mine(1)
		r.untilState(s.id, settlement.PaymentDue)
		r.mineUntil("it is sent again", func() bool { return r.payment(s.id).State == settlement.PaymentArrived })
	}
	r.mine(3)
	r.settled()
	r.untilState(s.id, settlement.PaymentFinal)
	if got := r.chain.Balance(r.payout); got != 50_000 {
		t.Errorf("a payment of 5 cents brought %d", got)
	}
}

// A payment's block goes while the house is down, and another one has it when the
// house is back: it is the same payment, and neither a deposit nor two.
func TestAReorgWhileTheHouseIsDown(t *testing.T) {
	r := newRig(t, devnet.Options{Paused: true}).start()
	r.mine(3)
	payer := r.accounts()[1]
	r.approve2(payer)
	until := time.Now().Add(10 * time.Minute).Truncate(time.Second)
	plain := r.pays(payer, 5, 10*time.Minute)
	permit := r.permits(payer, settlement.Exact, 7, until)
	_, err := r.tender(payer.Address, permit, kindShared, settlement.Exact, 7, money.Amount{}, until)
	r.must(err)
	arrived := func() bool {
		return r.payment(plain.id).State == settlement.PaymentArrived && r.payment(permit.id).State == settlement.PaymentArrived
	}
	r.mineUntil("both stand in blocks", arrived)
	r.must(r.close())
	r.must(r.chain.Reorg(r.chain.Context(), 1, true))
	r.mine(1)
	r.must(r.open())
	time.Sleep(time.Second)
	if got := r.wallet(payer.Address); got != 120_000_000 {
		t.Errorf("behind the reorg 12 cents are %.2f", inCents(got))
	}
	r.mineUntil("both are final", func() bool {
		return r.payment(plain.id).State == settlement.PaymentFinal && r.payment(permit.id).State == settlement.PaymentFinal
	})
	r.settled()
	if got := r.wallet(payer.Address); got != 120_000_000 {
		t.Errorf("12 cents are %.2f", inCents(got))
	}
}

// mineUntil makes a block now and then until something is so.
func (r *rig) mineUntil(what string, f func() bool) {
	r.t.Helper()
	last := time.Now()
	r.until(what, func() bool {
		if f() {
			return true
		}
		if time.Since(last) > 500*time.Millisecond {
			r.mine(1)
			last = time.Now()
		}
		return false
	})
}

func TestSomebodyElseSendsThePayment(t *testing.T) {
	r := newRig(t, devnet.Options{Paused: true}).start()
	r.mine(1)
	payer, other := r.accounts()[1], r.accounts()[7]
	s := r.pays(payer, 5, 10*time.Minute)
	// A higher tip puts the other one first in the block.
	r.chain.Send(other, common.Address(s.calls[0].To), s.calls[0].Data)
	r.mineUntil("it is there", func() bool { return r.payment(s.id).State >= settlement.PaymentArrived })
	r.mine(3)
	r.mineUntil("all is final", func() bool {
		return r.payment(s.id).State == settlement.PaymentFinal && r.treasury.Status()[0].UnderWay == 0
	})
	r.settled()
	if got := r.wallet(payer.Address); got != 50_000_000 {
		t.Errorf("a payment of 5 cents that two sent is %.2f on the balance", inCents(got))
	}
}

func TestTheHousesAddressIsForGood(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	r.must(r.close())
	r.payout = common.HexToAddress("0x00000000000000000000000000000000000abcde")
	err := r.open()
	if err == nil {
		t.Fatal("the house moved, and nobody minds")
	}
	t.Log(err)
	r.must(r.close())
	r.payout = contracts.PayoutAddress
	r.must(r.open())
}
