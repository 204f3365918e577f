package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"aidollar/config"
	"aidollar/rules/pack"
	"aidollar/rules/packs"

	"github.com/spf13/cobra"
)

const packsHelp = "PACK is the name of a pack that comes with the program, or a directory, whose path has a slash in it. A pack from a directory stands for the one of its name."

// opened are packs that a command line names.
type opened struct {
	library *pack.Library
	packs   []*pack.Pack
}

// shippedPacks are those that a command line names, or all that come with the program.
func shippedPacks(args []string, errOut io.Writer) (*opened, error) {
	if len(args) > 0 {
		return openPacks(args, errOut)
	}
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, err
	}
	return openPacks(library.Names(), errOut)
}

// openPacks reads packs, and prints what is wrong in them.
func openPacks(names []string, errOut io.Writer) (*opened, error) {
	library, err := pack.NewLibrary(packs.Files)
	if err != nil {
		return nil, err
	}
	o := &opened{library: library}
	bad := 0
	for _, name := range names {
		p, err := library.Open(name)
		var mistakes config.Mistakes
		switch {
		case err == nil && slices.Contains(o.names(), p.Name):
			return nil, &usageError{fmt.Errorf("%s is a pack called %s, and so is another on this command line; name one of them", name, p.Name)}
		case err == nil:
			o.packs = append(o.packs, p)
		case errors.As(err, &mistakes):
			fmt.Fprint(errOut, config.FormatError(err))
			bad++
		default:
			return nil, &usageError{err}
		}
	}
	if bad > 0 {
		return nil, fmt.Errorf("%d of %d packs are not valid", bad, len(names))
	}
	return o, nil
}

func (o *opened) names() (all []string) {
	for _, p := range o.packs {
		all = append(all, p.Name)
	}
	return all
}

// compile puts the packs together, and prints what is wrong.
func (o *opened) compile(errOut io.Writer) (*pack.Book, error) {
	book, err := o.library.Compile(o.names())
	if err != nil {
		fmt.Fprint(errOut, config.FormatError(err))
		return nil, errors.New("the packs are not valid")
	}
	return book, nil
}

func rulesCheck() *cobra.Command {
	return &cobra.Command{
		Use: "check [PACK...]", Short: "Check rule packs",
		Long: "check reads packs and says what is wrong in them, each mistake with its file and line, or how much is in them and the digest of their rules taken together. Without a PACK all that come with the program are checked. " + packsHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := shippedPacks(args, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			book, err := o.compile(cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			for _, p := range o.packs {
				if err := o.library.CheckCases(p); err != nil {
					fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
					return errors.New("the packs are valid, and some of their cases are not")
				}
			}
			out := cmd.OutOrStdout()
			rules := map[string]int{}
			for _, r := range book.Set.Rules() {
				rules[book.PackOf(r).Name]++
			}
			for _, p := range o.packs {
				fmt.Fprintf(out, "%s, version %s, is valid; rules: %d, facts: %d, cases: %d\n", p.Name, p.Version, rules[p.Name], len(p.Facts), len(p.Cases))
			}
			fmt.Fprintf(out, "digest %x\n", book.Set.Digest())
			return nil
		},
	}
}

func rulesTest() *cobra.Command {
	return &cobra.Command{
		Use: "test [PACK...]", Short: "Decide the cases of rule packs",
		Long: "test decides the cases of packs, each by the packs that it names, and compares outcome, deciding rules and obligations with what it expects. Without a PACK the cases of all that come with the program are decided. " + packsHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := shippedPacks(args, cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			bad, all := 0, 0
			for _, p := range o.packs {
				for _, r := range o.library.Test(p) {
					all++
					if len(r.Failures) > 0 {
						bad++
					}
					printResult(cmd.OutOrStdout(), p, &r)
				}
			}
			if bad > 0 {
				return fmt.Errorf("%d of %d cases failed", bad, all)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d cases passed\n", all)
			return nil
		},
	}
}

func printResult(w io.Writer, p *pack.Pack, r *pack.Result) {
	if len(r.Failures) == 0 {
		fmt.Fprintf(w, "ok    %s/%s: %s\n", p.Name, r.Case.Name, r.Case.Outcome)
		return
	}
	fmt.Fprintf(w, "FAIL  %s/%s (%s:%d)\n", p.Name, r.Case.Name, r.Case.File, r.Case.Line)
	for _, text := range r.Failures {
		for line := range strings.Lines(text) {
			fmt.Fprintf(w, "      %s\n", strings.TrimSpace(line))
		}
	}
	for _, rule := range r.Decision.Rules {
		fmt.Fprintf(w, "      decided by %s: %s (%s)\n", rule.ID, rule.Title, r.Book.PackOf(rule).Sources[rule.Source].Cite)
	}
	fmt.Fprintf(w, "      the case says: %s\n", r.Case.Why)
}
