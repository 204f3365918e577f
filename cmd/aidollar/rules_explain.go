package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"aidollar/config"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/rules/pack"

	"github.com/spf13/cobra"
)

func rulesExplain() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use: "explain REQUEST [PACK...]", Short: "Decide a request and say why", Args: cobra.MinimumNArgs(1),
		Long: "explain decides a request by the packs that it names, and says which rules decided it, where they are written and when they hold, what has to be done, and what would change it. REQUEST is a case, as baseline/nobody-in-particular, or a file that ends in .yaml and has a case's members packs, date, principal, action, resource, context and facts. " + packsHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			o, err := openPacks(args[1:], cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			var e *pack.Explanation
			q, err := o.library.Question(args[0])
			if err == nil {
				e, err = o.library.Explain(q)
			}
			var mistakes config.Mistakes
			if errors.As(err, &mistakes) {
				fmt.Fprint(cmd.ErrOrStderr(), config.FormatError(err))
				return errors.New("the request cannot be decided")
			}
			if err != nil {
				return err
			}
			return printExplanation(cmd.OutOrStdout(), explained(e), asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// ruleExplanation is what explain prints, and its JSON.
type ruleExplanation struct {
	Outcome     string        `json:"outcome"`
	Date        string        `json:"date"`
	Principal   string        `json:"principal"`
	Action      string        `json:"action"`
	Resource    string        `json:"resource"`
	Packs       []string      `json:"packs"`
	Rules       []ruleText    `json:"rules"`
	Broken      []brokenRule  `json:"broken,omitempty"`
	Obligations []string      `json:"obligations"`
	Changes     []changedRule `json:"changes"`
	Permits     []ruleText    `json:"permits,omitempty"`
	Digest      string        `json:"digest"`
	Disclaimers []string      `json:"disclaimers"`
}

type ruleText struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Pack   string `json:"pack"`
	Cite   string `json:"cite"`
	URL    string `json:"url,omitempty"`
	From   string `json:"from"`
	Until  string `json:"until,omitempty"`
	Remedy string `json:"remedy,omitempty"`
}

type brokenRule struct {
	ID  string `json:"id"`
	Why string `json:"why"`
}

type changedRule struct {
	Without []string `json:"without"`
	Outcome string   `json:"outcome"`
	Answer  string   `json:"answer"`
}

func explained(e *pack.Explanation) *ruleExplanation {
	q, d := e.Question, &e.Decision
	x := &ruleExplanation{
		Outcome: d.Outcome.String(), Date: q.Day, Principal: facts.Name(q.Principal), Action: q.Action, Resource: facts.Name(q.Resource),
		Rules: textsOf(e.Book, d.Rules), Permits: textsOf(e.Book, e.Permits), Obligations: []string{}, Changes: []changedRule{}, Digest: fmt.Sprintf("%x", d.Set),
	}
	for _, p := range e.Book.Packs {
		x.Packs = append(x.Packs, p.Name)
		if !slices.Contains(x.Disclaimers, p.Disclaimer) && p.Name != pack.Common {
			x.Disclaimers = append(x.Disclaimers, p.Disclaimer)
		}
	}
	for _, o := range d.Obligations {
		x.Obligations = append(x.Obligations, o.String())
	}
	for _, b := range d.Broken {
		x.Broken = append(x.Broken, brokenRule{b.Rule.ID, b.Why})
	}
	for _, c := range e.Changes {
		change := changedRule{Outcome: c.Decision.Outcome.String(), Answer: pack.Line(&c.Decision)}
		for _, r := range c.Without {
			change.Without = append(change.Without, r.ID)
		}
		x.Changes = append(x.Changes, change)
	}
	return x
}

func textsOf(book *pack.Book, rules []*policy.Rule) []ruleText {
	all := []ruleText{}
	for _, r := range rules {
		p := book.PackOf(r)
		source := p.Sources[r.Source]
		all = append(all, ruleText{r.ID, r.Title, p.Name, source.Cite, source.URL, day(r.From), day(r.Until), r.Remedy})
	}
	return all
}

// day is a time as a day, and empty for none.
func day(seconds int64) string {
	if seconds == 0 {
		return ""
	}
	return time.Unix(seconds, 0).UTC().Format(time.DateOnly)
}

func printExplanation(w io.Writer, x *ruleExplanation, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		return encoder.Encode(x)
	}
	fmt.Fprintf(w, "%s: %s of %s by %s on %s\n", x.Outcome, x.Action, x.Resource, x.Principal, x.Date)
	printRules(w, x.Rules)
	for _, b := range x.Broken {
		fmt.Fprintf(w, "the rule %s could not be held against the facts, and so nothing is allowed: %s\n", b.ID, b.Why)
	}
	for _, o := range x.Obligations {
		fmt.Fprintf(w, "obligation: %s\n", o)
	}
	if len(x.Rules)+len(x.Broken) == 0 {
		fmt.Fprintln(w, "no rule permits it, and what no rule permits is denied")
		if len(x.Permits) > 0 {
			fmt.Fprintln(w, "these would permit it under other conditions:")
			printRules(w, x.Permits)
		}
	}
	for _, c := range x.Changes {
		fmt.Fprintf(w, "without %s: %s\n", strings.Join(c.Without, ", "), c.Answer)
	}
	fmt.Fprintf(w, "decided by %s\ndigest %s\n", strings.Join(x.Packs, ", "), x.Digest)
	for _, text := range x.Disclaimers {
		fmt.Fprintln(w, text)
	}
	return nil
}

func printRules(w io.Writer, rules []ruleText) {
	for _, r := range rules {
		fmt.Fprintf(w, "  %s (%s): %s\n", r.ID, r.Pack, r.Title)
		source := r.Cite
		if r.URL != "" {
			source += ", " + r.URL
		}
		fmt.Fprintf(w, "    source: %s\n", source)
		fmt.Fprintf(w, "    in force: %s\n", span(r.From, r.Until))
		if r.Remedy != "" {
			fmt.Fprintf(w, "    what would change it: %s\n", r.Remedy)
		}
	}
}

// span is the time in which a rule holds.
func span(from, until string) string {
	if until == "" {
		return "from " + from
	}
	return "from " + from + " until the day before " + until
}
