package bench

import (
	"bytes"
	"strings"
	"testing"
)

// TestPrice runs the benchmark small; its figures are not looked at.
func TestPrice(t *testing.T) {
	var b bytes.Buffer
	if err := Price(&b, PriceOptions{Calls: 2_000, Rounds: 2, Seed: 5}); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"bare multiply", "flat prices", "graduated", "reservation", "checksum"} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("the report lacks %q", word)
		}
	}
	p := newPriceBench(5)
	if n := testing.AllocsPerRun(100, func() {
		for i := range p.calls[:10] {
			p.exact(&p.tiered, &p.calls[i])
			p.bound(&p.tiered, &p.calls[i])
		}
	}); n != 0 {
		t.Errorf("pricing allocates %v times", n)
	}
}
