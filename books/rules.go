package books

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"strconv"
	"strings"

	"aidollar/core/ledger"
	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// RuleSet is a set of rules as it was installed.
type RuleSet struct {
	ruling.Installed
	Cancelled int64 // Unix nanoseconds; zero: it was not taken back
}

// RuleSetPage is a part of a list of sets. Next continues it; empty at its end.
type RuleSetPage struct {
	Sets []RuleSet // without their archives
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
	Obligations []string // in words; those of the machine's are not kept
	Words       string   // the context as JSON
	Seen        int64    // the last change that was made before it
}

// DecisionFilter says which decisions are wanted; what is zero does not matter.
type DecisionFilter struct {
	Outcome policy.Outcome
	Action  string
	Party   ledger.ID
	Rule    string // that decided
	Set     uint32
	Cause   ledger.ID
	Span    Span
}

// DecisionPage is a part of a list of decisions. Next continues it; empty at its end.
type DecisionPage struct {
	Decisions []Decision
	Next      string
}

const (
	ruleSetList  = `SELECT number, since, at, digest, signer, signature, start, note, NULL, cancelled_at FROM rule_sets WHERE number < ? ORDER BY number DESC LIMIT ?`
	ruleSetText  = `SELECT number, ` + ruleSetRow + ` FROM rule_sets WHERE number = ?`
	factHistory  = `SELECT made_at, gone_at, entry FROM facts WHERE type = ?1 AND id = ?2 ORDER BY {type DESC, id DESC, }n DESC LIMIT ?3`
	factsAt      = `SELECT made_at, gone_at, entry FROM facts WHERE gone = 0 AND made <= ?1 UNION ALL SELECT made_at, gone_at, entry FROM facts WHERE gone > ?1 AND made <= ?1 LIMIT ?2`
	decisionText = `SELECT ` + decisionRow + ` FROM decisions WHERE n = ?`
	// decisionsOfRule walks along the decisions of a rule.
	decisionsOfRule = `SELECT d.n, at, action, principal, resource, party, cause, outcome, rules, broken, missing, obligations, set_number, digest, facts, request, context, encoded, asked, approval, waived, again, seen
	FROM decision_rules r JOIN decisions d ON d.n = r.n WHERE r.rule = ?4 AND r.n >= ?1 AND r.n < ?2`
	decisionsOfRuleOrder = ` ORDER BY r.rule DESC, r.n DESC LIMIT ?3`
)

var decisionSince = halving("decisions", "at")

func scanRuleSet(rows *sql.Rows) (s RuleSet, err error) {
	var digest, signer, signature, archive sql.RawBytes
	err = rows.Scan(&s.Number, &s.From, &s.At, &digest, &signer, &signature, &s.Start, &s.Note, &archive, &s.Cancelled)
	copy(s.Digest[:], digest)
	copy(s.Signer[:], signer)
	copy(s.Signature[:], signature)
	s.Archive = append([]byte(nil), archive...)
	return s, err
}

// RuleSets gives the sets that were ever installed, the newest first.
func (b *Books) RuleSets(ctx context.Context, cursor string, limit int) (page RuleSetPage, err error) {
	limit = limited(limit)
	name := query("rule_sets")
	before, err := beforeOf(cursor, name)
	if err != nil {
		return page, err
	}
	list, err := collect(ctx, b.reader, scanRuleSet, ruleSetList, before, limit+1)
	if err != nil {
		return page, err
	}
	page.Sets, page.Next = cut(list, limit, name, func(s *RuleSet) int64 { return int64(s.Number) })
	return page, nil
}

// RuleSet finds a set with its archive; ErrNotFound when there is none.
func (b *Books) RuleSet(ctx context.Context, number uint32) (RuleSet, error) {
	return one(ctx, b.reader, scanRuleSet, ruleSetText, int64(number))
}

var errFact = errors.New("books: a fact cannot be read")

func scanFact(rows *sql.Rows) (f Fact, err error) {
	var entry sql.RawBytes
	if err = rows.Scan(&f.Made, &f.Gone, &entry); err != nil {
		return f, err
	}
	e, ok := facts.DecodeEntry(append([]byte(nil), entry...))
	if !ok {
		return f, errFact
	}
	f.Entry = e
	return f, nil
}

// factsMax bounds what FactHistory and FactsOf give.
const factsMax = 1000

// FactHistory gives what was registered of an entity, the newest first, at most a
// thousand.
func (b *Books) FactHistory(ctx context.Context, e ruling.Entity) ([]Fact, error) {
	return collect(ctx, b.reader, scanFact, factHistory, e.Type, e.ID, factsMax)
}

