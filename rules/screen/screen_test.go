package screen

import (
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"aidollar/rules/lists"
)

func readIndex(t testing.TB, files ...string) *Index {
	t.Helper()
	for i := range files {
		files[i] = filepath.Join("..", "lists", "testdata", files[i])
	}
	sets, err := lists.Sets(files)
	if err != nil {
		t.Fatal(err)
	}
	var all []*lists.List
	for _, set := range sets {
		l, err := set.Read(lists.NewCountries())
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l)
	}
	x, err := New(all)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// first is the id and verdict of the likeliest match.
func first(t *testing.T, x *Index, s Subject) (string, Verdict, Match) {
	t.Helper()
	matches, err := x.Screen(s, DefaultThresholds)
	if err != nil {
		t.Fatalf("%+v: %v", s, err)
	}
	if len(matches) == 0 {
		return "", Clear, Match{}
	}
	return matches[0].Entry.ID(), matches[0].Verdict, matches[0]
}

// The listed parties of the test data, under other spellings.
func TestOtherSpellings(t *testing.T) {
	csv := readIndex(t, "sdn.csv", "alt.csv", "add.csv")
	xml := readIndex(t, "sdn_advanced.xml")
	for _, c := range []struct {
		x        *Index
		name, id string
		verdict  Verdict
	}{
		{csv, "Mohamed Yusuf al-Tariqi", "OFAC-SDN/9001", Hit},
		{csv, "muhammad yousuf at tariqi", "OFAC-SDN/9001", Hit},
		{csv, "محمد يوسف الطارقي", "OFAC-SDN/9001", Hit},
		{csv, "Мохаммед Юсуф аль-Тарики", "OFAC-SDN/9001", Hit},
		{csv, "abu wahm", "OFAC-SDN/9001", Near}, // a weak alias
		{csv, "Abdulrahman Qaddurawi", "OFAC-SDN/9002", Hit},
		{csv, "Abd-el-Rahman El Kaddurawi", "OFAC-SDN/9002", Hit},
		{csv, "عبد الرحمن القدوراوي", "OFAC-SDN/9002", Hit},
		{csv, "Дмитрий Вольногорский", "OFAC-SDN/9003", Hit},
		{csv, "Dmitri Volnogorskij", "OFAC-SDN/9003", Hit},
		{csv, "Ekaterina Zhuravinskaja", "OFAC-SDN/9004", Hit},
		{csv, "Ouyang Zhen-Lin", "OFAC-SDN/9006", Hit},
		{csv, "欧阳振林", "OFAC-SDN/9006", Hit},
		{csv, "Chol Ryong Pak", "OFAC-SDN/9007", Hit},
		{csv, "Gholam-Reza Farrokhparvar", "OFAC-SDN/9008", Hit},
		{csv, "José Efraín Quintabani Velezcoa", "OFAC-SDN/9009", Hit},
		{csv, "J. B. Mwangalese", "OFAC-SDN/9012", Hit},
		{csv, "Heinrich Schattenberger", "OFAC-SDN/9018", Hit},
		{csv, "Heinrich Schatenbergr", "OFAC-SDN/9018", Hit},
		{csv, "Wahm Trading S.A.R.L.", "OFAC-SDN/9101", Hit},
		{csv, "Nordlicht Holding AG", "OFAC-SDN/9106", Hit},
		{csv, "ShenHai Cloud Computing Technology", "OFAC-SDN/9103", Hit},
		{csv, "MIRAZH STAR", "OFAC-SDN/9201", Hit},
		{xml, "深海云计算科技有限公司", "OFAC-SDN/9103", Hit},
		{xml, "Вольногорский Дмитрий", "OFAC-SDN/9003", Near},
		{xml, "الطارقي محمد", "OFAC-SDN/9001", Near},

		{csv, "Mohamed Yusuf", "", Clear},
		{csv, "Mohamed Hassan", "", Clear},
		{csv, "Heinrich Müller", "", Clear},
		{csv, "General Trading Company", "", Clear},
		{csv, "Ocean Trading Company Ltd", "", Clear},
		{csv, "Jose Rodriguez", "", Clear},
		{csv, "Alice Johnson", "", Clear},
	} {
		if id, v, m := first(t, c.x, Subject{Name: c.name}); id != c.id || v != c.verdict {
			t.Errorf("%s is %s of %q, %.3f %q; and is %s of %q", c.name, v, id, m.Score, m.Reasons, c.verdict, c.id)
		}
	}
}

