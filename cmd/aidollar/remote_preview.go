package main

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"os"
	"slices"
	"strings"
	"time"

	"aidollar/client"

	"github.com/spf13/cobra"
)

func pricePreview() action {
	var seller, buyer string
	var span spanFlags
	return action{
		use: "preview CARD.yaml", short: "Price a running house's past calls and pushed usage under a new card, and compare", args: 1,
		flags: func(c *cobra.Command) {
			c.Flags().StringVar(&seller, "seller", "", "whose calls they are; the key's own party when left out")
			c.Flags().StringVar(&buyer, "buyer", "", "buyer whose own card it would be; everybody's when left out")
			span.flags(c, "calls reserved", "30 days ago")
		},
		run: func(ctx context.Context, c *client.Client, args []string) (any, *listing, error) {
			text, err := os.ReadFile(args[0])
			if err != nil {
				return nil, nil, err
			}
			var q client.PreviewQuery
			if q.Seller, err = optionalID("seller", seller); err != nil {
				return nil, nil, err
			}
			if q.Buyer, err = optionalID("buyer", buyer); err != nil {
				return nil, nil, err
			}
			if q.From, q.Until, err = span.read(); err != nil {
				return nil, nil, err
			}
			p, err := c.Preview(ctx, text, q)
			if err != nil {
				return nil, nil, err
			}
			return p, previewTable(p), nil
		},
	}
}

func previewTable(p *client.Preview) *listing {
	t := table("MODEL", "CALLS", "EVENTS", "CHARGED", "WOULD", "DIFFERENCE", "", "ASSET", "UNPRICED")
	for _, m := range p.Models {
		previewRow(t, m.Model, &m.PreviewTotal, m.Reasons)
	}
	for i := range p.Totals {
		previewRow(t, "total", &p.Totals[i], nil)
	}
	t.notes = previewNotes(p)
	return t
}

func previewRow(t *listing, name string, m *client.PreviewTotal, reasons map[string]uint64) {
	unpriced := ""
	if m.Unpriced > 0 {
		unpriced = fmt.Sprintf("%d, charged %s", m.Unpriced, m.UnpricedCharged)
		for i, code := range slices.Sorted(maps.Keys(reasons)) {
			unpriced += fmt.Sprintf("%s%s %d", map[bool]string{true: ": ", false: ", "}[i == 0], code, reasons[code])
		}
	}
	difference := m.Difference
	if !strings.HasPrefix(difference, "-") && strings.Trim(difference, "0.") != "" {
		difference = "+" + difference
	}
	t.add(name, fmt.Sprint(m.Calls), fmt.Sprint(m.Events), m.Charged, m.Would, difference, percent(m.Difference, m.Charged), m.Asset, unpriced)
}

// percent is a part of a whole; empty where the whole is nothing.
func percent(part, whole string) string {
	a, okA := new(big.Rat).SetString(part)
	b, okB := new(big.Rat).SetString(whole)
	if !okA || !okB || b.Sign() == 0 {
		return ""
	}
	a.Quo(a, b).Mul(a, big.NewRat(100, 1))
	text := a.FloatString(1) + "%"
	if a.Sign() > 0 {
		text = "+" + text
	}
	return text
}

// previewNotes say what was looked at, and what was not.
func previewNotes(p *client.Preview) []string {
	const minute = "2006-01-02 15:04 MST"
	notes := []string{fmt.Sprintf("%s version %d on what was used from %s to %s: calls %d, pushed events %d", p.Card, p.CardVersion, p.From.UTC().Format(minute), p.Until.UTC().Format(minute), p.Calls, p.Events)}
	if p.Partial {
		notes = append(notes, fmt.Sprintf("there was more: only the newest %d calls and %d events were looked at, which is everything since %s", p.Calls, p.Events, when(p.Since)))
	}
	for _, reason := range slices.Sorted(maps.Keys(p.Unchanged)) {
		words := map[string]string{
			"own_card":     "are under a buyer's own card, which goes first",
			"general_card": "are of models that this buyer's own card does not name",
			"policy":       "were charged by a policy, because nobody reported their usage",
			"asset":        "were paid in another currency than the card's",
			"by_event":     "are events whose price is of each by itself, and the books keep sums by the hour",
		}[reason]
		if words == "" {
			words = "would not change: " + reason
		}
		notes = append(notes, fmt.Sprintf("%d left out: they %s", p.Unchanged[reason], words))
	}
	if p.Lag > 0 {
		notes = append(notes, fmt.Sprintf("the books are %d records behind", p.Lag))
	}
	return notes
}

// spanFlags read a span of time.
type spanFlags struct{ from, until string }

func (s *spanFlags) flags(c *cobra.Command, of, usual string) {
	c.Flags().StringVar(&s.from, "from", "", of+" at or after a time such as 2026-03-01T12:00:00Z, or a day of UTC; "+usual+" when left out")
	c.Flags().StringVar(&s.until, "until", "", of+" before a time, or a day of UTC; now when left out")
}

func (s *spanFlags) read() (from, until time.Time, err error) {
	if from, err = readTime("from", s.from); err != nil {
		return from, until, err
	}
	until, err = readTime("until", s.until)
	return from, until, err
}

// readTime reads a time or a day; zero for nothing.
func readTime(flag, text string) (at time.Time, err error) {
	if text == "" {
		return at, nil
	}
	for _, layout := range [...]string{time.RFC3339Nano, time.DateOnly} {
		if at, err = time.Parse(layout, text); err == nil {
			return at, nil
		}
	}
	return at, &usageError{fmt.Errorf("--%s is %q; it must be a time such as 2026-03-01T12:00:00Z, or a day such as 2026-03-01", flag, text)}
}
