package onchain

import (
	"context"

	"aidollar/chain"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

// Facts are what the judgement of payments asks a chain.
type Facts struct{ *chain.Client }

var _ facilitator.Facts = Facts{}

// State implements facilitator.Facts.
func (f Facts) State(ctx context.Context, about facilitator.Question) (facilitator.State, error) {
	s, err := f.PaymentState(ctx, chain.PaymentQuestion{
		Token: about.Asset, Payer: about.Payer, Nonce: about.Nonce, Permit2: about.Permit2,
	})
	return facilitator.State{Code: s.Code, NonceUsed: s.NonceUsed, Balance: s.Balance, Allowance: s.Allowance}, err
}

// Simulate implements facilitator.Facts.
func (f Facts) Simulate(ctx context.Context, from common.Address, calls []facilitator.Call) (string, error) {
	asked := make([]chain.Call, len(calls))
	for i, call := range calls {
		asked[i] = chain.Call{To: call.To, Data: call.Data}
	}
	return f.Client.Simulate(ctx, from, asked)
}
