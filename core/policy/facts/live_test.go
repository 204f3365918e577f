package facts

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/internal/wire"
)

// liveWalk changes facts at random and holds them against a registry that is made anew.
type liveWalk struct {
	*testing.T
	random     *rand.Rand
	own        *Registry
	live       *Live
	sums       *Sums
	registered []*Entry
	at         int64
	refused    int
	accepted   int
	marks      map[string]int
}

func newLiveWalk(t *testing.T, seed uint64) *liveWalk {
	t.Helper()
	text, err := os.ReadFile("../../../rules/packs/schema.cedarschema")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := ReadSchema("schema", text)
	if err != nil {
		t.Fatal(err)
	}
	own := []*Entry{New("Group/G0", nil, "name", "G"), New("Group/G1", []string{"Group/G0"}, "name", "G")}
	for n := range 4 {
		own = append(own, New(fmt.Sprintf("Jurisdiction/J%d", n), []string{fmt.Sprintf("Group/G%d", n%2)}, "name", "J"))
	}
	for n := range 6 {
		own = append(own, New(fmt.Sprintf("Participant/p%02d", n), []string{"Jurisdiction/J0"}, "name", "P"))
	}
	g, found := NewRegistry(schema, own)
	if len(found) > 0 {
		t.Fatal(found[0].Text)
	}
	return &liveWalk{T: t, random: rand.New(rand.NewPCG(seed, 5)), own: g, live: NewLive(g, nil), sums: NewSums(nil), marks: map[string]int{}}
}

// entry is a version of a participant, or now and then of a place.
func (w *liveWalk) entry() *Entry {
	place := fmt.Sprintf("Jurisdiction/J%d", w.random.IntN(4))
	e := New(fmt.Sprintf("Participant/p%02d", w.random.IntN(24)), []string{place}, "name", "n", "listed", w.random.IntN(12) == 0, "restricted", w.random.IntN(12) == 0)
	switch w.random.IntN(30) {
	case 0:
		e = New(place, []string{fmt.Sprintf("Group/G%d", w.random.IntN(2))}, "name", "J")
	case 1:
		e = New(fmt.Sprintf("Region/r%d", w.random.IntN(2)), []string{place}, "name", "R", "operator", Ref("Participant/p00"))
	}
	if e.UID.Type == participant {
		values := e.Attributes.Map()
		if w.random.IntN(3) == 0 {
			values[attributeParent] = named(fmt.Sprintf("Participant/p%02d", w.random.IntN(24)))
		}
		var owners []types.Value
		for range w.random.IntN(4) {
			owners = append(owners, cedar.NewRecord(cedar.RecordMap{
				attributeWho: named(fmt.Sprintf("Participant/p%02d", w.random.IntN(26))), attributePPM: types.Long(w.random.IntN(400_000)),
			}))
		}
		if len(owners) > 0 {
			values[attributeOwners] = types.NewSet(owners...)
		}
		e.Attributes = cedar.NewRecord(values)
	}
	if w.random.IntN(3) == 0 {
		e.From = w.at + w.random.Int64N(40) - 20
	}
	if w.random.IntN(4) == 0 {
		e.Until = max(e.From, w.at) + w.random.Int64N(30)
	}
	return e
}

// change registers something, or takes it away, if a registry of all would have it.
func (w *liveWalk) change() {
	var entries []*Entry
	var gone []cedar.EntityUID
	for range 1 + w.random.IntN(2) {
		if e := w.entry(); w.random.IntN(5) > 0 {
			entries = append(entries, e)
		} else {
			gone = append(gone, e.UID)
		}
	}
	changes := Changes(entries, gone)
	together := Over(w.registered, changes)
	_, found := w.own.With(together)
	if fits := w.live.Fits(changes); fits != (len(found) == 0) {
		w.Fatalf("%d changes fit: %v; of all is said %v", len(changes), fits, found)
	}
	if len(found) > 0 {
		w.refused++
		return
	}
	w.accepted++
	w.live.Set(changes)
	w.sums.Set(changes)
	w.registered = together
}