// A date of birth or a country that contradicts lowers a score, and says so.
func TestFactsBesideTheName(t *testing.T) {
	x := readIndex(t, "sdn.csv", "alt.csv", "add.csv")
	const name = "Mohamed Youssef Tarikki"
	_, _, plain := first(t, x, Subject{Name: name})
	for _, c := range []struct {
		s       Subject
		factor  float64 // of the score without the fact; 0 where it is raised
		verdict Verdict
		reason  string
	}{
		{Subject{Born: lists.Date{Year: 1971, Month: 3, Day: 14}}, 0, Hit, "born 1971-03-14 agrees: plus 0.03"},
		{Subject{Born: lists.Date{Year: 1972}}, 0, Hit, "born 1972 agrees: plus 0.03"},
		{Subject{Born: lists.Date{Year: 1973, Month: 6, Day: 1}}, 0.96, Hit, "born 1973-06-01, and the list says 1971-03-14 or 1972: times 0.96"},
		{Subject{Born: lists.Date{Year: 1999, Month: 1, Day: 1}}, 0.90, Near, "born 1999-01-01, and the list says 1971-03-14 or 1972: times 0.90"},
		{Subject{Country: "IQ"}, 0, Hit, "country IQ agrees: plus 0.02"},
		{Subject{Country: "DE"}, 0.96, Hit, "country DE, and the list says IQ: times 0.96"},
	} {
		c.s.Name = name
		_, v, m := first(t, x, c.s)
		right := m.Score > plain.Score
		if c.factor > 0 {
			right = math.Abs(m.Score-c.factor*plain.Score) < 1e-9
		}
		if v != c.verdict || !right || !slices.Contains(m.Reasons, c.reason) {
			t.Errorf("%+v: %s, %.3f (%.3f without), %q; wanted %s", c.s, v, m.Score, plain.Score, m.Reasons, c.verdict)
		}
	}
	// The very name is looked at even when all facts contradict.
	if id, v, _ := first(t, x, Subject{Name: "Mohamed Yusuf al-Tariqi", Born: lists.Date{Year: 1999}, Country: "DE"}); id != "OFAC-SDN/9001" || v != Near {
		t.Errorf("%s of %q", v, id)
	}
	// A weak alias is never a hit, whatever agrees.
	if _, v, m := first(t, x, Subject{Name: "abu wahm", Born: lists.Date{Year: 1971, Month: 3, Day: 14}, Country: "IQ"}); v != Near || m.Name.Quality != lists.Weak {
		t.Errorf("%s by %+v", v, m.Name)
	}
}

func TestReasons(t *testing.T) {
	x := readIndex(t, "sdn.csv", "alt.csv")
	_, _, m := first(t, x, Subject{Name: "Giorgy V. Sokolidse"})
	want := []string{"token `giorgy` ~ `giorgi` 0.97 (same sound)", "token `sokolidse` ~ `sokolidze` 0.96 (spelling)", "`v` is not in the listed name"}
	if !slices.Equal(m.Reasons, want) {
		t.Errorf("reasons are %q and not %q", m.Reasons, want)
	}
}

func TestRefusals(t *testing.T) {
	x := readIndex(t, "sdn.csv")
	for name, want := range map[string]string{
		"":                        "no letter",
		"--- 123":                 "no letter",
		"🙂":                       "no letter",
		strings.Repeat("a ", 30):  "words",
		strings.Repeat("a", 2000): "bytes",
	} {
		if _, err := x.Screen(Subject{Name: name}, DefaultThresholds); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", name, err)
		}
	}
	for _, bad := range []Thresholds{{0.5, 0.6}, {1.1, 0.5}, {0.5, 0}} {
		if bad.Check() == nil {
			t.Errorf("%+v is taken", bad)
		}
	}
	if err := DefaultThresholds.Check(); err != nil {
		t.Error(err)
	}
	l := &lists.List{Entries: []lists.Entry{{List: "A", Number: "1", File: "a"}, {List: "A", Number: "1", File: "b"}}}
	if _, err := New([]*lists.List{l}); err == nil || err.Error() != "A/1 is in a and in b: name one of them" {
		t.Errorf("%v", err)
	}
}

