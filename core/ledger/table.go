package ledger

import "unsafe"

const (
	// numberBits is how much of a table's slot names the record; the rest is
	// the top of the record's hash.
	numberBits = 28
	numberMask = 1<<numberBits - 1
	// numberMax is the highest record number a table can hold: slots keep the
	// number plus one, so that zero is an empty slot.
	numberMax = numberMask - 1

	tableLenMin = 16
	// tableLenMax bounds what one growth moves: a table that would outgrow it
	// is split into fanOut smaller ones, which then grow each on its own. It
	// keeps the longest pause of an insertion under a millisecond.
	tableLenMax = 1 << 16
	fanBits     = 6
	fanOut      = 1 << fanBits
	tableDepth  = 3 // splits: beyond, a table just doubles
)

// table finds record numbers by hash: open addressing with linear probing. A
// slot keeps the upper 36 bits of the hash, from which both the slot's place
// and the way through the splits follow, so growing and removing never look at
// the records. It is never part of a snapshot.
type table struct {
	slots    []uint64 // a power of two of them, or none
	used     uint32
	depth    uint8
	children *[fanOut]table
}

// leaf descends to the table that h belongs to.
func (t *table) leaf(h uint64) *table {
	for t.children != nil {
		t = &t.children[h>>((64-fanBits-fanBits*t.depth)%64)%fanOut]
	}
	return t
}

// find returns the first number under h that same accepts.
func (t *table) find(h uint64, same func(n uint32) bool) (uint32, bool) {
	t = t.leaf(h)
	mask := uint64(len(t.slots) - 1)
	if t.used == 0 {
		return 0, false
	}
	for i := h >> numberBits; ; i++ {
		slot := t.slots[i&mask]
		if slot == 0 {
			return 0, false
		}
		if (slot^h)>>numberBits == 0 {
			if n := uint32(slot&numberMask) - 1; same(n) {
				return n, true
			}
		}
	}
}

// touch reads the slot where a search for h begins, to bring it into the cache.
func (t *table) touch(h uint64) uint64 {
	t = t.leaf(h)
	if len(t.slots) == 0 {
		return 0
	}
	return t.slots[h>>numberBits&uint64(len(t.slots)-1)]
}

// candidate returns the first number under h without asking the record: nearly
// always the right one. It is zero when there is none, and so must be checked.
func (t *table) candidate(h uint64) (n uint32) {
	t = t.leaf(h)
	slots := t.slots
	if len(slots) == 0 {
		return 0
	}
	mask := uint64(len(slots) - 1)
	for i := h >> numberBits; ; i++ {
		slot := slots[i&mask]
		if slot == 0 {
			return 0
		}
		if (slot^h)>>numberBits == 0 {
			return uint32(slot&numberMask) - 1
		}
	}
}

// insert adds number n under h. The caller has seen that it is not there.
func (t *table) insert(h uint64, n uint32) {
	t = t.leaf(h)
	if int(t.used) >= len(t.slots)/16*11 {
		t.grow()
		t = t.leaf(h)
	}
	t.used++
	t.put(h&^numberMask | uint64(n+1))
}

func (t *table) put(slot uint64) {
	mask := uint64(len(t.slots) - 1)
	i := slot >> numberBits
	for t.slots[i&mask] != 0 {
		i++
	}
	t.slots[i&mask] = slot
}

// grow makes room for one more: by doubling, or by a split.
//
//go:noinline
func (t *table) grow() {
	old := t.slots
	if len(old) < tableLenMax || t.depth == tableDepth {
		t.slots = make([]uint64, max(tableLenMin, 2*len(old)))
		for _, slot := range old {
			if slot != 0 {
				t.put(slot)
			}
		}
		return
	}
	t.children = new([fanOut]table)
	for i := range t.children {
		t.children[i] = table{depth: t.depth + 1, slots: make([]uint64, 2*len(old)/fanOut)}
	}
	t.slots, t.used = nil, 0
	for _, slot := range old {
		if slot != 0 {
			t.insert(slot&^numberMask, uint32(slot&numberMask)-1)
		}
	}
}

// remove takes number n under h out and closes the gap, so that no search ends
// early. It panics when n is not there: the index and the records disagree.
func (t *table) remove(h uint64, n uint32) {
	t = t.leaf(h)
	mask := uint64(len(t.slots) - 1)
	want := h&^numberMask | uint64(n+1)
	gap := h >> numberBits & mask
	for t.slots[gap] != want {
		if t.slots[gap] == 0 {
			panic("ledger: broken invariant: an index lacks a record that exists")
		}
		gap = (gap + 1) & mask
	}
	for i := (gap + 1) & mask; t.slots[i] != 0; i = (i + 1) & mask {
		home := t.slots[i] >> numberBits & mask
		if (i-home)&mask >= (i-gap)&mask {
			t.slots[gap] = t.slots[i]
			gap = i
		}
	}
	t.slots[gap] = 0
	t.used--
}

// bytes is the memory the table takes.
func (t *table) bytes() uint64 {
	n := uint64(unsafe.Sizeof(*t)) + uint64(cap(t.slots))*8
	if t.children != nil {
		for i := range t.children {
			n += t.children[i].bytes()
		}
	}
	return n
}
