package main

import (
	"context"
	"fmt"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func grantCommand() *cobra.Command {
	return group("grants", "Credit that is used up before money", giveGrant(), listGrants(), showGrant(), endGrant())
}

func grants(list ...client.Grant) *listing {
	t := table("ID", "PARTY", "NAME", "AMOUNT", "LEFT", "HELD", "ASSET", "PRIORITY", "EXPIRES", "FOR", "STATE", "LAPSED")
	for i := range list {
		g := &list[i]
		t.add(g.ID.String(), g.Party.String(), g.Name, g.Amount, g.Left, g.Held, g.Asset, fmt.Sprint(g.Priority), when(g.Expires), grantFor(g), g.State, g.Lapsed)
	}
	return t
}

// grantFor says what a grant pays; empty for everything.
func grantFor(g *client.Grant) string {
	parts := append([]string(nil), g.Models...)
	for _, s := range g.Sellers {
		parts = append(parts, s.String())
	}
	return strings.Join(parts, ",")
}

func giveGrant() action {
	var g client.NewGrant
	var seller, expires string
	var sellers []string
	return action{
		use: "give BUYER AMOUNT NAME", short: "Give a buyer credit that is used up before money", args: 3,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&g.From, "from", "deposit", "who pays: deposit (money that came in by hand), house (out of what it earned), seller, or buyer")
			c.Flags().StringVar(&seller, "seller", "", "with --from seller: which; the key's own when left out")
			c.Flags().StringVar(&g.Asset, "asset", "", "asset; USD when left out")
			c.Flags().Uint16Var(&g.Priority, "priority", 0, "0 to 1000; the lower one is used up first")
			c.Flags().StringVar(&expires, "expires", "", "when its rest goes back; never when left out")
			c.Flags().StringSliceVar(&sellers, "for-seller", nil, "pays this seller's sales alone; may be given several times")
			c.Flags().StringSliceVar(&g.Models, "for-model", nil, "pays this model alone, or those of a prefix that ends in *; may be given several times")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			var err error
			if g.Buyer, err = parseID("buyer", args[0]); err != nil {
				return nil, nil, err
			}
			g.Amount, g.Name = args[1], args[2]
			if g.Seller, err = optionalID("seller", seller); err != nil {
				return nil, nil, err
			}
			if g.Expires, err = parseTime("--expires", expires); err != nil {
				return nil, nil, err
			}
			for _, text := range sellers {
				id, err := parseID("seller", text)
				if err != nil {
					return nil, nil, err
				}
				g.Sellers = append(g.Sellers, id)
			}
			return grantAction(c.GiveGrant(ctx, g))
		},
	}
}

func grantAction(g *client.Grant, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := grants(*g)
	for _, s := range g.Steps {
		t.notes = append(t.notes, s.State+" "+when(s.At))
	}
	return g, t, nil
}

func listGrants() action {
	var l client.Listing
	var party string
	return action{
		use: "list", short: "List grants, the newest first",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this buyer alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Grants(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := grants(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// grantStep is a command about one grant.
func grantStep(use, short string, do func(*client.Client, context.Context, client.ID) (*client.Grant, error)) action {
	return action{
		use: use, short: short, args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("grant", args[0])
			if err != nil {
				return nil, nil, err
			}
			return grantAction(do(c, ctx, id))
		},
	}
}

func showGrant() action {
	return grantStep("show ID", "Show a grant and what became of it", (*client.Client).Grant)
}

func endGrant() action {
	return grantStep("end ID", "End a grant; its rest goes to where it came from", (*client.Client).EndGrant)
}
