package clearing

import (
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/policy/ruling"
	"aidollar/core/settlement"
)

// Channel finds a channel. Its bytes are not to be changed.
func (m *Machine) Channel(id payment.ChannelID) (payment.Channel, bool) { return m.desk.Channel(id) }

// Channels calls f for each channel in the order of opening until it returns false.
// Nothing is to be changed in what it is given.
func (m *Machine) Channels(f func(*payment.Channel) bool) { m.desk.Channels(f) }

// channelOrdinal derives the ids of channels' accounts from their parties'.
const channelOrdinal = 1 << 60

// channelCommand reads a command that concerns a channel and gives what to do.
func (m *Machine) channelCommand(now int64, kind Kind, r *wire.Reader) func() Answer {
	id := payment.ReadChannelID(r)
	switch kind {
	case KindChannel:
		c := OpenChannel{ID: id, Escrow: payment.Escrow(r.U8()), Token: r.U32(), Party: r.ID(), Config: r.Blob(), Delay: r.I64()}
		return func() Answer { return m.openChannel(now, &c) }
	case KindChannelFund:
		c := FundChannel{Channel: id, Payment: r.ID(), Signed: r.Amount(), Until: r.I64(), Payload: r.Blob()}
		return func() Answer { return m.fundChannel(now, &c) }
	case KindChannelMark:
		claimed, ends, closed := r.Amount(), r.I64(), r.Flag()
		return func() Answer {
			return m.changeChannel(now, id, func(c *payment.Channel) { c.Claimed, c.Ends, c.Closed = claimed, ends, closed })
		}
	case KindChannelSign:
		voucher := payment.Voucher{Channel: id, Value: r.Amount(), Signature: r.Blob()}
		return func() Answer {
			c, refusal := m.desk.Sign(&voucher)
			return Answer{Refusal: string(refusal), Channel: &c}
		}
	case KindChannelSweep:
		return func() Answer { return m.sweepChannel(now, id) }
	case KindChannelRelease:
		amount := r.Amount()
		return func() Answer { return m.releaseChannel(now, id, amount) }
	}
	return func() Answer {
		exit, refusal := m.book.Return(id)
		return m.exitAnswer(now, exit, refusal, ChannelReturned)
	}
}

func (m *Machine) openChannel(now int64, o *OpenChannel) Answer {
	token, ok := m.book.Token(o.Token)
	if !ok {
		return refused(string(settlement.TokenUnknown))
	}
	party, ok := m.Party(o.Party)
	if !ok || party.Role != RoleBuyer {
		return refused(refusalBuyerUnknown)
	}
	if !m.HasAsset(o.Party, token.Token.Asset) {
		return refused(refusalAccountNone)
	}
	_, known := m.desk.Channel(o.ID)
	account := ledger.Account{
		ID: o.Party.Derive(channelOrdinal + uint64(m.desk.ChannelsOpened()) + 1), Asset: token.Token.Asset,
		Code: AccountChannel, Flags: ledger.LimitDebit | ledger.Managed,
	}
	c, refusal := m.desk.OpenChannel(payment.Channel{
		ID: o.ID, Escrow: o.Escrow, Token: o.Token, Unit: money.Units(token.Unit), Party: o.Party, Account: account.ID,
		Config: o.Config, Delay: o.Delay,
	})
	if refusal != "" || known {
		return Answer{Refusal: string(refusal), Exists: known && refusal == "", Channel: &c}
	}
	// Its id is the machine's own, so that nobody can have taken it.
	if m.ledger.Open(account) == ledger.OK && m.observer != nil {
		m.observer.AccountOpened(now, &account)
	}
	return m.channelChanged(now, &c, ChannelOpened)
}

func (m *Machine) channelChanged(now int64, c *payment.Channel, step ChannelStep) Answer {
	if m.observer != nil {
		state := m.channelState(c)
		m.observer.ChannelChanged(now, &state, step)
	}
	return Answer{Channel: c}
}

func (m *Machine) changeChannel(now int64, id payment.ChannelID, f func(*payment.Channel)) Answer {
	c, ok := m.desk.ChangeChannel(id, f)
	if !ok {
		return refused(string(payment.ChannelUnknown))
	}
	return m.channelChanged(now, &c, ChannelMarked)
}

func (m *Machine) fundChannel(now int64, f *FundChannel) Answer {
	c, ok := m.desk.Channel(f.Channel)
	if !ok {
		return refused(string(payment.ChannelUnknown))
	}
	offer := settlement.Offer{
		ID: f.Payment, Token: c.Token, Party: c.Party, Account: c.Account, Scheme: settlement.Deposit,
		Signed: f.Signed, Until: f.Until, Payload: f.Payload,
	}
	refusal := m.book.Check(&offer)
	if token, _ := m.book.Token(c.Token); refusal == "" {
		if may := m.mayPay(now, &ruling.Payment{Action: ruling.ActionDeposit, Party: c.Party}, &token, f.Signed, f.Payment); may.Refusal != "" {
			return may
		} else if full := m.duties.Fits(m.brings(may.Session, true), 0); full != "" {
			return refused(string(full))
		} else {
			m.book.Demand(&offer)
			m.note(now, may.Session, f.Payment)
			m.transferred(now, may.Session, c.Party, f.Payment)
		}
	}
	p, _ := m.book.Payment(f.Payment)
	a := m.paymentAnswer(now, &p, refusal)
	a.Channel = &c
	return a
}

