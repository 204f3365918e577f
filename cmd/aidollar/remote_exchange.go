package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func exchangeCommands() []*cobra.Command {
	return []*cobra.Command{
		group("rates", "Rates of pairs of currencies", listRates(), setRate()),
		group("pairs", "How pairs of currencies are converted", listPairs(), setPair()),
		group("positions", "The house's own positions in currencies", listPositions(), setPosition(), fundPosition()),
		convertCommand(),
		listConversions(),
	}
}

func rateTable(list ...*client.Rate) *listing {
	t := table("NUMBER", "PAIR", "PRICE", "SPREAD", "ASKED FOR BASE", "ASKED FOR QUOTE", "SOURCE", "OF", "UNTIL")
	for _, r := range list {
		t.add(fmt.Sprint(r.Number), r.Base+"/"+r.Quote, r.Price, fmt.Sprintf("%d bp", r.SpreadBPS), r.AskBase, r.AskQuote, r.Source, when(r.At), when(r.Until))
	}
	return t
}

func listRates() action {
	var l client.Listing
	var quote string
	return action{
		use: "list BASE", short: "List the rates of a pair that were ever taken, the newest first", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&quote, "quote", "USD", "the currency that the price is in")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			page, err := c.Rates(ctx, args[0], quote, l)
			if err != nil {
				return nil, nil, err
			}
			t := rateTable()
			for i := range page.Items {
				t.rows = append(t.rows, rateTable(&page.Items[i]).rows[1])
			}
			t.next = page.Next
			return page, t, nil
		},
	}
}

func setRate() action {
	var r client.NewRate
	var valid time.Duration
	var at string
	return action{
		use: "set BASE QUOTE PRICE", short: "Enter the price of one base in the quote by hand", args: 3,
		flags: func(c *cobra.Command) {
			c.Flags().DurationVar(&valid, "valid", time.Hour, "how long it is good for")
			c.Flags().StringVar(&at, "at", "", "time of the source; now when left out")
			c.Flags().StringVar(&r.Source, "source", "", "its name; operator when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			var err error
			if r.At, err = parseTime("--at", at); err != nil {
				return nil, nil, err
			}
			if valid < time.Second {
				return nil, nil, &usageError{fmt.Errorf("--valid %s: a rate is good for a second at least", valid)}
			}
			r.Base, r.Quote, r.Price, r.ValidSeconds = args[0], args[1], args[2], uint64(valid/time.Second)
			taken, err := c.SetRate(ctx, r)
			if err != nil {
				return nil, nil, err
			}
			return taken, rateTable(taken), nil
		},
	}
}

func pairTable(list ...client.Pair) *listing {
	t := table("PAIR", "STATE", "SPREAD", "SLIP", "HONOURED", "RATE", "SOURCE", "OF", "UNTIL")
	for i := range list {
		p := &list[i]
		state, rate := "closed", client.Rate{Price: "none"}
		if p.Open {
			state = "open"
		}
		if p.Rate != nil {
			rate = *p.Rate
		}
		t.add(p.Base+"/"+p.Quote, state, fmt.Sprintf("%d bp", p.SpreadBPS), fmt.Sprintf("%d bp", p.SlipBPS),
			(time.Duration(p.HonourSeconds) * time.Second).String(), rate.Price, rate.Source, when(rate.At), when(rate.Until))
	}
	return t
}

func listPairs() action {
	return action{
		use: "list", short: "List pairs with their present rates",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Pairs(ctx)
			if err != nil {
				return nil, nil, err
			}
			return page, pairTable(page.Items...), nil
		},
	}
}

func setPair() action {
	var p client.PairTerms
	var closed bool
	var honour time.Duration
	return action{
		use: "set BASE QUOTE", short: "Say how a pair is converted; the configuration's own word counts again at the next start", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().BoolVar(&closed, "closed", false, "convert nothing between them")
			c.Flags().Uint32Var(&p.SpreadBPS, "spread-bp", 0, "basis points that the house earns")
			c.Flags().Uint32Var(&p.SlipBPS, "slip-bp", 100, "basis points that a rate may move against the house while an offer stands")
			c.Flags().DurationVar(&honour, "honour", 2*time.Minute, "how long an offer stands after the next rate")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			if honour < 0 {
				return nil, nil, &usageError{fmt.Errorf("--honour %s is less than nothing", honour)}
			}
			p.Open, p.HonourSeconds = !closed, uint64(honour/time.Second)
			set, err := c.SetPair(ctx, args[0], args[1], p)
			if err != nil {
				return nil, nil, err
			}
			return set, pairTable(*set), nil
		},
	}
}

