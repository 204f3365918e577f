package onchain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/chain/watch"
	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/x402/channel"
	"aidollar/treasury"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// Options are one chain, and the house's part in it.
type Options struct {
	Client    *chain.Client
	Signer    keys.Signer
	Outbox    string // the sender's file
	Finality  chain.Finality
	Fees      sender.Fees
	House     common.Address   // the contract that has the tokens and pays batches
	Memo      common.Address   // the contract that takes deposits; zero for none
	Escrow    common.Address   // of channels by x402's batch-settlement; zero for none
	Sessions  common.Address   // the escrow of channels by MPP's intent session; zero for none
	Multicall common.Address   // zero is where every chain has it
	Tokens    []common.Address // in the treasury's order
	Interval  time.Duration    // between looks at the chain
	Report    func(error)      // is told of errors after which everything goes on
}

// Chain is a treasury.Chain.
type Chain struct {
	o       Options
	sender  *sender.Sender
	watcher *watch.Watcher

	mu     sync.Mutex
	broken error // why the sender has stopped
	report error // what was reported last
	since  time.Time
	until  time.Time // of the last report
}

var _ treasury.Chain = (*Chain)(nil)

// Open opens the outbox. Nothing is sent or followed yet, and no node is asked.
func Open(o Options) (*Chain, error) {
	if o.Multicall == (common.Address{}) {
		o.Multicall = codec.Multicall3
	}
	if o.Report == nil {
		o.Report = func(error) {}
	}
	c := &Chain{}
	tell := o.Report
	o.Report = func(err error) {
		c.noted(err)
		tell(err)
	}
	c.o = o
	var err error
	c.watcher, err = watch.New(watch.Config{
		Client: o.Client, Finality: o.Finality, Filters: o.filters(), Interval: o.Interval, Report: o.Report,
		// Which authorization moved a transfer, and what else its transaction moved.
		Siblings: []common.Hash{codec.AuthorizationUsedTopic, codec.TransferTopic},
		Balances: o.holdings(),
	})
	if err != nil {
		return nil, err
	}
	c.sender, err = sender.Open(sender.Config{
		Client: o.Client, Signer: o.Signer, Outbox: o.Outbox, Finality: o.Finality, Fees: o.Fees, Interval: o.Interval, Report: o.Report,
		Changed: func(s sender.Status) {
			if s.State == sender.Included {
				c.watcher.Nudge() // its block is to be looked at
			}
		},
	})
	if err != nil {
		return nil, err
	}
	return c, nil
}

func (o *Options) filters() []chain.Filter {
	house := []common.Hash{codec.AddressTopic(o.House)}
	transfer := []common.Hash{codec.TransferTopic}
	filters := []chain.Filter{
		{Addresses: o.Tokens, Topics: [][]common.Hash{transfer, nil, house}},
		{Addresses: o.Tokens, Topics: [][]common.Hash{transfer, house}},
		{Addresses: []common.Address{o.House}, Topics: [][]common.Hash{{codec.BatchPaidTopic, codec.PaymentFailedTopic}}},
	}
	if o.Memo != (common.Address{}) {
		filters = append(filters, chain.Filter{Addresses: []common.Address{o.Memo}, Topics: [][]common.Hash{{codec.DepositTopic}}})
	}
	if o.Escrow != (common.Address{}) {
		filters = append(filters, chain.Filter{Addresses: []common.Address{o.Escrow}, Topics: [][]common.Hash{channel.Topics()}})
	}
	if o.Sessions != (common.Address{}) {
		filters = append(filters, chain.Filter{Addresses: []common.Address{o.Sessions}, Topics: [][]common.Hash{sessionTopics, nil, nil, house}})
	}
	return filters
}

func (o *Options) holdings() (all []chain.Holding) {
	for _, token := range o.Tokens {
		all = append(all, chain.Holding{Token: token, Holder: o.House})
	}
	return all
}

// stoppedPause is how long a sender rests that a person has to look at.
const stoppedPause = time.Minute

// Run sends until ctx ends.
func (c *Chain) Run(ctx context.Context) {
	for ctx.Err() == nil {
		c.breaks(nil)
		if err := c.sender.Run(ctx); err != nil && ctx.Err() == nil {
			c.breaks(fmt.Errorf("%w: %w", treasury.ErrBroken, err))
		}
		select {
		case <-ctx.Done():
		case <-time.After(stoppedPause):
		}
	}
}

func (c *Chain) breaks(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = err
}

// reportLasts is how long a report counts that is not made again: a chain that is
// away is tried twice a minute.
const reportLasts = time.Minute

func (c *Chain) noted(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	if c.report == nil || now.Sub(c.until) > reportLasts {
		c.since = now
	}
	c.report, c.until = err, now
}

// Trouble implements treasury.Chain.
func (c *Chain) Trouble() (since time.Time, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.until) > reportLasts {
		return time.Time{}, nil
	}
	return c.since, c.report
}

// Broken implements treasury.Chain.
func (c *Chain) Broken() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.broken
}

// Close lets go of the outbox. Run must have returned.
func (c *Chain) Close() error { return c.sender.Close() }

// ID implements treasury.Chain.
func (c *Chain) ID() uint64 { return c.o.Client.ID() }

// Sender implements treasury.Chain.
func (c *Chain) Sender() settlement.Address { return settlement.Address(c.o.Signer.Address()) }

// Head implements treasury.Chain.
func (c *Chain) Head(ctx context.Context) (treasury.Block, error) {
	return blockOf(c.o.Client.Latest(ctx))
}

