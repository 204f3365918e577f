package books

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// Held are the rows of rules, facts, decisions, quotas and sales of books that nobody writes, held against
// what a machine tells while the log is applied to it. It is told what Books would be,
// up to the record of Position, and says where a row is another.
type Held struct {
	Position uint64 // the last record that is in the books

	db        *database
	tell      func(format string, args ...any)
	ctx       context.Context
	decisions *sql.Rows
	ahead     *Decision // the next row
	rules     *sql.Rows // of decision_rules, by number
	aheadRule ruleOfDecision
	sets      map[uint32]RuleSet
	facts     []heldFact
	open      map[ruling.Entity][]int // places in facts of those that no others took the place of
	quotas    heldQuotas
	owed      map[uint64][]byte // duties that are open, by number
	done      [sha256.Size]byte // of those that are not, the sum of their digests without carry
	kept      map[ledger.ID]int64
}

type heldFact struct {
	entry    []byte
	at, gone int64
}

type ruleOfDecision struct {
	n    uint64
	rule string
}

const (
	heldDecisions = `SELECT ` + decisionRow + ` FROM decisions ORDER BY n`
	heldRules     = `SELECT n, rule FROM decision_rules ORDER BY n`
	heldSets      = `SELECT number, ` + ruleSetRow + ` FROM rule_sets ORDER BY number`
	heldFacts     = `SELECT made_at, gone_at, entry FROM facts ORDER BY n`
)

// Hold opens books for reading. Tell is called for each row that is not as it must be.
func Hold(ctx context.Context, at string, tell func(format string, args ...any)) (h *Held, err error) {
	e, err := engineAt(at)
	if err != nil {
		return nil, err
	}
	db, err := e.readers()
	if err != nil {
		return nil, err
	}
	h = &Held{db: &database{db, e}, tell: tell, ctx: ctx, sets: map[uint32]RuleSet{}, open: map[ruling.Entity][]int{}, owed: map[uint64][]byte{}, kept: map[ledger.ID]int64{}, quotas: heldQuotas{open: map[ledger.ID][]int{}}}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("books %s: %w", e, err), h.Close())
			h = nil
		}
	}()
	s, err := readState(func(query string, into ...any) error { return h.db.QueryRowContext(ctx, query).Scan(into...) })
	if err != nil {
		return h, err
	}
	h.Position = s.position
	if h.decisions, err = h.db.QueryContext(ctx, heldDecisions); err != nil { //nolint:rowserrcheck // next does
		return h, err
	}
	if h.rules, err = h.db.QueryContext(ctx, heldRules); err != nil { //nolint:rowserrcheck // nextRule does
		return h, err
	}
	return h, errors.Join(h.next(), h.nextRule())
}

// Close lets go of the books.
func (h *Held) Close() error {
	var errs []error
	for _, rows := range []*sql.Rows{h.decisions, h.rules} {
		if rows != nil {
			errs = append(errs, rows.Close())
		}
	}
	return errors.Join(append(errs, h.db.db.Close())...)
}

func (h *Held) next() error {
	h.ahead = nil
	if !h.decisions.Next() {
		return h.decisions.Err()
	}
	d, err := scanDecision(h.decisions)
	h.ahead = &d
	return err
}

func (h *Held) nextRule() error {
	h.aheadRule = ruleOfDecision{}
	if !h.rules.Next() {
		return h.rules.Err()
	}
	return h.rules.Scan(&h.aheadRule.n, &h.aheadRule.rule)
}

// Decided holds the next decision of the log against the books.
func (h *Held) Decided(d *ruling.Decision) error {
	for h.ahead != nil && h.ahead.Number < d.Number {
		h.tell("decision_foreign: the books have a decision %d, and the log has none of that number here", h.ahead.Number)
		if err := h.next(); err != nil {
			return err
		}
	}
	if h.ahead == nil || h.ahead.Number != d.Number {
		h.tell("decision_missing: the books lack the decision %d, which the log makes", d.Number)
		return nil
	}
	for _, what := range differences(h.ahead, d) {
		h.tell("decision_differs: of the decision %d the books say %s", d.Number, what)
	}
	var listed []string
	for h.aheadRule.n != 0 && h.aheadRule.n <= d.Number {
		if h.aheadRule.n == d.Number {
			listed = append(listed, h.aheadRule.rule)
		}
		if err := h.nextRule(); err != nil {
			return err
		}
	}
	if slices.Sort(listed); !slices.Equal(listed, slices.Sorted(slices.Values(d.Rules))) {
		h.tell("decision_rules: the books find the decision %d by the rules %q; it was made by %q", d.Number, listed, d.Rules)
	}
	return h.next()
}

