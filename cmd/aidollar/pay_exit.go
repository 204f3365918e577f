package main

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"path/filepath"
	"slices"
	"time"

	"aidollar/chain"
	keyfile "aidollar/chain/keys"
	"aidollar/chain/sender"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/buyer"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
)

// What is paid for a unit of gas at most, in wei: many times what chains that are
// paid on ask for. What counts is --fee-max.
const (
	exitTipMax = 5_000_000_000
	exitCapMax = 500_000_000_000
)

func channelWithdraw() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "withdraw CHANNEL", Short: "Announce on chain that what is left is taken out", Args: exactly(1),
		Long: `Announce on chain that what is left in a channel, or --amount of it, is taken out: for a
seller who does not give it back. From then on nothing is paid from the channel. What was
signed for the seller can claim until the delay is over; finalize then takes the rest.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			return e.exit(cmd, args[0], e.announce)
		},
	}
	e.exitFlags(c)
	c.Flags().StringVar(&e.amount, "amount", "", "dollars to take out; all that was not claimed if it is not said")
	return c
}

func channelFinalize() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "finalize CHANNEL", Short: "Take out on chain what was announced, when the delay is over", Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error { return e.exit(cmd, args[0], e.takeOut) },
	}
	e.exitFlags(c)
	return c
}

func (e *channelErrand) exitFlags(c *cobra.Command) {
	e.flags(c)
	f := c.Flags()
	f.StringVar(&e.feeDay, "fee-max", "0.01", "most of the chain's coin that is spent on gas in a day")
	f.DurationVar(&e.timeout, "timeout", 5*time.Minute, "how long to wait for the transaction; asked again, the command goes on with it")
}

// leaver is who leaves a channel, with what the chain says of it.
type leaver struct {
	*purse
	record *buyer.ChannelRecord
	token  buyer.Token
	state  *channel.State
}

// move is a transaction to an escrow that is yet to be sent, and what is kept of it.
type move struct {
	id   string
	to   common.Address
	data []byte
	kept func(*buyer.ChannelRecord)
	said string // to the person, before the transaction's hash
}

// exit makes one move of leaving a channel.
func (e *channelErrand) exit(cmd *cobra.Command, name string, next func(context.Context, *leaver) (*move, error)) error {
	ctx, cancel := context.WithTimeout(cmd.Context(), e.timeout)
	defer cancel()
	w, err := e.wallet.open(ctx, false)
	if err != nil {
		return err
	}
	l := &leaver{purse: w}
	if l.record, l.token, err = w.channel(name); err != nil {
		return err
	}
	if w.nodes[l.record.ChainID] == "" {
		return &usageError{fmt.Errorf("the channel is on chain %d: give --rpc with a node of it", l.record.ChainID)}
	}
	if l.state, err = w.nodes.ChannelState(ctx, l.record.ChainID, l.record.ID); err != nil {
		return err
	}
	m, err := next(ctx, l)
	if err != nil {
		return err
	}
	hash, err := e.carryOut(ctx, l.purse, l.record.ChainID, m)
	if err != nil {
		return err
	}
	err = w.folder.Channel(l.record.ID, func(r *buyer.ChannelRecord) (*buyer.ChannelRecord, error) {
		m.kept(r)
		return r, nil
	})
	if err != nil {
		return err
	}
	return say(cmd.OutOrStdout(), "%s: %s\n", m.said, hash)
}

// announce is the move that begins the delay.
func (e *channelErrand) announce(_ context.Context, l *leaver) (*move, error) {
	free := l.state.Free()
	amount, err := e.units(l.token)
	switch {
	case err != nil:
		return nil, err
	case l.state.WithdrawRequestedAt != 0:
		return nil, fmt.Errorf("it has been announced that %s dollars are taken out; they can be from %s on", l.token.Dollars(&l.state.Withdrawal), finalAt(l.state.WithdrawRequestedAt, &l.record.Config).Format(time.RFC3339))
	case free.IsZero():
		return nil, errors.New("nothing is left in the channel that was not claimed")
	case amount == nil:
		amount = &free
	case amount.Gt(&free):
		return nil, &usageError{fmt.Errorf("--amount %s: %s dollars are in the channel that were not claimed", e.amount, l.token.Dollars(&free))}
	}
	return &move{
		id: fmt.Sprintf("withdraw/%s/%s", l.record.ID.Hex(), l.state.Balance.Dec()), to: evmsig.Escrow, data: channel.WithdrawCall(&l.record.Config, amount),
		kept: func(r *buyer.ChannelRecord) { r.Leaving = uint64(time.Now().Unix()) },
		said: fmt.Sprintf("announced that %s dollars are taken out; that is possible in %s, and what was signed for can be claimed until then",
			l.token.Dollars(amount), time.Duration(l.record.Config.WithdrawDelay)*time.Second),
	}, nil
}

// takeOut is the move that ends it.
func (e *channelErrand) takeOut(_ context.Context, l *leaver) (*move, error) {
	since := l.state.WithdrawRequestedAt
	if since == 0 && l.record.Leaving != 0 {
		return nil, errors.New("what was announced has been taken out, or given back by the seller")
	}
	if since == 0 {
		return nil, errors.New("nothing has been announced to be taken out of the channel: aidollar pay channel withdraw announces it")
	}
	amount, free := l.state.Withdrawal, l.state.Free()
	if amount.Gt(&free) {
		amount = free
	}
	left := new(uint256.Int).Sub(&l.state.Balance, &amount)
	return &move{
		id: fmt.Sprintf("finalize/%s/%d", l.record.ID.Hex(), since), to: evmsig.Escrow, data: channel.WithdrawFinishCall(&l.record.Config),
		kept: func(r *buyer.ChannelRecord) { r.Balance, r.Leaving = *left, since },
		said: fmt.Sprintf("%s dollars taken out", l.token.Dollars(&amount)),
	}, nil
}

// carryOut sends a transaction by the buyer's key and waits until it is in a block.
// What was signed is in a file beside the receipts, so that a command that is made
// again after a crash goes on with it and sends no second one.
func (e *channelErrand) carryOut(ctx context.Context, p *purse, chainID uint64, m *move) (common.Hash, error) {
	none := common.Hash{}
	private, err := e.wallet.private()
	if err != nil {
		return none, err
	}
	fees, err := e.fees()
	if err != nil {
		return none, err
	}
	client, err := chain.Open(ctx, chain.Config{ID: chainID, URLs: []string{p.nodes[chainID]}, Errors: slices.Concat(channel.Errors(), onchain.SessionErrors)})
	if err != nil {
		return none, err
	}
	defer client.Close()
	// The chain says why not before anything is paid for.
	revert, err := client.Simulate(ctx, p.Address(), []chain.Call{{To: m.to, Data: m.data}})
	if err != nil {
		return none, err
	}
	if revert != "" {
		return none, fmt.Errorf("the escrow does not do it now: %s", revert)
	}
	sends, err := sender.Open(sender.Config{
		Client: client, Signer: keyfile.InMemory(private), Outbox: filepath.Join(p.dir, fmt.Sprintf("outbox-%d.bolt", chainID)),
		Finality: chain.Finality{Confirmations: 1}, Fees: fees, Interval: time.Second,
	})
	if err != nil {
		return none, err
	}
	hash, err := sent(ctx, sends, m)
	return hash, errors.Join(err, sends.Close())
}

func sent(ctx context.Context, sends *sender.Sender, m *move) (common.Hash, error) {
	running, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- sends.Run(running) }()
	status, err := sends.Send(ctx, sender.Intent{ID: m.id, To: m.to, Data: m.data})
	if err == nil {
		status, err = sends.Await(ctx, m.id, sender.Included)
	}
	stop()
	if broken := <-ended; err == nil && broken != nil && !errors.Is(broken, context.Canceled) {
		err = broken
	}
	switch {
	case err != nil:
		return common.Hash{}, err
	case status.State == sender.Failed:
		return status.Tx, fmt.Errorf("the transaction failed: %s", status.Message)
	}
	return status.Tx, nil
}

// fees are what may be spent on gas.
func (e *channelErrand) fees() (sender.Fees, error) {
	day, ok := new(big.Rat).SetString(e.feeDay)
	if !ok || day.Sign() <= 0 {
		return sender.Fees{}, &usageError{fmt.Errorf("--fee-max %q is no amount of the chain's coin, such as 0.01", e.feeDay)}
	}
	wei := new(big.Rat).Mul(day, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(18), nil)))
	return sender.Fees{
		TipMax: big.NewInt(exitTipMax), CapMax: big.NewInt(exitCapMax), DayMax: new(big.Int).Quo(wei.Num(), wei.Denom()),
	}, nil
}
