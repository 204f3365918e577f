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
	if !strings.Contains(out.String(), "decision by 500 rules") {
		t.Error(out.String())
	}
}
