package main

import (
	"errors"
	"io"
	"log/slog"
	"path/filepath"

	"aidollar/config"
	"aidollar/core/ledger"

	"github.com/spf13/cobra"
)

func serveCommand() *cobra.Command {
	var file, data, listen string
	c := &cobra.Command{
		Use:   "serve --config FILE",
		Short: "Serve the sellers, upstreams and cards of a configuration",
		Long: `Serve a house. At the first start an operator's key is written to operator.key in
the data directory; with it buyers, keys and deposits are made, see the other commands.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if file == "" {
				return &usageError{errors.New("serve needs --config FILE; docs/operators.md has an example")}
			}
			c, cards, err := config.LoadServer(file)
			if err != nil {
				return err
			}
			if data != "" {
				if filepath.Dir(c.Books) == c.Data {
					c.Books = filepath.Join(data, filepath.Base(c.Books))
				}
				c.Data = data
			}
			if listen != "" {
				c.Listen = listen
			}
			p, err := newProgram(c, newLogger(c.Log, cmd.ErrOrStderr()))
			if err != nil {
				return err
			}
			operator, err := p.operator(cmd.Context())
			if err == nil {
				p.log.Info("the operator's key is in a file", "path", operator)
				err = p.sell(cmd.Context(), cards)
			}
			if err != nil {
				return errors.Join(err, p.close())
			}
			return p.serve(cmd.Context())
		},
	}
	c.Flags().StringVar(&file, "config", "", "configuration file")
	c.Flags().StringVar(&data, "data", "", "data directory, in place of the configuration's")
	c.Flags().StringVar(&listen, "listen", "", "address to listen on, in place of the configuration's; port 0 picks one")
	return c
}

func newLogger(l config.Log, w io.Writer) *slog.Logger {
	options := &slog.HandlerOptions{Level: l.Level, ReplaceAttr: printID}
	if l.JSON {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}

// printID writes an id as receipts show it, so that a log can be searched for
// one; JSON would show its two halves as numbers.
func printID(_ []string, a slog.Attr) slog.Attr {
	if a.Value.Kind() == slog.KindAny {
		if id, ok := a.Value.Any().(ledger.ID); ok {
			a.Value = slog.StringValue(id.String())
		}
	}
	return a
}
