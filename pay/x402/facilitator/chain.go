package facilitator

import (
	"context"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
)

// signed tells whether the payer signed, as the contract that moves the tokens
// will see it: where the payer has code, the code is asked and nothing else. A
// key's signature for such an account would verify here and revert there.
func (v *Verdict) signed(ctx context.Context, chain *Chain, terms *x402.Terms, code []byte) (refusal, error) {
	byPermit2 := terms.Method == x402.MethodPermit2
	reason := reasonsOf(terms).signature
	wrapper, err := evmsig.Unwrap(v.signature)
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	if wrapper != nil {
		v.signature = wrapper.Inner
	}
	switch {
	case len(code) > 0:
		v.byAccount, v.ByCode = true, !v.byKey()
		valid, err := chain.Facts.ValidSignature(ctx, v.Payer, v.Digest, v.signature)
		if err != nil || valid {
			return refusal{}, err
		}
		return refuse(reason, "the payer's account has code, and says that it did not sign this"), nil
	case wrapper != nil && !byPermit2:
		// The account is not there to be asked: trying the calls will tell.
		for _, known := range chain.Factories {
			if known == wrapper.Factory {
				v.byAccount, v.ByCode = true, true
				v.Deployment = &Call{wrapper.Factory, wrapper.Call}
				return refusal{}, nil
			}
		}
		return refuse(reasonsOf(terms).factory, "the payer's account is yet to be deployed by %s, which is on no list of known ones", wrapper.Factory), nil
	}
	signature, err := evmsig.ParseSignature(v.signature)
	if err != nil && byPermit2 && len(v.signature) == 64 {
		signature, err = evmsig.ParseCompact(v.signature)
	}
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	signer, err := signature.RecoverFrom(v.Payer, v.Digest)
	if err != nil {
		return refuse(reason, "%v", err), nil
	}
	if signer != v.Payer {
		return refuse(reason, "the payment is by %s; what was signed here is signed by %s, or something else was signed", v.Payer, signer), nil
	}
	return refusal{}, nil
}

// byKey tells whether the payer's own key made the signature, whatever code the
// account has.
func (v *Verdict) byKey() bool {
	signature, err := evmsig.ParseSignature(v.signature)
	if err != nil {
		if signature, err = evmsig.ParseCompact(v.signature); err != nil {
			return false
		}
	}
	signer, err := signature.RecoverFrom(v.Payer, v.Digest)
	return err == nil && signer == v.Payer
}

// funded holds the chain's state against the payment: nonce, funds, approval.
func (v *Verdict) funded(state *State, terms *x402.Terms) refusal {
	named := reasonsOf(terms)
	switch {
	case state.NonceUsed:
		return refuse(named.used, "the payment's nonce has been used or cancelled")
	case state.Balance.Lt(&v.Amount):
		return refuse(named.balance, "the payer has %s of the token, %s are to move", state.Balance.Dec(), v.Amount.Dec())
	case terms.Method == x402.MethodPermit2 && v.Permit == nil && state.Allowance.Lt(&v.Amount):
		return refuse(named.allowance, "the payer has approved %s for Permit2, %s are to move; approve the token for %s first", state.Allowance.Dec(), v.Amount.Dec(), evmsig.Permit2)
	}
	return refusal{}
}

// tried tells whether the transfer would go through, which also tells of a
// paused token and of a payer or payee on its black list.
func (v *Verdict) tried(ctx context.Context, chain *Chain, p *x402.Payment, terms *x402.Terms) (refusal, error) {
	v.Sender = chain.settler()
	if terms.Scheme == x402.SchemeUpto {
		v.Sender = terms.Facilitator
	}
	calls, _ := v.Calls(p, &v.Amount)
	revert, err := chain.Facts.Simulate(ctx, v.Sender, calls)
	if err != nil {
		return refusal{}, err
	}
	if revert != "" {
		reason := reasonsOf(terms).simulation
		if terms.Scheme != x402.SchemeBatch {
			reason = RevertReason(revert, terms.Method, reason)
		}
		return refuse(reason, "the transfer was tried and reverted: %.500s", revert), nil
	}
	return refusal{}, nil
}
