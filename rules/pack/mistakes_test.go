package pack

import (
	"maps"
	"strings"
	"testing"
	"testing/fstest"
)

const testSchema = `entity Group in [Group] { name: String };
entity Jurisdiction in [Group] { name: String };
type Holding = { who: Participant, ppm: Long };
entity Participant in [Jurisdiction] {
  name: String, headquarters?: Jurisdiction, parent?: Participant, owners?: Set<Holding>, listed?: Bool, restricted?: Bool,
  ultimate: Jurisdiction, blocked: Bool, affiliate: Bool, ownedPlaces: Set<Jurisdiction>, ownedGroups: Set<Group>,
};
entity Chip { tpp: Long, density?: decimal };
action "chip.ship" appliesTo { principal: Participant, resource: Chip, context: { units: Long, worth?: decimal } };
`

const (
	testHead = `name: small
title: A small pack
version: "1"
jurisdiction: none
disclaimer: This is no legal advice.
sources:
  law: {cite: "1 USC 1", url: "https://example.org/1"}
`
	testCommon = `name: common
title: Common
version: "1"
jurisdiction: none
disclaimer: This is no legal advice.
`
	testFacts = `- entity: Jurisdiction/US
  from: 2020-01-01
  source: invented
  attributes: {name: United States}
- entity: Participant/buyer
  in: [Jurisdiction/US]
  from: 2020-01-01
  source: invented
  attributes: {name: Buyer}
- entity: Chip/h200
  from: 2020-01-01
  source: law
  attributes: {tpp: 15832, density: 19.4}
`
	testRules = `@id("ship") @title("Everybody may ship") @source("law") @from("2020-01-01") @levy("25% customs")
permit(principal, action == Action::"chip.ship", resource);
@id("large") @title("No large shipments") @source("law") @from("2026-01-01") @remedy("Ship fewer than 100.")
forbid(principal, action == Action::"chip.ship", resource) when { context.units >= 100 };
`
	testCases = `- case: a-few
  why: Everybody may ship (law)
  packs: [small]
  date: 2026-02-01
  principal: Participant/buyer
  action: chip.ship
  resource: Chip/h200
  context: {units: 99}
  expect: allow
  rules: [ship]
  obligations: [levy 25% customs]
`
)

