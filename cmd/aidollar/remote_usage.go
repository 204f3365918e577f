package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func readingCommands() []*cobra.Command {
	used := usage().command()
	used.AddCommand(listCharges().command(), showCharge().command())
	return []*cobra.Command{used, statements().command(), search().command(), eventsCommand()}
}

func usage() action {
	var f client.UsageFilter
	var l client.Listing
	var span spanFlags
	ids := map[string]*string{"seller": new(string), "buyer": new(string), "key": new(string), "project": new(string)}
	return action{
		use: "usage", short: "Add up what was used, by any of seller, buyer, key, project, model, region, upstream, service, and hour, day or month",
		flags: func(c *cobra.Command) {
			c.Flags().StringSliceVar(&f.By, "by", []string{"model"}, "what it is grouped by, with commas between")
			for _, name := range slices.Sorted(maps.Keys(ids)) {
				c.Flags().StringVar(ids[name], name, "", "only of this "+name)
			}
			c.Flags().StringVar(&f.Model, "model", "", "only of this model")
			c.Flags().StringVar(&f.Region, "region", "", "only in this region")
			c.Flags().StringVar(&f.Upstream, "upstream", "", "only at this upstream; for sellers and operators")
			c.Flags().StringVar(&f.Service, "service", "", "only of this service, such as batch")
			c.Flags().StringVar(&f.Zone, "zone", "", "time zone of days and months, such as Europe/Berlin; UTC when left out")
			span.flags(c, "used", "30 days ago")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (_ any, _ *listing, err error) {
			for name, into := range map[string]*client.ID{"seller": &f.Seller, "buyer": &f.Buyer, "key": &f.Key, "project": &f.Project} {
				if *into, err = optionalID(name, *ids[name]); err != nil {
					return nil, nil, err
				}
			}
			if f.From, f.Until, err = span.read(); err != nil {
				return nil, nil, err
			}
			page, err := c.Usage(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			return page, usageTable(f.By, page), nil
		},
	}
}

// usageTable has a column for each thing that usage was grouped by.
func usageTable(by []string, page *client.Page[client.Usage]) *listing {
	head := make([]string, len(by))
	for i, name := range by {
		head[i] = strings.ToUpper(name)
	}
	t := table(append(head, "CALLS", "FAILED", "USAGE", "CHARGE", "ASSET", "COST")...)
	for i := range page.Items {
		u := &page.Items[i]
		cells := make([]string, len(by))
		for j, name := range by {
			cells[j] = usageCell(u, name)
		}
		t.add(append(cells, fmt.Sprint(u.Calls), fmt.Sprint(u.Failed), quantities(u.Usage), u.Charge, u.Asset, u.Cost)...)
	}
	t.next = page.Next
	t.notes = behind(page.Lag)
	return t
}

func usageCell(u *client.Usage, name string) string {
	switch name {
	case "seller":
		return shownID(u.Seller)
	case "buyer":
		return shownID(u.Buyer)
	case "key":
		return shownID(u.Key)
	case "project":
		return shownID(u.Project)
	case "model":
		return u.Model
	case "region":
		return u.Region
	case "upstream":
		return u.Upstream
	case "service":
		return u.Service
	}
	return when(u.Start) // hour, day or month
}

func shownID(id client.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// quantities prints them by the names of their meters.
func quantities(q map[string]uint64) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(q)) {
		parts = append(parts, fmt.Sprintf("%s %d", name, q[name]))
	}
	return strings.Join(parts, ", ")
}

// behind says that the books do not hold everything yet.
func behind(lag uint64) []string {
	if lag == 0 {
		return nil
	}
	return []string{fmt.Sprintf("the books are %d records behind", lag)}
}

func statements() action {
	var f client.StatementFilter
	var party string
	return action{
		use: "statements", short: "Show a calendar month of each account that holds a party's money",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "whose; the key's own party when left out")
			c.Flags().StringVar(&f.Month, "month", "", "calendar month such as 2026-03; the present one when left out")
			c.Flags().StringVar(&f.Zone, "zone", "", "time zone of the month, such as Europe/Berlin; UTC when left out")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (_ any, _ *listing, err error) {
			if f.Party, err = optionalID("party", party); err != nil {
				return nil, nil, err
			}
			page, err := c.Statements(ctx, f)
			if err != nil {
				return nil, nil, err
			}
			return page, statementTable(page), nil
		},
	}
}

// movementNames are the codes that the house itself posts under.
var movementNames = map[uint16]string{1: "deposits", 2: "withdrawals", 10: "calls", 11: "shares of sales", 12: "pushed usage", 33: "late fees", 60: "refunds"}

func statementTable(page *client.Page[client.Statement]) *listing {
	t := table("ACCOUNT", "WHAT", "COUNT", "DEBITS", "CREDITS", "CHARGE", "ASSET")
	for i := range page.Items {
		s := &page.Items[i]
		t.add(s.Account.String(), "opening, "+when(s.From), "", s.Opening.Debits, s.Opening.Credits, "", s.Asset)
		for _, n := range s.Turnovers {
			name := movementNames[n.Code]
			if name == "" {
				name = fmt.Sprintf("code %d", n.Code)
			}
			t.add("", name, fmt.Sprint(n.Count), n.Debits, n.Credits, "", s.Asset)
		}
		for _, l := range s.Lines {
			name := l.Model
			if l.Service != "" {
				name += ", " + l.Service
			}
			t.add("", "  for "+name+": "+quantities(l.Usage), fmt.Sprint(l.Calls), "", "", l.Charge, l.Asset)
		}
		if strings.Trim(s.Rest, "0.-") != "" {
			t.add("", "  that counts in another month", "", "", "", s.Rest, s.Asset)
		}
		t.add("", "closing, before "+when(s.Until), "", s.Closing.Debits, s.Closing.Credits, s.Charged, s.Asset)
	}
	t.notes = behind(page.Lag)
	return t
}

func search() action {
	return action{
		use: "search TEXT", short: "Say what an id, a rate card's number or the beginning of a name stands for", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			page, err := c.Search(ctx, args[0])
			if err != nil {
				return nil, nil, err
			}
			t := table("KIND", "ID", "NAME", "PARTY", "CALL")
			for _, f := range page.Items {
				id := shownID(f.ID)
				if f.Kind == "card" {
					id = fmt.Sprint(f.Number)
				}
				t.add(f.Kind, id, f.Name, shownID(f.Party), shownID(f.Call))
			}
			if t.notes = behind(page.Lag); len(page.Items) == 0 {
				t.notes = append(t.notes, "nothing was found that this key may see")
			}
			return page, t, nil
		},
	}
}
