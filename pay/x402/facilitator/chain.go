package facilitator

import (
	"context"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
)

// signed tells whether the payer signed, as the contract that moves the tokens
// will see it: where the payer has code, the code is asked and nothing else. A
// key's signature for such an account would verify here and revert there.
func (v *Verdict) signed(ctx context.Context, chain *Chain, terms *x402.Terms) (refusal, error) {
	byPermit2 := terms.Method == x402.MethodPermit2
	reason := ReasonSignature
	if byPermit2 {
		reason = ReasonPermit2Signature
	}
	code, err := chain.Facts.Code(ctx, v.Payer)
	if err != nil {
		return refusal{}, err
	}
	wrapper, err := evmsig.Unwrap(v.signature)
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	if wrapper != nil {
		v.signature = wrapper.Inner
	}
	switch {
	case len(code) > 0:
		valid, err := chain.Facts.ValidSignature(ctx, v.Payer, v.Digest, v.signature)
		if err != nil || valid {
			return refusal{}, err
		}
		return refuse(reason, "the payer's account has code, and says that it did not sign this"), nil
	case wrapper != nil && !byPermit2:
		// The account is not there to be asked: trying the calls will tell.
		for _, known := range chain.Factories {
			if known == wrapper.Factory {
				v.Deployment = &Call{wrapper.Factory, wrapper.Call}
				return refusal{}, nil
			}
		}
		return refuse(ReasonFactory, "the payer's account is yet to be deployed by %s, which is on no list of known ones", wrapper.Factory), nil
	}
	signature, err := evmsig.ParseSignature(v.signature)
	if err != nil && byPermit2 && len(v.signature) == 64 {
		signature, err = evmsig.ParseCompact(v.signature)
	}
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	signer, err := signature.Recover(v.Digest)
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	if signer != v.Payer {
		return refuse(reason, "the payment is by %s; what was signed here is signed by %s, or something else was signed", v.Payer, signer), nil
	}
	return refusal{}, nil
}

// onChain asks what only the chain knows: nonce, funds, approval, and at last
// whether the transfer would go through, which also tells of a paused token and
// of a payer or payee on its black list.
func (v *Verdict) onChain(ctx context.Context, chain *Chain, p *x402.Payment, terms *x402.Terms) (refusal, error) {
	facts := chain.Facts
	byPermit2 := terms.Method == x402.MethodPermit2
	var used bool
	var err error
	reasonUsed, reasonBalance, reasonSimulation := ReasonNonceUsed, ReasonBalance, ReasonSimulation
	if byPermit2 {
		reasonUsed, reasonBalance, reasonSimulation = ReasonPermit2Nonce, ReasonPermit2Balance, ReasonPermit2Simulation
		used, err = facts.Permit2NonceUsed(ctx, v.Payer, &p.Payload.Permit2.Nonce)
	} else {
		used, err = facts.AuthorizationUsed(ctx, terms.Asset, v.Payer, p.Payload.Transfer.Nonce)
	}
	if err != nil {
		return refusal{}, err
	}
	if used {
		return refuse(reasonUsed, "the payment's nonce has been used or cancelled"), nil
	}
	balance, err := facts.Balance(ctx, terms.Asset, v.Payer)
	if err != nil {
		return refusal{}, err
	}
	if balance.Lt(&terms.Amount) {
		return refuse(reasonBalance, "the payer has %s of the token, %s is asked for", balance.Dec(), terms.Amount.Dec()), nil
	}
	if byPermit2 && v.Permit == nil {
		allowance, err := facts.Allowance(ctx, terms.Asset, v.Payer, evmsig.Permit2)
		if err != nil {
			return refusal{}, err
		}
		if allowance.Lt(&terms.Amount) {
			return refuse(ReasonPermit2Allowance, "the payer has approved %s for Permit2, %s is asked for; approve the token for %s first", allowance.Dec(), terms.Amount.Dec(), evmsig.Permit2), nil
		}
	}
	v.Sender = chain.settler()
	if terms.Scheme == x402.SchemeUpto {
		v.Sender = terms.Facilitator
	}
	calls, _ := v.Calls(p, &terms.Amount)
	revert, err := facts.Simulate(ctx, v.Sender, calls)
	if err != nil {
		return refusal{}, err
	}
	if revert != "" {
		return refuse(RevertReason(revert, terms.Method, reasonSimulation), "the transfer was tried and reverted: %.500s", revert), nil
	}
	return refusal{}, nil
}
