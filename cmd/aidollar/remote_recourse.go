package main

import (
	"context"
	"fmt"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func recourseCommands() *cobra.Command {
	return group("refunds", "Return what calls were charged",
		makeRefund(), listRefunds(), refundStep("show ID", "Show a refund and what became of it", (*client.Client).Refund),
		refundStep("post ID", "Post a proposed refund", (*client.Client).PostRefund), refundStep("void ID", "Void a proposed refund", (*client.Client).VoidRefund))
}

func disputeCommands() *cobra.Command {
	return group("disputes", "Ask back what calls were charged, answer and decide",
		openDispute(), listDisputes(), disputeStep("show ID", "Show a dispute and what became of it", (*client.Client).Dispute),
		disputeStep("withdraw ID", "Withdraw a dispute, for its buyer", (*client.Client).WithdrawDispute), answerDispute("accept ID", "Accept a dispute, for its seller", true),
		answerDispute("contest ID", "Contest a dispute, for its seller", false), decideDispute(), disputeTerms())
}

const reasonsHelp = "not_delivered, duplicate, wrong_price, quality, unauthorized, goodwill or other"

func refunds(list ...client.Refund) *listing {
	t := table("ID", "CALL", "AMOUNT", "CHARGE", "ASSET", "REASON", "STATE", "MADE", "DEADLINE", "TEXT")
	for i := range list {
		r := &list[i]
		t.add(r.ID.String(), r.Call.String(), r.Amount, r.Charge, r.Asset, r.Reason, r.State, when(r.Made), when(r.Deadline), r.Text)
	}
	return t
}

func refundAction(r *client.Refund, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := refunds(*r)
	for _, s := range r.Steps {
		t.notes = append(t.notes, s.State+" "+when(s.At))
	}
	return r, t, nil
}

func makeRefund() action {
	var r client.NewRefund
	var deadline string
	return action{
		use: "make CALL REASON", short: "Return a call's charge to who paid it, or a part of it; CALL may be a charge for pushed usage; REASON is " + reasonsHelp, args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&r.Amount, "amount", "", "of the charge; all that is left of it when left out")
			c.Flags().StringVar(&r.Text, "text", "", "for the buyer")
			c.Flags().BoolVar(&r.Propose, "propose", false, "hold the money until the refund is posted or voided")
			c.Flags().StringVar(&deadline, "deadline", "", "with --propose: until when, within 30 days; in 7 days when left out")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			var err error
			if r.Call, err = parseID("call", args[0]); err != nil {
				return nil, nil, err
			}
			if r.Deadline, err = parseTime("--deadline", deadline); err != nil {
				return nil, nil, err
			}
			r.Reason = args[1]
			return refundAction(c.CreateRefund(ctx, r))
		},
	}
}

func refundStep(use, short string, do func(*client.Client, context.Context, client.ID) (*client.Refund, error)) action {
	return action{
		use: use, short: short, args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("refund", args[0])
			if err != nil {
				return nil, nil, err
			}
			return refundAction(do(c, ctx, id))
		},
	}
}

// recourseFlags are the flags by which refunds and disputes are listed.
type recourseFlags struct {
	page               client.Listing
	call, party, state string
}

func (f *recourseFlags) add(c *cobra.Command) {
	c.Flags().StringVar(&f.call, "call", "", "of this call alone")
	c.Flags().StringVar(&f.party, "party", "", "of this buyer or seller alone")
	c.Flags().StringVar(&f.state, "state", "", "in this state alone")
	pageFlags(c, &f.page)
}

func (f *recourseFlags) filter() (out client.RecourseFilter, err error) {
	out.State = f.state
	if out.Call, err = optionalID("call", f.call); err != nil {
		return out, err
	}
	out.Party, err = optionalID("party", f.party)
	return out, err
}

