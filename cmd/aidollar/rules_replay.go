package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/policy/ruling"
	"aidollar/journal"
	"aidollar/rules/replay"

	"github.com/spf13/cobra"
)

// exitDifferent is the exit code where other rules would have decided otherwise.
const exitDifferent = 3

type replayOptions struct {
	data                string
	since, until, dated string
	actions             []string
	examples            int
	asJSON              bool
}

func rulesReplay() *cobra.Command {
	o := &replayOptions{}
	c := &cobra.Command{
		Use: "replay --data DIR PACK...", Short: "Try rule packs against the past decisions of a house", Args: cobra.MinimumNArgs(1),
		Long: `replay reads the log of a house from its first record, without changing it and beside a
server that uses it, and asks the packs, taken together, everything that the house's rules were
asked: calls, payments, deposits, payouts, sales and questions, with the facts, approvals
and attestations that were registered at that time. It counts what would have been decided
otherwise, by which rules and for whom, and what was sold then and would not have been.
The exit code is 0 where nothing would have been otherwise, and 3 where something would.
` + packsHelp,
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, args) },
	}
	f := c.Flags()
	f.StringVar(&o.data, "data", "", "data directory of the house")
	f.StringVar(&o.since, "since", "", "first day that counts, as 2026-03-01 (UTC)")
	f.StringVar(&o.until, "until", "", "last day that counts")
	f.StringVar(&o.dated, "dated", "", "decide by the rules that are in force on this day, whatever day was decided on; facts stay those of the time")
	f.StringArrayVar(&o.actions, "action", nil, "count this action alone, as session.open; may be repeated")
	f.IntVar(&o.examples, "examples", 10, "examples to show at most")
	f.BoolVar(&o.asJSON, "json", false, "print JSON")
	if err := c.MarkFlagRequired("data"); err != nil {
		panic(err) // the flag is named right above
	}
	return c
}

// options reads the days. The last one counts whole.
func (o *replayOptions) options() (read replay.Options, err error) {
	const oneDay = 24 * time.Hour
	read.Actions, read.Examples = o.actions, o.examples
	for _, d := range []struct {
		flag, text string
		take       func(t time.Time)
	}{
		{"since", o.since, func(t time.Time) { read.Since = t.UnixNano() }},
		{"until", o.until, func(t time.Time) { read.Until = t.Add(oneDay).UnixNano() }},
		{"dated", o.dated, func(t time.Time) { read.Dated = t.Unix() }},
	} {
		if d.text == "" {
			continue
		}
		t, err := time.Parse(time.DateOnly, d.text)
		if err != nil {
			return read, &usageError{fmt.Errorf("--%s is %q; it is a day such as 2026-03-01", d.flag, d.text)}
		}
		d.take(t)
	}
	switch {
	case read.Until != 0 && read.Until <= read.Since:
		return read, &usageError{fmt.Errorf("--until %s is before --since %s", o.until, o.since)}
	case o.examples < 0:
		return read, &usageError{fmt.Errorf("--examples is %d; it is 0 or more", o.examples)}
	}
	return read, nil
}

// tried is what a replay prints.
type tried struct {
	Directory string   `json:"directory"`
	Packs     []string `json:"packs"`
	Digest    string   `json:"digest"` // of the archive that would be installed
	*replay.Result
	law *ruling.Law
}

func (o *replayOptions) run(cmd *cobra.Command, args []string) error {
	options, err := o.options()
	if err != nil {
		return err
	}
	law, names, err := lawOf(args, cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	for _, action := range o.actions {
		if law.Schema().Applies(action) == nil {
			return &usageError{fmt.Errorf("--action %s is none that the rules know; one is session.open", action)}
		}
	}
	result, err := replayLog(o.data, law, options)
	if err != nil {
		return err
	}
	t := &tried{Directory: o.data, Packs: names, Digest: fmt.Sprintf("%x", law.Digest), Result: result, law: law}
	if err := t.write(cmd.OutOrStdout(), o.asJSON); err != nil {
		return err
	}
	if !result.Same() {
		return &exitError{exitDifferent, errors.New("these rules would have decided otherwise")}
	}
	return nil
}

// lawOf puts packs together as they would be installed.
func lawOf(args []string, errOut io.Writer) (*ruling.Law, []string, error) {
	o, err := openPacks(args, errOut)
	if err != nil {
		return nil, nil, err
	}
	book, err := o.compile(errOut)
	if err != nil {
		return nil, nil, err
	}
	law, err := ruling.Compile(book.Archive().Bytes())
	return law, o.names(), err
}

// replayLog applies a log to a machine of its own, with rules on trial beside it.
func replayLog(dir string, law *ruling.Law, options replay.Options) (*replay.Result, error) {
	machine := clearing.New(machineConfig())
	r := replay.New(machine, law, options)
	_, err := journal.Read(journalDir(dir), func(record journal.Record) error {
		if record.Seq != machine.Applied()+1 {
			return fmt.Errorf("the log begins with record %d; without what was before, nothing can be decided as it was then", record.Seq)
		}
		if _, err := machine.Apply(record.Payload, nil); err != nil {
			return fmt.Errorf("record %d cannot be applied: %w", record.Seq, err)
		}
		r.Applied()
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return r.Result(), nil
}

func (t *tried) write(w io.Writer, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(t)
	}
	return t.print(w)
}
