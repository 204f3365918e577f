package courier

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"aidollar/api"
	"aidollar/core/clearing"
	"aidollar/core/duty"
	"aidollar/core/ledger"
	"aidollar/rules/identity"
	"aidollar/rules/ivms101"
)

// Node is the log.
type Node interface {
	View(f func(*clearing.Machine))
	Submit(ctx context.Context, commands ...clearing.Command) ([]clearing.Answer, error)
}

// Books know of movements of money that the machine has forgotten.
type Books interface {
	Payment(ctx context.Context, id ledger.ID) (p api.Payment, steps []api.Step, ok bool, err error)
	Arrival(ctx context.Context, id ledger.ID) (a api.Arrival, steps []api.Step, ok bool, err error)
	Payout(ctx context.Context, id ledger.ID) (p api.Payout, steps []api.Step, ok bool, err error)
}

// Options say what a courier works with.
type Options struct {
	Node     Node
	Books    Books
	Store    *identity.Store
	Person   func(party, by ledger.ID) (*ivms101.Person, error) // who a party is; nil where nobody knows
	House    *ivms101.Person                                    // who serves; nil: nobody said
	Checksum func([20]byte) string                              // prints an address
	Now      func() time.Time
	Log      *slog.Logger
}

const (
	lookEvery  = time.Second      // whether something new is owed
	retryEvery = time.Minute      // what could not be composed
	holdEvery  = 10 * time.Minute // until when parties are kept
	together   = 64               // duties whose payloads are kept in one write, and that one record ends
	// keepDays is for how long a payload is kept where no rule says: as FATF's
	// Recommendation 11 wants records of transactions kept.
	keepDays = 1825
)

// Courier is one at work. It may be asked from many goroutines.
type Courier struct {
	o    Options
	stop context.CancelFunc
	done chan struct{}

	mu      sync.Mutex
	missing map[uint64][]api.Fault // for what is owed, by number

	seen    uint64 // duties up to this number were looked at
	retried time.Time
	held    time.Time
}

// Start has a courier work until Close.
func Start(o Options) *Courier {
	ctx, stop := context.WithCancel(context.Background())
	c := &Courier{o: o, stop: stop, done: make(chan struct{}), missing: map[uint64][]api.Fault{}}
	go c.run(ctx)
	return c
}

// Close ends it. What is under way is found again at the next start.
func (c *Courier) Close() {
	c.stop()
	<-c.done
}

func (c *Courier) run(ctx context.Context) {
	defer close(c.done)
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		if err := c.round(ctx); err != nil && ctx.Err() == nil {
			c.o.Log.Error("what travels beside money could not be kept; it is tried again", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// round does what there is to do by now.
func (c *Courier) round(ctx context.Context) error {
	var errs []error
	if now := c.o.Now(); now.Sub(c.held) >= holdEvery {
		c.held = now
		errs = append(errs, c.o.Store.Hold(c.keptUntil))
	}
	return errors.Join(append(errs, c.deliver(ctx))...)
}

func (c *Courier) keptUntil(party ledger.ID) (until int64) {
	c.o.Node.View(func(m *clearing.Machine) { until = m.Duties().KeptUntil(party) })
	return until
}

// deliver composes and keeps what is owed, and tells the log.
func (c *Courier) deliver(ctx context.Context) error {
	last, list := c.owed()
	for some := range slices.Chunk(list, together) {
		ended, err := c.pack(ctx, some)
		if err == nil && len(ended) > 0 {
			_, err = c.o.Node.Submit(ctx, ended...)
		}
		if err != nil {
			return err // nothing was seen: all of it comes again
		}
	}
	c.seen = last
	return nil
}

// owed are the duties that are new, or all where those that failed are tried again.
func (c *Courier) owed() (last uint64, list []duty.Duty) {
	c.mu.Lock()
	failed := len(c.missing) > 0
	c.mu.Unlock()
	again := failed && c.o.Now().Sub(c.retried) >= retryEvery
	c.o.Node.View(func(m *clearing.Machine) {
		if last = m.Duties().Last(); (last == c.seen && !again) || m.Duties().Count(duty.Travel) == 0 {
			return
		}
		m.Duties().Open(func(d *duty.Duty) bool {
			if d.Kind == duty.Travel && (again || d.Number > c.seen) {
				list = append(list, *d)
			}
			return true
		})
	})
	if again {
		c.retried = c.o.Now()
		c.forget(list)
	}
	return last, list
}

// forget drops what was missing for duties that are owed no more.
func (c *Courier) forget(owed []duty.Duty) {
	open := make(map[uint64]bool, len(owed))
	for i := range owed {
		open[owed[i].Number] = true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for number := range c.missing {
		if !open[number] {
			delete(c.missing, number)
		}
	}
}

// note notes what is missing for a duty; nothing means that it is whole.
func (c *Courier) note(number uint64, missing []api.Fault) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(missing) == 0 {
		delete(c.missing, number)
		return
	}
	if c.missing[number] == nil {
		c.o.Log.Warn("what travels beside money cannot be composed", "duty", number, "missing", missing[0].Pointer, "why", missing[0].Detail)
	}
	c.missing[number] = missing
}

// Missing says what a duty waits for; nothing where it does not.
func (c *Courier) Missing(number uint64) []api.Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.missing[number]
}
