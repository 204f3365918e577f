package clearing_test

import (
	"bytes"
	"math/rand/v2"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// stream is a purse whose wallet pays from a channel.
type stream struct {
	*purse
	id      payment.ChannelID
	account ledger.ID
}

func newStream(t testing.TB, deposit money.Amount) *stream {
	s := &stream{purse: newPurse(t), id: payment.ChannelID{0xc4}}
	s.account = s.do(s.open()).Channel.Account
	if !deposit.IsZero() {
		s.deposit(deposit)
	}
	return s
}

func (s *stream) open() clearing.OpenChannel {
	return clearing.OpenChannel{ID: s.id, Escrow: payment.EscrowBatch, Token: s.token, Party: s.wallet, Config: []byte("config"), Delay: int64(15 * time.Minute)}
}

// deposit brings money into the channel, by a payment that the house sends.
func (s *stream) deposit(amount money.Amount) ledger.ID {
	s.t.Helper()
	of := s.purse.id()
	s.do(clearing.FundChannel{Channel: s.id, Payment: of, Signed: amount, Until: s.now + int64(time.Hour), Payload: []byte("signed")})
	return s.moves(settlement.Deposited, of, amount)
}

// moves brings something that the chain did in the next block.
func (s *stream) moves(kind settlement.ArrivalKind, of ledger.ID, amount money.Amount) ledger.ID {
	s.t.Helper()
	s.block++
	id := s.purse.id()
	a := settlement.Arrival{ID: id, Token: s.token, Tx: settlement.Hash{byte(s.block)}, Block: s.block, Amount: amount, Payment: of, Kind: kind, Channel: s.id}
	if kind == settlement.Fetched {
		a.Channel = payment.ChannelID{}
	}
	s.do(clearing.Arrive{Arrival: a})
	return id
}

// settled makes everything so far final, with what the house and the escrow have.
func (s *stream) settled(house, escrow money.Amount) settlement.TokenState {
	s.t.Helper()
	s.do(clearing.Finalize{ChainID: chainID, Block: s.block, Hash: settlement.Hash{1}, Balances: []settlement.Balance{{Token: s.token, Amount: house, Escrow: escrow}}})
	s.block++
	state, _ := s.m.Settlement().Token(s.token)
	return state
}

// draw asks for a call of 15 cents with a voucher.
func (s *stream) draw(value money.Amount) clearing.Draw {
	return clearing.Draw{Voucher: payment.Voucher{Channel: s.id, Value: value, Signature: []byte{byte(value.Lo / 10_000_000)}}, Call: s.order()}
}

func (s *stream) channel() payment.Channel {
	c, _ := s.m.Channel(s.id)
	return c
}

func (p *purse) refuses(c clearing.Command, want string) {
	p.t.Helper()
	if a := p.try(c); a.Refusal != want {
		p.t.Fatalf("%T: %q, want %q", c, a.Refusal, want)
	}
}

func TestVouchersPayInAnyOrder(t *testing.T) {
	s := newStream(t, cents(100))
	s.refuses(s.draw(cents(14)), "voucher_short")
	third := s.draw(cents(45))
	s.do(third)
	first, second := s.draw(cents(15)), s.draw(cents(30))
	s.do(second)
	s.refuses(s.draw(cents(30)), "voucher_used")
	s.do(first)
	if c := s.channel(); c.Reserved != cents(45) || c.Signed != cents(45) || !bytes.Equal(c.Signature, []byte{45}) {
		t.Fatalf("%s reserved, %s signed by %v", c.Reserved, c.Signed, c.Signature)
	}
	s.refuses(s.draw(cents(40)), "voucher_short")
	s.do(clearing.Capture{Call: first.Call.Call, Usage: used(500_000, 0)})
	s.do(clearing.Void{Call: second.Call.Call, Reason: "upstream"})
	s.do(clearing.Capture{Call: third.Call.Call, Usage: used(1_000_000, 0)})
	c := s.channel()
	if c.Charged != money.Units(225_000_000) || !c.Reserved.IsZero() {
		t.Fatalf("%s charged, %s reserved", c.Charged, c.Reserved)
	}
	if got := s.balance(s.account); got != 775_000_000 {
		t.Errorf("a dollar less 22.5 cents leaves %d", got)
	}
	// 45 has paid, and covers 15 more; but who saw it pays nothing with it.
	s.refuses(s.draw(cents(45)), "voucher_used")
	// What comes next is taken though it was signed before.
	next := s.draw(money.Units(375_000_000))
	s.do(next)
	s.do(clearing.Void{Call: next.Call.Call, Reason: "upstream"})
	again := s.draw(money.Units(375_000_000))
	s.do(again)
	if a := s.do(again); !a.Exists {
		t.Error("the same draw once more is another one")
	}
	s.now += int64(2 * time.Minute)
	s.do(clearing.Tick{})
	if c := s.channel(); !c.Reserved.IsZero() || s.m.OpenCalls() != 0 {
		t.Errorf("%s reserved for a call that ran out", c.Reserved)
	}
	s.refuses(s.draw(cents(45)), "voucher_used")
	beyond := s.draw(cents(1_000))
	beyond.Call.Limits[1].Max = 6_000_000
	s.refuses(beyond, "insufficient_funds")
}

func TestAChannelFromDepositToExit(t *testing.T) {
	s := newStream(t, money.Amount{})
	if a := s.do(s.open()); !a.Exists || a.Channel.Account != s.account {
		t.Fatal("opened twice")
	}
	other := s.open()
	other.Config = []byte("other")
	s.refuses(other, "channel_differs")
	s.refuses(s.draw(cents(15)), "insufficient_funds")
	of := s.purse.id()
	s.do(clearing.FundChannel{Channel: s.id, Payment: of, Signed: cents(60), Until: s.now + int64(time.Hour), Payload: []byte("signed")})
	s.refuses(clearing.FundChannel{Channel: s.id, Payment: of, Signed: cents(60), Until: s.now + int64(time.Hour)}, "payment_used")
	if got := s.balance(s.account); got != 0 {
		t.Fatalf("%d is there before it arrived", got)
	}
	s.do(clearing.DropArrival{ID: s.moves(settlement.Deposited, of, cents(60))})
	s.state(of, settlement.PaymentDue)
	s.moves(settlement.Deposited, of, cents(60))
	// A deposit that the payer sends himself, in a block that is undone, is gone.
	s.do(clearing.DropArrival{ID: s.moves(settlement.Deposited, ledger.ID{}, cents(5))})
	call := s.draw(cents(15))
	s.do(call)
	a := s.do(clearing.Capture{Call: call.Call.Call, Usage: used(100_001, 0)})
	if a.Channel == nil || a.Channel.Charged != money.Units(15_000_150) || a.Channel.Claimable() != money.Units(15_001_000) {
		t.Fatalf("what is claimable does not cover the charge in whole tokens: %+v", a.Channel)
	}
	if state := s.settled(money.Amount{}, cents(60)); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
	s.do(clearing.MarkChannel{Channel: s.id, Claimed: money.Units(15_001_000)})
	s.moves(settlement.Fetched, ledger.ID{}, money.Units(15_001_000))
	left := money.Units(600_000_000 - 15_001_000)
	if state := s.settled(money.Units(15_001_000), left); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
	if c := s.channel(); !c.Claimable().IsZero() {
		t.Errorf("%s is claimable beyond what is claimed", c.Claimable())
	}
	// The payer's rest is below a token: it stays.
	exit := s.do(clearing.ReleaseChannel{Channel: s.id}).Exit
	if exit.Amount != money.Units(584_999_000) {
		t.Fatalf("%s goes back", exit.Amount)
	}
	s.refuses(clearing.ReleaseChannel{Channel: s.id, Amount: money.Units(1000)}, "exit_open")
	s.do(clearing.ReturnChannel{Channel: s.id})
	s.refuses(clearing.ReturnChannel{Channel: s.id}, "exit_unknown")
	s.do(clearing.ReleaseChannel{Channel: s.id, Amount: cents(58)})
	s.refuses(s.draw(cents(30)), "insufficient_funds")
	s.moves(settlement.Left, ledger.ID{}, cents(58))
	left, _ = left.Sub(cents(58))
	if state := s.settled(money.Units(15_001_000), left); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
	if s.of(clearing.AccountPayout) != 0 || s.balance(s.account) != 4_999_850 || s.of(clearing.AccountLoss) != 0 {
		t.Errorf("payout %d, channel %d, loss %d", s.of(clearing.AccountPayout), s.balance(s.account), s.of(clearing.AccountLoss))
	}
}

// TestAPayerWhoLeaves: what was begun is paid for, nothing more is sold, and what
// the payer takes out beyond what is his is the house's loss and his debt.
func TestAPayerWhoLeaves(t *testing.T) {
	s := newStream(t, cents(60))
	running := s.draw(cents(15))
	s.do(running)
	s.do(clearing.MarkChannel{Channel: s.id, Ends: s.now + int64(15*time.Minute)})
	s.refuses(s.draw(cents(30)), "channel_ending")
	s.do(clearing.Capture{Call: running.Call.Call, Usage: used(1_000_000, 0)})
	s.moves(settlement.Left, ledger.ID{}, cents(60)) // nobody claimed in time
	if state := s.settled(money.Amount{}, money.Amount{}); !state.Compared.Agrees() {
		t.Fatalf("%+v", state.Compared)
	}
	if s.balance(s.account) != 0 || s.of(clearing.AccountLoss) != -150_000_000 {
		t.Errorf("channel %d, loss %d", s.balance(s.account), s.of(clearing.AccountLoss))
	}
	if debt := s.m.Settlement().StandingOf(s.account).Debt; debt != cents(15) {
		t.Errorf("%s is owed", debt)
	}
	s.do(clearing.MarkChannel{Channel: s.id})
	s.deposit(cents(20))
	if s.balance(s.account) != 50_000_000 || s.of(clearing.AccountLoss) != 0 {
		t.Errorf("the next deposit: channel %d, loss %d", s.balance(s.account), s.of(clearing.AccountLoss))
	}
}

// TestWhatLeftIsNotSpent: between the block in which a payer took his deposit out and
// its finality, the ledger still has it and the chain does not. Nothing is sold for it.
func TestWhatLeftIsNotSpent(t *testing.T) {
	s := newStream(t, cents(60))
	s.settled(money.Amount{}, cents(60))
	s.do(clearing.MarkChannel{Channel: s.id, Ends: s.now + int64(15*time.Minute)})
	id := s.moves(settlement.Left, ledger.ID{}, cents(60))
	s.do(clearing.MarkChannel{Channel: s.id}) // the chain has no withdrawal pending any more
	s.refuses(s.draw(cents(15)), "channel_ending")
	s.refuses(clearing.ReleaseChannel{Channel: s.id}, "exit_amount")
	s.do(clearing.DropArrival{ID: id}) // its block is undone: it is there again
	s.do(s.draw(cents(15)))
	s.do(clearing.ReleaseChannel{Channel: s.id, Amount: cents(20)})
	s.moves(settlement.Left, ledger.ID{}, cents(20)) // by consent: the rest goes on paying
	s.do(s.draw(cents(30)))
}

func TestChannelCommandsThatAreRefused(t *testing.T) {
	s := newStream(t, cents(20))
	unknown := payment.ChannelID{1}
	none := s.draw(cents(15))
	none.Voucher.Channel = unknown
	s.refuses(none, "channel_unknown")
	stranger := s.draw(cents(15))
	stranger.Call.Key = s.key // another party's
	s.refuses(stranger, "channel_unknown")
	unsigned := s.draw(cents(15))
	unsigned.Voucher.Signature = nil
	s.refuses(unsigned, "voucher_invalid")
	s.refuses(s.draw(money.Units(150_000_001)), "voucher_invalid")
	s.refuses(clearing.MarkChannel{Channel: unknown}, "channel_unknown")
	s.refuses(clearing.ReleaseChannel{Channel: unknown}, "channel_unknown")
	s.refuses(clearing.ReleaseChannel{Channel: s.id, Amount: cents(21)}, "exit_amount")
	s.refuses(clearing.FundChannel{Channel: unknown}, "channel_unknown")
	wrong := s.open()
	wrong.ID, wrong.Escrow = unknown, 9
	s.refuses(wrong, "channel_invalid")
	wrong = s.open()
	wrong.ID, wrong.Party = unknown, s.seller
	s.refuses(wrong, "buyer_unknown")
	wrong = s.open()
	wrong.ID, wrong.Token = unknown, 9
	s.refuses(wrong, "token_unknown")
}

// escrow is the contract as a naive twin sees it.
type escrow struct{ balance, claimed, fetched, house uint64 }

// TestChannelWalk does random things to a channel beside a twin of its escrow. What
// is signed always covers what is committed, the books always agree with the chain,
// and a replay and a restored snapshot lead to the same bytes.
func TestChannelWalk(t *testing.T) {
	const seeds, steps = 20, 300
	for seed := range uint64(seeds) {
		s := newStream(t, money.Amount{})
		w := &channelWalk{stream: s, rand: rand.New(rand.NewPCG(seed, 5))}
		for range steps {
			w.step()
			c := s.channel()
			if c.Signed.Less(c.Committed()) {
				t.Fatalf("seed %d: %s signed, %s committed", seed, c.Signed, c.Committed())
			}
			if s.balance(s.account) < int64(c.Reserved.Lo) {
				t.Fatalf("seed %d: %d on the account, %s reserved", seed, s.balance(s.account), c.Reserved)
			}
		}
		w.compare()
		if loss := s.of(clearing.AccountLoss); loss != 0 {
			t.Fatalf("seed %d: a loss of %d, though everything was claimed before the payer left", seed, loss)
		}
		want := s.bytes()
		again := clearing.New(clearing.DefaultConfig())
		for _, record := range s.log {
			if _, err := again.Apply(record, nil); err != nil {
				t.Fatal(err)
			}
		}
		restored, err := clearing.Restore(bytes.NewReader(want), clearing.DefaultConfig())
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !bytes.Equal(snapshot(t, again), want) || !bytes.Equal(snapshot(t, restored), want) {
			t.Fatalf("seed %d: a replay or a restored machine differs", seed)
		}
		if breaches := s.m.Freeze().Check(); len(breaches) > 0 {
			t.Fatalf("seed %d: %v", seed, breaches)
		}
	}
}

type channelWalk struct {
	*stream
	rand  *rand.Rand
	chain escrow
	open  []ledger.ID
	seen  []money.Amount // vouchers that the payer ever signed
}

func (w *channelWalk) step() {
	switch n := w.rand.IntN(10); {
	case n == 0:
		amount := uint64(w.rand.IntN(50)+1) * 10_000_000
		w.deposit(money.Units(amount))
		w.chain.balance += amount
	case n < 5:
		w.pay()
	case n < 8:
		w.finish()
	case n == 8:
		w.claim()
	case w.rand.IntN(4) == 0:
		w.leave()
	default:
		w.compare()
	}
}

// pay signs the next value, a larger one, or sends an old one again.
func (w *channelWalk) pay() {
	c := w.channel()
	next, _ := c.Tokens(c.Committed()).Mul64(1000)
	value, _ := next.Add(money.Units(uint64(w.rand.IntN(3)+1) * 150_000_000))
	if w.rand.IntN(3) == 0 && len(w.seen) > 0 {
		value = w.seen[w.rand.IntN(len(w.seen))]
	}
	w.seen = append(w.seen, value)
	d := w.draw(value)
	if a := w.try(d); a.Refusal == "" {
		w.open = append(w.open, d.Call.Call)
	}
}

func (w *channelWalk) finish() {
	if len(w.open) == 0 {
		return
	}
	i := w.rand.IntN(len(w.open))
	call := w.open[i]
	w.open = append(w.open[:i], w.open[i+1:]...)
	if w.rand.IntN(4) == 0 {
		w.do(clearing.Void{Call: call, Reason: "upstream"})
		return
	}
	w.do(clearing.Capture{Call: call, Usage: used(uint64(w.rand.IntN(1_000_001)), 0)})
}

func (w *channelWalk) claim() {
	c := w.channel()
	w.chain.claimed += c.Claimable().Lo
	w.do(clearing.MarkChannel{Channel: w.id, Claimed: money.Units(w.chain.claimed)})
	if fetch := w.chain.claimed - w.chain.fetched; fetch > 0 && w.rand.IntN(2) == 0 {
		w.chain.fetched, w.chain.house = w.chain.claimed, w.chain.house+fetch
		w.moves(settlement.Fetched, ledger.ID{}, money.Units(fetch))
	}
}

// leave empties the channel: the house claims all, and what is free goes back.
func (w *channelWalk) leave() {
	for len(w.open) > 0 {
		w.finish()
	}
	w.claim()
	a := w.try(clearing.ReleaseChannel{Channel: w.id})
	if a.Refusal != "" {
		return
	}
	w.chain.balance -= a.Exit.Amount.Lo
	w.moves(settlement.Left, ledger.ID{}, a.Exit.Amount)
}

func (w *channelWalk) compare() {
	w.t.Helper()
	w.block++
	state := w.settled(money.Units(w.chain.house), money.Units(w.chain.balance-w.chain.fetched))
	if !state.Compared.Agrees() {
		w.t.Fatalf("%+v beside %+v", state.Compared, w.chain)
	}
}
