package ledger

import (
	"math/bits"
	"unsafe"
)

const (
	// numberMax is the highest record number, so that what is computed with
	// numbers is far from overflowing.
	numberMax = 1<<28 - 2

	groupLen = 12
	// groupFill is how many records a group holds on average before its table
	// grows. At ten of twelve about one in twenty lies in a later group than
	// its own.
	groupFill = 10
	tagBits   = 8

	tableLenMin = 2
	// tableLenMax bounds what one growth moves: a table that would outgrow it
	// is split into fanOut smaller ones, which then grow each on its own. It
	// keeps the longest pause of an insertion to about a millisecond.
	tableLenMax = 1 << 12
	fanBits     = 6
	fanOut      = 1 << fanBits
	tableDepth  = 3 // splits: beyond, a table just doubles
)

// group is one cache line of a table: up to twelve record numbers, each with a
// tag of eight bits of its hash. A search reads the line, compares all tags at
// once, and nearly always knows the record. (The idea of tagged groups is that
// of the Swiss tables in Abseil and in Go's maps.)
type group struct {
	tags    uint64 // of the first eight; zero is free
	more    uint32 // tags of the others
	passed  uint32 // records that would be here, but found the group full
	numbers [groupLen]uint32
}

// table finds record numbers by hash. The top of the hash leads through the
// splits, its bottom is the tag, the bits above the tag choose the group. It
// keeps no whole hashes: what grows it must say them. It is never part of a
// snapshot.
type table struct {
	groups   []group // a power of two of them, or none
	used     uint32
	depth    uint8
	children *[fanOut]table
}

const (
	bytesOfOne = 0x0101010101010101
	bytesOf7F  = 0x7f * bytesOfOne
)

// tagOf is never zero.
func tagOf(h uint64) uint64 {
	tag := h & (1<<tagBits - 1)
	return tag + (tag-1)>>63
}

// zeros marks the zero bytes of x by their highest bit. It marks no others: a
// free place may have the number of a record that was removed.
func zeros(x uint64) uint64 { return ^((x&bytesOf7F + bytesOf7F) | x | bytesOf7F) }

// leaf descends to the table that h belongs to.
func (t *table) leaf(h uint64) *table {
	for t.children != nil {
		t = &t.children[h>>((64-fanBits-fanBits*t.depth)%64)%fanOut]
	}
	return t
}

// home is the group where a search for h begins.
func (t *table) home(h uint64) *group {
	return &t.groups[h>>tagBits&uint64(len(t.groups)-1)]
}

// find returns the first number under h that same accepts.
func (t *table) find(h uint64, same func(n uint32) bool) (uint32, bool) {
	t = t.leaf(h)
	if t.used == 0 {
		return 0, false
	}
	tag := tagOf(h) * bytesOfOne
	mask := uint64(len(t.groups) - 1)
	// Records come and go, so every group may have been passed by one that is
	// still there: a search ends where it began at the latest.
	last := h>>tagBits + mask
	for i := h >> tagBits; ; i++ {
		g := &t.groups[i&mask]
		for m := zeros(g.tags ^ tag); m != 0; m &= m - 1 {
			if n := g.numbers[bits.TrailingZeros64(m)/8]; same(n) {
				return n, true
			}
		}
		for m := zeros(uint64(g.more)^tag) & (1<<32 - 1); m != 0; m &= m - 1 {
			if n := g.numbers[8+bits.TrailingZeros64(m)/8]; same(n) {
				return n, true
			}
		}
		if g.passed == 0 || i == last {
			return 0, false
		}
	}
}

// first is the group where a search for h begins. Knowing it ahead leaves
// nothing but the reads to do when many are warmed at once.
func (t *table) first(h uint64) *group {
	t = t.leaf(h)
	if len(t.groups) == 0 {
		return new(group)
	}
	return t.home(h)
}

// touch reads the line where a search for h begins, to bring it into the cache.
func (t *table) touch(h uint64) uint64 {
	t = t.leaf(h)
	if len(t.groups) == 0 {
		return 0
	}
	return t.home(h).tags
}

