package books

import (
	"aidollar/core/clearing"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// Rules, facts and decisions are in the log; the books have no rows of them yet.

// RulesChanged implements clearing.Observer.
func (*Books) RulesChanged(int64, *ruling.Installed, clearing.RulesState) {}

// FactsRegistered implements clearing.Observer.
func (*Books) FactsRegistered(int64, []*facts.Entry, []ruling.Entity) {}

// Decided implements clearing.Observer.
func (*Books) Decided(int64, *ruling.Decision) {}
