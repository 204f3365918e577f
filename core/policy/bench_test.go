package policy

import (
	"math/rand/v2"
	"testing"
	"time"
)

// BenchmarkDecide measures decisions in turns with a scan of all rules in force:
// x-scan is how many times its rate they reach.
func BenchmarkDecide(b *testing.B) {
	set := compiled(b, many(500, rand.New(rand.NewPCG(6, 2))))
	r := request("2029-06-01")
	var ours, scan time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		set.Decide(r)
		middle := time.Now()
		set.linear(r)
		ours += middle.Sub(start)
		scan += time.Since(middle)
	}
	b.ReportMetric(float64(ours.Nanoseconds())/float64(b.N), "ns/decision")
	b.ReportMetric(scan.Seconds()/ours.Seconds(), "x-scan")
}