// agree holds everything against a registry of all.
func (w *liveWalk) agree() {
	g, found := w.own.With(w.registered)
	if len(found) > 0 {
		w.Fatal(found[0].Text)
	}
	want, got := g.Snapshot(w.at), w.live.At(w.at)
	if len(want) != len(got) {
		w.Fatalf("%d entities, want %d", len(got), len(want))
	}
	for _, e := range g.Entries() {
		a, is := want[e.UID]
		b, has := got[e.UID]
		if is != has || !a.Attributes.Equal(b.Attributes) || !a.Parents.Equal(b.Parents) {
			w.Fatalf("%s is %v, want %v", Name(e.UID), b, a)
		}
		for _, name := range Computed(e.UID.Type) {
			v, _ := a.Attributes.Get(types.String(name))
			if set, isSet := v.(types.Set); v == types.True || (isSet && set.Len() > 0) {
				w.marks[name]++
			}
		}
	}
	next, ok := w.live.Next(w.at)
	if wantNext, is := g.Next(w.at); ok != is || next != wantNext {
		w.Fatalf("next is %d %v, want %d %v", next, ok, wantNext, is)
	}
	var a, b wire.Appender
	w.sums.Append(&a)
	NewSums(w.registered).Append(&b)
	if !slices.Equal(a.B, b.B) {
		w.Fatal("the digest is another than that of all")
	}
	// What is shown otherwise is so until the next time.
	if len(w.registered) > 0 {
		e := got[w.registered[0].UID]
		e.Attributes = cedar.NewRecord(cedar.RecordMap{})
		if _, is := got[e.UID]; is {
			w.live.Put(e)
		}
	}
}

// TestLive: whatever changes, and while time passes, what is known is what a registry of
// all would know, the attributes that are computed included.
func TestLive(t *testing.T) {
	for range 6 {
		seed := rand.Uint64()
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := newLiveWalk(t, seed)
			for range 400 {
				for range w.random.IntN(3) {
					w.change()
				}
				w.at += w.random.Int64N(5)
				w.agree()
			}
			if w.refused == 0 || w.accepted < 100 || w.marks[computedBlocked] == 0 || w.marks[computedAffiliate] == 0 || w.marks[computedOwnedPlaces] == 0 || w.marks[computedOwnedGroups] == 0 {
				t.Errorf("%d were refused, %d accepted, marks are %v", w.refused, w.accepted, w.marks)
			}
		})
	}
}

// TestLiveMarksInAnyOrder: who is reached first may be marked by who is reached later.
func TestLiveMarksInAnyOrder(t *testing.T) {
	w := newLiveWalk(t, 1)
	owned := func(name string, shares map[string]int) *Entry {
		e := New("Participant/"+name, []string{"Jurisdiction/J0"}, "name", "n")
		values := e.Attributes.Map()
		var owners []types.Value
		for _, who := range []string{"x", "z"} {
			if shares[who] > 0 {
				owners = append(owners, cedar.NewRecord(cedar.RecordMap{attributeWho: named("Participant/" + who), attributePPM: types.Long(shares[who])}))
			}
		}
		values[attributeOwners] = types.NewSet(owners...)
		e.Attributes = cedar.NewRecord(values)
		return e
	}
	x := New("Participant/x", []string{"Jurisdiction/J0"}, "name", "n", "listed", false)
	all := []*Entry{x, owned("y", map[string]int{"x": 200_000, "z": 400_000}), owned("z", map[string]int{"x": 600_000})}
	for n := range 12 { // so that three are not much
		all = append(all, New(fmt.Sprintf("Participant/q%d", n), []string{"Jurisdiction/J0"}, "name", "n"))
	}
	w.live.Set(Changes(all, nil))
	w.registered = Over(nil, Changes(all, nil))
	w.sums.Set(Changes(all, nil))
	w.agree()
	for _, listed := range []bool{true, false, true} {
		c := Changes([]*Entry{New("Participant/x", []string{"Jurisdiction/J0"}, "name", "n", "listed", listed)}, nil)
		w.live.Set(c)
		w.sums.Set(c)
		w.registered = Over(w.registered, c)
		w.agree()
		y := w.live.At(w.at)[named("Participant/y")]
		if v, _ := y.Attributes.Get(computedBlocked); v != types.Boolean(listed) {
			t.Errorf("x is listed: %v; y is blocked: %v", listed, v)
		}
	}
}
