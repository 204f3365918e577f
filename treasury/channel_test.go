package treasury_test

import (
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// stream is a payer with a channel to the rig's house.
type stream struct {
	*rig
	payer  devaccount.Account
	config channel.Config
	id     payment.ChannelID
	serial byte
}

// newStream makes a house that takes channels and claims within a second.
func newStream(t *testing.T, options devnet.Options) *stream {
	r := newRig(t, options)
	r.channels = true
	r.start()
	s := &stream{rig: r, payer: r.accounts()[2]}
	s.config = channel.Config{
		Payer: s.payer.Address, PayerAuthorizer: s.payer.Address, Receiver: r.payout, ReceiverAuthorizer: r.accounts()[0].Address,
		Token: contracts.TokenAddress, WithdrawDelay: channel.WithdrawDelayMin,
	}
	s.id = payment.ChannelID(s.config.ID(r.chainID))
	return s
}

func tokens(n uint64) uint256.Int { return *uint256.NewInt(n * 10_000) }

// deposit is the payer's word for a deposit of some cents.
func (s *stream) deposit(cents uint64) *channel.Deposit {
	s.serial++
	d := &channel.Deposit{Amount: tokens(cents), Salt: common.Hash{31: s.serial}}
	d.ValidBefore.SetUint64(uint64(time.Now().Add(time.Hour).Unix()))
	signature, err := evmsig.Sign(d.Digest(s.domain(), common.Hash(s.id), s.payer.Address), s.payer.Key)
	s.must(err)
	d.Signature = signature[:]
	return d
}

// fund has the house bring a deposit into the channel.
func (s *stream) fund(amount uint64) ledger.ID {
	s.t.Helper()
	d := s.deposit(amount)
	id := till.PaymentID(s.chainID, contracts.TokenAddress, s.payer.Address, d.Nonce(common.Hash(s.id)))
	call := treasury.Call{To: settlement.Address(evmsig.Escrow), Data: d.Call(&s.config, nil)}
	_, err := s.submit(
		clearing.OpenChannel{
			ID: s.id, Escrow: payment.EscrowBatch, Token: s.tokenNumber(), Party: till.Wallet{Address: s.payer.Address}.Party(),
			Config: till.EncodeConfig(&s.config), Delay: int64(channel.WithdrawDelayMin * time.Second),
		},
		clearing.FundChannel{
			Channel: s.id, Payment: id, Signed: cents(amount), Until: time.Now().Add(time.Hour).UnixNano(),
			Payload: payloadOf(kindShared, []treasury.Call{call}),
		},
	)
	s.must(err)
	s.treasury.Nudge()
	return id
}

// draw has a voucher over some cents pay a fact of two, and gives its call.
func (s *stream) draw(total uint64) (ledger.ID, error) {
	v := channel.Voucher{Channel: common.Hash(s.id), Amount: tokens(total)}
	signature, err := evmsig.Sign(v.Digest(s.chainID), s.payer.Key)
	s.must(err)
	call := newID()
	_, err = s.submit(clearing.Draw{
		Voucher: payment.Voucher{Channel: s.id, Value: cents(total), Signature: signature[:]}, Call: s.order(s.payer.Address, call),
	})
	return call, err
}

// buy draws and captures.
func (s *stream) buy(total uint64) {
	s.t.Helper()
	call, err := s.draw(total)
	s.must(err)
	s.must(s.capture(call))
}

func (s *stream) channel() (c payment.Channel) {
	s.node.View(func(m *clearing.Machine) { c, _ = m.Channel(s.id) })
	return c
}

// agreed waits until the comparison of a final block has both sides as they are.
func (s *stream) agreed(house, escrow money.Amount) {
	s.t.Helper()
	var c settlement.Comparison
	defer func() {
		if s.t.Failed() {
			s.t.Logf("compared last: %+v", c)
		}
	}()
	// Where nothing waits to be final any more the next comparison may take a minute.
	s.untilWithin(2*patience, "a comparison has what is there", func() bool {
		c = s.token().Compared
		return c.OnChain == house && c.EscrowOnChain == escrow && c.Agrees()
	})
	if halted := s.token().Halted; halted != "" {
		s.t.Fatalf("payouts are halted: %s", halted)
	}
}

func TestAChannelOnAChain(t *testing.T) {
	s := newStream(t, devnet.Options{})
	house := cents(0)
	before := s.chain.Balance(s.payer.Address)
	id := s.fund(100)
	s.untilState(id, settlement.PaymentFinal)
	s.agreed(house, cents(100))
	for total := uint64(2); total <= 20; total += 2 {
		s.buy(total)
	}
	s.until("what was charged is claimed and fetched", func() bool { return s.channel().Claimed == cents(20) })
	s.agreed(cents(20), cents(80))
	if got := s.of(clearing.AccountLoss); got != 0 {
		t.Errorf("a loss of %d", got)
	}
	s.buy(22)
	_, err := s.submit(clearing.ReleaseChannel{Channel: s.id})
	s.must(err)
	tx, err := s.treasury.Released(t.Context(), s.id)
	s.must(err)
	if tx == (settlement.Hash{}) {
		t.Error("no transaction")
	}
	s.until("the payer has the rest", func() bool { return s.chain.Balance(s.payer.Address) == before-22*10_000 })
	s.agreed(cents(22), cents(0))
	if s.of(clearing.AccountPayout) != 0 || s.channel().Charged != cents(22) {
		t.Errorf("payout %d, charged %s", s.of(clearing.AccountPayout), s.channel().Charged)
	}
	s.fund(10) // and it goes on
	s.until("the channel is funded again", func() bool { _, err := s.draw(24); return err == nil })
}

// TestAPayerWithdrawsWhileCallsRun: who begins to take his deposit out is sold
// nothing more, what runs is charged and claimed before he can have it, and the rest
// is his.
func TestAPayerWithdrawsWhileCallsRun(t *testing.T) {
	s := newStream(t, devnet.Options{})
	s.untilState(s.fund(50), settlement.PaymentFinal)
	running, err := s.draw(2)
	s.must(err)
	all := tokens(50)
	s.chain.Do(s.payer, evmsig.Escrow, channel.WithdrawCall(&s.config, &all))
	s.until("the house sees it", func() bool { return s.channel().Ends != 0 })
	if _, err := s.draw(4); err == nil {
		t.Fatal("a channel whose payer leaves goes on selling")
	}
	s.must(s.capture(running))
	s.until("what ran is claimed", func() bool { return s.channel().Claimed == cents(2) })
	s.agreed(cents(2), cents(48))
	if s.channel().Ends <= time.Now().Add(10*time.Minute).UnixNano() {
		t.Error("it was claimed with less than ten minutes left")
	}
	s.mine(channel.WithdrawDelayMin + 1) // a second each
	before := s.chain.Balance(s.payer.Address)
	tx := s.chain.Send(s.payer, evmsig.Escrow, channel.WithdrawFinishCall(&s.config))
	s.mine(2) // the chain is ahead of the clock, and waits for it otherwise
	s.chain.Wait(tx)
	// What has left in a block that may still be undone is sold nothing for, though the
	// chain shows no withdrawal any more and the ledger still has the deposit.
	s.until("the house has seen it leave", func() bool { return s.channel().Ends == 0 })
	if _, err := s.draw(4); err == nil {
		t.Error("a deposit that has left pays")
	}
	s.mine(8)
	if got := s.chain.Balance(s.payer.Address) - before; got != 48*10_000 {
		t.Errorf("the payer took out %d, 48 cents are his", got)
	}
	s.agreed(cents(2), cents(0))
	if s.of(clearing.AccountLoss) != 0 || s.balance(s.channel().Account) != 0 {
		t.Errorf("loss %d, channel %d", s.of(clearing.AccountLoss), s.balance(s.channel().Account))
	}
}

// TestAPayerLeavesWhileTheHouseIsDown: what was sold before is claimed when the house
// is back, though it has waited for long to be.
func TestAPayerLeavesWhileTheHouseIsDown(t *testing.T) {
	s := newStream(t, devnet.Options{})
	s.claimWithin = time.Hour
	s.restart()
	s.untilState(s.fund(50), settlement.PaymentFinal)
	s.buy(2)
	s.must(s.close())
	all := tokens(50)
	s.chain.Do(s.payer, evmsig.Escrow, channel.WithdrawCall(&s.config, &all))
	s.mine(4) // it is final by now
	s.must(s.open())
	s.until("what was charged is claimed", func() bool { return s.channel().Claimed == cents(2) })
	if _, err := s.draw(4); err == nil {
		t.Error("a channel whose payer leaves goes on selling")
	}
	s.agreed(cents(2), cents(48))
}

// TestAPayerDepositsByHimself: nobody here was asked, and the channel is there.
func TestAPayerDepositsByHimself(t *testing.T) {
	s := newStream(t, devnet.Options{})
	d := s.deposit(30)
	s.chain.Do(s.accounts()[3], evmsig.Escrow, d.Call(&s.config, nil))
	s.until("the channel is known", func() bool { return s.channel().Number != 0 })
	s.until("it pays", func() bool { _, err := s.draw(2); return err == nil })
	s.agreed(cents(0), cents(30))
}

// TestADepositIsUndone: a reorganisation takes a deposit back, and the house sends
// it again.
func TestADepositIsUndone(t *testing.T) {
	s := newStream(t, devnet.Options{SafeDepth: 2, FinalDepth: 6})
	id := s.fund(40)
	s.untilState(id, settlement.PaymentArrived)
	s.buy(2)
	s.must(s.chain.Reorg(s.chain.Context(), 1, false))
	s.mine(8)
	s.untilState(id, settlement.PaymentFinal)
	s.until("what was charged is claimed", func() bool { return s.channel().Claimed == cents(2) })
	s.agreed(cents(2), cents(38))
}

// TestClaimsSurviveARestart: the outbox remembers what was sent, and a claim that is
// sent twice does nothing twice.
func TestClaimsSurviveARestart(t *testing.T) {
	s := newStream(t, devnet.Options{})
	s.untilState(s.fund(40), settlement.PaymentFinal)
	for total := uint64(2); total <= 10; total += 2 {
		s.buy(total)
		s.restart()
	}
	s.until("what was charged is claimed", func() bool { return s.channel().Claimed == cents(10) })
	s.agreed(cents(10), cents(30))
}

// channelOptions let a house take channels.
func (h *house) channelOptions(o *treasury.Options) {
	o.Chains[0].Escrows = []treasury.Escrow{{Kind: payment.EscrowBatch, Address: settlement.Address(evmsig.Escrow)}, {Kind: payment.EscrowSession, Address: settlement.Address(contracts.SessionEscrowAddress)}}
	o.Chains[0].Claims = treasury.Claims{Within: max(h.claimWithin, 500*time.Millisecond)}
	o.Claim, o.GiveBack = onchain.ClaimCall, onchain.GiveBackCall
	o.OpenChannel = func(chainID uint64, kind payment.Escrow, id payment.ChannelID, config []byte) []clearing.Command {
		if kind == payment.EscrowSession {
			return h.openSession(id, config)
		}
		c, err := till.DecodeConfig(config)
		if err != nil || c.Receiver != h.payout || c.ID(chainID) != common.Hash(id) {
			return nil
		}
		return []clearing.Command{clearing.OpenChannel{
			ID: id, Escrow: kind, Token: h.tokenNumber(), Party: till.Wallet{Address: c.Payer}.Party(), Config: config,
			Delay: int64(time.Duration(c.WithdrawDelay) * time.Second),
		}}
	}
}
