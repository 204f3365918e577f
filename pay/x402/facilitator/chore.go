package facilitator

import (
	"context"
	"slices"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// Chore is what a server wants done with its channels (x402.Payload.Chore): one
// call to the escrow, which anybody may send, since the channels' authorizer has
// signed it or it can do nobody harm.
type Chore struct {
	Reason  string // a stable code, "" for one that can be done
	Message string
	Calls   []Call
	Sender  common.Address
	Key     common.Hash // the same for the same chore
}

// Valid tells whether the chore can be done.
func (c *Chore) Valid() bool { return c.Reason == "" }

func (c *Chore) refused(bad refusal) *Chore {
	c.Reason, c.Message, c.Calls = bad.Reason, bad.Message, nil
	return c
}

// Chore is the call that a chore takes, and its key. Whether it would be carried
// out is for TryChore to find out. An error means that a fact is unknown.
func (v *Verifier) Chore(ctx context.Context, p *x402.Payment, place *x402.Terms) (*Chore, error) {
	chore, c := &Chore{}, p.Payload.Channel
	chain, bad := v.choreClaims(p, place)
	if bad.Reason != "" {
		return chore.refused(bad), nil
	}
	chore.Sender = chain.settler()
	var data, occasion []byte
	switch c.Type {
	case x402.TypeSettle:
		state, err := chain.Facts.State(ctx, Question{Asset: c.Token, Payer: c.Receiver, Permit2: true, Receiver: c.Receiver})
		if err != nil {
			return nil, err
		}
		if !state.Claimed.Gt(&state.Settled) {
			return chore.refused(refuse(channel.ReasonSettleNothing, "all %s that were claimed for the receiver have been sent", state.Claimed.Dec())), nil
		}
		// The same call is another chore whenever something was claimed since.
		data, occasion = channel.SettleCall(c.Receiver, c.Token), state.Settled.Bytes()
	case x402.TypeClaim:
		data = channel.ClaimSignedCall(c.Claims, c.ClaimSignature)
	case x402.TypeRefund:
		data = channel.RefundSignedCall(&c.Config, c.Refund.Amount, c.Refund.Nonce, c.Refund.Signature)
		if len(c.Claims) > 0 {
			data = channel.MulticallCall(channel.ClaimSignedCall(c.Claims, c.ClaimSignature), data)
		}
	}
	number := uint256.NewInt(place.ChainID).Bytes32()
	chore.Calls, chore.Key = []Call{{evmsig.Escrow, data}}, crypto.Keccak256Hash([]byte("chore"), number[:], data, occasion)
	return chore, nil
}

// signedChore tells whether the channels' authorizer has signed what it must.
func signedChore(c *x402.Channel) refusal {
	const text = "%s is missing: this facilitator signs for nobody, the channels' receiverAuthorizer has to"
	switch {
	case c.Type == x402.TypeRefund && len(c.Refund.Signature) == 0:
		return refuse(channel.ReasonAuthorizerMissing, text, "refundAuthorizerSignature")
	case len(c.Claims) > 0 && len(c.ClaimSignature) == 0:
		return refuse(channel.ReasonAuthorizerMissing, text, "claimAuthorizerSignature")
	}
	return refusal{}
}

// choreClaims compares what a chore says it is about with what is served here.
func (v *Verifier) choreClaims(p *x402.Payment, place *x402.Terms) (*Chain, refusal) {
	chain, c := v.Chains[place.ChainID], p.Payload.Channel
	switch {
	case p.Accepted.Scheme != place.Scheme:
		return nil, refuse(channel.ReasonScheme, "the payment is of the scheme %q, %q is asked for", p.Accepted.Scheme, place.Scheme)
	case p.Accepted.Network != place.Network:
		return nil, refuse(channel.ReasonNetwork, "the payment is on %q, %q is asked for", p.Accepted.Network, place.Network)
	case chain == nil:
		return nil, refuse(ReasonChainNotServed, "nothing is settled on chain %d here", place.ChainID)
	case c.Type == x402.TypeClaim && len(c.Claims) == 0:
		return nil, refuse(channel.ReasonPayloadType, "nothing is claimed")
	case c.Type == x402.TypeRefund && c.Voucher.Channel != c.Config.ID(place.ChainID):
		return nil, refuse(channel.ReasonChannelID, "the voucher is for the channel %s, and channelConfig makes the channel %s", c.Voucher.Channel, c.Config.ID(place.ChainID))
	}
	for _, of := range concerned(c) {
		if _, allowed := chain.asset(of.token); !allowed {
			return nil, refuse(ReasonAssetNotAllowed, "payments in the token %s are not settled here", of.token)
		}
		if slices.Contains(chain.Closed, of.receiver) {
			return nil, refuse(ReasonPayeeClosed, "channels that pay %s are not served for others", of.receiver)
		}
	}
	return chain, signedChore(c)
}

type concern struct{ receiver, token common.Address }

// concerned are those whose channels a chore is about.
func concerned(c *x402.Channel) (all []concern) {
	switch c.Type {
	case x402.TypeSettle:
		all = append(all, concern{c.Receiver, c.Token})
	case x402.TypeRefund:
		all = append(all, concern{c.Config.Receiver, c.Config.Token})
	}
	for i := range c.Claims {
		all = append(all, concern{c.Claims[i].Config.Receiver, c.Claims[i].Config.Token})
	}
	return all
}

// TryChore tells whether a chore would be carried out now. An error means that a
// fact is unknown.
func (v *Verifier) TryChore(ctx context.Context, chore *Chore, p *x402.Payment, place *x402.Terms) (*Chore, error) {
	c, chain, tried := p.Payload.Channel, v.Chains[place.ChainID], *chore
	if c.Type == x402.TypeRefund {
		state, err := chain.Facts.State(ctx, Question{Asset: c.Config.Token, Payer: c.Config.Payer, Permit2: true, Channel: c.Voucher.Channel})
		if err != nil {
			return nil, err
		}
		if exhausted(c, &state.Channel, place.ChainID) {
			return tried.refused(refuse(channel.ReasonRefundNothing, "nothing is left in the channel to give back")), nil
		}
	}
	revert, err := chain.Facts.Simulate(ctx, chore.Sender, chore.Calls)
	if err != nil {
		return nil, err
	}
	if revert != "" {
		return tried.refused(refuse(simulationOf[c.Type], "the call was tried and reverted: %.500s", revert)), nil
	}
	return &tried, nil
}

var simulationOf = map[string]string{
	x402.TypeClaim: channel.ReasonClaimSimulation, x402.TypeSettle: channel.ReasonSettleSimulation, x402.TypeRefund: channel.ReasonRefundSimulation,
}

// exhausted tells whether nothing is left in a channel once a refund's claims are
// made.
func exhausted(c *x402.Channel, state *channel.State, chainID uint64) bool {
	claimed := state.Claimed
	for i := range c.Claims {
		if claim := &c.Claims[i]; claim.Total.Gt(&claimed) && claim.Config.ID(chainID) == c.Voucher.Channel {
			claimed = claim.Total
		}
	}
	return claimed.Eq(&state.Balance) && !c.Refund.Amount.IsZero()
}
