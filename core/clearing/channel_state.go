package clearing

import (
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// ChannelState is a channel with how its account stands. Amounts are in ledger
// units.
type ChannelState struct {
	payment.Channel
	Left    money.Amount // owed to the payer, with what is reserved for calls and what is not final
	Leaving money.Amount // on its way back to the payer, and no longer in Left
	Owed    money.Amount // the payer took out or spent, and never paid
}

// Empty reports whether nothing is left of a channel that could be given back:
// less than the token's smallest unit.
func (s *ChannelState) Empty() bool { return s.Left.Less(s.Unit) }

// Free is what is left for calls, and could be given back.
func (s *ChannelState) Free() money.Amount { return s.Left.SubFloor(s.Reserved) }

// ChannelStep is what changed about a channel.
type ChannelStep uint8

// The steps of a channel.
const (
	ChannelOpened   ChannelStep = iota + 1
	ChannelMarked               // it stands otherwise on its chain: claimed, or its payer leaves or stays
	ChannelMoved                // money came in or went out, or its block was undone
	ChannelReleased             // something is on its way back
	ChannelReturned             // which could not be given back
)

// ChannelState finds a channel with how its account stands. Its bytes are not to be
// changed.
func (m *Machine) ChannelState(id payment.ChannelID) (ChannelState, bool) {
	c, ok := m.desk.Channel(id)
	if !ok {
		return ChannelState{}, false
	}
	return m.channelState(&c), true
}

// ChannelNumbered finds a channel by its number, which counts from one.
func (m *Machine) ChannelNumbered(number uint32) (payment.Channel, bool) {
	if number == 0 || number > m.desk.ChannelsOpened() {
		return payment.Channel{}, false
	}
	return m.desk.ChannelAt(number), true
}

func (m *Machine) channelState(c *payment.Channel) ChannelState {
	account, _ := m.ledger.Account(c.Account)
	left, _ := account.CreditsPosted.Sub(account.DebitsPosted)
	exit, _ := m.book.Exit(c.ID)
	return ChannelState{Channel: *c, Left: left, Leaving: exit.Amount, Owed: m.book.StandingOf(c.Account).Debt}
}

// channelMoved tells the observer of a channel into or out of which something moved.
func (m *Machine) channelMoved(now int64, a *settlement.Arrival) {
	if c, ok := m.desk.Channel(a.Channel); ok {
		m.channelChanged(now, &c, ChannelMoved)
	}
}
