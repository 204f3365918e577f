package credit

import "container/heap"

// event of the queue: a line or a grant changes at a time by that alone. One that it
// does not know of any more is passed over when its time comes.
type event struct {
	at    int64
	grant bool
	place int
}

// queue gives events in the order of their times and, among equal ones, lines first.
type queue struct{ heap eventHeap }

func (q *queue) push(e event) { heap.Push(&q.heap, e) }

// due takes out the first event at or before now.
func (q *queue) due(now int64) (event, bool) {
	if len(q.heap) == 0 || q.heap[0].at > now {
		return event{}, false
	}
	return heap.Pop(&q.heap).(event), true
}

type eventHeap []event

func (h eventHeap) Len() int      { return len(h) }
func (h eventHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h eventHeap) Less(i, j int) bool {
	switch {
	case h[i].at != h[j].at:
		return h[i].at < h[j].at
	case h[i].grant != h[j].grant:
		return h[j].grant
	}
	return h[i].place < h[j].place
}
func (h *eventHeap) Push(x any) { *h = append(*h, x.(event)) }
func (h *eventHeap) Pop() any {
	last := len(*h) - 1
	e := (*h)[last]
	*h = (*h)[:last]
	return e
}
