package api

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"sync"
	"time"

	"crypto/rand"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// An Idempotency-Key names what its request makes: the id of the thing follows
// from the key, and the machine, which survives restarts, knows ids. What is
// kept for good (parties, keys, accounts, rules) is named by a hash of the key
// alone. A movement's id also carries its time, which a repetition cannot know:
// its id is the hash with the time rounded down, and a repetition looks through
// the rounded times of the ledger's window for the one that is there.
//
// The memory here adds what the machine does not: two requests with the same
// key wait for each other, a repetition after an unknown outcome takes the same
// id though it has not arrived yet, and another body under the same key is told
// apart for requests whose effect the key does not name.

// idempotencyKeyMax bounds a key, in bytes.
const idempotencyKeyMax = 128

// buckets is how many rounded times the ledger's window has.
const buckets = 60

const (
	memoryKeys = 1 << 17        // keys in a generation
	memoryAge  = 12 * time.Hour // of a generation; there are two
)

// keyName is the SHA-256 of whose key it is and of its text.
type keyName [sha256.Size]byte

// claim is one request's hold on its key.
type claim struct {
	name   keyName
	body   [16]byte // what is asked, condensed
	text   string
	millis int64 // time of the id that was chosen; zero for none
	again  bool  // whether the same was asked before, and something was done
}

// known is what is remembered of a key.
type known struct {
	body   [16]byte
	bound  bool // whether body must be the same: something was done under it
	millis int64
}

type memory struct {
	now     func() time.Time
	mu      sync.Mutex
	busy    map[keyName]chan struct{} // requests under way; closed at their end
	recent  map[keyName]known
	earlier map[keyName]known
	since   time.Time // of recent
}

func newMemory(now func() time.Time) *memory {
	return &memory{now: now, busy: map[keyName]chan struct{}{}, recent: map[keyName]known{}, since: now()}
}

// enter waits until nobody else is at work under the key, and claims it.
func (m *memory) enter(ctx context.Context, party ledger.ID, text, target string, body []byte) (*claim, error) {
	c := &claim{text: text}
	h := sha256.New()
	var space [ledger.IDSize]byte
	party.Put(space[:])
	_, _ = h.Write(space[:]) // a hash takes everything
	_, _ = h.Write([]byte(text))
	h.Sum(c.name[:0])
	h.Reset()
	_, _ = h.Write([]byte(target + "\n"))
	_, _ = h.Write(body)
	copy(c.body[:], h.Sum(nil))
	for {
		m.mu.Lock()
		wait, taken := m.busy[c.name]
		if !taken {
			break
		}
		m.mu.Unlock()
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, refuse("outcome_unknown", "")
		}
	}
	defer m.mu.Unlock()
	k, ok := m.recent[c.name]
	if !ok {
		k = m.earlier[c.name]
	}
	if k.bound && k.body != c.body {
		return nil, refuse("idempotency_key_reused", "")
	}
	c.millis, c.again = k.millis, k.bound
	m.busy[c.name] = make(chan struct{})
	return c, nil
}

// leave gives the key free. bound says that something was done, or may have
// been; a refusal leaves the key to be used again.
func (m *memory) leave(c *claim, bound bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	close(m.busy[c.name])
	delete(m.busy, c.name)
	if len(m.recent) >= memoryKeys || m.now().Sub(m.since) > memoryAge {
		m.earlier, m.recent, m.since = m.recent, map[keyName]known{}, m.now()
	}
	if bound {
		m.recent[c.name] = known{body: c.body, bound: true, millis: c.millis}
	}
}

// newID makes a UUIDv7 of a time in Unix milliseconds.
func newID(millis int64) ledger.ID {
	var raw [10]byte
	_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
	return version7(millis, raw[:])
}

// version7 builds a UUIDv7 (RFC 9562, 5.7) of a time and ten bytes.
func version7(millis int64, raw []byte) ledger.ID {
	low := binary.BigEndian.Uint16(raw)&0x0fff | 0x7000
	return ledger.ID{Hi: uint64(millis)<<16 | uint64(low), Lo: binary.BigEndian.Uint64(raw[2:])&^(3<<62) | 1<<63}
}

// parseVersion7 reads a key that is itself a UUIDv7 in its usual spelling.
func parseVersion7(text string) (ledger.ID, bool) {
	const length = 36
	if len(text) != length {
		return ledger.ID{}, false
	}
	id, err := ledger.ParseID(text)
	return id, err == nil && id.Hi>>12&15 == 7 && id.Lo>>62 == 2
}

// thingID is the id of something that is kept for good: what the body says,
// else what the Idempotency-Key stands for, else a new one.
func (q *request) thingID(given ledger.ID) ledger.ID {
	if !given.IsZero() {
		return given
	}
	if q.claim == nil {
		return newID(q.api.now().UnixMilli())
	}
	q.named = true
	if id, ok := parseVersion7(q.claim.text); ok {
		return id
	}
	// A UUIDv8: RFC 9562, 5.8.
	hi, lo := binary.BigEndian.Uint64(q.claim.name[:]), binary.BigEndian.Uint64(q.claim.name[8:])
	return ledger.ID{Hi: hi&^0xf000 | 0x8000, Lo: lo&^(3<<62) | 1<<63}
}

// movementID is the id of a movement: what the body says, else what the
// Idempotency-Key stands for, else a new one.
func (q *request) movementID(given ledger.ID) ledger.ID {
	switch {
	case !given.IsZero():
		return given
	case q.claim == nil:
		return newID(q.time().UnixMilli())
	}
	q.named = true
	if id, ok := parseVersion7(q.claim.text); ok {
		return id
	}
	if q.claim.millis == 0 {
		q.claim.millis = q.findMillis()
	}
	return version7(q.claim.millis, q.claim.name[:])
}

// elementID is the id of a later element of a list that the key names. It
// follows from the body too, so that another list does not pass for this one.
func (q *request) elementID(first ledger.ID, place int) ledger.ID {
	var seed [sha256.Size + 16 + 8]byte
	copy(seed[:], q.claim.name[:])
	copy(seed[sha256.Size:], q.claim.body[:])
	binary.BigEndian.PutUint64(seed[sha256.Size+16:], uint64(place))
	hash := sha256.Sum256(seed[:])
	return version7(first.Millis(), hash[:])
}

// findMillis looks for the id of the key under the rounded times of the window,
// and gives the present one when there is none.
func (q *request) findMillis() (millis int64) {
	step := max(int64(q.api.deps.Window/time.Millisecond)/buckets, 1)
	q.api.deps.Node.View(func(m *clearing.Machine) {
		// The machine's time does not go back when the clock does.
		now := max(q.api.now().UnixMilli(), m.Now()/int64(time.Millisecond)) / step * step
		millis = now
		for at := now; at >= 0 && at >= now-(buckets+1)*step; at -= step {
			if _, ok := m.Ledger().Remembers(version7(at, q.claim.name[:])); ok {
				millis = at
				return
			}
		}
	})
	return millis
}

// time is the present, and never before the machine's.
func (q *request) time() time.Time {
	now := q.api.now()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if machine := time.Unix(0, m.Now()); machine.After(now) {
			now = machine
		}
	})
	return now
}