// differences are what the books say of a decision and the log does not, in words.
func differences(row *Decision, d *ruling.Decision) (all []string) {
	check := func(same bool, what string, books, log any) {
		if !same {
			all = append(all, fmt.Sprintf("%s %v; the log %v", what, books, log))
		}
	}
	text := func(what, books, log string) { check(books == clean(log), what, books, log) }
	digest := func(what string, books, log [sha256.Size]byte) {
		check(books == log, what, fmt.Sprintf("%x", books), fmt.Sprintf("%x", log))
	}
	var obligations []string
	for _, o := range d.Obligations {
		obligations = append(obligations, o.String())
	}
	words := "none"
	if asked, ok := facts.DecodeRecord(d.Context); ok {
		words = string(facts.AppendJSON(nil, asked))
	}
	check(row.At == d.At, "it was made at", row.At, d.At)
	text("the action", row.Action, d.Action)
	text("the principal", row.Principal.String(), d.Principal.String())
	text("the resource", row.Resource.String(), d.Resource.String())
	check(row.Party == d.Party, "the party", row.Party, d.Party)
	check(row.Cause == d.Cause, "the cause", row.Cause, d.Cause)
	text("the outcome", row.Outcome.String(), d.Outcome.String())
	text("the rules", lines(row.Rules), lines(d.Rules))
	text("the broken rules", lines(row.Broken), lines(d.Broken))
	text("what was missing", row.Missing, d.Missing)
	text("the obligations", lines(row.Obligations), lines(obligations))
	check(row.Set == d.Set, "the set", row.Set, d.Set)
	digest("the digest of the set", row.Digest, d.Digest)
	digest("the digest of the facts", row.Facts, d.Facts)
	digest("the digest of the request", row.Request, d.Request)
	digest("the digest of what was asked", row.Asked, d.Asked)
	check(bytes.Equal(row.Context, d.Context), "the context", fmt.Sprintf("%x", row.Context), fmt.Sprintf("%x", d.Context))
	text("the context in words", row.Words, words)
	check(row.Approval == d.Approval, "the approval", row.Approval, d.Approval)
	check(row.Again == d.Again, "the decision that it makes anew", row.Again, d.Again)
	text("the rules set aside", lines(row.Waived), lines(d.Waived))
	return all
}

// RulesChanged notes a set of rules.
func (h *Held) RulesChanged(at int64, set *ruling.Installed, state clearing.RulesState) {
	kept := RuleSet{Installed: *set}
	if !kept.IsSigned() {
		kept.Signature = [64]byte{}
	}
	if state == clearing.RulesCancelled {
		kept.Cancelled = at
	}
	h.sets[set.Number] = kept
}

// FactsRegistered notes facts.
func (h *Held) FactsRegistered(at int64, entries []*facts.Entry, gone []ruling.Entity) {
	for _, e := range entries {
		gone = append(slices.Clip(gone), entityOf(e))
	}
	for _, e := range gone {
		for _, place := range h.open[e] {
			h.facts[place].gone = at
		}
		delete(h.open, e)
	}
	for _, e := range entries {
		h.open[entityOf(e)] = append(h.open[entityOf(e)], len(h.facts))
		h.facts = append(h.facts, heldFact{entry: facts.EncodeEntry(e), at: at})
	}
}

// End holds the rest against the books, behind the record of Position.
func (h *Held) End() error {
	for h.ahead != nil {
		h.tell("decision_foreign: the books have a decision %d, and the log has none of that number", h.ahead.Number)
		if err := h.next(); err != nil {
			return err
		}
	}
	return errors.Join(h.endSets(), h.endFacts(), h.endQuotas(), h.endDuties(), h.endKeepings())
}

func (h *Held) endSets() error {
	rows, err := collect(h.ctx, h.db, scanRuleSet, heldSets)
	if err != nil {
		return err
	}
	for _, row := range rows {
		set, known := h.sets[row.Number]
		delete(h.sets, row.Number)
		switch {
		case !known:
			h.tell("rules_foreign: the books have a set of rules %d, which the log has not", row.Number)
		case !bytes.Equal(row.Archive, set.Archive):
			h.tell("rules_differ: the books have other rules for set %d than the log", row.Number)
		case row.From != set.From || row.At != set.At || row.Digest != set.Digest || row.Signer != set.Signer || row.Signature != set.Signature || row.Start != set.Start || row.Note != clean(set.Note) || row.Cancelled != set.Cancelled:
			h.tell("rules_differ: what the books say of the set of rules %d, its dates, digest, signature or note, is not what the log says", row.Number)
		}
	}
	for _, number := range slices.Sorted(maps.Keys(h.sets)) {
		h.tell("rules_missing: the books lack the set of rules %d", number)
	}
	return nil
}

func (h *Held) endFacts() error {
	place := 0
	rows, err := h.db.QueryContext(h.ctx, heldFacts)
	if err != nil {
		return err
	}
	defer rows.Close()
	for ; rows.Next(); place++ {
		var row heldFact
		if err := rows.Scan(&row.at, &row.gone, &row.entry); err != nil {
			return err
		}
		if place >= len(h.facts) {
			continue
		}
		if want := h.facts[place]; row.at != want.at || row.gone != want.gone || !bytes.Equal(row.entry, want.entry) {
			e, _ := facts.DecodeEntry(want.entry)
			h.tell("facts_differ: the books' fact %d is not what the log has of %s", place+1, facts.Name(e.UID))
		}
	}
	if place != len(h.facts) {
		h.tell("facts_differ: the books have %d facts, the log %d", place, len(h.facts))
	}
	return rows.Err()
}
