package node

import (
	"errors"
	"sync"

	"aidollar/core/clearing"
	"aidollar/journal"
)

// request is one caller's commands on their way.
type request struct {
	frames  []byte // encoded commands
	count   int
	ready   chan struct{} // closed behind answers and err
	answers []clearing.Answer
	err     error
}

func newRequest(commands []clearing.Command) *request {
	r := &request{count: len(commands), ready: make(chan struct{})}
	for _, c := range commands {
		r.frames = clearing.AppendCommand(r.frames, c)
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
	case q.size+len(r.frames) > waitingSizeMax:
		return ErrBusy
	}
	q.waiting = append(q.waiting, r)
	q.size += len(r.frames)
	return nil
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
	future   journal.Future
}

// flush appends as many records as may be in flight. Whoever adds a request
// flushes, so that a lone caller waits for nobody; behind a full pipe, the
// answering goroutine does.
func (n *Node) flush() {
	q := &n.queue
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) > 0 && q.inFlight < recordsInFlight && q.failure == nil {
		// The journal's time is the latest known, should the clock go back.
		q.now = max(q.now, n.options.Clock())
		record, taken := q.record()
		b := &batch{requests: taken, future: n.journal.Append(record)}
		q.inFlight++
		n.inFlight <- b
	}
	if q.closed && q.inFlight == 0 && n.inFlight != nil {
		close(n.inFlight)
		n.inFlight = nil
	}
}

// record takes waiting requests into a record, as many as make a good size and
// at least one.
func (q *queue) record() (record []byte, taken []*request) {
	size := clearing.RecordHeaderSize
	count := 0
	for _, r := range q.waiting {
		if count > 0 && size+len(r.frames) > recordSizeSoft {
			break
		}
		size += len(r.frames)
		count++
	}
	record = clearing.AppendHeader(make([]byte, 0, size), q.now)
	taken = q.waiting[:count:count]
	for _, r := range taken {
		record = append(record, r.frames...)
		q.size -= len(r.frames)
	}
	q.waiting = q.waiting[count:]
	if len(q.waiting) == 0 {
		q.waiting = nil
	}
	return record, taken
}

var errAnswers = errors.New("node: the journal answered without answers")

// answer gives each caller of a record its answers, record by record.
func (n *Node) answer(inFlight <-chan *batch) {
	defer close(n.done)
	for b := range inFlight {
		result, err := b.future.Wait()
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
			r.finish(answers[:r.count:r.count], nil)
			answers = answers[r.count:]
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
