package journal

import (
	"crypto/sha256"
	"sync"

	"github.com/hashicorp/raft"
)

// Future answers one Append.
type Future interface {
	// Wait returns once the record is durable and applied, with what Apply
	// gave. An error means that the record was not taken, or, with
	// CodeOutcome, CodeDiskFull or CodeIO, that its outcome is known only after
	// a restart. On a lone voter the journal is then stopped. Wait may be
	// called more than once and from several goroutines.
	Wait() (any, error)
}

// pending is a record on its way. Whoever takes it out of the queue answers it.
type pending struct {
	head   [frameSize]byte
	seq    uint64
	length int64

	hashing sync.WaitGroup
	hash    [sha256.Size]byte

	answering sync.WaitGroup
	answer    any
	err       error
}

// sum waits for the record's hash.
func (p *pending) sum() [sha256.Size]byte {
	p.hashing.Wait()
	return p.hash
}

func (p *pending) finish(answer any, err error) {
	p.answer, p.err = answer, err
	p.answering.Done()
}

func (p *pending) Wait() (any, error) {
	p.answering.Wait()
	return p.answer, p.err
}

// refused is a Future whose record was never taken.
type refused struct{ err error }

func (r refused) Wait() (any, error) { return nil, r.err }

// Append adds a record to the log. Records get their places in the order of
// the calls; many may be on their way at once. The payload must not be changed
// until the Future has answered, and never after an error: the engine may still
// be reading it. Append blocks while Options.InFlight bytes are unanswered.
func (j *Journal) Append(payload []byte) Future {
	if len(payload) == 0 || len(payload) > PayloadMax {
		return refused{failure(CodeRecordSize, "a record has %d bytes; 1 to %d are possible", len(payload), PayloadMax)}
	}
	length := int64(len(payload))
	j.inFlight.acquire(length)
	j.tailMu.Lock()
	defer j.tailMu.Unlock()
	p := &pending{seq: j.tail.seq + 1, length: length}
	f := frame{term: j.term, seq: p.seq, length: uint64(length), prev: j.tail.hash}
	f.encode(&p.head)
	p.hashing.Add(1)
	p.answering.Add(1)
	if err := j.queue.add(p); err != nil {
		j.inFlight.release(length)
		return refused{err}
	}
	// The queue answers, since the engine's own future may never do so when it
	// is shut down with entries between its goroutines.
	_ = j.raft.ApplyLog(raft.Log{Data: payload, Extensions: p.head[:]}, 0)
	// The next record needs this hash; this one's write does not wait for it.
	p.hash = chainHash(p.head[:], payload)
	p.hashing.Done()
	j.tail = link{seq: p.seq, hash: p.hash}
	return p
}

// queue holds the records of this process that are not answered, oldest first.
type queue struct {
	mu     sync.Mutex
	items  []*pending
	shut   error // why no record is taken now; nil while this voter leads
	final  bool  // shut for good
	budget *budget
}

func (q *queue) add(p *pending) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.shut != nil {
		return q.shut
	}
	q.items = append(q.items, p)
	return nil
}

// take gives the record seq if it is the one this process appended with that
// very frame; then it is the caller's to answer. Older ones were overtaken.
func (q *queue) take(seq uint64, head []byte) *pending {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) > 0 && q.items[0].seq <= seq {
		p := q.items[0]
		q.items[0] = nil
		q.items = q.items[1:]
		q.budget.release(p.length)
		if p.seq == seq && &p.head[0] == &head[0] {
			return p
		}
		p.finish(nil, failure(CodeOutcome, "another leader's record took the place of record %d", p.seq))
	}
	return nil
}

// close answers everything that waits and takes nothing more: for good, or
// until open.
func (q *queue) close(reason error, unanswered error, final bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.final {
		q.shut, q.final = reason, final
	}
	for _, p := range q.items {
		q.budget.release(p.length)
		p.finish(nil, unanswered)
	}
	q.items = nil
	if q.final {
		q.budget.close()
	}
}

func (q *queue) open() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.final {
		q.shut = nil
	}
}

// drain takes nothing more, for good, and waits until everything that was
// added is answered.
func (q *queue) drain(reason error) {
	q.mu.Lock()
	if !q.final {
		q.shut, q.final = reason, true
	}
	var last *pending
	if n := len(q.items); n > 0 {
		last = q.items[n-1]
	}
	q.mu.Unlock()
	if last != nil {
		_, _ = last.Wait()
	}
}

// budget bounds the bytes of payload that are on their way.
type budget struct {
	mu     sync.Mutex
	cond   *sync.Cond
	free   int64
	closed bool
}

func newBudget(bytes int64) *budget {
	b := &budget{free: bytes}
	b.cond = sync.NewCond(&b.mu)
	return b
}

// acquire waits for n bytes, or until the journal stops. A record larger than
// all of it goes alone.
func (b *budget) acquire(n int64) {
	b.mu.Lock()
	for b.free <= 0 && !b.closed {
		b.cond.Wait()
	}
	b.free -= n
	b.mu.Unlock()
}

func (b *budget) release(n int64) {
	b.mu.Lock()
	b.free += n
	b.mu.Unlock()
	b.cond.Signal()
}

func (b *budget) close() {
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.cond.Broadcast()
}
