package journal

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

const (
	// spareChunk is how many zeros are written and synced at once, in bytes:
	// small enough that a record's own sync behind it waits well under a
	// millisecond.
	spareChunk = 512 << 10
	// A chunk follows the one before after spareSlow, or after spareQuick if the
	// zeros are less than half as far again as the writer is in its segment. So
	// they touch one record in hundreds. While the writer is faster than
	// spareHurry, in bytes a second, its segments are reserved and no more: large
	// records bear their own metadata better than zeros beside them on the disk.
	spareSlow  = 40 * time.Millisecond
	spareQuick = 4 * time.Millisecond
	spareHurry = 64 << 20
	// spareSuffix marks files that are not complete.
	spareSuffix = ".tmp"
)

// spares keeps the next segment ready: created and reserved under its final
// name, so that rotation waits for nothing, and then zeroed ahead of the
// writer. Reserved blocks read as zeros too, but the first write to them
// changes metadata, which the record's sync then has to write as well.
type spares struct {
	fs      FS
	dir     string
	size    int64
	log     *slog.Logger
	zeros   []byte
	done    chan struct{}
	mu      sync.Mutex
	cond    *sync.Cond
	ordinal uint64   // of the next segment
	ready   *segment // may be taken
	zeroed  bool     // ready holds nothing but written zeros
	filling bool     // a chunk is on its way to ready
	first   bool     // ready is the log's first: worth the wait for its zeros
	err     error
	used    int64 // bytes the writer has used of its segment
	written int64 // bytes the writer has used of all segments
	closed  bool
}

func newSpares(fs FS, dir string, size int64, log *slog.Logger) *spares {
	p := &spares{
		fs: fs, dir: dir, size: size, log: log, zeros: make([]byte, min(spareChunk, size)),
		done: make(chan struct{}),
	}
	p.cond = sync.NewCond(&p.mu)
	return p
}

// start begins preparing segment ordinal, or goes on with ready if it is that.
func (p *spares) start(ordinal uint64, ready *segment) {
	p.ordinal, p.ready, p.first = ordinal, ready, ordinal == 1
	go p.run()
}

func (p *spares) run() {
	defer close(p.done)
	p.mu.Lock()
	defer p.mu.Unlock()
	for !p.closed {
		switch {
		case p.err != nil || p.zeroed:
			p.cond.Wait()
		case p.ready == nil:
			ordinal := p.ordinal
			p.mu.Unlock()
			s, err := p.prepare(ordinal, p.size)
			p.mu.Lock()
			p.ready = s
			p.note(ordinal, err)
		default:
			p.note(p.ordinal, p.fill(p.ready))
		}
	}
}

// note keeps an error for whoever needs the segment. The caller holds the lock.
func (p *spares) note(ordinal uint64, err error) {
	if err != nil {
		p.err = err
		p.log.Warn("journal: the next segment cannot be prepared; the journal will stop when this one is full",
			"segment", segmentName(ordinal), "err", err)
	}
	p.cond.Broadcast()
}

// prepare makes a segment of zeros that are reserved but not written yet.
func (p *spares) prepare(ordinal uint64, size int64) (*segment, error) {
	path := filepath.Join(p.dir, segmentName(ordinal))
	f, err := p.fs.Open(path+spareSuffix, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return nil, ioFailure(err, path, "a segment cannot be created")
	}
	if err = f.Reserve(size); err == nil {
		err = f.Sync()
	}
	if err != nil {
		discard(f)
		_ = p.fs.Remove(path + spareSuffix) // gives the space back; the next start removes it too
		return nil, ioFailure(err, path, "there is no room for the next segment")
	}
	err = p.fs.Rename(path+spareSuffix, path)
	if err == nil {
		err = p.fs.SyncDir(p.dir)
	}
	if err != nil {
		discard(f)
		return nil, ioFailure(err, path, "a segment cannot be put in place")
	}
	return &segment{path: path, file: f, blank: true, head: segmentHead{ordinal: ordinal, size: size}}, nil
}

