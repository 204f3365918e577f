package main

import (
	"context"
	"fmt"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func projectCommands() []*cobra.Command {
	return []*cobra.Command{
		group("projects", "Projects, which group keys under common limits", addProject(), listProjects(), archiveProject(true), archiveProject(false)),
		group("meters", "Meters whose usage sellers push in", addMeter(), listMeters()),
	}
}

func spent(l *client.SpendLimits) string {
	if l == nil {
		return ""
	}
	text := ""
	for _, part := range [...]struct{ of, most string }{{"day", l.Day}, {"month", l.Month}, {"total", l.Total}} {
		if part.most != "" {
			text += " " + part.most + "/" + part.of
		}
	}
	return text
}

func projects(list ...client.Project) *listing {
	t := table("ID", "PARTY", "NAME", "LIMITS", "SINCE", "ARCHIVED")
	for _, p := range list {
		t.add(p.ID.String(), p.Party.String(), p.Name, spent(p.Limits), when(p.Since), when(p.Archived))
	}
	return t
}

// limitFlags read limits of spending.
func limitFlags(c *cobra.Command, l *client.SpendLimits) {
	c.Flags().StringVar(&l.Day, "limit-day", "", "most that is spent on a day of UTC")
	c.Flags().StringVar(&l.Month, "limit-month", "", "most that is spent in a month of UTC")
	c.Flags().StringVar(&l.Total, "limit-total", "", "most that is ever spent")
}

// given is nil for limits that say nothing.
func given(l client.SpendLimits) *client.SpendLimits {
	if l == (client.SpendLimits{}) {
		return nil
	}
	return &l
}

// optionalID reads an id that may be left out.
func optionalID(what, text string) (client.ID, error) {
	if text == "" {
		return client.ID{}, nil
	}
	return parseID(what, text)
}

func addProject() action {
	var l client.SpendLimits
	var party string
	return action{
		use: "add NAME", short: "Enter a project", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "buyer that it is for; the key's own when left out")
			limitFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			made, err := c.CreateProject(ctx, client.NewProject{Party: id, Name: args[0], Limits: given(l)})
			if err != nil {
				return nil, nil, err
			}
			return made, projects(*made), nil
		},
	}
}

func listProjects() action {
	var l client.Listing
	var party string
	return action{
		use: "list", short: "List the projects, archived ones too",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this buyer alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Projects(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := projects(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func archiveProject(archived bool) action {
	a := action{use: "archive ID", short: "Archive a project: its keys take no calls", args: 1}
	if !archived {
		a.use, a.short = "restore ID", "Take an archived project into use again"
	}
	a.run = func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
		id, err := parseID("project", args[0])
		if err != nil {
			return nil, nil, err
		}
		p, err := c.ChangeProject(ctx, id, client.Change{"archived": archived})
		if err != nil {
			return nil, nil, err
		}
		return p, projects(*p), nil
	}
	return a
}

func meters(list ...client.Meter) *listing {
	t := table("NUMBER", "SELLER", "NAME", "AGGREGATION", "WINDOW", "PRODUCT", "METER")
	for _, m := range list {
		t.add(fmt.Sprint(m.Number), m.Seller.String(), m.Name, m.Aggregation, m.Window, m.Product, m.Meter)
	}
	return t
}

func addMeter() action {
	var m client.NewMeter
	return action{
		use: "add SELLER NAME", short: "Define a meter whose usage the seller pushes in", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&m.Aggregation, "aggregation", "sum", "sum, count, max, unique or last")
			c.Flags().StringVar(&m.Window, "window", "", "hour, day or month, of UTC; for max, unique and last")
			c.Flags().StringVar(&m.Product, "product", "", "model of the rate card that prices it")
			c.Flags().StringVar(&m.Meter, "meter", "", "the card's meter that it counts under")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("seller", args[0])
			if err != nil {
				return nil, nil, err
			}
			m.Seller, m.Name = id, args[1]
			made, err := c.CreateMeter(ctx, m)
			if err != nil {
				return nil, nil, err
			}
			return made, meters(*made), nil
		},
	}
}

func listMeters() action {
	var l client.Listing
	return action{
		use: "list", short: "List the meters",
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Meters(ctx, client.ID{}, l)
			if err != nil {
				return nil, nil, err
			}
			t := meters(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// rotateKey replaces a key's secret.
func rotateKey() action {
	var grace time.Duration
	return action{
		use: "rotate ID", short: "Make a key with the same terms and another secret, shown once", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().DurationVar(&grace, "grace", 24*time.Hour, "how long the old secret goes on working")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("key", args[0])
			if err != nil {
				return nil, nil, err
			}
			made, err := c.RotateKey(ctx, id, grace)
			if err != nil {
				return nil, nil, err
			}
			return made, table("ID", made.ID.String()).add("SECRET", made.Secret).add("", "keep it now: the house has only its hash"), nil
		},
	}
}
