package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/core/policy"
	"aidollar/rules/packs"
)

// variant is a file of rules in which one date or one number is otherwise.
type variant struct {
	what string
	text []byte
}

var (
	datePattern   = regexp.MustCompile(`@(?:from|until)\("(\d{4}-\d\d-\d\d)"\)`)
	numberPattern = regexp.MustCompile(`[<>]=? (\d+)\b`)
	amountPattern = regexp.MustCompile(`decimal\("(\d+\.\d+)"\)`)
)

// heldSince is the first day whose dates cases must hold to the day. What is older is the
// background on which they stand.
const heldSince = "2024-06-01"

// alike are the variants that no case can tell from the rules, with the reason.
var alike = []string{
	"us/china.cedar 2026-01-14 instead of 2026-01-15 of us-h200-china",           // that day everything is denied anyway
	"us/owners.cedar 2026-06-01 instead of 2026-05-31 of us-headquarters-before", // its successor denies, which outweighs it
	"us/payments.cedar 2028-07-19 instead of 2028-07-18 of us-genius-issuer",     // its successor denies, which outweighs it
}

var idPattern = regexp.MustCompile(`@id\("([^"]+)"\)`)

// variants move each date of a text by a day and each threshold by the least step, both
// ways.
func variants(t *testing.T, name string, text []byte) (all []variant) {
	put := func(at []int, to string) {
		ids := idPattern.FindAllSubmatch(text[:at[0]], -1)
		what := fmt.Sprintf("%s %s instead of %s of %s", name, to, text[at[0]:at[1]], ids[len(ids)-1][1])
		if !slices.Contains(alike, what) {
			all = append(all, variant{what, slices.Concat(text[:at[0]], []byte(to), text[at[1]:])})
		}
	}
	for _, m := range datePattern.FindAllSubmatchIndex(text, -1) {
		day, err := time.Parse(time.DateOnly, string(text[m[2]:m[3]]))
		if err != nil {
			t.Fatal(err)
		}
		if day.Format(time.DateOnly) >= heldSince {
			put(m[2:4], day.AddDate(0, 0, 1).Format(time.DateOnly))
			put(m[2:4], day.AddDate(0, 0, -1).Format(time.DateOnly))
		}
	}
	step := func(pattern *regexp.Regexp, by float64, digits int) {
		for _, m := range pattern.FindAllSubmatchIndex(text, -1) {
			n, err := strconv.ParseFloat(string(text[m[2]:m[3]]), 64)
			if err != nil {
				t.Fatal(err)
			}
			put(m[2:4], strconv.FormatFloat(n+by, 'f', digits, 64))
			put(m[2:4], strconv.FormatFloat(n-by, 'f', digits, 64))
		}
	}
	step(numberPattern, 1, 0)
	step(amountPattern, 0.01, 2)
	return all
}

// asked is a case that is ready to be decided again and again.
type asked struct {
	request *policy.Request
	packs   []string
	answer  string
}

func answer(d *policy.Decision) string {
	var b strings.Builder
	fmt.Fprint(&b, d.Outcome, len(d.Broken))
	for _, r := range d.Rules {
		b.WriteString(" " + r.ID)
	}
	return b.String()
}

// shipped are the cases of all packs, and which rules decide one.
func shipped(t *testing.T, l *Library) (all []asked, decided map[string]bool) {
	decided = map[string]bool{}
	for _, name := range l.Names() {
		p, err := l.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Cases {
			book, err := l.Compile(c.Packs)
			if err != nil {
				t.Fatal(err)
			}
			request, err := book.request(&c.Question)
			if err != nil {
				t.Fatal(err)
			}
			d := book.Set.Decide(request)
			for _, r := range d.Rules {
				decided[r.ID] = true
			}
			all = append(all, asked{request, c.Packs, answer(&d)})
		}
	}
	return all, decided
}

// Whoever moves a date by a day or a threshold by a step sees a case fail, and each rule
// decides one.
func TestTheCasesHoldTheRules(t *testing.T) {
	l, err := NewLibrary(packs.Files)
	if err != nil {
		t.Fatal(err)
	}
	all, decided := shipped(t, l)
	for _, name := range l.Names() {
		p := l.packs[name]
		for i, text := range p.texts {
			for _, v := range variants(t, text.Name, text.Policies) {
				p.texts[i].Policies = v.text
				if !noticed(t, l, name, all) {
					t.Errorf("no case notices %s", v.what)
				}
			}
			p.texts[i] = text
			for _, id := range idPattern.FindAllSubmatch(text.Policies, -1) {
				if !decided[string(id[1])] {
					t.Errorf("%s: no case is decided by %s", text.Name, id[1])
				}
			}
		}
	}
}

// noticed tells whether a case is answered otherwise.
func noticed(t *testing.T, l *Library, pack string, all []asked) bool {
	sets := map[string]*policy.Set{}
	for _, a := range all {
		if !slices.Contains(a.packs, pack) {
			continue
		}
		key := strings.Join(a.packs, " ")
		if sets[key] == nil {
			var texts []policy.Text
			for _, name := range a.packs {
				texts = append(texts, l.packs[name].texts...)
			}
			var faults []policy.Fault
			if sets[key], faults = policy.Compile(l.shape, texts); faults != nil {
				t.Fatal(faults)
			}
		}
		if d := sets[key].Decide(a.request); answer(&d) != a.answer {
			return true
		}
	}
	return false
}
