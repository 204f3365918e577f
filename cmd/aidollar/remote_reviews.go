package main

import (
	"context"
	"fmt"
	"strings"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func reviewCommands() []*cobra.Command {
	return []*cobra.Command{
		group("reviews", "What persons must decide: names that are like listed ones, what rules refer, money that waits, calls that were served elsewhere than they may be",
			listReviews(), showReview(), decideReview(), withdrawReview(), reviewTerms()),
		group("auditors", "Whose statements the house believes", listAuditors(), trustAuditor(), distrustAuditor()),
		group("attestations", "What auditors say under their signatures", enterAttestation(), listAttestations(), showAttestation(), revokeAttestation(), strikeAttestation()),
	}
}

func reviewTable(list ...client.Review) *listing {
	t := table("ID", "KIND", "STATE", "SUBJECT", "ABOUT", "OPENED", "UNTIL")
	for i := range list {
		r := &list[i]
		about := r.Text
		if r.Name != "" {
			about = r.Name
			if len(r.Matches) > 0 {
				about += fmt.Sprintf(" ~ %s %s", r.Matches[0].Name, r.Matches[0].Score)
			}
		}
		t.add(r.ID.String(), r.Kind, r.State, r.Subject, about, when(r.Opened), when(r.Until))
	}
	return t
}

func listReviews() action {
	var l client.Listing
	var f client.ReviewFilter
	var party string
	return action{
		use: "list", short: "List what must be decided or was, the newest first",
		flags: func(c *cobra.Command) {
			pageFlags(c, &l)
			c.Flags().StringVar(&f.State, "state", "", "only in this state: open, approved, refused, lapsed or withdrawn")
			c.Flags().StringVar(&f.Kind, "kind", "", "only of this kind: screening, referral, arrival or misplacement")
			c.Flags().StringVar(&f.Subject, "subject", "", "only about this entity, as Participant/acme")
			c.Flags().StringVar(&party, "party", "", "only about this party")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			var err error
			if f.Party, err = optionalID("party", party); err != nil {
				return nil, nil, err
			}
			page, err := c.Reviews(ctx, f, l)
			if err != nil {
				return nil, nil, err
			}
			t := reviewTable(page.Items...)
			t.next = page.Next
			return page, t, nil
		},
	}
}

// ofReview makes an action about one review.
func ofReview(a action, do func(ctx context.Context, c *client.Client, id client.ID) (*client.Review, error)) action {
	a.args = 1
	a.run = func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
		id, err := parseID("review", args[0])
		if err != nil {
			return nil, nil, err
		}
		r, err := do(ctx, c, id)
		if err != nil {
			return nil, nil, err
		}
		return r, reviewTable(*r).explained(r), nil
	}
	return a
}

// explained adds what there is to know of one review.
func (l *listing) explained(r *client.Review) *listing {
	for _, m := range r.Matches {
		l.notes = append(l.notes, strings.TrimSpace(fmt.Sprintf("like %s (%s) by %s; %s %s", m.Name, m.Entry, m.Score, m.List, m.Day)))
	}
	if r.Decision != 0 {
		l.notes = append(l.notes, fmt.Sprintf("%s of %s, decision %d", r.Action, r.Resource, r.Decision))
	}
	steps := r.Steps
	if steps == nil {
		for _, s := range []*client.ReviewStep{r.Withdrew, r.Ruling, r.First} {
			if s != nil {
				steps = append(steps, *s)
			}
		}
	}
	for _, s := range steps {
		if s.Verdict != "" {
			l.notes = append(l.notes, fmt.Sprintf("%s: %s by %s: %s", when(s.At), s.Verdict, s.Name, s.Reason))
		} else {
			l.notes = append(l.notes, fmt.Sprintf("%s: %s", when(s.At), s.State))
		}
	}
	return l
}

func showReview() action {
	return ofReview(action{use: "show ID", short: "Show a review and what became of it"},
		func(ctx context.Context, c *client.Client, id client.ID) (*client.Review, error) {
			return c.Review(ctx, id)
		})
}

func decideReview() action {
	var approve, refuse, until string
	return ofReview(action{
		use: "decide ID --approve REASON | --refuse REASON", short: "Let it pass or not, and say why; of a screening: it is somebody else, or the listed one",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&approve, "approve", "", "let it pass, for this reason")
			c.Flags().StringVar(&refuse, "refuse", "", "do not, for this reason")
			c.Flags().StringVar(&until, "until", "", "it is decided anew at this time, such as 2027-01-31T00:00:00Z; needed where a referral is approved")
		},
	}, func(ctx context.Context, c *client.Client, id client.ID) (*client.Review, error) {
		verdict, reason := "approve", approve
		if refuse != "" {
			verdict, reason = "refuse", refuse
		}
		if (approve == "") == (refuse == "") {
			return nil, &usageError{fmt.Errorf("reviews decide needs --approve or --refuse, with the reason")}
		}
		end, err := parseTime("--until", until)
		if err != nil {
			return nil, err
		}
		return c.DecideReview(ctx, id, verdict, reason, end)
	})
}

func withdrawReview() action {
	var reason string
	return ofReview(action{
		use: "withdraw ID --reason REASON", short: "Take back what was decided",
		flags: func(c *cobra.Command) { c.Flags().StringVar(&reason, "reason", "", "why") },
	}, func(ctx context.Context, c *client.Client, id client.ID) (*client.Review, error) {
		return c.WithdrawReview(ctx, id, reason)
	})
}

func reviewTerms() action {
	var eyes string
	return action{
		use: "terms", short: "Show how reviews are decided, or say whether it takes two persons to let something pass",
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&eyes, "four-eyes", "", "on or off; as it is when left out")
		},
		run: func(ctx context.Context, c *client.Client, _ []string) (any, *listing, error) {
			var terms *client.ReviewTerms
			var err error
			switch eyes {
			case "":
				terms, err = c.ReviewTerms(ctx)
			case "on", "off":
				terms, err = c.SetReviewTerms(ctx, eyes == "on")
			default:
				err = &usageError{fmt.Errorf("--four-eyes %q is neither on nor off", eyes)}
			}
			if err != nil {
				return nil, nil, err
			}
			return terms, table("FOUR EYES", "OPEN").add(fmt.Sprint(terms.FourEyes), fmt.Sprint(terms.Open)), nil
		},
	}
}
