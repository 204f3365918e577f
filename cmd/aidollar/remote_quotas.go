package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

// quotaCommands are the commands about what rules let through, and about sales that use it
// up.
func quotaCommands() []*cobra.Command {
	return []*cobra.Command{
		group("quotas", "Licences, caps, shares and meters", listQuotas(), showQuota(), setQuota(), countOnQuota(), endQuota(), quotaHistory(), quotaDraws()),
		group("sales", "Sales with all that rules ask of them", listSales(), showSale(), makeSale()),
		group("authorities", "Those to whom rules have levies paid", listAuthorities()),
	}
}

func quotaTable(list ...client.Quota) *listing {
	t := table("NAME", "KIND", "WINDOW", "UNIT", "USED", "HELD", "LEFT", "DRAWS", "DRAWS LEFT", "A DAY", "STATE")
	for i := range list {
		q := &list[i]
		left, draws, day, state := q.Left, "", "", "open"
		if q.CountLeft != nil {
			draws = fmt.Sprint(*q.CountLeft)
		}
		if q.Average != nil {
			day = fmt.Sprintf("%s in %d", q.Average.Units, q.Average.Draws)
		}
		if q.Ended {
			state = "ended"
		}
		t.add(q.Name, q.Kind, q.Window, q.Unit, q.Used, q.Held, left, fmt.Sprint(q.Draws+q.Open), draws, day, state)
	}
	return t
}

func quotaAction(q *client.Quota, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := quotaTable(*q)
	for _, of := range []struct{ what, text string }{
		{"title", q.Title}, {"given by", q.Authority}, {"held by", q.Holder}, {"for", strings.Join(q.Customers, " ")}, {"goods", strings.Join(q.Goods, " ")},
		{"share of", shareText(q)}, {"payments in", strings.Join(q.Assets, " ")}, {"at", strings.Join(q.Places, " ")}, {"window ends", when(q.End)},
	} {
		if of.text != "" {
			t.notes = append(t.notes, of.what+" "+of.text)
		}
	}
	return q, t, nil
}

func shareText(q *client.Quota) string {
	if q.Base == "" {
		return ""
	}
	return fmt.Sprintf("%s: %d parts in a million", q.Base, q.PPM)
}

func listQuotas() action {
	return action{
		use: "list", short: "List quotas and how they stand now",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			all, err := c.Quotas(ctx)
			if err != nil {
				return nil, nil, err
			}
			return all, quotaTable(all.Items...), nil
		},
	}
}

func showQuota() action {
	return action{
		use: "show NAME", short: "Show a quota and how it stands now", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			return quotaAction(c.Quota(ctx, args[0]))
		},
	}
}

func setQuota() action {
	var n client.NewQuota
	var from, until string
	return action{
		use: "set NAME", short: "Enter a quota, or change what bounds it", args: 1,
		flags: func(c *cobra.Command) {
			f := c.Flags()
			f.StringVar(&n.Kind, "kind", "meter", "meter, licence, cap or share")
			f.StringVar(&n.Unit, "unit", "", "what is counted, as chips; of payments eur, eur-cents, eur-micros, usd-cents ...")
			f.StringVar(&n.Window, "window", "total", "total, day, month, quarter, year or average")
			f.StringVar(&n.Title, "title", "", "in words")
			f.StringVar(&n.UnitsMax, "units", "", "what a window lets through, a day of an average")
			f.Uint64Var(&n.CountMax, "draws", 0, "transactions that it lets through")
			f.BoolVar(&n.Together, "together", false, "refuse only what is beyond both bounds of a cap")
			f.StringVar(&n.Authority, "authority", "", "who gave a licence")
			f.StringVar(&n.Holder, "holder", "", "who may use a licence, as Participant/acme")
			f.StringSliceVar(&n.Customers, "customer", nil, "whom a licence may be used for; may be given several times")
			f.StringSliceVar(&n.Goods, "goods", nil, "what a licence may be used for, as Chip/h200; may be given several times")
			f.StringVar(&from, "from", "", "when a licence begins")
			f.StringVar(&until, "until", "", "when a licence ends")
			f.StringVar(&n.Base, "base", "", "the quota that a share is a part of")
			f.Uint32Var(&n.PPM, "ppm", 0, "at most so many parts in a million of the base")
			f.StringSliceVar(&n.Assets, "asset", nil, "count payments in this, as Asset/eip155:8453/erc20:0x8335...; may be given several times")
			f.StringSliceVar(&n.Places, "place", nil, "count payments for what is supplied there, as Group/EU; may be given several times")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			for _, of := range []struct {
				text string
				into **time.Time
			}{{from, &n.From}, {until, &n.Until}} {
				at, err := parseTime("the time", of.text)
				if err != nil {
					return nil, nil, err
				}
				if !at.IsZero() {
					*of.into = &at
				}
			}
			return quotaAction(c.SetQuota(ctx, args[0], n))
		},
	}
}

