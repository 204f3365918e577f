package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func chainCommands() []*cobra.Command {
	return []*cobra.Command{
		group("tokens", "Dollar tokens on chains", listTokens(), showReconciliation(), listComparisons(), changeToken(), haltToken(), resumeToken()),
		pegGroup(),
		payments().command(),
		arrivals().command(),
		group("payouts", "Batches of payouts on chains", listPayouts(), openPayout(), showPayout(), payoutTravel(), cancelPayout()),
		channelGroup(),
		withdraw().command(),
		group("payees", "Where parties are paid on chains", listPayees(), setPayee()),
	}
}

func parseToken(text string) (uint32, error) {
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil || n == 0 {
		return 0, &usageError{fmt.Errorf("token %q: it is the number that `aidollar tokens list` shows", text)}
	}
	return uint32(n), nil
}

func yesNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

func tokenTable(list ...client.Token) *listing {
	t := table("NUMBER", "TOKEN", "HOUSE", "ASSET", "DAY MAX", "BATCH TO", "HALTED", "TAKEN")
	for i := range list {
		k := &list[i]
		day, to, halted := "", "", yesNo(k.Halted)
		if k.Limits != nil {
			day, to = k.Limits.DayMax, fmt.Sprint(k.Limits.BatchTo)
		}
		if k.Reason != "" {
			halted = k.Reason
		}
		taken := "yes"
		if k.OffPeg != "" {
			taken = k.OffPeg
		}
		t.add(fmt.Sprint(k.Number), k.Token, k.House, k.Asset, day, to, halted, taken)
	}
	return t
}

func listTokens() action {
	return action{
		use: "list", short: "List the tokens in which money comes in and goes out",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Tokens(ctx)
			if err != nil {
				return nil, nil, err
			}
			return page, tokenTable(page.Items...), nil
		},
	}
}

func showReconciliation() action {
	return action{
		use: "show NUMBER", short: "Show how the ledger stands to a token's chain", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			r, err := c.Reconciliation(ctx, number)
			if err != nil {
				return nil, nil, err
			}
			t := table("token", r.Token).add("custody", r.Custody+" "+r.Asset).add("in channels", r.Escrow).add("arriving", r.Arriving).add("paying out", r.PayingOut).
				add("unallocated", r.Unallocated).add("loss", r.Loss).add("paid out today", r.DayOut).add("final block", fmt.Sprint(r.FinalBlock))
			if k := r.Compared; k != nil {
				agrees := "agrees"
				if !k.Agrees {
					agrees = "DIFFERS"
				}
				t.add("compared", fmt.Sprintf("block %d: %s on chain, %s in the ledger; in channels %s and %s; %s", k.Block, k.OnChain, k.Ledger, k.EscrowOnChain, k.EscrowLedger, agrees))
			}
			if r.Halted {
				t.add("halted", r.Reason)
			}
			return r, t, nil
		},
	}
}

func listComparisons() action {
	var l client.Listing
	var differing bool
	return action{
		use: "comparisons NUMBER", short: "List comparisons of ledger and chain, the newest first", args: 1,
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().BoolVar(&differing, "differing", false, "only those that found a difference")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Comparisons(ctx, number, differing, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("TIME", "BLOCK", "ON CHAIN", "IN LEDGER", "CHANNELS ON CHAIN", "IN LEDGER", "AGREES")
			for _, k := range page.Items {
				t.add(when(k.At), fmt.Sprint(k.Block), k.OnChain, k.Ledger, k.EscrowOnChain, k.EscrowLedger, yesNo(k.Agrees))
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func changeToken() action {
	var day string
	var to uint16
	return action{
		use: "limits NUMBER", short: "Change what may go out in a token", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&day, "day-max", "", "most that goes out in a day of UTC, in dollars; 0 is nothing")
			c.Flags().Uint16Var(&to, "batch-to", 0, "most payees in one batch, 1 to 512")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			if day == "" && to == 0 {
				return nil, nil, &usageError{errors.New("say what changes: --day-max, --batch-to")}
			}
			return tokenAction(c.ChangeToken(ctx, number, day, to))
		},
	}
}

func tokenAction(k *client.Token, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	return k, tokenTable(*k), nil
}

func haltToken() action {
	return action{
		use: "halt NUMBER REASON", short: "Stop payouts in a token", args: 2,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			return tokenAction(c.HaltToken(ctx, number, args[1]))
		},
	}
}

func resumeToken() action {
	return action{
		use: "resume NUMBER", short: "Let payouts in a token go on", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := parseToken(args[0])
			if err != nil {
				return nil, nil, err
			}
			return tokenAction(c.ResumeToken(ctx, number))
		},
	}
}

func listPayees() action {
	var l client.Listing
	var history bool
	return action{
		use: "list PARTY", short: "List where a party is paid", args: 1,
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().BoolVar(&history, "history", false, "earlier addresses, too")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Payees(ctx, party, history, l)
			if err != nil {
				return nil, nil, err
			}
			t := payeeTable(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func payeeTable(list ...client.Payee) *listing {
	t := table("NUMBER", "TOKEN", "ADDRESS", "SINCE", "PAID AT FROM")
	for _, p := range list {
		t.add(fmt.Sprint(p.Number), p.Token, p.Address, when(p.Since), when(p.GoodFrom))
	}
	return t
}

func setPayee() action {
	return action{
		use: "set PARTY TOKEN ADDRESS", short: "Enter where a party is paid in a token; a new address cools off first", args: 3,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			party, err := parseID("party", args[0])
			if err != nil {
				return nil, nil, err
			}
			number, err := parseToken(args[1])
			if err != nil {
				return nil, nil, err
			}
			p, err := c.SetPayee(ctx, party, number, strings.TrimSpace(args[2]))
			if err != nil {
				return nil, nil, err
			}
			return p, payeeTable(*p), nil
		},
	}
}
