package x402

import (
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// The wire forms of batch-settlement, for writing.
type (
	channelConfigWire struct {
		Payer              string `json:"payer"`
		PayerAuthorizer    string `json:"payerAuthorizer"`
		Receiver           string `json:"receiver"`
		ReceiverAuthorizer string `json:"receiverAuthorizer"`
		Token              string `json:"token"`
		WithdrawDelay      uint64 `json:"withdrawDelay"`
		Salt               string `json:"salt"`
	}
	voucherWire struct {
		Channel   string `json:"channelId"`
		Amount    string `json:"maxClaimableAmount"`
		Signature string `json:"signature"`
	}
	depositTransferWire struct {
		ValidAfter  string `json:"validAfter"`
		ValidBefore string `json:"validBefore"`
		Salt        string `json:"salt"`
		Signature   string `json:"signature"`
	}
	depositWitnessWire struct {
		Channel string `json:"channelId"`
	}
	depositPermit2Wire struct {
		From      string             `json:"from"`
		Permitted permittedWire      `json:"permitted"`
		Spender   string             `json:"spender"`
		Nonce     string             `json:"nonce"`
		Deadline  string             `json:"deadline"`
		Witness   depositWitnessWire `json:"witness"`
		Signature string             `json:"signature"`
	}
	depositWayWire struct {
		Transfer *depositTransferWire `json:"erc3009Authorization,omitempty"`
		Permit2  *depositPermit2Wire  `json:"permit2Authorization,omitempty"`
	}
	depositWire struct {
		Amount string         `json:"amount"`
		Way    depositWayWire `json:"authorization"`
	}
	claimVoucherWire struct {
		Channel channelConfigWire `json:"channel"`
		Amount  string            `json:"maxClaimableAmount"`
	}
	claimWire struct {
		Voucher   claimVoucherWire `json:"voucher"`
		Signature string           `json:"signature"`
		Total     string           `json:"totalClaimed"`
	}
	channelWire struct {
		Type            string             `json:"type"`
		Config          *channelConfigWire `json:"channelConfig,omitempty"`
		Voucher         *voucherWire       `json:"voucher,omitempty"`
		Deposit         *depositWire       `json:"deposit,omitempty"`
		Amount          string             `json:"amount,omitempty"`
		RefundNonce     string             `json:"refundNonce,omitempty"`
		RefundSignature string             `json:"refundAuthorizerSignature,omitempty"`
		Claims          []claimWire        `json:"claims,omitzero"`
		ClaimSignature  string             `json:"claimAuthorizerSignature,omitempty"`
		Receiver        string             `json:"receiver,omitempty"`
		Token           string             `json:"token,omitempty"`
	}
)

func configWire(c *channel.Config) channelConfigWire {
	return channelConfigWire{c.Payer.Hex(), c.PayerAuthorizer.Hex(), c.Receiver.Hex(), c.ReceiverAuthorizer.Hex(), c.Token.Hex(), c.WithdrawDelay, c.Salt.Hex()}
}

func (c *Channel) wire() *channelWire {
	w := &channelWire{Type: c.Type}
	switch c.Type {
	case TypeDeposit, TypeVoucher, TypeRefund:
		w.Config = new(configWire(&c.Config))
		w.Voucher = &voucherWire{c.Voucher.Channel.Hex(), c.Voucher.Amount.Dec(), hexutil.Encode(c.Voucher.Signature)}
	case TypeSettle:
		w.Receiver, w.Token = c.Receiver.Hex(), c.Token.Hex()
	}
	if d := c.Deposit; d != nil {
		w.Deposit = &depositWire{d.Amount.Dec(), depositWay(d)}
	}
	if r := c.Refund; r != nil {
		w.Amount, w.RefundNonce, w.RefundSignature = decimalOptional(r.Amount), decimalOptional(r.Nonce), hexWritten(r.Signature)
	}
	if c.Claims != nil {
		w.Claims = make([]claimWire, 0, len(c.Claims)) // a refund without any says so
	}
	for i := range c.Claims {
		claim := &c.Claims[i]
		w.Claims = append(w.Claims, claimWire{claimVoucherWire{configWire(&claim.Config), claim.Amount.Dec()}, hexutil.Encode(claim.Signature), claim.Total.Dec()})
	}
	w.ClaimSignature = hexWritten(c.ClaimSignature)
	return w
}

func depositWay(d *channel.Deposit) (w depositWayWire) {
	p := d.Permit2
	if p == nil {
		w.Transfer = &depositTransferWire{d.ValidAfter.Dec(), d.ValidBefore.Dec(), d.Salt.Hex(), hexutil.Encode(d.Signature)}
		return w
	}
	w.Permit2 = &depositPermit2Wire{
		From: p.From.Hex(), Permitted: permittedWire{p.Token.Hex(), p.Amount.Dec()}, Spender: p.Spender.Hex(), Nonce: p.Nonce.Dec(),
		Deadline: p.Deadline.Dec(), Witness: depositWitnessWire{d.Witness.Hex()}, Signature: hexutil.Encode(d.Signature),
	}
	return w
}

func decimalOptional(n *uint256.Int) string {
	if n == nil {
		return ""
	}
	return n.Dec()
}

func hexWritten(b []byte) string {
	if b == nil {
		return ""
	}
	return hexutil.Encode(b)
}

// canonical is the same for payloads that say the same.
func (c *Channel) canonical() []byte {
	b, _ := encode(c.wire()) // of texts and numbers, which can always be written
	return b
}
