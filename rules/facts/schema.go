package facts

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/resolved"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"

	"aidollar/core/policy"
)

// Schema says which entities there are with what attributes, and what may be asked.
type Schema struct {
	resolved  *resolved.Schema
	validator *validate.Validator
}

// ReadSchema reads a schema in Cedar's own form.
func ReadSchema(name string, data []byte) (*Schema, error) {
	var s schema.Schema
	s.SetFilename(name)
	if err := s.UnmarshalCedar(data); err != nil {
		return nil, err
	}
	r, err := s.Resolve()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &Schema{r, validate.New(r)}, nil
}

// entity is what a type of entities looks like.
func (s *Schema) entity(kind cedar.EntityType) (resolved.Entity, bool) {
	e, ok := s.resolved.Entities[kind]
	return e, ok
}

// types are the names of all types of entities, in order.
func (s *Schema) types() []string { return names(s.resolved.Entities) }

// actions are the names of all actions, in order.
func (s *Schema) actions() []string {
	var all []string
	for uid := range s.resolved.Actions {
		all = append(all, string(uid.ID))
	}
	slices.Sort(all)
	return all
}

// applies is what an action may be asked with; nil where there is no such action.
func (s *Schema) applies(action string) *resolved.AppliesTo {
	return s.resolved.Actions[cedar.NewEntityUID(policy.ActionType, types.String(action))].AppliesTo
}

// Applies says why an action cannot be asked of such a principal and resource, or nothing.
func (s *Schema) Applies(action string, principal, resource cedar.EntityType) error {
	applies := s.applies(action)
	switch {
	case applies == nil:
		return fmt.Errorf("there is no action %q; there are %s", action, strings.Join(s.actions(), ", "))
	case !slices.Contains(applies.Principals, principal):
		return fmt.Errorf("the principal of %s is a %s; it must be a %s", action, principal, joined(applies.Principals))
	case !slices.Contains(applies.Resources, resource):
		return fmt.Errorf("the resource of %s is a %s; it must be a %s", action, resource, joined(applies.Resources))
	}
	return nil
}

func joined(kinds []types.EntityType) string {
	texts := make([]string, len(kinds))
	for i, k := range kinds {
		texts[i] = string(k)
	}
	return strings.Join(texts, " or ")
}

// parseUID reads "Type/id".
func parseUID(text string) (cedar.EntityUID, error) {
	kind, id, found := strings.Cut(text, "/")
	if !found || kind == "" || id == "" || len(text) > uidMax {
		return cedar.EntityUID{}, errors.New("is no entity, as in Jurisdiction/US")
	}
	return cedar.NewEntityUID(types.EntityType(kind), types.String(id)), nil
}

const uidMax = 200 // bytes

// Name is an entity as it is written in files.
func Name(uid cedar.EntityUID) string { return string(uid.Type) + "/" + string(uid.ID) }

func names[K ~string, V any](m map[K]V) []string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, string(k))
	}
	return all
}
