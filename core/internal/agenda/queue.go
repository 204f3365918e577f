package agenda

import "container/heap"

// Event is something that happens at a time.
type Event[E any] interface {
	// Time is when, Unix nanoseconds.
	Time() int64
	// Before orders events of the same time, so that every machine takes them alike.
	Before(E) bool
}

// Queue gives events in the order of their times. One that was overtaken stays in it:
// whoever takes it out knows whether it still means something.
type Queue[E Event[E]] struct{ heap events[E] }

// Push adds an event.
func (q *Queue[E]) Push(e E) { heap.Push(&q.heap, e) }

// Due takes out the first event at or before now.
func (q *Queue[E]) Due(now int64) (e E, ok bool) {
	if len(q.heap) == 0 || q.heap[0].Time() > now {
		return e, false
	}
	return heap.Pop(&q.heap).(E), true
}

// Next is the first event's time; it is not ok where there is none.
func (q *Queue[E]) Next() (at int64, ok bool) {
	if len(q.heap) == 0 {
		return 0, false
	}
	return q.heap[0].Time(), true
}

type events[E Event[E]] []E

func (h events[E]) Len() int      { return len(h) }
func (h events[E]) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h events[E]) Less(i, j int) bool {
	if a, b := h[i].Time(), h[j].Time(); a != b {
		return a < b
	}
	return h[i].Before(h[j])
}
func (h *events[E]) Push(x any) { *h = append(*h, x.(E)) }
func (h *events[E]) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	*h = (*h)[:last]
	return e
}
