package ruling

import (
	"fmt"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/policy/facts"
)

// BenchmarkChange registers other facts of one party among many and decides behind it. The
// rest of the parties have facts from one of 500 days on; every tenth is owned by another.
func BenchmarkChange(bench *testing.B) {
	shape := schema(bench)
	for _, parties := range []int{1_000, 10_000, 100_000} {
		bench.Run(fmt.Sprintf("parties=%d", parties), func(bench *testing.B) {
			b := NewBook(silent{}, silent{}, silent{})
			now := int64(start) * second
			if _, words, refusal := b.Install(now, Installed{Archive: archiveOf(shape, `@id("open") @title("t") @source("s") @from("2000-01-01") permit(principal, action, resource);`)}); refusal != "" {
				bench.Fatal(refusal, words)
			}
			entry := func(n int, listed bool) *facts.Entry {
				of := []any{"name", "n", "listed", listed}
				if n%10 == 1 {
					of = append(of, "parent", facts.Ref(Participant(party(n-1)).String()))
				}
				e := facts.New(Participant(party(n)).String(), []string{"Jurisdiction/" + []string{"DE", "US"}[n%2]}, of...)
				e.From = start - int64(n%500)*86_400 - 1000*86_400
				return e
			}
			var all []*facts.Entry
			for n := range parties {
				e := entry(n, false)
				if n%10 == 1 {
					e.From = start - 86_400
				}
				all = append(all, e)
			}
			began := time.Now()
			if words, refusal := b.Register(now, all, nil); refusal != "" {
				bench.Fatal(refusal, words)
			}
			b.Open(now, Compute{Party: party(3), Model: "m0", Region: "r0"}, ledger.ID{})
			full := time.Since(began)
			bench.ResetTimer()
			for i := 0; bench.Loop(); i++ {
				now += 2 * second
				if words, refusal := b.Register(now, []*facts.Entry{entry(7, i%2 == 0)}, nil); refusal != "" {
					bench.Fatal(refusal, words)
				}
				if s, _ := b.Open(now, Compute{Party: party(3), Model: "m0", Region: "r0"}, ledger.ID{}); s.Refusal() != "" {
					bench.Fatal(s)
				}
			}
			bench.ReportMetric(float64(full.Nanoseconds())/(float64(bench.Elapsed().Nanoseconds())/float64(bench.N)), "x-full")
			bench.ReportMetric(full.Seconds()*1e3, "full-ms")
		})
	}
}
