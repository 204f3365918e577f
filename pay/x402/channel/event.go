package channel

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// EventKind is what an event of the escrow tells.
type EventKind uint8

// The escrow's events. A channel is created whenever it gets money while it has
// none and nothing was ever claimed, and closed when the same is so again, so both
// may come more than once.
const (
	EventNone             EventKind = iota
	EventCreated                    // Channel, Config
	EventClosed                     // Channel, Config
	EventDeposited                  // Channel, Sender, Amount, After: the new balance
	EventClaimed                    // Channel, Sender, Amount, After: the new total claimed
	EventSettled                    // Receiver, Token, Sender, Amount
	EventRefunded                   // Channel, Sender, Amount
	EventWithdrawStarted            // Channel, Amount, FinalAt
	EventWithdrawFinished           // Channel, Sender, Amount
)

// Event is one event of the escrow. Which members are set depends on Kind.
type Event struct {
	Kind            EventKind
	Channel         common.Hash
	Config          *Config
	Receiver, Token common.Address
	Sender          common.Address // who sent the transaction
	Amount, After   uint256.Int    // smallest units
	FinalAt         uint64         // Unix seconds: from then on the payer can take the money out
}

// form is how an event is laid out: its topic, its indexed members and its words.
type form struct {
	topic   common.Hash
	kind    EventKind
	indexed int
	words   int
}

func event(kind EventKind, signature string, indexed, words int) form {
	return form{crypto.Keccak256Hash([]byte(signature)), kind, indexed, words}
}

var forms = []form{
	event(EventCreated, "ChannelCreated(bytes32,"+configTuple+")", 1, configWords),
	event(EventClosed, "ChannelClosed(bytes32,"+configTuple+")", 1, configWords),
	event(EventDeposited, "Deposited(bytes32,address,uint128,uint128)", 2, 2),
	event(EventClaimed, "Claimed(bytes32,address,uint128,uint128)", 2, 2),
	event(EventSettled, "Settled(address,address,address,uint128)", 3, 1),
	event(EventRefunded, "Refunded(bytes32,address,uint128)", 2, 1),
	event(EventWithdrawStarted, "WithdrawInitiated(bytes32,uint128,uint40)", 1, 2),
	event(EventWithdrawFinished, "WithdrawFinalized(bytes32,address,uint128)", 2, 1),
}

// Topics are the first topics of all events, to filter logs by.
func Topics() []common.Hash {
	all := make([]common.Hash, len(forms))
	for i := range forms {
		all[i] = forms[i].topic
	}
	return all
}

// ReadEvent reads a log of the escrow. It is not ok for any that is none of the
// escrow's events.
func ReadEvent(topics []common.Hash, log []byte) (e Event, ok bool) {
	if len(topics) == 0 {
		return e, false
	}
	for i := range forms {
		f := &forms[i]
		if f.topic != topics[0] {
			continue
		}
		var w [configWords]uint256.Int
		if len(topics) != 1+f.indexed || !words(log, w[:f.words]) {
			return e, false
		}
		e.Kind = f.kind
		return e, e.fill(topics[1:], &w)
	}
	return e, false
}

// fill takes what is indexed and what is not. It is not ok for a number that is
// larger than its kind allows.
func (e *Event) fill(indexed []common.Hash, w *[configWords]uint256.Int) bool {
	if e.Kind == EventSettled {
		e.Receiver, e.Token, e.Sender = addressOf(indexed[0]), addressOf(indexed[1]), addressOf(indexed[2])
		e.Amount = w[0]
		return true
	}
	e.Channel = indexed[0]
	switch e.Kind {
	case EventCreated, EventClosed:
		if !w[5].IsUint64() {
			return false
		}
		e.Config = &Config{
			Payer: addressOf(w[0].Bytes32()), PayerAuthorizer: addressOf(w[1].Bytes32()), Receiver: addressOf(w[2].Bytes32()),
			ReceiverAuthorizer: addressOf(w[3].Bytes32()), Token: addressOf(w[4].Bytes32()), WithdrawDelay: w[5].Uint64(), Salt: w[6].Bytes32(),
		}
		return true
	case EventWithdrawStarted:
		e.Amount, e.FinalAt = w[0], w[1].Uint64()
		return w[1].IsUint64()
	}
	e.Sender = addressOf(indexed[1])
	e.Amount, e.After = w[0], w[1]
	return true
}

func addressOf(word common.Hash) common.Address { return common.BytesToAddress(word[:]) }
