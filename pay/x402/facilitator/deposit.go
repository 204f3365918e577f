package facilitator

import (
	"context"
	"errors"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/holiman/uint256"
)

// DepositCall puts a deposit into its channel, with a signed approval of Permit2
// along with it where permit is not nil. Anybody may send it.
func DepositCall(c *x402.Channel, signature []byte, permit *SignedPermit) Call {
	d := *c.Deposit
	d.Signature = signature
	var along []byte
	if permit != nil {
		along = channel.PermitData(&permit.Value, &permit.Deadline, permit.Signature)
	}
	return Call{evmsig.Escrow, d.Call(&c.Config, along)}
}

// methodReason is the word for a payload that moves the token otherwise than the
// terms want, or not at all.
func methodReason(p *x402.Payment, terms *x402.Terms) string {
	if terms.Method == x402.MethodEIP3009 && p.Payload.Method() == x402.MethodPermit2 {
		return channel.ReasonTransferWanted
	}
	return channel.ReasonPayloadType
}

// ofChannel holds a channel against the terms.
func ofChannel(c *x402.Channel, terms *x402.Terms) refusal {
	if id := c.Config.ID(terms.ChainID); c.Voucher.Channel != id {
		return refuse(channel.ReasonChannelID, "the voucher is for the channel %s, and channelConfig makes the channel %s", c.Voucher.Channel, id)
	}
	if reason := c.Config.Mismatch(terms.Channels()); reason != "" {
		return refuse(reason, "the channel pays %s in %s, with %s as its authorizer and a delay of %d seconds; %s in %s is asked for, with %s and %d",
			c.Config.Receiver, c.Config.Token, c.Config.ReceiverAuthorizer, c.Config.WithdrawDelay,
			terms.PayTo, terms.Asset, terms.ReceiverAuthorizer, terms.WithdrawDelay)
	}
	return refusal{}
}

// deposit holds a deposit against the terms.
func (v *Verdict) deposit(p *x402.Payment, terms *x402.Terms, now uint64) (bad refusal) {
	c := p.Payload.Channel
	if bad := ofChannel(c, terms); bad.Reason != "" {
		return bad
	}
	d := c.Deposit
	if d.Permit2 != nil {
		if bad := permitted(c, now); bad.Reason != "" {
			return bad
		}
		if v.Permit, bad = signedPermit(p, c.Config.Payer, &d.Amount, terms, now); bad.Reason != "" {
			return bad
		}
		v.Deadline = seconds(&d.Permit2.Deadline)
	} else {
		switch {
		case d.ValidBefore.LtUint64(now + secondsLeftMin):
			return refuse(channel.ReasonValidBefore, "the deposit is valid before %s; it is %d and %d seconds are needed", d.ValidBefore.Dec(), now, secondsLeftMin)
		case d.ValidAfter.GtUint64(now):
			return refuse(channel.ReasonValidAfter, "the deposit is valid after %s; it is %d", d.ValidAfter.Dec(), now)
		}
		v.Deadline = seconds(&d.ValidBefore)
	}
	v.Amount, v.signature = d.Amount, d.Signature
	v.Digest = d.Digest(terms.Separator, c.Voucher.Channel, c.Config.Payer)
	v.Key = Key(p, terms)
	return refusal{}
}