func positionTable(list ...client.Exposure) *listing {
	t := table("ASSET", "LONG", "OF", "SHORT", "OF", "TO COME", "TO GO", "ACCOUNT")
	for i := range list {
		p := &list[i]
		t.add(p.Asset, p.Long, p.LongMax, p.Short, p.ShortMax, p.ToCome, p.ToGo, p.Account.String())
	}
	return t
}

func listPositions() action {
	return action{
		use: "list", short: "List what the house holds of each currency and has given out, and the limits of it",
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			page, err := c.Positions(ctx)
			if err != nil {
				return nil, nil, err
			}
			return page, positionTable(page.Items...), nil
		},
	}
}

func setPosition() action {
	return action{
		use: "set ASSET LONG_MAX SHORT_MAX", short: "Bound what the house may hold of a currency, and have given out beyond it", args: 3,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			set, err := c.SetPosition(ctx, args[0], args[1], args[2])
			if err != nil {
				return nil, nil, err
			}
			return set, positionTable(*set), nil
		},
	}
}

func fundPosition() action {
	var f client.NewFunding
	return action{
		use: "fund ASSET ACCOUNT AMOUNT", short: "Move money of the operator's own from an account into a position", args: 3,
		flags: func(c *cobra.Command) { c.Flags().BoolVar(&f.Out, "out", false, "out of the position, to the account") },
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			account, err := parseID("account", args[1])
			if err != nil {
				return nil, nil, err
			}
			f.Asset, f.Account, f.Amount = args[0], account, args[2]
			funded, err := c.FundPosition(ctx, f)
			if err != nil {
				return nil, nil, err
			}
			return funded, positionTable(*funded), nil
		},
	}
}

// convertCommand shows a quote, and converts by its rate when it is told to.
func convertCommand() *cobra.Command {
	var n client.NewConversion
	var party string
	a := action{
		use: "convert GIVE GET", short: "Show what a conversion comes to now; with --party, make it by that rate", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&n.Paid, "paid", "", "what is given, at most")
			c.Flags().StringVar(&n.Got, "got", "", "what is got")
			c.Flags().StringVar(&party, "party", "", "convert what this party has")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			if (n.Paid == "") == (n.Got == "") {
				return nil, nil, &usageError{errors.New("either --paid or --got says how much is converted")}
			}
			var err error
			if n.Party, err = optionalID("party", party); err != nil {
				return nil, nil, err
			}
			n.Give, n.Get = args[0], args[1]
			made, err := c.QuoteConversion(ctx, n.Exchange)
			if err == nil && party != "" {
				// No worse than what was shown, whatever becomes of the rate between.
				if n.GotMin = made.Got; n.Got != "" {
					n.GotMin, n.PaidMax = "", made.Paid
				}
				if made.Rate != nil {
					n.Rate = made.Rate.Number
				}
				made, err = c.Convert(ctx, n)
			}
			if err != nil {
				return nil, nil, err
			}
			return made, conversionTable(party != "", made), nil
		},
	}
	return a.command()
}

func conversionTable(done bool, m *client.Conversion) *listing {
	t := table("PAID", "GOT", "PRICE", "SPREAD", "RATE", "SOURCE", "OF", "UNTIL")
	number, rate := "", client.Rate{}
	if m.Rate != nil {
		number, rate = fmt.Sprint(m.Rate.Number), *m.Rate
	}
	t.add(m.Paid+" "+m.Give, m.Got+" "+m.Get, m.Price, m.Spread+" "+m.Give, number, rate.Source, when(rate.At), when(rate.Until))
	if !done {
		t.notes = append(t.notes, "nothing was converted: with --party it is")
	}
	return t
}

func listConversions() *cobra.Command {
	var l client.Listing
	var party string
	a := action{
		use: "conversions", short: "List conversions, those of calls among them, the newest first",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this party alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Conversions(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := table("ID", "PARTY", "OF A CALL", "PAID", "GOT", "SPREAD", "RATE", "AT")
			for i := range page.Items {
				m := &page.Items[i]
				of, rate := "no", ""
				if m.Call {
					of = "yes"
				}
				if m.Rate != nil {
					rate = fmt.Sprint(m.Rate.Number)
				}
				t.add(m.ID.String(), m.Party.String(), of, m.Paid+" "+m.Give, m.Got+" "+m.Get, m.Spread+" "+m.Give, rate, when(m.Time))
			}
			t.next = page.Next
			return page, t, nil
		},
	}
	return a.command()
}