// What is not compared is counted, and a phrase that stands behind many names is none.
func TestNamesOfCompanies(t *testing.T) {
	entry := func(number, name string) lists.Entry {
		return lists.Entry{List: "A", Number: number, Names: []lists.Name{{Text: name}}}
	}
	x, err := New([]*lists.List{{Entries: []lists.Entry{
		entry("1", "Shenhai Jisuan Research, and any successor, sub-unit, or subsidiary thereof"),
		entry("2", strings.Repeat("word ", 40)), entry("3", "!!"),
	}}})
	if err != nil {
		t.Fatal(err)
	}
	if x.Shortened() != 1 || x.Unreadable() != 1 {
		t.Errorf("%d shortened, %d unreadable", x.Shortened(), x.Unreadable())
	}
	if id, v, m := first(t, x, Subject{Name: "Shenhai Jisuan Research"}); id != "A/1" || v != Hit {
		t.Errorf("%s of %q, %+v", v, id, m)
	}
}

// scan compares a subject with every listed name: what an index has to find.
func (x *Index) scan(s Subject, t Thresholds) ([]Match, error) {
	tokens, err := asked(s)
	if err != nil {
		return nil, err
	}
	all := make([]int32, len(x.names))
	for i := range all {
		all[i] = int32(i)
	}
	return x.judge(s, tokens, all, t), nil
}

// The index finds what a comparison with all names finds: every hit, and of the near ones
// all but few. Twice the same is the same.
func TestIndexAgreesWithScan(t *testing.T) {
	l := listOf(rand.New(rand.NewPCG(3, 3)), 1500)
	x, err := New([]*lists.List{l})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(4, 4))
	all, missed := 0, 0
	for n := range 120 {
		name, ok := changes[n%len(changes)].apply(r, l.Entries[r.IntN(len(l.Entries))].Names[0].Text)
		if !ok {
			continue
		}
		s := Subject{Name: name}
		got, _ := x.Screen(s, DefaultThresholds)
		again, _ := x.Screen(s, DefaultThresholds)
		want, _ := x.scan(s, DefaultThresholds)
		if !reflect.DeepEqual(got, again) {
			t.Fatalf("%s: %+v and then %+v", name, got, again)
		}
		found := make(map[string]bool)
		for _, m := range got {
			found[m.Entry.ID()] = true
		}
		for _, m := range want {
			all++
			if !found[m.Entry.ID()] {
				missed++
				if m.Verdict == Hit {
					t.Errorf("%s: the index misses a hit, %s at %.3f", name, m.Name.Text, m.Score)
				}
			}
		}
	}
	if all < 60 || missed*100 > all {
		t.Errorf("of %d matches the index misses %d", all, missed)
	}
	t.Logf("of %d matches the index misses %d", all, missed)
}

// BenchmarkScreen holds the index against a comparison with all of 20,000 entries, by
// the same names in the same run.
func BenchmarkScreen(b *testing.B) {
	x, l := figuresIndex(b)
	r := rand.New(rand.NewPCG(5, 5))
	var names []Subject
	for len(names) < 200 {
		if name, ok := changes[len(names)%len(changes)].apply(r, l.Entries[r.IntN(len(l.Entries))].Names[0].Text); ok {
			names = append(names, Subject{Name: name})
		}
		names = append(names, Subject{Name: natural(otherPool.person(r))})
	}
	run := func(screen func(Subject, Thresholds) ([]Match, error)) func(*testing.B) {
		return func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if _, err := screen(names[i%len(names)], DefaultThresholds); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("index", run(x.Screen))
	b.Run("scan", run(x.scan))
}
