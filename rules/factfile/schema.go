package factfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

// kinds are the names of all types of entities, in order.
func kinds(s *facts.Schema) []string { return names(s.Shape.Entities) }

// actions are the names of all actions, in order.
func actions(s *facts.Schema) []string {
	var all []string
	for uid := range s.Shape.Actions {
		all = append(all, string(uid.ID))
	}
	slices.Sort(all)
	return all
}

// Applies says why an action cannot be asked of such a principal and resource, or nothing.
func Applies(s *facts.Schema, action string, principal, resource cedar.EntityType) error {
	applies := s.Applies(action)
	switch {
	case applies == nil:
		return fmt.Errorf("there is no action %q; there are %s", action, strings.Join(actions(s), ", "))
	case !slices.Contains(applies.Principals, principal):
		return fmt.Errorf("the principal of %s is a %s; it must be a %s", action, principal, facts.Joined(applies.Principals))
	case !slices.Contains(applies.Resources, resource):
		return fmt.Errorf("the resource of %s is a %s; it must be a %s", action, resource, facts.Joined(applies.Resources))
	}
	return nil
}

// ParseUID reads "Type/id".
func ParseUID(text string) (cedar.EntityUID, error) {
	kind, id, found := strings.Cut(text, "/")
	if !found || kind == "" || id == "" || len(text) > uidMax {
		return cedar.EntityUID{}, errors.New("is no entity, as in Jurisdiction/US")
	}
	return cedar.NewEntityUID(types.EntityType(kind), types.String(id)), nil
}

const uidMax = 200 // bytes

func names[K ~string, V any](m map[K]V) []string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		all = append(all, string(k))
	}
	return all
}

// NewRegistry takes the facts of several files together. The error is yamlfile.Mistakes: what
// is wrong in the facts, or that something is named of which there are none.
func NewRegistry(schema *facts.Schema, entries []*facts.Entry, readers []*Reader) (*facts.Registry, error) {
	g, faults := facts.NewRegistry(schema, entries)
	found := mistakes(faults)
	if g != nil {
		for _, r := range readers {
			found = append(found, r.Missing(g)...)
		}
	}
	return g, found.Err()
}

// With gives a registry in which some entities have the facts of a file. The error is
// yamlfile.Mistakes.
func With(g *facts.Registry, entries []*facts.Entry, reader *Reader) (*facts.Registry, error) {
	other, faults := g.With(entries)
	found := mistakes(faults)
	if other != nil {
		found = append(found, reader.Missing(other)...)
	}
	return other, found.Err()
}

// Missing are the mistakes of a file that names entities of which there are no facts.
func (r *Reader) Missing(g *facts.Registry) (found yamlfile.Mistakes) {
	for _, ref := range r.refs {
		if !g.Knows(ref.uid) {
			found = append(found, ref.at)
		}
	}
	return found
}

func mistakes(faults []facts.Fault) (found yamlfile.Mistakes) {
	for _, f := range faults {
		found = append(found, yamlfile.Mistake{File: f.Entry.File, Line: f.Entry.Line, Column: 1, Code: f.Code, Text: f.Text})
	}
	return found
}
