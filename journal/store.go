package journal

import (
	"log/slog"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/hashicorp/raft"
)

// store is the log of entries in segments: raft's LogStore. One goroutine
// writes (the engine's main loop); any number read.
type store struct {
	fs     FS
	dir    string
	logID  uint64
	log    *slog.Logger
	state  *stateFile
	spares *spares
	layout layout
	onFail func(error) // called once, with the error that stopped the store
	failed atomic.Pointer[error]
	// headsOnly leaves the content of records out of GetLog, while the engine
	// looks through the log for membership entries on its start.
	headsOnly atomic.Bool

	mu      sync.RWMutex
	segs    []*segment // begun, in order; the last is the tail
	first   uint64     // the engine's view; older entries stay in the archive
	nextSeq uint64     // of the chain, after the last entry
}

// brokenBy is the error after which nothing is written any more.
func (s *store) brokenBy() error {
	if p := s.failed.Load(); p != nil {
		return *p
	}
	return nil
}

var _ raft.LogStore = (*store)(nil)

// FirstIndex is the engine's view of the oldest entry: it moves with
// compaction, though nothing is deleted. 0: no entries.
func (s *store) FirstIndex() (uint64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.lastIndex() == 0 {
		return 0, nil
	}
	return s.first, nil
}

// LastIndex is 0 when there are no entries.
func (s *store) LastIndex() (uint64, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.lastIndex(), nil
}

func (s *store) lastIndex() uint64 {
	if len(s.segs) == 0 {
		return 0
	}
	return s.segs[len(s.segs)-1].next() - 1
}

// find gives the position in segs of the segment that holds index, or -1.
func (s *store) find(index uint64) int {
	return sort.Search(len(s.segs), func(i int) bool { return s.segs[i].head.firstIndex > index }) - 1
}

