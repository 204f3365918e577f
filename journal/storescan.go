package journal

import (
	"os"

	"github.com/hashicorp/raft"
)

// scanSealed checks segment i, which another follows, and learns its offsets.
func (s *store) scanSealed(i int) error {
	seg := s.segs[i]
	if seg.scanned {
		return nil
	}
	if seg.file == nil {
		f, err := s.fs.Open(seg.path, os.O_RDONLY)
		if err != nil {
			return ioFailure(err, seg.path, "a segment cannot be opened")
		}
		seg.file = f
	}
	next := s.segs[i+1].head
	if err := s.scan(seg); err != nil {
		return err
	}
	if seg.next() != next.firstIndex && (next.flags&flagGap == 0 || seg.next() > next.firstIndex) {
		return damaged(seg.path, seg.end, seg.next(), "the entry here is not intact; the next segment begins with entry %d", next.firstIndex)
	}
	return nil
}

// scan walks the segment's records as far as they are intact.
func (s *store) scan(seg *segment) error {
	seg.offsets = seg.offsets[:0]
	seg.write = segmentHeader
	var l raft.Log
	next := max(seg.head.nextSeq, 1)
	end, err := walk(seg, segmentHeader, seg.head.firstIndex, seg.head.size, func(h *recordHead, off int64, raw []byte) error {
		seg.offsets = append(seg.offsets, uint32(off))
		seg.write = int64(h.writeStart)
		h.entry(raw, &l)
		next = max(next, seqAfter(&l))
		return nil
	})
	if err != nil {
		return err
	}
	seg.end, seg.scanned = end, true
	s.nextSeq = max(s.nextSeq, next)
	return nil
}

// recoverTail checks the newest segment, cuts what a crash tore off its end,
// and gives the last index of the log.
func (s *store) recoverTail() (uint64, error) {
	seg := s.segs[len(s.segs)-1]
	if err := s.scan(seg); err != nil {
		return 0, err
	}
	t, err := examineTail(seg, seg.end, seg.next())
	if err != nil {
		return 0, err
	}
	// Before anything is mended: what is refused must stay as it was found.
	if err := s.state.checkEnd(seg.head.ordinal, s.lastIndex()); err != nil {
		return 0, err
	}
	if len(seg.offsets) == 0 {
		return s.dropEmpty(seg)
	}
	if t.torn() {
		s.log.Warn("journal: the end of the log was torn by a crash and is cut; it was never acknowledged",
			"segment", seg.path, "offset", t.at, "bytes", t.extent-t.at, "index", seg.next())
		if err := s.clear(seg, t); err != nil {
			return 0, err
		}
	}
	return s.lastIndex(), s.rewrite(seg)
}

// dropEmpty removes a segment whose header arrived but whose first entry did
// not. The segment before it becomes the tail; it was durable to its end.
func (s *store) dropEmpty(seg *segment) (uint64, error) {
	discard(seg.file)
	if err := s.fs.Remove(seg.path); err != nil {
		return 0, ioFailure(err, seg.path, "a segment that was never used cannot be removed")
	}
	if err := s.fs.SyncDir(s.dir); err != nil {
		return 0, ioFailure(err, s.dir, "the log's directory cannot be synced")
	}
	s.segs = s.segs[:len(s.segs)-1]
	if len(s.segs) == 0 {
		return 0, nil
	}
	prev := s.segs[len(s.segs)-1]
	if err := s.scan(prev); err != nil {
		return 0, err
	}
	if prev.next() != seg.head.firstIndex && seg.head.flags&flagGap == 0 {
		return 0, damaged(prev.path, prev.end, prev.next(), "the entry here is not intact; entry %d came after it", seg.head.firstIndex)
	}
	if t, err := examineTail(prev, prev.end, prev.next()); err != nil {
		return 0, err
	} else if t.torn() {
		return 0, damaged(prev.path, prev.end, prev.next(), "the entry here is not intact, though the segment was complete")
	}
	return s.lastIndex(), nil
}

// clear puts zeros over a torn tail, so that it cannot be taken for entries
// later.
func (s *store) clear(seg *segment, t tail) error {
	zeros := make([]byte, walkWindow)
	for off := t.at; off < t.extent; off += walkWindow {
		n := min(int64(walkWindow), t.extent-off)
		if err := seg.file.WriteVec([][]byte{zeros[:n]}, off); err != nil {
			return ioFailure(err, seg.path, "a torn tail cannot be cleared")
		}
	}
	if err := seg.file.Sync(); err != nil {
		return ioFailure(err, seg.path, "a torn tail cannot be cleared")
	}
	return nil
}

// rewrite writes the last write of the log once more, as it is, and syncs it.
// If its sync failed before the restart, the kernel may show its pages though
// the disk never got them; every earlier write had a sync that succeeded.
func (s *store) rewrite(seg *segment) error {
	buf := make([]byte, seg.end-seg.write)
	if err := readFull(seg.file, buf, seg.write); err != nil {
		return ioFailure(err, seg.path, "the last entries cannot be read")
	}
	if err := seg.file.WriteVec([][]byte{buf}, seg.write); err != nil {
		return ioFailure(err, seg.path, "the last entries cannot be written again")
	}
	if err := seg.file.Sync(); err != nil {
		return ioFailure(err, seg.path, "the last entries cannot be made durable")
	}
	return nil
}
