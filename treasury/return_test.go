package treasury_test

import (
	"errors"
	"testing"

	"aidollar/chain/devnet"
	"aidollar/core/clearing"
	"aidollar/core/settlement"
	"aidollar/treasury"
)

// TestWhatGoesBackIsNotPutBack: while a refund is under way, or when it is out, nobody
// puts it back on its channel by hand; the payer would have it twice.
func TestWhatGoesBackIsNotPutBack(t *testing.T) {
	s := newStream(t, devnet.Options{})
	s.untilState(s.fund(50), settlement.PaymentFinal)
	s.agreed(cents(0), cents(50))
	if err := s.treasury.ReturnChannel(t.Context(), s.id); err == nil || errors.Is(err, treasury.ErrGoingBack) {
		t.Fatalf("nothing goes back: %v", err)
	}
	s.until("the deposit's transaction is done with", func() bool { return len(s.joined.Unfinished()) == 0 })
	before := s.chain.Balance(s.payer.Address)
	s.chain.Pause()
	_, err := s.submit(clearing.ReleaseChannel{Channel: s.id})
	s.must(err)
	s.treasury.Nudge()
	s.until("it is sent", func() bool { return len(s.joined.Unfinished()) > 0 })
	if err := s.treasury.ReturnChannel(t.Context(), s.id); !errors.Is(err, treasury.ErrGoingBack) {
		t.Fatalf("what is under way is put back: %v", err)
	}
	s.chain.Resume()
	_, err = s.treasury.Released(t.Context(), s.id)
	s.must(err)
	var open bool
	s.node.View(func(m *clearing.Machine) { _, open = m.Settlement().Exit(s.id) })
	if err := s.treasury.ReturnChannel(t.Context(), s.id); err == nil || open && !errors.Is(err, treasury.ErrGoingBack) {
		t.Fatalf("what is out is put back: %v", err)
	}
	s.until("the payer has it", func() bool { return s.chain.Balance(s.payer.Address) == before+50*10_000 })
	s.agreed(cents(0), cents(0))
	if got := s.balance(s.channel().Account); got != 0 {
		t.Errorf("the channel has %d", got)
	}
}
