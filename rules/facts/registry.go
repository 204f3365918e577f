package facts

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/internal/yamlfile"
)

// Registry holds facts in all their versions.
type Registry struct {
	schema *Schema
	all    map[cedar.EntityUID][]*Entry // by From
}

// NewRegistry takes the facts of several files together, and checks what no file shows
// alone: that the versions of an entity do not overlap, that what is named exists, and
// that what is computed can be at every time. The error is yamlfile.Mistakes.
func NewRegistry(schema *Schema, entries []*Entry, readers []*Reader) (*Registry, error) {
	g := &Registry{schema: schema, all: map[cedar.EntityUID][]*Entry{}}
	var found yamlfile.Mistakes
	for _, e := range entries {
		g.all[e.UID] = append(g.all[e.UID], e)
	}
	for _, versions := range g.all {
		slices.SortStableFunc(versions, func(a, b *Entry) int { return cmp.Compare(a.From, b.From) })
		for i, e := range versions[1:] {
			if before := versions[i]; before.holds(e.From) {
				found = append(found, mistake(e, "facts_overlap", fmt.Sprintf("%s has facts from %s line %d that hold at the same time; give those an until", Name(e.UID), before.File, before.Line)))
			}
		}
	}
	for _, r := range readers {
		found = append(found, g.Missing(r)...)
	}
	if len(found) == 0 {
		found = g.compute()
	}
	return g, found.Err()
}

// Missing are the mistakes of a file that names entities of which there are no facts.
func (g *Registry) Missing(r *Reader) (found yamlfile.Mistakes) {
	for _, ref := range r.refs {
		if g.all[ref.uid] == nil {
			found = append(found, ref.at)
		}
	}
	return found
}

// compute finds the times at which what is computed cannot be.
func (g *Registry) compute() (found yamlfile.Mistakes) {
	var times []int64
	for uid, versions := range g.all {
		if uid.Type == participant {
			for _, e := range versions {
				times = append(times, e.From)
				if e.Until != 0 {
					times = append(times, e.Until)
				}
			}
		}
	}
	slices.Sort(times)
	seen := map[yamlfile.Mistake]bool{}
	for _, at := range slices.Compact(times) {
		for _, m := range g.at(at).chains() {
			if !seen[m] {
				found = append(found, m)
			}
			seen[m] = true
		}
	}
	return found
}

// With gives a registry in which some entities have other facts.
func (g *Registry) With(entries []*Entry, reader *Reader) (*Registry, error) {
	replaced := map[cedar.EntityUID]bool{}
	for _, e := range entries {
		replaced[e.UID] = true
	}
	together := slices.Clone(entries)
	for uid, versions := range g.all {
		if !replaced[uid] {
			together = append(together, versions...)
		}
	}
	return NewRegistry(g.schema, together, []*Reader{reader})
}

// Snapshot gives the entities as they were at a time in Unix seconds. The error is
// yamlfile.Mistakes.
func (g *Registry) Snapshot(at int64) (cedar.EntityMap, error) {
	s := g.at(at)
	if found := s.chains(); len(found) > 0 {
		return nil, found.Err()
	}
	entities := s.entities()
	var found yamlfile.Mistakes
	for uid, e := range entities {
		if err := g.schema.validator.Entity(e); err != nil {
			found = append(found, mistake(s.now[uid], "schema", fmt.Sprintf("%s is not as the schema has it: %v", Name(uid), err)))
		}
	}
	return entities, found.Err()
}

// Gap finds an entity that is named and not there, starting from values and going on to
// what those are in and what their attributes name. Cedar takes somebody who is in
// nothing known for somebody who is in no group, and a rule against the group would not
// bind him. What can be in nothing by the schema may be missing: that is how an expired
// licence is written, and rules see it. There is no gap where ok is false.
func (g *Registry) Gap(entities cedar.EntityMap, from ...types.Value) (by, missing cedar.EntityUID, ok bool) {
	type step struct{ by, uid cedar.EntityUID }
	var steps []step
	seen := map[cedar.EntityUID]bool{}
	var add func(by cedar.EntityUID, v types.Value)
	add = func(by cedar.EntityUID, v types.Value) {
		switch v := v.(type) {
		case cedar.EntityUID:
			if !seen[v] {
				seen[v] = true
				steps = append(steps, step{by, v})
			}
		case types.Set:
			for element := range v.All() {
				add(by, element)
			}
		case types.Record:
			for _, member := range v.All() {
				add(by, member)
			}
		}
	}
	for _, v := range from {
		add(cedar.EntityUID{}, v)
	}
	for i := 0; i < len(steps); i++ { // it grows
		uid := steps[i].uid
		e, known := entities[uid]
		if shape, _ := g.schema.entity(uid.Type); !known && len(shape.ParentTypes) > 0 {
			return steps[i].by, uid, true
		}
		for parent := range e.Parents.All() {
			add(uid, parent)
		}
		add(uid, e.Attributes)
	}
	return by, missing, false
}

func (g *Registry) at(at int64) *snapshot {
	s := &snapshot{now: map[cedar.EntityUID]*Entry{}}
	for uid, versions := range g.all {
		for _, e := range versions {
			if e.holds(at) {
				s.now[uid] = e
				if uid.Type == participant {
					s.participants = append(s.participants, e)
				}
			}
		}
	}
	slices.SortFunc(s.participants, func(a, b *Entry) int { return cmp.Compare(a.UID.ID, b.UID.ID) })
	return s
}

func mistake(e *Entry, code, text string) yamlfile.Mistake {
	return yamlfile.Mistake{File: e.File, Line: e.Line, Column: 1, Code: code, Text: text}
}
