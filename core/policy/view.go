package policy

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// state is how a slot is found in a request.
type state uint8

const (
	unread state = iota
	failed       // even asking whether it is there fails
	absent       // it is not there
	entity       // there, and so are those below
	boolean
	text
	other
)

// found is what is known of a slot.
type found struct {
	state  state
	looked bool  // whether the facts were asked of an entity
	known  bool  // whether they had it
	lined  bool  // whether its line is known
	number int32 // of a named entity, or unnamed
	from   int32 // its line, in the view's
	to     int32
	value  types.Value
	facts  types.Entity
}

// unnamed is an entity that no rule names.
const unnamed = -1

// linesMax is how many entities that rules name a request may be in, counted for each of
// its slots. One beyond is decided without the index.
const linesMax = 256

// view is a request as rules look at it. Each slot is looked up once.
type view struct {
	*names
	request *Request // with facts, through which they are read: memory stays on the stack so
	slots   []found
	lines   [linesMax]int32 // of entities, one behind the other: the named ones among what each is in, itself first
	filled  int32           // of lines
	crowded bool            // whether they did not suffice
}

// at looks a slot up.
func (v *view) at(number int32) *found {
	f := &v.slots[number]
	if f.state == unread {
		v.read(number, f)
	}
	return f
}

func (v *view) read(number int32, f *found) {
	s := &v.names.slots[number]
	var there bool
	if s.parent == noParent {
		f.value, there = v.variable(s.name), true
	} else {
		parent := v.at(s.parent)
		switch parent.state {
		case entity:
			v.look(parent)
			// Cedar refuses the members of nothing in particular, whatever the facts say.
			if parent.value == (types.EntityUID{}) {
				f.state = failed
				return
			}
			f.value, there = parent.facts.Attributes.Get(s.name)
		case other:
			record, is := parent.value.(types.Record)
			if !is {
				f.state = failed
				return
			}
			f.value, there = record.Get(s.name)
		default:
			f.state = failed
			return
		}
	}
	switch value := f.value.(type) {
	case types.EntityUID:
		f.state, f.number = entity, v.numberOf(value)
	case types.Boolean:
		f.state = boolean
	case types.String:
		f.state = text
	default:
		f.state = other
	}
	if !there {
		f.state = absent
	}
}

func (v *view) variable(name types.String) types.Value {
	switch name {
	case variablePrincipal:
		return v.request.Principal
	case variableResource:
		return v.request.Resource
	case variableAction:
		return v.request.action()
	}
	return v.request.Context
}

func (v *view) numberOf(uid cedar.EntityUID) int32 {
	if number, named := v.entities[uid]; named {
		return number
	}
	return unnamed
}

// look asks the facts of an entity.
func (v *view) look(f *found) {
	if !f.looked {
		uid, _ := f.value.(types.EntityUID)
		f.facts, f.known = v.request.Facts.Get(uid)
		f.looked = true
	}
}

// lineOf are the named ones among an entity and all that it is in.
func (v *view) lineOf(f *found) []int32 {
	if !f.lined {
		v.look(f)
		f.lined, f.from, f.to = true, v.filled, v.filled
		v.walk(f)
	}
	return v.lines[f.from:f.to]
}

func (v *view) add(f *found, number int32) {
	switch {
	case number == unnamed || slices.Contains(v.lines[f.from:f.to], number):
	case v.filled == linesMax:
		v.crowded = true
	default:
		v.lines[v.filled] = number
		v.filled++
		f.to++
	}
}

// lineInline is how many entities above one a decision has room for without asking for memory.
const lineInline = 16

func (v *view) walk(f *found) {
	v.add(f, f.number)
	if !f.known {
		return
	}
	var room [lineInline]cedar.EntityUID
	above := room[:0]
	for parent := range f.facts.Parents.All() {
		above = append(above, parent)
	}
	for i := 0; i < len(above); i++ { // it grows
		v.add(f, v.numberOf(above[i]))
		e, known := v.request.Facts.Get(above[i])
		if !known {
			continue
		}
		for parent := range e.Parents.All() {
			if !slices.Contains(above, parent) {
				above = append(above, parent)
			}
		}
	}
}
