package policy

import (
	"slices"

	"github.com/cedar-policy/cedar-go/types"
)

// truth is what the index knows of a condition in a request. It is unsure of what it does
// not understand, and of what Cedar would fail on: a rule that fails denies, so that only
// Cedar says so.
type truth uint8

const (
	unsure truth = iota
	no
	yes
)

func truthOf(is bool) truth {
	if is {
		return yes
	}
	return no
}

// holds evaluates a condition in the order in which Cedar does: what stands behind
// something unsure decides nothing, since Cedar may not come to it.
func (v *view) holds(c *condition) truth {
	switch c.kind {
	case always, never:
		return truthOf(c.kind == always)
	case not:
		switch v.holds(&c.parts[0]) {
		case yes:
			return no
		case no:
			return yes
		}
		return unsure
	case all, some:
		goOn := truthOf(c.kind == all)
		for i := range c.parts {
			if t := v.holds(&c.parts[i]); t != goOn {
				return t
			}
		}
		return goOn
	case opaque:
		return unsure
	}
	return v.asks(c, v.at(c.slot))
}

// asks evaluates a condition about a slot.
func (v *view) asks(c *condition, f *found) truth {
	switch {
	case c.kind == has:
		if f.state == failed {
			return unsure
		}
		return truthOf(f.state != absent)
	case f.state == failed, f.state == absent:
		return unsure
	}
	switch c.kind {
	case isTrue:
		if f.state == boolean {
			return truthOf(f.value == types.True)
		}
	case in:
		if f.state == entity {
			line := v.lineOf(f)
			return truthOf(slices.ContainsFunc(c.entities, func(e int32) bool { return slices.Contains(line, e) }))
		}
	case is:
		if uid, isEntity := f.value.(types.EntityUID); isEntity {
			return truthOf(uid.Type == c.kindOf)
		}
	case equals:
		return truthOf(f.value.Equal(c.values[0]))
	case same:
		if with := v.at(c.other); with.state > absent {
			return truthOf(f.value.Equal(with.value))
		}
	case oneOf:
		return truthOf(c.among.Contains(f.value))
	case holdsAny:
		if set, isSet := f.value.(types.Set); isSet {
			return truthOf(slices.ContainsFunc(c.values, set.Contains))
		}
	case exceeds:
		if number, isLong := f.value.(types.Long); isLong {
			return truthOf(number > c.bound)
		}
	}
	return unsure
}
