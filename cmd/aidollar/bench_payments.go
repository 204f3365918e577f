package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"aidollar/bench"
	"aidollar/chain"
	"aidollar/cmd/aidollar/onchain"
	"aidollar/pay/x402/facilitator"

	"github.com/spf13/cobra"
)

func benchPayments() *cobra.Command {
	var dir string
	o := bench.PaymentsOptions{Facts: chainFacts}
	o.Owner, o.Payer = devKeys()
	c := &cobra.Command{
		Use: "payments", Short: "Payments of wallets: verified, taken at the gateway and moved on the test chain", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			program, err := os.Executable()
			if err != nil {
				return err
			}
			return inDir(dir, func(dir string) error {
				o.Dir, o.Program = dir, program
				return bench.Payments(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	benchLoadFlags(c, &dir, &o.GatewayOptions)
	c.Flags().IntVar(&o.Payments, "payments", 2_000, "payments verified in a round")
	return c
}

// benchChain is the test chain in a process of its own, whose processor time can
// be told apart.
func benchChain() *cobra.Command {
	return &cobra.Command{
		Use: "chain", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), &slog.HandlerOptions{Level: slog.LevelWarn}))
			c, err := startDevnet(cmd.Context(), "", devChainID, log)
			if err != nil {
				return err
			}
			fmt.Fprintln(cmd.OutOrStdout(), c.RPC)
			<-cmd.Context().Done()
			return c.close()
		},
	}
}

// chainFacts are a chain's as the house asks for them.
func chainFacts(ctx context.Context, rpc string, id uint64) (facilitator.Facts, func(), error) {
	client, err := chain.Open(ctx, chain.Config{ID: id, URLs: []string{rpc}})
	if err != nil {
		return nil, nil, err
	}
	return onchain.Facts{Client: client}, client.Close, nil
}
