package ledger

import (
	"math/bits"

	"aidollar/core/money"
)

// The states of a remembered transfer: what became of it if it made a hold.
const (
	statePlain = iota
	stateOpen
	statePosted
	stateVoided
	stateExpired
	stateEnd
)

const (
	stateBits = 3
	stateMask = 1<<stateBits - 1
	wideBit   = 1 << stateBits // the amount is in the bucket's wide list
	amountAt  = stateBits + 1
	// amountInline is the first amount that does not fit the word: more than a
	// billion dollars at nine decimals.
	amountInline = 1 << (64 - amountAt)

	bucketsMin = 4096 // about how many buckets the window is cut into
	partBits   = 7    // parts of a bucket's index, by time: 8 ms of a bucket of a second
	partLen    = 1 << partBits
)

// entry is what the window keeps of an accepted transfer, two to a cache line.
type entry struct {
	id          ID
	fingerprint uint64
	word        uint64 // state, whether the amount is wide, and the amount or its place
}

// window remembers accepted ids in buckets by the time they carry, so that
// forgetting drops whole buckets, and a search looks at one.
type window struct {
	ring  []*bucket // by bucket number modulo the length, a power of two
	key   uint64    // of the indexes' hash
	shift uint8     // bucket number = milliseconds >> shift
	first int64     // number of the oldest bucket that may be kept
	count uint64    // entries in all buckets
	last  *table    // part of an index that was made last, a guess at the next one's size
}

// bucket holds the entries of one span of time in the order of acceptance.
type bucket struct {
	number  int64
	shift   uint8 // of a part: milliseconds >> shift
	entries slab[entry]
	wide    []money.Amount // append-only, in order of the entries that refer to it
	// The index is parted by time too: ids come roughly in the order of their
	// times, so the part that is being filled stays in the cache.
	parts [partLen]*table // nil while empty
}

func (w *window) init(c Config, key uint64) {
	w.key = key
	span := (c.Window+c.Skew)/1_000_000 + 2
	w.shift = uint8(max(0, bits.Len64(uint64(span/bucketsMin))))
	n := uint64(span>>w.shift) + 2
	w.ring = make([]*bucket, 1<<bits.Len64(n))
}

func (w *window) slot(number int64) **bucket { return &w.ring[uint64(number)&uint64(len(w.ring)-1)] }

// bucket finds the bucket of a time; nil when nothing of that time is kept.
func (w *window) bucket(millis int64) *bucket {
	number := millis >> w.shift
	b := *w.slot(number)
	if b == nil || b.number != number {
		return nil
	}
	return b
}

// make returns the bucket of a time, new if need be.
func (w *window) make(millis int64) *bucket {
	number := millis >> w.shift
	at := w.slot(number)
	if *at == nil {
		*at = &bucket{number: number, shift: uint8(max(0, int(w.shift)-partBits))}
	}
	if (*at).number != number {
		panic("ledger: broken invariant: the window's ring is shorter than the window")
	}
	return *at
}

// drop forgets the buckets that lie wholly before the oldest time still taken.
func (w *window) drop(millisMin int64) {
	first := millisMin >> w.shift
	for n := max(w.first, first-int64(len(w.ring))); n < first; n++ {
		at := w.slot(n)
		if *at != nil && (*at).number < first {
			w.count -= uint64((*at).entries.n)
			*at = nil
		}
	}
	w.first = max(w.first, first)
}

func (b *bucket) part(id ID) *table { return b.parts[id.Millis()>>b.shift&(partLen-1)] }

// find returns the number of the entry of id.
func (b *bucket) find(id ID, h uint64) (uint32, bool) {
	t := b.part(id)
	if t == nil {
		return 0, false
	}
	return t.find(h, func(n uint32) bool { return b.entries.at(n).id == id })
}

// amount is what the entry's transfer moved or set aside.
func (b *bucket) amount(e *entry) money.Amount {
	value := e.word >> amountAt
	if e.word&wideBit != 0 {
		return b.wide[value]
	}
	return money.Units(value)
}

// remember appends the entry of an accepted transfer.
func (w *window) remember(b *bucket, id ID, h, print uint64, state uint64, amount money.Amount) uint32 {
	word := amount.Lo<<amountAt | state
	if amount.Hi != 0 || amount.Lo >= amountInline {
		word = uint64(len(b.wide))<<amountAt | wideBit | state
		b.wide = append(b.wide, amount)
	}
	n, e := b.entries.add()
	*e = entry{id: id, fingerprint: print, word: word}
	t := b.part(id)
	if t == nil {
		t = w.begin()
		b.parts[id.Millis()>>b.shift&(partLen-1)] = t
	}
	t.insert(h, n, func(n uint32) uint64 { return hashID(w.key, b.entries.at(n).id) })
	w.count++
	return n
}

// begin gives a new part of an index the size that the one before it reached,
// so that in a steady flow no part has to grow.
func (w *window) begin() *table {
	size := tableLenMin
	if w.last != nil {
		if w.last.children != nil {
			size = tableLenMax
		} else {
			size = 1 << bits.Len32((w.last.used+w.last.used/8)/groupFill)
		}
	}
	w.last = &table{groups: make([]group, min(max(size, tableLenMin), tableLenMax))}
	return w.last
}

// forget takes back the last entry of a bucket, for the undo log.
func (w *window) forget(b *bucket, h uint64) {
	n := b.entries.n - 1
	e := b.entries.at(n)
	b.part(e.id).remove(h, n)
	if e.word&wideBit != 0 {
		b.wide = b.wide[:len(b.wide)-1]
	}
	b.entries.n = n
	w.count--
}