func countOnQuota() action {
	var n client.NewCount
	return action{
		use: "count NAME UNITS", short: "Count on a quota what happened outside of the house", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().Uint64Var(&n.Transactions, "transactions", 1, "that it stands for")
			c.Flags().StringVar(&n.Holder, "holder", "", "of a licence: who uses it, as Participant/acme")
			c.Flags().StringVar(&n.Customer, "customer", "", "of a licence: whom it is used for")
			c.Flags().StringVar(&n.Goods, "goods", "", "of a licence: what it is used for")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			n.Units = args[1]
			return quotaAction(c.CountOnQuota(ctx, args[0], n))
		},
	}
}

func endQuota() action {
	return action{
		use: "end NAME", short: "End a quota; its counts are kept", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			if err := c.EndQuota(ctx, args[0]); err != nil {
				return nil, nil, err
			}
			return quotaAction(c.Quota(ctx, args[0]))
		},
	}
}

func listAuthorities() action {
	return action{
		use: "list", short: "List what stands on the accounts of levies, to be paid out",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			all, err := c.Authorities(ctx)
			if err != nil {
				return nil, nil, err
			}
			t := table("NAME", "ASSET", "DUE", "LEVIED", "ACCOUNT")
			for _, a := range all.Items {
				t.add(a.Name, a.Asset, a.Due, a.Levied, a.Account.String())
			}
			return all, t, nil
		},
	}
}

func quotaHistory() action {
	return action{
		use: "history NAME", short: "List what became of a quota, with what was counted by then, the newest first", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			page, err := c.QuotaHistory(ctx, args[0])
			if err != nil {
				return nil, nil, err
			}
			t := table("AT", "STATE", "UNITS", "DRAWS", "PPM", "UNTIL", "USED", "HELD", "SETTLED", "OPEN")
			for i := range page.Items {
				s := &page.Items[i]
				t.add(when(s.Time), s.State, s.UnitsMax, orEmpty(s.CountMax), orEmpty(uint64(s.PPM)), when(s.Until), s.Used, s.Held, fmt.Sprint(s.Draws), fmt.Sprint(s.Open))
			}
			return page, t, nil
		},
	}
}

// orEmpty is a number, or nothing for none.
func orEmpty(n uint64) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func quotaDraws() action {
	var l client.Listing
	return action{
		use: "draws NAME", short: "List what sales and counts drew from a quota, the newest first", args: 1,
		flags: func(c *cobra.Command) { pageFlags(c, &l) },
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			page, err := c.QuotaDraws(ctx, args[0], l)
			if err != nil {
				return nil, nil, err
			}
			t := table("DRAW", "AT", "STATE", "UNITS", "USED", "TRANSACTIONS", "HOLDER", "CUSTOMER", "GOODS", "OF")
			for i := range page.Items {
				d := &page.Items[i]
				of := "a count"
				if !d.Sale.IsZero() {
					of = "a sale"
				}
				t.add(d.ID.String(), when(d.Time), d.State, d.Units, d.Used, fmt.Sprint(d.Transactions), d.Holder, d.Customer, d.Goods, of)
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}
