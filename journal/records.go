package journal

import (
	"crypto/sha256"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/hashicorp/raft"
)

// Record is one record of the chain as it lies on disk.
type Record struct {
	Seq     uint64
	Prev    [sha256.Size]byte // hash of the record before
	Hash    [sha256.Size]byte // of frame header and payload
	Payload []byte            // valid during the call that gives it
	Index   uint64            // of the engine's entry
	Term    uint64
	Time    time.Time // the leader's clock when it stored the record
	Segment string    // path of the file
	Offset  int64     // of the entry in it, in bytes
}

// chain checks records one after the other. Until known, the first record is
// believed about its predecessor.
type chain struct {
	at    link
	known bool
}

// record turns an entry into the next record of the chain; ok is false for the
// engine's own entries and for records that were overtaken.
func (c *chain) record(seg *segment, h *recordHead, off int64, raw []byte) (rec Record, ok bool, err error) {
	if h.kind != raft.LogCommand {
		return rec, false, nil
	}
	var l raft.Log
	h.entry(raw, &l)
	f, bad := parseFrame(l.Extensions, len(l.Data))
	if bad == nil && f.term != l.Term {
		return rec, false, nil
	}
	if bad == nil && !c.known {
		c.at, c.known = link{seq: f.seq - 1, hash: f.prev}, true
	}
	if bad == nil {
		bad = c.at.follow(f)
	}
	if bad != nil {
		bad.File, bad.Offset, bad.Index, bad.Seq = seg.path, off, h.index, c.at.seq+1
		return rec, false, bad
	}
	c.at = link{seq: f.seq, hash: chainHash(l.Extensions, l.Data)}
	return Record{
		Seq: f.seq, Prev: f.prev, Hash: c.at.hash, Payload: l.Data,
		Index: l.Index, Term: l.Term, Time: l.AppendedAt, Segment: seg.path, Offset: off,
	}, true, nil
}

var errEnough = errors.New("journal: enough")

// Records reads the durable log from record from on (1 is the first) up to the
// last record that is applied when it is called, and gives each to f; payload
// is valid during the call only. An error of f ends it and is returned. Reading
// goes on beside appending.
func (j *Journal) Records(from uint64, f func(seq uint64, payload []byte) error) error {
	last, _ := j.Position()
	from = max(from, 1)
	if from > last {
		return nil
	}
	segs := j.store.view(from)
	c := chain{}
	for i, seg := range segs {
		file, err := j.opts.FS.Open(seg.path, os.O_RDONLY)
		if err != nil {
			return ioFailure(err, seg.path, "a segment cannot be opened")
		}
		seg.file = file
		index := seg.head.firstIndex
		end, err := walk(seg, segmentHeader, index, seg.end, func(h *recordHead, off int64, raw []byte) error {
			index = h.index + 1
			rec, ok, err := c.record(seg, h, off, raw)
			if err != nil || !ok || rec.Seq < from {
				return err
			}
			if rec.Seq != from {
				return damaged(seg.path, off, h.index, "record %d is not in the log; the next that is, is %d", from, rec.Seq)
			}
			if err := f(rec.Seq, rec.Payload); err != nil {
				return err
			}
			if from++; rec.Seq == last {
				return errEnough
			}
			return nil
		})
		discard(file)
		if errors.Is(err, errEnough) {
			return nil
		}
		if err != nil {
			return err
		}
		if i+1 < len(segs) && segs[i+1].head.flags&flagGap == 0 && index != segs[i+1].head.firstIndex {
			return damaged(seg.path, end, index, "the entry here is not intact; the next segment begins with entry %d", segs[i+1].head.firstIndex)
		}
	}
	return damaged(j.logPath(), -1, 0, "record %d is not in the log, though record %d was applied", from, last)
}

// view copies what is needed to read the segments from record from on; the end
// of the tail is where it is now.
func (s *store) view(from uint64) []*segment {
	s.mu.RLock()
	defer s.mu.RUnlock()
	first := 0
	for i, seg := range s.segs {
		if seg.head.nextSeq <= from {
			first = i
		}
	}
	var out []*segment
	for i, seg := range s.segs[first:] {
		end := seg.head.size
		if first+i == len(s.segs)-1 {
			end = seg.end
		}
		out = append(out, &segment{path: filepath.Clean(seg.path), head: seg.head, end: end})
	}
	return out
}
