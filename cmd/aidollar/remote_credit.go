package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func creditCommands() []*cobra.Command {
	return []*cobra.Command{
		group("credit", "Credit lines of buyers", setCreditLine(), listCreditLines()),
		grantCommand(),
		recourseCommands(),
		disputeCommands(),
		group("invoices", "Invoices of credit lines", listInvoices(), showInvoice()),
	}
}

// parseTime reads a flag's time: a date of UTC, or RFC 3339.
func parseTime(what, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t, err = time.Parse(time.RFC3339, text)
	}
	if err != nil {
		return t, &usageError{fmt.Errorf("%s %q: write a date such as 2026-12-31, or a time such as 2026-12-31T12:00:00Z", what, text)}
	}
	return t, nil
}

func creditLines(list ...client.CreditLine) *listing {
	t := table("PARTY", "ASSET", "LINE", "DRAWN", "LEFT", "DUE", "OVERDUE", "STATE", "TERMS", "NEXT INVOICE")
	for i := range list {
		l := &list[i]
		t.add(l.Party.String(), l.Asset, l.Amount, l.Drawn, l.Left, l.Due, l.Overdue, l.State, lineTerms(l), when(l.PeriodEnd))
	}
	return t
}

func lineTerms(l *client.CreditLine) string {
	text := []string{"by the " + l.Period, fmt.Sprintf("due after %d days", l.DueDays), fmt.Sprintf("%d days of grace", l.GraceDays)}
	if l.LateFee != 0 {
		text = append(text, fmt.Sprintf("late fee %d bp", l.LateFee))
	}
	if !l.From.IsZero() {
		text = append(text, "from "+when(l.From))
	}
	if !l.Until.IsZero() {
		text = append(text, "until "+when(l.Until))
	}
	return strings.Join(text, ", ")
}

func setCreditLine() action {
	var l client.NewCreditLine
	var from, until string
	return action{
		use: "set BUYER AMOUNT", short: "Grant a buyer a credit line, or replace its terms; an amount of 0 ends it", args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&l.Asset, "asset", "", "asset; USD when left out")
			c.Flags().StringVar(&l.Period, "period", "month", "hour, day or month of UTC, at whose end an invoice is written")
			c.Flags().Uint16Var(&l.DueDays, "due-days", 30, "days from the period's end until the invoice is due")
			c.Flags().Uint16Var(&l.GraceDays, "grace-days", 7, "days from there until new calls are refused")
			c.Flags().Uint16Var(&l.LateFee, "late-fee-bp", 0, "basis points of what is overdue, once for each invoice")
			c.Flags().StringVar(&from, "from", "", "when it begins; at once when left out")
			c.Flags().StringVar(&until, "until", "", "when it ends; open-ended when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			buyer, err := parseID("buyer", args[0])
			if err != nil {
				return nil, nil, err
			}
			l.Amount = args[1]
			if l.From, err = parseTime("--from", from); err != nil {
				return nil, nil, err
			}
			if l.Until, err = parseTime("--until", until); err != nil {
				return nil, nil, err
			}
			made, err := c.SetCreditLine(ctx, buyer, l)
			if err != nil {
				return nil, nil, err
			}
			return made, creditLines(*made), nil
		},
	}
}

func listCreditLines() action {
	var l client.Listing
	var party string
	return action{
		use: "list", short: "List credit lines and how they stand",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this buyer alone")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.CreditLines(ctx, id, l)
			if err != nil {
				return nil, nil, err
			}
			t := creditLines(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func invoices(list ...client.Invoice) *listing {
	t := table("ID", "PARTY", "NUMBER", "FROM", "TO", "AMOUNT", "LEFT", "ASSET", "DUE", "LATE FEE", "STATE")
	for i := range list {
		v := &list[i]
		t.add(v.ID.String(), v.Party.String(), fmt.Sprint(v.Number), when(v.From), when(v.To), v.Amount, v.Left, v.Asset, when(v.Due), v.Fee, v.State)
	}
	return t
}

func listInvoices() action {
	var l client.Listing
	var party, state string
	return action{
		use: "list", short: "List invoices, the newest first",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&party, "party", "", "of this buyer alone")
			c.Flags().StringVar(&state, "state", "", "open, overdue or paid")
			pageFlags(c, &l)
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			id, err := optionalID("party", party)
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Invoices(ctx, id, state, l)
			if err != nil {
				return nil, nil, err
			}
			t := invoices(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func showInvoice() action {
	return action{
		use: "show ID", short: "Show an invoice and the states it came to", args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("invoice", args[0])
			if err != nil {
				return nil, nil, err
			}
			v, err := c.Invoice(ctx, id)
			if err != nil {
				return nil, nil, err
			}
			t := invoices(*v)
			for _, s := range v.Steps {
				t.notes = append(t.notes, s.State+" "+when(s.At))
			}
			return v, t, nil
		},
	}
}
