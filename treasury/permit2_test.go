package treasury_test

import (
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/holiman/uint256"
)

// permits has a wallet sign a transfer by Permit2, of a scheme.
func (r *rig) permits(from devaccount.Account, scheme settlement.Scheme, amount uint64, until time.Time) *signed {
	r.t.Helper()
	p := evmsig.Permit2Transfer{
		From: from.Address, Token: r.chain.Token(), To: r.payout, Spender: evmsig.ExactProxy, Facilitator: r.accounts()[0].Address,
		Amount: *uint256.MustFromBig(raw(amount)), Deadline: *uint256.NewInt(uint64(until.Unix()) - 1),
	}
	n := nonce()
	p.Nonce.SetBytes(n[:])
	digest := p.ExactDigest(evmsig.Permit2Separator(r.chainID))
	if scheme == settlement.Upto {
		p.Spender = evmsig.UptoProxy
		digest = p.UptoDigest(evmsig.Permit2Separator(r.chainID))
	}
	signature, err := evmsig.Sign(digest, from.Key)
	r.must(err)
	call := facilitator.ExactCall(&p, signature[:], nil)
	if scheme == settlement.Upto {
		call = facilitator.UptoCall(&p, &p.Amount, signature[:], nil)
	}
	return &signed{
		id:    till.PaymentID(r.chainID, evmsig.Permit2, from.Address, n),
		call:  newID(),
		calls: []treasury.Call{{To: settlement.Address(call.To), Data: call.Data}},
	}
}

func (r *rig) approve(from devaccount.Account) {
	r.t.Helper()
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	r.chain.Do(from, r.chain.Token(), dollarToken.PackApprove(evmsig.Permit2, most))
}

// approve2 is approve on a chain that makes no blocks by itself.
func (r *rig) approve2(from devaccount.Account) {
	r.t.Helper()
	most := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 256), big.NewInt(1))
	tx := r.chain.Send(from, r.chain.Token(), dollarToken.PackApprove(evmsig.Permit2, most))
	r.mine(1)
	r.chain.Wait(tx)
}

func TestPermit2(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[1]
	r.approve(payer)
	until := time.Now().Add(time.Minute).Truncate(time.Second)
	var ids []ledger.ID
	// Two that are alike, together with one by EIP-3009 of the same amount.
	for range 2 {
		s := r.permits(payer, settlement.Exact, 5, until)
		_, err := r.tender(payer.Address, s, kindShared, settlement.Exact, 5, money.Amount{}, until)
		r.must(err)
		ids = append(ids, s.id)
	}
	ids = append(ids, r.pays(payer, 5, time.Minute).id)
	for _, id := range ids {
		r.untilState(id, settlement.PaymentFinal)
	}
	r.settled()
	if got := r.wallet(payer.Address); got != 150_000_000 {
		t.Errorf("three payments of 5 cents are %.2f on the balance", inCents(got))
	}
}

func TestUptoIsCollectedAsUsed(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[1]
	r.approve(payer)
	until := time.Now().Add(time.Minute).Truncate(time.Second)
	s := r.permits(payer, settlement.Upto, 50, until)
	_, err := r.tender(payer.Address, s, kindUpto, settlement.Upto, 50, cents(1000), until)
	r.must(err)
	r.must(r.capture(s.call))
	r.untilState(s.id, settlement.PaymentFinal)
	r.settled()
	if got := r.chain.Balance(r.payout); got != 20_000 {
		t.Errorf("a fact for 2 cents, paid up to 50, brought %d", got)
	}
	if got := r.wallet(payer.Address); got != 0 {
		t.Errorf("%.2f cents are left on the balance", inCents(got))
	}
}

func TestAPausedToken(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	r.must(r.close())
	r.chain.Do(r.accounts()[0], r.chain.Token(), dollarToken.PackPause())
	r.must(r.openElsewhere())
	s := r.trusted(1, 5, 12*time.Second)
	r.must(r.capture(s.call))
	r.failed(s, "token_paused")
	r.settled()
}