func (m *Machine) releaseChannel(now int64, id payment.ChannelID, amount money.Amount) Answer {
	c, ok := m.desk.Channel(id)
	if !ok {
		return refused(string(payment.ChannelUnknown))
	}
	// A session's escrow pays out all of a channel or nothing, and never again.
	if c.Escrow == payment.EscrowSession && !c.Reserved.IsZero() {
		return refused(string(payment.ChannelBusy))
	}
	if c.Escrow == payment.EscrowSession && !amount.IsZero() {
		return refused(string(settlement.ExitAmount))
	}
	exit, refusal := m.book.Release(settlement.Exit{Channel: id, Token: c.Token, Party: c.Party, Account: c.Account, Amount: amount})
	return m.exitAnswer(now, exit, refusal, ChannelReleased)
}

func (m *Machine) exitAnswer(now int64, exit settlement.Exit, refusal settlement.Refusal, step ChannelStep) Answer {
	a := bookAnswer(refusal)
	a.Exit = exit
	if c, ok := m.desk.Channel(exit.Channel); ok {
		a.Channel = &c
		if refusal == "" {
			m.channelChanged(now, &c, step)
		}
	}
	return a
}

// sweepChannel moves what a closed channel has left to its payer's own balance.
func (m *Machine) sweepChannel(now int64, id payment.ChannelID) Answer {
	c, ok := m.desk.Channel(id)
	if !ok {
		return refused(string(payment.ChannelUnknown))
	}
	token, _ := m.book.Token(c.Token)
	to, ok := m.fundsAccount(c.Party, token.Token.Asset)
	if !ok {
		return refused(refusalAccountNone)
	}
	if _, leaving := m.book.Exit(id); leaving || !c.Closed || !c.Reserved.IsZero() || !m.book.Gone(id).IsZero() {
		return refused(string(payment.ChannelBusy))
	}
	free, _ := m.ledger.Spendable(c.Account)
	if _, refusal := m.book.Move(token.Token.Asset, c.Account, TransferRelease, c.Account, to, free); refusal != "" {
		return refused(string(refusal))
	}
	return m.channelChanged(now, &c, ChannelMoved)
}

// draw carries out the command Draw.
func (m *Machine) draw(now int64, r *wire.Reader) (Answer, error) {
	voucher := payment.Voucher{Channel: payment.ReadChannelID(r), Value: r.Amount(), Signature: r.Blob()}
	reserve, limits := readReserve(r)
	if err := r.Err(); err != nil {
		return Answer{}, err
	}
	channel, ok := m.desk.Channel(voucher.Channel)
	if !ok {
		return refused(string(payment.ChannelUnknown)), nil
	}
	if !m.book.Gone(channel.ID).IsZero() {
		return refused(string(payment.ChannelEnding)), nil
	}
	order, may := m.order(now, &reserve, limits)
	if may.Refusal != "" {
		return may, nil
	}
	token, _ := m.book.Token(channel.Token)
	if token.Token.Asset != order.Call.Terms.Asset {
		return refused(string(settlement.TokenUnknown)), nil
	}
	party := m.registry.keys.At(m.registry.keysByID[reserve.Key]).Party
	if party != channel.Party {
		return refused(string(payment.ChannelUnknown)), nil
	}
	count := m.counting(now, &token, reserve.Seller)
	pays := m.mayPay(now, &ruling.Payment{Action: ruling.ActionPay, Party: party, Supplier: reserve.Seller, Daily: count.average()}, &token, money.Amount{}, reserve.Call)
	if pays.Refusal != "" {
		return pays, nil
	}
	if full := m.duties.Fits(m.brings(may.Session, false)+m.brings(pays.Session, false), 0); full != "" {
		return refused(string(full)), nil
	}
	count.allow(&order)
	m.collect(now, party, reserve.Seller, order.Call.Terms)
	order.Voucher, order.Offer, order.Apart = &voucher, nil, apart(&channel, &token.Peg, now)
	answer := m.desk.Reserve(order)
	if answer.Refusal == "" && !answer.Exists {
		m.note(now, may.Session, reserve.Call)
		m.note(now, pays.Session, reserve.Call)
		if m.observer != nil {
			m.reserved(now, reserve.Call, nil)
		}
	}
	a := count.end(reserve.Call, may.with(callAnswer(answer)))
	channel, _ = m.desk.Channel(voucher.Channel)
	a.Channel = &channel
	return a, nil
}

// channelOf is the channel that paid a call; nil for none.
func (m *Machine) channelOf(call *payment.Call) *payment.Channel {
	if call.Channel == 0 {
		return nil
	}
	c := m.desk.ChannelAt(call.Channel)
	return &c
}
