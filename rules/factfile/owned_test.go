package factfile

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/policy/facts"
)

// Three places, two of them in a group that is in another.
const grouped = `
- {entity: Group/near, in: [Group/all], from: 2000-01-01, source: invented}
- {entity: Group/all, from: 2000-01-01, source: invented}
- {entity: Jurisdiction/A, in: [Group/near], from: 2000-01-01, source: invented}
- {entity: Jurisdiction/B, in: [Group/near], from: 2000-01-01, source: invented}
- {entity: Jurisdiction/C, in: [Group/all], from: 2000-01-01, source: invented}
`

// places are a participant's computed places and groups in one line, in order.
func placesOf(t *testing.T, g *facts.Registry, day int64, id string) string {
	t.Helper()
	var all []string
	for _, name := range []string{"ownedPlaces", "ownedGroups"} {
		set, _ := attribute(t, g, day, id, name).(types.Set)
		for v := range set.All() {
			uid, _ := v.(cedar.EntityUID)
			all = append(all, string(uid.ID))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// Whose persons own half in sum: over places of one group, over steps, by parents, from
// day to day; a group's half can be no single place's.
func TestWhosePersonsOwn(t *testing.T) {
	person := func(id, seat, more string) string {
		return fmt.Sprintf("- {entity: Participant/%s, in: [Jurisdiction/%s], from: 2020-01-01, source: invented%s}\n", id, seat, more)
	}
	owned := func(by ...string) string {
		var all []string
		for i := 0; i < len(by); i += 2 {
			all = append(all, fmt.Sprintf("{who: {ref: Participant/%s}, ppm: %s}", by[i], by[i+1]))
		}
		return ", attributes: {owners: [" + strings.Join(all, ", ") + "]}"
	}
	g, err := read(t, grouped+
		person("a", "A", "")+person("b", "B", "")+person("c", "C", "")+
		person("run-from-a", "C", ", attributes: {headquarters: {ref: Jurisdiction/A}}")+
		person("joint", "C", owned("a", "300000", "b", "200000"))+
		person("below", "C", owned("a", "300000", "b", "199999"))+
		person("single", "C", owned("a", "500000", "c", "499999"))+
		person("two", "C", owned("a", "500000", "c", "500000"))+
		person("seat", "A", owned("run-from-a", "500000"))+
		person("second", "C", owned("joint", "500000"))+
		person("third", "C", owned("second", "250000", "b", "250000"))+
		person("sub", "C", ", attributes: {parent: {ref: Participant/joint}}")+
		"- {entity: Participant/sold, in: [Jurisdiction/C], from: 2020-01-01, until: 2026-06-01, source: invented"+owned("a", "600000")+"}\n"+
		"- {entity: Participant/sold, in: [Jurisdiction/C], from: 2026-06-01, source: invented"+owned("c", "600000")+"}\n")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{
		"a": "", "run-from-a": "", "joint": "all near", "below": "", "single": "A all near", "two": "A C all near", "seat": "A all near",
		"second": "C all near", "third": "all near", "sub": "C all near", "sold": "A all near",
	} {
		if got := placesOf(t, g, unix(5, 31), id); got != want {
			t.Errorf("%s is owned from %q, want %q", id, got, want)
		}
	}
	if got := placesOf(t, g, unix(6, 1), "sold"); got != "C all" {
		t.Errorf("sold is owned from %q", got)
	}
	if _, err := read(t, person("x", "SG", owned("x", "-1"))); err == nil {
		t.Error("somebody owns less than nothing")
	}
}

// A naive twin, which asks place by place until nothing changes, agrees on graphs with
// circles and long chains.
func TestOwnedAsNaively(t *testing.T) {
	const seed = 51
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	lines := map[string][]string{"A": {"A", "near", "all"}, "B": {"B", "near", "all"}, "C": {"C", "all"}}
	far := 0
	for range 150 {
		count := 2 + random.IntN(12)
		seats, shares := make([]string, count), make([][]int64, count)
		text := grouped
		for i := range count {
			seats[i], shares[i] = []string{"A", "B", "C"}[random.IntN(3)], make([]int64, count)
			left := int64(1_000_000)
			var owners []string
			for range random.IntN(5) {
				by, share := random.IntN(count), []int64{125_000, 250_000, 300_000, 499_999, 500_000}[random.IntN(5)]
				if shares[i][by] > 0 || share > left {
					continue
				}
				shares[i][by], left = share, left-share
				owners = append(owners, fmt.Sprintf("{who: {ref: Participant/p%d}, ppm: %d}", by, share))
			}
			parent := ""
			if i > 0 && random.IntN(4) == 0 {
				by := random.IntN(i)
				parent = fmt.Sprintf("parent: {ref: Participant/p%d}, ", by)
				shares[i][by] += 500_000
			}
			text += fmt.Sprintf("- {entity: Participant/p%d, in: [Jurisdiction/%s], from: 2020-01-01, source: invented, attributes: {%sowners: [%s]}}\n", i, seats[i], parent, strings.Join(owners, ", "))
		}
		g, err := read(t, text)
		if err != nil {
			t.Fatal(err)
		}
		want := make([][]string, count)
		for _, place := range []string{"A", "B", "C", "all", "near"} {
			owned := make([]bool, count)
			for range count + 1 {
				for of := range count {
					sum := int64(0)
					for by, share := range shares[of] {
						if owned[by] || slices.Contains(lines[seats[by]], place) {
							sum += share
						}
					}
					owned[of] = sum >= 500_000
				}
			}
			for i := range owned {
				if owned[i] {
					want[i] = append(want[i], place)
				}
				if owned[i] && !slices.Contains(lines[seats[i]], place) {
					far++
				}
			}
		}
		for i := range count {
			if got := placesOf(t, g, unix(1, 1), fmt.Sprint("p", i)); got != strings.Join(want[i], " ") {
				t.Fatalf("p%d is owned from %q, want %v, of\n%s", i, got, want[i], text)
			}
		}
	}
	if far < 100 {
		t.Errorf("%d are owned from elsewhere", far)
	}
}
