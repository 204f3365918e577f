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
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/pay/evmsig"
	"aidollar/pay/mpp"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// graceSeconds is how long a payer waits who closes without the house.
const graceSeconds = 15 * 60

// session is a payer with a channel of MPP's intent session to the rig's house.
type session struct {
	*rig
	payer  devaccount.Account
	made   mpp.Channel
	id     common.Hash
	serial byte
}

func newSession(t *testing.T, options devnet.Options) *session {
	r := newRig(t, options)
	r.channels = true
	r.start()
	s := &session{rig: r, payer: r.accounts()[2]}
	s.made = mpp.Channel{Escrow: contracts.SessionEscrowAddress, Session: evmsig.Session{Payer: s.payer.Address, Payee: r.payout, Token: contracts.TokenAddress, Salt: common.Hash{7}}}
	s.id = s.made.ID(r.chainID)
	return s
}

func (h *house) openSession(id payment.ChannelID, config []byte) []clearing.Command {
	made, ok := mpp.DecodeChannel(config)
	if !ok || made.Payee != h.payout || made.ID(h.chainID) != common.Hash(id) {
		return nil
	}
	return []clearing.Command{clearing.OpenChannel{
		ID: id, Escrow: payment.EscrowSession, Token: h.tokenNumber(), Party: till.Wallet{Address: made.Payer}.Party(), Config: config, Delay: int64(graceSeconds * time.Second),
	}}
}

// deposit is the payer's word for a deposit of some cents, bound to the channel.
func (s *session) deposit(cents uint64, opens bool) *mpp.Deposit {
	s.serial++
	d := &mpp.Deposit{Opens: opens, Kind: mpp.DepositAuthorization, Amount: tokens(cents), Salt: common.Hash{31: s.serial}}
	if opens {
		d.Salt = s.made.Salt
	}
	d.Transfer = evmsig.Authorization{From: s.payer.Address, To: s.made.Escrow, Value: d.Amount, ValidBefore: *uint256.NewInt(uint64(time.Now().Add(time.Hour).Unix()))}
	d.Transfer.Nonce = s.made.OpenNonce()
	if !opens {
		d.Transfer.Nonce = evmsig.SessionTopUpNonce(s.id, &d.Amount, s.payer.Address, d.Salt)
	}
	signature, err := evmsig.Sign(d.Transfer.ReceiveDigest(s.domain()), s.payer.Key)
	s.must(err)
	d.Signature = signature[:]
	s.must(s.made.Bound(d, s.chainID, s.id, uint64(time.Now().Unix())))
	return d
}

// fund has the house open the channel, or bring more to it.
func (s *session) fund(amount uint64, opens bool) ledger.ID {
	s.t.Helper()
	d := s.deposit(amount, opens)
	id := till.PaymentID(s.chainID, contracts.TokenAddress, s.payer.Address, d.Transfer.Nonce)
	call := treasury.Call{To: settlement.Address(s.made.Escrow), Data: onchain.SessionDeposit(&s.made, s.id, d)}
	commands := s.openSession(payment.ChannelID(s.id), s.made.Encode())
	_, err := s.submit(append(commands, clearing.FundChannel{
		Channel: payment.ChannelID(s.id), Payment: id, Signed: cents(amount), Until: time.Now().Add(time.Hour).UnixNano(),
		Payload: payloadOf(kindShared, []treasury.Call{call}),
	})...)
	s.must(err)
	s.treasury.Nudge()
	return id
}

func (s *session) voucher(total uint64) payment.Voucher {
	amount := tokens(total)
	signature, err := evmsig.Sign(s.made.VoucherDigest(s.chainID, &amount), s.payer.Key)
	s.must(err)
	return payment.Voucher{Channel: payment.ChannelID(s.id), Value: cents(total), Signature: signature[:]}
}

// draw has a voucher over some cents pay a fact of two, and gives its call; zero draws
// from what was signed before.
func (s *session) draw(total uint64) (ledger.ID, error) {
	v := payment.Voucher{Channel: payment.ChannelID(s.id)}
	if total > 0 {
		v = s.voucher(total)
	}
	call := newID()
	_, err := s.submit(clearing.Draw{Voucher: v, Call: s.order(s.payer.Address, call)})
	return call, err
}

func (s *session) buy(total uint64) {
	s.t.Helper()
	call, err := s.draw(total)
	s.must(err)
	s.must(s.capture(call))
}

func (s *session) channel() (c payment.Channel) {
	s.node.View(func(m *clearing.Machine) { c, _ = m.Channel(payment.ChannelID(s.id)) })
	return c
}

func (s *session) agreed(house, escrow uint64) {
	s.t.Helper()
	(&stream{rig: s.rig}).agreed(cents(house), cents(escrow))
}

func (s *session) requestClose() {
	s.chain.Do(s.payer, s.made.Escrow, contracts.NewEVMPaymentChannel().PackRequestClose(s.id))
}

