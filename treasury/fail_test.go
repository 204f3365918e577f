package treasury_test

import (
	"errors"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/core/clearing"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/treasury"
)

// trusted has a wallet pay for a fact on trust, and the fact delivered.
func (r *rig) trusted(n int, amount uint64, validFor time.Duration) *signed {
	r.t.Helper()
	from := r.accounts()[n]
	until := time.Now().Add(validFor).Truncate(time.Second)
	s, err := r.sign(from, amount, until)
	r.must(err)
	a, err := r.tender(from.Address, &s, kindShared, settlement.Exact, amount, cents(1000), until)
	r.must(err)
	if a.Payment.State != settlement.PaymentHeld {
		r.t.Fatalf("a payment on trust is %s", a.Payment.State)
	}
	return &s
}

func (r *rig) failed(id *signed, reason string) {
	r.t.Helper()
	r.until("the payment has failed", func() bool { return r.payment(id.id).State.Ended() })
	if p := r.payment(id.id); p.State != settlement.PaymentFailed || p.Reason != reason {
		r.t.Fatalf("the payment is %s for %q, want failed for %q", p.State, p.Reason, reason)
	}
}

func TestOnTrust(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	s := r.trusted(1, 5, time.Minute)
	r.must(r.capture(s.call))
	r.untilState(s.id, settlement.PaymentFinal)
	r.settled()
	if got := r.wallet(r.accounts()[1].Address); got != 30_000_000 {
		t.Errorf("%.2f cents are left of 5", inCents(got))
	}
}

func TestACanceledAuthorization(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[1]
	s := r.trusted(1, 5, 10*time.Minute)
	signature, err := evmsig.Sign(evmsig.CancelDigest(r.domain(), payer.Address, s.auth.Nonce), payer.Key)
	r.must(err)
	r.chain.Do(payer, r.chain.Token(), dollarToken.PackCancelAuthorization0(payer.Address, s.auth.Nonce, signature[:]))
	r.must(r.capture(s.call))
	r.failed(s, "authorization_canceled")
	r.settled()
	if r.wallet(payer.Address) != 0 || r.of(clearing.AccountLoss) != -20_000_000 {
		t.Errorf("the wallet has %.2f, the loss is %.2f; a fact for 2 cents was served for nothing", inCents(r.wallet(payer.Address)), inCents(r.of(clearing.AccountLoss)))
	}
}

func TestANonceThatPaidSomebodyElse(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[1]
	s := r.trusted(1, 5, 10*time.Minute)
	other := s.auth
	other.To = r.accounts()[8].Address
	signature, err := evmsig.Sign(other.TransferDigest(r.domain()), payer.Key)
	r.must(err)
	v, rr, ss := signature.V(), signature.R(), signature.S()
	r.chain.Do(payer, r.chain.Token(), dollarToken.PackTransferWithAuthorization(other.From, other.To, other.Value.ToBig(), other.ValidAfter.ToBig(),
		other.ValidBefore.ToBig(), other.Nonce, v, rr, ss))
	r.must(r.capture(s.call))
	r.failed(s, "nonce_used_elsewhere")
	r.settled()
}

func TestWhatIsHinderedStaysDueUntilItEnds(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer := r.accounts()[2]
	// The payer has signed, and spends the money before it is collected.
	has := r.chain.Balance(payer.Address)
	r.chain.Do(payer, r.chain.Token(), dollarToken.PackTransfer(r.accounts()[9].Address, raw(has/10_000)))
	s := r.pays(payer, 5, 12*time.Second)
	p, _, err := r.collected(s.id)
	var hindered *treasury.HinderedError
	if !errors.As(err, &hindered) || hindered.Reason != "insufficient_funds" || p.State != settlement.PaymentDue {
		t.Fatalf("a payer without funds: %s, %v", p.State, err)
	}
	r.failed(s, "insufficient_funds")
	if time.Now().UnixNano() < r.payment(s.id).Until {
		t.Error("it was given up before it had ended")
	}
	r.settled()
}

func TestFundsThatComeInTime(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	payer, friend := r.accounts()[2], r.accounts()[9]
	has := r.chain.Balance(payer.Address)
	r.chain.Do(payer, r.chain.Token(), dollarToken.PackTransfer(friend.Address, raw(has/10_000)))
	s := r.pays(payer, 5, time.Minute)
	if _, _, err := r.collected(s.id); err == nil {
		t.Fatal("it was collected from nothing")
	}
	r.chain.Do(friend, r.chain.Token(), dollarToken.PackTransfer(payer.Address, raw(100)))
	r.untilState(s.id, settlement.PaymentFinal)
	r.settled()
}

func TestNothingIsIncludedBeforeItEnds(t *testing.T) {
	r := newRig(t, devnet.Options{}).start()
	r.pays(r.accounts()[1], 3, time.Minute)
	r.until("the house works", func() bool { return r.chain.Balance(r.payout) == 30_000 })
	r.settled()
	r.chain.Pause()
	s := r.pays(r.accounts()[2], 5, 8*time.Second)
	r.until("it is under way", func() bool { return r.treasury.Status()[0].UnderWay > 0 })
	time.Sleep(9 * time.Second)
	r.chain.Resume()
	r.failed(s, "authorization_expired")
	r.settled()
	if got := r.chain.Balance(r.payout); got != 30_000 {
		t.Errorf("the house has %d", got)
	}
}
