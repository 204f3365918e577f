package screen

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"text/tabwriter"

	"aidollar/rules/lists"
)

const (
	figuresSeed    = 20261127
	figuresEntries = 20_000
)

// figuresAsked is a flag so that the table of the guide rests on more names than every
// run of the tests has the time for.
var figuresAsked = flag.Int("figures.asked", 50, "names that are asked about for each kind of change; five times as many innocent ones")

func figuresIndex(tb testing.TB) (*Index, *lists.List) {
	tb.Helper()
	l := listOf(rand.New(rand.NewPCG(figuresSeed, 1)), figuresEntries)
	x, err := New([]*lists.List{l})
	if err != nil {
		tb.Fatal(err)
	}
	return x, l
}

// best is the verdict on a subject, and whether the entry is among its matches.
func best(tb testing.TB, x *Index, s Subject, entry string) (v Verdict, found Verdict) {
	tb.Helper()
	matches, err := x.Screen(s, DefaultThresholds)
	if err != nil {
		tb.Fatalf("%s: %v", s.Name, err)
	}
	v, found = Clear, Clear
	for i := range matches {
		if i == 0 {
			v = matches[i].Verdict
		}
		if matches[i].Entry.ID() == entry {
			found = matches[i].Verdict
		}
	}
	return v, found
}

// Recall by kind of change, and false hits, at the default thresholds. The table is that
// of docs/rules.md.
func TestFigures(t *testing.T) {
	x, l := figuresIndex(t)
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\n%d entries, seed %d\nkind\tasked\thit\tnear or hit\n", figuresEntries, figuresSeed)
	for k, c := range changes {
		r := rand.New(rand.NewPCG(figuresSeed, uint64(100+k)))
		asked, hit, near := 0, 0, 0
		var missed []string
		for tries := 0; asked < *figuresAsked && tries < 40**figuresAsked; tries++ {
			e := &l.Entries[r.IntN(len(l.Entries))]
			name, ok := c.apply(r, e.Names[0].Text)
			if !ok {
				continue
			}
			asked++
			switch _, found := best(t, x, Subject{Name: name}, e.ID()); found {
			case Hit:
				hit++
				near++
			case Near:
				near++
			default:
				missed = append(missed, name+" for "+e.Names[0].Text)
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%.1f %%\t%.1f %%\n", c.kind, asked, 100*float64(hit)/float64(asked), 100*float64(near)/float64(asked))
		if asked < *figuresAsked/2 || float64(near) < c.floor*float64(asked) {
			t.Errorf("%s: %d of %d found, and at least %.0f %% have to be; missed are %s", c.kind, near, asked, 100*c.floor, strings.Join(missed[:min(len(missed), 8)], "; "))
		}
	}
	innocent(t, w, x)
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	t.Log(table.String())
}

// innocent counts the verdicts on names that are not listed: of people who have nothing
// in common with the listed ones, and of their namesakes by half, which are made of the
// very parts that the listed ones are made of.
func innocent(t *testing.T, w *tabwriter.Writer, x *Index) {
	listed := make(map[string]bool)
	for i := range x.entries {
		listed[x.entries[i].Names[0].Text] = true
	}
	for k, c := range []struct {
		kind      string
		of        []pool
		born      bool
		hit, near float64 // ceilings
	}{
		{"innocent, of another origin", []pool{otherPool}, false, 0.001, 0.005},
		{"innocent, made of the same parts", pools, false, 0.07, 0.30},
		{"the same, with a date of birth", pools, true, 0.02, 0.08},
	} {
		r := rand.New(rand.NewPCG(figuresSeed, uint64(200+k)))
		asked := 5 * *figuresAsked
		hit, near := 0, 0
		for n := 0; n < asked; {
			name := c.of[n%len(c.of)].person(r)
			if listed[name] {
				continue
			}
			n++
			s := Subject{Name: natural(name)}
			if c.born {
				s.Born = lists.Date{Year: 1940 + r.IntN(60), Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)}
			}
			switch v, _ := best(t, x, s, ""); v {
			case Hit:
				hit++
				near++
			case Near:
				near++
			}
		}
		fmt.Fprintf(w, "%s\t%d\t%.2f %%\t%.2f %%\n", c.kind, asked, 100*float64(hit)/float64(asked), 100*float64(near)/float64(asked))
		if float64(hit) > c.hit*float64(asked) || float64(near) > c.near*float64(asked) {
			t.Errorf("%s: %d of %d are hits and %d near; the ceilings are %.2f %% and %.2f %%", c.kind, hit, asked, near-hit, 100*c.hit, 100*c.near)
		}
	}
}
