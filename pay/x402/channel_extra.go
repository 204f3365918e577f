package x402

import (
	"encoding/json"
	"strconv"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// channelStateLength is more than most states come to, in bytes.
const channelStateLength = 320

// ChannelExtra is what a server says of a channel in extra: of PAYMENT-RESPONSE
// what it charged, and of a 402 what the client has lost sight of.
type ChannelExtra struct {
	ChargedAmount *uint256.Int // for this request, smallest units; nil if it is not said
	State         *ChannelState
	Voucher       *VoucherState
}

// ChannelState is a channel as a server knows it. What others leave out is zero.
type ChannelState struct {
	Channel common.Hash
	channel.State
	Charged *uint256.Int // from the channel's first use on, smallest units; nil if it is not said
}

// VoucherState is the newest voucher that a server has. A client that has lost it
// checks its own signature, and goes on from there.
type VoucherState struct {
	Signed    uint256.Int // its amount
	Signature []byte
}

// JSON is the state alone, as facilitators answer to /verify in extra.
func (s *ChannelState) JSON() []byte {
	w := make(writer, 0, channelStateLength)
	w.text("channelId", s.Channel.Hex())
	w.text("balance", s.Balance.Dec())
	w.text("totalClaimed", s.Claimed.Dec())
	w.raw("withdrawRequestedAt", strconv.AppendUint(nil, s.WithdrawRequestedAt, 10))
	w.text("refundNonce", s.RefundNonce.Dec())
	w.textOptional("chargedCumulativeAmount", decimalOptional(s.Charged))
	return w.object()
}

// JSON is the object for Settlement.Extra.
func (e *ChannelExtra) JSON() []byte {
	w := make(writer, 0, 2*channelStateLength)
	w.textOptional("chargedAmount", decimalOptional(e.ChargedAmount))
	if e.State != nil {
		w.raw("channelState", e.State.JSON())
	}
	if v := e.Voucher; v != nil {
		var signed writer
		signed.text("signedMaxClaimable", v.Signed.Dec())
		signed.text("signature", hexutil.Encode(v.Signature))
		w.raw("voucherState", signed.object())
	}
	return w.object()
}

// Correct adds what the server knows of a channel to a way to pay of a 402, in
// place of what may stand there.
func (r *Requirements) Correct(e *ChannelExtra) error {
	members, err := objectMap(r.Extra, "extra")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(e.JSON(), &members); err != nil {
		return mistake(CodeJSON, "extra", "%v", err)
	}
	r.Wire = nil
	r.Extra, err = encode(members)
	return err
}

// ParseChannelExtra reads the extra of a Settlement or of Requirements, of which
// any member may be missing.
func ParseChannelExtra(extra json.RawMessage) (*ChannelExtra, error) {
	e := &ChannelExtra{}
	if len(extra) == 0 {
		return e, nil
	}
	d, err := scan(extra, openLengthMax)
	if err != nil {
		return nil, err
	}
	defer d.done()
	o := d.root()
	e.ChargedAmount = o.numberOptional("chargedAmount")
	e.State = o.objectOptional("channelState").channelState()
	if v := o.objectOptional("voucherState"); v.present() && v.find("signature") >= 0 {
		e.Voucher = &VoucherState{v.number128("signedMaxClaimable"), v.hex("signature", signatureBytesMax)}
	}
	if d.bad != nil {
		return nil, d.bad
	}
	return e, nil
}

// ParseChannelState reads what ChannelState.JSON writes.
func ParseChannelState(extra json.RawMessage) (*ChannelState, error) {
	d, err := scan(extra, openLengthMax)
	if err != nil {
		return nil, err
	}
	defer d.done()
	s := d.root().channelState()
	if d.bad != nil {
		return nil, d.bad
	}
	return s, nil
}

func (o object) channelState() *ChannelState {
	if !o.present() {
		return nil
	}
	s := &ChannelState{Charged: o.numberOptional("chargedCumulativeAmount")}
	if o.find("channelId") >= 0 {
		s.Channel = o.hash("channelId")
	}
	if o.find("balance") >= 0 {
		s.Balance = o.number128("balance")
	}
	if o.find("totalClaimed") >= 0 {
		s.Claimed = o.number128("totalClaimed")
	}
	if o.find("refundNonce") >= 0 {
		s.RefundNonce = o.number("refundNonce")
	}
	if o.find("withdrawRequestedAt") >= 0 {
		s.WithdrawRequestedAt = uint64(o.whole("withdrawRequestedAt"))
	}
	return s
}
