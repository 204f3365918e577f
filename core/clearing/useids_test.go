package clearing

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

// TestEventsAreRememberedExactly compares the memory of ids with a plain list,
// over ids whose hashes collide, expiry, more than there is room for, ids that
// are taken back, and restores.
func TestEventsAreRememberedExactly(t *testing.T) {
	const most = 3_000
	type known struct {
		id ledger.ID
		at int64
	}
	random := rand.New(rand.NewPCG(20261122, 6))
	e := newEventIDs(most)
	var list []known
	now := int64(1_800_000_000) * nanosPerSecond
	for step := range 60_000 {
		if random.IntN(500) == 0 {
			now += random.Int64N(UseWindow / 2)
		}
		e.expire(now)
		for len(list) > 0 && (list[0].at+nanosPerSecond-1)/nanosPerSecond*nanosPerSecond+UseWindow <= now {
			list = list[1:]
		}
		id := ledger.ID{Hi: random.Uint64N(3), Lo: 1 + random.Uint64N(4_000)}
		want := false
		for _, k := range list {
			want = want || k.id == id
		}
		hash := hashEvent(id)
		place, got := e.find(id, hash)
		if got != want {
			t.Fatalf("step %d: id %v is known: %v, want %v", step, id, got, want)
		}
		if !got {
			e.add(id, hash, place, now)
			if list = append(list, known{id, now}); len(list) > most {
				list = list[1:]
			}
			if random.IntN(50) == 0 {
				e.forget(id)
				list = list[:len(list)-1]
			}
		}
		if e.len() != len(list) {
			t.Fatalf("step %d: %d ids are remembered, want %d", step, e.len(), len(list))
		}
		if step%5_000 == 0 {
			e = restoredEvents(t, &e, most)
		}
	}
}

func restoredEvents(t *testing.T, e *eventIDs, most int) eventIDs {
	t.Helper()
	var a, b wire.Appender
	view := e.freeze()
	view.append(&a)
	again := newEventIDs(most)
	if err := again.restore(&wire.Reader{B: a.B}); err != nil {
		t.Fatal(err)
	}
	again.append(&b)
	if !bytes.Equal(a.B, b.B) {
		t.Fatal("the restored memory writes other bytes")
	}
	for n := 0; n < len(a.B); n += 1 + n/50 {
		cut := newEventIDs(most)
		r := &wire.Reader{B: a.B[:n]}
		if err := cut.restore(r); err == nil && !r.Short() {
			t.Fatalf("%d of %d bytes pass for the memory", n, len(a.B))
		}
	}
	return again
}