// Final implements treasury.Chain.
func (c *Chain) Final(ctx context.Context) (treasury.Block, error) {
	return blockOf(c.o.Client.Final(ctx, c.o.Finality))
}

func blockOf(b chain.Block, err error) (treasury.Block, error) {
	return treasury.Block{Number: b.Number, Hash: settlement.Hash(b.Hash), Time: b.Time}, err
}

// Balances implements treasury.Chain.
func (c *Chain) Balances(ctx context.Context, block uint64) ([]money.Amount, error) {
	held, err := c.o.Client.Balances(ctx, block, c.o.holdings())
	if err != nil {
		return nil, err
	}
	return amounts(held), nil
}

func amounts(all []uint256.Int) []money.Amount {
	if all == nil {
		return nil
	}
	out := make([]money.Amount, len(all))
	for i := range all {
		out[i] = amount(&all[i])
	}
	return out
}

// amount is a number of 256 bits, or the largest there is if it does not fit.
func amount(v *uint256.Int) money.Amount {
	if v[2]|v[3] != 0 {
		return money.AmountMax
	}
	return money.Amount{Hi: v[1], Lo: v[0]}
}

// Try implements treasury.Chain.
func (c *Chain) Try(ctx context.Context, calls []treasury.Call) (string, error) {
	asked := make([]chain.Call, len(calls))
	for i, call := range calls {
		asked[i] = chain.Call{To: common.Address(call.To), Data: call.Data}
	}
	return c.o.Client.Simulate(ctx, c.o.Signer.Address(), asked)
}

// Authorization implements treasury.Chain.
func (c *Chain) Authorization(ctx context.Context, token, payer settlement.Address, nonce settlement.Hash, from, to uint64) (treasury.Use, error) {
	logs, _, err := c.o.Client.LogsIn(ctx, from, to, []chain.Filter{{
		Addresses: []common.Address{common.Address(token)},
		Topics: [][]common.Hash{
			{codec.AuthorizationUsedTopic, codec.AuthorizationCanceledTopic}, {codec.AddressTopic(common.Address(payer))}, {common.Hash(nonce)},
		},
	}})
	if err != nil {
		return treasury.Unused, err
	}
	for i := range logs {
		if e, err := codec.Event(&logs[i]); err == nil {
			if used, is := e.(*codec.AuthorizationEvent); is && used.Canceled {
				return treasury.Canceled, nil
			} else if is {
				return treasury.Used, nil
			}
		}
	}
	return treasury.Unused, nil
}

// Send implements treasury.Chain.
func (c *Chain) Send(ctx context.Context, i treasury.Intent) (treasury.Outcome, error) {
	s, err := c.sender.Send(ctx, sender.Intent{
		ID: i.ID, To: common.Address(i.Call.To), Data: i.Call.Data, Deadline: i.Deadline,
	})
	return outcome(&s), err
}

// Outcome implements treasury.Chain.
func (c *Chain) Outcome(id string) (treasury.Outcome, bool, error) {
	s, ok, err := c.sender.Status(id)
	return outcome(&s), ok, err
}

func outcome(s *sender.Status) treasury.Outcome {
	o := treasury.Outcome{Tx: settlement.Hash(s.Tx), Block: s.Block, Done: s.Success, Code: s.Reason, Text: s.Message}
	for _, h := range s.Hashes {
		o.Txs = append(o.Txs, settlement.Hash(h))
	}
	switch s.State {
	case sender.Included:
		o.Stage = treasury.Included
	case sender.Finalized:
		o.Stage = treasury.Settled
	case sender.Failed:
		o.Stage = treasury.Failed
	}
	if s.Reason == chain.CodeReverts {
		o.Revert = s.Message
	}
	return o
}

// Unfinished implements treasury.Chain.
func (c *Chain) Unfinished() (ids []string) {
	for _, s := range c.sender.Unfinished() {
		if !strings.HasPrefix(s.ID, settlementPrefix) { // other people's
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// Look implements treasury.Chain.
func (c *Chain) Look() { c.sender.Nudge() }

// Join implements treasury.Chain.
func (c *Chain) Join(calls []treasury.Call) treasury.Call {
	parts := make([]codec.Part, len(calls))
	for i, call := range calls {
		parts[i] = codec.Part{To: common.Address(call.To), Data: call.Data, MayFail: true}
	}
	return treasury.Call{To: settlement.Address(c.o.Multicall), Data: codec.Aggregate3(parts)}
}

var errTotal = errors.New("the batch's payments are more than a number of 128 bits")

// Pay implements treasury.Chain.
func (c *Chain) Pay(batch settlement.Hash, token settlement.Address, items []treasury.Item) (treasury.Call, error) {
	payments := make([]codec.Payment, len(items))
	var total money.Amount
	for i, item := range items {
		payments[i] = codec.Payment{To: common.Address(item.To), Amount: wide(item.Amount)}
		var ok bool
		if total, ok = total.Add(item.Amount); !ok {
			return treasury.Call{}, errTotal
		}
	}
	sum := wide(total)
	return treasury.Call{To: settlement.Address(c.o.House), Data: codec.Pay(common.Hash(batch), common.Address(token), &sum, payments)}, nil
}

func wide(a money.Amount) uint256.Int { return uint256.Int{a.Lo, a.Hi, 0, 0} }

// Endpoints implements treasury.Chain.
func (c *Chain) Endpoints() (all []treasury.Endpoint) {
	for _, h := range c.o.Client.Health() {
		e := treasury.Endpoint{Name: h.Endpoint, OK: h.OK, Since: h.Since}
		if h.Err != nil {
			e.Text = h.Err.Error()
		}
		all = append(all, e)
	}
	return all
}
