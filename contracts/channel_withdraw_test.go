package contracts_test

import (
	"testing"

	"aidollar/contracts"
	"aidollar/pay/x402/channel"

	"github.com/holiman/uint256"
)

func TestPayerLeavesWithoutTheReceiver(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	c.deposit(of, 100, "one")
	amount := func(n uint64) *uint256.Int { return uint256.NewInt(n) }
	c.refuses("by a stranger", c.relay, channel.WithdrawCall(of, amount(10)), "InvalidChannel")
	c.refuses("by the receiver's side", c.house, channel.WithdrawCall(of, amount(10)), "InvalidChannel")
	c.refuses("nothing", c.payer, channel.WithdrawCall(of, amount(0)), "NothingToWithdraw")
	c.refuses("more than there is", c.payer, channel.WithdrawCall(of, amount(101)), "WithdrawAmountExceedsAvailable")
	c.refuses("before it was announced", c.payer, channel.WithdrawFinishCall(of), "WithdrawalNotPending")

	receipt := c.send(c.payer, channel.WithdrawCall(of, amount(100)))
	begun := uint64(c.Now().Unix())
	events := told(receipt)
	if len(events) != 1 || events[0].Kind != channel.EventWithdrawStarted || events[0].Amount.Uint64() != 100 || events[0].FinalAt != begun+of.WithdrawDelay {
		t.Errorf("%+v, in a block of %d", events, begun)
	}
	if s := c.state(of); s.Withdrawal.Uint64() != 100 || s.WithdrawRequestedAt != begun {
		t.Errorf("%+v", s)
	}
	c.refuses("announced twice", c.payer, channel.WithdrawCall(of, amount(1)), "WithdrawalAlreadyPending")
	c.refuses("by a stranger", c.relay, channel.WithdrawFinishCall(of), "NotAuthorizedToFinalizeWithdraw")
	wait(t, c.Chain, of.WithdrawDelay-2)
	c.refuses("too early", c.payer, channel.WithdrawFinishCall(of), "WithdrawDelayNotElapsed")

	// The receiver, who was away, comes in time: what he claims is his.
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 60, 60)}))
	wait(t, c.Chain, 2)
	before := c.Balance(c.payer.Address)
	events = told(c.send(c.payer, channel.WithdrawFinishCall(of)))
	if len(events) != 1 || events[0].Kind != channel.EventWithdrawFinished || events[0].Amount.Uint64() != 40 || events[0].Sender != c.payer.Address {
		t.Errorf("%+v", events)
	}
	if got := c.Balance(c.payer.Address) - before; got != 40 {
		t.Errorf("the payer got %d", got)
	}
	c.has(of, 60, 60)
	c.refuses("twice", c.payer, channel.WithdrawFinishCall(of), "WithdrawalNotPending")
	c.refuses("what left in the meantime", c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 61, 61)}), "ClaimExceedsBalance")
	c.send(c.relay, channel.SettleCall(payee, c.Token()))
	c.keeps(0)

	// And the payer may come back.
	c.deposit(of, 5, "again")
	c.has(of, 65, 60)
}

func TestRefunds(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	c.deposit(of, 100, "one")
	refund := func(n uint64) []byte { return channel.RefundCall(of, uint256.NewInt(n)) }
	c.refuses("by a stranger", c.relay, refund(1), "NotAuthorizedToRefund")
	c.refuses("by the payer", c.payer, refund(1), "NotAuthorizedToRefund")
	c.refuses("nothing", c.house, refund(0), "ZeroRefund")
	c.send(c.payer, channel.WithdrawCall(of, uint256.NewInt(60)))
	c.send(c.house, refund(20))
	if s := c.state(of); s.Withdrawal.Uint64() != 40 || s.WithdrawRequestedAt == 0 || s.RefundNonce.Uint64() != 1 {
		t.Errorf("what goes back is not taken off what was announced: %+v", s)
	}
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 30, 30)}))
	before := c.Balance(c.payer.Address)
	events := told(c.send(c.house, refund(1000)))
	if len(events) != 1 || events[0].Amount.Uint64() != 50 || c.Balance(c.payer.Address)-before != 50 {
		t.Errorf("%+v", events)
	}
	if s := c.state(of); !s.Withdrawal.IsZero() || s.WithdrawRequestedAt != 0 {
		t.Errorf("a withdrawal of nothing is left: %+v", s)
	}
	events = told(c.send(c.house, refund(1)))
	if s := c.state(of); len(events) != 0 || s.RefundNonce.Uint64() != 3 {
		t.Errorf("there was nothing: %+v, %+v", events, s)
	}
	c.has(of, 30, 30)

	// A channel that nobody ever claimed of closes, and opens again.
	fresh := c.config(2)
	c.deposit(fresh, 10, "one")
	events = told(c.send(c.house, channel.RefundCall(fresh, uint256.NewInt(10))))
	if len(events) != 2 || events[1].Kind != channel.EventClosed || *events[1].Config != *fresh {
		t.Errorf("%+v", events)
	}
	if events := told(c.deposit(fresh, 10, "two")); len(events) != 2 || events[0].Kind != channel.EventCreated {
		t.Errorf("%+v", events)
	}
}

// A token that is paused, or that does not serve somebody, stops only his payment,
// which can be made later.
func TestTokenThatRefusesLosesNothing(t *testing.T) {
	c := newChannels(t)
	of := c.config(1)
	c.deposit(of, 100, "one")
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(of, c.payer, 40, 40)}))
	c.Do(c.house, c.Token(), token.PackBlacklist(payee))
	c.refuses("to a receiver on the black list", c.relay, channel.SettleCall(payee, c.Token()), "Blacklistable: account is blacklisted")
	c.Do(c.house, c.Token(), token.PackUnBlacklist(payee))
	c.Do(c.house, c.Token(), token.PackPause())
	c.refuses("while paused", c.house, channel.RefundCall(of, uint256.NewInt(60)), "Pausable: paused")
	c.has(of, 100, 40)
	c.Do(c.house, c.Token(), token.PackUnpause())
	c.send(c.relay, channel.SettleCall(payee, c.Token()))
	c.send(c.house, channel.RefundCall(of, uint256.NewInt(60)))
	if got := c.Balance(payee); got != 40 || c.Balance(contracts.BatchSettlementAddress) != 0 {
		t.Errorf("the receiver has %d", got)
	}
}
