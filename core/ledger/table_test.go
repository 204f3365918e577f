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

// TestASearchEndsWhenEveryGroupWasPassed: records overflow from the first group
// to the second, and, once there is room again, from the second to the first.
// Then no group says that nothing went by.
func TestASearchEndsWhenEveryGroupWasPassed(t *testing.T) {
	var x table
	hash := func(group, n uint64) uint64 { return (n%200+1)&(1<<tagBits-1) | group<<tagBits }
	hashes := map[uint32]uint64{}
	add := func(group uint64, n uint32) {
		hashes[n] = hash(group, uint64(n))
		x.insert(hashes[n], n, func(n uint32) uint64 { return hashes[n] })
	}
	for n := range uint32(groupLen + 1) { // the last one goes on to the second group
		add(0, n)
	}
	for n := range uint32(6) {
		x.remove(hashes[n], n)
	}
	for n := range uint32(groupLen) { // and the last of these goes back to the first
		add(1, 100+n)
	}
	if len(x.groups) != tableLenMin || x.groups[0].passed == 0 || x.groups[1].passed == 0 {
		t.Fatalf("%d groups, of which the first two were passed %d and %d times", len(x.groups), x.groups[0].passed, x.groups[1].passed)
	}
	for n, h := range hashes {
		found, ok := x.find(h, func(at uint32) bool { return at == n })
		if gone := n < 6; ok == gone || (ok && found != n) {
			t.Errorf("record %d is found: %v", n, ok)
		}
	}
	if _, ok := x.find(hash(0, 190), func(uint32) bool { return false }); ok {
		t.Error("a record that is not there is found")
	}
	if n := x.candidate(hash(1, 191)); n != 0 {
		t.Errorf("the guess at a record that is not there is %d", n)
	}
}
