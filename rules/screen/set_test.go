package screen

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"aidollar/rules/lists"
)

func inLists(names ...string) (files []string) {
	for _, name := range names {
		files = append(files, filepath.Join("..", "lists", "testdata", name))
	}
	return files
}

func loaded(t testing.TB, names ...string) *Set {
	t.Helper()
	s, err := Load(inLists(names...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// said are the entries of the matches, those of one party together.
func said(t *testing.T, x *Index, s Subject) string {
	t.Helper()
	matches, err := x.Screen(s, DefaultThresholds)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range matches {
		one := fmt.Sprintf("%s %s", m.Verdict, m.Entry.ID())
		for _, also := range m.Also {
			one += " = " + also.ID()
		}
		all = append(all, one)
	}
	return strings.Join(all, "; ")
}

// OFAC's own files and the Consolidated Screening List have the same parties, by the same
// numbers: one match, and both sources. Other publishers' entries stay apart.
func TestThePartyOnTwoLists(t *testing.T) {
	ofac := []string{"sdn.csv", "alt.csv", "add.csv"}
	both := loaded(t, append(ofac, "csl.json")...)
	around := loaded(t, append([]string{"csl.json"}, ofac...)...)
	advanced := loaded(t, "csl.json", "sdn_advanced.xml")
	copied := loaded(t, "csl.json")
	for _, c := range []struct {
		s          *Set
		name, want string
	}{
		{both, "Gholamreza Farrokhparvar", "hit OFAC-SDN/9008 = CSL-SDN/9008"},
		{around, "Gholamreza Farrokhparvar", "hit OFAC-SDN/9008 = CSL-SDN/9008"},
		{both, "Gholam Reza Farrokh Parvar", "hit OFAC-SDN/9008 = CSL-SDN/9008"},
		{copied, "Gholamreza Farrokhparvar", "hit CSL-SDN/9008"},
		{both, "Golden Mirazh", "hit OFAC-SDN/9201 = CSL-SDN/9201"}, // the alias is the copy's
		{both, "Lorenz Kranwitter", "near CSL-DPL/29981"},
		{both, "Shenhai Cloud Computing Technology", "hit CSL-EL/b6f0c7aa01; hit OFAC-SDN/9103"},
		{advanced, "Shenhai Cloud Computing Technology", "hit CSL-EL/b6f0c7aa01; hit OFAC-SDN/9103"},
	} {
		if got := said(t, c.s.Index, Subject{Name: c.name}); got != c.want {
			t.Errorf("%s is %s, want %s", c.name, got, c.want)
		}
	}
}

// A copy has no quality of names; what its issuer calls too broad to search by is no hit
// by way of the copy.
func TestWeakInTheOriginal(t *testing.T) {
	names := func(primary string, alias lists.Name) []lists.Name {
		return []lists.Name{{Text: primary, Quality: lists.Primary}, alias}
	}
	own := lists.Entry{List: "OFAC-SDN", Number: "7", Issuer: "OFAC", Kind: lists.Person, Names: names("RAHIMZAI, Gul Agha", lists.Name{Text: "HAJI GUL BACHA", Quality: lists.Weak})}
	copied := lists.Entry{List: "CSL-SDN", Number: "7", Issuer: "OFAC", Kind: lists.Person, Names: names("RAHIMZAI, Gul Agha", lists.Name{Text: "Haji Gul-Bacha", Quality: lists.Strong})}
	foreign := copied
	foreign.List, foreign.Issuer = "CSL-DPL", ""
	strong := own
	strong.Names = append(strong.Names[:2:2], lists.Name{Text: "Haji Gul Bacha", Quality: lists.Strong})
	for _, c := range []struct {
		entries []lists.Entry
		want    string
	}{
		{[]lists.Entry{own}, "near OFAC-SDN/7"},
		{[]lists.Entry{own, copied}, "near OFAC-SDN/7 = CSL-SDN/7"},
		{[]lists.Entry{copied, own}, "near OFAC-SDN/7 = CSL-SDN/7"},
		{[]lists.Entry{copied}, "hit CSL-SDN/7"},
		{[]lists.Entry{copied, strong}, "hit OFAC-SDN/7 = CSL-SDN/7"},
		{[]lists.Entry{own, foreign}, "hit CSL-DPL/7; near OFAC-SDN/7"},
	} {
		x, err := New([]*lists.List{{Entries: c.entries}})
		if err != nil {
			t.Fatal(err)
		}
		if got := said(t, x, Subject{Name: "Haji Gul Bacha"}); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestDigestOfASet(t *testing.T) {
	one, other := loaded(t, "sdn.csv", "alt.csv", "csl.json"), loaded(t, "csl.json", "iso3166.csv", "sdn.csv", "alt.csv")
	if one.Digest() != other.Digest() || one.Digest() == loaded(t, "sdn.csv", "csl.json").Digest() {
		t.Error("the digest is not of the contents of the files of lists")
	}
	changed := filepath.Join(t.TempDir(), "csl.json")
	data, err := os.ReadFile(inLists("csl.json")[0])
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(changed, append(data, ' '), 0o600); err != nil {
		t.Fatal(err)
	}
	with, err := Load(append(inLists("sdn.csv", "alt.csv"), changed))
	if err != nil || with.Digest() == one.Digest() {
		t.Errorf("%v, and the digest is the same of other bytes", err)
	}
}

func TestNothingIsLoadedInPart(t *testing.T) {
	for _, c := range []struct {
		files []string
		want  string
	}{
		{nil, ErrNoList.Error()},
		{inLists("iso3166.csv"), ErrNoList.Error()},
		{inLists("sdn.csv", "nowhere.json"), "nowhere.json"},
		{inLists("csl.json", "alt.csv"), "belongs to a file with names"},
		{inLists("sdn.csv", "sdn_advanced.xml"), "OFAC-SDN/9001 is in"},
	} {
		if s, err := Load(c.files); err == nil || !strings.Contains(err.Error(), c.want) || (s != nil && s.Index != nil) {
			t.Errorf("%v: %v", c.files, err)
		}
	}
	if _, err := Load(nil); !errors.Is(err, ErrNoList) {
		t.Error(err)
	}
}

// Many ask at once and get what one gets.
func TestManyAskAtOnce(t *testing.T) {
	s := loaded(t, "sdn.csv", "alt.csv", "add.csv", "csl.json")
	subjects := []Subject{{Name: "Gholamreza Farrokhparvar", Country: "IR"}, {Name: "محمد يوسف الطارقي"}, {Name: "Alice Johnson"}, {Name: "J. B. Mwangalese", Born: lists.Date{Year: 1970}}}
	var alone [][]Match
	for _, one := range subjects {
		m, err := s.Screen(one, DefaultThresholds)
		if err != nil {
			t.Fatal(err)
		}
		alone = append(alone, m)
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := range 40 {
				n := (g + i) % len(subjects)
				if got, err := s.Screen(subjects[n], DefaultThresholds); err != nil || !reflect.DeepEqual(got, alone[n]) {
					t.Errorf("%s: %v, %v", subjects[n].Name, got, err)
				}
			}
		})
	}
	all.Wait()
}

// BenchmarkMemory tells what an index holds of lists with three names an entry, beside
// the entries themselves, and how long it takes to make.
func BenchmarkMemory(b *testing.B) {
	for _, entries := range []int{20_000, 100_000} {
		b.Run(fmt.Sprint(entries), func(b *testing.B) {
			r := rand.New(rand.NewPCG(figuresSeed, 9))
			l := listOf(r, entries)
			for i := range l.Entries {
				e := &l.Entries[i]
				for range 2 {
					if alias, ok := respelled(r, e.Names[0].Text); ok {
						e.Names = append(e.Names, lists.Name{Text: alias, Quality: lists.Strong})
					}
				}
			}
			heap := func() uint64 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			before := heap()
			var x *Index
			for b.Loop() {
				x, _ = New([]*lists.List{l})
			}
			b.ReportMetric(float64(heap()-before)/1e6, "MB")
			runtime.KeepAlive(x)
		})
	}
}
