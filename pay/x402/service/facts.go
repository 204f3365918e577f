package service

import (
	"context"

	"aidollar/pay/x402/facilitator"

	"github.com/holiman/uint256"
)

// balanceSeen is the key of the context under which a judgement leaves the
// payer's balance, which a verdict does not tell and a hold has to know.
type balanceSeen struct{}

// watcher passes a chain's facts on and notes the balance.
type watcher struct{ facilitator.Facts }

// State is the chain's.
func (w watcher) State(ctx context.Context, about facilitator.Question) (facilitator.State, error) {
	state, err := w.Facts.State(ctx, about)
	if seen, wanted := ctx.Value(balanceSeen{}).(*uint256.Int); wanted && err == nil {
		*seen = state.Balance
	}
	return state, err
}

// watched is the same verifier with an eye on balances.
func watched(v *facilitator.Verifier) *facilitator.Verifier {
	copied := &facilitator.Verifier{Chains: make(map[uint64]*facilitator.Chain, len(v.Chains))}
	for id, chain := range v.Chains {
		c := *chain
		c.Facts = watcher{chain.Facts}
		copied.Chains[id] = &c
	}
	return copied
}