// GetLog reads one entry, also from the archive, checking it again.
func (s *store) GetLog(index uint64, out *raft.Log) error {
	s.mu.RLock()
	i := s.find(index)
	if i < 0 || index > s.lastIndex() {
		s.mu.RUnlock()
		return raft.ErrLogNotFound
	}
	seg := s.segs[i]
	scanned := seg.scanned
	s.mu.RUnlock()
	if !scanned {
		if err := s.index(i); err != nil {
			return err
		}
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	n := index - seg.head.firstIndex
	if n >= uint64(len(seg.offsets)) {
		return raft.ErrLogNotFound // between a segment and a gap
	}
	return seg.entryAt(int64(seg.offsets[n]), index, s.headsOnly.Load(), out)
}

// index learns the offsets of an archived segment.
func (s *store) index(i int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if i >= len(s.segs) || s.segs[i].scanned {
		return nil
	}
	return s.scanSealed(i)
}

// StoreLog is StoreLogs of one.
func (s *store) StoreLog(l *raft.Log) error { return s.StoreLogs([]*raft.Log{l}) }

// StoreLogs makes the entries durable: one write and one sync for each segment
// they touch. After an error nothing is stored again until a restart.
func (s *store) StoreLogs(logs []*raft.Log) error {
	if err := s.brokenBy(); err != nil {
		return err
	}
	for len(logs) > 0 {
		seg, begin, err := s.room(logs[0])
		if err == nil {
			var n int
			n, err = s.write(seg, begin, logs)
			logs = logs[n:]
		}
		if err != nil {
			s.fail(err)
			return err
		}
	}
	return nil
}

func (s *store) fail(err error) {
	if s.failed.CompareAndSwap(nil, &err) && s.onFail != nil {
		s.onFail(err)
	}
}

// room gives the segment for l; begin says that it is new and its header has
// to be written with the first entries.
func (s *store) room(l *raft.Log) (seg *segment, begin bool, err error) {
	size := recordSize(len(l.Extensions), len(l.Data))
	last := s.lastIndex()
	if l.Index <= last {
		return nil, false, failure(CodeIO, "the engine stores entry %d again; the log ends at %d", l.Index, last)
	}
	gap := l.Index != last+1
	if len(s.segs) > 0 && !gap {
		seg = s.segs[len(s.segs)-1]
		if seg.end+size <= seg.head.size {
			return seg, false, nil
		}
	}
	if seg, err = s.spares.take(segmentHeader + size); err != nil {
		return nil, false, err
	}
	seg.blank, seg.scanned, seg.end = false, true, segmentHeader
	seg.head.firstIndex, seg.head.logID, seg.head.nextSeq = l.Index, s.logID, s.nextSeq
	if gap {
		seg.head.flags |= flagGap
	}
	return seg, true, nil
}

// write stores as many entries as fit into seg and says how many.
func (s *store) write(seg *segment, begin bool, logs []*raft.Log) (int, error) {
	plan := s.layout.plan(seg, begin, logs)
	if err := seg.file.WriteVec(plan.bufs, plan.start); err != nil {
		return 0, ioFailure(err, seg.path, "entries cannot be written")
	}
	if err := seg.file.Sync(); err != nil {
		return 0, ioFailure(err, seg.path, "entries cannot be made durable")
	}
	n := len(plan.offsets)
	s.mu.Lock()
	if begin {
		if len(s.segs) == 0 {
			s.first = seg.head.firstIndex
		}
		s.segs = append(s.segs, seg)
	}
	seg.offsets = append(seg.offsets, plan.offsets...)
	seg.end, seg.write = plan.end, plan.start
	for _, l := range logs[:n] {
		s.nextSeq = max(s.nextSeq, seqAfter(l))
	}
	s.mu.Unlock()
	if begin {
		s.state.markSegment(seg.head.ordinal)
	}
	s.spares.progress(seg.end)
	return n, nil
}

// seqAfter gives the sequence that follows l's record, 0 if it holds none.
func seqAfter(l *raft.Log) uint64 {
	if l.Type != raft.LogCommand {
		return 0
	}
	f, err := parseFrame(l.Extensions, len(l.Data))
	if err != nil || f.term != l.Term {
		return 0
	}
	return f.seq + 1
}

// setNextSeq is told when a snapshot from elsewhere moved the chain forward.
func (s *store) setNextSeq(seq uint64) {
	s.mu.Lock()
	s.nextSeq = max(s.nextSeq, seq)
	s.mu.Unlock()
}

// reaches reports whether every entry from index on is in the log, so that it
// can be replayed from there.
func (s *store) reaches(index uint64) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if index == s.lastIndex()+1 {
		return true
	}
	i := s.find(index)
	if i < 0 || index > s.lastIndex() {
		return false
	}
	for _, seg := range s.segs[i+1:] {
		if seg.head.flags&flagGap != 0 {
			return false
		}
	}
	return true
}

// DeleteRange is called for two things. A prefix that a snapshot covers stays
// on disk as the record of everything, only hidden from the engine. A suffix
// that a new leader overrules is removed durably.
func (s *store) DeleteRange(lo, hi uint64) error {
	if err := s.brokenBy(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.lastIndex()
	if last == 0 || lo > last {
		return nil
	}
	if hi < last {
		if lo > s.first {
			return failure(CodeIO, "the engine deletes entries %d to %d from the middle of %d to %d", lo, hi, s.first, last)
		}
		s.first = max(s.first, hi+1)
		s.forget()
		return nil
	}
	if err := s.truncate(lo); err != nil {
		s.fail(err)
		return err
	}
	return nil
}

// forget frees what is kept in memory of segments that the engine is done
// with; index brings it back.
func (s *store) forget() {
	for i, seg := range s.segs[:len(s.segs)-1] {
		if seg.scanned && s.segs[i+1].head.firstIndex <= s.first {
			discard(seg.file)
			seg.file, seg.offsets, seg.scanned = nil, nil, false
		}
	}
}

func (s *store) close() {
	s.spares.close()
	s.state.marks.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, seg := range s.segs {
		if seg.file != nil {
			discard(seg.file)
		}
	}
}
