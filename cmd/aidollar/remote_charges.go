package main

import (
	"context"
	"fmt"

	"aidollar/client"

	"github.com/spf13/cobra"
)

// charges has a row for each charge and line: what was used, and what was posted.
func charges(list ...client.Charge) *listing {
	t := table("ID", "AT", "BUYER", "SELLER", "CHARGE", "ASSET", "OWED", "METER", "QUANTITY", "EVENTS")
	for i := range list {
		c := &list[i]
		row := []string{c.ID.String(), when(c.At), c.Buyer.String(), c.Seller.String(), c.Charge, c.Asset, c.OwedOut}
		if c.ID == (client.ID{}) {
			row[0] = "-" // nothing could be posted yet
		}
		for _, l := range c.Lines {
			t.add(append(row[:len(row):len(row)], l.Meter, fmt.Sprint(l.Quantity), fmt.Sprint(l.Events))...)
		}
		if len(c.Lines) == 0 {
			t.add(append(row, "(owed before)", "", "")...)
		}
	}
	return t
}

func listCharges() action {
	var l client.Listing
	var party string
	return action{
		use: "charges", short: "List what was posted for pushed usage, the newest first; refunds and disputes take its ID for a call's",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this buyer or seller alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			of, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Charges(ctx, of, l)
			if err != nil {
				return nil, nil, err
			}
			t := charges(page.Items...)
			t.next, t.notes = page.Next, behind(page.Lag)
			return page, t, nil
		},
	}
}

func showCharge() action {
	return action{
		use: "charge ID", short: "Show what was posted at once for pushed usage, who paid, and what came back", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("charge", args[0])
			if err != nil {
				return nil, nil, err
			}
			found, err := c.Charge(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			t := charges(*found)
			for _, g := range found.Grants {
				t.notes = append(t.notes, fmt.Sprintf("grant %s paid %s %s", g.Name, g.Amount, found.Asset))
			}
			for i := range found.Postings {
				p := &found.Postings[i]
				t.notes = append(t.notes, fmt.Sprintf("%s %s from %s to %s", p.Amount, p.Asset, p.Debit, p.Credit))
			}
			if found.Returned != "" {
				t.notes = append(t.notes, fmt.Sprintf("returned %s %s", found.Returned, found.Asset))
			}
			return found, t, nil
		},
	}
}
