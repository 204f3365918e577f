package seen

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"path/filepath"
	"testing"
)

func id(n uint64) ID {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
	return ID(sum[:16])
}

func ids(from, to uint64) (list []ID) {
	for n := from; n < to; n++ {
		list = append(list, id(n))
	}
	return list
}

func open(t *testing.T, path string) *Index {
	t.Helper()
	x, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func want(t *testing.T, x *Index, from, to uint64, seen bool) {
	t.Helper()
	known, err := x.Seen(ids(from, to), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, got := range known {
		if got != seen {
			t.Fatalf("id %d: seen %v, want %v", from+uint64(i), got, seen)
		}
	}
}

func add(t *testing.T, x *Index, position uint64, list []ID) {
	t.Helper()
	if err := x.Add(position, list); err != nil {
		t.Fatal(err)
	}
}

func TestSeenAfterReopening(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	x := open(t, path)
	add(t, x, 7, ids(0, 1000))
	add(t, x, 7, ids(5000, 6000)) // the same record again, as in a replay
	if x.Position() != 7 || x.Stored() != 0 {
		t.Fatalf("position %d, stored %d", x.Position(), x.Stored())
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, path)
	defer func() { _ = x.Close() }()
	if x.Position() != 7 || x.Stored() != 7 {
		t.Fatalf("after reopening: position %d, stored %d", x.Position(), x.Stored())
	}
	want(t, x, 0, 1000, true)
	want(t, x, 1000, 9000, false)
}

// TestLostWithoutStore shows what the position is for: what was gathered and
// not stored is not there after a crash, and neither is its position.
func TestLostWithoutStore(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	x := open(t, path)
	add(t, x, 1, ids(0, 10))
	if err := x.Store(); err != nil {
		t.Fatal(err)
	}
	add(t, x, 2, ids(10, 20))
	want(t, x, 0, 20, true)
	if err := x.db.Close(); err != nil { // a crash: nobody stores
		t.Fatal(err)
	}
	x = open(t, path)
	defer func() { _ = x.Close() }()
	if x.Position() != 1 {
		t.Fatalf("position %d, want that of what is there", x.Position())
	}
	want(t, x, 0, 10, true)
	want(t, x, 10, 20, false)
	add(t, x, 2, ids(10, 20)) // the log tells again
	if err := x.Store(); err != nil {
		t.Fatal(err)
	}
	want(t, x, 0, 20, true)
}

func TestMerging(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	x := open(t, path)
	const runs, size = mergeFan*mergeFan + 3, 50
	for n := uint64(0); n < runs; n++ {
		add(t, x, n+1, ids(n*size, (n+2)*size)) // each half known already
		if err := x.Store(); err != nil {
			t.Fatal(err)
		}
	}
	if got := len(x.runs); got != 4 {
		t.Errorf("%d runs after %d stores, want one merged twice and three", got, runs)
	}
	for range 2 {
		want(t, x, 0, (runs+1)*size, true)
		want(t, x, (runs+1)*size, (runs+1)*size+5000, false)
		if err := x.Close(); err != nil {
			t.Fatal(err)
		}
		x = open(t, path)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestFilterLetsFewPass(t *testing.T) {
	const n = 100_000
	f := newFilter(n)
	for _, id := range ids(0, n) {
		f.add(id)
	}
	passed := 0
	for _, id := range ids(n, 2*n) {
		if f.may(id) {
			passed++
		}
	}
	if passed > n/100 {
		t.Errorf("%d of %d unseen ids pass the filter", passed, n)
	}
}

func TestFormatRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "events")
	x := open(t, path)
	tx, err := x.db.Begin(true)
	if err != nil {
		t.Fatal(err)
	}
	if err = tx.Bucket(bucketMeta).Put(keyFormat, []byte("other")); err != nil {
		t.Fatal(err)
	}
	if err = tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if err = x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err = Open(path); !errors.Is(err, ErrFormat) {
		t.Errorf("error %v, want ErrFormat", err)
	}
}

func BenchmarkSeen(b *testing.B) {
	x, err := Open(filepath.Join(b.TempDir(), "events"))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	const known = 2_000_000
	for n := uint64(0); n < known; n += 10_000 {
		if err = x.Add(n+1, ids(n, n+10_000)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(known)/b.Elapsed().Seconds(), "adds/s")
	const batch = 8192
	for name, list := range map[string][]ID{"unknown": ids(known, known+batch), "known": ids(known/2, known/2+batch)} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				if found, err := x.Seen(list, nil); err != nil || found[0] != (name == "known") {
					b.Fatal(found[0], err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*batch), "ns/id")
		})
	}
}
