package books

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// rulesRecord is what one record of the log changed about rules, in the order in which
// it was told: a decision rests on the facts and the set before it.
type rulesRecord struct{ steps []rulesStep }

// rulesStep is one of a set, facts, a decision, and a call that was served where it must not be.
type rulesStep struct {
	set       *ruling.Installed
	state     clearing.RulesState
	facts     []*facts.Entry
	gone      []ruling.Entity
	decision  *ruling.Decision
	misplaced *clearing.Misplaced
}

func (r *rulesRecord) reset() { *r = rulesRecord{steps: r.steps[:0]} }

// RulesChanged implements clearing.Observer.
func (b *Books) RulesChanged(_ int64, set *ruling.Installed, state clearing.RulesState) {
	kept := *set
	b.current.rules.steps = append(b.current.rules.steps, rulesStep{set: &kept, state: state})
	b.current.size += rowSize + len(set.Archive)
}

// FactsRegistered implements clearing.Observer.
func (b *Books) FactsRegistered(_ int64, entries []*facts.Entry, gone []ruling.Entity) {
	// An entry is never changed once it was entered.
	b.current.rules.steps = append(b.current.rules.steps, rulesStep{facts: slices.Clone(entries), gone: slices.Clone(gone)})
	b.current.size += 2*rowSize*len(entries) + rowSize*(1+len(gone))
}

// Decided implements clearing.Observer.
func (b *Books) Decided(_ int64, d *ruling.Decision) {
	kept := *d
	b.current.rules.steps = append(b.current.rules.steps, rulesStep{decision: &kept})
	b.current.size += 2*rowSize + 2*len(d.Context)
}

// CallMisplaced implements clearing.Observer.
func (b *Books) CallMisplaced(_ int64, c *clearing.Misplaced) {
	kept := *c
	b.current.rules.steps = append(b.current.rules.steps, rulesStep{misplaced: &kept})
	b.current.size += rowSize
}

// The columns that the rows are written with.
const (
	ruleSetRow  = `since, at, digest, signer, signature, start, note, archive, cancelled_at`
	factRow     = `n, made, made_at, gone, gone_at, type, id, since, until, source, attributes, entry`
	decisionRow = `n, at, action, principal, resource, party, cause, outcome, rules, broken, missing, obligations, set_number, digest, facts, request, context, encoded, asked, approval, waived, again, seen`
	updateFacts = `UPDATE facts SET gone = ?1, gone_at = ?2 WHERE type = ?3 AND id = ?4 AND gone = 0`
)

// rulesRows write what changed. Decisions are many, the rest is little.
type rulesRows struct{ set, fact, factGone, decision, decisionRule *statement }

func (c *rulesRows) statements() []preparation {
	return []preparation{
		{&c.set, single(replacement("rule_sets", "number", ruleSetRow).text)},
		{&c.fact, single(insertInto("facts", factRow))},
		{&c.factGone, single(updateFacts)},
		{&c.decision, insertion("decisions", decisionRow)},
		{&c.decisionRule, insertion("decision_rules", "rule, n")},
	}
}

