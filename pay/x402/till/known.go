package till

import (
	"context"

	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Recognize tells whose payment it is, without a chain: that a wallet's own key
// signed what is asked. It says nothing of funds and nonces, so such a payment is
// good for a wallet that has enough here and not for one that is to be collected.
// Accounts whose code speaks for them are not recognized.
func (t *Till) Recognize(payment *x402.Payment, asked *x402.Required, now uint64) (*Presented, error) {
	return t.judge(context.Background(), t.offline, payment, asked, now)
}

// offline is a verifier that takes every chain to be favourable.
func offline(v *facilitator.Verifier) *facilitator.Verifier {
	favourable := &facilitator.Verifier{Chains: make(map[uint64]*facilitator.Chain, len(v.Chains))}
	for id, chain := range v.Chains {
		same := *chain
		same.Facts, same.Factories = favour{}, nil
		favourable.Chains[id] = &same
	}
	return favourable
}

// favour answers for a chain on which nothing stands in the way.
type favour struct{}

// State implements facilitator.Facts.
func (favour) State(context.Context, facilitator.Question) (s facilitator.State, err error) {
	s.Balance.SetAllOne()
	s.Allowance = *new(uint256.Int).SetAllOne()
	return s, nil
}

// ValidSignature implements facilitator.Facts. It is not asked: nobody has code.
func (favour) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	return false, nil
}

// Simulate implements facilitator.Facts.
func (favour) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return "", nil
}
