package treasury

import (
	"context"
	"errors"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/money"
	"aidollar/core/settlement"
)

// Node carries commands out and shows the machine.
type Node interface {
	// Submit carries out the commands in one record, and answers when it is durable.
	Submit(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error)
	View(f func(*clearing.Machine))
}

// ErrBroken is wrapped by errors of a Chain that a person has to look at: a final
// block has changed, or somebody else sends from the house's key.
var ErrBroken = errors.New("treasury: the chain does not do as it must")

// Chain is one chain, with the account that sends on it. Any number of goroutines
// may use it. Amounts are in a token's smallest units.
type Chain interface {
	ID() uint64
	// Sender is the address that transactions come from.
	Sender() settlement.Address
	// Head and Final are the newest block, and the newest final one.
	Head(ctx context.Context) (Block, error)
	Final(ctx context.Context) (Block, error)
	// Balances is what the house has of its tokens in a block.
	Balances(ctx context.Context, block uint64) ([]money.Amount, error)
	// Channels is how channels stand in a block, in their order; zero is the newest
	// block.
	Channels(ctx context.Context, block uint64, channels []ChannelRef) ([]ChannelState, error)
	// Unfetched is what an escrow has for the house that was claimed and not fetched.
	Unfetched(ctx context.Context, block uint64, escrow, token settlement.Address) (money.Amount, error)
	// Follow tells f of everything behind a block, in order, until ctx ends, which is
	// no error, or f returns one. The block's hash may be zero where only its number
	// is known.
	Follow(ctx context.Context, behind Block, f Follower) error
	// Try makes calls from Sender without a transaction; revert is why the chain
	// would not carry them out, empty if it would.
	Try(ctx context.Context, calls []Call) (revert string, err error)
	// Authorization looks for the end of an EIP-3009 authorization in a range of blocks.
	Authorization(ctx context.Context, token, payer settlement.Address, nonce settlement.Hash, from, to uint64) (Use, error)

	// Send takes an intent in, durably and once: the same again changes nothing.
	Send(ctx context.Context, i Intent) (Outcome, error)
	// Outcome is how far an intent has come; ok is false for one that is not known.
	Outcome(id string) (o Outcome, ok bool, err error)
	// Unfinished are the ids of the intents that are not final.
	Unfinished() []string
	// Broken is why nothing is sent until a person has looked, as when somebody else
	// sends from the account; nil while all is well.
	Broken() error
	// Look has the sender look at the chain now, for somebody has seen a new block.
	Look()

	// Join makes one call of several, of which some may fail.
	Join(calls []Call) Call
	// Pay is the call that pays a batch.
	Pay(batch settlement.Hash, token settlement.Address, items []Item) (Call, error)

	Endpoints() []Endpoint
	// Trouble is what goes wrong again and again while everything else goes on, and
	// since when; nil while nothing does.
	Trouble() (since time.Time, err error)
}

// Follower is told what happens on a chain, one call at a time. An error ends
// Follow, and what it was about is told again by the next.
type Follower interface {
	// Seen tells of a block that may still go, in which something concerns the house.
	// The same block may be told twice.
	Seen(ctx context.Context, s Seen) error
	// Dropped tells that a block which was seen has gone; only its number and hash
	// are said.
	Dropped(ctx context.Context, b Block) error
	// Finalized tells of a range of blocks that are there for good.
	Finalized(ctx context.Context, f Final) error
}

// Seen is a block and the transactions in it that concern the house.
type Seen struct {
	Block Block
	Txs   []Tx
}

// Final is a range of blocks that are there for good.
type Final struct {
	To     Block
	Blocks []Seen // those of the range in which something concerns the house
	// Balances are those of the house in the tokens, in the order of its
	// configuration, at the end of the range. They are nil where there are newer final
	// blocks, and where NoBalances says why they cannot be had.
	Balances   []money.Amount
	NoBalances error
}

// Block is a block of a chain.
type Block struct {
	Number uint64
	Hash   settlement.Hash
	Time   uint64 // seconds since 1970
}

// Tx is a transaction that moved tokens to or from the house, or that its
// contracts had a part in, with all of its logs that the treasury knows.
type Tx struct {
	Hash settlement.Hash
	Logs []Log
}

// Log is one event: a Transfer, Authorization, Deposit, BatchPaid, ItemFailed,
// ChannelCreated, ChannelDeposited, ChannelLeft or ChannelTouched.
type Log struct {
	Index    uint64
	Contract settlement.Address // that says so
	Event    any
}

// Transfer says that the token which is the log's contract moved (EIP-20).
type Transfer struct {
	From, To settlement.Address
	Amount   money.Amount // the largest there is stands for all that do not fit
}

// Authorization says that one was used (EIP-3009), in the token which is the
// log's contract.
type Authorization struct {
	Payer settlement.Address
	Nonce settlement.Hash
}

// Deposit says for whom a transfer in the same transaction was.
type Deposit struct {
	Payer, Token settlement.Address
	Amount       money.Amount
	Memo         settlement.Hash
}

// BatchPaid says that a batch was carried out.
type BatchPaid struct {
	Batch settlement.Hash
	Token settlement.Address
	Paid  money.Amount
}

// ItemFailed says that one payment of a batch was not made.
type ItemFailed struct {
	Batch settlement.Hash
	Place uint64
}

// Call is one call of a contract.
type Call struct {
	To   settlement.Address
	Data []byte
}

// Item is one payment of a batch.
type Item struct {
	To     settlement.Address
	Amount money.Amount
}

// Intent is a call that is to be made once.
type Intent struct {
	ID       string
	Call     Call
	Deadline time.Time // not wanted later, unless it is under way; zero is never
}

// Stage is how far an intent has come.
type Stage uint8

// The stages of an intent. The last two are ends.
const (
	Waiting  Stage = iota // taken in, or on its way
	Included              // in a block that may still be undone
	Settled               // in a final block
	Failed                // it will not be carried out, for good
)

// Outcome is how far an intent has come.
type Outcome struct {
	Stage  Stage
	Txs    []settlement.Hash // all that were signed for it
	Tx     settlement.Hash   // that is in the block, from Included on
	Block  uint64
	Done   bool   // it did not revert there
	Revert string // why the chain would not carry it out, if that is why it failed
	Code   string // why it failed or waits; empty while there is nothing to tell
	Text   string // the same for a person
}

// Use is what became of an authorization.
type Use uint8

// What may have become of it.
const (
	Unused Use = iota
	Used
	Canceled
)

// Endpoint is how one of a chain's nodes has been doing.
type Endpoint struct {
	Name  string
	OK    bool
	Text  string // why not
	Since time.Time
}
