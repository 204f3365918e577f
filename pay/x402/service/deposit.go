package service

import (
	"context"
	"time"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

const (
	// A node may tell of a block later than another one has included in it.
	stateWait  = 2 * time.Second
	statePause = 150 * time.Millisecond
)

// events are what the escrow says in logs of one transaction.
func events(logs []Log) (all []channel.Event) {
	for i := range logs {
		if logs[i].Address != evmsig.Escrow {
			continue
		}
		if e, ok := channel.ReadEvent(logs[i].Topics, logs[i].Data); ok {
			all = append(all, e)
		}
	}
	return all
}

// deposited finds a deposit of exactly the amount in the payment's channel.
func (q *question) deposited(logs []Log) (channel.Event, bool) {
	c := q.Payment.Payload.Channel
	for _, e := range events(logs) {
		if e.Kind == channel.EventDeposited && e.Channel == c.Voucher.Channel && e.Amount.Eq(&c.Deposit.Amount) {
			return e, true
		}
	}
	return channel.Event{}, false
}

// shownBy tells whether logs of one transaction are of this payment.
func (q *question) shownBy(logs []Log) bool {
	if q.Payment.Payload.Channel != nil {
		_, shown := q.deposited(logs)
		return shown
	}
	payment := q.transfer()
	return payment.ShownBy(logs)
}

// succeeded is the answer for a payment that a transaction shows. For a deposit it
// says what the channel has since; while that cannot be said it is on its way.
func (s *Service) succeeded(ctx context.Context, q *question, transaction common.Hash, logs []Log) *x402.Settlement {
	answer := q.settled(transaction)
	if q.Payment.Payload.Channel == nil {
		return answer
	}
	e, _ := q.deposited(logs)
	state, err := s.channelState(ctx, q, func(state *channel.State) bool { return !state.Balance.Lt(&e.After) })
	if err != nil {
		return q.pending(transaction)
	}
	extra := x402.ChannelExtra{State: &x402.ChannelState{Channel: e.Channel, State: *state}}
	answer.Extra = extra.JSON()
	return answer
}

// channelState asks for the channel until it is as it must be, for as long as a
// node may be behind. It is the last answer then.
func (s *Service) channelState(ctx context.Context, q *question, fresh func(*channel.State) bool) (*channel.State, error) {
	c := q.Payment.Payload.Channel
	about := facilitator.Question{Asset: c.Config.Token, Payer: c.Config.Payer, Permit2: true, Channel: c.Voucher.Channel}
	for until := time.Now().Add(stateWait); ; {
		state, err := s.o.Verifier.Chains[q.terms.ChainID].Facts.State(ctx, about)
		if err != nil || fresh(&state.Channel) || time.Now().After(until) {
			return &state.Channel, err
		}
		pause := time.NewTimer(statePause)
		select {
		case <-ctx.Done():
			pause.Stop()
			return nil, ctx.Err()
		case <-pause.C:
		}
	}
}
