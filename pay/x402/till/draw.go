package till

import (
	"errors"

	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Drawn is a voucher that was found to be a payer's word for a channel to the
// house. Nothing is said of what the channel holds.
type Drawn struct {
	Token   *Token
	Network x402.Network
	Version int
	Payload *x402.Channel
	Voucher payment.Voucher // its value in ledger units
	Asked   money.Amount    // ledger units: whole tokens that cover the call
}

// Draw reads what goes with a channel and holds it against what is asked: the
// channel's terms, its id and the voucher's signature. A *Refusal says why it is
// not taken.
func (t *Till) Draw(p *x402.Payment, asked *x402.Required) (*Drawn, error) {
	terms, err := chosen(p, asked)
	if err != nil {
		return nil, err
	}
	said := p.Payload.Channel
	token := t.token(terms)
	switch {
	case token == nil || said == nil:
		return nil, &Refusal{codeNoMatch, "the payment is by none of the ways that are offered now"}
	case said.Type == x402.TypeClaim || said.Type == x402.TypeSettle:
		return nil, &Refusal{facilitator.ReasonPayloadType, "claims and settlements are the seller's; pay with a deposit or a voucher"}
	}
	if code := said.Config.Mismatch(terms.Channels()); code != "" {
		return nil, &Refusal{code, "the channel is not one to this house on its terms; make one of what is asked for here"}
	}
	if said.Config.ID(terms.ChainID) != said.Voucher.Channel {
		return nil, &Refusal{channel.ReasonChannelID, "the channel's id is not that of its config"}
	}
	if err := signed(terms.ChainID, said); err != nil {
		return nil, err
	}
	value, ok := token.units(&said.Voucher.Amount)
	if !ok {
		return nil, &Refusal{x402.CodeAmount, "the amount is larger than any that is kept here"}
	}
	need, _ := token.units(&terms.Amount)
	return &Drawn{
		Token: token, Network: terms.Network, Version: p.Version, Payload: said, Asked: need,
		Voucher: payment.Voucher{Channel: payment.ChannelID(said.Voucher.Channel), Value: value, Signature: said.Voucher.Signature},
	}, nil
}

// signed checks a voucher's signature, by the key that the channel names. One that names
// none leaves the word to its payer's account, where code could say yes now and no when the
// house claims, also code that a key delegates to later (EIP-7702).
func signed(chainID uint64, said *x402.Channel) error {
	err := said.Voucher.Check(chainID, &said.Config)
	switch {
	case errors.Is(err, channel.ErrVoucherPayer):
		return &Refusal{channel.ReasonVoucherSignature, "the channel names no payerAuthorizer: name a key there that signs the vouchers, the payer's own if it has one"}
	case err != nil:
		return &Refusal{channel.ReasonVoucherSignature, err.Error()}
	}
	return nil
}

// channelTerms asks for payment from a channel.
func (t *Token) channelTerms(base x402.Terms) x402.Terms {
	base.Scheme, base.Flow = x402.SchemeBatch, ""
	base.ReceiverAuthorizer, base.WithdrawDelay = t.Settler, t.WithdrawDelay
	if least := t.smallest(t.DepositMin); !t.DepositMin.IsZero() && !least.Lt(&base.Amount) {
		base.DepositMin = least
	}
	return base
}

// Standing is how a channel stands, for its payer. Amounts are in ledger units.
type Standing struct {
	Channel *payment.Channel
	Balance money.Amount // deposits less what was given back; what was charged is in it
	Charged money.Amount // what counts as charged for the next voucher
}

// Extra tells a payer how a channel stands. charged is what this call cost, in the
// token's smallest units; nil while that is not known.
func (s *Standing) Extra(charged *uint256.Int, correct bool) *x402.ChannelExtra {
	c := s.Channel
	whole := func(a money.Amount) uint256.Int {
		units, _ := a.DivMod64(c.Unit.Lo)
		return wide(units)
	}
	total := wide(c.Tokens(s.Charged))
	state := &x402.ChannelState{Channel: common.Hash(c.ID), Charged: &total}
	state.Balance, state.Claimed = whole(s.Balance), whole(c.Claimed)
	if c.Ends != 0 {
		state.WithdrawRequestedAt = uint64((c.Ends - c.Delay) / 1_000_000_000)
	}
	extra := &x402.ChannelExtra{ChargedAmount: charged, State: state}
	if correct && len(c.Signature) > 0 {
		extra.Voucher = &x402.VoucherState{Signed: whole(c.Signed), Signature: c.Signature}
	}
	return extra
}

// Part is what a call that cost charge moved a channel's total by, in the token's
// smallest units, when the total is what it is behind the call.
func Part(c *payment.Channel, total, charge money.Amount) uint256.Int {
	before, _ := total.Sub(charge)
	part, _ := c.Tokens(total).Sub(c.Tokens(before))
	return wide(part)
}

func wide(a money.Amount) uint256.Int { return uint256.Int{a.Lo, a.Hi, 0, 0} }
