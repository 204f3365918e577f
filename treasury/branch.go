package treasury

import (
	"context"
	"encoding/hex"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/payment"
	"aidollar/core/settlement"
)

// branch is the treasury on one chain.
type branch struct {
	*Treasury
	ChainOptions
	id      uint64
	numbers map[settlement.Address]*held // by contract; the order is that of Tokens

	owed    owed          // payments that may be due
	swept   atomic.Bool   // all due payments were looked for since the last nudge
	sweptAt time.Time     // of work alone
	wake    chan struct{} // for work
	flights flights
	batches attempts                           // of open payouts
	paying  sync.Mutex                         // held while batches are sent, or one is given back
	claims  claims                             // of work alone
	leaving sync.Mutex                         // held while one of them is sent, or put back on its channel
	exits   attempts                           // of what goes back from channels
	escrows map[payment.ChannelID]ChannelState // at the newest final block; of the follower alone

	mu      sync.Mutex
	seen    map[settlement.Hash][]ledger.ID         // arrivals by block, while it is not final
	paid    map[settlement.Hash][]ledger.ID         // batches by block, likewise
	moved   map[settlement.Hash][]payment.ChannelID // channels by block, likewise
	head    Block                                   // the newest whose transfers were entered
	tip     Block                                   // the newest there is
	final   Block
	settled time.Time // when the machine was last told of a final block
	trouble [parts]trouble
}

// held is a token as the ledger numbers it.
type held struct {
	Token
	number uint32
	unit   uint64 // ledger units in its smallest unit
	place  int    // among Tokens
}

// part is where something goes wrong, so that one that is well again does not
// hide the other's trouble.
type part int

const (
	inFollowing part = iota
	inCollecting
	inPaying
	inClaiming
	parts
)

// trouble is what went wrong last.
type trouble struct {
	text string
	at   time.Time
}

func (t *Treasury) newBranch(ctx context.Context, o *ChainOptions) (*branch, error) {
	b := &branch{
		Treasury: t, ChainOptions: *o, id: o.Chain.ID(), numbers: map[settlement.Address]*held{}, wake: make(chan struct{}, 1),
		seen: map[settlement.Hash][]ledger.ID{}, paid: map[settlement.Hash][]ledger.ID{}, moved: map[settlement.Hash][]payment.ChannelID{},
		escrows: map[payment.ChannelID]ChannelState{}, claims: newClaims(),
	}
	b.owed.init()
	b.flights.init()
	b.batches.init()
	b.exits.init()
	for place, token := range o.Tokens {
		entered, err := b.enter(ctx, token)
		if err != nil {
			return nil, err
		}
		entered.place = place
		b.numbers[token.Contract] = entered
	}
	return b, nil
}

// enter defines a token and sets its limits and its guard, where the machine has others.
func (b *branch) enter(ctx context.Context, token Token) (*held, error) {
	var asset ledger.AssetID
	var ok bool
	b.node.View(func(m *clearing.Machine) { asset, ok = m.AssetNumber(token.Asset) })
	if !ok {
		return nil, fmt.Errorf("the token %s on chain %d is of the asset %q, which the ledger does not know", text(token.Contract), b.id, token.Asset)
	}
	_, err := b.do(ctx, clearing.DefineToken{
		ChainID: b.id, Contract: token.Contract, House: b.House, Decimals: token.Decimals, Asset: asset,
	})
	state, known := b.tokenState(token.Contract)
	switch {
	case refusedAs(err, settlement.TokenDiffers) && known && state.Token.House != b.House:
		return nil, fmt.Errorf("the ledger keeps the token %s on chain %d at %s, and the configuration says %s: its books would not match another address; put %[3]s back",
			text(token.Contract), b.id, text(state.Token.House), text(b.House))
	case refusedAs(err, settlement.TokenDiffers) && known:
		return nil, fmt.Errorf("the ledger knows the token %s on chain %d with %d decimals and as asset %d; the configuration says %d decimals and %q",
			text(token.Contract), b.id, state.Token.Decimals, state.Token.Asset, token.Decimals, token.Asset)
	case err != nil:
		return nil, fmt.Errorf("the token %s on chain %d: %w", text(token.Contract), b.id, err)
	}
	limits := settlement.Limits{DayMax: token.DayMax, BatchTo: token.BatchTo}
	if state.Limits != limits {
		if _, err := b.do(ctx, clearing.SetTokenLimits{Token: state.Number, Limits: limits}); err != nil {
			return nil, fmt.Errorf("the limits of the token %s on chain %d: %w", text(token.Contract), b.id, err)
		}
	}
	if g := token.Guard; g != nil && state.Peg.Guard != *g {
		if _, err := b.do(ctx, clearing.SetPeg{Token: state.Number, Guard: *g}); err != nil {
			return nil, fmt.Errorf("the guard of the token %s on chain %d: %w", text(token.Contract), b.id, err)
		}
	}
	return &held{Token: token, number: state.Number, unit: state.Unit}, nil
}

func (b *branch) tokenState(contract settlement.Address) (state settlement.TokenState, ok bool) {
	b.node.View(func(m *clearing.Machine) { state, ok = m.Settlement().TokenAt(b.id, contract) })
	return state, ok
}

// token finds a token of this chain by its number, or nil.
func (b *branch) token(number uint32) *held {
	for _, t := range b.numbers {
		if t.number == number {
			return t
		}
	}
	return nil
}

func (b *branch) nudge() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

// troubled notes what went wrong in a part; nil that all is well there again.
func (b *branch) troubled(in part, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err == nil {
		b.trouble[in] = trouble{}
		return
	}
	if said := err.Error(); said != b.trouble[in].text {
		b.trouble[in] = trouble{said, b.options.Now()}
		b.options.Log.Warn("on chain", "chain", b.Name, "error", err)
	}
}

// text writes an address.
func text(a settlement.Address) string { return "0x" + hex.EncodeToString(a[:]) }

func hash(h settlement.Hash) string { return "0x" + hex.EncodeToString(h[:]) }
