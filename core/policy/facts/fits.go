package facts

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// Fits reports whether changes are right, by themselves and with what is said of others:
// that nobody's last parent becomes unknown at some time by them. It does not say what is
// wrong: a registry of all does.
func (l *Live) Fits(changes []Change) bool {
	v := view{l: l, changed: make(map[cedar.EntityUID]*Change, len(changes))}
	area := reached{in: make(map[cedar.EntityUID]bool, len(changes))}
	for i := range changes {
		c := &changes[i]
		for k, e := range c.Versions {
			if len(l.own.schema.Check(e)) > 0 || (k > 0 && c.Versions[k-1].holds(e.From)) {
				return false
			}
		}
		v.changed[c.UID] = c
		area.list = append(area.list, c.UID)
	}
	area.close(l.below)
	for _, uid := range area.list {
		if uid.Type == participant && !v.chained(uid) {
			return false
		}
	}
	return true
}

// view is what would be said with some changes.
type view struct {
	l       *Live
	changed map[cedar.EntityUID]*Change
}

func (v *view) of(uid cedar.EntityUID) []*Entry {
	if c := v.changed[uid]; c != nil && c.Versions != nil {
		return c.Versions
	} else if c != nil {
		return v.l.own.of(uid)
	}
	return v.l.versions[uid]
}

// chained reports whether a participant has a last parent whenever there are facts of it.
func (v *view) chained(uid cedar.EntityUID) bool { return chained(uid, v.of) }

// chained walks the parents of a participant at each time at which one of them changes.
func chained(uid cedar.EntityUID, of func(cedar.EntityUID) []*Entry) bool {
	line := []cedar.EntityUID{uid}
	parents := false
	var times []int64
	for i := 0; i < len(line); i++ { // it grows
		for _, e := range of(line[i]) {
			times = append(times, timesOf(e)...)
			parent, has := entityIn(e.Attributes, attributeParent)
			if parents = parents || has; has && !slices.Contains(line, parent) {
				line = append(line, parent)
			}
		}
	}
	if !parents {
		return true
	}
	slices.Sort(times)
	for _, at := range slices.Compact(times) {
		e := holding(of(uid), at)
		for steps := 0; e != nil; steps++ {
			parent, has := entityIn(e.Attributes, attributeParent)
			if !has {
				break
			}
			if e = holding(of(parent), at); e == nil || steps > len(line) {
				return false
			}
		}
	}
	return true
}
