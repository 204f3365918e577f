package node

import (
	"errors"
	"slices"
	"sync"

	"aidollar/core/clearing"
	"aidollar/journal"
)

// request is one caller's commands on their way. They are read when their
// record is made, in the queue's lock; until then the caller may take them back.
type request struct {
	commands []clearing.Command
	size     int           // bytes they take in a record
	ready    chan struct{} // closed behind answers and err
	answers  []clearing.Answer
	err      error
}

func newRequest(commands []clearing.Command) *request {
	r := &request{commands: commands, ready: make(chan struct{})}
	for _, c := range commands {
		r.size += clearing.CommandSize(c)
	}
	return r
}

func (r *request) finish(answers []clearing.Answer, err error) {
	r.answers, r.err = answers, err
	close(r.ready)
}

// queue holds the requests that wait for their record.
type queue struct {
	mu       sync.Mutex
	waiting  []*request
	size     int // bytes of waiting
	inFlight int // records between append and answer
	now      int64
	closed   bool
	failure  error
}

func (q *queue) add(r *request) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.failure != nil:
		return q.failure
	case q.closed:
		return ErrStopped
	case q.size+r.size > waitingSizeMax:
		return ErrBusy
	}
	q.waiting = append(q.waiting, r)
	q.size += r.size
	return nil
}

// takeBack removes a request that is in no record yet; false when it is in one.
func (q *queue) takeBack(r *request) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, r)
	if i < 0 {
		return false
	}
	q.waiting = slices.Delete(q.waiting, i, i+1)
	q.size -= r.size
	return true
}

// close refuses further requests; false when that was done before.
func (q *queue) close() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	first := !q.closed
	q.closed = true
	return first
}

// batch is one record on its way and who waits for it.
type batch struct {
	requests []*request
	record   *[]byte // from records
	future   journal.Future
}

// records are buffers to use again: a large one is dearer to get than to fill.
var records = sync.Pool{New: func() any { return new([]byte) }}

// flush appends as many records as may be in flight. Whoever adds a request
// flushes, so that a lone caller waits for nobody; behind a full pipe, the
// answering goroutine does.
func (n *Node) flush() {
	q := &n.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 && q.failure == nil && q.mayAppend() {
		// The journal's time is the latest known, should the clock go back.
		q.now = max(q.now, n.options.Clock())
		b := q.batch()
		b.future = n.journal.Append(*b.record)
		q.inFlight++
		n.inFlight <- b
	}
	if q.closed && q.inFlight == 0 && n.inFlight != nil {
		close(n.inFlight)
		n.inFlight = nil
	}
}

// mayAppend tells whether the next record should be on its way now.
func (q *queue) mayAppend() bool {
	return q.inFlight == 0 || (q.inFlight < recordsInFlight && q.size >= recordSizeOverlap)
}

// batch takes waiting requests into a record, as many as make a good size and
// at least one.
func (q *queue) batch() *batch {
	size := clearing.RecordHeaderSize
	count := 0
	for _, r := range q.waiting {
		if count > 0 && size+r.size > recordSizeSoft {
			break
		}
		size += r.size
		count++
	}
	b := &batch{requests: q.waiting[:count:count], record: records.Get().(*[]byte)}
	record := clearing.AppendHeader(slices.Grow((*b.record)[:0], size), q.now)
	for _, r := range b.requests {
		for _, c := range r.commands {
			record = clearing.AppendCommand(record, c)
		}
		q.size -= r.size
	}
	*b.record = record
	q.waiting = q.waiting[count:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	return b
}

var errAnswers = errors.New("node: the journal answered without answers")

// answer gives each caller of a record its answers, record by record.
func (n *Node) answer(inFlight <-chan *batch) {
	defer close(n.done)
	for b := range inFlight {
		result, err := b.future.Wait()
		if err == nil {
			records.Put(b.record) // after a failure the journal may still hold it
		}
		answers, ok := result.([]clearing.Answer)
		if failed, isErr := result.(error); err == nil && isErr {
			err = failed
		} else if err == nil && !ok {
			err = errAnswers
		}
		if err != nil {
			n.fail(err)
		}
		n.queue.mu.Lock()
		n.queue.inFlight--
		n.queue.mu.Unlock()
		n.flush()
		for _, r := range b.requests {
			if err != nil {
				r.finish(nil, err)
				continue
			}
			count := len(r.commands)
			r.finish(answers[:count:count], nil)
			answers = answers[count:]
		}
	}
}

// fail answers everybody who waits, and who comes later, with the failure.
func (n *Node) fail(err error) {
	n.log.Error("the node cannot go on", "error", err)
	q := &n.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.failure == nil {
		q.failure = err
	}
	for _, r := range q.waiting {
		r.finish(nil, q.failure)
	}
	q.waiting, q.size = nil, 0
}
