package ledger

import (
	"math/rand/v2"
	"testing"
)

// TestTable compares an index with a map through growth, splits and removals,
// with hashes that crowd in places.
func TestTable(t *testing.T) {
	r := rand.New(rand.NewPCG(seed(t), 0))
	for _, crowd := range []uint64{^uint64(0), ^uint64(0x1f << tagBits), ^uint64(0xfff << 52)} {
		var index table
		hashes := []uint64{}
		live := map[uint32]bool{}
		for range 200_000 {
			if len(live) > 0 && r.IntN(4) == 0 {
				n := uint32(r.IntN(len(hashes)))
				if live[n] {
					index.remove(hashes[n], n)
					delete(live, n)
				}
				continue
			}
			n := uint32(len(hashes))
			h := r.Uint64() & crowd
			if r.IntN(50) == 0 && n > 0 {
				h = hashes[r.IntN(int(n))]
			}
			hashes = append(hashes, h)
			index.insert(h, n, func(n uint32) uint64 { return hashes[n] })
			live[n] = true
		}
		for n, h := range hashes {
			_, ok := index.find(h, func(m uint32) bool { return m == uint32(n) })
			if ok != live[uint32(n)] {
				t.Fatalf("record %d: found %v, there %v", n, ok, live[uint32(n)])
			}
			if m := index.candidate(h); live[uint32(n)] && (!live[m] || tagOf(hashes[m]) != tagOf(h)) {
				t.Fatalf("record %d has the candidate %d", n, m)
			}
		}
		if index.children == nil {
			t.Error("the table was never split: the test is too small")
		}
	}
}

// TestWindowAtScale fills one moment of the window until its index splits.
func TestWindowAtScale(t *testing.T) {
	c := DefaultConfig()
	l := New(c)
	l.Advance(start)
	l.Open(Account{ID: ID{Lo: 1}, Asset: 1})
	l.Open(Account{ID: ID{Lo: 2}, Asset: 1})
	s := &stage{Ledger: l}
	ts := make([]Transfer, 1000)
	for round := range 100 {
		for i := range ts {
			ts[i] = s.base(nil)
		}
		for i, o := range l.Transfers(ts, nil) {
			if o.Result != OK {
				t.Fatalf("round %d, transfer %d: %v", round, i, o.Result)
			}
		}
		for i, o := range l.Transfers(ts, nil) {
			if o.Result != Exists {
				t.Fatalf("round %d, transfer %d again: %v", round, i, o.Result)
			}
		}
	}
	if n := l.Stats().IDs; n != 100_000 {
		t.Errorf("%d ids are remembered, not 100,000", n)
	}
	l.Advance(start + c.Window + 3*second)
	if n := l.Stats().IDs; n != 0 {
		t.Errorf("%d ids are remembered after the window", n)
	}
}
