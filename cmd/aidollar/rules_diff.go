package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"

	"aidollar/config"
	"aidollar/core/policy/facts"
	"aidollar/rules/pack"

	"github.com/spf13/cobra"
)

func rulesDiff() *cobra.Command {
	return &cobra.Command{
		Use: "diff BEFORE AFTER", Short: "Compare two versions of a rule pack", Args: cobra.ExactArgs(2),
		Long: "diff says which rules of a pack were added, removed or changed, in what they say or in the dates between which they hold, the same of its facts, and which cases are decided otherwise: those of both versions, and of the packs that come with the program. BEFORE and AFTER are each a PACK. " + packsHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			before, err := openPacks(args[:1], cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			after, err := openPacks(args[1:], cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			d, err := pack.Diff(before.library, after.library, before.packs[0], after.packs[0])
			var mistakes config.Mistakes
			if errors.As(err, &mistakes) {
				fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
				return errors.New("the packs cannot be compared")
			}
			if err != nil {
				return err
			}
			printDifference(cmd.OutOrStdout(), d)
			return nil
		},
	}
}

func printDifference(w io.Writer, d *pack.Difference) {
	for _, r := range d.Removed {
		fmt.Fprintf(w, "removed  %s: %s\n", r.ID, r.Title)
	}
	for _, r := range d.Added {
		fmt.Fprintf(w, "added    %s: %s\n", r.ID, r.Title)
	}
	for _, p := range d.Changed {
		fmt.Fprintf(w, "changed  %s: %s\n", p.After.ID, p.After.Title)
	}
	for _, p := range d.Dated {
		fmt.Fprintf(w, "dates    %s: %s; before, %s\n", p.After.ID, span(day(p.After.From), day(p.After.Until)), span(day(p.Before.From), day(p.Before.Until)))
	}
	for _, p := range d.Facts {
		printFacts(w, &p)
	}
	for _, t := range d.Cases {
		fmt.Fprintf(w, "case     %s/%s\n    before: %s\n    after:  %s\n", t.Pack, t.Case.Name, t.Before, t.After)
	}
	if len(d.Removed)+len(d.Added)+len(d.Changed)+len(d.Dated) == 0 {
		fmt.Fprintln(w, "the rules are the same")
	}
	if len(d.Facts) == 0 {
		fmt.Fprintln(w, "the facts are the same")
	}
	if len(d.Cases) == 0 {
		fmt.Fprintln(w, "all cases are decided as before")
	}
}

func printFacts(w io.Writer, p *pack.FactPair) {
	dates := func(e *facts.Entry) string { return span(day(e.From), day(e.Until)) }
	switch {
	case p.Before == nil:
		fmt.Fprintf(w, "fact     %s is new, %s\n", facts.Name(p.After.UID), dates(p.After))
		return
	case p.After == nil:
		fmt.Fprintf(w, "fact     %s is gone, which was %s\n", facts.Name(p.Before.UID), dates(p.Before))
		return
	}
	fmt.Fprintf(w, "fact     %s, %s", facts.Name(p.After.UID), dates(p.After))
	if dates(p.Before) != dates(p.After) {
		fmt.Fprintf(w, "; before, %s", dates(p.Before))
	}
	fmt.Fprintln(w)
	for _, m := range p.Members {
		fmt.Fprintf(w, "    %s: %s; before, %s\n", m.Name, cmp.Or(m.After, "nothing"), cmp.Or(m.Before, "nothing"))
	}
}
