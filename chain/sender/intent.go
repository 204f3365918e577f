package sender

import (
	"bytes"
	"math/big"
	"time"

	"aidollar/chain"

	"github.com/ethereum/go-ethereum/common"
)

const (
	idMax   = 128      // bytes of an intent's id
	dataMax = 96 << 10 // bytes of a call; nodes take transactions of up to 128 KiB
)

// Intent is a call that is to be made once.
type Intent struct {
	ID    string // 1 to 128 bytes, the owner's choice
	To    common.Address
	Data  []byte
	Value *big.Int // of the chain's coin, or nil
	// GasMax is the most gas it may use; 0 is Config.GasMax.
	GasMax uint64
	// Deadline is when it is no longer wanted if it has no nonce by then. Once it
	// has one it cannot be taken back. Zero is never.
	Deadline time.Time
}

func (i *Intent) check(gasMax uint64) error {
	switch {
	case i.ID == "" || len(i.ID) > idMax:
		return chain.Errorf(chain.Refuse, CodeIntent, "an intent's id has 1 to %d bytes", idMax)
	case len(i.Data) > dataMax:
		return chain.Errorf(chain.Refuse, CodeIntent, "an intent's data have at most %d bytes", dataMax)
	case i.To == (common.Address{}):
		return chain.Errorf(chain.Refuse, CodeIntent, "an intent calls an address")
	case i.Value != nil && (i.Value.Sign() < 0 || i.Value.BitLen() > 256):
		return chain.Errorf(chain.Refuse, CodeIntent, "an intent's value is a number of 256 bits")
	case i.GasMax > gasMax:
		return chain.Errorf(chain.Refuse, CodeIntent, "an intent may use at most %d gas", gasMax)
	}
	return nil
}

// same reports whether two intents call the same. Bounds may differ: whoever
// sends an intent again reckons its deadline anew.
func (i *Intent) same(o *Intent) bool {
	return i.ID == o.ID && i.To == o.To && bytes.Equal(i.Data, o.Data) && i.value().Cmp(o.value()) == 0
}

func (i *Intent) value() *big.Int {
	if i.Value == nil {
		return new(big.Int)
	}
	return i.Value
}

// State is how far an intent has come.
type State string

const (
	Queued    State = "queued"    // in the outbox, without a nonce
	Sent      State = "sent"      // signed under its nonce and handed to the chain
	Included  State = "included"  // in a block that may still go
	Finalized State = "finalized" // carried out for good
	Failed    State = "failed"    // will not be carried out, for good
)

// Final reports whether the state will not change any more.
func (s State) Final() bool { return s == Finalized || s == Failed }

// rank orders the states for whoever waits for one.
func (s State) rank() int {
	switch s {
	case Sent:
		return 1
	case Included:
		return 2
	case Finalized, Failed:
		return 3
	}
	return 0
}

// The codes of this package, beyond those of chain.
const (
	CodeIntent       = "intent_invalid"
	CodeDiffers      = "intent_differs"  // the id is that of another intent
	CodeFull         = "outbox_full"     // too many intents are open
	CodeOutbox       = "outbox_broken"   // the file cannot be used
	CodeUnknown      = "intent_unknown"  // there is none with this id
	CodeClosed       = "sender_closed"   // the sender was closed
	CodeFeeCapped    = "fee_capped"      // the chain asks for more than the configured fees
	CodeFeeDay       = "fee_day_limit"   // the day's fees are used up
	CodePaused       = "paused"          // the kill switch is on
	CodeNonceForeign = "nonce_foreign"   // somebody else sends from the account
	CodeNonceBehind  = "nonce_behind"    // the chain knows fewer transactions than were final
	CodeReverted     = "reverted"        // reason of Failed: carried out, and reverted
	CodeDeadline     = "deadline_passed" // reason of Failed
	CodeGas          = "gas_over_max"    // reason of Failed: it would use more gas than it may
	CodeCanceled     = "canceled"        // reason of Failed: Cancel took it back
)

// Status is what is known about an intent.
type Status struct {
	ID    string
	State State
	// Reason is the code of why it failed, or of what it waits for in its state;
	// Message says the same to a person.
	Reason, Message string

	HasNonce bool
	Nonce    uint64
	Hashes   []common.Hash // all transactions signed for it, the newest last

	// What follows is of a block that it is included in, or was carried out in.
	Tx        common.Hash
	Block     uint64
	BlockHash common.Hash
	Success   bool     // false if it reverted
	Fee       *big.Int // what it cost, or nil
}
