package treasury

import (
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// due is a payment that is to be collected, or was when it was looked at last.
type due struct {
	since  time.Time // when it was found to be due
	until  int64     // from then on it cannot be collected, Unix nanoseconds
	next   time.Time // not sent again before
	tries  int       // that came to nothing
	reason string    // why the last one did
	alone  bool      // shares no transaction any more
	flight string    // the intent that carries it; empty for none
}

// owed are the payments of a chain that may be due.
type owed struct {
	mu   sync.Mutex
	dues map[ledger.ID]*due
}

func (o *owed) init() { o.dues = map[ledger.ID]*due{} }

func (o *owed) add(p *settlement.Payment, at time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.dues[p.ID] == nil {
		o.dues[p.ID] = &due{since: at, until: p.Until}
	}
}

func (o *owed) remove(id ledger.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.dues, id)
}

// some are those that f picks. Tens of thousands may be owed while a chain is
// away, so nothing is copied or looked up for the others.
func (o *owed) some(f func(*due) bool) map[ledger.ID]due {
	o.mu.Lock()
	defer o.mu.Unlock()
	picked := map[ledger.ID]due{}
	for id, d := range o.dues {
		if f(d) {
			picked[id] = *d
		}
	}
	return picked
}

func (o *owed) get(id ledger.ID) (due, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if d := o.dues[id]; d != nil {
		return *d, true
	}
	return due{}, false
}

func (o *owed) change(id ledger.ID, f func(*due)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if d := o.dues[id]; d != nil {
		f(d)
	}
}

func (o *owed) count() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.dues)
}

// watched notes whether somebody tells of every payment that changes.
type watched struct{ told atomic.Bool }

func (w *watched) on()      { w.told.Store(true) }
func (w *watched) is() bool { return w.told.Load() }

// waiting are the callers of Collected, and what they want to know.
type waiting struct {
	mu    sync.Mutex
	calls map[ledger.ID]*call
	txs   map[ledger.ID]settlement.Hash
	order []ledger.ID // of txs, the oldest first
}

// call is closed and made anew whenever something about its payment changes.
type call struct {
	changed chan struct{}
	callers int
}

func (w *waiting) init() {
	w.calls, w.txs = map[ledger.ID]*call{}, map[ledger.ID]settlement.Hash{}
}

func (w *waiting) join(id ledger.ID) *call {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.calls[id]
	if c == nil {
		c = &call{changed: make(chan struct{})}
		w.calls[id] = c
	}
	c.callers++
	return c
}

func (w *waiting) leave(id ledger.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.calls[id]; c != nil {
		if c.callers--; c.callers == 0 {
			delete(w.calls, id)
		}
	}
}

func (w *waiting) change(id ledger.ID) <-chan struct{} {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.calls[id].changed
}

func (w *waiting) wake(id ledger.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if c := w.calls[id]; c != nil {
		close(c.changed)
		c.changed = make(chan struct{})
	}
}

// carried notes which transaction carried a payment out.
func (w *waiting) carried(id ledger.ID, tx settlement.Hash) {
	w.mu.Lock()
	if _, known := w.txs[id]; !known {
		w.order = append(w.order, id)
	}
	w.txs[id] = tx
	if len(w.order) > kept {
		delete(w.txs, w.order[0])
		w.order = w.order[1:]
	}
	w.mu.Unlock()
	w.wake(id)
}

func (w *waiting) tx(id ledger.ID) (tx settlement.Hash, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	tx, ok = w.txs[id]
	return tx, ok
}

// attempts count how often something was sent in vain, with a growing pause.
type attempts struct {
	mu   sync.Mutex
	made map[ledger.ID]*attempt
}

type attempt struct {
	n    int
	next time.Time
	mine bool // it was sent in this life of the program
}

func (a *attempts) init() { a.made = map[ledger.ID]*attempt{} }

func (a *attempts) get(id ledger.ID) attempt {
	a.mu.Lock()
	defer a.mu.Unlock()
	if m := a.made[id]; m != nil {
		return *m
	}
	return attempt{}
}

func (a *attempts) failed(id ledger.ID, next time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	m := a.made[id]
	if m == nil {
		m = &attempt{}
		a.made[id] = m
	}
	m.n, m.next, m.mine = m.n+1, next, false
}

// mine notes that the present try was sent in this life.
func (a *attempts) mine(id ledger.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.made[id] == nil {
		a.made[id] = &attempt{}
	}
	a.made[id].mine = true
}

// keep forgets all but what still is.
func (a *attempts) keep(is map[ledger.ID]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	maps.DeleteFunc(a.made, func(id ledger.ID, _ *attempt) bool { return !is[id] })
}

func backoff(tries int) time.Duration {
	d := backoffMin
	for range min(tries, 8) {
		d *= 2
	}
	return min(d, backoffMax)
}
