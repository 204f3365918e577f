package service

import (
	"context"

	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

// Settler sends what settles payments, and remembers it durably: longer than
// Order.Deadline, over restarts, and over all processes that serve one address.
//
// Two identities count. Order.Key is what the chain carries out once, whoever asks.
// Order.ID is one payment to one payee at one amount. For each key the first order
// is accepted; the same order again is the same, and any other is Taken. The
// acceptance is one step, so of two at once one is accepted.
type Settler interface {
	// Resume tells what became of the order that was accepted under a key. It is
	// Unknown if there is none, and Taken if it is another than id. One that is on
	// its way it waits for as Settle does.
	Resume(ctx context.Context, key, id common.Hash) (Outcome, error)

	// Settle accepts an order, sends its calls in their order from its sender, and
	// waits until they are included as deep as the seller's chain wants it, or until
	// ctx ends, whichever is first. An order that was accepted before is not sent
	// again; one without calls is accepted as Settled and nothing is sent for it.
	//
	// Once a transaction may have left, the answer is Pending with its hash and not
	// an error, also when ctx ends. An error says that nothing was sent and nothing
	// will be, unless the same order is settled again: a node that does not answer,
	// no gas. The key may stay the order's.
	//
	// A transaction that cannot be included before Order.Deadline must not be sent.
	// The order is kept by reference for the call only.
	Settle(ctx context.Context, order *Order) (Outcome, error)
}

// Order is a settlement to be sent.
type Order struct {
	ID, Key  common.Hash
	ChainID  uint64
	Sender   common.Address // who sends it; with upto nobody else can
	Calls    []facilitator.Call
	Deadline uint64 // Unix seconds: from then on it cannot succeed
	Payment  Transfer
}

// Status is how far an order has come.
type Status uint8

// The states of an order.
const (
	Unknown Status = iota // no order was accepted under the key
	Settled               // its transactions are included and succeeded
	Pending               // a transaction may have left, and is not known to be included
	Failed                // included and reverted, or can never be included any more
	Taken                 // another order was accepted under the key
)

// Outcome is what became of an order.
type Outcome struct {
	Status Status
	// Transaction is the hash of the last call's, with Settled (but for an order
	// without calls), Pending and Failed (where one was sent).
	Transaction common.Hash
	// Revert is why it failed, as the chain said it, for RevertReason.
	Revert string
	// Logs are what the order's own calls emitted, with Settled: of a batch only
	// the call's part. The service looks for the payment in them and believes
	// nothing else, since some tokens return instead of reverting.
	Logs []Log
}

// Log is an event of a contract.
type Log struct {
	Address common.Address
	Topics  []common.Hash
	Data    []byte
}

// Witness finds out who has used an authorization of EIP-3009.
type Witness interface {
	// AuthorizationUsed finds the included transaction in which token emitted
	// AuthorizationUsed(payer, nonce), whoever sent it, and returns its logs. It is
	// not found if there is none, for instance because the payer has cancelled the
	// authorization: then the token emitted AuthorizationCanceled instead. It must
	// not take a transaction that is less deep than Settle would wait for.
	AuthorizationUsed(ctx context.Context, chainID uint64, token, payer common.Address, nonce common.Hash) (transaction common.Hash, logs []Log, found bool, err error)
}
