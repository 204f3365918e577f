package x402

import (
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Types of a payload of batch-settlement. The first three are a client's, and
// also a server's to its facilitator; the last two are a server's alone.
const (
	TypeDeposit = "deposit" // money into the channel, with a voucher
	TypeVoucher = "voucher"
	TypeRefund  = "refund" // give back what is left; a server adds what it takes
	TypeClaim   = "claim"
	TypeSettle  = "settle"
)

// claimsMax is how many vouchers one message claims at most. The stock server
// sends 100.
const claimsMax = 128

// Channel is a payload of batch-settlement. Members are set as Type wants it.
type Channel struct {
	Type    string
	Config  channel.Config  // deposit, voucher, refund
	Voucher channel.Voucher // deposit, voucher, refund: its Channel is what the client says that the id is
	Deposit *channel.Deposit
	Refund  *Refund

	Claims          []channel.Claim // claim, and refund by a server
	ClaimSignature  []byte          // of channel.ClaimDigest by the authorizer; nil if it is left to the facilitator
	Receiver, Token common.Address  // settle
}

// Refund asks for money back. A client says at most Amount; the rest is what a
// server adds for its facilitator.
type Refund struct {
	Amount    *uint256.Int // smallest units; nil for all
	Nonce     *uint256.Int // channel.State.RefundNonce; nil in a client's
	Signature []byte       // of channel.RefundDigest by the authorizer; nil if it is left to the facilitator
}

func (o object) channel() *Channel {
	c := &Channel{Type: o.word("type", wordTextMax)}
	switch c.Type {
	case TypeDeposit, TypeVoucher, TypeRefund:
		c.Config = o.object("channelConfig").channelConfig()
		c.Voucher = o.object("voucher").voucher()
	}
	switch c.Type {
	case TypeDeposit:
		c.Deposit = o.object("deposit").deposit()
	case TypeRefund:
		c.Refund = o.refund()
		if o.find("claims") >= 0 {
			c.Claims = o.claims()
		}
		c.ClaimSignature = o.hexOptional("claimAuthorizerSignature", signatureBytesMax)
	case TypeClaim:
		c.Claims = o.claims()
		c.ClaimSignature = o.hexOptional("claimAuthorizerSignature", signatureBytesMax)
	case TypeSettle:
		c.Receiver, c.Token = o.address("receiver"), o.address("token")
	case TypeVoucher:
	default:
		if o.bad == nil {
			o.wrong(o.find("type"), CodeValue, "the type %q is none of batch-settlement's: deposit, voucher, refund, claim and settle are", c.Type)
		}
	}
	return c
}

func (o object) channelConfig() channel.Config {
	c := channel.Config{
		Payer: o.address("payer"), PayerAuthorizer: o.address("payerAuthorizer"), Receiver: o.address("receiver"),
		ReceiverAuthorizer: o.address("receiverAuthorizer"), Token: o.address("token"), Salt: o.hash("salt"),
	}
	if c.WithdrawDelay = uint64(o.whole("withdrawDelay")); c.WithdrawDelay >= 1<<40 {
		o.wrong(o.find("withdrawDelay"), CodeValue, "%d seconds do not fit into 40 bits", c.WithdrawDelay)
	}
	return c
}

func (o object) voucher() channel.Voucher {
	return channel.Voucher{Channel: o.hash("channelId"), Amount: o.number128("maxClaimableAmount"), Signature: o.hex("signature", signatureBytesMax)}
}

func (o object) deposit() *channel.Deposit {
	if !o.present() {
		return nil
	}
	d := &channel.Deposit{Amount: o.number128("amount")}
	way := o.object("authorization")
	transfer, permit2 := way.objectOptional("erc3009Authorization"), way.objectOptional("permit2Authorization")
	switch {
	case transfer.present() && permit2.present():
		o.wrong(way.at, CodeValue, "erc3009Authorization and permit2Authorization exclude each other")
	case permit2.present():
		permitted := permit2.object("permitted")
		d.Permit2 = &evmsig.Permit2Transfer{
			From: permit2.address("from"), Token: permitted.address("token"), Amount: permitted.number("amount"),
			Spender: permit2.address("spender"), Nonce: permit2.number("nonce"), Deadline: permit2.number("deadline"),
		}
		d.Witness = permit2.object("witness").hash("channelId")
		d.Signature = permit2.hex("signature", signatureBytesMax)
	default:
		transfer = way.object("erc3009Authorization")
		d.ValidAfter, d.ValidBefore = transfer.number("validAfter"), transfer.number("validBefore")
		d.Salt, d.Signature = transfer.hash("salt"), transfer.hex("signature", signatureBytesMax)
	}
	return d
}

func (o object) refund() *Refund {
	return &Refund{
		Amount: o.numberOptional("amount"), Nonce: o.numberOptional("refundNonce"),
		Signature: o.hexOptional("refundAuthorizerSignature", signatureBytesMax),
	}
}

func (o object) claims() []channel.Claim {
	all := []channel.Claim{}
	for _, i := range o.list("claims", claimsMax) {
		claim := o.objectAt(i)
		voucher := claim.object("voucher")
		all = append(all, channel.Claim{
			Config: voucher.object("channel").channelConfig(), Amount: voucher.number128("maxClaimableAmount"),
			Signature: claim.hex("signature", signatureBytesMax), Total: claim.number128("totalClaimed"),
		})
	}
	return all
}

// number128 is decimal text of at most 128 bits.
func (o object) number128(name string) uint256.Int {
	n := o.number(name)
	if n[2]|n[3] != 0 {
		o.wrong(o.find(name), CodeAmount, "the number does not fit into 128 bits")
	}
	return n
}

// numberOptional is number128, or nil where nothing stands.
func (o object) numberOptional(name string) *uint256.Int {
	if o.find(name) < 0 {
		return nil
	}
	return new(o.number128(name))
}

// hexOptional is hex, or nil where nothing stands.
func (o object) hexOptional(name string, most int) []byte {
	if o.find(name) < 0 {
		return nil
	}
	return o.hex(name, most)
}

// readChannelExtra takes what batch-settlement keeps in extra.
func (t *Terms) readChannelExtra(o object) {
	t.ReceiverAuthorizer = o.address("receiverAuthorizer")
	if o.find("withdrawDelay") >= 0 {
		t.WithdrawDelay = uint64(o.whole("withdrawDelay"))
		if o.bad == nil && (t.WithdrawDelay < channel.WithdrawDelayMin || t.WithdrawDelay > channel.WithdrawDelayMax) {
			o.wrong(o.find("withdrawDelay"), CodeValue, "%d seconds are not between %d and %d, which the escrow takes", t.WithdrawDelay, channel.WithdrawDelayMin, channel.WithdrawDelayMax)
		}
	}
	if least := o.numberOptional("minDeposit"); least != nil {
		t.DepositMin = *least
	}
}

// Channels is what the terms ask of channels.
func (t *Terms) Channels() *channel.Terms {
	return &channel.Terms{Receiver: t.PayTo, ReceiverAuthorizer: t.ReceiverAuthorizer, Token: t.Asset, WithdrawDelay: t.WithdrawDelay}
}

// Chore tells whether a server wants something done with its channels that nobody
// pays by: that vouchers are claimed, that a receiver gets what was claimed, or that
// a payer gets back what a server has agreed to.
func (p *Payload) Chore() bool {
	c := p.Channel
	return c != nil && (c.Type == TypeClaim || c.Type == TypeSettle || c.Type == TypeRefund && c.Refund.Amount != nil && c.Refund.Nonce != nil && c.Claims != nil)
}

// Place is where requirements ask for a payment, and not for what: Scheme, Network,
// ChainID, Asset and PayTo of the terms. A server's chores come with no more.
func (r *Requirements) Place(version int) (*Terms, error) {
	t := &Terms{Scheme: r.Scheme, Network: r.Network}
	if !schemeKnown(r.Scheme, version) {
		return nil, mistake(CodeScheme, "scheme", "%q is not known in version %d", r.Scheme, version)
	}
	var ok bool
	if t.ChainID, ok = r.Network.ChainID(); !ok {
		return nil, mistake(CodeNetwork, "network", "%q names no EVM chain: eip155:<chain id> is wanted", r.Network)
	}
	if !fillHex(t.Asset[:], r.Asset) {
		return nil, mistake(CodeAddress, "asset", "%q is no address", r.Asset)
	}
	if !fillHex(t.PayTo[:], r.PayTo) {
		return nil, mistake(CodeAddress, "payTo", "%q is no address", r.PayTo)
	}
	return t, nil
}
