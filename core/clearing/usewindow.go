package clearing

import (
	"container/heap"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
	"aidollar/core/ledger"
)

const (
	// UseLateness is how long after the end of a meter's window its events are
	// still taken, in nanoseconds: an hour. Then a last value is charged.
	UseLateness = 3600 * nanosPerSecond
	// UseWindowsMax bounds the windows that are open at once.
	UseWindowsMax = 1 << 20
	// UseSubjectsMax bounds the different subjects of one window.
	UseSubjectsMax = 1 << 20
)

// useWindow is an open window of a meter that looks at the events of one
// together: max, unique or last.
type useWindow struct {
	of       windowKey
	buyer    ledger.ID
	seller   ledger.ID
	end      int64
	order    uint64      // of opening; tells windows with the same end apart
	value    uint64      // max: the largest; last: the latest event's
	at       int64       // last: when the latest event was
	key      ledger.ID   // last: whose the latest event was
	region   string      // last: where it was
	subjects []ledger.ID // unique: in the order of their first event; only ever added to
}

// windowKey names a window: a contract's, so that currencies stay apart.
type windowKey struct {
	contract, definition uint32
	start                int64
}

// useWindows keeps the open windows. The maps only find and are never walked.
type useWindows struct {
	list  paged.Slice[useWindow] // no order, no gaps
	index map[windowKey]*windowPlace
	due   windowQueue
	next  uint64 // order of the next window
}

type windowPlace struct {
	place int
	seen  map[ledger.ID]struct{} // unique: the subjects
}

func newUseWindows() useWindows { return useWindows{index: map[windowKey]*windowPlace{}} }

// add enters a window and gives its place.
func (u *useWindows) add(w useWindow) *windowPlace {
	p := &windowPlace{place: u.list.Append(w), seen: make(map[ledger.ID]struct{}, len(w.subjects))}
	for _, s := range w.subjects {
		p.seen[s] = struct{}{}
	}
	u.index[w.of] = p
	heap.Push(&u.due, dueWindow{w.end, w.order, w.of})
	return p
}

// pop takes out the window that ended first, if it did so at or before a time.
func (u *useWindows) pop(ended int64) (w useWindow, ok bool) {
	if len(u.due) == 0 || u.due[0].end > ended {
		return w, false
	}
	key := heap.Pop(&u.due).(dueWindow).of
	place := u.index[key].place
	delete(u.index, key)
	w = *u.list.At(place)
	if last := u.list.Pop(); place < u.list.Len() {
		*u.list.Change(place) = last
		u.index[last.of].place = place
	}
	return w, true
}

// dueWindow is one element of the queue of windows, by their end and then by
// their order of opening.
type dueWindow struct {
	end   int64
	order uint64
	of    windowKey
}

type windowQueue []dueWindow

func (q windowQueue) Len() int { return len(q) }
func (q windowQueue) Less(i, j int) bool {
	return q[i].end < q[j].end || (q[i].end == q[j].end && q[i].order < q[j].order)
}
func (q windowQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }

// Push implements heap.Interface.
func (q *windowQueue) Push(x any) { *q = append(*q, x.(dueWindow)) }

// Pop implements heap.Interface.
func (q *windowQueue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}

func appendUseWindows(a *wire.Appender, next uint64, list *paged.Slice[useWindow]) {
	a.U64(next)
	a.U32(uint32(list.Len()))
	for i := range list.Len() {
		w := list.At(i)
		a.U32(w.of.contract)
		a.U32(w.of.definition)
		a.I64(w.of.start)
		a.ID(w.buyer)
		a.ID(w.seller)
		a.I64(w.end)
		a.U64(w.order)
		a.U64(w.value)
		a.I64(w.at)
		a.ID(w.key)
		a.Text(w.region)
		a.U32(uint32(len(w.subjects)))
		for _, s := range w.subjects {
			a.ID(s)
		}
	}
}

func (u *useWindows) restore(r *wire.Reader) error {
	u.next = r.U64()
	for range r.U32() {
		w := useWindow{of: windowKey{r.U32(), r.U32(), r.I64()}, buyer: r.ID(), seller: r.ID(), end: r.I64(), order: r.U64()}
		w.value, w.at, w.key, w.region = r.U64(), r.I64(), r.ID(), r.Text()
		for range min(r.U32(), UseSubjectsMax+1) {
			if r.Short() {
				break
			}
			w.subjects = append(w.subjects, r.ID())
		}
		_, twice := u.index[w.of]
		if r.Short() || twice || w.order >= u.next || len(w.subjects) > UseSubjectsMax {
			return fmt.Errorf("%w: window %d of a meter is damaged", errSnapshot, u.list.Len())
		}
		if p := u.add(w); len(p.seen) != len(w.subjects) {
			return fmt.Errorf("%w: a window of a meter has a subject twice", errSnapshot)
		}
	}
	return nil
}
