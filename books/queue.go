package books

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

const (
	// queueSizeMax bounds the bytes of records that wait to be written; a record
	// that is larger alone is taken when nothing else waits.
	queueSizeMax = 64 << 20
	// batchSizeMax is about what one transaction writes. Larger ones are hardly
	// faster and keep readers of fresh records waiting.
	batchSizeMax = 8 << 20
	// linger is how long a record waits for others before it is written: a
	// transaction writes each page that it touches once, and a call that ends
	// within it is one row. Nobody who waits is kept waiting.
	linger = 250 * time.Millisecond
)

// ErrGap: the log has records that the books were never told of.
var ErrGap = errors.New("books: records are missing; rebuild them from the log")

// errClosed ends waits on books that are shut.
var errClosed = errors.New("books: closed")

// queue is between the machine's goroutine and the writer's.
type queue struct {
	mu       sync.Mutex
	changed  sync.Cond     // something below changed
	wake     chan struct{} // of the writer, one token
	records  []*record
	free     []*record // emptied, to be used again
	size     int       // bytes of records
	sizeMax  int
	full     bool   // somebody waits for room
	sums     []sum  // to be kept, see balance.go
	received uint64 // last record told
	position uint64 // last record written, which queries see
	durable  uint64 // last record that survives a power cut
	wanted   uint64 // last record that somebody waits to see
	needed   uint64 // last record that somebody waits to be durable
	closed   bool   // nothing more is taken
	gone     bool   // the writer is
	err      error
	failed   chan struct{} // closed behind err
}

func (q *queue) init(position uint64) {
	q.changed.L = &q.mu
	q.wake = make(chan struct{}, 1)
	q.failed = make(chan struct{})
	q.sizeMax = queueSizeMax
	q.received, q.position, q.wanted = position, position, position
}

func (q *queue) ring() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// stop ends the books with a reason. The first one stays.
func (q *queue) stop(err error) {
	if q.err != nil {
		return
	}
	q.err = err
	close(q.failed)
	q.records, q.size, q.free, q.sums = nil, 0, nil, nil
	q.changed.Broadcast()
	q.ring()
}

// add takes a record and gives an empty one for the next.
func (q *queue) add(r *record) *record {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil && !q.closed && r.seq > q.received+1 {
		q.stop(fmt.Errorf("%w: they stand at record %d and were told of %d", ErrGap, q.received, r.seq))
	}
	if q.err == nil && !q.closed && r.seq <= q.received {
		// A replay of what is in.
		r.reset()
		return r
	}
	for q.err == nil && !q.closed && len(q.records) > 0 && q.size+r.size > q.sizeMax {
		q.full = true
		q.ring()
		q.changed.Wait()
	}
	if q.err != nil || q.closed {
		r.reset()
		return r
	}
	q.records = append(q.records, r)
	q.size += r.size
	q.received = r.seq
	if len(q.records) == 1 || q.urgent() {
		q.ring()
	}
	if n := len(q.free); n > 0 {
		r = q.free[n-1]
		q.free = q.free[:n-1]
		return r
	}
	fresh := &record{}
	fresh.reset()
	return fresh
}

// urgent reports whether the writer should not linger.
func (q *queue) urgent() bool {
	return q.closed || q.full || q.size >= batchSizeMax || q.wanted > q.position || q.needed > q.durable
}

// batch is what the writer does in one transaction.
type batch struct {
	records []*record
	sums    []sum
	durable bool // must survive a power cut when it is written
}

// next waits for work; ok is false when there will be none.
func (q *queue) next() (b batch, ok bool) {
	for {
		q.mu.Lock()
		idle := len(q.records) == 0 && q.needed <= q.durable
		switch {
		case q.err != nil || (idle && q.closed):
			q.mu.Unlock()
			return batch{}, false
		case idle:
			q.mu.Unlock()
			<-q.wake
			continue
		case !q.urgent():
			q.mu.Unlock()
			q.linger()
			q.mu.Lock()
			if q.err != nil {
				q.mu.Unlock()
				return batch{}, false
			}
		}
		b = q.take()
		q.mu.Unlock()
		return b, true
	}
}

func (q *queue) linger() {
	timer := time.NewTimer(linger)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return
		case <-q.wake:
		}
		q.mu.Lock()
		urgent := q.err != nil || q.urgent()
		q.mu.Unlock()
		if urgent {
			return
		}
	}
}

// take cuts a batch off the queue.
func (q *queue) take() batch {
	size, n := 0, 0
	for n < len(q.records) && (n == 0 || size+q.records[n].size <= batchSizeMax) {
		size += q.records[n].size
		n++
	}
	b := batch{records: q.records[:n:n], sums: q.sums}
	q.records, q.sums = q.records[n:], nil
	q.size -= size
	last := q.position
	if n > 0 {
		last = b.records[n-1].seq
	}
	b.durable = q.needed > q.durable && last >= q.needed
	q.full = false
	q.changed.Broadcast() // there is room
	return b
}

// Emptied records are kept to be used again, as many as one transaction has
// under load, unless they grew large.
const (
	recordsFree    = 256
	recordSizeFree = 64 << 10
)

// done notes that a batch is written.
func (q *queue) done(b batch) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if n := len(b.records); n > 0 {
		q.position = b.records[n-1].seq
	}
	if b.durable {
		q.durable = q.position
	}
	for _, r := range b.records {
		if len(q.free) == recordsFree || r.size > recordSizeFree {
			continue
		}
		r.reset()
		q.free = append(q.free, r)
	}
	q.changed.Broadcast()
}

// wait returns when reached says so.
func (q *queue) wait(ctx context.Context, seq uint64, want *uint64, reached *uint64) error {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil && seq > q.received {
		return fmt.Errorf("%w: they stand at record %d and were never told of %d", ErrGap, q.received, seq)
	}
	for *reached < seq {
		switch {
		case q.err != nil:
			return q.err
		case q.gone:
			return errClosed
		case ctx.Err() != nil:
			return ctx.Err()
		}
		if *want < seq {
			*want = seq
			q.ring()
		}
		q.changed.Wait()
	}
	return nil
}

// later returns when queries see more than the records up to seq. It hurries
// nobody: what comes in is seen a linger later.
func (q *queue) later(ctx context.Context, seq uint64) error {
	stop := context.AfterFunc(ctx, func() {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.changed.Broadcast()
	})
	defer stop()
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.position <= seq {
		switch {
		case q.err != nil:
			return q.err
		case q.gone:
			return errClosed
		case ctx.Err() != nil:
			return ctx.Err()
		}
		q.changed.Wait()
	}
	return nil
}
