package journal

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Report is what Check found, up to where it had to stop.
type Report struct {
	Segments  int    // begun
	Entries   uint64 // of the engine, records included
	Records   uint64
	FirstSeq  uint64
	LastSeq   uint64
	LastHash  [sha256.Size]byte
	LastIndex uint64
	Torn      *Tear // what a crash left of a write that was never acknowledged
	Snapshots []SnapshotReport
}

// Tear is an unfinished write at the end of the log; the next start cuts it.
type Tear struct {
	File          string
	Offset, Bytes int64
}

// SnapshotReport is one snapshot file. Err says why it is refused, or nil.
type SnapshotReport struct {
	File   string
	Seq    uint64
	Hash   [sha256.Size]byte // of the chain
	Digest [sha256.Size]byte // of the state
	Size   int64             // bytes of the file
	Err    error
}

// Check walks a data directory without changing it, while no process has it
// open: that no record is missing, that each follows the one before, all
// checksums, the unused space, and that the snapshots are intact and belong to
// the chain. visit, if not nil, is given every record. The error is the first
// break in the log, joined with those of the snapshots; each is an *Error that
// says where.
func Check(dir string, visit func(Record) error) (Report, error) {
	c := &checker{fs: osFS{}, dir: dir, visit: visit, snaps: map[uint64][]int{}}
	lock, err := lockDir(dir, true)
	if err != nil {
		return c.report, err
	}
	if lock != nil {
		defer lock.Close()
	}
	c.snapshots()
	err = c.log()
	errs := []error{err}
	for _, s := range c.report.Snapshots {
		errs = append(errs, s.Err)
	}
	return c.report, errors.Join(errs...)
}

type checker struct {
	fs     FS
	dir    string
	visit  func(Record) error
	live   bool // somebody may be writing: see Read
	report Report
	snaps  map[uint64][]int // by sequence, into report.Snapshots
	chain  chain
	term   uint64
}

func (c *checker) snapshots() {
	dir := filepath.Join(c.dir, snapshotsDir)
	names, err := c.fs.List(dir)
	if err != nil {
		return // the log says what kind of directory this is
	}
	for _, name := range names {
		if _, ok := snapIndex(name); !ok {
			continue
		}
		path := filepath.Join(dir, name)
		r := SnapshotReport{File: path}
		f, err := c.fs.Open(path, os.O_RDONLY)
		if err != nil {
			r.Err = ioFailure(err, path, "the snapshot cannot be opened")
		} else {
			var s *snapshot
			if s, r.Err = readSnapshot(path, f); r.Err == nil {
				r.Seq, r.Hash, r.Digest, r.Size = s.at.seq, s.at.hash, s.digest, s.meta.Size+snapHeader
				c.snaps[r.Seq] = append(c.snaps[r.Seq], len(c.report.Snapshots))
			}
			discard(f)
		}
		c.report.Snapshots = append(c.report.Snapshots, r)
	}
}

func (c *checker) log() error {
	logID, err := readFormat(c.fs, c.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return formatFailure(c.dir, "there is no journal in this directory; it has no FORMAT file")
	}
	if err != nil {
		return err
	}
	segs, blanks, err := c.heads(logID)
	if err != nil {
		return err
	}
	defer func() {
		for _, s := range slices.Concat(segs, blanks) {
			discard(s.file)
		}
	}()
	c.chain.known = len(segs) == 0 || segs[0].head.firstIndex == 1
	for i, seg := range segs {
		var next *segment
		if i+1 < len(segs) {
			next = segs[i+1]
		}
		if err := c.segment(seg, next); err != nil {
			return err
		}
	}
	if c.live {
		return nil
	}
	for _, blank := range blanks {
		if err := c.blank(blank, logID); err != nil {
			return err
		}
	}
	return c.end(segs)
}

func (c *checker) segment(seg, next *segment) error {
	c.report.Segments++
	if seg.head.flags&flagGap != 0 {
		c.chain.known = false // the records between are in the leader's snapshot
	}
	index := seg.head.firstIndex
	visit := func(h *recordHead, off int64, raw []byte) error {
		index = h.index + 1
		c.report.Entries++
		c.report.LastIndex = h.index
		if h.term < c.term {
			return damaged(seg.path, off, h.index, "the entry is of term %d, after one of term %d", h.term, c.term)
		}
		c.term = h.term
		rec, ok, err := c.chain.record(seg, h, off, raw)
		if err != nil || !ok {
			return err
		}
		return c.record(rec)
	}
	at, err := walk(seg, segmentHeader, index, seg.head.size, visit)
	if err != nil {
		return err
	}
	if next == nil && c.live {
		return c.growing(seg, at, &index, visit)
	}
	if next == nil {
		t, err := examineTail(seg, at, index)
		if err == nil && t.torn() {
			c.report.Torn = &Tear{File: seg.path, Offset: t.at, Bytes: t.extent - t.at}
		}
		return err
	}
	if index != next.head.firstIndex && (next.head.flags&flagGap == 0 || index > next.head.firstIndex) {
		return damaged(seg.path, at, index, "the entry here is not intact; the next segment begins with entry %d", next.head.firstIndex)
	}
	extent, err := dataExtent(seg.file, at, seg.head.size)
	if err != nil {
		return ioFailure(err, seg.path, "the segment cannot be read")
	}
	if extent > at {
		return damaged(seg.path, extent-1, index, "the unused end of the segment is not zero")
	}
	return nil
}

func (c *checker) record(rec Record) error {
	if c.report.Records == 0 {
		c.report.FirstSeq = rec.Seq
	}
	c.report.Records++
	c.report.LastSeq, c.report.LastHash = rec.Seq, rec.Hash
	for _, i := range c.snaps[rec.Seq] {
		if s := &c.report.Snapshots[i]; s.Hash != rec.Hash {
			s.Err = snapDamage(s.File, snapHeader, "it ends with record %d of another chain", rec.Seq)
		}
	}
	if c.visit != nil {
		return c.visit(rec)
	}
	return nil
}

func (c *checker) blank(blank *segment, logID uint64) error {
	if err := examineBlank(blank, logID); err != nil {
		return err
	}
	extent, err := dataExtent(blank.file, 0, blank.head.size)
	if err != nil {
		return ioFailure(err, blank.path, "the segment cannot be read")
	}
	if extent > 0 {
		c.report.Torn = &Tear{File: blank.path, Bytes: extent}
	}
	return nil
}

// end compares where the log ends with what is known about it elsewhere.
func (c *checker) end(segs []*segment) error {
	state, found, err := openState(c.fs, c.dir, nil)
	if err != nil {
		return err
	}
	if !found && len(segs) > 0 {
		e := failure(CodeStateMissing, "the log has entries, but the state file is missing")
		e.File = filepath.Join(c.dir, stateName)
		return e
	}
	var ordinal uint64
	if len(segs) > 0 {
		ordinal = segs[len(segs)-1].head.ordinal
	}
	if err := state.checkEnd(ordinal, c.report.LastIndex); err != nil {
		return err
	}
	for i := range c.report.Snapshots {
		s := &c.report.Snapshots[i]
		if s.Err == nil && s.Seq > c.report.LastSeq && c.report.Records > 0 {
			s.Err = snapDamage(s.File, snapHeader, "it ends with record %d, the log with %d: segments are missing", s.Seq, c.report.LastSeq)
		}
	}
	return nil
}
