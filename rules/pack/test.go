package pack

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"aidollar/core/policy"
	"aidollar/core/policy/facts"
	"aidollar/rules/factfile"
)

// decide answers a question by all rules of the book.
func (b *Book) decide(q *Question) (policy.Decision, error) {
	r, err := b.request(q)
	if err != nil {
		return policy.Decision{}, err
	}
	return b.Set.Decide(r), nil
}

// request is a question with the facts of its day. The error is of what is not known of
// it then, or yamlfile.Mistakes for what is wrong in facts of its own.
func (b *Book) request(q *Question) (*policy.Request, error) {
	registry := b.Facts
	if len(q.facts) > 0 {
		var err error
		if registry, err = factfile.With(registry, q.facts, q.reader); err != nil {
			return nil, err
		}
	} else if found := q.reader.Missing(registry); len(found) > 0 {
		return nil, found.Err()
	}
	entities := registry.Snapshot(q.At)
	if by, missing, is := b.schema.Gap(entities, q.Principal, q.Resource, q.Context); is {
		text := fmt.Sprintf("there are no facts of %s on %s", facts.Name(missing), q.Day)
		if by.Type != "" {
			text += ", which " + facts.Name(by) + " names"
		}
		return nil, errors.New(text)
	}
	return &policy.Request{Principal: q.Principal, Action: q.Action, Resource: q.Resource, Context: q.Context, Facts: entities, At: q.At}, nil
}

// Result is how a case went.
type Result struct {
	Case     *Case
	Decision policy.Decision
	Book     *Book    // by which it was decided; nil where that could not be
	Failures []string // what was otherwise than expected, each in words; none where it passed
}

// Test decides a pack's cases, in their order.
func (l *Library) Test(p *Pack) []Result {
	var all []Result
	for _, c := range p.Cases {
		all = append(all, l.test(c))
	}
	return all
}

func (l *Library) test(c *Case) Result {
	r := Result{Case: c}
	book, err := l.Compile(c.Packs)
	if err == nil {
		r.Book = book
		r.Decision, err = book.decide(&c.Question)
	}
	if err != nil {
		r.Failures = append(r.Failures, err.Error())
		return r
	}
	d := &r.Decision
	for _, b := range d.Broken {
		r.Failures = append(r.Failures, fmt.Sprintf("the rule %s could not be held against the facts: %s", b.Rule.ID, b.Why))
	}
	if d.Outcome != c.Outcome {
		r.Failures = append(r.Failures, fmt.Sprintf("expected %s, got %s", c.Outcome, d.Outcome))
	}
	var rules, obligations []string
	for _, rule := range d.Rules {
		rules = append(rules, rule.ID)
	}
	for _, o := range d.Obligations {
		obligations = append(obligations, o.String())
	}
	r.compare("rules", c.Rules, rules)
	if c.Obligations != nil {
		r.compare("obligations", c.Obligations, obligations)
	}
	return r
}

func (r *Result) compare(what string, want, got []string) {
	want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	if !slices.Equal(want, got) {
		r.Failures = append(r.Failures, fmt.Sprintf("expected the %s [%s], got [%s]", what, strings.Join(want, ", "), strings.Join(got, ", ")))
	}
}
