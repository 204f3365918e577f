package journal

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// spareChunk is how many zeros are written and synced at once, in bytes: small
// enough that a record's own sync behind it waits about a millisecond.
const spareChunk = 1 << 20

const spareSuffix = ".tmp"

// spares keeps the next segment ready: created, zeroed and durable under its
// final name before the writer needs it. Reserved but unwritten blocks would
// not do, since the first write to them changes metadata, which every sync
// would then have to write as well.
type spares struct {
	fs      FS
	dir     string
	size    int64
	log     *slog.Logger
	zeros   []byte
	wake    chan struct{} // progress of the writer; one slot
	done    chan struct{}
	mu      sync.Mutex
	cond    *sync.Cond
	ordinal uint64 // of the next segment
	ready   *segment
	err     error
	used    int64 // bytes the writer has used of its segment
	waiting bool  // the writer stands still until a segment is ready
	closed  bool
}

func newSpares(fs FS, dir string, size int64, log *slog.Logger) *spares {
	p := &spares{
		fs: fs, dir: dir, size: size, log: log, zeros: make([]byte, min(spareChunk, size)),
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	p.cond = sync.NewCond(&p.mu)
	return p
}

// start begins preparing segment ordinal, or keeps ready if it is that one.
func (p *spares) start(ordinal uint64, ready *segment) {
	p.ordinal, p.ready = ordinal, ready
	go p.run()
}

func (p *spares) run() {
	defer close(p.done)
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed {
		if p.ready != nil || p.err != nil {
			p.cond.Wait()
			continue
		}
		ordinal := p.ordinal
		p.mu.Unlock()
		s, err := p.prepare(ordinal, p.size, p.pace)
		p.mu.Lock()
		if err != nil && !p.closed {
			p.err = err
			p.log.Warn("journal: the next segment cannot be prepared; the journal will stop when this one is full",
				"segment", segmentName(ordinal), "err", err)
		}
		p.ready = s
		p.cond.Broadcast()
	}
}

// prepare makes one segment of zeros. pace is asked before each chunk and may
// wait; it reports false to give up.
func (p *spares) prepare(ordinal uint64, size int64, pace func(int64) bool) (*segment, error) {
	path := filepath.Join(p.dir, segmentName(ordinal))
	f, err := p.fs.Open(path+spareSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, ioFailure(err, path, "a segment cannot be created")
	}
	if err := p.zero(f, size, pace); err != nil {
		f.Close()
		_ = p.fs.Remove(path + spareSuffix) // gives the space back; the next start removes it too
		return nil, ioFailure(err, path, "a segment cannot be filled with zeros")
	}
	err = p.fs.Rename(path+spareSuffix, path)
	if err == nil {
		err = p.fs.SyncDir(p.dir)
	}
	if err != nil {
		f.Close()
		return nil, ioFailure(err, path, "a segment cannot be put in place")
	}
	return &segment{path: path, file: f, blank: true, head: segmentHead{ordinal: ordinal, size: size}}, nil
}

var errSparesClosed = errors.New("the journal is closing")

func (p *spares) zero(f File, size int64, pace func(int64) bool) error {
	if err := f.Reserve(size); err != nil {
		return err
	}
	for off := int64(0); off < size; {
		if pace != nil && !pace(off) {
			return errSparesClosed
		}
		n := min(int64(len(p.zeros)), size-off)
		if err := f.WriteVec([][]byte{p.zeros[:n]}, off); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
		off += n
	}
	return nil
}

// pace keeps the zeros half as far again as the writer is in its segment, so
// that they cost a little all the time and never a burst.
func (p *spares) pace(filled int64) bool {
	for {
		p.mu.Lock()
		enough := filled > p.used+p.used/2 && !p.waiting
		closed := p.closed
		p.mu.Unlock()
		if closed {
			return false
		}
		if !enough {
			return true
		}
		<-p.wake
	}
}

// progress tells how far the writer is in its segment, in bytes.
func (p *spares) progress(used int64) {
	p.mu.Lock()
	p.used = used
	p.mu.Unlock()
	p.nudge()
}

func (p *spares) nudge() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

// take hands out the next segment, of at least size bytes, waiting for it if
// need be. A full disk is tried once more, because space may have been freed;
// a failed sync is not.
func (p *spares) take(size int64) (*segment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = true
	p.nudge()
	for p.ready == nil && p.err == nil && !p.closed {
		p.cond.Wait()
	}
	p.waiting = false
	if p.closed {
		return nil, failure(CodeClosed, "the journal is closed")
	}
	s, err := p.ready, p.err
	if full := errors.Is(err, syscall.ENOSPC); err != nil && !full {
		return nil, err
	} else if full || s.head.size < size {
		if s != nil {
			s.file.Close()
		}
		if s, err = p.prepare(p.ordinal, max(size, p.size), nil); err != nil {
			return nil, err
		}
	}
	p.ordinal++
	p.ready, p.err, p.used = nil, nil, 0
	p.cond.Broadcast()
	return s, nil
}

// hold stops preparing and removes what is prepared, while the log is cut back.
// resume must follow unless it fails.
func (p *spares) hold() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = true
	p.nudge()
	for p.ready == nil && p.err == nil && !p.closed {
		p.cond.Wait()
	}
	p.waiting = false
	if p.ready == nil {
		return p.err
	}
	s := p.ready
	s.file.Close()
	if err := p.fs.Remove(s.path); err != nil {
		return ioFailure(err, s.path, "a prepared segment cannot be removed")
	}
	if err := p.fs.SyncDir(p.dir); err != nil {
		return ioFailure(err, p.dir, "the log's directory cannot be synced")
	}
	return nil
}

// resume goes on with segment ordinal.
func (p *spares) resume(ordinal uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ordinal, p.ready, p.used = ordinal, nil, 0
	p.cond.Broadcast()
}

func (p *spares) close() {
	p.mu.Lock()
	p.closed = true
	p.cond.Broadcast()
	p.mu.Unlock()
	p.nudge()
	<-p.done
	if p.ready != nil {
		p.ready.file.Close()
	}
}
