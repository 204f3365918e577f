package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"time"

	"aidollar/bench"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/journal/logbench"
	"aidollar/node"

	"github.com/spf13/cobra"
)

func benchCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "bench",
		Short: "Measure what the documentation claims, beside yardsticks in the same run",
	}
	c.AddCommand(benchCore(), benchPrice(), benchRules(), benchLog(), benchNode(), benchRestart(), benchHTTP(), benchBooks(), benchEvents(), benchGateway(), benchRuled(), benchPayments(), benchVouchers(), benchGas(), benchNetting(),
		benchUpstream(), benchProxy(), benchChain())
	return c
}

// inDir gives a benchmark a fresh directory on the disk that is to be measured.
func inDir(parent string, f func(dir string) error) error {
	dir, err := os.MkdirTemp(parent, "aidollar-bench-")
	if err != nil {
		return err
	}
	return errors.Join(f(dir), os.RemoveAll(dir))
}

func benchCore() *cobra.Command {
	o := bench.DefaultCoreOptions()
	c := &cobra.Command{
		Use: "core", Short: "The ledger alone, beside a bare loop and a ledger of Go maps", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Core(cmd.OutOrStdout(), o) },
	}
	c.Flags().IntVar(&o.Accounts, "accounts", o.Accounts, "accounts")
	c.Flags().IntVar(&o.Transfers, "transfers", o.Transfers, "transfers in a round")
	c.Flags().IntVar(&o.Rounds, "rounds", o.Rounds, "rounds")
	c.Flags().Uint64Var(&o.Seed, "seed", o.Seed, "seed of the random choices")
	return c
}

func benchPrice() *cobra.Command {
	o := bench.DefaultPriceOptions()
	c := &cobra.Command{
		Use: "price", Short: "Pricing a call, beside a bare loop that multiplies and adds", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Price(cmd.OutOrStdout(), o) },
	}
	c.Flags().IntVar(&o.Calls, "calls", o.Calls, "calls in a round")
	c.Flags().IntVar(&o.Rounds, "rounds", o.Rounds, "rounds")
	c.Flags().Uint64Var(&o.Seed, "seed", o.Seed, "seed of the random choices")
	return c
}

func benchRules() *cobra.Command {
	o := bench.DefaultRulesOptions()
	c := &cobra.Command{
		Use: "rules", Short: "Decisions by 5, 50 and 500 rules, beside Cedar's scan of them", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Rules(cmd.OutOrStdout(), o) },
	}
	c.Flags().IntVar(&o.Decisions, "decisions", o.Decisions, "decisions in a round")
	c.Flags().IntVar(&o.Rounds, "rounds", o.Rounds, "rounds")
	c.Flags().Uint64Var(&o.Seed, "seed", o.Seed, "seed of the random choices")
	return c
}

func benchLog() *cobra.Command {
	var dir string
	c := &cobra.Command{
		Use: "log", Short: "The log, beside plain files and raft-wal", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error { return logbench.BenchLog(cmd.OutOrStdout(), dir, logbench.Options{}) })
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	return c
}

