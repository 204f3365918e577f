package main

import (
	"context"
	"fmt"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

// pegGroup are the commands about what tokens are worth.
func pegGroup() *cobra.Command {
	return group("peg", "Whether tokens are worth what they say, and are taken", showPeg(), setPegGuard(), enterPegPrice(), listPegs())
}

// ofToken is an action on the token whose number is the first argument.
func ofToken(a action, run func(ctx context.Context, c *client.Client, number uint32, args []string) (any, *listing, error)) action {
	a.run = func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
		number, err := parseToken(args[0])
		if err != nil {
			return nil, nil, err
		}
		return run(ctx, c, number, args[1:])
	}
	return a
}

func pegAction(p *client.Peg, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := table("token", p.Token).add("taken", yesNo(p.Taken))
	if !p.Taken {
		t.add("why not", p.Trouble+": "+p.Reason)
	}
	guard := "none"
	if p.Guard != nil {
		guard = guardText(p.Guard)
	}
	t.add("guard", guard)
	if p.Price != nil {
		t.add("price", tokenPriceText(p.Price, p.Asset))
	}
	if p.Held != nil {
		t.add("held back", tokenPriceText(p.Held, p.Asset)+"; enter it with --confirmed if it is right")
	}
	return p, t, nil
}

func guardText(g *client.Guard) string {
	text := fmt.Sprintf("closes at %d basis points off par, opens at %d, holds back jumps beyond %d", g.CloseBPS, g.OpenBPS, g.JumpBPS)
	if g.Payouts {
		text += ", stops payouts"
	}
	return text
}

func tokenPriceText(p *client.TokenPrice, asset string) string {
	return fmt.Sprintf("%s %s, %d basis points off, by %s at %s, good until %s", p.Price, asset, p.OffBPS, p.Source, when(p.At), when(p.Until))
}

func showPeg() action {
	return ofToken(action{use: "show TOKEN", short: "Show whether a token is taken, and what it is worth", args: 1},
		func(ctx context.Context, c *client.Client, number uint32, _ []string) (any, *listing, error) {
			return pegAction(c.Peg(ctx, number))
		})
}

func setPegGuard() action {
	var g client.Guard
	return ofToken(action{
		use: "set TOKEN", short: "Set when a token is no longer taken", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().Uint32Var(&g.CloseBPS, "close", 100, "so many basis points off par or more, and nothing is taken in it; 0 takes the guard away")
			c.Flags().Uint32Var(&g.OpenBPS, "open", 20, "so many at most, and it is taken again")
			c.Flags().Uint32Var(&g.JumpBPS, "jump", 500, "a price further than so many from the last one is held back; 0 holds back none")
			c.Flags().BoolVar(&g.Payouts, "payouts", false, "stop payouts in it, too")
		},
	}, func(ctx context.Context, c *client.Client, number uint32, _ []string) (any, *listing, error) {
		if g.CloseBPS == 0 {
			g = client.Guard{}
		}
		return pegAction(c.SetPeg(ctx, number, g))
	})
}

func enterPegPrice() action {
	p := client.NewTokenPrice{}
	var valid time.Duration
	return ofToken(action{
		use: "price TOKEN PRICE", short: "Enter what one token is worth in its currency", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().DurationVar(&valid, "valid", time.Hour, "how long it is good for")
			c.Flags().StringVar(&p.Source, "source", "", "where it is from")
			c.Flags().BoolVar(&p.Confirmed, "confirmed", false, "it is right, however far it jumped")
		},
	}, func(ctx context.Context, c *client.Client, number uint32, args []string) (any, *listing, error) {
		if valid < time.Second {
			return nil, nil, &usageError{fmt.Errorf("--valid %s: a price is good for a second at least", valid)}
		}
		p.Price, p.Valid = args[0], uint64(valid/time.Second)
		return pegAction(c.EnterTokenPrice(ctx, number, p))
	})
}

func listPegs() action {
	var l client.Listing
	return ofToken(action{
		use: "history TOKEN", short: "List what was entered of a token's peg, the newest first", args: 1,
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
	}, func(ctx context.Context, c *client.Client, number uint32, _ []string) (any, *listing, error) {
		page, err := c.Pegs(ctx, number, l)
		if err != nil {
			return nil, nil, err
		}
		t := table("TIME", "TAKEN", "PRICE", "OFF", "HELD BACK", "SOURCE", "GUARD")
		for i := range page.Items {
			p := &page.Items[i]
			taken, price, off, held, source, guard := "yes", "", "", "", "", "none"
			if !p.Taken {
				taken = p.Trouble
			}
			if p.Price != nil {
				price, off, source = p.Price.Price, fmt.Sprint(p.Price.OffBPS), p.Price.Source
			}
			if p.Held != nil {
				held = p.Held.Price
			}
			if p.Guard != nil {
				guard = fmt.Sprintf("%d/%d", p.Guard.CloseBPS, p.Guard.OpenBPS)
			}
			t.add(when(p.At), taken, price, off, held, source, guard)
		}
		t.next = page.Next
		return page, t, nil
	})
}
