package policy

import (
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
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

// Decide asks the rules that a request can concern.
func (s *Set) Decide(r *Request) Decision { return s.decide(r, s.candidates(r)) }

// DecideWithout answers as if some rules were not in the set. It is no decision of the
// set, and carries no digest.
func (s *Set) DecideWithout(r *Request, without []*Rule) Decision {
	rest := slices.DeleteFunc(s.candidates(r), func(e *entry) bool { return slices.Contains(without, e.Rule) })
	d := s.decide(r, rest)
	d.Set = [sha256.Size]byte{}
	return d
}

// Permits are the rules that would permit a request if their conditions held, by id: the
// action, the principal and the resource are as they want them.
func (s *Set) Permits(r *Request) (all []*Rule) {
	for _, e := range s.candidates(r) {
		if e.Effect == Permit {
			all = append(all, e.Rule)
		}
	}
	slices.SortFunc(all, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func (s *Set) decide(r *Request, candidates cedar.PolicyIterator) Decision {
	request := cedar.Request{Principal: r.Principal, Action: cedar.NewEntityUID(ActionType, cedar.String(r.Action)), Resource: r.Resource, Context: r.Context}
	_, found := cedar.Authorize(candidates, r.Facts, request)
	d := Decision{Outcome: Denied, Set: s.digest}
	for _, e := range found.Errors {
		d.Broken = append(d.Broken, Broken{s.rule(e.PolicyID), e.Message})
	}
	slices.SortFunc(d.Broken, func(a, b Broken) int { return strings.Compare(a.Rule.ID, b.Rule.ID) })
	if len(d.Broken) > 0 {
		return d
	}
	effect := Permit
	for _, reason := range found.Reasons {
		rule := s.rule(reason.PolicyID)
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

func (s *Set) rule(id cedar.PolicyID) *Rule {
	i, _ := slices.BinarySearchFunc(s.rules, string(id), func(r *Rule, id string) int { return strings.Compare(r.ID, id) })
	return s.rules[i]
}

// entries give Cedar the rules of a request, in the order in which they were found.
type entries []*entry

// All implements cedar.PolicyIterator.
func (l entries) All() iter.Seq2[cedar.PolicyID, *cedar.Policy] {
	return func(yield func(cedar.PolicyID, *cedar.Policy) bool) {
		for _, r := range l {
			if !yield(cedar.PolicyID(r.ID), r.bare) {
				return
			}
		}
	}
}
