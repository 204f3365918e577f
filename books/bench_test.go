package books_test

import (
	"fmt"
	"math/rand"
	"syscall"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// BenchmarkPostings writes records of 8,190 transfers with causes, as the log's
// largest batches are, until they are durable. rows/cpu-s is per second of
// processor time, which tells more on a machine that does other things too.
func BenchmarkPostings(b *testing.B) {
	for _, accounts := range []int{100, 100_000} {
		b.Run(fmt.Sprint(accounts, "_accounts"), func(b *testing.B) { benchmarkPostings(b, accounts) })
	}
}

func benchmarkPostings(b *testing.B, accounts int) {
	path := bookPath(b)
	kept := open(b, path)
	r := rand.New(rand.NewSource(1))
	ids := make([]ledger.ID, accounts)
	for i := range ids {
		ids[i] = ledger.ID{Hi: r.Uint64(), Lo: r.Uint64()}
	}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC).UnixNano()
	b.ResetTimer()
	before := processor(b)
	seq := uint64(0)
	for rows := 0; rows < b.N; {
		now += 10_000_000
		for range min(8190, b.N-rows) {
			rows++
			p := ledger.Posting{Posted: money.Units(r.Uint64()), Transfer: ledger.Transfer{
				ID: ledger.ID{Hi: uint64(now/1_000_000)<<16 | 0x7000, Lo: r.Uint64()}, Debit: ids[r.Intn(accounts)], Credit: ids[r.Intn(accounts)],
				Cause: ledger.ID{Hi: uint64(now/1_000_000)<<16 | 0x7000, Lo: r.Uint64()}, Asset: 1, Code: 10,
			}}
			p.Amount = p.Posted
			kept.Posted(now, &p)
		}
		seq++
		kept.Applied(seq, now)
	}
	if err := kept.Await(seq); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(b.N)/(processor(b)-before).Seconds(), "rows/cpu-s")
	if n := count(b, path, "SELECT max(n) FROM postings"); n != b.N {
		b.Fatalf("%d rows are in, want %d", n, b.N)
	}
}

func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
