package x402

import (
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// signatureBytesMax holds a wallet's wrapped signature with the call that
// deploys it; by a key it has 65.
const signatureBytesMax = 8 << 10

// Payload is what the payer signed on an EVM chain: one of the two messages, or
// what goes with a channel.
type Payload struct {
	Signature []byte                  // of a message
	Transfer  *evmsig.Authorization   // EIP-3009
	Permit2   *evmsig.Permit2Transfer // its Facilitator is set with upto alone
	Channel   *Channel                // batch-settlement
}

// Method is how the token moves: with batch-settlement into the channel, and "" if
// it does not.
func (p *Payload) Method() string {
	switch {
	case p.Channel != nil && p.Channel.Deposit == nil:
		return ""
	case p.Permit2 != nil, p.Channel != nil && p.Channel.Deposit.Permit2 != nil:
		return MethodPermit2
	}
	return MethodEIP3009
}

// Vouches tells whether a client pays out of a channel, or wants what is left in
// it, without putting anything in.
func (p *Payload) Vouches() bool {
	return p.Channel != nil && (p.Channel.Type == TypeVoucher || p.Channel.Type == TypeRefund)
}

// Payer is who pays, and who must have signed. It is zero for a batch of claims and
// for what is sent to a receiver.
func (p *Payload) Payer() common.Address {
	switch {
	case p.Channel != nil:
		return p.Channel.Config.Payer
	case p.Permit2 != nil:
		return p.Permit2.From
	}
	return p.Transfer.From
}

// Nonce is what makes the payment usable once: per token and payer with EIP-3009,
// per chain and payer with Permit2. Of a channel's payloads only a deposit has one.
func (p *Payload) Nonce() common.Hash {
	switch {
	case p.Channel != nil && p.Channel.Deposit == nil:
		return common.Hash{}
	case p.Channel != nil:
		return p.Channel.Deposit.Nonce(p.Channel.Voucher.Channel)
	case p.Permit2 != nil:
		return p.Permit2.Nonce.Bytes32()
	}
	return p.Transfer.Nonce
}

func (o object) payload(scheme string) (p Payload) {
	if !o.present() {
		return p
	}
	if scheme == SchemeBatch {
		p.Channel = o.channel()
		return p
	}
	p.Signature = o.hex("signature", signatureBytesMax)
	permit2, transfer := o.objectOptional("permit2Authorization"), o.objectOptional("authorization")
	switch {
	case permit2.present() && transfer.present():
		o.wrong(o.at, CodeValue, "authorization and permit2Authorization exclude each other")
	case permit2.present():
		p.Permit2 = permit2.permit2(scheme)
	case scheme == SchemeUpto:
		o.wrong(o.at, CodeMissing, "the member \"permit2Authorization\" is missing, by which the scheme upto is paid")
	default:
		p.Transfer = o.object("authorization").transfer()
	}
	return p
}

func (o object) transfer() *evmsig.Authorization {
	return &evmsig.Authorization{
		From: o.address("from"), To: o.address("to"), Value: o.number("value"),
		ValidAfter: o.number("validAfter"), ValidBefore: o.number("validBefore"), Nonce: o.hash("nonce"),
	}
}

func (o object) permit2(scheme string) *evmsig.Permit2Transfer {
	permitted, witness := o.object("permitted"), o.object("witness")
	p := &evmsig.Permit2Transfer{
		From: o.address("from"), Token: permitted.address("token"), Amount: permitted.number("amount"),
		Spender: o.address("spender"), Nonce: o.number("nonce"), Deadline: o.number("deadline"),
		To: witness.address("to"), ValidAfter: witness.number("validAfter"),
	}
	if scheme == SchemeUpto {
		p.Facilitator = witness.address("facilitator")
	}
	return p
}

// The wire forms, for writing.
type (
	transferWire struct {
		From        string `json:"from"`
		To          string `json:"to"`
		Value       string `json:"value"`
		ValidAfter  string `json:"validAfter"`
		ValidBefore string `json:"validBefore"`
		Nonce       string `json:"nonce"`
	}
	permittedWire struct {
		Token  string `json:"token"`
		Amount string `json:"amount"`
	}
	witnessWire struct {
		To          string `json:"to"`
		Facilitator string `json:"facilitator,omitempty"`
		ValidAfter  string `json:"validAfter"`
	}
	permit2Wire struct {
		From      string        `json:"from"`
		Permitted permittedWire `json:"permitted"`
		Spender   string        `json:"spender"`
		Nonce     string        `json:"nonce"`
		Deadline  string        `json:"deadline"`
		Witness   witnessWire   `json:"witness"`
	}
	payloadWire struct {
		Authorization *transferWire `json:"authorization,omitempty"`
		Permit2       *permit2Wire  `json:"permit2Authorization,omitempty"`
		Signature     string        `json:"signature"`
	}
)

func (p *Payload) wire(scheme string) any {
	if p.Channel != nil {
		return p.Channel.wire()
	}
	w := payloadWire{Signature: hexutil.Encode(p.Signature)}
	if a := p.Transfer; a != nil {
		w.Authorization = &transferWire{a.From.Hex(), a.To.Hex(), a.Value.Dec(), a.ValidAfter.Dec(), a.ValidBefore.Dec(), a.Nonce.Hex()}
	}
	if t := p.Permit2; t != nil {
		w.Permit2 = &permit2Wire{
			From: t.From.Hex(), Permitted: permittedWire{t.Token.Hex(), t.Amount.Dec()}, Spender: t.Spender.Hex(),
			Nonce: t.Nonce.Dec(), Deadline: t.Deadline.Dec(), Witness: witnessWire{To: t.To.Hex(), ValidAfter: t.ValidAfter.Dec()},
		}
		if scheme == SchemeUpto {
			w.Permit2.Witness.Facilitator = t.Facilitator.Hex()
		}
	}
	return w
}
