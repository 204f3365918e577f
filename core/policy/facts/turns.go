package facts

import (
	"slices"

	"github.com/cedar-policy/cedar-go"
)

// turns are the times at which facts begin or end, with the entities whose these are.
type turns struct {
	times    []int64 // in order, each once
	at       map[int64][]cedar.EntityUID
	entities []cedar.EntityUID // in order, each once
	versions map[cedar.EntityUID]int
}

func newTurns() turns {
	return turns{at: map[int64][]cedar.EntityUID{}, versions: map[cedar.EntityUID]int{}}
}

// times of an entry: one that is open has no end.
func timesOf(e *Entry) []int64 {
	if e.Until == 0 {
		return []int64{e.From}
	}
	return []int64{e.From, e.Until}
}

func (t *turns) add(e *Entry) {
	for _, at := range timesOf(e) {
		if len(t.at[at]) == 0 {
			place, _ := slices.BinarySearch(t.times, at)
			t.times = slices.Insert(t.times, place, at)
		}
		t.at[at] = append(t.at[at], e.UID)
	}
	if t.versions[e.UID]++; t.versions[e.UID] == 1 {
		place, _ := slices.BinarySearchFunc(t.entities, e.UID, compareUID)
		t.entities = slices.Insert(t.entities, place, e.UID)
	}
}

func (t *turns) drop(e *Entry) {
	for _, at := range timesOf(e) {
		list := t.at[at]
		list[slices.Index(list, e.UID)] = list[len(list)-1]
		if t.at[at] = list[:len(list)-1]; len(list) == 1 {
			place, _ := slices.BinarySearch(t.times, at)
			t.times = slices.Delete(t.times, place, place+1)
			delete(t.at, at)
		}
	}
	if t.versions[e.UID]--; t.versions[e.UID] == 0 {
		delete(t.versions, e.UID)
		place, _ := slices.BinarySearchFunc(t.entities, e.UID, compareUID)
		t.entities = slices.Delete(t.entities, place, place+1)
	}
}

// all are the entities in order.
func (t *turns) all() []cedar.EntityUID { return t.entities }

// next is the first time behind another.
func (t *turns) next(after int64) (int64, bool) {
	place, found := slices.BinarySearch(t.times, after)
	if found {
		place++
	}
	if place == len(t.times) {
		return 0, false
	}
	return t.times[place], true
}

// between calls f for what begins or ends behind a time and up to another.
func (t *turns) between(after, until int64, f func(cedar.EntityUID)) {
	for at, ok := t.next(after); ok && at <= until; at, ok = t.next(at) {
		for _, uid := range t.at[at] {
			f(uid)
		}
	}
}
