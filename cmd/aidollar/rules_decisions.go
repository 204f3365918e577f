package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func listDecisions() action {
	var f client.DecisionFilter
	var l client.Listing
	var party, cause, since, until string
	return action{use: "decisions", short: "List what the rules of a house decided, the newest first",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&f.Outcome, "outcome", "", "only allow, refer or deny")
			c.Flags().StringVar(&f.Action, "action", "", "only of this action, such as session.open")
			c.Flags().StringVar(&f.Rule, "rule", "", "only those that this rule decided")
			c.Flags().StringVar(&party, "party", "", "only of this party")
			c.Flags().StringVar(&cause, "cause", "", "only those that were asked of this call, payment or batch")
			c.Flags().Uint32Var(&f.Set, "set", 0, "only by the set of rules with this number")
			c.Flags().StringVar(&since, "since", "", "from this day or time on")
			c.Flags().StringVar(&until, "until", "", "before this day or time")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			for _, one := range []struct {
				name, text string
				read       func(text string) error
			}{
				{"party", party, func(text string) (err error) { f.Party, err = parseID("party", text); return err }},
				{"cause", cause, func(text string) (err error) { f.Cause, err = parseID("cause", text); return err }},
				{"since", since, func(text string) (err error) { f.From, err = readTime("since", text); return err }},
				{"until", until, func(text string) (err error) { f.Until, err = readTime("until", text); return err }},
			} {
				if one.text == "" {
					continue
				}
				if err := one.read(one.text); err != nil {
					return nil, nil, err
				}
			}
			page, err := c.Decisions(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("DECISION", "AT", "OUTCOME", "ACTION", "PRINCIPAL", "RESOURCE", "RULES", "SET")
			for i := range page.Items {
				d := &page.Items[i]
				t.add(strconv.FormatUint(d.Number, 10), when(d.Time), d.Outcome, d.Action, d.Principal, d.Resource, decidedBy(d), strconv.FormatUint(uint64(d.Set), 10))
			}
			t.next = page.Next
			return page, t, nil
		}}
}

func decidedBy(d *client.Decision) string {
	if d.Missing != "" {
		return d.Missing
	}
	var ids []string
	for _, r := range d.Rules {
		ids = append(ids, r.ID)
	}
	return orDash(strings.Join(ids, ","))
}

func showDecision() action {
	return action{use: "decision NUMBER", short: "Show a decision in words, with sources and what would change it", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := strconv.ParseUint(args[0], 10, 63)
			if err != nil {
				return nil, nil, &usageError{fmt.Errorf("%q is no number of a decision; `aidollar rules decisions` lists them", args[0])}
			}
			return decisionShown(c.Decision(ctx, number))
		}}
}

func askRules() action {
	var dry bool
	return action{use: "ask FILE", short: "Ask the rules of a house, and have the answer recorded; - reads what comes in", args: 1,
		flags: func(c *cobra.Command) {
			c.Long = "ask puts a question to the rules in force: a file in YAML or JSON with the members principal, action, resource and context that a case of a pack has, and, where it is asked of something, cause with its id."
			c.Flags().BoolVar(&dry, "dry", false, "only look, and record nothing")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			text, err := readFileOrInput(args[0])
			if err != nil {
				return nil, nil, err
			}
			return decisionShown(c.Decide(ctx, text, dry))
		}}
}

func decisionShown(d *client.Decision, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := table("outcome", d.Outcome).add("question", d.Action+" of "+d.Resource+" by "+d.Principal).add("context", string(d.Context)).add("at", when(d.Time))
	if d.Number != 0 {
		t.add("decision", strconv.FormatUint(d.Number, 10))
	}
	if !d.Cause.IsZero() {
		t.add("asked of", d.Cause.String())
	}
	if d.Missing != "" {
		t.add("missing", d.Missing)
	}
	for _, text := range d.Broken {
		t.add("broken", text)
	}
	for i := range d.Rules {
		citedRows(t, "rule", &d.Rules[i])
	}
	for i := range d.Waived {
		citedRows(t, "set aside", &d.Waived[i])
	}
	if !d.Approval.IsZero() {
		t.add("approval", d.Approval.String())
	}
	for _, o := range d.Obligations {
		t.add("obligation", o)
	}
	for _, c := range d.Changes {
		line := c.Outcome
		if len(c.Rules) > 0 {
			line += " by " + strings.Join(c.Rules, ", ")
		}
		if len(c.Obligations) > 0 {
			line += " with " + strings.Join(c.Obligations, ", ")
		}
		t.add("without "+strings.Join(c.Without, ", "), line)
	}
	for i := range d.Permits {
		citedRows(t, "would permit under other conditions", &d.Permits[i])
	}
	t.add("set", strconv.FormatUint(uint64(d.Set), 10)+", digest "+d.Digest).add("facts", "digest "+d.FactsDigest).add("request", "digest "+d.RequestDigest)
	return d, t, nil
}

func citedRows(t *listing, what string, r *client.RuleCited) {
	t.add(what, r.ID+" ("+r.Pack+"): "+r.Title).add("  source", strings.TrimSpace(r.Cite+" "+r.URL))
	if r.Remedy != "" {
		t.add("  what would change it", r.Remedy)
	}
}
