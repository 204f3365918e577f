package main

import (
	"context"

	"aidollar/books"
	"aidollar/console"
	"aidollar/core/clearing"
	"aidollar/core/policy/ruling"
)

// changesFactsMax bounds the registered facts with which a past decision is made once more
// for a page.
const changesFactsMax = 100_000

// Decisions implements console.Decisions.
func (s *consoleSource) Decisions(ctx context.Context, q console.DecisionQuery, cursor string, limit int) (page console.DecisionPage, err error) {
	list, err := s.books.Decisions(ctx, books.DecisionFilter{
		Outcome: q.Outcome, Action: q.Action, Party: q.Party, Rule: q.Rule, Set: q.Set, Span: books.Span{From: q.From, To: q.To},
	}, cursor, limit)
	if err != nil {
		return page, consoleError(err)
	}
	page.Next = list.Next
	for i := range list.Decisions {
		d := &list.Decisions[i]
		law, err := s.law(ctx, d.Set)
		if err != nil {
			return page, err
		}
		page.Decisions = append(page.Decisions, s.decisionShown(d, law))
	}
	return page, nil
}

func (s *consoleSource) decisionShown(d *books.Decision, law *ruling.Law) console.Decision {
	out := console.Decision{Decision: d.Decision, Words: d.Words, Obligations: d.Obligations, Cited: citedBy(law, d.Rules), Excused: citedBy(law, d.Waived)}
	s.node.View(func(m *clearing.Machine) { out.Of, _ = m.Party(d.Party) })
	return out
}

// Decision implements console.Decisions.
func (s *consoleSource) Decision(ctx context.Context, number uint64) (out console.Decision, err error) {
	d, err := s.books.Decision(ctx, number)
	if err != nil {
		return out, consoleError(err)
	}
	law, err := s.law(ctx, d.Set)
	if err != nil {
		return out, err
	}
	out = s.decisionShown(&d, law)
	if law == nil {
		return out, nil
	}
	registered, ok, err := s.books.FactsOf(ctx, d.Seen, changesFactsMax)
	if err != nil || !ok {
		return out, err
	}
	var said []ruling.Claim
	s.node.View(func(m *clearing.Machine) { said = m.Rules().Claims(d.At) })
	changes, permits, ok := law.Changes(&d.Decision, registered, said)
	if ok {
		out.Changes, out.Permits = changes, citedBy(law, permits)
	}
	return out, nil
}
