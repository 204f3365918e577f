package treasury

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// Options say what a treasury works with.
type Options struct {
	Chains []ChainOptions
	// Payouts are made of themselves by this schedule.
	Payouts Schedule

	// Net ends a period before the schedule pays out, so that only the net of each
	// seller leaves; nil when nobody is to be netted.
	Net func(context.Context) error

	// Calls are what collects a due payment; alone says that they must come from
	// the sender itself and cannot share a transaction.
	Calls func(p *settlement.Payment) (calls []Call, alone bool, err error)
	// PaymentID is the id of the payment that an authorization carries out.
	PaymentID func(chainID uint64, token, payer settlement.Address, nonce settlement.Hash) ledger.ID
	// PartiesOf are the parties that an address of a chain may be as a wallet,
	// whether they have been entered or not. The first that has been counts.
	PartiesOf func(chainID uint64, wallet settlement.Address) []ledger.ID
	// NewID makes a new id for a batch.
	NewID func() ledger.ID

	// OpenChannel is what enters a channel that a payer made on a chain by himself;
	// nothing for one that is not to the house on its terms.
	OpenChannel func(chainID uint64, kind payment.Escrow, id payment.ChannelID, config []byte) []clearing.Command
	// Claim is the call that claims what channels of one escrow have been charged, and
	// fetches what is claimed in their tokens.
	Claim func(chainID uint64, kind payment.Escrow, channels []payment.Channel) (Call, error)
	// GiveBack is the call that claims what a channel has been charged, and gives
	// amount, in the token's smallest units, back to its payer.
	GiveBack func(chainID uint64, channel *payment.Channel, amount money.Amount) (Call, error)

	// SettleWithin is how long a payment that was taken on trust waits for others
	// to share its transaction.
	SettleWithin time.Duration
	Log          *slog.Logger
	Now          func() time.Time
}

// ChainOptions are one chain and what the house has there.
type ChainOptions struct {
	Chain  Chain
	Name   string
	House  settlement.Address // has the tokens, and pays batches
	Memo   settlement.Address // the contract that takes deposits with a memo; zero for none
	Tokens []Token
	// Escrows keep the deposits of channels to the house.
	Escrows []Escrow
	Claims  Claims
	// From is the first block to look at when the chain is new here; zero looks at
	// what comes from now on, and takes nothing over that is there already.
	From uint64
}

// Token is a dollar token that the house takes.
type Token struct {
	Contract settlement.Address
	Decimals uint8
	Asset    string       // its code in the ledger
	DayMax   money.Amount // ledger units that may be paid out in a day
	BatchTo  uint16       // payees in one transaction
	// TrustBelow is up to where a deposit counts as soon as it stands in a block;
	// what is more has to be final. Ledger units.
	TrustBelow money.Amount
	Guard      *settlement.Guard // nil: as it is
}

// Claims say when channels are claimed from. A payer who begins to take his deposit
// out is claimed from at once.
type Claims struct {
	At     money.Amount  // ledger units in a token that are claimed without waiting
	Within time.Duration // that the oldest charge waits at most
}

// Schedule says when payouts are made. The zero Schedule makes none.
type Schedule struct {
	Every time.Duration
	At    time.Duration // behind midnight, UTC
	Min   money.Amount  // ledger units below which nobody is paid
}

const (
	settleWithinDefault = 2 * time.Second
	gatherFor           = 20 * time.Millisecond // when somebody waits for the payment
	collectMax          = 60                    // payments in one transaction: some 3 million gas
	joinedMax           = 80 << 10              // bytes of their calls
	marginUntil         = 4 * time.Second       // a payment must be good for so long to be sent
	leadUntil           = 15 * time.Second      // and is sent this long before its end, at the latest
	backoffMin          = time.Second
	backoffMax          = 30 * time.Second
	finalizeEvery       = time.Minute // where nothing waits to be final
	sweepEvery          = 5 * time.Second
	sweepWatched        = time.Minute
	headEvery           = 5 * time.Second
	lookBack            = 5_000 // blocks in which the end of an authorization is looked for
	kept                = 1 << 16
)

func (o *Options) complete() error {
	if o.Calls == nil || o.PaymentID == nil || o.PartiesOf == nil || o.NewID == nil {
		return errors.New("treasury: Calls, PaymentID, PartiesOf and NewID are needed")
	}
	for i := range o.Chains {
		if len(o.Chains[i].Escrows) > 0 && (o.OpenChannel == nil || o.Claim == nil || o.GiveBack == nil) {
			return errors.New("treasury: OpenChannel, Claim and GiveBack are needed for channels")
		}
	}
	if o.SettleWithin <= 0 {
		o.SettleWithin = settleWithinDefault
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	known := map[uint64]bool{}
	for i := range o.Chains {
		c := &o.Chains[i]
		if c.Chain == nil || len(c.Tokens) == 0 || c.House == (settlement.Address{}) {
			return fmt.Errorf("treasury: chain %q has no connection, no house or no token", c.Name)
		}
		if known[c.Chain.ID()] {
			return fmt.Errorf("treasury: chain %d is there twice", c.Chain.ID())
		}
		known[c.Chain.ID()] = true
		if c.Claims.Within <= 0 {
			c.Claims.Within = claimWithinDefault
		}
		if c.Claims.At.IsZero() {
			c.Claims.At = money.AmountMax
		}
	}
	return nil
}