// ruled writes what a record changed about rules.
func (w *writer) ruled(ctx context.Context, r *record) (err error) {
	for i := range r.rules.steps {
		switch s := &r.rules.steps[i]; {
		case s.set != nil:
			if err = w.putRules(ctx, r, s.set, s.state); err != nil {
				err = fmt.Errorf("set of rules %d: %w", s.set.Number, err)
			}
		case s.decision != nil:
			if err = w.putDecision(ctx, r, s.decision); err != nil {
				err = fmt.Errorf("decision %d: %w", s.decision.Number, err)
			}
		case s.misplaced != nil:
			err = w.changed(ctx, r, ChangeMisplaced, s.misplaced.Call, 0, s.misplaced.Seller)
		default:
			err = w.putFacts(ctx, r, s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) putRules(ctx context.Context, r *record, i *ruling.Installed, state clearing.RulesState) error {
	kind, cancelled := ChangeRules, int64(0)
	if state == clearing.RulesCancelled {
		kind, cancelled = ChangeRulesCancelled, r.at
	}
	if err := w.changed(ctx, r, kind, ledger.ID{}, i.Number, ledger.ID{}); err != nil {
		return err
	}
	s := w.rules.set.uint(uint64(i.Number)).int(i.From).int(i.At).blob(i.Digest[:])
	if i.Signer == ([32]byte{}) {
		s.null().null()
	} else {
		s.blob(i.Signer[:]).blob(i.Signature[:])
	}
	s.int(i.Start).text(i.Note)
	if len(i.Archive) == 0 {
		s.null()
	} else {
		s.blob(i.Archive)
	}
	_, err := s.int(cancelled).run(ctx)
	return err
}

func (w *writer) putFacts(ctx context.Context, r *record, s *rulesStep) error {
	if err := w.changed(ctx, r, ChangeFacts, ledger.ID{}, 0, ledger.ID{}); err != nil {
		return err
	}
	made := w.state.change
	gone := make([]ruling.Entity, 0, len(s.facts)+len(s.gone))
	for _, e := range s.facts {
		if name := entityOf(e); len(gone) == 0 || gone[len(gone)-1] != name {
			gone = append(gone, name)
		}
	}
	for _, e := range append(gone, s.gone...) {
		if _, err := w.rules.factGone.int(made).int(r.at).text(e.Type).text(e.ID).run(ctx); err != nil {
			return fmt.Errorf("facts of %s: %w", e, err)
		}
	}
	for _, e := range s.facts {
		w.state.fact++
		_, err := w.rules.fact.int(w.state.fact).int(made).int(r.at).int(0).int(0).text(string(e.UID.Type)).text(string(e.UID.ID)).int(e.From).int(e.Until).text(e.Source).
			text(string(facts.AppendJSON(nil, e.Attributes))).blob(facts.EncodeEntry(e)).run(ctx)
		if err != nil {
			return fmt.Errorf("facts of %s: %w", facts.Name(e.UID), err)
		}
	}
	return nil
}

func entityOf(e *facts.Entry) ruling.Entity {
	return ruling.Entity{Type: string(e.UID.Type), ID: string(e.UID.ID)}
}

func (w *writer) putDecision(ctx context.Context, r *record, d *ruling.Decision) error {
	var obligations []string
	for _, o := range d.Obligations {
		obligations = append(obligations, o.String())
	}
	// What was decided of a context was read by the machine before.
	asked, _ := facts.DecodeRecord(d.Context)
	s := w.rules.decision.uint(d.Number).int(d.At).text(d.Action).text(d.Principal.String()).text(d.Resource.String()).idOrNull(d.Party).idOrNull(d.Cause).
		int(int64(d.Outcome)).text(lines(d.Rules)).text(lines(d.Broken)).text(d.Missing).text(lines(obligations)).uint(uint64(d.Set)).
		blob(d.Digest[:]).blob(d.Facts[:]).blob(d.Request[:]).text(string(facts.AppendJSON(nil, asked))).blob(d.Context).
		blob(d.Asked[:]).idOrNull(d.Approval).text(lines(d.Waived)).uint(d.Again).int(w.state.change)
	if _, err := s.run(ctx); err != nil {
		return err
	}
	for _, rule := range d.Rules {
		if _, err := w.rules.decisionRule.text(rule).uint(d.Number).run(ctx); err != nil {
			return err
		}
	}
	if d.Outcome == policy.Allowed {
		return nil
	}
	return w.changed(ctx, r, ChangeDecision, ledger.ID{Lo: d.Number}, uint32(d.Outcome), d.Party)
}

// lines are texts of one line each.
func lines(all []string) string {
	flat := make([]string, len(all))
	for i, text := range all {
		flat[i] = strings.ReplaceAll(text, "\n", " ")
	}
	return strings.Join(flat, "\n")
}