func benchNode() *cobra.Command {
	var dir string
	o := bench.NodeOptions{}
	c := &cobra.Command{
		Use: "node", Short: "Durable transfers in process, beside the machine alone, PostgreSQL and the disk", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error {
				o.Dir = dir
				return bench.Node(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Accounts, "accounts", 1_000_000, "accounts")
	c.Flags().IntVar(&o.Rounds, "rounds", 5, "rounds")
	c.Flags().DurationVar(&o.Span, "span", 4*time.Second, "time of each measurement")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the random choices")
	c.Flags().BoolVar(&o.Postgres, "postgres", true, "measure PostgreSQL beside it")
	return c
}

func benchRestart() *cobra.Command {
	var dir string
	o := bench.RestartOptions{}
	c := &cobra.Command{
		Use: "restart", Short: "What a snapshot costs its callers, and how long a start takes", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error {
				o.Dir = dir
				return bench.Restart(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Accounts, "accounts", 1_000_000, "accounts")
	c.Flags().IntVar(&o.Transfers, "transfers", 10_000_000, "transfers before the start")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the random choices")
	return c
}

func benchHTTP() *cobra.Command {
	var dir string
	o := bench.HTTPOptions{}
	c := &cobra.Command{
		Use: "http", Short: "Transfers through the public API, in binary batches and in JSON", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error {
				o.Dir = dir
				o.API = benchAPI
				return bench.HTTP(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Accounts, "accounts", 1_000_000, "accounts")
	c.Flags().IntVar(&o.Rounds, "rounds", 5, "rounds")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the random choices")
	return c
}

func benchBooks() *cobra.Command {
	var dir string
	o := bench.BooksOptions{}
	c := &cobra.Command{
		Use: "books", Short: "Each query of the console over ten million postings, in SQLite and in PostgreSQL", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return inDir(dir, func(dir string) error {
				o.Dir = dir
				return bench.Books(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Calls, "calls", 2_200_000, "calls")
	c.Flags().IntVar(&o.Buyers, "buyers", 200, "buyers, with two keys each")
	c.Flags().IntVar(&o.Sellers, "sellers", 5, "sellers")
	c.Flags().IntVar(&o.Models, "models", 20, "models of each seller")
	c.Flags().IntVar(&o.Days, "days", 60, "days that the calls are spread over")
	c.Flags().IntVar(&o.Rounds, "rounds", 200, "rounds of each query")
	c.Flags().Uint64Var(&o.Seed, "seed", 1, "seed of the random choices")
	c.Flags().BoolVar(&o.SQLite, "sqlite", true, "measure SQLite")
	c.Flags().BoolVar(&o.Postgres, "postgres", true, "measure PostgreSQL")
	return c
}

func benchGateway() *cobra.Command {
	var dir string
	o := bench.GatewayOptions{}
	c := &cobra.Command{
		Use: "gateway", Short: "Model calls through the gateway, beside Go's reverse proxy", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			program, err := os.Executable()
			if err != nil {
				return err
			}
			return inDir(dir, func(dir string) error {
				o.Dir, o.Program = dir, program
				return bench.Gateway(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	benchLoadFlags(c, &dir, &o)
	return c
}

func benchRuled() *cobra.Command {
	var dir string
	o := bench.GatewayOptions{}
	c := &cobra.Command{
		Use: "ruled", Short: "Model calls with rules and without, beside Go's reverse proxy", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			program, err := os.Executable()
			if err != nil {
				return err
			}
			return inDir(dir, func(dir string) error {
				o.Dir, o.Program = dir, program
				return bench.Ruled(cmd.Context(), cmd.OutOrStdout(), o)
			})
		},
	}
	benchLoadFlags(c, &dir, &o)
	return c
}

func benchLoadFlags(c *cobra.Command, dir *string, o *bench.GatewayOptions) {
	c.Flags().StringVar(dir, "dir", "", "directory on the disk to measure")
	c.Flags().IntVar(&o.Rounds, "rounds", 5, "rounds")
	c.Flags().IntVar(&o.Connections, "connections", 32, "connections")
	c.Flags().DurationVar(&o.Span, "span", 4*time.Second, "time of each measurement")
}

// The gateway's benchmark runs these as processes of their own, so that each
// one's processor time can be told apart.

func benchUpstream() *cobra.Command {
	return &cobra.Command{
		Use: "upstream", Hidden: true, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return bench.Upstream(cmd.Context(), cmd.OutOrStdout()) },
	}
}

func benchProxy() *cobra.Command {
	return &cobra.Command{
		Use: "proxy URL", Hidden: true, Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return bench.Proxy(cmd.Context(), cmd.OutOrStdout(), args[0])
		},
	}
}

// benchAPI is the public API without books, and an operator's key for it.
func benchAPI(ctx context.Context, n *node.Node) (http.Handler, string, error) {
	p := &program{node: n, log: slog.New(slog.DiscardHandler)}
	secret, err := p.key(ctx, ledger.ID{}, "bench", clearing.ScopeAdmin)
	return p.api(nil), secret, err
}
