package e2e

import (
	"strings"
	"testing"
)

// TestBenchPayments runs the benchmark of payments small: its processes, its chain
// and its house. Its figures are not looked at.
func TestBenchPayments(t *testing.T) {
	t.Parallel()
	r := run(t, "bench", "payments", "--dir", t.TempDir(), "--rounds", "1", "--payments", "20", "--connections", "2", "--span", "200ms")
	r.want(t, 0)
	for _, word := range []string{"bare recovery", "over JSON-RPC", "paid out in a transaction", "collected in a transaction", "from its balance", "on trust", "in advance"} {
		if !strings.Contains(r.out, word) {
			t.Errorf("the report lacks %q", word)
		}
	}
	if t.Failed() {
		t.Log(r.out)
	}
}

// TestBenchGateway runs the benchmark of calls small.
func TestBenchGateway(t *testing.T) {
	t.Parallel()
	r := run(t, "bench", "gateway", "--dir", t.TempDir(), "--rounds", "1", "--connections", "2", "--span", "200ms")
	r.want(t, 0)
	if strings.Count(r.out, "one call at a time") != 2 {
		t.Errorf("the report is not of calls and of streams:\n%s", r.out)
	}
}
