package facts

import (
	"bytes"
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
)

// Gap finds an entity that is named and not there, starting from values and going on to
// what those are in and what their attributes name. Cedar takes somebody who is in
// nothing known for somebody who is in no group, and a rule against the group would not
// bind him. What can be in nothing by the schema may be missing: that is how an expired
// licence is written, and rules see it. There is no gap where ok is false.
func (s *Schema) Gap(entities cedar.EntityMap, from ...types.Value) (by, missing cedar.EntityUID, ok bool) {
	if _, _, ok = s.walk(entities, from, false); ok {
		// Cedar's records and sets have no order of their own: the one that is told of
		// is looked for in a fixed one.
		return s.walk(entities, from, true)
	}
	return by, missing, ok
}

func (s *Schema) walk(entities cedar.EntityMap, from []types.Value, ordered bool) (by, missing cedar.EntityUID, ok bool) {
	w := walk{seen: make(map[cedar.EntityUID]bool, 16), ordered: ordered}
	for _, v := range from {
		w.add(cedar.EntityUID{}, v)
	}
	for i := 0; i < len(w.steps); i++ { // it grows
		uid := w.steps[i].uid
		e, known := entities[uid]
		if shape, _ := s.Entity(uid.Type); !known && len(shape.ParentTypes) > 0 {
			return w.steps[i].by, uid, true
		}
		parents := slices.Collect(e.Parents.All())
		if ordered {
			slices.SortFunc(parents, compareUID)
		}
		for _, parent := range parents {
			w.add(uid, parent)
		}
		w.add(uid, e.Attributes)
	}
	return by, missing, false
}

type walk struct {
	steps   []step
	seen    map[cedar.EntityUID]bool
	ordered bool
}

type step struct{ by, uid cedar.EntityUID }

func (w *walk) add(by cedar.EntityUID, v types.Value) {
	switch v := v.(type) {
	case cedar.EntityUID:
		if !w.seen[v] {
			w.seen[v] = true
			w.steps = append(w.steps, step{by, v})
		}
	case types.Set:
		elements := slices.Collect(v.All())
		if w.ordered {
			slices.SortFunc(elements, func(a, b types.Value) int { return bytes.Compare(encoded(a), encoded(b)) })
		}
		for _, element := range elements {
			w.add(by, element)
		}
	case types.Record:
		names := slices.Collect(v.Keys())
		if w.ordered {
			slices.Sort(names)
		}
		for _, name := range names {
			member, _ := v.Get(name)
			w.add(by, member)
		}
	}
}

func encoded(v types.Value) []byte {
	var a wire.Appender
	AppendValue(&a, v)
	return a.B
}