func listRefunds() action {
	var f recourseFlags
	return action{
		use: "list", short: "List refunds, the newest first", flags: f.add,
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			filter, err := f.filter()
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Refunds(ctx, filter, f.page)
			if err != nil {
				return nil, nil, err
			}
			t := refunds(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func disputes(list ...client.Dispute) *listing {
	t := table("ID", "CALL", "AMOUNT", "HELD", "SHORT", "AWARDED", "RETURNED", "DUE", "ASSET", "REASON", "STATE", "OPENED", "DEADLINE", "DECIDE BY")
	for i := range list {
		d := &list[i]
		t.add(d.ID.String(), d.Call.String(), d.Amount, d.Held, d.Short, d.Awarded, d.Returned, d.Due, d.Asset, d.Reason, d.State, when(d.Opened), when(d.Deadline), when(d.DecideBy))
	}
	return t
}

func disputeAction(d *client.Dispute, err error) (any, *listing, error) {
	if err != nil {
		return nil, nil, err
	}
	t := disputes(*d)
	for _, said := range []struct{ who, text string }{{"buyer", d.Text}, {"seller", d.Answer}, {"operator", d.Decision}} {
		if said.text != "" {
			t.notes = append(t.notes, said.who+": "+said.text)
		}
	}
	for _, s := range d.Steps {
		t.notes = append(t.notes, s.State+" "+when(s.At))
	}
	return d, t, nil
}

func openDispute() action {
	var d client.NewDispute
	return action{
		use: "open CALL REASON", short: "Ask a call's charge back, or a part of it; CALL may be a charge for pushed usage; REASON is " + reasonsHelp, args: 2,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&d.Amount, "amount", "", "of the charge; all that is left of it when left out")
			c.Flags().StringVar(&d.Text, "text", "", "for the seller and the operator")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			var err error
			if d.Call, err = parseID("call", args[0]); err != nil {
				return nil, nil, err
			}
			d.Reason = args[1]
			return disputeAction(c.OpenDispute(ctx, d))
		},
	}
}

func disputeStep(use, short string, do func(*client.Client, context.Context, client.ID) (*client.Dispute, error)) action {
	return action{
		use: use, short: short, args: 1,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("dispute", args[0])
			if err != nil {
				return nil, nil, err
			}
			return disputeAction(do(c, ctx, id))
		},
	}
}

func answerDispute(use, short string, accept bool) action {
	var text string
	a := disputeStep(use, short, func(c *client.Client, ctx context.Context, id client.ID) (*client.Dispute, error) {
		return c.AnswerDispute(ctx, id, accept, text)
	})
	a.flags = func(c *cobra.Command) { c.Flags().StringVar(&text, "text", "", "why; needed to contest") }
	return a
}

func decideDispute() action {
	return action{
		use: "decide ID AWARD TEXT", short: "Decide a dispute, for operators: what the buyer gets of it, and why", args: 3,
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			id, err := parseID("dispute", args[0])
			if err != nil {
				return nil, nil, err
			}
			return disputeAction(c.DecideDispute(ctx, id, args[1], args[2]))
		},
	}
}

func listDisputes() action {
	var f recourseFlags
	return action{
		use: "list", short: "List disputes, the newest first", flags: f.add,
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			filter, err := f.filter()
			if err != nil {
				return nil, nil, err
			}
			page, err := c.Disputes(ctx, filter, f.page)
			if err != nil {
				return nil, nil, err
			}
			t := disputes(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

func disputeTerms() action {
	var n client.NewRecourse
	var seller string
	return action{
		use: "terms", short: "Show on which terms calls can be disputed, or set them",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&seller, "seller", "", "of this seller; of the house when left out")
			c.Flags().IntVar(&n.DisputeDays, "days", 0, "set: days behind a call in which it can be disputed, 1 to 180")
			c.Flags().IntVar(&n.AnswerHours, "answer-hours", 0, "set: hours that a seller has to answer, 1 to 1440")
			c.Flags().StringVar(&n.Silence, "silence", "", "set: whom a seller's silence decides for, buyer or seller")
			c.Flags().IntVar(&n.DecisionHours, "decision-hours", 0, "set: hours that the operator has to decide what a seller contests, 1 to 4320")
			c.Flags().StringVar(&n.Undecided, "undecided", "", "set: whom it is decided for when the operator does not, buyer or seller")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			var err error
			if n.Seller, err = optionalID("seller", seller); err != nil {
				return nil, nil, err
			}
			var r *client.Recourse
			if n == (client.NewRecourse{Seller: n.Seller}) {
				r, err = c.RecourseTerms(ctx, n.Seller)
			} else {
				r, err = c.SetRecourseTerms(ctx, n)
			}
			if err != nil {
				return nil, nil, err
			}
			t := table("SELLER", "OWN", "DISPUTE DAYS", "ANSWER HOURS", "SILENCE FOR", "DECISION HOURS", "UNDECIDED FOR")
			return r, t.add(r.Seller.String(), fmt.Sprint(r.Own), fmt.Sprint(r.DisputeDays), fmt.Sprint(r.AnswerHours), r.Silence, fmt.Sprint(r.DecisionHours), r.Undecided), nil
		},
	}
}
