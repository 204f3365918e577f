package treasury

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/settlement"
)

// lateAfter is how long behind a transaction's block its transfers are waited for
// before a payment in it counts as missed. It is tried before it is sent again, so
// being too early costs a question.
const lateAfter = 5 * time.Second

// flight is an intent that carries payments.
type flight struct {
	payments []ledger.ID
	since    time.Time
	included time.Time // when it was first seen in a block; zero while it is in none
	missed   bool      // what it did not carry out goes other ways already
}

// flights are the intents under way, with those that an earlier life of the
// program has left: of these nobody knows any more what joined ones carry.
type flights struct {
	mu     sync.Mutex
	byID   map[string]*flight
	legacy map[string]bool
	began  time.Time
}

func (f *flights) init() { f.byID, f.legacy = map[string]*flight{}, map[string]bool{} }

func (f *flights) add(id string, one *flight) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byID[id] = one
	delete(f.legacy, id)
}

func (f *flights) remove(id string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.byID, id)
	delete(f.legacy, id)
}

func (f *flights) len() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.byID) + len(f.legacy)
}

func (f *flights) all() map[string]*flight {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := make(map[string]*flight, len(f.byID))
	for id, one := range f.byID {
		all[id] = one
	}
	return all
}

func (f *flights) inherited() (ids []string, began time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for id := range f.legacy {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, f.began
}

// inherit finds what an earlier life has left under way.
func (b *branch) inherit() {
	left := b.Chain.Unfinished()
	b.flights.mu.Lock()
	defer b.flights.mu.Unlock()
	b.flights.began = b.options.Now()
	for _, id := range left {
		if strings.HasPrefix(id, collectPrefix) && b.flights.byID[id] == nil {
			b.flights.legacy[id] = true
		}
	}
}

// inherited reports whether a payment may be in a transaction that an earlier life
// has left under way. It waits until those are in blocks, unless it is about to
// end: the chain carries it out once at most, and twice would only cost gas.
func (b *branch) inherited(p *settlement.Payment, now time.Time) bool {
	left, began := b.flights.inherited()
	return len(left) > 0 && p.At < began.UnixNano() && time.Unix(0, p.Until).Sub(now) > leadUntil
}

// carriedBy are the payments of the intent that a transaction was signed for.
func (b *branch) carriedBy(tx settlement.Hash) []ledger.ID {
	for id, f := range b.flights.all() {
		if o, ok, err := b.Chain.Outcome(id); err == nil && ok && slices.Contains(o.Txs, tx) {
			return f.payments
		}
	}
	return nil
}

// track looks at what became of the intents under way.
func (b *branch) track(ctx context.Context, now time.Time) {
	left, _ := b.flights.inherited()
	for _, id := range left {
		o, ok, err := b.Chain.Outcome(id)
		if err == nil && (!ok || o.Stage != Waiting && b.passed(o.Block)) {
			b.flights.remove(id)
		}
	}
	for id, f := range b.flights.all() {
		o, ok, err := b.Chain.Outcome(id)
		if err != nil {
			continue
		}
		if !ok {
			o = Outcome{Stage: Failed}
		}
		b.trackOne(ctx, id, f, &o, now)
	}
}

// passed reports whether what a block brought has been entered, for certain.
func (b *branch) passed(block uint64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.final.Number >= block || b.head.Number >= block
}

func (b *branch) trackOne(ctx context.Context, id string, f *flight, o *Outcome, now time.Time) {
	switch o.Stage {
	case Waiting:
		f.included, f.missed = time.Time{}, false
		if o.Code != "" {
			b.troubled(inCollecting, &waitingError{id, o.Code, o.Text})
		}
		return
	case Included:
		if f.included.IsZero() {
			f.included = now
		}
		if f.missed || now.Sub(f.included) < lateAfter {
			return
		}
		f.missed = true
		b.release(ctx, id, f, o, now)
	case Settled:
		if !b.finalPassed(o.Block) && now.Sub(f.since) < time.Hour {
			return
		}
		b.release(ctx, id, f, o, now)
		b.flights.remove(id)
	case Failed:
		b.release(ctx, id, f, o, now)
		b.flights.remove(id)
	}
}

func (b *branch) finalPassed(block uint64) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.final.Number >= block
}

// release lets the payments go other ways that an intent has not carried out.
func (b *branch) release(ctx context.Context, id string, f *flight, o *Outcome, now time.Time) {
	for _, payment := range f.payments {
		d, owed := b.owed.get(payment)
		if !owed || d.flight != id {
			continue
		}
		p, ok := b.payment(payment)
		if !ok || p.State != settlement.PaymentDue {
			if o.Stage != Included {
				b.owed.change(payment, func(d *due) { d.flight = "" })
			}
			continue
		}
		b.missed(payment, now, o.Revert)
		if len(f.payments) > 1 && o.Stage == Failed {
			b.owed.change(payment, func(d *due) { d.alone = true }) // together they did not get through
		}
	}
	b.nudge()
}

// waitingError says why an intent waits.
type waitingError struct{ intent, code, text string }

func (e *waitingError) Error() string { return e.code + ": " + e.intent + " waits: " + e.text }
