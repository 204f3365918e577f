package logbench

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var full = flag.Bool("full", false, "run the whole comparison and print it")

func TestBenchLog(t *testing.T) {
	if *full {
		if err := BenchLog(os.Stdout, os.TempDir(), Options{}); err != nil {
			t.Fatal(err)
		}
		return
	}
	var out strings.Builder
	dir := t.TempDir()
	if err := BenchLog(&out, dir, Options{Rounds: 1, Sizes: []int{256, 64 << 10}, Share: 1}); err != nil {
		t.Fatal(err)
	}
	for _, e := range entrants() {
		if n := strings.Count(out.String(), e.name+" "); n != 2 {
			t.Errorf("%q has %d lines, not one for each size:\n%s", e.name, n, out.String())
		}
	}
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("the benchmark left %s behind", left[0].Name())
	}
}
