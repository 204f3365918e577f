package policy

import (
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// ActionType is the type of Cedar's action entities.
const ActionType = "Action"

// Request asks whether a principal may do something with a resource.
type Request struct {
	Principal cedar.EntityUID
	Action    string
	Resource  cedar.EntityUID
	Context   cedar.Record
	Facts     cedar.EntityGetter // the entities as they are at the time of the decision
	At        int64              // Unix seconds: rules in force then are asked
}

// Outcome is what was decided.
type Outcome uint8

// The outcomes. One rule that forbids outweighs all that refer, and those all that
// permit; where no rule permits, it is denied.
const (
	Denied Outcome = iota + 1
	Referred
	Allowed
)

func (o Outcome) String() string {
	switch o {
	case Denied:
		return "deny"
	case Referred:
		return "refer"
	case Allowed:
		return "allow"
	}
	return "none"
}

// Decision is an answer with what it rests on.
type Decision struct {
	Outcome     Outcome
	Rules       []*Rule // that decided, by id; none where nothing permits
	Broken      []Broken
	Obligations []Obligation // of the rules that permit, without repetition
	Set         [sha256.Size]byte
}

// Broken is a rule that could not be held against the facts. One of them denies.
type Broken struct {
	Rule *Rule
	Why  string
}

func (r *Request) action() cedar.EntityUID {
	return cedar.NewEntityUID(ActionType, cedar.String(r.Action))
}

// Decide asks the rules that a request can concern.
func (s *Set) Decide(r *Request) Decision { return s.decide(r, nil) }

// DecideWithout answers as if some rules were not in the set. It is no decision of the
// set, and carries no digest.
func (s *Set) DecideWithout(r *Request, without []*Rule) Decision {
	d := s.decide(r, without)
	d.Set = [sha256.Size]byte{}
	return d
}

// Permits are the rules that would permit a request if their conditions held, by id: the
// action, the principal and the resource are as they want them.
func (s *Set) Permits(r *Request) (permits []*Rule) {
	v := &view{names: s.names, request: r.withFacts(), slots: make([]found, len(s.slots))}
	for _, e := range s.entries {
		scopes := condition{kind: all, parts: e.parts.parts[:e.scopes]}
		if e.Effect == Permit && e.Holds(r.At) && e.isFor(types.String(r.Action)) && (v.holds(&scopes) != no || v.crowded) {
			permits = append(permits, e.Rule)
		}
	}
	return permits
}

// withFacts is a request for which there are facts, if none of them.
func (r *Request) withFacts() *Request {
	if r.Facts != nil {
		return r
	}
	with := *r
	with.Facts = cedar.EntityMap{}
	return &with
}

// For how much a decision has room without asking for memory.
const (
	slotsInline      = 64
	candidatesInline = 32
)

func (s *Set) decide(r *Request, without []*Rule) Decision {
	r = r.withFacts()
	if e, known := r.Facts.Get(r.action()); known && e.Parents.Len() > 0 {
		return s.conclude(r, nil, s.whole(r.At, without)) // the index knows actions by their names alone
	}
	var slots [slotsInline]found
	var room [candidatesInline]*entry
	v := &view{names: s.names, request: r, slots: slots[:]}
	if len(s.slots) > len(slots) {
		v.slots = make([]found, len(s.slots))
	}
	t := s.tables[types.String(r.Action)]
	if t == nil {
		t = s.tables[anyAction]
	}
	var hits []*Rule
	var open asked
	for _, e := range v.candidates(t, room[:0]) {
		if slices.Contains(without, e.Rule) {
			continue
		}
		switch is, part := v.concerns(e); is {
		case yes:
			hits = append(hits, e.Rule)
		case unsure:
			open = append(open, question{e.Rule, e.rest(part)})
		}
	}
	if v.crowded {
		return s.conclude(r, nil, s.whole(r.At, without))
	}
	return s.conclude(r, hits, open)
}

// whole are all rules in force, as they are written.
func (s *Set) whole(at int64, without []*Rule) (open asked) {
	for _, rule := range s.rules {
		if rule.Holds(at) && !slices.Contains(without, rule) {
			open = append(open, question{rule, rule.policy})
		}
	}
	return open
}

// conclude has Cedar answer what is open, and weighs all rules that apply.
func (s *Set) conclude(r *Request, hits []*Rule, open asked) Decision {
	d := Decision{Outcome: Denied, Set: s.digest}
	if len(open) > 0 {
		_, found := cedar.Authorize(open, r.Facts, cedar.Request{Principal: r.Principal, Action: r.action(), Resource: r.Resource, Context: r.Context})
		for _, e := range found.Errors {
			d.Broken = append(d.Broken, Broken{s.rule(e.PolicyID), e.Message})
		}
		if len(d.Broken) > 0 {
			slices.SortFunc(d.Broken, func(a, b Broken) int { return strings.Compare(a.Rule.ID, b.Rule.ID) })
			return d
		}
		for _, reason := range found.Reasons {
			hits = append(hits, s.rule(reason.PolicyID))
		}
	}
	effect := Permit
	for _, rule := range hits {
		if outweighs(rule.Effect, effect) {
			effect, d.Rules = rule.Effect, d.Rules[:0]
		}
		if rule.Effect == effect {
			d.Rules = append(d.Rules, rule)
		}
	}
	slices.SortFunc(d.Rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	switch {
	case effect == Refer:
		d.Outcome = Referred
	case effect == Permit && len(d.Rules) > 0:
		d.Outcome = Allowed
		for _, rule := range d.Rules {
			for _, o := range rule.Obligations {
				if !slices.Contains(d.Obligations, o) {
					d.Obligations = append(d.Obligations, o)
				}
			}
		}
	}
	return d
}

func outweighs(a, b Effect) bool {
	weight := [...]int{Permit: 0, Refer: 1, Forbid: 2}
	return weight[a] > weight[b]
}

// Rule finds a rule by its id.
func (s *Set) Rule(id string) (*Rule, bool) {
	i, known := slices.BinarySearchFunc(s.rules, id, func(r *Rule, id string) int { return strings.Compare(r.ID, id) })
	if !known {
		return nil, false
	}
	return s.rules[i], true
}

// rule finds one of those that Cedar was given.
func (s *Set) rule(id cedar.PolicyID) *Rule {
	r, _ := s.Rule(string(id))
	return r
}

// asked are the rules that Cedar evaluates, with what is left of them.
type asked []question

type question struct {
	*Rule
	rest *cedar.Policy
}

// All implements cedar.PolicyIterator.
func (l asked) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, q := range l {
			if !yield(cedar.PolicyID(q.ID), q.rest) {
				return
			}
		}
	}
}
