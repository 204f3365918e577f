package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"aidollar/client"
	"aidollar/core/ledger"

	"github.com/spf13/cobra"
)

// remote is how a command reaches a running house, and how it prints.
type remote struct {
	url, keyFile string
	json         bool
}

// The environment that stands in for flags.
const (
	envURL = "AIDOLLAR_URL"
	envKey = "AIDOLLAR_KEY"
)

// remoteCommands speak to a running house over its API.
func remoteCommands() []*cobra.Command {
	commands := slices.Concat(partyCommands(), projectCommands(), ledgerCommands(), readingCommands(), webhookCommands(), chainCommands(), creditCommands(), proofCommands(), nettingCommands(), exchangeCommands(), quotaCommands(), identityCommands(), reviewCommands(), []*cobra.Command{dutyCommands()})
	commands = append(commands, mcpCommand())
	for _, c := range commands {
		c.GroupID = groupRemote
	}
	return commands
}

const groupRemote = "remote"

func (r *remote) flags(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&r.url, "url", "", "address of the house; $"+envURL+", or http://127.0.0.1:8080")
	f.StringVar(&r.keyFile, "key-file", "", "file with the API key, such as data/operator.key; $"+envKey+" holds the key itself")
	f.BoolVar(&r.json, "json", false, "print JSON")
}

// client makes the client. The key is never a flag: command lines are seen by
// others.
func (r *remote) client() (*client.Client, error) {
	url := r.url
	if url == "" {
		url = os.Getenv(envURL)
	}
	if url == "" {
		url = "http://127.0.0.1:8080"
	}
	key := os.Getenv(envKey)
	if r.keyFile != "" {
		kept, err := os.ReadFile(r.keyFile)
		if err != nil {
			return nil, fmt.Errorf("the key cannot be read: %w", err)
		}
		key = strings.TrimSpace(string(kept))
	}
	if key == "" {
		return nil, &usageError{errors.New("no API key: give --key-file, or put the key into $" + envKey)}
	}
	return client.New(url, key), nil
}

// action is a remote command: how it is called and what it does. Its table is
// printed for people, its value for programs.
type action struct {
	use, short string
	args       int // anyArgs for any number
	flags      func(*cobra.Command)
	run        func(ctx context.Context, c *client.Client, args []string) (value any, t *listing, err error)
}

const anyArgs = -1

func (a action) command() *cobra.Command {
	var r remote
	c := &cobra.Command{
		Use: a.use, Short: a.short,
		Args: func(cmd *cobra.Command, args []string) error {
			if a.args != anyArgs && len(args) != a.args {
				return &usageError{fmt.Errorf("%d arguments; the command is: aidollar %s", len(args), strings.TrimPrefix(cmd.CommandPath(), "aidollar ")+strings.TrimPrefix(cmd.Use, cmd.Name()))}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := r.client()
			if err != nil {
				return err
			}
			value, t, err := a.run(cmd.Context(), c, args)
			if err != nil {
				return explain(err)
			}
			if r.json {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(value)
			}
			return t.print(cmd.OutOrStdout())
		},
	}
	r.flags(c)
	if a.flags != nil {
		a.flags(c)
	}
	return c
}

// group makes a command of several actions.
func group(use, short string, actions ...action) *cobra.Command {
	c := &cobra.Command{Use: use, Short: short}
	for _, a := range actions {
		c.AddCommand(a.command())
	}
	return c
}

// explain adds every fault that the API has named.
func explain(err error) error {
	var refused *client.Error
	if !errors.As(err, &refused) || len(refused.Faults) < 2 && !strings.Contains(refused.Code, "card") {
		return err // the sentence has said it
	}
	lines := []string{err.Error()}
	for _, f := range refused.Faults {
		where := f.Pointer + f.Param
		if f.Line > 0 {
			where = fmt.Sprintf("line %d, column %d", f.Line, f.Column)
		}
		lines = append(lines, fmt.Sprintf("  %s: %s [%s]", where, f.Detail, f.Code))
	}
	return errors.New(strings.Join(lines, "\n"))
}

// listing is a table for people.
type listing struct {
	rows  [][]string
	next  string
	notes []string // sentences below the table
}

func table(head ...string) *listing { return &listing{rows: [][]string{head}} }

func (l *listing) add(cells ...string) *listing {
	l.rows = append(l.rows, cells)
	return l
}

func (l *listing) print(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, row := range l.rows {
		fmt.Fprintln(t, strings.Join(row, "\t"))
	}
	if l.next != "" {
		fmt.Fprintf(t, "more: --after %s\n", l.next)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, note := range l.notes {
		if err := say(w, "%s\n", note); err != nil {
			return err
		}
	}
	return nil
}

// parseID reads an id given on the command line.
func parseID(what, text string) (client.ID, error) {
	id, err := ledger.ParseID(text)
	if err != nil {
		return client.ID{}, &usageError{fmt.Errorf("%s %q: %w", what, text, err)}
	}
	return client.ID{ID: id}, nil
}

// pageFlags say which page of a list is wanted.
func pageFlags(c *cobra.Command, l *client.Listing) {
	c.Flags().StringVar(&l.After, "after", "", "cursor of the page, from the page before")
	c.Flags().IntVar(&l.Limit, "limit", 50, "most rows of the page")
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateTime)
}
