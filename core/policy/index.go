package policy

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	publicast "github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// restsMax is up to which of its conditions a rule can be handed to Cedar without those
// that hold.
const restsMax = 12

// entry is a rule in the index. Its parts are what it wants of the principal, of the
// resource, and its conditions, in the order in which Cedar evaluates them.
type entry struct {
	*Rule
	place   int            // among the set's rules
	actions []types.String // none for any
	scopes  int            // how many parts are of the scope
	parts   condition
	found   keys
	rests   []*cedar.Policy // the conditions from each on, for Cedar
}

func (e *entry) isFor(action types.String) bool {
	return e.actions == nil || slices.Contains(e.actions, action)
}

// rest is what Cedar has yet to evaluate when the parts before one hold.
func (e *entry) rest(part int) *cedar.Policy {
	return e.rests[min(max(part-e.scopes, 0), len(e.rests)-1)]
}

// concerns evaluates an entry up to the first part that does not hold, or of which the
// index is not sure.
func (v *view) concerns(e *entry) (is truth, part int) {
	for i := range e.parts.parts {
		if t := v.holds(&e.parts.parts[i]); t != yes {
			return t, i
		}
	}
	return yes, len(e.parts.parts)
}

// table holds the rules that an action can concern.
type table struct {
	everywhere []*entry // that every request of the action finds
	gates      []*gate
}

// gate holds rules by what is to be seen of a slot.
type gate struct {
	slot   int32
	within map[int32][]*entry
	itself map[int32][]*entry
	reads  map[types.String][]*entry
	signed [signs][]*entry
}

// index enters the rules, of which the set's are by id.
func (s *Set) index() {
	named := []types.String{anyAction}
	for i, r := range s.rules {
		e := s.entry(r, i)
		s.entries, named = append(s.entries, e), append(named, e.actions...)
	}
	for _, action := range named {
		if s.tables[action] != nil {
			continue
		}
		t := &table{}
		for _, e := range s.entries {
			if e.isFor(action) {
				t.enter(e)
			}
		}
		s.tables[action] = t
	}
}

// anyAction stands for those that no rule names.
const anyAction = ""

func (t *table) enter(e *entry) {
	if !e.found.ok {
		t.everywhere = append(t.everywhere, e)
		return
	}
	for _, k := range e.found.of {
		g := t.gate(k.slot)
		switch k.sign {
		case within:
			g.within[k.entity] = append(g.within[k.entity], e)
		case itself:
			g.itself[k.entity] = append(g.itself[k.entity], e)
		case reads:
			g.reads[k.text] = append(g.reads[k.text], e)
		default:
			g.signed[k.sign] = append(g.signed[k.sign], e)
		}
	}
}

func (t *table) gate(slot int32) *gate {
	for _, g := range t.gates {
		if g.slot == slot {
			return g
		}
	}
	g := &gate{slot: slot, within: map[int32][]*entry{}, itself: map[int32][]*entry{}, reads: map[types.String][]*entry{}}
	t.gates = append(t.gates, g)
	return g
}

func (s *Set) entry(r *Rule, place int) *entry {
	policy := (*ast.Policy)(r.policy.AST())
	reader := &conditionReader{names: s.names, left: conditionsMax}
	e := &entry{Rule: r, place: place, parts: condition{kind: all}}
	bare := *policy
	bare.Principal, bare.Resource = ast.Scope{}.All(), ast.Scope{}.All()
	add := func(c condition) { e.parts.parts = append(e.parts.parts, c) }
	add(reader.scope(variablePrincipal, policy.Principal))
	add(reader.scope(variableResource, policy.Resource))
	var known bool
	if e.actions, known = scopeActions(policy.Action); known {
		bare.Action = ast.Scope{}.All()
	} else {
		add(condition{}) // what an action is in, Cedar evaluates
	}
	e.scopes = len(e.parts.parts)
	conditions := flat(policy.Conditions)
	for _, c := range conditions {
		part := reader.read(c.Body, 1)
		if c.Condition == ast.ConditionUnless {
			part = join(not, part)
		}
		add(part)
	}
	for i := range min(len(conditions), restsMax) + 1 {
		rest := bare
		rest.Conditions = conditions[i:]
		e.rests = append(e.rests, cedar.NewPolicyFromAST((*publicast.Policy)(&rest)))
	}
	e.found = s.cover(&e.parts, nil)
	return e
}

