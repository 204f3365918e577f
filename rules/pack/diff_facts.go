package pack

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/policy/facts"
)

// FactPair is what one entity was said to be, in both versions of a pack. Before is nil
// for facts that were added, After for those that were removed.
type FactPair struct {
	Before, After *facts.Entry
	Members       []Member // that are otherwise; none where the dates alone are
}

// Member is a part of facts that is otherwise. A text is empty where there is none.
type Member struct{ Name, Before, After string }

// facts compares what two versions say of each entity: first what begins on the same day,
// then what is the same and has other dates.
func (d *Difference) facts(was, is []*facts.Entry) {
	rest := slices.Clone(is)
	pair := func(like func(a, b *facts.Entry) bool) {
		var left []*facts.Entry
		for _, a := range was {
			i := slices.IndexFunc(rest, func(b *facts.Entry) bool { return a.UID == b.UID && like(a, b) })
			if i < 0 {
				left = append(left, a)
				continue
			}
			b := rest[i]
			rest = slices.Delete(rest, i, i+1)
			if members := membersOf(a, b); len(members) > 0 || a.From != b.From || a.Until != b.Until {
				d.Facts = append(d.Facts, FactPair{a, b, members})
			}
		}
		was = left
	}
	pair(func(a, b *facts.Entry) bool { return a.From == b.From })
	pair(func(a, b *facts.Entry) bool { return len(membersOf(a, b)) == 0 })
	for _, a := range was {
		d.Facts = append(d.Facts, FactPair{Before: a})
	}
	for _, b := range rest {
		d.Facts = append(d.Facts, FactPair{After: b})
	}
	slices.SortStableFunc(d.Facts, func(a, b FactPair) int {
		x, y := a.one(), b.one()
		return cmp.Or(strings.Compare(facts.Name(x.UID), facts.Name(y.UID)), cmp.Compare(x.From, y.From))
	})
}

func (p *FactPair) one() *facts.Entry { return cmp.Or(p.After, p.Before) }

// membersOf are the members in which two facts differ, by name.
func membersOf(a, b *facts.Entry) (all []Member) {
	was, is := membersIn(a), membersIn(b)
	names := slices.AppendSeq(slices.Collect(maps.Keys(was)), maps.Keys(is))
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if was[name] != is[name] {
			all = append(all, Member{name, was[name], is[name]})
		}
	}
	return all
}

func membersIn(e *facts.Entry) map[string]string {
	all := map[string]string{"source": e.Source}
	var parents []string
	for _, p := range e.Parents {
		parents = append(parents, facts.Name(p))
	}
	slices.Sort(parents)
	if len(parents) > 0 {
		all["in"] = strings.Join(parents, ", ")
	}
	for name, v := range e.Attributes.All() {
		all["attributes."+string(name)] = written(v)
	}
	return all
}

// written is a value as people read it, sets and records in order.
func written(v types.Value) string {
	switch v := v.(type) {
	case cedar.EntityUID:
		return facts.Name(v)
	case types.String:
		return string(v)
	case types.Set:
		var all []string
		for element := range v.All() {
			all = append(all, written(element))
		}
		slices.Sort(all)
		return "[" + strings.Join(all, ", ") + "]"
	case types.Record:
		var all []string
		for name, member := range v.All() {
			all = append(all, string(name)+": "+written(member))
		}
		slices.Sort(all)
		return "{" + strings.Join(all, ", ") + "}"
	}
	return v.String()
}
