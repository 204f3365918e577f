package factfile

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cedar-policy/cedar-go"
	"github.com/cedar-policy/cedar-go/types"

	"aidollar/core/policy/facts"
	"aidollar/internal/yamlfile"
)

const shape = `entity Group in [Group];
entity Jurisdiction in [Group];
type Holding = { who: Participant, ppm: Long };
entity Participant in [Jurisdiction] {
  headquarters?: Jurisdiction, parent?: Participant, owners?: Set<Holding>, listed?: Bool, restricted?: Bool,
  ultimate: Jurisdiction, blocked: Bool, affiliate: Bool, ownedPlaces: Set<Jurisdiction>, ownedGroups: Set<Group>,
};
`

const places = `
- {entity: Jurisdiction/KY, from: 2000-01-01, source: invented}
- {entity: Jurisdiction/MO, from: 2000-01-01, source: invented}
- {entity: Jurisdiction/SG, from: 2000-01-01, source: invented}
`

func read(t *testing.T, text string) (*facts.Registry, error) {
	t.Helper()
	schema, err := facts.ReadSchema("schema", []byte(shape))
	if err != nil {
		t.Fatal(err)
	}
	r := &Reader{Document: yamlfile.Document{File: "f.yaml"}, Schema: schema}
	root := r.Parse([]byte(places + text))
	if root == nil {
		return nil, r.Mistakes
	}
	entries := r.Entries(root, nil)
	if len(r.Mistakes) > 0 {
		return nil, r.Mistakes
	}
	return NewRegistry(schema, entries, []*Reader{r})
}

func attribute(t *testing.T, g *facts.Registry, day int64, id, name string) types.Value {
	t.Helper()
	entities := g.Snapshot(day)
	e, known := entities[cedar.NewEntityUID("Participant", types.String(id))]
	if !known {
		t.Fatalf("no %s", id)
	}
	v, _ := e.Attributes.Get(types.String(name))
	return v
}

// unix is the first second of a day of 2026.
func unix(month, day int64) int64 {
	before := []int64{0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334}[month-1]
	return 1_767_225_600 + (before+day-1)*86_400
}

func TestTheLastParent(t *testing.T) {
	g, err := read(t, `
- {entity: Participant/sub, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {parent: {ref: Participant/middle}}}
- {entity: Participant/middle, in: [Jurisdiction/KY], from: 2020-01-01, until: 2026-06-01, source: invented, attributes: {parent: {ref: Participant/top}}}
- {entity: Participant/middle, in: [Jurisdiction/KY], from: 2026-06-01, source: invented}
- {entity: Participant/top, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {headquarters: {ref: Jurisdiction/MO}}}
`)
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[int64]types.String{unix(5, 31): "MO", unix(6, 1): "KY"} {
		if got := attribute(t, g, at, "sub", "ultimate"); got != cedar.NewEntityUID("Jurisdiction", want) {
			t.Errorf("%v, want %s", got, want)
		}
	}
}

func TestParentsThatLeadNowhere(t *testing.T) {
	for text, want := range map[string]string{
		`
- {entity: Participant/a, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {parent: {ref: Participant/b}}}
- {entity: Participant/b, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {parent: {ref: Participant/a}}}
`: "f.yaml:6:1: the parents of Participant/a go in a circle",
		// b ends before a does
		`
- {entity: Participant/a, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {parent: {ref: Participant/b}}}
- {entity: Participant/b, in: [Jurisdiction/SG], from: 2020-01-01, until: 2026-01-01, source: invented}
`: "f.yaml:6:1: the parent of Participant/a is Participant/b, which has no facts at some time",
	} {
		if _, err := read(t, text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// Circles of owners end, and a naive twin that asks until nothing changes agrees.
func TestWhomListedOnesOwn(t *testing.T) {
	const seed = 50
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	sizes := map[int]int{}
	for range 200 {
		count := 2 + random.IntN(12)
		listed := make([]bool, count)
		shares := make([][]int64, count) // of, by
		var b strings.Builder
		for i := range count {
			listed[i], shares[i] = random.IntN(5) == 0, make([]int64, count)
			left := int64(1_000_000)
			var owners []string
			for range random.IntN(4) {
				by := random.IntN(count)
				share := []int64{250_000, 499_999, 500_000, 500_001, 125_000}[random.IntN(5)]
				if shares[i][by] > 0 || share > left {
					continue
				}
				shares[i][by], left = share, left-share
				owners = append(owners, fmt.Sprintf("{who: {ref: Participant/p%d}, ppm: %d}", by, share))
			}
			fmt.Fprintf(&b, "- {entity: Participant/p%d, in: [Jurisdiction/SG], from: 2020-01-01, source: invented, attributes: {listed: %t, owners: [%s]}}\n", i, listed[i], strings.Join(owners, ", "))
		}
		g, err := read(t, b.String())
		if err != nil {
			t.Fatal(err)
		}
		want := append([]bool(nil), listed...)
		for range count {
			for of := range count {
				sum := int64(0)
				for by, share := range shares[of] {
					if want[by] {
						sum += share
					}
				}
				want[of] = want[of] || 2*sum >= 1_000_000
			}
		}
		blocked := 0
		for i := range count {
			got := attribute(t, g, unix(1, 1), fmt.Sprintf("p%d", i), "blocked")
			if got != types.Boolean(want[i]) {
				t.Fatalf("p%d is blocked: %v, want %v, of\n%s", i, got, want[i], b.String())
			}
			if want[i] && !listed[i] {
				blocked++
			}
			if got := attribute(t, g, unix(1, 1), fmt.Sprintf("p%d", i), "affiliate"); got != types.False {
				t.Fatalf("p%d is an affiliate and nobody is restricted", i)
			}
		}
		sizes[min(blocked, 3)]++
	}
	if len(sizes) != 4 {
		t.Errorf("of the graphs so many had none, one, two or more owned ones: %v", sizes)
	}
}
