package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var (
	seedFlag   = flag.Uint64("seed", 0, "replay random choices; 0 takes a new seed")
	roundsFlag = flag.Int("rounds", 12, "how often the power is cut")
)

// random gives this test's source of choices and prints how to repeat it.
func random(t testing.TB) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("repeat with -seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// tally is a machine whose whole state is the list of digests of its records.
type tally struct {
	mu   sync.Mutex
	sums [][sha256.Size]byte
	base uint64 // the sequence it was restored at
	seen uint64 // Apply calls in this run
}

func (m *tally) Apply(seq uint64, record []byte) any {
	m.mu.Lock()
	defer m.mu.Unlock()
	if want := uint64(len(m.sums)) + 1; seq != want {
		panic(fmt.Sprintf("record %d applied where %d must come", seq, want))
	}
	m.sums = append(m.sums, sha256.Sum256(record))
	m.seen++
	return seq
}

func (m *tally) Freeze() (Frozen, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &frozenTally{sums: m.sums[:len(m.sums):len(m.sums)]}, nil
}

func (m *tally) Restore(seq uint64, r io.Reader) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if uint64(len(b)) != seq*sha256.Size {
		return errors.New("the state's length does not match its sequence")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sums, m.base = nil, seq
	for ; len(b) > 0; b = b[sha256.Size:] {
		m.sums = append(m.sums, [sha256.Size]byte(b))
	}
	return nil
}

func (m *tally) Digest() [sha256.Size]byte { return digestOf(m.sums) }

func digestOf(sums [][sha256.Size]byte) (d [sha256.Size]byte) {
	h := sha256.New()
	for _, s := range sums {
		h.Write(s[:])
	}
	h.Sum(d[:0])
	return d
}

type frozenTally struct{ sums [][sha256.Size]byte }

func (z *frozenTally) WriteTo(w io.Writer) (n int64, err error) {
	for _, s := range z.sums {
		k, err := w.Write(s[:])
		if n += int64(k); err != nil {
			return n, err
		}
	}
	return n, nil
}

func (z *frozenTally) Digest() [sha256.Size]byte { return digestOf(z.sums) }
func (z *frozenTally) Release()                  {}

// payload is the record number i of a size that i decides.
func payload(i uint64, size int) []byte {
	b := make([]byte, max(size, 8))
	binary.LittleEndian.PutUint64(b, i)
	r := rand.New(rand.NewPCG(i, 7))
	for k := 8; k < len(b); k++ {
		b[k] = byte(r.Uint32())
	}
	return b
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func testOptions(dir string) Options {
	return Options{Dir: dir, SegmentSize: 256 << 10, SnapshotEvery: SnapshotNever, Logger: quiet()}
}

func mustOpen(t testing.TB, o Options) (*Journal, *tally) {
	t.Helper()
	m := &tally{}
	j, err := Open(o, m)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() })
	return j, m
}

func mustAppend(t testing.TB, j *Journal, records ...[]byte) {
	t.Helper()
	var futures []Future
	for _, r := range records {
		futures = append(futures, j.Append(r))
	}
	for _, f := range futures {
		if _, err := f.Wait(); err != nil {
			t.Fatal(err)
		}
	}
}

func mustClose(t testing.TB, j *Journal) {
	t.Helper()
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
}

// sumsOf is what a tally holds after these records.
func sumsOf(records [][]byte) (sums [][sha256.Size]byte) {
	for _, r := range records {
		sums = append(sums, sha256.Sum256(r))
	}
	return sums
}

// holds checks that m has exactly the first n of records, n between lo and all.
func (m *tally) holds(records [][]byte, lo int) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.sums) < lo || len(m.sums) > len(records) {
		return fmt.Errorf("%d records after the restart; %d were acknowledged of %d", len(m.sums), lo, len(records))
	}
	for i, s := range sumsOf(records[:len(m.sums)]) {
		if s != m.sums[i] {
			return fmt.Errorf("record %d has other content after the restart", i+1)
		}
	}
	return nil
}

// copyDir copies a data directory as it is at this moment.
func copyDir(t testing.TB, from string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	return to
}

func segmentPath(dir string, ordinal uint64) string {
	return filepath.Join(dir, logDir, segmentName(ordinal))
}

// patch changes a file in place.
func patch(t testing.TB, path string, change func(b []byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, change(bytes.Clone(b)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// slowMachine is a tally whose snapshots wait to be let go.
type slowMachine struct {
	tally
	hold, begun chan struct{}
}

func (m *slowMachine) Freeze() (Frozen, error) {
	z, err := m.tally.Freeze()
	return &slowFrozen{z, m}, err
}

type slowFrozen struct {
	Frozen
	m *slowMachine
}

func (z *slowFrozen) WriteTo(w io.Writer) (int64, error) {
	z.m.begun <- struct{}{}
	<-z.m.hold
	return z.Frozen.WriteTo(w)
}
