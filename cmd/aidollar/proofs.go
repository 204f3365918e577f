package main

import (
	"bytes"
	"context"
	"fmt"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func proofCommands() []*cobra.Command {
	c := group("proofs", "Proofs of what the house owes and holds", makeProof(), listProofs())
	c.Aliases = []string{"proof"}
	c.AddCommand(showProof(), proofInclusion())
	return []*cobra.Command{c}
}

func proofTable(list ...client.Proof) *listing {
	t := table("PERIOD", "NUMBER", "TIME", "OWED", "HELD", "RATIO", "ASSET", "LEAVES", "ON CHAIN")
	for i := range list {
		p := &list[i]
		on := ""
		if p.OnChain != nil {
			on = p.OnChain.State
		}
		t.add(p.Period.String(), fmt.Sprint(p.Number), when(p.Time), p.Owed, p.Held, p.Ratio, p.Asset, fmt.Sprint(p.Leaves), on)
	}
	return t
}

func makeProof() action {
	var asset string
	return action{
		use: "make", short: "Sign what the house owes now, and what it holds",
		flags: func(c *cobra.Command) { c.Flags().StringVar(&asset, "asset", "", "the asset; USD when missing") },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			p, err := c.MakeProof(ctx, asset)
			if err != nil {
				return nil, nil, err
			}
			return p, proofTable(*p), nil
		},
	}
}

func listProofs() action {
	var l client.Listing
	return action{
		use: "list", short: "List the statements, the newest first", flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Proofs(ctx, l)
			if err != nil {
				return nil, nil, err
			}
			return page, proofTable(page.Items...), nil
		},
	}
}

// proofText is a command that prints a text of a period, to be kept in a file.
func proofText(use, short string, flags func(*cobra.Command), text func(context.Context, *client.Client, client.ID) (string, error)) *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use: use, Short: short, Args: exactly(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			period, err := parseID("period", args[0])
			if err != nil {
				return err
			}
			out, err := text(cmd.Context(), c, period)
			if err != nil {
				return explain(err)
			}
			return say(cmd.OutOrStdout(), "%s\n", out)
		},
	}
	r.flags(c)
	if flags != nil {
		flags(c)
	}
	return c
}

func showProof() *cobra.Command {
	return proofText("show PERIOD", "Print the signed statement of a period", nil,
		func(ctx context.Context, c *client.Client, period client.ID) (string, error) {
			p, err := c.Proof(ctx, period)
			if err != nil {
				return "", err
			}
			return p.Statement, nil
		})
}

func proofInclusion() *cobra.Command {
	var party string
	return proofText("inclusion PERIOD", "Print the proof that what a party is owed is counted in a period's statement",
		func(c *cobra.Command) { c.Flags().StringVar(&party, "party", "", "whose; the key's own when missing") },
		func(ctx context.Context, c *client.Client, period client.ID) (string, error) {
			var id client.ID
			if party != "" {
				var err error
				if id, err = parseID("party", party); err != nil {
					return "", err
				}
			}
			text, err := c.ProofInclusion(ctx, period, id)
			return string(bytes.TrimSpace(text)), err
		})
}
