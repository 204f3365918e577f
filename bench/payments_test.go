package bench

import (
	"bytes"
	"strings"
	"testing"
)

// TestJudge runs the verifications small and without a chain; their figures are
// not looked at.
func TestJudge(t *testing.T) {
	key, err := testKey("a payer of the tests")
	if err != nil {
		t.Fatal(err)
	}
	o := PaymentsOptions{Payments: 20}
	o.Rounds = 2
	var b bytes.Buffer
	if err := o.judge(t.Context(), &b, &judged{chainID: 31337, payer: key}); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"bare recovery", "from memory", "reading the header"} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("the report lacks %q", word)
		}
	}
}
