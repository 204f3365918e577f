package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func makeSale() action {
	n := client.NewSale{}
	var facts string
	return action{
		use: "make BUYER SELLER AMOUNT GOODS", short: "Sell something with its decision, levies and licence units in one step", args: 4,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&n.Action, "action", "chip.ship", "as the rules know it")
			c.Flags().StringVar(&n.Asset, "asset", "USD", "currency of the amount")
			c.Flags().StringVar(&facts, "context", "", "file with what the rules are asked with, as a JSON object")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			var err error
			if n.Buyer, err = parseID("buyer", args[0]); err != nil {
				return nil, nil, err
			}
			if n.Seller, err = parseID("seller", args[1]); err != nil {
				return nil, nil, err
			}
			if n.Amount, n.Goods = args[2], args[3]; facts != "" {
				if n.Context, err = os.ReadFile(facts); err != nil {
					return nil, nil, err
				}
				if !json.Valid(n.Context) {
					return nil, nil, &usageError{fmt.Errorf("--context %s: the file is no JSON", facts)}
				}
			}
			s, err := c.Sell(ctx, n)
			if err != nil {
				return nil, nil, err
			}
			return s, saleTable(s), nil
		},
	}
}

func saleTable(s *client.Sale) *listing {
	t := table("sale", s.ID.String()).add("at", when(s.Time)).add("goods", s.Action+" of "+s.Goods).add("buyer", s.Buyer.String()).add("seller", s.Seller.String()).
		add("amount", s.Amount+" "+s.Asset)
	if s.Decision != nil {
		t.add("decided", fmt.Sprintf("%s, decision %d", s.Decision.Outcome, s.Decision.Number))
		for _, r := range s.Decision.Rules {
			t.add("by", r.ID+": "+r.Title+" ("+r.Cite+")")
		}
	}
	for _, l := range s.Levies {
		t.add("levy", l.Amount+" "+s.Asset+" to "+l.To)
	}
	for _, u := range s.Used {
		t.add("used", u.Units+" of "+u.Quota)
	}
	return t
}

func showSale() action {
	return action{
		use: "show ID", short: "Show a sale with its decision, levies and what it used up", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("sale", args[0])
			if err != nil {
				return nil, nil, err
			}
			s, err := c.Sale(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			return s, saleTable(s), nil
		},
	}
}

func listSales() action {
	var f client.SaleFilter
	var l client.Listing
	var party, since, until string
	return action{
		use: "list", short: "List what was sold by itself, the newest first",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "only with this buyer or seller")
			c.Flags().StringVar(&f.Goods, "goods", "", "only of this, as Chip/h200")
			c.Flags().StringVar(&since, "since", "", "from this day or time on")
			c.Flags().StringVar(&until, "until", "", "before this day or time")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			var err error
			if party != "" {
				if f.Party, err = parseID("party", party); err != nil {
					return nil, nil, err
				}
			}
			if f.From, err = readTime("since", since); err != nil {
				return nil, nil, err
			}
			if f.Until, err = readTime("until", until); err != nil {
				return nil, nil, err
			}
			page, err := c.Sales(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("SALE", "AT", "GOODS", "AMOUNT", "BUYER", "SELLER", "DECISION", "LEVIES", "USED")
			for i := range page.Items {
				s := &page.Items[i]
				decision, levies, used := "", []string{}, []string{}
				if s.Decision != nil {
					decision = fmt.Sprint(s.Decision.Number)
				}
				for _, l := range s.Levies {
					levies = append(levies, l.Amount+" to "+l.To)
				}
				for _, u := range s.Used {
					used = append(used, u.Units+" of "+u.Quota)
				}
				t.add(s.ID.String(), when(s.Time), s.Goods, s.Amount+" "+s.Asset, s.Buyer.String(), s.Seller.String(), decision, strings.Join(levies, ", "), strings.Join(used, ", "))
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}
