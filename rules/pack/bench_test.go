package pack

import (
	"testing"

	"aidollar/core/policy"
	"aidollar/rules/packs"
)

// BenchmarkShipped asks what the cases of all packs that come with the program ask, all on
// one day, as in a house that runs, by all of their rules.
func BenchmarkShipped(b *testing.B) {
	l, err := NewLibrary(packs.Files)
	if err != nil {
		b.Fatal(err)
	}
	book, err := l.Compile(l.Names())
	if err != nil {
		b.Fatal(err)
	}
	const day = 1_782_864_000 // 1 July 2026
	entities := book.Facts.Snapshot(day)
	if err != nil {
		b.Fatal(err)
	}
	var requests []*policy.Request
	for _, p := range book.Packs {
		for _, c := range p.Cases {
			q := &c.Question
			requests = append(requests, &policy.Request{Principal: q.Principal, Action: q.Action, Resource: q.Resource, Context: q.Context, Facts: entities, At: day})
		}
	}
	i := 0
	b.ReportAllocs()
	for b.Loop() {
		book.Set.Decide(requests[i%len(requests)])
		i++
	}
	b.ReportMetric(float64(len(book.Set.Rules())), "rules")
}
