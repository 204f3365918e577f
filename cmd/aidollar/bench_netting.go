package main

import (
	"aidollar/bench"

	"github.com/spf13/cobra"
)

func benchNetting() *cobra.Command {
	o := bench.DefaultNettingOptions()
	c := &cobra.Command{
		Use: "netting", Short: "What is left to be paid of a day's obligations, by how many sellers also buy", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Netting(cmd.OutOrStdout(), o) },
	}
	f := c.Flags()
	f.IntVar(&o.Buyers, "buyers", o.Buyers, "buyers")
	f.IntVar(&o.Sellers, "sellers", o.Sellers, "sellers")
	f.IntVar(&o.Calls, "calls", o.Calls, "calls in the day")
	f.IntVar(&o.Weight, "weight", o.Weight, "times that a seller who also buys does what another buyer does")
	f.Uint64Var(&o.Seed, "seed", o.Seed, "seed of the random choices")
	return c
}
