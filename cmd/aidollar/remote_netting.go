package main

import (
	"context"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func nettingCommands() []*cobra.Command {
	return []*cobra.Command{group("net", "Net what sellers earn with what buyers of the same owner owe",
		netPreview(), netRun(), netList(), netLink(), netUnlink(), netLinks())}
}

func setOffTable(list []client.SetOff) *listing {
	t := table("SELLER", "BUYER", "NEED", "PAID", "ASSET", "AT", "PERIOD")
	for i := range list {
		s := &list[i]
		at, period := "", ""
		if !s.Time.IsZero() {
			at = when(s.Time)
		}
		if !s.Period.IsZero() {
			period = s.Period.String()
		}
		t.add(s.Seller.String(), s.Buyer.String(), s.Need, s.Paid, s.Asset, at, period)
	}
	return t
}

func netPreview() action {
	var span spanFlags
	var asset string
	return action{
		use: "preview", short: "Net what was charged in a time, owner by owner; with --json also pair by pair, and what a run would set off now",
		flags: func(c *cobra.Command) {
			span.flags(c, "charged", "a day ago")
			c.Flags().StringVar(&asset, "asset", "", "the asset; USD when missing")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			from, until, err := span.read()
			if err != nil {
				return nil, nil, err
			}
			p, err := c.PreviewNetting(ctx, from, until, asset)
			if err != nil {
				return nil, nil, err
			}
			t := table("PARTY", "OWES", "OWED", "PAYS", "RECEIVES")
			for _, at := range p.Positions {
				t.add(at.Party.String(), at.Owes, at.Owed, at.Pays, at.Receives)
			}
			t.add("all", p.Gross, p.Gross, p.Net, p.Net)
			if p.Ratio != "" {
				t.add("gross for each unit of net", p.Ratio, "", "", "")
			}
			return p, t, nil
		},
	}
}

func netRun() action {
	var asset string
	var pays bool
	return action{
		use: "run", short: "End a period: set proceeds off against what buyers of the same owner owe",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&asset, "asset", "", "the asset; USD when missing")
			c.Flags().BoolVar(&pays, "pay-out", false, "put what remains to be paid out into a batch for each token")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			n, err := c.Net(ctx, asset, pays)
			if err != nil {
				return nil, nil, err
			}
			return n, setOffTable(n.SetOffs), nil
		},
	}
}

func netList() action {
	var l client.Listing
	var period, party string
	return action{
		use: "list", short: "List what was set off, the newest first",
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().StringVar(&period, "period", "", "only in this netting")
			c.Flags().StringVar(&party, "party", "", "only this seller's or buyer's")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			of, err := optionalID("period", period)
			if err != nil {
				return nil, nil, err
			}
			whose, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.SetOffs(ctx, of, whose, l)
			if err != nil {
				return nil, nil, err
			}
			t := setOffTable(page.Items)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func linkTable(list ...client.Link) *listing {
	t := table("BUYER", "SELLER", "KEEP", "SINCE")
	for i := range list {
		t.add(list[i].Buyer.String(), list[i].Seller.String(), list[i].Keep, when(list[i].Since))
	}
	return t
}

func netLink() action {
	var keep string
	return action{
		use: "link BUYER SELLER", short: "Have a seller's proceeds pay what a buyer of the same owner owes", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&keep, "keep", "", "what the buyer's balance is brought up to at each netting; nothing when missing")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			buyer, err := parseID("buyer", args[0])
			if err != nil {
				return nil, nil, err
			}
			seller, err := parseID("seller", args[1])
			if err != nil {
				return nil, nil, err
			}
			k, err := c.LinkParty(ctx, buyer, seller, keep)
			if err != nil {
				return nil, nil, err
			}
			return k, linkTable(*k), nil
		},
	}
}

func netUnlink() action {
	return action{
		use: "unlink BUYER", short: "Have a buyer stand for itself again", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			buyer, err := parseID("buyer", args[0])
			if err != nil {
				return nil, nil, err
			}
			if err := c.UnlinkParty(ctx, buyer); err != nil {
				return nil, nil, err
			}
			t := table("BUYER", "SELLER")
			t.add(buyer.String(), "none")
			return map[string]string{"buyer": buyer.String()}, t, nil
		},
	}
}

func netLinks() action {
	var l client.Listing
	return action{
		use: "links", short: "List whose proceeds pay for whom", flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Links(ctx, l)
			if err != nil {
				return nil, nil, err
			}
			t := linkTable(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}
