package settlement

import (
	"container/heap"

	"aidollar/core/ledger"
)

// entry is when something is to be looked at.
type entry struct {
	at int64
	id ledger.ID
}

// schedule gives entries in the order of their times, and of ids within one: the
// order in which they came does not matter, so that a restored one is the same.
type schedule []entry

func (s schedule) Len() int { return len(s) }
func (s schedule) Less(i, j int) bool {
	if s[i].at != s[j].at {
		return s[i].at < s[j].at
	}
	return s[i].id.Less(s[j].id)
}
func (s schedule) Swap(i, j int) { s[i], s[j] = s[j], s[i] }

// Push and Pop are container/heap's; use push and pop.
func (s *schedule) Push(x any) { *s = append(*s, x.(entry)) }

// Pop removes the last.
func (s *schedule) Pop() any {
	last := len(*s) - 1
	e := (*s)[last]
	*s = (*s)[:last]
	return e
}

func (s *schedule) push(e entry) { heap.Push(s, e) }
func (s *schedule) pop() entry   { return heap.Pop(s).(entry) }
