package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"
)

// chance makes rules and requests that fail as often as they hold: conditions of every
// form and type, over facts that lack members, have them of other types, name what is
// not there and go in circles.
type chance struct{ *rand.Rand }

func pick[T any](c chance, of ...T) T { return of[c.IntN(len(of))] }

var (
	chanceEntities = []string{`T::"a"`, `T::"b"`, `T::"c"`, `T::"d"`, `U::"a"`, `U::"b"`, `U::"gone"`, `Action::"go"`}
	chanceMembers  = []string{"flag", "kind", "place", "count", "tags", "deep", "none"}
	chanceWords    = []string{"x", "y", "zebra"}
)

func (c chance) path() string {
	path := pick(c, "principal", "resource", "context", "context", "action")
	for range pick(c, 0, 1, 1, 1, 2, 3) {
		path += "." + pick(c, chanceMembers...)
	}
	return path
}

func (c chance) literal() string {
	return pick(c, fmt.Sprintf("%q", pick(c, chanceWords...)), pick(c, chanceEntities...), fmt.Sprint(c.IntN(4)), "true", "false")
}

func (c chance) list(of func() string) string {
	parts := make([]string, c.IntN(4))
	for i := range parts {
		parts[i] = of()
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

func (c chance) entity() string { return pick(c, chanceEntities...) }

// guarded is a member behind the question whether it is there.
func (c chance) guarded() string {
	path, member := c.path(), pick(c, chanceMembers...)
	return path + " has " + member + " && " + pick(c,
		path+"."+member, path+"."+member+" in "+c.entity(), path+"."+member+" == "+c.literal(), path+"."+member+" > 1")
}

func (c chance) condition(depth int) string {
	if depth == 0 || c.IntN(4) == 0 {
		p := c.path()
		return pick(c,
			p, pick(c, "true", "false"), p+" in "+c.entity(), p+" in "+c.entity(), p+" in "+c.list(c.entity), p+` in [true]`,
			p+" == "+c.literal(), c.literal()+" == "+p, p+" != "+c.literal(), p+" == "+c.path(), p+" is "+pick(c, "T", "U"),
			p+" is "+pick(c, "T", "U")+" in "+c.entity(), p+" has "+pick(c, chanceMembers...), p+" has deep.place",
			p+".contains("+c.literal()+")", p+".contains("+c.path()+")", c.list(c.literal)+".contains("+p+")", p+".containsAny("+c.list(c.literal)+")",
			p+pick(c, " > ", " >= ", " < ", " <= ")+pick(c, "0", "1", "2", "-9223372036854775808", "true"), "1 < "+p,
			p+" + 1 > 2", p+` like "z*"`, p+".containsAll("+c.list(c.literal)+")", p+".isEmpty()", p+` .hasTag("x")`, c.guarded(), c.guarded())
	}
	inner := func() string { return "(" + c.condition(depth-1) + ")" }
	switch c.IntN(8) {
	case 0:
		return "!" + inner()
	case 1:
		return "if " + inner() + " then " + inner() + " else " + inner()
	case 2, 3, 4:
		return inner() + " || " + inner()
	}
	return inner() + " && " + inner()
}

func (c chance) rules(count int) string {
	var b strings.Builder
	if c.IntN(2) == 0 {
		b.WriteString(head)
	}
	for i := range count {
		effect := pick(c, [2]string{"", "permit"}, [2]string{"", "permit"}, [2]string{"", "forbid"}, [2]string{`@effect("refer")`, "forbid"})
		scope := func(variable string) string {
			return variable + pick(c, "", "", " in "+c.entity(), " == "+c.entity(), " is T", " is U in "+c.entity())
		}
		action := pick(c, "action", "action", `action == Action::"go"`, `action in [Action::"go", Action::"stay"]`, `action in Action::"move"`, `action == Action::"stay"`, `action == N::Action::"go"`, `action in [N::Action::"go", Action::"go"]`)
		fmt.Fprintf(&b, "@id(\"r%03d\") @title(\"rule\") @source(\"s\") @from(\"20%02d-01-01\") %s\n%s(%s, %s, %s)", i, 20+c.IntN(8), effect[0], effect[1], scope("principal"), action, scope("resource"))
		for range pick(c, 0, 1, 1, 2, 3, restsMax+2) {
			fmt.Fprintf(&b, "\n%s { %s }", pick(c, "when", "when", "unless"), c.condition(c.IntN(4)))
		}
		b.WriteString(";\n")
	}
	return b.String()
}

func (c chance) uid() cedar.EntityUID {
	kind, id, _ := strings.Cut(strings.TrimSuffix(pick(c, chanceEntities[:7]...), `"`), `::"`)
	return uid(kind, id)
}

func (c chance) value(depth int) types.Value {
	switch c.IntN(8) {
	case 0, 1:
		return c.uid()
	case 2:
		return types.String(pick(c, chanceWords...))
	case 3:
		return types.Long(c.IntN(4))
	case 4:
		return types.NewSet(types.String("x"), types.Long(1), c.uid())
	case 5:
		if depth > 0 {
			return c.record(depth - 1)
		}
		return cedar.EntityUID{}
	}
	return types.Boolean(c.IntN(2) == 0)
}

func (c chance) record(depth int) cedar.Record {
	m := cedar.RecordMap{}
	for _, name := range chanceMembers[:6] {
		switch c.IntN(3) {
		case 0:
			m[types.String(name)] = c.value(depth)
		case 1: // of the type that it is made for
			m[types.String(name)] = map[string]types.Value{
				"flag": types.Boolean(c.IntN(2) == 0), "kind": types.String(pick(c, chanceWords...)), "place": c.uid(),
				"count": types.Long(c.IntN(4)), "tags": types.NewSet(types.String("x"), c.uid()), "deep": cedar.NewRecord(cedar.RecordMap{"place": c.uid(), "flag": types.True}),
			}[name]
		}
	}
	return cedar.NewRecord(m)
}

func (c chance) request() *Request {
	facts := cedar.EntityMap{}
	for range 6 {
		var parents []cedar.EntityUID
		for range c.IntN(3) {
			parents = append(parents, c.uid())
		}
		e := cedar.Entity{UID: c.uid(), Parents: cedar.NewEntityUIDSet(parents...), Attributes: c.record(1)}
		if e.UID.ID != "gone" {
			facts[e.UID] = e
		}
	}
	if c.IntN(10) == 0 {
		facts[uid("Action", "go")] = cedar.Entity{UID: uid("Action", "go"), Parents: cedar.NewEntityUIDSet(uid("Action", "move"))}
	}
	day, _ := parseDate(fmt.Sprintf("20%02d-06-01", 24+c.IntN(4)))
	r := &Request{Principal: c.uid(), Action: pick(c, "go", "go", "go", "stay", "move", "sing"), Resource: c.uid(), Context: c.record(2), Facts: facts, At: day}
	if c.IntN(10) == 0 { // Cedar refuses the members of nothing in particular, even if there are some
		r.Principal = cedar.EntityUID{}
		facts[r.Principal] = cedar.Entity{Attributes: c.record(1)}
	}
	if c.IntN(50) == 0 {
		r.Facts = nil
	}
	return r
}

// unchecked is a set of rules that no schema has seen, so that they may fail in every way.
func unchecked(t testing.TB, text string) *Set {
	t.Helper()
	policies, err := cedar.NewPolicyListFromBytes("random.cedar", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	s := newSet()
	for _, p := range policies {
		s.rules = append(s.rules, ruleOf(p, func(format string, arguments ...any) { t.Fatalf(format, arguments...) }))
	}
	slices.SortFunc(s.rules, func(a, b *Rule) int { return strings.Compare(a.ID, b.ID) })
	s.index()
	return s
}

// agree decides with the index and without.
func agree(t testing.TB, s *Set, r *Request, text string) Decision {
	t.Helper()
	got, want := s.Decide(r), s.linear(r)
	sameWhy := func(a, b Broken) bool { return a.Rule == b.Rule && a.Why == b.Why }
	if got.Outcome != want.Outcome || ids(&got) != ids(&want) || !slices.Equal(got.Obligations, want.Obligations) || !slices.EqualFunc(got.Broken, want.Broken, sameWhy) {
		t.Fatalf("the index says %s by %q, broken %v; a scan %s by %q, broken %v\nof %v\n%s", got.Outcome, ids(&got), got.Broken, want.Outcome, ids(&want), want.Broken, *r, text)
	}
	return got
}

func TestTheIndexFailsAsAScan(t *testing.T) {
	const seed = 11
	t.Logf("seed %d", seed)
	c := chance{rand.New(rand.NewPCG(seed, 1))}
	outcomes, broken, keyed, all := map[Outcome]int{}, 0, 0, 0
	for range 1500 {
		text := c.rules(1 + c.IntN(5))
		set := unchecked(t, text)
		for _, e := range set.entries {
			all++
			if e.found.ok {
				keyed++
			}
		}
		for range 10 {
			d := agree(t, set, c.request(), text)
			outcomes[d.Outcome]++
			if len(d.Broken) > 0 {
				broken++
			}
		}
	}
	t.Logf("outcomes %v, %d by rules that failed; %d of %d rules found by a sign", outcomes, broken, keyed, all)
	if len(outcomes) != 3 || broken < 1000 || keyed < all/3 || keyed == all {
		t.Error("the rules or requests are of too few kinds")
	}
}

// FuzzIndex looks for rules and a request of which the index says something else than a scan.
func FuzzIndex(f *testing.F) {
	f.Add(uint64(1), uint8(3))
	f.Add(uint64(2), uint8(40))
	f.Fuzz(func(t *testing.T, seed uint64, count uint8) {
		c := chance{rand.New(rand.NewPCG(seed, 2))}
		text := c.rules(1 + int(count))
		set := unchecked(t, text)
		for range 5 {
			agree(t, set, c.request(), text)
		}
	})
}

// Somebody in more named groups than a decision has room for is in all of them.
func TestCrowdedLines(t *testing.T) {
	var text strings.Builder
	text.WriteString(head)
	var groups []cedar.EntityUID
	for i := range linesMax + 1 {
		groups = append(groups, uid("Group", fmt.Sprint(i)))
		fmt.Fprintf(&text, "@id(\"g%d\") @title(\"No\") @source(\"s\") @from(\"2020-01-01\") forbid(principal in Group::\"%d\", action, resource) when { context.amount == %d };\n", i, i, i)
	}
	set := unchecked(t, text.String())
	r := request("2026-01-01")
	entities := facts(nil)
	entities[r.Principal] = cedar.Entity{UID: r.Principal, Parents: cedar.NewEntityUIDSet(groups...)}
	r.Facts = entities
	for i := range groups {
		r.Context = cedar.NewRecord(cedar.RecordMap{"amount": cedar.Long(i)})
		if d := agree(t, set, r, "groups"); ids(&d) != fmt.Sprint("g", i) {
			t.Fatalf("%d: %s by %q", i, d.Outcome, ids(&d))
		}
	}
}
