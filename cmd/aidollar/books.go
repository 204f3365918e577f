package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"

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
				file = filepath.Join(data, booksFile)
			}
			log := slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), nil))
			records := func(from uint64, visit func(uint64, []byte) error) error {
				return recordsOf(journalDir(data), from, log, visit)
			}
			seq, err := books.Rebuild(cmd.Context(), file, clearing.DefaultConfig(), records, log)
			if err != nil {
				return err
			}
			return say(cmd.OutOrStdout(), "%s holds the log up to record %d\n", file, seq)
		},
	}
	rebuild.Flags().StringVar(&data, "data", "", "data directory")
	rebuild.Flags().StringVar(&file, "file", "", "file of the books, or URL of their PostgreSQL database; books.sqlite in the data directory when left out")
	c.AddCommand(rebuild)
	return c
}

// recordsOf reads a log that no server uses. A damaged snapshot is named and
// does no harm: the log alone makes the books.
func recordsOf(dir string, from uint64, log *slog.Logger, visit func(uint64, []byte) error) error {
	report, err := journal.Check(dir, func(r journal.Record) error {
		if r.Seq < from {
			return nil
		}
		return visit(r.Seq, r.Payload)
	})
	for _, s := range report.Snapshots {
		if s.Err != nil {
			log.Warn("a snapshot is damaged; the books are made from the log", "error", s.Err)
			err = without(err, s.Err)
		}
	}
	return err
}

// without takes one error out of joined ones.
func without(err, one error) error {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(joined.Unwrap()), func(e error) bool { return errors.Is(e, one) })
	return errors.Join(rest...)
}

// say prints and tells when nobody could be told.
func say(w io.Writer, format string, args ...any) error {
	_, err := fmt.Fprintf(w, format, args...)
	return err
}
