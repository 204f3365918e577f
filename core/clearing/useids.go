package clearing

import (
	"fmt"
	"slices"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

const (
	// UseWindow is how long the machine remembers the ids of pushed events after
	// it accepted them, in nanoseconds: an hour. Whoever needs longer keeps them
	// on disk.
	UseWindow = 3600 * nanosPerSecond
	// UseIDsMax is how many of them it remembers at most. When more come within
	// the window, the oldest are forgotten earlier; UseMemory tells.
	UseIDsMax = 1 << 22

	nanosPerSecond = 1_000_000_000
)

// eventChunk is how many ids lie together.
const eventChunk = 4096

// eventIDs remembers which events were accepted, in the order in which they
// were. The ids are written once and never changed, so that a view needs no copy
// of them.
type eventIDs struct {
	most   int
	chunks []*[eventChunk]ledger.ID
	base   uint64      // number of the first id of the first chunk
	first  uint64      // number of the oldest that is remembered
	next   uint64      // number of the next
	spans  []eventSpan // oldest first
	since  int64       // all that were accepted after it are remembered
	dead   int         // numbers whose ids were taken back

	// slots is an index with open addressing: 31 bits of the hash under the top
	// bit, then the low half of the number; zero is free. The low bits of the
	// hash say where a slot would rather be.
	slots []uint64
}

// eventSpan says that the ids before the number end came at a time, rounded up
// to the second.
type eventSpan struct {
	at  int64
	end uint64
}

const slotsMin = 1024

func newEventIDs(most int) eventIDs {
	if most <= 0 {
		most = UseIDsMax
	}
	return eventIDs{most: most, slots: make([]uint64, slotsMin)}
}

func (e *eventIDs) len() int { return int(e.next-e.first) - e.dead }

func (e *eventIDs) at(number uint64) *ledger.ID {
	n := number - e.base
	return &e.chunks[n/eventChunk][n%eventChunk]
}

// hashEvent spreads an id over 31 bits. Ids are digests, but a caller may choose
// simpler ones.
func hashEvent(id ledger.ID) uint64 {
	h := (id.Lo ^ id.Hi*0x9e3779b97f4a7c15) * 0xd6e8feb86659fd93
	h = (h ^ h>>32) * 0xd6e8feb86659fd93
	return h >> 33
}

func slotOf(hash, number uint64) uint64 { return 1<<63 | hash<<32 | number&(1<<32-1) }

func (e *eventIDs) home(slot uint64) int { return int(slot >> 32 & uint64(len(e.slots)-1)) }

// number is the whole of the number in a slot.
func (e *eventIDs) number(slot uint64) uint64 {
	return e.first + uint64(uint32(slot)-uint32(e.first))
}

// find gives the place of an id in the index, or the free one where it belongs.
func (e *eventIDs) find(id ledger.ID, hash uint64) (place int, found bool) {
	want := slotOf(hash, 0) >> 32
	mask := len(e.slots) - 1
	for i := int(hash) & mask; ; i = (i + 1) & mask {
		slot := e.slots[i]
		if slot == 0 {
			return i, false
		}
		if slot>>32 == want && *e.at(e.number(slot)) == id {
			return i, true
		}
	}
}

// forget takes back an id that was added by the present command.
func (e *eventIDs) forget(id ledger.ID) {
	place, found := e.find(id, hashEvent(id))
	if !found {
		return
	}
	*e.at(e.number(e.slots[place])) = ledger.ID{}
	e.free(place)
	e.dead++
}

// touch reads where the search for an id begins, to bring it into the cache.
func (e *eventIDs) touch(hash uint64) uint64 { return e.slots[hash&uint64(len(e.slots)-1)] }

// add remembers an id that find has just given a free place.
func (e *eventIDs) add(id ledger.ID, hash uint64, place int, now int64) {
	for e.len() >= e.most {
		e.since = max(e.since, e.spans[0].at)
		e.dropFirst()
		place, _ = e.find(id, hash)
	}
	if 4*(e.len()+1) > 3*len(e.slots) {
		e.grow()
		place, _ = e.find(id, hash)
	}
	if e.next-e.base == uint64(len(e.chunks))*eventChunk {
		e.chunks = append(e.chunks, new([eventChunk]ledger.ID))
	}
	*e.at(e.next) = id
	e.slots[place] = slotOf(hash, e.next)
	e.next++
	at := (now + nanosPerSecond - 1) / nanosPerSecond * nanosPerSecond
	if n := len(e.spans); n > 0 && e.spans[n-1].at == at {
		e.spans[n-1].end = e.next
	} else {
		e.spans = append(e.spans, eventSpan{at, e.next})
	}
}

func (e *eventIDs) grow() {
	old := e.slots
	e.slots = make([]uint64, 2*len(old))
	mask := len(e.slots) - 1
	for _, slot := range old {
		if slot == 0 {
			continue
		}
		i := e.home(slot)
		for e.slots[i] != 0 {
			i = (i + 1) & mask
		}
		e.slots[i] = slot
	}
}

// dropFirst forgets the oldest id.
func (e *eventIDs) dropFirst() {
	id := *e.at(e.first)
	if id.IsZero() {
		e.dead--
	} else if place, found := e.find(id, hashEvent(id)); found {
		e.free(place)
	}
	e.first++
	if e.spans[0].end <= e.first {
		e.spans = e.spans[1:]
	}
	if e.first-e.base == eventChunk {
		e.chunks = e.chunks[1:]
		e.base += eventChunk
	}
}

// free empties a place and closes the gap, so that every search still meets what
// it looks for before a free place.
func (e *eventIDs) free(gap int) {
	mask := len(e.slots) - 1
	for i := (gap + 1) & mask; e.slots[i] != 0; i = (i + 1) & mask {
		if (i-e.home(e.slots[i]))&mask >= (i-gap)&mask {
			e.slots[gap] = e.slots[i]
			gap = i
		}
	}
	e.slots[gap] = 0
}

// expire forgets the ids that left the window.
func (e *eventIDs) expire(now int64) {
	for len(e.spans) > 0 && e.spans[0].at+UseWindow <= now {
		for end := e.spans[0].end; e.first < end; {
			e.dropFirst()
		}
	}
	e.since = max(e.since, now-UseWindow)
}

// freeze gives a copy for a snapshot, without the index.
func (e *eventIDs) freeze() eventIDs {
	view := *e
	view.spans, view.slots = slices.Clone(e.spans), nil
	return view
}

// append writes the ids behind the spans of time that they came in.
func (e *eventIDs) append(a *wire.Appender) {
	a.I64(e.since)
	live := make([]uint32, len(e.spans))
	spans := uint32(0)
	number := e.first
	for i, s := range e.spans {
		for ; number < s.end; number++ {
			if !e.at(number).IsZero() {
				live[i]++
			}
		}
		if live[i] > 0 {
			spans++
		}
	}
	a.U32(spans)
	number = e.first
	for i, s := range e.spans {
		if live[i] > 0 {
			a.I64(s.at)
			a.U32(live[i])
		}
		for ; number < s.end; number++ {
			if id := *e.at(number); !id.IsZero() {
				a.ID(id)
			}
		}
	}
}

func (e *eventIDs) restore(r *wire.Reader) error {
	e.since = r.I64()
	last := int64(0)
	for range r.U32() {
		at, n := r.I64(), r.U32()
		if r.Short() || at <= last || at%nanosPerSecond != 0 || n == 0 {
			return fmt.Errorf("%w: the spans of the remembered events are out of order", errSnapshot)
		}
		last = at
		for range n {
			id := r.ID()
			hash := hashEvent(id)
			place, twice := e.find(id, hash)
			if r.Short() || id.IsZero() || e.len() >= e.most || twice {
				return fmt.Errorf("%w: the remembered events end early, stand twice or are more than %d", errSnapshot, e.most)
			}
			e.add(id, hash, place, at)
		}
	}
	return nil
}

// UseMemory tells how many events the machine remembers, and since when, in Unix
// nanoseconds: an event that was accepted before is taken for a new one. Since is
// later than UseWindow ago when more came than it has room for.
func (m *Machine) UseMemory() (ids int, since int64) {
	return m.events.len(), m.events.since
}
