package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/rules/packs"
)

// A copy of a pack that comes with the program, which an operator edits.
func copied(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "edited")
	err := fs.WalkDir(packs.Files, name, func(file string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		data, err := packs.Files.ReadFile(file)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, strings.TrimPrefix(file, name+"/"))
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.WriteFile(to, data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func edit(t *testing.T, file, old, changed string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(data), old, changed, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRulesOfAnOperator(t *testing.T) {
	dir := copied(t, "baseline")
	digests := map[string]bool{}
	for _, name := range []string{"baseline", dir} {
		code, out, errOut := inRules(t, "rules check "+name)
		if code != 0 || !strings.HasPrefix(out, "baseline, version ") || !strings.Contains(out, " is valid; rules: ") {
			t.Fatalf("%d %s%s", code, out, errOut)
		}
		digests[out[strings.Index(out, "digest"):]] = true
	}
	if len(digests) != 1 {
		t.Errorf("the same pack in two places has the digests %v", digests)
	}
	if code, out, errOut := inRules(t, "rules diff baseline "+dir); code != 0 || out != "the rules are the same\nthe facts are the same\nall cases are decided as before\n" {
		t.Errorf("%d %s%s", code, out, errOut)
	}

	// A rule that ends earlier is seen in the dates, in the cases and in the digest.
	edit(t, filepath.Join(dir, "baseline.cedar"), "@id(\"baseline-listed\")", "@id(\"baseline-listed\") @until(\"2026-01-01\")")
	code, out, errOut := inRules(t, "rules diff baseline "+dir)
	if code != 0 || !strings.Contains(out, "dates    baseline-listed: from 2000-01-01 until the day before 2026-01-01; before, from 2000-01-01") ||
		!strings.Contains(out, "case     baseline/listed-person\n    before: deny by baseline-listed\n    after:  allow by baseline-open\n") {
		t.Errorf("%d %s%s", code, out, errOut)
	}
	code, out, _ = inRules(t, "rules test "+dir)
	if code != 1 || !strings.Contains(out, "FAIL  baseline/listed-person ("+dir) || !strings.Contains(out, "expected deny, got allow") || !strings.Contains(out, "decided by baseline-open: ") {
		t.Errorf("%d %s", code, out)
	}

	// Facts are compared, too, even those that no case shows.
	common := copied(t, "common")
	edit(t, filepath.Join(common, "facts", "chips.yaml"), "tpp: 15832", "tpp: 15833")
	if code, out, errOut := inRules(t, "rules diff common "+common); code != 0 || !strings.Contains(out, "fact     Chip/h200, from 20") || !strings.Contains(out, "\n    attributes.tpp: 15833; before, 15832\n") {
		t.Errorf("%d %s%s", code, out, errOut)
	}

	// A type error is refused with its line.
	edit(t, filepath.Join(dir, "baseline.cedar"), "principal.listed", "principal.listed > 3")
	code, _, errOut = inRules(t, "rules check "+dir)
	if code != 1 || !strings.Contains(errOut, filepath.Join(dir, "baseline.cedar")+":") {
		t.Errorf("%d %s", code, errOut)
	}
	if code, _, errOut := inRules(t, "rules check basline"); code != 2 || !strings.Contains(errOut, `did you mean "baseline"?`) {
		t.Errorf("%d %s", code, errOut)
	}
}

func TestRulesExplain(t *testing.T) {
	code, out, errOut := inRules(t, "rules explain baseline/owned-over-two-steps --json")
	var got ruleExplanation
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != 0 {
		t.Fatalf("%d, %v: %s%s", code, err, out, errOut)
	}
	if got.Outcome != "deny" || len(got.Rules) != 1 || got.Rules[0].ID != "baseline-owned" || got.Rules[0].Cite == "" || got.Rules[0].From != "2014-08-13" ||
		len(got.Changes) != 1 || got.Changes[0].Outcome != "allow" || len(got.Digest) != 64 || len(got.Disclaimers) == 0 {
		t.Errorf("%+v", got)
	}
	code, out, _ = inRules(t, "rules explain baseline/owned-over-two-steps")
	for _, want := range []string{"deny: onboard of ", "    source: OFAC, ", "    what would change it: ", "without baseline-owned: allow by baseline-open\n", "digest " + got.Digest + "\n", "no legal advice"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if code, _, errOut := inRules(t, "rules explain baseline/owned-over-three-steps"); code != 1 || !strings.Contains(errOut, `has no case "owned-over-three-steps"`) {
		t.Errorf("%d %s", code, errOut)
	}
}
