package metering

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// Clearing is what the intake needs of the clearing house.
type Clearing interface {
	// Use enters a batch and is durable when it returns. There is one outcome
	// for each entry. After an error it is not known what was entered; the same
	// batch may be sent again.
	Use(ctx context.Context, entries []clearing.UseEntry) ([]clearing.UseOutcome, error)
}

// Memory knows the events of longer ago than the machine remembers.
type Memory interface {
	// Seen reports for each event, in order, whether it was entered in a record
	// that the memory holds, and appends that to known. An event that it does
	// not hold yet, the machine still knows.
	Seen(events []ledger.ID, known []bool) ([]bool, error)
}

// BatchMax is how many events go to the machine at once.
const BatchMax = 8_192

// Outcome is what became of one event.
type Outcome struct {
	Duplicate bool
	Mistake   *Mistake // why it does not count; nil when it does
}

// Intake takes events in. Its methods are called from any goroutine.
type Intake struct {
	clearing Clearing
	memory   Memory
	now      func() time.Time
	meters   atomic.Pointer[map[string][]*Meter] // by the events' type
}

// NewIntake makes an intake without meters.
func NewIntake(c Clearing, m Memory, now func() time.Time) *Intake {
	in := &Intake{clearing: c, memory: m, now: now}
	in.SetMeters(nil)
	return in
}

// SetMeters replaces the meters; events that are being read keep the old ones.
func (in *Intake) SetMeters(list []Meter) {
	byType := make(map[string][]*Meter)
	for i := range list {
		byType[list[i].EventType] = append(byType[list[i].EventType], &list[i])
	}
	in.meters.Store(&byType)
}

// Take enters events for a seller, or for any when the seller is zero. Outcomes
// come in the order of the events. After an error nothing is known of them, and
// all may be sent again.
func (in *Intake) Take(ctx context.Context, seller ledger.ID, events []Event) ([]Outcome, error) {
	outcomes := make([]Outcome, len(events))
	b := batch{intake: in, ctx: ctx, outcomes: outcomes}
	now := in.now()
	for i := range events {
		if outcomes[i].Mistake = b.add(i, seller, &events[i], now); b.err != nil {
			return nil, b.err
		}
	}
	if b.flush(); b.err != nil {
		return nil, b.err
	}
	b.judge()
	return outcomes, nil
}

// batch gathers entries until there are enough for the machine.
type batch struct {
	intake   *Intake
	ctx      context.Context
	entries  []clearing.UseEntry
	owners   []int // the event of each entry
	outcomes []Outcome
	counted  []bool // whether an entry of the event was accepted
	err      error
}

// add makes an entry for each meter that looks at the event.
func (b *batch) add(i int, seller ledger.ID, e *Event, now time.Time) *Mistake {
	at, wrong := e.check(now)
	if wrong != nil {
		return wrong
	}
	begin, matched := len(b.entries), false
	for _, m := range (*b.intake.meters.Load())[e.Type] {
		if (!seller.IsZero() && m.Seller != seller) || (m.Source != "" && m.Source != e.Source) {
			continue
		}
		matched = true
		r, wrong := m.read(e)
		if wrong != nil {
			// One meter's mistake is the event's: it counts for all or for none.
			b.entries, b.owners = b.entries[:begin], b.owners[:begin]
			return wrong
		}
		b.entries = append(b.entries, clearing.UseEntry{
			Event: m.id(e), Buyer: r.buyer, Seller: m.Seller, Key: r.key, Definition: m.Number,
			Region: r.region, Value: r.value, Subject: r.item, At: at,
		})
		b.owners = append(b.owners, i)
	}
	if !matched {
		return mistake("event_type_unknown", "no meter looks at events of type %q from %q; the seller's meters say which events count", clip(e.Type), clip(e.Source))
	}
	if len(b.entries) >= BatchMax {
		b.flush()
	}
	return nil
}

// flush enters what was gathered. What the memory knows is not sent again.
func (b *batch) flush() {
	if b.err != nil || len(b.entries) == 0 {
		return
	}
	if b.counted == nil {
		b.counted = make([]bool, len(b.outcomes))
	}
	ids := make([]ledger.ID, len(b.entries))
	for i := range ids {
		ids[i] = b.entries[i].Event
	}
	known, err := b.intake.memory.Seen(ids, make([]bool, 0, len(ids)))
	if err != nil {
		b.err = fmt.Errorf("the memory of events: %w", err)
		return
	}
	kept, owners := b.entries[:0], b.owners[:0]
	for i := range known {
		if !known[i] {
			kept, owners = append(kept, b.entries[i]), append(owners, b.owners[i])
		}
	}
	if len(kept) > 0 {
		results, err := b.intake.clearing.Use(b.ctx, kept)
		if err == nil && len(results) != len(kept) {
			err = errors.New("the machine did not answer for each event")
		}
		if err != nil {
			b.err = err
			return
		}
		for i, result := range results {
			b.note(owners[i], result)
		}
	}
	b.entries, b.owners = b.entries[:0], b.owners[:0]
}

func (b *batch) note(event int, result clearing.UseOutcome) {
	switch result {
	case clearing.UseAccepted:
		b.counted[event] = true
	case clearing.UseDuplicate:
	default:
		b.outcomes[event].Mistake = &Mistake{Code: result.String(), Detail: result.Sentence()}
	}
}

// judge calls an event a duplicate of which nothing was new.
func (b *batch) judge() {
	for i := range b.outcomes {
		o := &b.outcomes[i]
		o.Duplicate = o.Mistake == nil && !b.counted[i]
	}
}
