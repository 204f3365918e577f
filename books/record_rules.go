package books

import (
	"aidollar/core/clearing"
	"aidollar/core/licence"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// Rules, facts, decisions and quotas are in the log; the books have no rows of them yet.

// RulesChanged implements clearing.Observer.
func (*Books) RulesChanged(int64, *ruling.Installed, clearing.RulesState) {}

// FactsRegistered implements clearing.Observer.
func (*Books) FactsRegistered(int64, []*facts.Entry, []ruling.Entity) {}

// Decided implements clearing.Observer.
func (*Books) Decided(int64, *ruling.Decision) {}

// QuotaChanged implements clearing.Observer.
func (*Books) QuotaChanged(int64, *licence.Standing) {}

// QuotaDrawn implements clearing.Observer.
func (*Books) QuotaDrawn(int64, *clearing.QuotaDrawn) {}

// Sold implements clearing.Observer.
func (*Books) Sold(int64, *clearing.Sold) {}
