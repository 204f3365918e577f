package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"aidollar/pay/x402/buyer"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
	"github.com/spf13/cobra"
)

// channelErrand is what the command line says about channels.
type channelErrand struct {
	wallet      walletFlags
	amount, url string
	json        bool
	timeout     time.Duration
	feeDay      string
}

func payChannelCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "channel",
		Short: "Show payment channels, and get back what is left in them",
		Long: `Show the payment channels that aidollar pay has paid from, and get back what is left.

A seller who is there gives it back at once: refund asks him. From one who is not, or does
not want to, the rest is taken out on chain: withdraw announces it, and when the channel's
delay is over, finalize takes it. Meanwhile the seller can claim what was signed for. Both
cost gas, and need the chain's node (--rpc).`,
	}
	c.AddCommand(channelList(), channelRefund(), channelWithdraw(), channelFinalize())
	return c
}

// shownChannel is a channel, for programs. Amounts are dollars.
type shownChannel struct {
	ID       string     `json:"channel"`
	State    string     `json:"state"` // open, or leaving
	Seller   string     `json:"pay_to"`
	Token    string     `json:"token"`
	URL      string     `json:"url"`
	Balance  string     `json:"balance"`
	Charged  string     `json:"charged"`
	Signed   string     `json:"signed"`
	Free     string     `json:"free"`
	Delay    uint64     `json:"delay_seconds"`
	FinalAt  *time.Time `json:"final_at,omitempty"` // when what was announced can be taken out
	Claimed  string     `json:"claimed,omitempty"`  // on chain, where a node was asked
	Deposits string     `json:"on_chain,omitempty"` // what the escrow has, where a node was asked
}

func channelList() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "list", Short: "Show the channels that were paid from", Args: exactly(0),
		RunE: func(cmd *cobra.Command, _ []string) error { return e.list(cmd) },
	}
	e.flags(c)
	c.Flags().BoolVar(&e.json, "json", false, "print JSON")
	return c
}

func (e *channelErrand) flags(c *cobra.Command) {
	e.wallet.flags(c)
	for _, limit := range []string{"max", "total"} {
		_ = c.Flags().MarkHidden(limit) // nothing is paid; it is there
	}
}

func (e *channelErrand) list(cmd *cobra.Command) error {
	w, err := e.wallet.open(cmd.Context(), true)
	if err != nil {
		return err
	}
	all := []shownChannel{}
	if w.folder != nil {
		known, err := w.folder.Channels()
		if err != nil {
			return err
		}
		for i := range known {
			shown, err := w.shown(cmd.Context(), &known[i])
			if err != nil {
				return err
			}
			all = append(all, *shown)
		}
	}
	if e.json {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(all)
	}
	t := table("CHANNEL", "STATE", "SELLER", "BALANCE", "CHARGED", "FREE", "DELAY", "PAID FOR")
	for i := range all {
		c := &all[i]
		t.add(c.ID, c.State, c.Seller, c.Balance, c.Charged, c.Free, (time.Duration(c.Delay) * time.Second).String(), c.URL)
	}
	return t.print(cmd.OutOrStdout())
}

func (p *purse) shown(ctx context.Context, r *buyer.ChannelRecord) (*shownChannel, error) {
	name := buyer.Token{ChainID: r.ChainID, Asset: r.Config.Token}.Name()
	token, known := p.token(name)
	amount := func(units uint256.Int) string {
		if !known {
			return units.Dec() + " units" // of how many decimals nobody said
		}
		return token.Dollars(&units).String()
	}
	c := &shownChannel{
		ID: r.ID.Hex(), State: "open", Seller: r.Config.Receiver.Hex(), Token: name, URL: r.URL, Balance: amount(r.Balance), Charged: amount(r.Charged),
		Signed: amount(r.Signed), Free: amount(r.Free()), Delay: r.Config.WithdrawDelay,
	}
	if r.Leaving != 0 {
		c.State = "leaving"
		c.FinalAt = finalAt(r.Leaving, &r.Config)
	}
	state, err := p.nodes.ChannelState(ctx, r.ChainID, r.ID)
	if err != nil || state == nil {
		return c, err
	}
	c.Deposits, c.Claimed = amount(state.Balance), amount(state.Claimed)
	if state.WithdrawRequestedAt != 0 {
		c.State, c.FinalAt = "leaving", finalAt(state.WithdrawRequestedAt, &r.Config)
	}
	return c, nil
}

