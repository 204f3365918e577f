package bench

import (
	"strings"
	"testing"
)

func TestRules(t *testing.T) {
	var out strings.Builder
	if err := Rules(&out, RulesOptions{Decisions: rulesRequests, Rounds: 1, Seed: 2}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"500 rules", "of the packs, asset.pay", "of the packs, session.open"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}
