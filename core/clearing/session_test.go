package clearing_test

import (
	"bytes"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// newSession makes a channel whose escrow pays whole vouchers alone.
func newSession(t testing.TB, deposit money.Amount) *stream {
	s := &stream{purse: newPurse(t), id: payment.ChannelID{0x5e}}
	open := s.open()
	open.Escrow = payment.EscrowSession
	s.account = s.do(open).Channel.Account
	if !deposit.IsZero() {
		s.deposit(deposit)
	}
	return s
}

func (s *stream) sign(value money.Amount) clearing.SignChannel {
	return clearing.SignChannel{Voucher: payment.Voucher{Channel: s.id, Value: value, Signature: []byte{byte(value.Lo / 10_000_000)}}}
}

// more is a call of 15 cents that is paid by what was signed before.
func (s *stream) more() clearing.Draw {
	return clearing.Draw{Voucher: payment.Voucher{Channel: s.id}, Call: s.order()}
}

// settling is the value of the voucher that would be settled by, in cents; zero for none.
func (s *stream) settling(all bool) uint64 {
	c := s.channel()
	v, ok := c.Settling(all)
	if !ok {
		return 0
	}
	if len(v.Signature) != 1 || uint64(v.Signature[0]) != v.Value.Lo/10_000_000 {
		s.t.Fatalf("the voucher over %s has another one's signature", v.Value)
	}
	return v.Value.Lo / 10_000_000
}

// TestWhatIsSignedPaysFurtherCalls: as far as it covers them, and no further.
func TestWhatIsSignedPaysFurtherCalls(t *testing.T) {
	s := newSession(t, cents(60))
	s.refuses(s.more(), "voucher_short")
	s.do(s.draw(cents(30)))
	second := s.more()
	s.do(second)
	s.refuses(s.more(), "voucher_short")
	s.do(s.sign(cents(45)))
	third := s.more()
	s.do(third)
	s.refuses(s.more(), "voucher_short")
	s.do(clearing.Void{Call: second.Call.Call, Reason: "upstream"})
	s.do(clearing.Capture{Call: third.Call.Call, Usage: used(500_000, 0)}) // half of it
	s.do(s.draw(cents(45)))                                                // the newest may be sent again
	s.refuses(s.more(), "voucher_short")
	s.refuses(s.draw(cents(61)), "voucher_beyond")
	s.refuses(s.sign(cents(61)), "voucher_beyond")
	s.refuses(s.sign(money.Units(1)), "voucher_invalid")
	s.do(s.sign(cents(60)))
	last := s.more()
	s.do(last)
	if c := s.channel(); c.Signed != cents(60) || c.Charged != money.Units(75_000_000) || c.Reserved != cents(45-15+15) {
		t.Errorf("signed %s, charged %s, reserved %s", c.Signed, c.Charged, c.Reserved)
	}
	s.do(clearing.Void{Call: last.Call.Call, Reason: "upstream"})
	s.refuses(s.draw(cents(45)), "voucher_used") // an old one that somebody saw
}

// TestASessionSettlesByVouchers: never beyond what was charged, unless its payer
// leaves; and what that gives too much is his.
func TestASessionSettlesByVouchers(t *testing.T) {
	s := newSession(t, cents(60))
	if s.settling(false) != 0 || s.settling(true) != 0 {
		t.Fatal("something is to be had before anything was sold")
	}
	var calls []clearing.Draw
	for _, value := range []uint64{15, 30, 45} {
		calls = append(calls, s.draw(cents(value)))
		s.do(calls[len(calls)-1])
	}
	s.do(s.sign(cents(20)))
	s.do(clearing.Capture{Call: calls[0].Call.Call, Usage: used(500_000, 0)})
	if none, all := s.settling(false), s.settling(true); none != 0 || all != 15 {
		t.Errorf("7.5 cents were charged: %d settled, %d at most", none, all)
	}
	s.refuses(clearing.ReleaseChannel{Channel: s.id}, "channel_busy")
	s.do(clearing.Capture{Call: calls[1].Call.Call, Usage: used(1_000_000, 0)})
	s.do(clearing.Void{Call: calls[2].Call.Call, Reason: "upstream"})
	if under, all := s.settling(false), s.settling(true); under != 20 || all != 30 {
		t.Errorf("22.5 cents were charged: %d settled, %d at most", under, all)
	}
	c := s.channel()
	if c.Claimable() != cents(20) {
		t.Errorf("%s is claimable", c.Claimable())
	}
	s.refuses(clearing.ReleaseChannel{Channel: s.id, Amount: cents(1)}, "exit_amount") // all or nothing
	s.do(clearing.MarkChannel{Channel: s.id, Ends: s.now + int64(15*time.Minute)})
	c = s.channel()
	if c.Claimable() != cents(30) {
		t.Errorf("%s is claimable of a payer who leaves", c.Claimable())
	}
	s.refuses(s.more(), "channel_ending")
	// The house takes the voucher over 30, the payer the rest; 7.5 cents are his still.
	s.do(clearing.MarkChannel{Channel: s.id, Claimed: cents(30), Ends: c.Ends})
	s.moves(settlement.Fetched, ledger.ID{}, cents(30))
	s.refuses(clearing.SweepChannel{Channel: s.id}, "channel_busy")
	s.moves(settlement.Left, ledger.ID{}, cents(30))
	s.do(clearing.MarkChannel{Channel: s.id, Claimed: cents(30), Closed: true})
	s.refuses(clearing.SweepChannel{Channel: s.id}, "channel_busy") // its block may be undone
	if state := s.settled(cents(30), money.Amount{}); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
	s.do(clearing.SweepChannel{Channel: s.id})
	if own := s.balance(clearing.PartyAccount(s.wallet, clearing.AccountBuyer)); own != 75_000_000 || s.balance(s.account) != 0 || s.of(clearing.AccountLoss) != 0 {
		t.Errorf("the payer has %d of his own, the channel %d, loss %d", own, s.balance(s.account), s.of(clearing.AccountLoss))
	}
	s.refuses(s.sign(cents(45)), "channel_ending")
	s.refuses(clearing.SweepChannel{Channel: payment.ChannelID{1}}, "channel_unknown")
}

// TestASessionIsClosed: by its payer's last voucher, and for good.
func TestASessionIsClosed(t *testing.T) {
	s := newSession(t, cents(60))
	call := s.draw(cents(15))
	s.do(call)
	s.do(clearing.Capture{Call: call.Call.Call, Usage: used(800_000, 0)})
	s.do(s.sign(cents(12)))
	if s.settling(true) != 12 {
		t.Errorf("it is settled by %d", s.settling(true))
	}
	if exit := s.do(clearing.ReleaseChannel{Channel: s.id}).Exit; exit.Amount != cents(48) {
		t.Fatalf("%s goes back", exit.Amount)
	}
	s.refuses(s.draw(cents(30)), "voucher_beyond")
	s.moves(settlement.Fetched, ledger.ID{}, cents(12))
	s.moves(settlement.Left, ledger.ID{}, cents(48))
	s.do(clearing.MarkChannel{Channel: s.id, Claimed: cents(12), Closed: true})
	s.refuses(s.draw(cents(30)), "channel_ending")
	if state := s.settled(cents(12), money.Amount{}); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
}

// TestManyWordsOfASession: what is kept for settling is bounded, and a snapshot has it.
func TestManyWordsOfASession(t *testing.T) {
	s := newSession(t, cents(200))
	for value := uint64(1); value <= 100; value++ {
		s.do(s.sign(cents(value)))
	}
	for range 3 {
		call := s.more()
		s.do(call)
		s.do(clearing.Capture{Call: call.Call.Call, Usage: used(1_000_000, 0)})
	}
	under, all := s.settling(false), s.settling(true)
	if under == 0 || under > 45 || all < 45 || all > 100 {
		t.Errorf("45 cents were charged: %d settled, %d at most", under, all)
	}
	var first, second bytes.Buffer
	frozen := s.m.Freeze()
	if _, err := frozen.WriteTo(&first); err != nil {
		t.Fatal(err)
	}
	restored, err := clearing.Restore(bytes.NewReader(first.Bytes()), clearing.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	again := restored.Freeze()
	if _, err := again.WriteTo(&second); err != nil || again.Digest() != frozen.Digest() {
		t.Errorf("restored, it is another one: %v", err)
	}
	c, _ := restored.Channel(s.id)
	if v, ok := c.Settling(false); !ok || v.Value.Lo/10_000_000 != under {
		t.Errorf("restored, it is settled by %s", v.Value)
	}
}
