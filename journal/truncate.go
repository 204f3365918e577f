package journal

import (
	"os"
)

// truncate removes the entries from index lo on, durably. Only entries that
// were never committed are removed so; it happens when a new leader overrules
// what an old one had not finished. The caller holds the lock.
//
// Whole segments go first, newest first; the one that is cut is replaced by a
// copy of its beginning. So a crash at any point leaves a log that ends
// somewhere, without a hole.
func (s *store) truncate(lo uint64) error {
	i := s.find(lo)
	if i < 0 {
		i = 0
	}
	keep := s.segs[i].head.firstIndex < lo
	if keep && !s.segs[i].scanned {
		if err := s.scanSealed(i); err != nil {
			return err
		}
	}
	ordinal := s.segs[i].head.ordinal
	if err := s.state.lowerEnd(ordinal-1, lo-1); err != nil {
		return err
	}
	if err := s.spares.hold(); err != nil {
		return err
	}
	first := i
	if keep {
		first++
	}
	for n := len(s.segs) - 1; n >= first; n-- {
		seg := s.segs[n]
		if seg.file != nil {
			discard(seg.file)
		}
		if err := s.fs.Remove(seg.path); err != nil {
			return ioFailure(err, seg.path, "an overruled segment cannot be removed")
		}
		if err := s.fs.SyncDir(s.dir); err != nil {
			return ioFailure(err, s.dir, "the log's directory cannot be synced")
		}
		s.segs = s.segs[:n]
	}
	if keep {
		if err := s.cut(s.segs[i], lo); err != nil {
			return err
		}
	}
	s.nextSeq = 1
	if n := len(s.segs); n > 0 {
		if err := s.reopen(n - 1); err != nil {
			return err
		}
	}
	s.first = min(s.first, lo)
	s.spares.resume(s.lastOrdinal() + 1)
	return nil
}

// cut replaces seg by a copy that ends before entry lo.
func (s *store) cut(seg *segment, lo uint64) error {
	n := lo - seg.head.firstIndex
	end := int64(seg.offsets[n])
	name := seg.path + spareSuffix
	f, err := s.fs.Open(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return ioFailure(err, name, "the copy of a segment cannot be created")
	}
	if err := s.copyHead(f, seg, end); err != nil {
		discard(f)
		return ioFailure(err, name, "the copy of a segment cannot be written")
	}
	err = s.fs.Rename(name, seg.path)
	if err == nil {
		err = s.fs.SyncDir(s.dir)
	}
	if err != nil {
		discard(f)
		return ioFailure(err, seg.path, "a segment cannot be replaced by its beginning")
	}
	discard(seg.file)
	seg.file, seg.offsets, seg.end = f, seg.offsets[:n], end
	return nil
}

func (s *store) copyHead(f File, seg *segment, end int64) error {
	buf := make([]byte, walkWindow)
	for off := int64(0); off < seg.head.size; off += walkWindow {
		n := min(int64(walkWindow), seg.head.size-off)
		b := buf[:n]
		clear(b)
		if off < end {
			if err := readFull(seg.file, b[:min(n, end-off)], off); err != nil {
				return err
			}
		}
		if err := f.WriteVec([][]byte{b}, off); err != nil {
			return err
		}
	}
	return f.Sync()
}

// reopen makes segment i the tail again: it may have been closed, or opened
// for reading alone, when the next one began.
func (s *store) reopen(i int) error {
	seg := s.segs[i]
	f, err := s.fs.Open(seg.path, os.O_RDWR)
	if err != nil {
		return ioFailure(err, seg.path, "a segment cannot be opened")
	}
	if seg.file != nil {
		discard(seg.file)
	}
	seg.file, seg.scanned = f, false
	return s.scan(seg)
}