// small is a library with one small pack, whose files can be others.
func small(t testing.TB, others map[string]string) *Library {
	t.Helper()
	files := map[string]string{
		"schema.cedarschema": testSchema, "common/pack.yaml": testCommon, "small/pack.yaml": testHead,
		"small/ship.cedar": testRules, "small/facts/all.yaml": testFacts, "small/cases/all.yaml": testCases,
	}
	maps.Copy(files, others)
	from := fstest.MapFS{}
	for name, text := range files {
		from[name] = &fstest.MapFile{Data: []byte(text)}
	}
	l, err := NewLibrary(from)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestASmallPack(t *testing.T) {
	l := small(t, nil)
	p, err := l.Open("small")
	if err != nil {
		t.Fatal(err)
	}
	results := l.Test(p)
	if len(results) != 1 || results[0].Failures != nil {
		t.Fatalf("%+v", results)
	}
}

// Each mistake is found where it is made.
func TestMistakesOfPacks(t *testing.T) {
	for _, c := range []struct{ file, old, new, want string }{
		{"pack.yaml", "disclaimer: This is no legal advice.\n", "", `small/pack.yaml:1:1: the pack has no "disclaimer"`},
		{"pack.yaml", "version:", "verison:", `small/pack.yaml:3:1: the pack has no key "verison"; did you mean "version"?`},
		{"pack.yaml", "name: small", "name: other", "the pack is called other, and its directory small"},
		{"pack.yaml", "https:", "gopher:", `small/pack.yaml:7:31: url is "gopher:`},
		{"pack.yaml", "law:", "invented:", `a source is called "invented"`},
		{"notes.txt", "", "x", "small/notes.txt: is no part of a pack"},
		{"facts/more.yml", "", "x", "small/facts/more.yml: is no part of a pack"},
		{"ship.cedar", "context.units >= 100", `context.units >= "a"`, "small/ship.cedar:3:1: "},
		{"ship.cedar", "context.units", "context.unit", "small/ship.cedar:3:1: "},
		{"ship.cedar", "when {", "when", "small/ship.cedar:4:1: "},
		{"ship.cedar", `@source("law") @from("2026-01-01")`, `@source("lwa") @from("2026-01-01")`, `small/ship.cedar:3:1: pack.yaml has no source "lwa", which the rule large names; did you mean "law"?`},
		{"facts/all.yaml", "source: law", "source: lwa", `small/facts/all.yaml:12:11: pack.yaml has no source "lwa"`},
		{"facts/all.yaml", "tpp: 15832", "tpp: much", "small/facts/all.yaml:13:21: tpp of Chip/h200 is the text \"much\"; it must be a whole number"},
		{"facts/all.yaml", "tpp: 15832, ", "", `Chip/h200 has no "tpp"`},
		{"facts/all.yaml", "19.4", "19.43212", "density of Chip/h200 is the number 19.43212; it must be a decimal of at most four"},
		{"facts/all.yaml", "19.4}", "19.4, weight: 3}", `small/facts/all.yaml:13:43: Chip/h200 has no key "weight"; known are density, tpp`},
		{"facts/all.yaml", "Chip/h200", "Chpi/h200", `the entity has the type "Chpi", which the schema does not know; did you mean "Chip"?`},
		{"facts/all.yaml", "[Jurisdiction/US]", "[Jurisdiction/DE]", "small/facts/all.yaml:6:8: an element of in of Participant/buyer is Jurisdiction/DE, of which there are no facts"},
		{"facts/all.yaml", "[Jurisdiction/US]", "[Chip/h200]", "Participant/buyer is in Chip/h200; by the schema the type Participant may be in Jurisdiction only"},
		{"facts/all.yaml", "  in: [Jurisdiction/US]\n", "", "small/facts/all.yaml:5:3: Participant/buyer is in no jurisdiction"},
		{"facts/all.yaml", "name: Buyer", "name: Buyer, blocked: true", "blocked of Participant/buyer is computed; leave it out"},
		{"facts/all.yaml", "name: Buyer", "name: Buyer, parent: {ref: Participant/buyer}", "the parents of Participant/buyer go in a circle"},
		{"facts/all.yaml", "name: Buyer", "name: Buyer, owners: [{who: {ref: Participant/buyer}, ppm: 1000001}]", "with more than the whole, 1000000 parts per million"},
		{"facts/all.yaml", "name: Buyer", "name: Buyer, parent: {ref: Chip/h200}", "parent of Participant/buyer is a Chip; it must be a Participant"},
		{"facts/all.yaml", "- entity: Chip", "- entity: Jurisdiction/US\n  from: 2021-01-01\n  source: law\n  attributes: {name: States}\n- entity: Chip", "small/facts/all.yaml:10:1: Jurisdiction/US has facts from small/facts/all.yaml line 1 that hold at the same time"},
		{"facts/all.yaml", "from: 2020-01-01\n  source: law", "from: 2020-02-30\n  source: law", "from is the text \"2020-02-30\"; it must be a day, as 2026-01-15"},
		{"facts/all.yaml", "from: 2020-01-01\n  source: law", "from: 2020-01-01\n  until: 2020-01-01\n  source: law", "Chip/h200 holds until a day that is not after from"},
		{"cases/all.yaml", "expect: allow", "expect: alow", `small/cases/all.yaml:9:11: expect is "alow"; it must be one of allow, refer, deny`},
		{"cases/all.yaml", "units: 99", "units: 99, worth: x", "worth of the context of chip.ship"},
		{"cases/all.yaml", "units: 99", "unit: 99", `the context of chip.ship has no key "unit"`},
		{"cases/all.yaml", "action: chip.ship", "action: chip.shop", `small/cases/all.yaml:6:11: there is no action "chip.shop"; there are chip.ship`},
		{"cases/all.yaml", "resource: Chip/h200", "resource: Jurisdiction/US", "the resource of chip.ship is a Jurisdiction; it must be a Chip"},
		{"cases/all.yaml", "[ship]", "[shop]", `small/cases/all.yaml:1:1: the case a-few expects the rule "shop", which none of its packs has; did you mean "ship"?`},
		{"cases/all.yaml", "[small]", "[smal]", `small/cases/all.yaml:1:1: the case a-few cannot be decided: there is no pack "smal"`},
		{"cases/all.yaml", "  why: Everybody may ship (law)\n", "", `a case has no "why"`},
	} {
		base := map[string]string{"pack.yaml": testHead, "ship.cedar": testRules, "facts/all.yaml": testFacts, "cases/all.yaml": testCases}[c.file]
		if c.old != "" && !strings.Contains(base, c.old) {
			t.Fatalf("%s has no %q", c.file, c.old)
		}
		text := strings.Replace(base, c.old, c.new, 1)
		l := small(t, map[string]string{"small/" + c.file: text})
		_, err := l.Open("small")
		if err == nil {
			_, err = l.Compile([]string{"small"})
		}
		if p, is := l.packs["small"]; is && err == nil {
			err = l.CheckCases(p)
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s with %q for %q:\n%v\nwant %s", c.file, c.new, c.old, err, c.want)
		}
	}
}

// What a case expects otherwise than it is, is said.
func TestFailuresOfCases(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"units: 99", "units: 100", "expected allow, got deny"},
		{"[ship]", "[ship, large]", "expected the rules [large, ship], got [ship]"},
		{"levy 25% customs", "levy 24% customs", "expected the obligations [levy 24% customs], got [levy 25% customs]"},
		{"2026-02-01", "2019-02-01", "there are no facts of Participant/buyer on 2019-02-01"},
		{"  expect", "  facts:\n  - {entity: Participant/buyer, in: [Jurisdiction/DE], from: 2020-01-01, source: invented, attributes: {name: B}}\n  - {entity: Jurisdiction/DE, from: 2027-01-01, source: invented, attributes: {name: D}}\n  expect",
			"there are no facts of Jurisdiction/DE on 2026-02-01, which Participant/buyer names"},
		{"Participant/buyer", "Participant/byer", "the principal is Participant/byer, of which there are no facts"},
		{"packs: [small]", "packs: [smal]", `there is no pack "smal"; did you mean "small"?`},
	} {
		l := small(t, map[string]string{"small/cases/all.yaml": strings.Replace(testCases, c.old, c.new, 1)})
		p, err := l.Open("small")
		if err != nil {
			t.Fatal(err)
		}
		results := l.Test(p)
		if len(results) != 1 || !strings.Contains(strings.Join(results[0].Failures, "\n"), c.want) {
			t.Errorf("%s for %s: %q, want %s", c.new, c.old, results[0].Failures, c.want)
		}
	}
}
