package pack

import (
	"fmt"
	"slices"
	"strings"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/core/policy/ruling"
)

// Difference is what two versions of a pack have otherwise.
type Difference struct {
	Added, Removed []*policy.Rule
	Changed        []Pair // in scope, conditions or annotations
	Dated          []Pair // in the dates between which they hold
	Facts          []FactPair
	Cases          []Turn
}

// Pair is a rule in both versions.
type Pair struct{ Before, After *policy.Rule }

// Turn is a case that is decided otherwise.
type Turn struct {
	Pack          string
	Case          *Case
	Before, After string // outcome, rules and obligations, or why there is no decision
}

// Diff compares a pack with another version of it, which another library has. Cases are
// those of both versions, and of all packs that come with the program where they name
// the pack; a case that both versions have is taken from the second.
func Diff(before, after *Library, a, b *Pack) (*Difference, error) {
	if a.Name != b.Name {
		return nil, fmt.Errorf("the packs are called %s and %s; two versions of one pack are compared", a.Name, b.Name)
	}
	d := &Difference{}
	was, err := before.rules(a)
	if err != nil {
		return nil, err
	}
	is, err := after.rules(b)
	if err != nil {
		return nil, err
	}
	d.rules(was, is)
	d.facts(a.Facts, b.Facts)
	for _, name := range slices.Compact(slices.Sorted(slices.Values(append(after.Names(), b.Name)))) {
		p, err := after.Open(name)
		if err != nil {
			return nil, err
		}
		cases := slices.Clone(p.Cases)
		if name == a.Name {
			for _, c := range a.Cases {
				if !slices.ContainsFunc(cases, func(other *Case) bool { return other.Name == c.Name }) {
					cases = append(cases, c)
				}
			}
		}
		for _, c := range cases {
			if a.Name != Common && !slices.Contains(c.Packs, a.Name) {
				continue
			}
			if t := (Turn{name, c, before.answer(&c.Question), after.answer(&c.Question)}); t.Before != t.After {
				d.Cases = append(d.Cases, t)
			}
		}
	}
	return d, nil
}

// rules are those of one pack, by id.
// DiffLaws compares the rules and the facts of two sets; nil is one without rules.
func DiffLaws(before, after *ruling.Law) *Difference {
	d := &Difference{}
	of := func(law *ruling.Law) ([]*policy.Rule, []*facts.Entry) {
		if law == nil {
			return nil, nil
		}
		return law.Set.Rules(), law.Facts()
	}
	was, known := of(before)
	is, now := of(after)
	d.rules(was, is)
	d.facts(known, now)
	return d
}

func (l *Library) rules(p *Pack) ([]*policy.Rule, error) {
	book, err := l.Compile([]string{p.Name})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(book.Set.Rules()), func(r *policy.Rule) bool { return book.PackOf(r) != p }), nil
}

func (d *Difference) rules(was, is []*policy.Rule) {
	find := func(all []*policy.Rule, id string) *policy.Rule {
		if i := slices.IndexFunc(all, func(r *policy.Rule) bool { return r.ID == id }); i >= 0 {
			return all[i]
		}
		return nil
	}
	for _, old := range was {
		if find(is, old.ID) == nil {
			d.Removed = append(d.Removed, old)
		}
	}
	for _, now := range is {
		old := find(was, now.ID)
		if old == nil {
			d.Added = append(d.Added, now)
			continue
		}
		if old.Body() != now.Body() {
			d.Changed = append(d.Changed, Pair{old, now})
		}
		if old.From != now.From || old.Until != now.Until {
			d.Dated = append(d.Dated, Pair{old, now})
		}
	}
}

// answer is a decision in one line.
func (l *Library) answer(q *Question) string {
	book, err := l.Compile(q.Packs)
	if err != nil {
		return "no decision: " + err.Error()
	}
	d, err := book.decide(q)
	if err != nil {
		return "no decision: " + err.Error()
	}
	return Line(&d)
}

// Line is a decision in one line: the outcome, the rules and the obligations.
func Line(d *policy.Decision) string {
	line := d.Outcome.String()
	var rules, obligations []string
	for _, r := range d.Rules {
		rules = append(rules, r.ID)
	}
	for _, o := range d.Obligations {
		obligations = append(obligations, o.String())
	}
	switch {
	case len(d.Broken) > 0:
		line += ", as " + d.Broken[0].Rule.ID + " could not be held against the facts"
	case len(rules) == 0:
		line += ", as no rule permits it"
	default:
		line += " by " + strings.Join(rules, ", ")
	}
	if len(obligations) > 0 {
		line += " with " + strings.Join(obligations, ", ")
	}
	return line
}
