package policy

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	publicast "github.com/cedar-policy/cedar-go/ast"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/ast"
)

// bucket is where a rule is found: by the action that its scope names, and by the
// entity that it names for the principal, or else for the resource. What a scope leaves
// open is empty here.
type bucket struct {
	action types.String
	entity cedar.EntityUID
}

// enter puts a rule where each request that its scope can match will look.
func (s *Set) enter(r *Rule) {
	policy := (*ast.Policy)(r.policy.AST())
	principal, resource := scopeOf(policy.Principal), scopeOf(policy.Resource)
	entity := principal.entity
	if !principal.named {
		entity = resource.entity
	}
	e := &entry{Rule: r, principal: principal, resource: resource}
	bare := *policy
	bare.Principal, bare.Resource = ast.Scope{}.All(), ast.Scope{}.All()
	actions, known := scopeActions(policy.Action)
	if known {
		bare.Action = ast.Scope{}.All()
	}
	e.bare = cedar.NewPolicyFromAST((*publicast.Policy)(&bare))
	for _, action := range actions {
		b := bucket{action, entity}
		s.buckets[b] = append(s.buckets[b], e)
	}
}

// entry is a rule in the index. Cedar walks up from an entity for each policy that
// names another; here that is done once for a request, and bare is the policy without
// what the index has looked at.
type entry struct {
	*Rule
	principal, resource scope
	bare                *cedar.Policy
}

// scope is what a rule says of the principal or of the resource.
type scope struct {
	kind   cedar.EntityType // empty for any
	entity cedar.EntityUID  // that it is, or is in
	named  bool             // whether there is an entity
	itself bool             // whether it must be the entity, and not only in it
}

func scopeOf(of ast.IsScopeNode) scope {
	switch of := of.(type) {
	case ast.ScopeTypeEq:
		return scope{entity: of.Entity, named: true, itself: true}
	case ast.ScopeTypeIn:
		return scope{entity: of.Entity, named: true}
	case ast.ScopeTypeIs:
		return scope{kind: of.Type}
	case ast.ScopeTypeIsIn:
		return scope{kind: of.Type, entity: of.Entity, named: true}
	}
	return scope{}
}

// matches holds a scope against an entity, which comes first of all that it is in.
func (s *scope) matches(line []cedar.EntityUID) bool {
	switch {
	case s.kind != "" && line[0].Type != s.kind:
		return false
	case s.itself:
		return line[0] == s.entity
	}
	return !s.named || slices.Contains(line, s.entity)
}

// scopeActions are the actions of a scope, and whether that is all that it says. One
// without a name is for any.
func scopeActions(scope ast.IsScopeNode) (ids []types.String, all bool) {
	switch scope := scope.(type) {
	case ast.ScopeTypeAll:
		return []types.String{""}, true
	case ast.ScopeTypeEq:
		return []types.String{scope.Entity.ID}, true
	case ast.ScopeTypeInSet:
		for _, e := range scope.Entities {
			ids = append(ids, e.ID)
		}
		return ids, true
	}
	return []types.String{""}, false
}

// candidates are the rules in force whose scopes a request matches.
func (s *Set) candidates(r *Request) (out entries) {
	principal, resource := line(r.Facts, r.Principal), line(r.Facts, r.Resource)
	look := func(action types.String, e cedar.EntityUID) {
		for _, rule := range s.buckets[bucket{action, e}] {
			if rule.Holds(r.At) && rule.principal.matches(principal) && rule.resource.matches(resource) && !slices.Contains(out, rule) {
				out = append(out, rule)
			}
		}
	}
	for _, action := range [...]types.String{types.String(r.Action), ""} {
		look(action, cedar.EntityUID{})
		for _, e := range principal {
			look(action, e)
		}
		for _, e := range resource {
			look(action, e)
		}
	}
	return out
}

// line is an entity and all that it is in, each once.
func line(facts cedar.EntityGetter, of cedar.EntityUID) []cedar.EntityUID {
	list := append(make([]cedar.EntityUID, 0, 16), of)
	for i := 0; i < len(list); i++ { // it grows
		entity, known := facts.Get(list[i])
		if !known {
			continue
		}
		for parent := range entity.Parents.All() {
			if !slices.Contains(list, parent) {
				list = append(list, parent)
			}
		}
	}
	return list
}
