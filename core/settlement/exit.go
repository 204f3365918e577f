package settlement

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// ExitsMax bounds the channels from which something is on its way back.
const ExitsMax = 1 << 16

// Exit is what is on its way from a channel back to its payer, by the house's
// consent. There is at most one of each channel.
type Exit struct {
	Channel payment.ChannelID
	Token   uint32
	Party   ledger.ID
	Account ledger.ID // the channel's
	Amount  money.Amount
	At      int64 // Unix nanoseconds
}

// Release takes an amount off a channel's account, so that it can be given back on
// the chain; zero is all that is free. What is given back is whole tokens.
func (b *Book) Release(e Exit) (Exit, Refusal) {
	if open, ok := b.Exit(e.Channel); ok {
		return open, ExitOpen
	}
	if !b.tokenKnown(e.Token) {
		return e, TokenUnknown
	}
	t := b.tokens.At(int(e.Token) - 1)
	free, _ := b.ledger.Spendable(e.Account)
	if free = t.down(free.SubFloor(b.Gone(e.Channel))); e.Amount.IsZero() {
		e.Amount = free
	}
	switch {
	case e.Amount.IsZero() || free.Less(e.Amount) || !t.whole(e.Amount):
		e.Amount = free
		return e, ExitAmount
	case b.exits.Len() >= ExitsMax:
		return e, ExitsFull
	}
	e.At = b.ledger.Now()
	if refusal := b.post(t.Asset, e.Account, move{b.codes.Release, e.Account, t.Accounts.Payout, e.Amount}); refusal != "" {
		return e, refusal
	}
	b.exitsByChannel[e.Channel] = b.exits.Append(e)
	return e, ""
}

// Return puts an exit back on the channel's account that cannot be carried out.
func (b *Book) Return(channel payment.ChannelID) (Exit, Refusal) {
	e, ok := b.Exit(channel)
	if !ok {
		return e, ExitUnknown
	}
	t := b.tokens.At(int(e.Token) - 1)
	moves, repaid := b.credit(b.codes.Returned, t.Accounts.Payout, e.Account, t, e.Amount)
	if refusal := b.post(t.Asset, e.Account, moves[:]...); refusal != "" {
		return e, refusal
	}
	b.owes(e.Account, money.Amount{}, repaid)
	b.removeExit(channel)
	return e, ""
}

// Exit finds what is on its way back from a channel.
func (b *Book) Exit(channel payment.ChannelID) (Exit, bool) {
	if i, ok := b.exitsByChannel[channel]; ok {
		return *b.exits.At(i), true
	}
	return Exit{Channel: channel}, false
}

// Exits calls f for each exit until it returns false.
func (b *Book) Exits(f func(*Exit) bool) {
	for i := range b.exits.Len() {
		if !f(b.exits.At(i)) {
			return
		}
	}
}

func (b *Book) removeExit(channel payment.ChannelID) {
	i := b.exitsByChannel[channel]
	delete(b.exitsByChannel, channel)
	last := b.exits.Pop()
	if i < b.exits.Len() {
		*b.exits.Change(i) = last
		b.exitsByChannel[last.Channel] = i
	}
}

// Gone is what went out of a channel without the house's consent, in blocks that are
// not final: the ledger still has it, and its escrow does not.
func (b *Book) Gone(channel payment.ChannelID) money.Amount {
	exit, _ := b.Exit(channel)
	return b.gone[channel].SubFloor(exit.Amount)
}

func (b *Book) leaves(a *Arrival) {
	if a.Kind == Left {
		b.gone[a.Channel], _ = b.gone[a.Channel].Add(a.Amount)
	}
}

func (b *Book) stays(a *Arrival) {
	if a.Kind != Left {
		return
	}
	if b.gone[a.Channel] = b.gone[a.Channel].SubFloor(a.Amount); b.gone[a.Channel].IsZero() {
		delete(b.gone, a.Channel)
	}
}

// left posts what went out of a channel in a final block: what was given back
// first, then what the account has. Beyond that the payer took out what others had
// earned: the house's loss, and the payer's debt.
func (b *Book) left(a *Arrival, t *token) Refusal {
	exit, _ := b.Exit(a.Channel)
	given := exit.Amount.Min(a.Amount)
	unused, _ := exit.Amount.Sub(given)
	rest, _ := a.Amount.Sub(given)
	free, _ := b.ledger.Spendable(a.Account)
	taken := free.Min(rest)
	short, _ := rest.Sub(taken)
	if refusal := b.post(t.Asset, a.ID,
		move{b.codes.Release, t.Accounts.Payout, t.Accounts.Escrow, given},
		move{b.codes.Release, a.Account, t.Accounts.Escrow, taken},
		move{b.codes.Release, t.Accounts.Loss, t.Accounts.Escrow, short},
		move{b.codes.Returned, t.Accounts.Payout, a.Account, unused},
	); refusal != "" {
		return refusal
	}
	b.owes(a.Account, short, money.Amount{})
	if !exit.Amount.IsZero() {
		b.removeExit(a.Channel)
	}
	return ""
}
