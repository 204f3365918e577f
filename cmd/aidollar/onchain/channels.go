package onchain

import (
	"context"
	"time"

	"aidollar/chain"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/till"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
)

// moved is an event of an escrow as the treasury knows it.
func moved(e *channel.Event) (said any, known bool) {
	id := payment.ChannelID(e.Channel)
	switch e.Kind {
	case channel.EventCreated:
		return treasury.ChannelCreated{Channel: id, Config: till.EncodeConfig(e.Config)}, true
	case channel.EventDeposited:
		return treasury.ChannelDeposited{Channel: id, Amount: amount(&e.Amount)}, true
	case channel.EventRefunded, channel.EventWithdrawFinished:
		return treasury.ChannelLeft{Channel: id, Amount: amount(&e.Amount)}, true
	case channel.EventClaimed, channel.EventWithdrawStarted:
		return treasury.ChannelTouched{Channel: id}, true
	}
	return nil, false
}

// at is a block that is asked about; zero is the newest.
func (c *Chain) at(ctx context.Context, block uint64) (uint64, error) {
	if block != 0 {
		return block, nil
	}
	head, err := c.o.Client.Head(ctx)
	return head.Number, err
}

// Channels implements treasury.Chain.
func (c *Chain) Channels(ctx context.Context, block uint64, channels []treasury.ChannelRef) ([]treasury.ChannelState, error) {
	block, err := c.at(ctx, block)
	if err != nil {
		return nil, err
	}
	var calls []chain.Call
	for _, ref := range channels {
		if c.sessions(ref.Escrow) {
			calls = append(calls, chain.Call{To: c.o.Sessions, Data: sessions.PackGetChannel(ref.Channel)})
			continue
		}
		for _, data := range channel.StateCalls(common.Hash(ref.Channel)) {
			calls = append(calls, chain.Call{To: common.Address(ref.Escrow), Data: data})
		}
	}
	answers, err := c.o.Client.Views(ctx, block, calls)
	if err != nil {
		return nil, err
	}
	states := make([]treasury.ChannelState, len(channels))
	for i := range channels {
		if c.sessions(channels[i].Escrow) {
			if states[i], err = sessionState(answers[0]); err != nil {
				return nil, err
			}
			answers = answers[1:]
			continue
		}
		s, err := channel.ReadState([3][]byte(answers[:3]))
		if err != nil {
			return nil, err
		}
		answers = answers[3:]
		states[i] = treasury.ChannelState{
			Balance: amount(&s.Balance), Claimed: amount(&s.Claimed), Leaves: int64(s.WithdrawRequestedAt) * int64(time.Second),
		}
	}
	return states, nil
}

// sessions reports whether an escrow is that of MPP's sessions.
func (c *Chain) sessions(escrow settlement.Address) bool {
	return common.Address(escrow) == c.o.Sessions && c.o.Sessions != (common.Address{})
}

// Unfetched implements treasury.Chain. The escrow of sessions pays as it is claimed
// from.
func (c *Chain) Unfetched(ctx context.Context, block uint64, escrow, token settlement.Address) (money.Amount, error) {
	if c.sessions(escrow) {
		return money.Amount{}, nil
	}
	block, err := c.at(ctx, block)
	if err != nil {
		return money.Amount{}, err
	}
	answers, err := c.o.Client.Views(ctx, block, []chain.Call{{To: common.Address(escrow), Data: channel.ReceiverCall(c.o.House, common.Address(token))}})
	if err != nil {
		return money.Amount{}, err
	}
	claimed, settled, err := channel.ReadReceiver(answers[0])
	if err != nil {
		return money.Amount{}, err
	}
	return amount(claimed.Sub(&claimed, &settled)), nil
}
