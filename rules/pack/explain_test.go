package pack

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const twoReasons = testRules + `@id("wait") @title("A person looks at it") @source("law") @from("2026-01-01") @effect("refer")
forbid(principal, action == Action::"chip.ship", resource) when { context.units > 50 };
`

func TestExplain(t *testing.T) {
	l := small(t, map[string]string{
		"small/ship.cedar":     twoReasons,
		"small/cases/all.yaml": strings.NewReplacer("units: 99", "units: 100", "expect: allow", "expect: deny", "[ship]", "[large]").Replace(testCases),
	})
	q, err := l.Question("small/a-few")
	if err != nil {
		t.Fatal(err)
	}
	e, err := l.Explain(q)
	if err != nil {
		t.Fatal(err)
	}
	if got := Line(&e.Decision); got != "deny by large" {
		t.Error(got)
	}
	if len(e.Changes) != 1 || Line(&e.Changes[0].Decision) != "refer by wait" {
		t.Errorf("%+v", e.Changes)
	}
}

// Without a rule that permits, it is said which could.
func TestExplainWhatNothingDecides(t *testing.T) {
	l := small(t, map[string]string{"small/ship.cedar": strings.Replace(testRules, "resource);", "resource) when { context.units < 10 };", 1)})
	file := filepath.Join(t.TempDir(), "request.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("packs: [small]\ndate: 2026-02-01\nprincipal: Participant/buyer\naction: chip.ship\nresource: Chip/h200\ncontext: {units: 99}\n")
	q, err := l.Question(file)
	if err != nil {
		t.Fatal(err)
	}
	e, err := l.Explain(q)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Decision.Rules) > 0 || len(e.Permits) != 1 || e.Permits[0].ID != "ship" {
		t.Errorf("%+v", e)
	}
	write("packs: [small]\ndate: 2026-02-01\nprincipal: Participant/buyer\naction: chip.ship\nresource: Chip/h200\n")
	if _, err := l.Question(file); err == nil || !strings.Contains(err.Error(), `request.yaml:1:1: the context of chip.ship has no "units"`) {
		t.Error(err)
	}
	for name, want := range map[string]string{"small/a-fwe": `did you mean "a-few"?`, "smal/x": `did you mean "small"?`, "x": "is no request"} {
		if _, err := l.Question(name); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDiff(t *testing.T) {
	before := small(t, nil)
	after := small(t, map[string]string{
		"small/ship.cedar":     strings.NewReplacer(">= 100", ">= 90", `@from("2020-01-01")`, `@from("2021-01-01")`).Replace(twoReasons),
		"small/cases/all.yaml": testCases + strings.NewReplacer("a-few", "a-handful", "units: 99", "units: 9").Replace(testCases),
	})
	open := func(l *Library) *Pack {
		p, err := l.Open("small")
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	d, err := Diff(before, after, open(before), open(after))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Added) != 1 || d.Added[0].ID != "wait" || len(d.Removed) > 0 || len(d.Changed) != 1 || d.Changed[0].After.ID != "large" || len(d.Dated) != 1 || d.Dated[0].After.ID != "ship" {
		t.Errorf("%+v", d)
	}
	if len(d.Cases) != 1 || d.Cases[0].Case.Name != "a-few" || d.Cases[0].Before != "allow by ship with levy 25% customs" || d.Cases[0].After != "deny by large" {
		t.Errorf("%+v", d.Cases)
	}
	back, err := Diff(after, before, open(after), open(before))
	if err != nil || len(back.Removed) != 1 || len(back.Cases) != 1 {
		t.Errorf("backwards: %+v, %v", back, err)
	}
}