// permitted holds a deposit by Permit2 against its own channel.
func permitted(c *x402.Channel, now uint64) refusal {
	d, t := c.Deposit, c.Deposit.Permit2
	switch {
	case t.From != c.Config.Payer:
		return refuse(channel.ReasonPermit2Signature, "the permit is by %s, the channel's payer is %s", t.From, c.Config.Payer)
	case t.Spender != evmsig.Permit2Collector:
		return refuse(channel.ReasonPermit2Spender, "the permit lets %s take the tokens, which must be %s", t.Spender, evmsig.Permit2Collector)
	case t.Token != c.Config.Token:
		return refuse(channel.ReasonToken, "the permit is for the token %s, the channel's is %s", t.Token, c.Config.Token)
	case !t.Amount.Eq(&d.Amount):
		return refuse(channel.ReasonPermit2Amount, "the permit is of %s, the deposit of %s", t.Amount.Dec(), d.Amount.Dec())
	case d.Witness != c.Voucher.Channel:
		return refuse(channel.ReasonChannelID, "the permit is for the channel %s, the voucher for %s", d.Witness, c.Voucher.Channel)
	case t.Deadline.LtUint64(now + secondsLeftMin):
		return refuse(channel.ReasonPermit2Deadline, "the permit ends at %s; it is %d and %d seconds are needed", t.Deadline.Dec(), now, secondsLeftMin)
	}
	return refusal{}
}

// vouched tells whether the voucher is signed, as the escrow will see it.
func (v *Verdict) vouched(ctx context.Context, chain *Chain, c *x402.Channel, chainID uint64, code []byte) (refusal, error) {
	err := c.Voucher.Check(chainID, &c.Config)
	if errors.Is(err, channel.ErrVoucherPayer) {
		switch {
		case len(code) > 0:
			valid, err := chain.Facts.ValidSignature(ctx, c.Config.Payer, c.Voucher.Digest(chainID), c.Voucher.Signature)
			if err != nil || valid {
				return refusal{}, err
			}
			return refuse(channel.ReasonVoucherSignature, "the payer's account has code, and says that it did not sign the voucher"), nil
		case v.Deployment != nil:
			return refuse(channel.ReasonVoucherSignature, "the channel's vouchers are signed by the payer's account, which is yet to be deployed and cannot be asked: name a payerAuthorizer"), nil
		}
		err = c.Voucher.SignedBy(chainID, c.Config.Payer)
	}
	if err != nil {
		return refuse(channel.ReasonVoucherSignature, "%v", err), nil
	}
	return refusal{}, nil
}

// covered holds a voucher against what is in its channel, with a deposit that is
// made along with it. A refund's voucher may be one that has been claimed.
func covered(state *channel.State, voucher *channel.Voucher, deposit *uint256.Int, refund bool) refusal {
	balance := state.Balance
	if deposit != nil {
		balance.Add(&balance, deposit) // two numbers of 128 bits
	}
	switch {
	case voucher.Amount.Gt(&balance):
		return refuse(channel.ReasonExceedsBalance, "the voucher is of %s, the channel has %s", voucher.Amount.Dec(), balance.Dec())
	case voucher.Amount.Lt(&state.Claimed), !refund && voucher.Amount.Eq(&state.Claimed):
		return refuse(channel.ReasonBelowClaimed, "the voucher is of %s, and %s have been claimed already", voucher.Amount.Dec(), state.Claimed.Dec())
	}
	return refusal{}
}

// voucher holds a voucher's channel against the terms.
func (v *Verdict) voucher(p *x402.Payment, terms *x402.Terms) refusal {
	v.Amount.Clear() // nothing moves
	v.Digest = p.Payload.Channel.Voucher.Digest(terms.ChainID)
	return ofChannel(p.Payload.Channel, terms)
}

// newer tells whether a voucher is signed, is covered, and lets the receiver have
// more than was claimed. Whether it is worth what was asked for, only the receiver
// knows, who knows what it has charged.
func (v *Verdict) newer(ctx context.Context, chain *Chain, c *x402.Channel, terms *x402.Terms, state *State) (refusal, error) {
	if bad, err := v.vouched(ctx, chain, c, terms.ChainID, state.Code); err != nil || bad.Reason != "" {
		return bad, err
	}
	if state.Channel.Balance.IsZero() {
		return refuse(channel.ReasonChannelMissing, "nothing is deposited in the channel %s", c.Voucher.Channel), nil
	}
	return covered(&state.Channel, &c.Voucher, nil, c.Type == x402.TypeRefund), nil
}
