package codec

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

// The first topics of the events that the house follows.
var (
	TransferTopic              = Topic("Transfer(address,address,uint256)")
	AuthorizationUsedTopic     = Topic("AuthorizationUsed(address,bytes32)")
	AuthorizationCanceledTopic = Topic("AuthorizationCanceled(address,bytes32)")
	DepositTopic               = Topic("Deposit(address,address,uint256,bytes32)")
	BatchPaidTopic             = Topic("BatchPaid(bytes32,address,uint256,uint256)")
	PaymentFailedTopic         = Topic("PaymentFailed(bytes32,uint256,address,uint256,bytes32)")
)

// AddressTopic is an address as an indexed argument, to filter by.
func AddressTopic(a common.Address) common.Hash { return common.BytesToHash(a[:]) }

// TransferEvent says that a token moved (EIP-20).
type TransferEvent struct {
	Token, From, To common.Address
	Amount          uint256.Int
}

// AuthorizationEvent says that an authorization was used, or cancelled (EIP-3009).
// Only together with the Transfer of the same transaction is a use a payment.
type AuthorizationEvent struct {
	Token, Authorizer common.Address
	Nonce             common.Hash
	Canceled          bool
}

// DepositEvent says for whose account a deposit through DepositMemo was. Anybody
// can bring a token of his own: it counts with a known token's Transfer only.
type DepositEvent struct {
	Contract, Payer, Token common.Address
	Amount                 uint256.Int
	Memo                   common.Hash
}

// BatchPaidEvent says that Payout carried a batch out.
type BatchPaidEvent struct {
	Contract common.Address
	Batch    common.Hash
	Token    common.Address
	Paid     uint256.Int // what reached its recipients
	Failures uint256.Int // how many payments of the batch did not
}

// PaymentFailedEvent says that Payout did not make one payment of a batch.
type PaymentFailedEvent struct {
	Contract common.Address
	Batch    common.Hash
	Index    uint256.Int // the payment's place in the batch
	To       common.Address
	Amount   uint256.Int
	Reason   [32]byte // begins with what the token said
}

// Event reads a log into one of the events above. A log of another event is
// nil; one that bears an event's name and has another shape is an error.
func Event(l *types.Log) (any, error) {
	if len(l.Topics) == 0 {
		return nil, nil
	}
	r := reader{topics: l.Topics[1:], data: l.Data}
	var event any
	switch l.Topics[0] {
	case TransferTopic:
		event = &TransferEvent{Token: l.Address, From: r.indexedAddress(), To: r.indexedAddress(), Amount: r.uint()}
	case AuthorizationUsedTopic, AuthorizationCanceledTopic:
		event = &AuthorizationEvent{Token: l.Address, Authorizer: r.indexedAddress(), Nonce: r.indexed(), Canceled: l.Topics[0] == AuthorizationCanceledTopic}
	case DepositTopic:
		event = &DepositEvent{Contract: l.Address, Payer: r.indexedAddress(), Token: r.indexedAddress(), Amount: r.uint(), Memo: r.indexed()}
	case BatchPaidTopic:
		event = &BatchPaidEvent{Contract: l.Address, Batch: r.indexed(), Token: r.indexedAddress(), Paid: r.uint(), Failures: r.uint()}
	case PaymentFailedTopic:
		event = &PaymentFailedEvent{Contract: l.Address, Batch: r.indexed(), Index: r.indexedUint(), To: r.address(), Amount: r.uint(), Reason: r.word()}
	default:
		return nil, nil
	}
	if r.bad || len(r.topics) > 0 || len(r.data) > 0 {
		return nil, fmt.Errorf("log %d of transaction %s has another shape than its event", l.Index, l.TxHash)
	}
	return event, nil
}

// reader takes a log's arguments one after the other. The first that is not
// there, or is larger than its type, makes all of it bad.
type reader struct {
	topics []common.Hash
	data   []byte
	bad    bool
}

func (r *reader) indexed() common.Hash {
	if len(r.topics) == 0 {
		r.bad = true
		return common.Hash{}
	}
	t := r.topics[0]
	r.topics = r.topics[1:]
	return t
}

func (r *reader) word() [32]byte {
	w, is := wordAt(r.data, 0)
	if !is {
		r.bad = true
		return [32]byte{}
	}
	r.data = r.data[wordLength:]
	return [32]byte(w)
}

func (r *reader) narrow(w [32]byte) common.Address {
	for _, b := range w[:wordLength-common.AddressLength] {
		r.bad = r.bad || b != 0
	}
	return common.BytesToAddress(w[:])
}

func wide(w [32]byte) (v uint256.Int) { v.SetBytes32(w[:]); return v }

func (r *reader) indexedAddress() common.Address { return r.narrow(r.indexed()) }
func (r *reader) indexedUint() uint256.Int       { return wide(r.indexed()) }
func (r *reader) address() common.Address        { return r.narrow(r.word()) }
func (r *reader) uint() uint256.Int              { return wide(r.word()) }
