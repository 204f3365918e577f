package books_test

import (
	"fmt"
	"strings"
	"testing"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/licence"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// holder is told what the log has, up to where the books are.
type holder struct {
	clearing.Ignore
	*books.Held
	t *testing.T
}

func (h *holder) Decided(_ int64, d *ruling.Decision) {
	if err := h.Held.Decided(d); err != nil {
		h.t.Error(err)
	}
}

func (h *holder) RulesChanged(at int64, i *ruling.Installed, state clearing.RulesState) {
	h.Held.RulesChanged(at, i, state)
}

func (h *holder) FactsRegistered(at int64, entries []*facts.Entry, gone []ruling.Entity) {
	h.Held.FactsRegistered(at, entries, gone)
}

func (h *holder) QuotaChanged(at int64, s *licence.Standing, state clearing.QuotaState) {
	h.Held.QuotaChanged(at, s, state)
}
func (h *holder) QuotaDrawn(at int64, d *clearing.QuotaDrawn) { h.Held.QuotaDrawn(at, d) }
func (h *holder) Sold(at int64, s *clearing.Sold)             { h.Held.Sold(at, s) }
func (h *holder) DutyChanged(_ int64, d *duty.Duty)           { h.Held.DutyChanged(d) }
func (h *holder) RecordsKept(_ int64, k duty.Keeping)         { h.Held.RecordsKept(k) }

// held holds books against a log and gives what is not the log's.
func held(t *testing.T, path string, log [][]byte) string {
	t.Helper()
	var found []string
	h, err := books.Hold(t.Context(), path, func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) })
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	m := clearing.New(testConfig)
	m.Observe(&holder{Held: h, t: t})
	for _, record := range log[:h.Position] {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.End(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(found, "\n")
}

// What somebody changes in the books' rows of rules is found, and nothing else is.
func TestBooksAreHeldAgainstTheLog(t *testing.T) { onBoth(t, testBooksAreHeldAgainstTheLog) }

func testBooksAreHeldAgainstTheLog(t *testing.T) {
	w := newRulesWorld(t)
	for range 80 {
		w.step()
	}
	for _, c := range []struct{ bend, want string }{
		{"", ""},
		{"UPDATE decisions SET outcome = 3 WHERE n = (SELECT min(n) FROM decisions WHERE outcome = 1)", "the outcome allow; the log deny"},
		{"UPDATE decisions SET rules = 'other' WHERE n = (SELECT min(n) FROM decisions WHERE rules <> '')", "the rules other; the log "},
		{"UPDATE decisions SET at = at + 1 WHERE n = 3", "of the decision 3 the books say it was made at"},
		{"UPDATE decisions SET set_number = 99 WHERE n = 3", "the set 99"},
		{"UPDATE decisions SET request = digest WHERE n = 3", "the digest of the request"},
		{"UPDATE decisions SET context = '{}', encoded = digest WHERE n = 2", "the context"},
		{"DELETE FROM decisions WHERE n = 5", "decision_missing: the books lack the decision 5"},
		{"UPDATE decisions SET n = 100000 WHERE n = 5", "decision_foreign: the books have a decision 100000"},
		{"DELETE FROM decision_rules WHERE n = (SELECT min(n) FROM decision_rules)", "decision_rules: "},
		{"UPDATE rule_sets SET note = 'another' WHERE number = 1", "the set of rules 1"},
		{"UPDATE rule_sets SET archive = digest WHERE number = 1", "other rules for set 1"},
		{"DELETE FROM rule_sets WHERE number = 1", "rules_missing: the books lack the set of rules 1"},
		{"UPDATE facts SET gone_at = 7 WHERE n = 2", "facts_differ: the books' fact 2"},
		{"DELETE FROM facts WHERE n = (SELECT max(n) FROM facts)", "facts_differ: the books have "},
	} {
		bendAndHold(t, w.log, c.bend, c.want)
	}
}

// bendAndHold changes something in books of a log, and makes sure what is found.
func bendAndHold(t *testing.T, log [][]byte, bend, want string) {
	t.Helper()
	path := bookPath(t)
	b := open(t, path)
	feed(t, b, log, 1, len(log)-5) // books may be behind
	if err := b.Await(uint64(len(log) - 5)); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if bend != "" {
		if _, err := raw(t, path).Exec(bend); err != nil {
			t.Fatalf("%s: %v", bend, err)
		}
	}
	if found := held(t, path, log); (found == "") != (want == "") || !strings.Contains(found, want) {
		t.Errorf("%s: found %q, want %q", bend, found, want)
	}
}
