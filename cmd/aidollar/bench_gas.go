package main

import (
	"os"

	"aidollar/bench"

	"github.com/spf13/cobra"
)

func benchGas() *cobra.Command {
	o := bench.GasOptions{}
	o.Owner, o.Payer = devKeys()
	return &cobra.Command{
		Use: "gas", Short: "Gas of payments by voucher, beside payments that are collected one by one", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if o.Program, err = os.Executable(); err != nil {
				return err
			}
			return bench.Gas(cmd.Context(), cmd.OutOrStdout(), o)
		},
	}
}