func finalAt(announced uint64, c *channel.Config) *time.Time {
	at := time.Unix(int64(announced+c.WithdrawDelay), 0).UTC()
	return &at
}

func channelRefund() *cobra.Command {
	var e channelErrand
	c := &cobra.Command{
		Use: "refund CHANNEL", Short: "Ask the seller to give back what is left", Args: exactly(1),
		Long: `Ask a channel's seller to give back what is left in it, or --amount of it. The request goes
to the address that was paid last, or to --url; it costs nothing. CHANNEL is the channel's
id or its beginning, as aidollar pay channel list shows it.`,
		RunE: func(cmd *cobra.Command, args []string) error { return e.refund(cmd, args[0]) },
	}
	e.flags(c)
	c.Flags().StringVar(&e.amount, "amount", "", "dollars to get back; all that is free if it is not said")
	c.Flags().StringVar(&e.url, "url", "", "where to ask, if not where the channel was paid for last")
	return c
}

func (e *channelErrand) refund(cmd *cobra.Command, name string) error {
	w, err := e.wallet.open(cmd.Context(), false)
	if err != nil {
		return err
	}
	r, token, err := w.channel(name)
	if err != nil {
		return err
	}
	if e.url != "" {
		r.URL = e.url
	}
	amount, err := e.units(token)
	if err != nil {
		return err
	}
	t := &buyer.Transport{Wallet: w.Wallet, Channels: &buyer.Channels{Folder: w.folder, State: w.nodes.ChannelState}}
	settled, err := t.Refund(cmd.Context(), r, amount)
	var refused *buyer.RefundError
	switch {
	case errors.As(err, &refused):
		return &exitError{exitRefused, err}
	case err != nil:
		return err
	}
	back, err := uint256.FromDecimal(settled.Amount)
	if err != nil {
		return say(cmd.OutOrStdout(), "given back by %s\n", settled.Transaction)
	}
	return say(cmd.OutOrStdout(), "%s dollars given back by %s\n", token.Dollars(back), settled.Transaction)
}

// units is --amount in the token, or nil.
func (e *channelErrand) units(token buyer.Token) (*uint256.Int, error) {
	if e.amount == "" {
		return nil, nil
	}
	sum, err := buyer.ParseDollars(e.amount)
	if err != nil {
		return nil, &usageError{fmt.Errorf("--amount: %w", err)}
	}
	units := token.Units(sum)
	if units.IsZero() {
		return nil, &usageError{fmt.Errorf("--amount %s is less than the token's smallest unit", e.amount)}
	}
	return &units, nil
}

// channel finds a channel by the beginning of its id.
func (p *purse) channel(name string) (*buyer.ChannelRecord, buyer.Token, error) {
	known, err := p.folder.Channels()
	if err != nil {
		return nil, buyer.Token{}, err
	}
	var found *buyer.ChannelRecord
	for i := range known {
		if !strings.HasPrefix(known[i].ID.Hex(), strings.ToLower(name)) {
			continue
		}
		if found != nil {
			return nil, buyer.Token{}, &usageError{fmt.Errorf("the ids of several channels begin with %s", name)}
		}
		found = &known[i]
	}
	if found == nil {
		return nil, buyer.Token{}, &usageError{fmt.Errorf("no channel in %s has an id that begins with %s; aidollar pay channel list shows them", p.dir, name)}
	}
	token, ok := p.token(buyer.Token{ChainID: found.ChainID, Asset: found.Config.Token}.Name())
	if !ok {
		return nil, token, &usageError{fmt.Errorf("the channel is in the token %s: say so by --token, as when it was paid from", buyer.Token{ChainID: found.ChainID, Asset: found.Config.Token}.Name())}
	}
	if payer := p.Address(); payer != found.Config.Payer {
		return nil, token, &usageError{fmt.Errorf("the channel is of %s, and the key is of %s", found.Config.Payer, common.Address(payer))}
	}
	return found, token, nil
}
