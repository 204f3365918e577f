package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func dutyCommands() *cobra.Command {
	return group("duties", "What decisions oblige the house to: whom to tell, what to ask again, whose data go with money",
		listDuties(), showDuty(), finishDuty(), dutyPayload())
}

func dutyTable(list ...client.Duty) *listing {
	t := table("NUMBER", "KIND", "STATE", "TO", "PARTY", "DECISION", "SINCE", "DUE")
	for i := range list {
		d := &list[i]
		to, state := d.To, d.State
		if d.Question != nil {
			to = d.Question.Action + " of " + d.Question.Resource
		}
		if d.Overdue {
			state += ", overdue"
		}
		party := ""
		if !d.Party.IsZero() {
			party = d.Party.String()
		}
		t.add(strconv.FormatUint(d.Number, 10), d.Kind, state, to, party, strconv.FormatUint(d.Decision, 10), when(d.Since), when(d.Due))
	}
	return t
}

func listDuties() action {
	var l client.Listing
	f := client.DutyFilter{}
	all := false
	var party string
	return action{
		use: "list", short: "List what is to be done, the newest first",
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().BoolVar(&all, "all", false, "what was done, too")
			c.Flags().StringVar(&f.Kind, "kind", "", "only of this kind: notice, recheck or travel")
			c.Flags().StringVar(&f.State, "state", "", "only in this state: owed, failed, done or void")
			c.Flags().StringVar(&f.To, "to", "", "only for this recipient, or in this form")
			c.Flags().StringVar(&party, "party", "", "only of this party")
			c.Flags().Uint64Var(&f.Decision, "decision", 0, "only what this decision brought")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			var err error
			if f.Party, err = optionalID("party", party); err != nil {
				return nil, nil, err
			}
			f.Open = !all && f.State == ""
			page, err := c.Duties(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			t := dutyTable(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// ofDuty makes an action about one duty.
func ofDuty(a action, do func(ctx context.Context, c *client.Client, number uint64) (*client.Duty, error)) action {
	a.args = 1
	a.run = func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
		number, err := strconv.ParseUint(args[0], 10, 63)
		if err != nil {
			return nil, nil, &usageError{fmt.Errorf("%q is no number of a duty; aidollar duties list shows them", args[0])}
		}
		d, err := do(ctx, c, number)
		if err != nil {
			return nil, nil, err
		}
		t := dutyTable(*d)
		if !d.Cause.IsZero() {
			t.notes = append(t.notes, "owed for "+d.Cause.String())
		}
		if d.Question != nil {
			t.notes = append(t.notes, fmt.Sprintf("asks %s of %s by %s with %s", d.Question.Action, d.Question.Resource, d.Question.Principal, d.Question.Context))
		}
		if d.Answer != 0 {
			t.notes = append(t.notes, fmt.Sprintf("asked again: decision %d", d.Answer))
		}
		if d.Digest != "" {
			t.notes = append(t.notes, "digest of what is kept: "+d.Digest)
		}
		for _, m := range d.Missing {
			t.notes = append(t.notes, strings.TrimSpace(m.Pointer+" "+m.Detail))
		}
		if !d.Ended.IsZero() {
			by := d.Name
			if by == "" {
				by = "the house"
			}
			t.notes = append(t.notes, fmt.Sprintf("%s: %s by %s: %s", when(d.Ended), d.State, by, d.Note))
		}
		return d, t, nil
	}
	return a
}

func showDuty() action {
	return ofDuty(action{use: "show NUMBER", short: "Show a duty"},
		func(ctx context.Context, c *client.Client, number uint64) (*client.Duty, error) {
			return c.Duty(ctx, number)
		})
}

func dutyPayload() action {
	return action{
		use: "payload NUMBER", short: "Show what was composed and is kept for a travel duty; that you were shown it is written down", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			number, err := strconv.ParseUint(args[0], 10, 63)
			if err != nil {
				return nil, nil, &usageError{fmt.Errorf("%q is no number of a duty; aidollar duties list shows them", args[0])}
			}
			p, err := c.DutyPayload(ctx, number)
			if err != nil {
				return nil, nil, err
			}
			t := table("PARTY", "CAUSE", "SINCE", "KEPT UNTIL", "DIGEST").add(p.Party.String(), p.Cause.String(), when(p.Since), when(p.Until), p.Digest)
			t.notes = append(t.notes, string(p.Payload))
			return p, t, nil
		},
	}
}

func finishDuty() action {
	var note string
	return ofDuty(action{
		use: "done NUMBER --note TEXT", short: "Say that a duty was done, or need not be done any more",
		flags: func(c *cobra.Command) { c.Flags().StringVar(&note, "note", "", "how, in words") },
	}, func(ctx context.Context, c *client.Client, number uint64) (*client.Duty, error) {
		if note == "" {
			return nil, &usageError{fmt.Errorf("duties done needs --note, with how it was done")}
		}
		return c.FinishDuty(ctx, number, note)
	})
}
