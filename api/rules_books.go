package api

import (
	"context"

	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// RulesBooks are the books of rules, facts and decisions.
type RulesBooks interface {
	// RuleSets lists the sets that were ever installed, the newest first, without their
	// archives.
	RuleSets(ctx context.Context, after string, limit int) (RuleSetList, error)
	// RuleSet finds a set with its archive.
	RuleSet(ctx context.Context, number uint32) (s RuleSet, ok bool, err error)
	// FactHistory lists what was registered of an entity, the newest first.
	FactHistory(ctx context.Context, e ruling.Entity) ([]Fact, error)
	// FactsOf gives what was registered when a decision was made; not ok when that is too
	// much.
	FactsOf(ctx context.Context, d *Decision) (entries []*facts.Entry, ok bool, err error)
	// Decisions lists decisions, the newest first.
	Decisions(ctx context.Context, query DecisionQuery) (DecisionList, error)
	// Decision finds a decision.
	Decision(ctx context.Context, number uint64) (d Decision, ok bool, err error)
}

// RuleSet is a set of rules as it was installed.
type RuleSet struct {
	ruling.Installed
	Cancelled int64 // Unix nanoseconds; zero: it was not taken back
}

// RuleSetList is a page of sets. Next continues it; empty at its end.
type RuleSetList struct {
	Sets []RuleSet
	Next string
}

// Fact is facts of an entity as they were registered.
type Fact struct {
	Entry *facts.Entry
	Made  int64 // when, Unix nanoseconds
	Gone  int64 // when others took their place; zero: they have not
}

// Decision is a decision as it was made.
type Decision struct {
	ruling.Decision
	Obligations []string // in words
	Words       string   // the context as JSON
	Seen        int64    // where the books were when it was made
}

// DecisionQuery says which decisions are wanted; what is zero does not matter.
type DecisionQuery struct {
	Outcome     policy.Outcome
	Action      string
	Party       ledger.ID
	Rule        string
	Set         uint32
	Cause       ledger.ID
	From, Until int64 // Unix nanoseconds, inclusive and exclusive
	After       string
	Limit       int
}

// DecisionList is a page of decisions. Next continues it; empty at its end.
type DecisionList struct {
	Decisions []Decision
	Next      string
}

func (noBooks) RuleSets(context.Context, string, int) (RuleSetList, error) {
	return RuleSetList{}, errBooksAbsent
}

func (noBooks) RuleSet(context.Context, uint32) (RuleSet, bool, error) {
	return RuleSet{}, false, errBooksAbsent
}

func (noBooks) FactHistory(context.Context, ruling.Entity) ([]Fact, error) {
	return nil, errBooksAbsent
}

func (noBooks) FactsOf(context.Context, *Decision) ([]*facts.Entry, bool, error) {
	return nil, false, errBooksAbsent
}

func (noBooks) Decisions(context.Context, DecisionQuery) (DecisionList, error) {
	return DecisionList{}, errBooksAbsent
}

func (noBooks) Decision(context.Context, uint64) (Decision, bool, error) {
	return Decision{}, false, errBooksAbsent
}