// candidate returns the first number under h without asking the record: nearly
// always the right one. It is zero when there is none, and so must be checked.
func (t *table) candidate(h uint64) uint32 {
	t = t.leaf(h)
	if len(t.groups) == 0 {
		return 0
	}
	tag := tagOf(h) * bytesOfOne
	mask := uint64(len(t.groups) - 1)
	last := h>>tagBits + mask
	for i := h >> tagBits; ; i++ {
		g := &t.groups[i&mask]
		if m := zeros(g.tags ^ tag); m != 0 {
			return g.numbers[bits.TrailingZeros64(m)/8]
		}
		if m := zeros(uint64(g.more)^tag) & (1<<32 - 1); m != 0 {
			return g.numbers[8+bits.TrailingZeros64(m)/8%4]
		}
		if g.passed == 0 || i == last {
			return 0
		}
	}
}

// insert adds number n under h. The caller has seen that it is not there;
// hashOf says the hash of each number that is.
func (t *table) insert(h uint64, n uint32, hashOf func(n uint32) uint64) {
	t = t.leaf(h)
	if int(t.used) >= groupFill*len(t.groups) {
		t.grow(hashOf)
		t = t.leaf(h)
	}
	t.put(h, n)
}

func (t *table) put(h uint64, n uint32) {
	t.used++
	mask := uint64(len(t.groups) - 1)
	for i := h >> tagBits; ; i++ {
		g := &t.groups[i&mask]
		if m := zeros(g.tags); m != 0 {
			at := bits.TrailingZeros64(m) / 8
			g.tags |= tagOf(h) << (8 * at)
			g.numbers[at] = n
			return
		}
		if m := zeros(uint64(g.more)) & (1<<32 - 1); m != 0 {
			at := bits.TrailingZeros64(m) / 8
			g.more |= uint32(tagOf(h)) << (8 * at)
			g.numbers[8+at%4] = n
			return
		}
		g.passed++
	}
}

// tag is the tag of place at in the group.
func (g *group) tag(at int) uint64 {
	if at < 8 {
		return g.tags >> (8 * at) & 0xff
	}
	return uint64(g.more>>(8*(at-8))) & 0xff
}

// each calls f for every number in the group.
func (g *group) each(f func(n uint32)) {
	for at, n := range g.numbers {
		if g.tag(at) != 0 {
			f(n)
		}
	}
}

// grow makes room for one more: by doubling, or by a split.
//
//go:noinline
func (t *table) grow(hashOf func(n uint32) uint64) {
	old := t.groups
	move := func(n uint32) { t.put(hashOf(n), n) }
	if len(old) < tableLenMax || t.depth == tableDepth {
		t.groups, t.used = make([]group, max(tableLenMin, 2*len(old))), 0
	} else {
		t.children = new([fanOut]table)
		for i := range t.children {
			t.children[i] = table{depth: t.depth + 1, groups: make([]group, 2*len(old)/fanOut)}
		}
		t.groups, t.used = nil, 0
		move = func(n uint32) { t.insert(hashOf(n), n, hashOf) }
	}
	for i := range old {
		old[i].each(move)
	}
}

// remove takes number n under h out. It panics when n is not there: the index
// and the records disagree.
func (t *table) remove(h uint64, n uint32) {
	t = t.leaf(h)
	mask := uint64(len(t.groups) - 1)
	for i := h >> tagBits; ; i++ {
		g := &t.groups[i&mask]
		for at, number := range g.numbers {
			if number != n || g.tag(at) == 0 {
				continue
			}
			if at < 8 {
				g.tags &^= 0xff << (8 * at)
			} else {
				g.more &^= 0xff << (8 * (at - 8))
			}
			t.used--
			return
		}
		if g.passed == 0 {
			panic("ledger: broken invariant: an index lacks a record that exists")
		}
		g.passed--
	}
}

// bytes is the memory the table takes.
func (t *table) bytes() uint64 {
	n := uint64(unsafe.Sizeof(*t)) + uint64(cap(t.groups))*uint64(unsafe.Sizeof(group{}))
	if t.children != nil {
		for i := range t.children {
			n += t.children[i].bytes()
		}
	}
	return n
}
