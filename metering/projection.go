package metering

import (
	"errors"
	"fmt"
	"sync"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/metering/seen"
)

// Projection keeps the memory of events in step with the log: it is told what
// the machine does, record by record, and writes down which events counted.
type Projection struct {
	clearing.Ignore // of everything but usage

	index *seen.Index
	ids   []seen.ID // of the record that is being told

	mu  sync.Mutex
	err error // of a write that failed; nothing is stored after it
}

// ErrGap says that the memory lacks records that nobody will tell it again. It
// is to be made anew from the log.
var ErrGap = errors.New("the memory of events lacks records of the log")

// NewProjection makes a projection on an index.
func NewProjection(index *seen.Index) *Projection { return &Projection{index: index} }

// Used implements clearing.Observer.
func (p *Projection) Used(_ int64, record *clearing.UseRecord) {
	for i := range record.Lines {
		for _, event := range record.Lines[i].Events {
			var id seen.ID
			event.Put(id[:])
			p.ids = append(p.ids, id)
		}
	}
}

// Applied ends the observations of a record.
func (p *Projection) Applied(seq uint64, _ int64) {
	ids := p.ids
	p.ids = p.ids[:0]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return
	}
	if position := p.index.Position(); seq > position+1 {
		p.err = fmt.Errorf("%w: it stands at record %d and is told of %d", ErrGap, position, seq)
		return
	}
	p.err = p.index.Add(seq, ids)
}

// Await returns when everything up to a record is on disk.
func (p *Projection) Await(seq uint64) error {
	if err := p.Err(); err != nil || p.index.Stored() >= seq {
		return err
	}
	return p.index.Store()
}

// Err is what keeps the projection from following the log; nil when it does.
func (p *Projection) Err() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// Seen implements Memory. A memory that does not follow the log any more
// answers with why: an event that may have counted must not count again.
func (p *Projection) Seen(events []ledger.ID, known []bool) ([]bool, error) {
	if err := p.Err(); err != nil {
		return known, err
	}
	ids := make([]seen.ID, len(events))
	for i := range events {
		events[i].Put(ids[i][:])
	}
	return p.index.Seen(ids, known)
}

// Close stores what is not stored yet and closes the index.
func (p *Projection) Close() error { return p.index.Close() }
