package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/journal"

	"github.com/spf13/cobra"
)

func booksCommand() *cobra.Command {
	c := &cobra.Command{Use: "books", Short: "Look after the read side"}
	var data, file string
	rebuild := &cobra.Command{
		Use:   "rebuild --data DIR",
		Short: "Write the read side anew from the log, while no server runs",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if data == "" {
				return &usageError{errors.New("books rebuild needs --data DIR")}
			}
			if file == "" {
				file = filepath.Join(data, "books.sqlite")
			}
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
			records := func(from uint64, visit func(uint64, []byte) error) error {
				_, err := journal.Check(journalDir(data), func(r journal.Record) error {
					if r.Seq < from {
						return nil
					}
					return visit(r.Seq, r.Payload)
				})
				return err
			}
			seq, err := books.Rebuild(cmd.Context(), file, clearing.DefaultConfig(), records, log)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s holds the log up to record %d\n", file, seq)
		},
	}
	rebuild.Flags().StringVar(&data, "data", "", "data directory")
	rebuild.Flags().StringVar(&file, "file", "", "file of the books; books.sqlite in the data directory when left out")
	c.AddCommand(rebuild)
	return c
}

// say prints and tells when nobody could be told.
func say(w io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(w, format, args...)
	return err
}
