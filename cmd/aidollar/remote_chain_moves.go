package main

import (
	"context"
	"fmt"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

// chainFilter is what a list of payments, arrivals or batches is narrowed by.
type chainFilter struct {
	client.ChainFilter
	client.Listing
	party string
}

func (f *chainFilter) flags(c *cobra.Command, states string) {
	pageFlags(c, &f.Listing)
	c.Flags().StringVar(&f.party, "party", "", "only this buyer's or seller's")
	c.Flags().Uint32Var(&f.Token, "token", 0, "only in the token of this number")
	c.Flags().StringVar(&f.State, "state", "", "only in this state: "+states)
}

func (f *chainFilter) read() (err error) {
	if f.party != "" {
		f.Party, err = parseID("party", f.party)
	}
	return err
}

func payments() action {
	var f chainFilter
	return action{
		use: "payments", short: "List payments that wallets signed, the newest first",
		flags: func(c *cobra.Command) { f.flags(c, "held, due, arrived, final, released, unneeded or failed") },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			if err := f.read(); err != nil {
				return nil, nil, err
			}
			page, err := c.Payments(ctx, f.ChainFilter, f.Listing)
			if err != nil {
				return nil, nil, err
			}
			t := table("SINCE", "ID", "PARTY", "STATE", "SIGNED", "DUE", "ASSET", "REASON")
			for _, p := range page.Items {
				t.add(when(p.Since), p.ID.String(), p.Party.String(), p.State, p.Signed, p.Due, p.Asset, p.Reason)
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func arrivals() action {
	var f chainFilter
	return action{
		use: "arrivals", short: "List transfers of tokens to the house, the newest first",
		flags: func(c *cobra.Command) {
			f.flags(c, "seen, final or dropped")
			c.Flags().StringVar(&f.Transaction, "transaction", "", "only of the transaction with this hash")
			c.Flags().StringVar(&f.Channel, "channel", "", "only what came into this channel or left it")
			c.Flags().BoolVar(&f.Unallocated, "unallocated", false, "only those that are nobody's")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			if err := f.read(); err != nil {
				return nil, nil, err
			}
			page, err := c.Arrivals(ctx, f.ChainFilter, f.Listing)
			if err != nil {
				return nil, nil, err
			}
			t := table("SEEN", "KIND", "AMOUNT", "ASSET", "STATE", "PARTY", "FROM", "BLOCK", "TRANSACTION")
			for _, a := range page.Items {
				party := "nobody's"
				switch {
				case a.Kind == "fetched":
					party = "the house's"
				case !a.Party.IsZero():
					party = a.Party.String()
				case !a.For.IsZero():
					party = "held for " + a.For.String()
				}
				t.add(when(a.Seen), a.Kind, a.Amount, a.Asset, a.State, party, a.From, fmt.Sprint(a.Block), a.Tx)
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func listPayouts() action {
	var f chainFilter
	return action{
		use: "list", short: "List batches of payouts, the newest first",
		flags: func(c *cobra.Command) {
			f.flags(c, "opened, seen or closed")
			c.Flags().StringVar(&f.Transaction, "transaction", "", "only of the transaction with this hash")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			if err := f.read(); err != nil {
				return nil, nil, err
			}
			page, err := c.Payouts(ctx, f.ChainFilter, f.Listing)
			if err != nil {
				return nil, nil, err
			}
			t := table("OPENED", "ID", "STATE", "PAYEES", "TOTAL", "RETURNED", "ASSET", "BLOCK", "TRANSACTION")
			for _, p := range page.Items {
				t.add(when(p.Opened), p.ID.String(), p.State, fmt.Sprint(p.Count), p.Total, p.Returned, p.Asset, blockOf(p.Block), p.Tx)
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func blockOf(n uint64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

// payoutTable shows a batch by its items; what was refused stands below.
func payoutTable(p *client.Payout) *listing {
	t := table("PARTY", "ADDRESS", "AMOUNT", "RETURNED")
	for _, item := range p.Items {
		t.add(item.Party.String(), item.Address, item.Amount, yesNo(item.Returned))
	}
	t.notes = append(t.notes, fmt.Sprintf("batch %s: %s, %s %s", p.ID, p.State, p.Total, p.Asset))
	if p.Tx != "" {
		t.notes = append(t.notes, fmt.Sprintf("transaction %s in block %d", p.Tx, p.Block))
	}
	for _, s := range p.Steps {
		t.notes = append(t.notes, s.State+" "+when(s.At))
	}
	for _, f := range p.Refused {
		t.notes = append(t.notes, fmt.Sprintf("%s was refused: %s [%s]", f.Party, f.Detail, f.Code))
	}
	return t
}

func showPayout() action {
	return action{
		use: "show ID", short: "Show a batch and its items", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("batch", args[0])
			if err != nil {
				return nil, nil, err
			}
			p, err := c.Payout(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return p, payoutTable(p), nil
		},
	}
}

func cancelPayout() action {
	return action{
		use: "cancel ID", short: "Give a batch back that was never carried out", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("batch", args[0])
			if err != nil {
				return nil, nil, err
			}
			p, err := c.CancelPayout(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return p, payoutTable(p), nil
		},
	}
}

func openPayout() action {
	var to []string
	var id string
	return action{
		use: "open TOKEN", short: "Pay parties out on the chain of a token, in one transaction", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringSliceVar(&to, "to", nil, "PARTY, or PARTY=AMOUNT; without an amount all that can be withdrawn; may be given several times")
			c.Flags().StringVar(&id, "id", "", "id of the batch; the same id again pays nothing again")
			_ = c.MarkFlagRequired("to") // the flag is there
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			p := client.NewPayout{Token: number}
			if id != "" {
				if p.ID, err = parseID("batch", id); err != nil {
					return nil, nil, err
				}
			}
			for _, text := range to {
				party, amount, _ := strings.Cut(text, "=")
				ask := client.PayoutAsk{Amount: amount}
				if ask.Party, err = parseID("party", party); err != nil {
					return nil, nil, err
				}
				p.Asks = append(p.Asks, ask)
			}
			made, err := c.OpenPayout(ctx, p)
			if err != nil {
				return nil, nil, err
			}
			return made, payoutTable(made), nil
		},
	}
}

func withdraw() action {
	var party, id string
	return action{
		use: "withdraw TOKEN AMOUNT", short: "Pay a party out on the chain of a token; the amount max is all that is final", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "whose money; the key's own when left out")
			c.Flags().StringVar(&id, "id", "", "id of the withdrawal; the same id again pays nothing again")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			w := client.NewTokenWithdrawal{Token: number, Amount: args[1]}
			if party != "" {
				if w.Party, err = parseID("party", party); err != nil {
					return nil, nil, err
				}
			}
			if id != "" {
				if w.ID, err = parseID("withdrawal", id); err != nil {
					return nil, nil, err
				}
			}
			made, err := c.WithdrawToken(ctx, w)
			if err != nil {
				return nil, nil, err
			}
			return made, payoutTable(made), nil
		},
	}
}
