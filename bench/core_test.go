package bench

import (
	"bytes"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
)

var coreFull = flag.Bool("bench.core", false, "run the core benchmark at full size and print it")

// TestCore runs the benchmark small; its figures are not looked at.
func TestCore(t *testing.T) {
	o := CoreOptions{Accounts: 1000, Transfers: 5000, Rounds: 1, Batch: 500, Seed: 3}
	var b bytes.Buffer
	var w io.Writer = &b
	if *coreFull {
		o, w = DefaultCoreOptions(), io.MultiWriter(&b, os.Stdout)
	}
	if err := Core(w, o); err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{"bare loop", "holds and posts", "Go maps", "memory", "freeze"} {
		if !strings.Contains(b.String(), word) {
			t.Errorf("the report lacks %q", word)
		}
	}
}
