package mpp

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Names of the events that a paid stream has between those of the service.
const (
	EventNeedVoucher = "payment-need-voucher"
	EventReceipt     = "payment-receipt"
)

// Need is what a stream that pauses wants, or a call that was not paid for. Amounts
// are the token's smallest units.
type Need struct {
	Channel  common.Hash
	Required uint256.Int // that the next voucher says at least
	Accepted uint256.Int // by the highest voucher so far
	Deposit  uint256.Int // what the channel has; if it is less than Required, it has to be topped up first
}

type wireNeed struct {
	ChannelID          string `json:"channelId"`
	RequiredCumulative string `json:"requiredCumulative"`
	AcceptedCumulative string `json:"acceptedCumulative"`
	Deposit            string `json:"deposit"`
}

// JSON is the need as the data of an event, and as members of a problem.
func (n *Need) JSON() ([]byte, error) {
	return json.Marshal(wireNeed{n.Channel.Hex(), n.Required.Dec(), n.Accepted.Dec(), n.Deposit.Dec()})
}

// Event is the need as an event of a stream.
func (n *Need) Event() ([]byte, error) {
	b, err := n.JSON()
	return event(EventNeedVoucher, b), err
}

// Event is the receipt as the last event of a stream.
func (r *SessionReceipt) Event() ([]byte, error) {
	b, err := r.json()
	return event(EventReceipt, b), err
}

func event(name string, data []byte) []byte {
	return append(append([]byte("event: "+name+"\ndata: "), data...), "\n\n"...)
}

// ReadNeed reads an event's data, or a problem's members.
func ReadNeed(src []byte) (*Need, error) {
	var said wireNeed
	if err := json.Unmarshal(src, &said); err != nil {
		return nil, mistake(CodeReceipt, "what the channel needs is no JSON: %s", err)
	}
	n := &Need{}
	f := &fields{place: "what the channel needs: ", members: members{
		"channelId": {text: said.ChannelID}, "requiredCumulative": {text: said.RequiredCumulative}, "acceptedCumulative": {text: said.AcceptedCumulative}, "deposit": {text: said.Deposit},
	}}
	f.bytes("channelId", n.Channel[:])
	f.amount("requiredCumulative", &n.Required)
	f.amount("acceptedCumulative", &n.Accepted)
	f.amount("deposit", &n.Deposit)
	return n, f.err
}

// ReadReceiptEvent reads an event's data.
func ReadReceiptEvent(src []byte) (*SessionReceipt, error) { return readSessionReceipt(src) }
