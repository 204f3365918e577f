package main

import (
	"os"

	"aidollar/bench"

	"github.com/spf13/cobra"
)

func benchVouchers() *cobra.Command {
	var dir string
	o := bench.VouchersOptions{PaymentsOptions: bench.PaymentsOptions{Facts: chainFacts}}
	o.Owner, o.Payer = devKeys()
	c := &cobra.Command{
		Use: "vouchers", Short: "Calls paid from channels and sessions, beside prepaid keys and x402's own server", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			program, err := os.Executable()
			if err != nil {
				return err
			}
			return inDir(dir, func(dir string) error {
				o.Dir, o.Program = dir, program
				return bench.Vouchers(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	benchLoadFlags(c, &dir, &o.GatewayOptions)
	c.Flags().StringVar(&o.Clients, "clients", "", "folder of the repository's test/npm with its packages installed; the stock server runs from there")
	return c
}
