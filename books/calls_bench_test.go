package books_test

import (
	"fmt"
	"math/rand"
	"runtime"
	"testing"
	"time"

	"aidollar/books"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// BenchmarkCalls writes calls as a gateway makes them: reserved in one record,
// captured in a later one, with a hold, its posting, a split and the shares. The
// machine runs beforehand, so that only the books are measured. A transaction
// takes 300 calls, as many as come in while the books linger at 1,200 a second.
func BenchmarkCalls(b *testing.B) {
	for _, buyers := range []int{1, 1000} {
		b.Run(fmt.Sprint(buyers, "_buyers"), func(b *testing.B) { benchmarkCalls(b, buyers) })
	}
}

const (
	benchRecord      = 8  // commands in a record, as concurrent clients make it
	benchOpen        = 32 // calls that are open between two records
	benchTransaction = 75 // records of a transaction, which is 300 calls
)

func benchmarkCalls(b *testing.B, buyers int) {
	w := newWorld(b, rand.New(rand.NewSource(1)))
	for len(w.buyers) < buyers {
		w.addBuyer(len(w.buyers))
	}
	w.buyers, w.keys = w.buyers[:buyers], w.keys[:buyers]
	path := bookPath(b)
	kept := open(b, path)
	for _, record := range tape(b, w.log) {
		record(kept)
	}
	start := len(w.log)
	if err := kept.Await(uint64(start)); err != nil {
		b.Fatal(err)
	}
	w.calls(b.N)
	records := tape(b, w.log)[start:]
	postings := count(b, path, "SELECT posting FROM meta")
	runtime.GC()
	b.ResetTimer()
	before := processor(b)
	for i, record := range records {
		record(kept)
		if i%benchTransaction == benchTransaction-1 {
			visible(b, kept, start+i+1)
		}
	}
	if err := kept.Await(uint64(len(w.log))); err != nil {
		b.Fatal(err)
	}
	used := processor(b) - before
	b.StopTimer()
	b.ReportMetric(float64(used.Microseconds())/float64(b.N), "cpu-us/call")
	rows := count(b, path, "SELECT posting FROM meta") - postings
	b.ReportMetric(float64(rows)/float64(b.N), "postings/call")
	b.ReportMetric(float64(rows)/used.Seconds(), "rows/cpu-s")
	if n := count(b, path, "SELECT count(*) FROM calls WHERE state = 1"); n != b.N {
		b.Fatalf("%d captured calls are in, want %d", n, b.N)
	}
}

// calls adds records in which so many calls are reserved and captured.
func (w *world) calls(n int) {
	var commands []clearing.Command
	add := func(c clearing.Command) {
		if commands = append(commands, c); len(commands) == benchRecord {
			w.apply(commands...)
			commands = commands[:0]
		}
	}
	for range n {
		r := w.reserve()
		r.Deadline = w.now + int64(time.Hour)
		add(r)
		for len(w.open) > benchOpen {
			add(w.capture())
		}
	}
	for len(w.open) > 0 {
		add(w.capture())
	}
	w.apply(commands...)
}

// capture closes the oldest call that is open.
func (w *world) capture() clearing.Capture {
	c := clearing.Capture{Call: w.open[0], Upstream: "upstream"}
	w.open = w.open[1:]
	c.Usage.Quantities[meter.Input] = uint64(100 + w.r.Intn(1000))
	c.Usage.Quantities[meter.Output] = uint64(100 + w.r.Intn(1000))
	return c
}

// tape runs a log and keeps what its records tell the books.
func tape(t testing.TB, log [][]byte) (records []func(*books.Books)) {
	t.Helper()
	m := clearing.New(testConfig)
	r := &recorder{}
	m.Observe(r)
	for i, record := range log {
		if _, err := m.Apply(record, nil); err != nil {
			t.Fatal(err)
		}
		tell, now := r.tell, m.Now()
		r.tell = nil
		records = append(records, func(b *books.Books) {
			for _, f := range tell {
				f(b)
			}
			b.Applied(uint64(i+1), now)
		})
	}
	return records
}

// recorder keeps what it observes as what is to be told.
type recorder struct {
	clearing.Ignore
	tell []func(*books.Books)
}

func (r *recorder) add(f func(*books.Books)) { r.tell = append(r.tell, f) }

func (r *recorder) AssetDefined(n ledger.AssetID, a money.Asset) {
	r.add(func(b *books.Books) { b.AssetDefined(n, a) })
}

func (r *recorder) AccountOpened(at int64, p *ledger.Account) {
	v := *p
	r.add(func(b *books.Books) { b.AccountOpened(at, &v) })
}

func (r *recorder) PartyAdded(p *clearing.Party) {
	v := *p
	r.add(func(b *books.Books) { b.PartyAdded(&v) })
}

func (r *recorder) KeyChanged(p *clearing.Key) {
	v := *p
	r.add(func(b *books.Books) { b.KeyChanged(&v) })
}

func (r *recorder) CardAdded(n uint32, p *clearing.SellerCard) {
	v := *p
	r.add(func(b *books.Books) { b.CardAdded(n, &v) })
}

func (r *recorder) Posted(at int64, p *ledger.Posting) {
	v := *p
	r.add(func(b *books.Books) { b.Posted(at, &v) })
}

func (r *recorder) CallReserved(at int64, p *payment.Call) {
	v := *p
	r.add(func(b *books.Books) { b.CallReserved(at, &v) })
}

func (r *recorder) CallClosed(at int64, p *clearing.CallClosing) {
	v := *p
	r.add(func(b *books.Books) { b.CallClosed(at, &v) })
}
