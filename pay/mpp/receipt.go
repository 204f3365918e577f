package mpp

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Receipt is what a client is told of a payment with which it was served. Failures
// have none: they are 402s.
type Receipt struct {
	Reference string // of the transaction, or what the server calls the payment
	Timestamp string // RFC 3339
}

const statusSuccess = "success"

// Header is the value of Payment-Receipt.
func (r *Receipt) Header() (string, error) {
	b, err := json.Marshal(struct {
		Method    string `json:"method"`
		Reference string `json:"reference"`
		Status    string `json:"status"`
		Timestamp string `json:"timestamp"`
	}{MethodEVM, r.Reference, statusSuccess, r.Timestamp})
	return encoding.EncodeToString(b), err
}

// SessionReceipt is what a client is told of its channel with an answer, or within a
// stream. Amounts are the token's smallest units.
type SessionReceipt struct {
	Timestamp   string // RFC 3339
	ChallengeID string
	Channel     common.Hash
	ChainID     uint64
	Accepted    uint256.Int // by the highest voucher
	Spent       uint256.Int // over all time
	Units       uint64      // of the service, with this answer; zero if it is not said
	Transaction string      // by which the channel was settled; empty if it was not
}

// wireReceipt is a session's receipt as it travels.
type wireReceipt struct {
	Method             string `json:"method"`
	Reference          string `json:"reference"`
	Status             string `json:"status"`
	Timestamp          string `json:"timestamp"`
	Intent             string `json:"intent"`
	ChallengeID        string `json:"challengeId"`
	ChannelID          string `json:"channelId"`
	ChainID            uint64 `json:"chainId,omitempty"`
	AcceptedCumulative string `json:"acceptedCumulative"`
	Spent              string `json:"spent"`
	Units              uint64 `json:"units,omitempty"`
	Transaction        string `json:"txHash,omitempty"`
}

func (r *SessionReceipt) json() ([]byte, error) {
	channel := r.Channel.Hex()
	return json.Marshal(wireReceipt{
		Method: MethodEVM, Reference: channel, Status: statusSuccess, Timestamp: r.Timestamp, Intent: IntentSession, ChallengeID: r.ChallengeID, ChannelID: channel,
		ChainID: r.ChainID, AcceptedCumulative: r.Accepted.Dec(), Spent: r.Spent.Dec(), Units: r.Units, Transaction: r.Transaction,
	})
}

// Header is the value of Payment-Receipt.
func (r *SessionReceipt) Header() (string, error) {
	b, err := r.json()
	return encoding.EncodeToString(b), err
}

// ReadSessionReceipt reads the value of Payment-Receipt.
func ReadSessionReceipt(value string) (*SessionReceipt, error) {
	src, err := decode(value)
	if err != nil {
		return nil, mistake(CodeReceipt, "the receipt %s", err)
	}
	return readSessionReceipt(src)
}

func readSessionReceipt(src []byte) (*SessionReceipt, error) {
	var said wireReceipt
	if err := json.Unmarshal(src, &said); err != nil {
		return nil, mistake(CodeReceipt, "the receipt is no JSON of a session's: %s", err)
	}
	if said.Method != MethodEVM || said.Intent != IntentSession || said.Status != statusSuccess {
		return nil, mistake(CodeReceipt, "the receipt is of the method %q, the intent %q and the status %q; one of a session by %s is wanted", said.Method, said.Intent, said.Status, MethodEVM)
	}
	r := &SessionReceipt{Timestamp: said.Timestamp, ChallengeID: said.ChallengeID, ChainID: said.ChainID, Units: said.Units, Transaction: said.Transaction}
	f := &fields{place: "the receipt: ", members: members{"channelId": {text: said.ChannelID}, "acceptedCumulative": {text: said.AcceptedCumulative}, "spent": {text: said.Spent}}}
	f.bytes("channelId", r.Channel[:])
	f.amount("acceptedCumulative", &r.Accepted)
	f.amount("spent", &r.Spent)
	return r, f.err
}
