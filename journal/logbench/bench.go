package logbench

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options of BenchLog; zero values mean the defaults.
type Options struct {
	Rounds int   // default 5
	Sizes  []int // of a record in bytes; default 256, 4 Ki, 64 Ki, 1 Mi
	// Share scales the number of records, in percent; default 100.
	Share int
}

// depthMany is how many records are in flight when throughput is measured.
const depthMany = 16

// work is what one contender does in one round for one size.
type work struct{ alone, many int }

func workFor(size, share int) work {
	w := work{alone: 1000, many: 8000}
	switch {
	case size >= 1<<20:
		w = work{alone: 150, many: 256}
	case size >= 64<<10:
		w = work{alone: 500, many: 2000}
	}
	return work{alone: max(w.alone*share/100, 10), many: max(w.many*share/100, 2*depthMany)}
}

// contender is a log under measurement.
type contender interface {
	// append starts to store a record; the answer is awaited by calling wait.
	append(record []byte) (wait func() error)
	close() error
}

type entrant struct {
	name string
	open func(dir string, bytes int64) (contender, error)
}

// entrants in the order they are printed; the first is the yardstick.
func entrants() []entrant {
	return []entrant{
		{"plain, preallocated", openPreallocated},
		{"plain, appended", openAppended},
		{"raft + raft-wal", openRaftWAL},
		{"journal", openJournal},
	}
}

// round is what one contender showed in one round; durations for one record
// alone, throughput in records per second with depthMany in flight.
type round struct {
	p50, p99, max time.Duration
	stall         time.Duration // longest answer with depthMany in flight
	rate          float64
}

// BenchLog runs the comparison in a new directory under dir, which decides the
// disk, and writes the figures to w.
func BenchLog(w io.Writer, dir string, opts Options) error {
	if opts.Rounds <= 0 {
		opts.Rounds = 5
	}
	if len(opts.Sizes) == 0 {
		opts.Sizes = []int{256, 4 << 10, 64 << 10, 1 << 20}
	}
	if opts.Share <= 0 {
		opts.Share = 100
	}
	base, err := os.MkdirTemp(dir, "bench-log-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(base) }()
	facts(w, base)
	fmt.Fprintf(w, "rounds %d, alternating; medians over rounds; x = against %q in the same round; max and stall are the worst of all rounds\n", opts.Rounds, entrants()[0].name)
	for _, size := range opts.Sizes {
		results, err := benchSize(base, size, opts)
		if err != nil {
			return err
		}
		table(w, size, results)
	}
	return nil
}

func benchSize(base string, size int, opts Options) ([][]round, error) {
	results := make([][]round, len(entrants()))
	for range opts.Rounds {
		for i, e := range entrants() {
			r, err := benchOne(base, e, size, workFor(size, opts.Share))
			if err != nil {
				return nil, fmt.Errorf("%s, %d bytes: %w", e.name, size, err)
			}
			results[i] = append(results[i], r)
		}
	}
	return results, nil
}

func benchOne(base string, e entrant, size int, w work) (r round, err error) {
	dir, err := os.MkdirTemp(base, "run-")
	if err != nil {
		return r, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	records := w.alone + w.many
	c, err := e.open(filepath.Join(dir, "log"), int64(records)*int64(size+4096))
	if err != nil {
		return r, err
	}
	if err = r.measure(c, size, w); err != nil {
		_ = c.close() // the first error counts
		return r, err
	}
	return r, c.close()
}

func (r *round) measure(c contender, size int, w work) error {
	source := rand.New(rand.NewPCG(1, uint64(size)))
	bufs := make([][]byte, depthMany)
	for i := range bufs {
		bufs[i] = make([]byte, size)
		for k := 0; k+8 <= size; k += 8 {
			binary.LittleEndian.PutUint64(bufs[i][k:], source.Uint64())
		}
	}
	took := make([]time.Duration, w.alone)
	for i := range took {
		start := time.Now()
		if err := c.append(bufs[i%depthMany])(); err != nil {
			return err
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	r.p50, r.p99, r.max = took[len(took)/2], took[len(took)*99/100], took[len(took)-1]
	return r.flood(c, bufs, w.many)
}

// flood keeps depthMany records in flight.
func (r *round) flood(c contender, bufs [][]byte, n int) error {
	type flight struct {
		wait  func() error
		start time.Time
	}
	var flights [depthMany]flight
	begin := time.Now()
	for i := range n + depthMany {
		slot := &flights[i%depthMany]
		if i >= depthMany {
			if err := slot.wait(); err != nil {
				return err
			}
			r.stall = max(r.stall, time.Since(slot.start))
		}
		if i < n {
			start := time.Now()
			slot.wait, slot.start = c.append(bufs[i%depthMany]), start
		} else {
			slot.wait = func() error { return nil }
		}
	}
	r.rate = float64(n) / time.Since(begin).Seconds()
	return nil
}