// flat are conditions of which each is one part, in the order in which Cedar evaluates them.
func flat(conditions []ast.ConditionType) (all []ast.ConditionType) {
	for _, c := range conditions {
		parts := conjuncts
		if c.Condition == ast.ConditionUnless {
			parts = disjuncts
		}
		for _, body := range parts(c.Body, nil) {
			all = append(all, ast.ConditionType{Condition: c.Condition, Body: body})
		}
	}
	return all
}

// scope is what a rule says of the principal or of the resource.
func (c *conditionReader) scope(variable types.String, scope ast.IsScopeNode) condition {
	of := ast.NodeTypeVariable{Name: variable}
	among := func(uid types.EntityUID) condition {
		return c.of(of, condition{kind: in, entities: []int32{c.entity(uid)}})
	}
	switch scope := scope.(type) {
	case ast.ScopeTypeEq:
		return c.equal(of, ast.NodeValue{Value: scope.Entity})
	case ast.ScopeTypeIn:
		return among(scope.Entity)
	case ast.ScopeTypeIs:
		return c.of(of, condition{kind: is, kindOf: scope.Type})
	case ast.ScopeTypeIsIn:
		return join(all, c.of(of, condition{kind: is, kindOf: scope.Type}), among(scope.Entity))
	}
	return condition{kind: always}
}

// scopeActions are the actions of a scope, none for any. They are not known where it
// names others than a request has.
func scopeActions(scope ast.IsScopeNode) (ids []types.String, known bool) {
	var named []types.EntityUID
	switch scope := scope.(type) {
	case ast.ScopeTypeAll:
		return nil, true
	case ast.ScopeTypeEq:
		named = []types.EntityUID{scope.Entity}
	case ast.ScopeTypeIn:
		named = []types.EntityUID{scope.Entity}
	case ast.ScopeTypeInSet:
		named = scope.Entities
	}
	for _, e := range named {
		if e.Type != ActionType {
			return nil, false
		}
		ids = append(ids, e.ID)
	}
	return ids, len(ids) > 0
}

// candidates are the rules in force that a request may concern, in no order.
func (v *view) candidates(t *table, out []*entry) []*entry {
	var seen [RulesMax/64 + 1]uint64
	add := func(entries []*entry) {
		for _, e := range entries {
			if word, bit := e.place/64, uint64(1)<<(e.place%64); seen[word]&bit == 0 && e.Holds(v.request.At) {
				seen[word] |= bit
				out = append(out, e)
			}
		}
	}
	add(t.everywhere)
	for _, g := range t.gates {
		f := v.at(g.slot)
		switch f.state {
		case failed:
			add(g.signed[signFailed])
			add(g.signed[signNoTruth])
			add(g.signed[signNoEntity])
			continue
		case absent:
			add(g.signed[signAbsent])
			continue
		case entity:
			add(g.signed[signNoTruth])
			for _, number := range v.lineOf(f) {
				add(g.within[number])
			}
			add(g.itself[f.number])
		case boolean:
			add(g.signed[signNoEntity])
			if f.value == types.True {
				add(g.signed[signTrue])
			}
		case text:
			add(g.signed[signNoTruth])
			add(g.signed[signNoEntity])
			word, _ := f.value.(types.String)
			add(g.reads[word])
		default:
			add(g.signed[signNoTruth])
			add(g.signed[signNoEntity])
		}
		add(g.signed[signThere])
	}
	return out
}
