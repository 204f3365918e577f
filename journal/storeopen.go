package journal

import (
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// openStore opens the log in dir and learns every entry from index from on,
// checking it; older segments are looked at when somebody asks for them. A
// write that a crash tore is cut off, anything else that is not intact is
// refused.
func openStore(fs FS, dir string, logID uint64, from uint64, size int64, state *stateFile, log *slog.Logger) (*store, error) {
	s := &store{fs: fs, dir: dir, logID: logID, log: log, state: state, nextSeq: 1, first: 1}
	s.spares = newSpares(fs, dir, size, log)
	blanks, err := s.load()
	if err != nil {
		return nil, err
	}
	spare, err := s.recover(blanks, from)
	if err != nil {
		s.closeFiles()
		return nil, err
	}
	if err := s.state.checkEnd(s.lastOrdinal(), s.lastIndex()); err != nil {
		s.closeFiles()
		return nil, err
	}
	s.spares.start(s.lastOrdinal()+1, spare)
	return s, nil
}

func (s *store) lastOrdinal() uint64 {
	if len(s.segs) == 0 {
		return 0
	}
	return s.segs[len(s.segs)-1].head.ordinal
}

func (s *store) closeFiles() {
	for _, seg := range s.segs {
		if seg.file != nil {
			discard(seg.file)
		}
	}
}

// load reads the headers of all segments, removes half-made ones, and gives
// the blank segments after the last begun one.
func (s *store) load() ([]*segment, error) {
	segs, blanks, err := loadHeads(s.fs, s.dir, s.logID, os.O_RDWR)
	if err != nil {
		return nil, err
	}
	s.segs = segs
	names, err := s.fs.List(s.dir)
	if err != nil {
		return nil, ioFailure(err, s.dir, "the log's directory cannot be read")
	}
	for _, name := range names {
		if strings.HasSuffix(name, spareSuffix) {
			if err := s.fs.Remove(filepath.Join(s.dir, name)); err != nil {
				return nil, ioFailure(err, filepath.Join(s.dir, name), "a half-made segment cannot be removed")
			}
		}
	}
	return blanks, nil
}

// loadHeads opens the segments in dir in order and checks that none is missing
// between them. Blank ones may follow the last begun one: the one whose first
// write a crash tore, and the one prepared after it.
func loadHeads(fs FS, dir string, logID uint64, flag int) (segs, blanks []*segment, err error) {
	names, err := fs.List(dir)
	if err != nil {
		return nil, nil, ioFailure(err, dir, "the log's directory cannot be read")
	}
	var before uint64
	for _, name := range names {
		ordinal, ok := segmentOrdinal(name)
		if !ok {
			continue
		}
		seg, err := openSegment(fs, dir, name, flag)
		if err == nil {
			err = checkOrder(seg, segs, blanks, before, ordinal, logID)
		}
		if err != nil {
			for _, s := range slices.Concat(segs, blanks) {
				discard(s.file)
			}
			return nil, nil, err
		}
		before = ordinal
		if seg.blank {
			blanks = append(blanks, seg)
			continue
		}
		segs = append(segs, seg)
	}
	return segs, blanks, nil
}

func checkOrder(seg *segment, segs, blanks []*segment, before, ordinal, logID uint64) error {
	if len(blanks) > 0 && !seg.blank {
		return damaged(blanks[0].path, 0, 0, "the segment's header is blank, but segment %d was begun after it", ordinal)
	}
	if before != 0 && ordinal != before+1 {
		return damaged(seg.path, 0, seg.head.firstIndex, "segment %d is missing before this one", ordinal-1)
	}
	if seg.blank {
		return nil
	}
	if seg.head.logID != logID {
		return damaged(seg.path, 48, seg.head.firstIndex,
			"the segment is of log %016x, the file FORMAT says %016x: the segment was copied from elsewhere, or FORMAT was changed", seg.head.logID, logID)
	}
	if len(segs) > 0 && segs[len(segs)-1].head.firstIndex > seg.head.firstIndex {
		return damaged(seg.path, 32, seg.head.firstIndex, "the segment begins before the one that precedes it")
	}
	return nil
}

// recover checks the newest segments and mends the end of the log. It gives
// the blank segment back that can serve as the next one.
func (s *store) recover(blanks []*segment, from uint64) (*segment, error) {
	if err := s.settleBlanks(blanks); err != nil {
		return nil, err
	}
	end := uint64(0)
	if len(s.segs) > 0 {
		var err error
		if end, err = s.recoverTail(); err != nil {
			return nil, err
		}
	}
	spare, err := s.chooseSpare(blanks)
	if err != nil || len(s.segs) == 0 {
		return spare, err
	}
	s.first = s.segs[0].head.firstIndex
	if i := s.find(min(from, end)); i >= 0 {
		s.first = s.segs[i].head.firstIndex
		for ; i < len(s.segs)-1; i++ {
			if err := s.scanSealed(i); err != nil {
				return nil, err
			}
		}
	}
	for i, seg := range s.segs {
		if !seg.scanned && i < len(s.segs)-1 {
			discard(seg.file)
			seg.file = nil
		}
	}
	return spare, nil
}

// settleBlanks looks into the segments after the tail. Each is all zeros, or
// its very first write was torn, or its header was destroyed.
func (s *store) settleBlanks(blanks []*segment) error {
	for _, blank := range blanks {
		if err := examineBlank(blank, s.logID); err != nil {
			return err
		}
		extent, err := dataExtent(blank.file, 0, blank.head.size)
		if err != nil {
			return ioFailure(err, blank.path, "a segment cannot be read")
		}
		if blank.end = extent; extent > 0 {
			s.log.Warn("journal: the first write into a segment was torn by a crash and is dropped; it was never acknowledged",
				"segment", blank.path, "bytes", extent)
		}
	}
	return nil
}

// chooseSpare keeps the blank segment that can be the next one and removes the
// others, newest first.
func (s *store) chooseSpare(blanks []*segment) (spare *segment, err error) {
	for _, blank := range slices.Backward(blanks) {
		if blank.end == 0 && blank.head.size == s.spares.size && blank.head.ordinal == s.lastOrdinal()+1 {
			return blank, nil
		}
		discard(blank.file)
		if err := s.fs.Remove(blank.path); err != nil {
			return nil, ioFailure(err, blank.path, "an unused segment cannot be removed")
		}
	}
	return nil, nil
}

// examineBlank refuses a blank segment in which a later write than the first
// left an entry: then the header was there and is destroyed.
func examineBlank(blank *segment, logID uint64) error {
	probe := *blank
	probe.head.logID = logID
	w := newWalker(&probe)
	for off := int64(segmentHeader); off+recordHeader <= probe.head.size; off += recordAlign {
		b, err := w.bytes(off, recordHeader)
		if err != nil {
			return ioFailure(err, blank.path, "a segment cannot be read")
		}
		if h, ok := parseHead(b, probe.head.stamp()); ok && h.writeStart > 0 {
			return damaged(blank.path, 0, h.index, "the segment's header is blank, but entry %d at offset %d is intact", h.index, off)
		}
	}
	return nil
}
