package bookkeeper

import (
	"context"

	"aidollar/api"
	"aidollar/books"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// RuleSets implements api.RulesBooks.
func (b Books) RuleSets(ctx context.Context, after string, limit int) (api.RuleSetList, error) {
	page, err := b.Books.RuleSets(ctx, after, limit)
	list := api.RuleSetList{Next: page.Next}
	for i := range page.Sets {
		list.Sets = append(list.Sets, api.RuleSet(page.Sets[i]))
	}
	return list, paged(err)
}

// RuleSet implements api.RulesBooks.
func (b Books) RuleSet(ctx context.Context, number uint32) (api.RuleSet, bool, error) {
	s, err := b.Books.RuleSet(ctx, number)
	ok, err := found(err)
	return api.RuleSet(s), ok, err
}

// FactHistory implements api.RulesBooks.
func (b Books) FactHistory(ctx context.Context, e ruling.Entity) ([]api.Fact, error) {
	list, err := b.Books.FactHistory(ctx, e)
	out := make([]api.Fact, len(list))
	for i := range list {
		out[i] = api.Fact(list[i])
	}
	return out, err
}

// factsOfMax bounds the facts with which a past decision is made once more.
const factsOfMax = 100_000

// FactsOf implements api.RulesBooks.
func (b Books) FactsOf(ctx context.Context, d *api.Decision) ([]*facts.Entry, bool, error) {
	return b.Books.FactsOf(ctx, d.Seen, factsOfMax)
}

// Decisions implements api.RulesBooks.
func (b Books) Decisions(ctx context.Context, q api.DecisionQuery) (api.DecisionList, error) {
	page, err := b.Books.Decisions(ctx, books.DecisionFilter{
		Outcome: q.Outcome, Action: q.Action, Party: q.Party, Rule: q.Rule, Set: q.Set, Cause: q.Cause, Span: books.Span{From: q.From, To: q.Until},
	}, q.After, q.Limit)
	list := api.DecisionList{Next: page.Next}
	for i := range page.Decisions {
		list.Decisions = append(list.Decisions, api.Decision(page.Decisions[i]))
	}
	return list, paged(err)
}

// Decision implements api.RulesBooks.
func (b Books) Decision(ctx context.Context, number uint64) (api.Decision, bool, error) {
	d, err := b.Books.Decision(ctx, number)
	ok, err := found(err)
	return api.Decision(d), ok, err
}