// FactsOf gives the facts as they were registered when a decision was made, which has
// seen the changes up to then. They are not ok where there are more than most.
func (b *Books) FactsOf(ctx context.Context, seen int64, most int) (entries []*facts.Entry, ok bool, err error) {
	list, err := collect(ctx, b.reader, scanFact, factsAt, seen, most+1)
	if err != nil || len(list) > most {
		return nil, false, err
	}
	for i := range list {
		entries = append(entries, list[i].Entry)
	}
	return entries, true, nil
}

func scanDecision(rows *sql.Rows) (d Decision, err error) {
	var party, cause, digest, known, request, encoded, asked, approval sql.RawBytes
	var principal, resource, rules, broken, obligations, waived string
	err = rows.Scan(&d.Number, &d.At, &d.Action, &principal, &resource, &party, &cause, &d.Outcome, &rules, &broken, &d.Missing, &obligations,
		&d.Set, &digest, &known, &request, &d.Words, &encoded, &asked, &approval, &waived, &d.Again, &d.Seen)
	d.Principal, d.Resource, d.Party, d.Cause = named(principal), named(resource), idOf(party), idOf(cause)
	d.Rules, d.Broken, d.Obligations = linesOf(rules), linesOf(broken), linesOf(obligations)
	copy(d.Digest[:], digest)
	copy(d.Facts[:], known)
	copy(d.Request[:], request)
	copy(d.Asked[:], asked)
	d.Context, d.Approval, d.Waived = append([]byte(nil), encoded...), idOf(approval), linesOf(waived)
	return d, err
}

func named(text string) ruling.Entity {
	kind, id, _ := strings.Cut(text, "/")
	return ruling.Entity{Type: kind, ID: id}
}

func linesOf(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n")
}

// conditions are those of a filter beside its rule, the one that the fewest meet first.
func (f *DecisionFilter) conditions() (list []condition) {
	add := func(wanted bool, column string, value any) {
		if wanted {
			list = append(list, condition{column, value, len(list) == 0})
		}
	}
	add(!f.Cause.IsZero(), "cause", idBlob(f.Cause))
	add(!f.Party.IsZero(), "party", idBlob(f.Party))
	add(f.Outcome != 0 && f.Outcome < policy.Allowed, "outcome", int64(f.Outcome))
	add(f.Action != "", "action", f.Action)
	add(f.Set != 0, "set_number", int64(f.Set))
	if f.Outcome == policy.Allowed {
		list = append(list, condition{"outcome", int64(f.Outcome), false})
	}
	return list
}

// text is the query for the decisions from one number up to before another.
func (f *DecisionFilter) text(from, to int64, limit int) (string, []any) {
	if f.Rule == "" {
		return walkDown("decisions", decisionRow, f.conditions(), from, to, limit)
	}
	text, args := decisionsOfRule, []any{from, to, limit, f.Rule}
	for _, c := range f.conditions() {
		args = append(args, c.value)
		text += ` AND d.` + c.column + ` = ?` + strconv.Itoa(len(args))
	}
	return text + decisionsOfRuleOrder, args
}

// Decisions gives decisions, the newest first.
func (b *Books) Decisions(ctx context.Context, f DecisionFilter, cursor string, limit int) (page DecisionPage, err error) {
	limit = limited(limit)
	name := query("decisions\n"+f.Action+"\n"+f.Rule, uint64(f.Outcome), f.Party.Hi, f.Party.Lo, f.Cause.Hi, f.Cause.Lo, uint64(f.Set), uint64(f.Span.From), uint64(f.Span.To))
	after, paged, err := placeOf(cursor, name)
	if err != nil {
		return page, err
	}
	if !paged {
		after.n = math.MaxInt64
	}
	err = b.view(ctx, func(q querier) error {
		from, to, err := numbers(ctx, q, f.Span, decisionSince)
		if err != nil {
			return err
		}
		text, args := f.text(from, min(to, after.n), limit+1)
		list, err := collect(ctx, q, scanDecision, text, args...)
		page.Decisions, page.Next = cut(list, limit, name, func(d *Decision) int64 { return int64(d.Number) })
		return err
	})
	return page, err
}

// Decision finds a decision by its number; ErrNotFound when there is none.
func (b *Books) Decision(ctx context.Context, number uint64) (Decision, error) {
	return one(ctx, b.reader, scanDecision, decisionText, int64(number))
}
