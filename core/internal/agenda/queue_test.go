package agenda

import (
	"math/rand/v2"
	"slices"
	"testing"
)

type event struct {
	at   int64
	name int
}

func (e event) Time() int64         { return e.at }
func (e event) Before(o event) bool { return e.name < o.name }

// TestQueueGivesEventsInOneOrder: by their times, and those of the same time by what
// tells them apart, whatever the order is in which they came.
func TestQueueGivesEventsInOneOrder(t *testing.T) {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 1))
	var want []event
	for name := range 200 {
		want = append(want, event{int64(name / 7), name})
	}
	var q Queue[event]
	for _, i := range rng.Perm(len(want)) {
		q.Push(want[i])
	}
	var got []event
	for now := range int64(40) {
		for {
			e, ok := q.Due(now)
			if !ok {
				break
			}
			if e.at != now {
				t.Fatalf("seed %d: the event of %d came at %d", seed, e.at, now)
			}
			got = append(got, e)
		}
	}
	if !slices.Equal(got, want) {
		t.Fatalf("seed %d: %v, want %v", seed, got, want)
	}
}
