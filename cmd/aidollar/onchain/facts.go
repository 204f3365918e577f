package onchain

import (
	"context"

	"aidollar/chain"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

// Facts are what the judgement of payments asks a chain.
type Facts struct{ *chain.Client }

var _ facilitator.Facts = Facts{}

// State implements facilitator.Facts.
func (f Facts) State(ctx context.Context, about facilitator.Question) (facilitator.State, error) {
	question := chain.PaymentQuestion{Token: about.Asset, Payer: about.Payer, Nonce: about.Nonce, Permit2: about.Permit2}
	ofChannel := about.Channel != (common.Hash{})
	if ofChannel {
		for _, data := range channel.StateCalls(about.Channel) {
			question.Views = append(question.Views, chain.Call{To: evmsig.Escrow, Data: data})
		}
	}
	if about.Receiver != (common.Address{}) {
		question.Views = append(question.Views, chain.Call{To: evmsig.Escrow, Data: channel.ReceiverCall(about.Receiver, about.Asset)})
	}
	s, err := f.PaymentState(ctx, question)
	if err != nil {
		return facilitator.State{}, err
	}
	state := facilitator.State{Code: s.Code, NonceUsed: s.NonceUsed, Balance: s.Balance, Allowance: s.Allowance}
	if ofChannel {
		state.Channel, err = channel.ReadState([3][]byte(s.Views[:3]))
	}
	if err == nil && about.Receiver != (common.Address{}) {
		state.Claimed, state.Settled, err = channel.ReadReceiver(s.Views[len(s.Views)-1])
	}
	return state, err
}

// Simulate implements facilitator.Facts.
func (f Facts) Simulate(ctx context.Context, from common.Address, calls []facilitator.Call) (string, error) {
	asked := make([]chain.Call, len(calls))
	for i, call := range calls {
		asked[i] = chain.Call{To: call.To, Data: call.Data}
	}
	return f.Client.Simulate(ctx, from, asked)
}
