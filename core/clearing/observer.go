package clearing

import (
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// Observer is told what a record changed, in order, while it is applied. It
// must not keep what it is handed by pointer, nor call the machine. A replay
// tells the same again.
type Observer interface {
	AssetDefined(number ledger.AssetID, asset money.Asset)
	AccountOpened(at int64, account *ledger.Account)
	PartyAdded(party *Party)
	KeyChanged(key *Key)
	CardAdded(number uint32, card *SellerCard)
	Posted(at int64, posting *ledger.Posting)
	CallReserved(at int64, call *payment.Call)
	CallClosed(at int64, closing *CallClosing)
}

// CallState is how a call ended.
type CallState uint8

// The ends of a call.
const (
	CallCaptured CallState = iota + 1
	CallVoided
	CallExpired
)

func (s CallState) String() string {
	switch s {
	case CallCaptured:
		return "captured"
	case CallVoided:
		return "voided"
	case CallExpired:
		return "expired"
	}
	return "unknown"
}

// CallClosing is all that is known of a call at its end.
type CallClosing struct {
	Call     payment.Call
	State    CallState
	Usage    meter.Usage // of a capture
	Policy   payment.Policy
	Upstream string
	Reason   string // of a void
	Answer   payment.Answer
}