// TestASessionOnAChain opens a session, tops it up, claims what vouchers cover and
// closes it at the payer's word.
func TestASessionOnAChain(t *testing.T) {
	s := newSession(t, devnet.Options{})
	before := s.chain.Balance(s.payer.Address)
	s.untilState(s.fund(60, true), settlement.PaymentFinal)
	s.agreed(0, 60)
	for total := uint64(2); total <= 20; total += 2 {
		s.buy(total)
	}
	s.until("what was charged is claimed", func() bool { return s.channel().Claimed == cents(20) })
	s.agreed(20, 40)
	s.untilState(s.fund(40, false), settlement.PaymentFinal)
	_, err := s.submit(clearing.SignChannel{Voucher: s.voucher(90)}) // for much more than is used
	s.must(err)
	for range 3 {
		s.buy(0)
	}
	s.agreed(20, 80)
	_, err = s.submit(clearing.SignChannel{Voucher: s.voucher(26)}) // the last word, over what was spent
	s.must(err)
	_, err = s.submit(clearing.ReleaseChannel{Channel: payment.ChannelID(s.id)})
	s.must(err)
	_, err = s.treasury.Released(t.Context(), payment.ChannelID(s.id))
	s.must(err)
	s.until("the payer has the rest", func() bool { return s.chain.Balance(s.payer.Address) == before-26*10_000 })
	s.agreed(26, 0)
	if c := s.channel(); !c.Closed || c.Charged != cents(26) || s.of(clearing.AccountPayout) != 0 || s.balance(c.Account) != 0 || s.of(clearing.AccountLoss) != 0 {
		t.Errorf("%+v: payout %d, channel %d, loss %d", c, s.of(clearing.AccountPayout), s.balance(c.Account), s.of(clearing.AccountLoss))
	}
}

// TestAPayerClosesWhileCallsRun: he is sold nothing more, what runs is claimed before
// he can withdraw, with the voucher that covers it, and what that says beyond what was
// charged is on his own balance here.
func TestAPayerClosesWhileCallsRun(t *testing.T) {
	s := newSession(t, devnet.Options{})
	s.untilState(s.fund(50, true), settlement.PaymentFinal)
	running, err := s.draw(5) // for a call of two cents
	s.must(err)
	s.requestClose()
	s.until("the house sees it", func() bool { return s.channel().Ends != 0 })
	if _, err := s.draw(0); err == nil {
		t.Fatal("a channel whose payer leaves goes on selling")
	}
	s.must(s.capture(running))
	s.until("what ran is claimed", func() bool { return s.channel().Claimed == cents(5) })
	s.agreed(5, 45)
	if s.channel().Ends <= time.Now().Add(10*time.Minute).UnixNano() {
		t.Error("it was claimed with less than ten minutes left")
	}
	s.mine(graceSeconds + 1) // a second each
	before := s.chain.Balance(s.payer.Address)
	tx := s.chain.Send(s.payer, s.made.Escrow, contracts.NewEVMPaymentChannel().PackWithdraw(s.id))
	s.mine(2)
	s.chain.Wait(tx)
	s.until("the house has seen it leave", func() bool { return s.channel().Closed })
	if _, err := s.draw(0); err == nil {
		t.Error("a deposit that has left pays")
	}
	s.mine(8)
	if got := s.chain.Balance(s.payer.Address) - before; got != 45*10_000 {
		t.Errorf("the payer took out %d, 45 cents are left to him", got)
	}
	own := clearing.PartyAccount(till.Wallet{Address: s.payer.Address}.Party(), clearing.AccountBuyer)
	s.until("what the voucher said too much is the payer's", func() bool { return s.balance(own) == 30_000_000 })
	s.agreed(5, 0)
	if s.of(clearing.AccountLoss) != 0 || s.balance(s.channel().Account) != 0 {
		t.Errorf("loss %d, channel %d", s.of(clearing.AccountLoss), s.balance(s.channel().Account))
	}
}

// TestAPayerClosesWhileTheHouseIsDown: what was sold before is claimed when it is back.
func TestAPayerClosesWhileTheHouseIsDown(t *testing.T) {
	s := newSession(t, devnet.Options{})
	s.claimWithin = time.Hour
	s.restart()
	s.untilState(s.fund(50, true), settlement.PaymentFinal)
	s.buy(2)
	s.must(s.close())
	s.requestClose()
	s.mine(4) // it is final by now
	s.must(s.open())
	s.until("what was charged is claimed", func() bool { return s.channel().Claimed == cents(2) })
	if _, err := s.draw(4); err == nil {
		t.Error("a channel whose payer leaves goes on selling")
	}
	s.agreed(2, 48)
}

// TestAPayerOpensByHimself: nobody here was asked, and the channel is there; its opening
// in a block that is undone is, too.
func TestAPayerOpensByHimself(t *testing.T) {
	s := newSession(t, devnet.Options{SafeDepth: 2, FinalDepth: 6})
	d := s.deposit(30, true)
	s.chain.Do(s.accounts()[3], s.made.Escrow, onchain.SessionDeposit(&s.made, s.id, d))
	s.until("the channel is known", func() bool { return s.channel().Number != 0 })
	s.must(s.chain.Reorg(s.chain.Context(), 1, false))
	s.chain.Do(s.accounts()[4], s.made.Escrow, onchain.SessionDeposit(&s.made, s.id, d))
	s.until("it pays", func() bool { _, err := s.draw(2); return err == nil })
	s.mine(8)
	s.agreed(0, 30)
}

// TestManySessionsAreSettledTogether: a house claims from several in one transaction.
func TestManySessionsAreSettledTogether(t *testing.T) {
	s := newSession(t, devnet.Options{})
	var all []*session
	for i := range byte(3) {
		one := *s
		one.made.Salt = common.Hash{9, i}
		one.id = one.made.ID(s.chainID)
		all = append(all, &one)
		s.untilState(one.fund(20, true), settlement.PaymentFinal)
	}
	sent, err := s.client.Nonce(t.Context(), s.accounts()[0].Address)
	s.must(err)
	for _, one := range all {
		one.buy(2)
	}
	for _, one := range all {
		s.until("it is claimed", func() bool { return one.channel().Claimed == cents(2) })
	}
	after, err := s.client.Nonce(t.Context(), s.accounts()[0].Address)
	s.must(err)
	if after-sent > 2 { // the first may have been claimed before the others were charged
		t.Errorf("%d transactions for three sessions", after-sent)
	}
	s.agreed(6, 54)
}
