package facts

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// Registry holds facts in all their versions. It does not change.
type Registry struct {
	schema  *Schema
	entries []*Entry                 // by entity, then by From
	known   map[cedar.EntityUID]bool // of which there are facts at some time
}

// NewRegistry takes facts together, and checks each by itself and what shows in all of
// them alone: that the versions of an entity do not overlap, and that what is computed
// can be at every time. With any fault there is no registry.
func NewRegistry(schema *Schema, entries []*Entry) (*Registry, []Fault) {
	g := &Registry{schema: schema, entries: slices.Clone(entries), known: make(map[cedar.EntityUID]bool, len(entries))}
	Sort(g.entries)
	var found []Fault
	for i, e := range g.entries {
		found = append(found, schema.Check(e)...)
		if i > 0 && g.entries[i-1].UID == e.UID && g.entries[i-1].holds(e.From) {
			found = append(found, Fault{e, "facts_overlap", Name(e.UID) + " has facts" + from(g.entries[i-1]) + " that hold at the same time; give those an until"})
		}
		g.known[e.UID] = true
	}
	if len(found) == 0 {
		found = g.compute()
	}
	if len(found) > 0 {
		return nil, found
	}
	return g, nil
}

func from(e *Entry) string {
	if e.File == "" {
		return ""
	}
	return fmt.Sprintf(" from %s line %d", e.File, e.Line)
}

// Knows reports whether there are facts of an entity at some time.
func (g *Registry) Knows(uid cedar.EntityUID) bool { return g.known[uid] }

// Entries are all versions, by entity and then by date. They are not to be changed.
func (g *Registry) Entries() []*Entry { return g.entries }

// compute finds the times at which what is computed cannot be.
func (g *Registry) compute() (found []Fault) {
	fault := slices.ContainsFunc(g.entries, func(e *Entry) bool {
		_, has := entityIn(e.Attributes, attributeParent)
		return has && e.UID.Type == participant && !chained(e.UID, g.of)
	})
	if !fault {
		return nil
	}
	for _, at := range g.turns(func(e *Entry) bool { return e.UID.Type == participant }) {
		for _, f := range g.at(at).chains() {
			if !slices.Contains(found, f) {
				found = append(found, f)
			}
		}
	}
	return found
}

// turns are the times at which some facts begin or end, in order.
func (g *Registry) turns(of func(e *Entry) bool) (times []int64) {
	for _, e := range g.entries {
		if of(e) {
			times = append(times, e.From)
			if e.Until != 0 {
				times = append(times, e.Until)
			}
		}
	}
	slices.Sort(times)
	return slices.Compact(times)
}

// Next is the first time behind another, in Unix seconds, at which facts begin or end.
func (g *Registry) Next(after int64) (next int64, ok bool) {
	for _, e := range g.entries {
		for _, at := range [...]int64{e.From, e.Until} {
			if at > after && (!ok || at < next) {
				next, ok = at, true
			}
		}
	}
	return next, ok
}

// With gives a registry in which some entities have other facts.
func (g *Registry) With(entries []*Entry) (*Registry, []Fault) {
	return NewRegistry(g.schema, g.over(entries))
}

// over are entries, and of other entities what the registry has.
func (g *Registry) over(entries []*Entry) []*Entry {
	replaced := make(map[cedar.EntityUID]bool, len(entries))
	for _, e := range entries {
		replaced[e.UID] = true
	}
	together := slices.Clone(entries)
	for _, e := range g.entries {
		if !replaced[e.UID] {
			together = append(together, e)
		}
	}
	return together
}

// of are the versions of an entity, by date.
func (g *Registry) of(uid cedar.EntityUID) []*Entry { return Of(g.entries, uid) }

// Of are the versions of an entity among entries in order.
func Of(entries []*Entry, uid cedar.EntityUID) []*Entry {
	from, _ := slices.BinarySearchFunc(entries, uid, func(e *Entry, uid cedar.EntityUID) int { return compareUID(e.UID, uid) })
	until := from
	for until < len(entries) && entries[until].UID == uid {
		until++
	}
	return entries[from:until:until]
}

// Over gives entries in order others for some entities.
func Over(entries []*Entry, changes []Change) []*Entry {
	together := make([]*Entry, 0, len(entries)+len(changes))
	for _, c := range changes {
		upTo, _ := slices.BinarySearchFunc(entries, c.UID, func(e *Entry, uid cedar.EntityUID) int { return compareUID(e.UID, uid) })
		together = append(append(together, entries[:upTo]...), c.Versions...)
		entries = entries[upTo+len(Of(entries[upTo:], c.UID)):]
	}
	return append(together, entries...)
}

// Snapshot gives the entities as they were at a time in Unix seconds.
func (g *Registry) Snapshot(at int64) cedar.EntityMap { return g.at(at).entities() }

func (g *Registry) at(at int64) *snapshot {
	s := &snapshot{now: map[cedar.EntityUID]*Entry{}}
	for _, e := range g.entries {
		if !e.holds(at) {
			continue
		}
		s.now[e.UID] = e
		s.all = append(s.all, e)
		if e.UID.Type == participant {
			s.participants = append(s.participants, e)
		}
	}
	return s
}

// Sort orders entries by entity and then by date.
func Sort(entries []*Entry) {
	slices.SortStableFunc(entries, func(a, b *Entry) int { return cmp.Or(compareUID(a.UID, b.UID), cmp.Compare(a.From, b.From)) })
}
