package pack

import (
	"slices"
	"strings"
	"testing"
	"time"

	"aidollar/core/policy/facts"
)

// What is said of an entity is compared by what begins on the same day, and else by what
// is the same on other days.
func TestDiffOfFacts(t *testing.T) {
	const licence = `- entity: Participant/seller
  in: [Jurisdiction/US]
  from: 2020-01-01
  until: 2022-01-01
  source: invented
  attributes: {name: Seller, owners: [{who: {ref: Participant/buyer}, ppm: 1}]}
- entity: Participant/seller
  from: 2023-01-01
  in: [Jurisdiction/US]
  source: law
  attributes: {name: Seller of old}
`
	for _, c := range []struct {
		name, after string
		want        []string
	}{
		{"nothing", testFacts + licence, nil},
		{"another order", strings.Replace(testFacts+licence, "tpp: 15832, density: 19.4", "density: 19.4, tpp: 15832", 1), nil},
		{"a member", strings.Replace(testFacts, "tpp: 15832", "tpp: 15831", 1) + licence, []string{"Chip/h200 attributes.tpp 15832>15831"}},
		{"no member", strings.Replace(testFacts, ", density: 19.4", "", 1) + licence, []string{"Chip/h200 attributes.density 19.4>"}},
		{"a source", strings.Replace(testFacts, "source: law", "source: invented", 1) + licence, []string{"Chip/h200 source law>invented"}},
		{"an owner", testFacts + strings.Replace(licence, "ppm: 1", "ppm: 2", 1), []string{"Participant/seller attributes.owners [{ppm: 1, who: Participant/buyer}]>[{ppm: 2, who: Participant/buyer}]"}},
		{"an end", testFacts + strings.Replace(licence, "2022", "2021", 1), []string{"Participant/seller 2020-2022>2020-2021"}},
		{"a beginning", testFacts + strings.Replace(licence, "2023", "2024", 1), []string{"Participant/seller 2023->2024-"}},
		{"new", testFacts + licence + "- {entity: Chip/a, from: 2021-01-01, source: law, attributes: {tpp: 1}}\n", []string{"Chip/a new"}},
		{"gone", testFacts + licence[:strings.LastIndex(licence, "- entity")], []string{"Participant/seller gone"}},
	} {
		before, after := small(t, map[string]string{"small/facts/all.yaml": testFacts + licence}), small(t, map[string]string{"small/facts/all.yaml": c.after})
		a, err := before.Open("small")
		if err != nil {
			t.Fatal(err)
		}
		b, err := after.Open("small")
		if err != nil {
			t.Fatal(err)
		}
		d, err := Diff(before, after, a, b)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		var got []string
		for _, p := range d.Facts {
			got = append(got, told(&p)...)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func told(p *FactPair) (all []string) {
	name := facts.Name(p.one().UID)
	years := func(e *facts.Entry) string {
		text := time.Unix(e.From, 0).UTC().Format("2006-")
		if e.Until != 0 {
			text += time.Unix(e.Until, 0).UTC().Format("2006")
		}
		return text
	}
	switch {
	case p.Before == nil:
		return []string{name + " new"}
	case p.After == nil:
		return []string{name + " gone"}
	case len(p.Members) == 0:
		return []string{name + " " + years(p.Before) + ">" + years(p.After)}
	}
	for _, m := range p.Members {
		all = append(all, name+" "+m.Name+" "+m.Before+">"+m.After)
	}
	return all
}