// fill writes zeros into s until it is full of them or taken. The caller holds
// the lock, which is given back during each write.
func (p *spares) fill(s *segment) error {
	for off := int64(0); off < s.head.size; {
		n := min(int64(len(p.zeros)), s.head.size-off)
		p.filling = true
		p.mu.Unlock()
		err := s.file.WriteVec([][]byte{p.zeros[:n]}, off)
		if err == nil {
			err = s.file.Sync()
		}
		p.mu.Lock()
		p.filling = false
		p.cond.Broadcast()
		if err != nil {
			return ioFailure(err, s.path, "a segment cannot be filled with zeros")
		}
		off += n
		if !p.pace(s, off) {
			return nil
		}
	}
	p.zeroed = true
	return nil
}

// pace waits until the next chunk may be written, and reports false when s is
// not to be filled any more. The caller holds the lock.
func (p *spares) pace(s *segment, filled int64) bool {
	for hurried := !p.first; hurried && p.ready == s && !p.closed; {
		before := p.written
		for waited := time.Duration(0); waited < spareSlow && p.ready == s && !p.closed; waited += spareQuick {
			if hurried = p.written-before > int64(waited.Seconds()*spareHurry); waited > 0 && !hurried && filled < p.used+p.used/2 {
				break
			}
			p.mu.Unlock()
			time.Sleep(spareQuick)
			p.mu.Lock()
		}
		hurried = p.written-before > int64(spareSlow.Seconds()*spareHurry)
	}
	return p.ready == s && !p.closed
}

// progress tells how far the writer is in its segment, in bytes.
func (p *spares) progress(used int64) {
	p.mu.Lock()
	if used < p.used {
		p.used = 0 // another segment
	}
	p.written += used - p.used
	p.used = used
	p.mu.Unlock()
}

// take hands out the next segment, of at least size bytes. It waits only for
// one to exist. A full disk is tried once more, because space may have been
// freed; a failed sync is not.
func (p *spares) take(size int64) (*segment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.await()
	if p.closed {
		return nil, failure(CodeClosed, "the journal is closed")
	}
	s, err := p.ready, p.err
	if full := errors.Is(err, syscall.ENOSPC) && s == nil; err != nil && !full {
		return nil, err
	} else if full || s.head.size < size {
		if s != nil {
			discard(s.file)
		}
		if s, err = p.prepare(p.ordinal, max(size, p.size)); err != nil {
			return nil, err
		}
	}
	p.next(p.ordinal + 1)
	return s, nil
}

// await waits until there is a segment that nobody is writing to, or an error.
// The caller holds the lock.
func (p *spares) await() {
	for !p.closed && p.err == nil && (p.ready == nil || p.first && !p.zeroed) || p.filling {
		p.cond.Wait()
	}
}

// next goes on with segment ordinal. The caller holds the lock.
func (p *spares) next(ordinal uint64) {
	p.ordinal, p.ready, p.err, p.used = ordinal, nil, nil, 0
	p.zeroed, p.first = false, false
	p.cond.Broadcast()
}

// hold removes what is prepared and prepares nothing more, while the log is
// cut back. resume must follow unless it fails.
func (p *spares) hold() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.await()
	if p.ready == nil {
		return p.err
	}
	p.zeroed = true // keeps run from touching it
	s := p.ready
	discard(s.file)
	if err := p.fs.Remove(s.path); err != nil {
		return ioFailure(err, s.path, "a prepared segment cannot be removed")
	}
	if err := p.fs.SyncDir(p.dir); err != nil {
		return ioFailure(err, p.dir, "the log's directory cannot be synced")
	}
	return nil
}

func (p *spares) resume(ordinal uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next(ordinal)
}

func (p *spares) close() {
	p.mu.Lock()
	p.closed = true
	p.cond.Broadcast()
	p.mu.Unlock()
	<-p.done
	if p.ready != nil {
		discard(p.ready.file)
	}
}
