package journal

import (
	"io"

	"github.com/hashicorp/raft"
)

// walkWindow is how much of a segment is read at once, in bytes.
const walkWindow = 1 << 20

// walker reads a segment's records one after the other through a window.
type walker struct {
	file  io.ReaderAt
	size  int64
	stamp uint64
	buf   []byte
	start int64 // file offset of buf[0]
}

func newWalker(s *segment) *walker {
	return &walker{file: s.file, size: s.head.size, stamp: s.head.stamp()}
}

// bytes gives n bytes at off, or fewer at the end of the file. They are valid
// until the next call.
func (w *walker) bytes(off int64, n int64) ([]byte, error) {
	n = min(n, w.size-off)
	if off < w.start || off+n > w.start+int64(len(w.buf)) {
		want := min(max(n, walkWindow), w.size-off)
		if int64(cap(w.buf)) < want {
			w.buf = make([]byte, want)
		}
		w.buf, w.start = w.buf[:want], off
		if err := readFull(w.file, w.buf, off); err != nil {
			w.buf = w.buf[:0]
			return nil, err
		}
	}
	return w.buf[off-w.start : off-w.start+n], nil
}

// record gives the record at off; headOK and bodyOK say how far it is intact.
func (w *walker) record(off int64) (h recordHead, raw []byte, headOK, bodyOK bool, err error) {
	b, err := w.bytes(off, recordHeader)
	if err != nil {
		return
	}
	if h, headOK = parseHead(b, w.stamp); !headOK {
		return
	}
	if raw, err = w.bytes(off, h.size()); err != nil {
		return
	}
	bodyOK = h.bodyOK(raw)
	return
}

// visitRecord sees one intact record; raw is valid during the call only.
type visitRecord func(h *recordHead, off int64, raw []byte) error

// walk visits the records of s from off on, the first of which must have the
// given index, and gives the offset where they stop: at the first that is not
// intact, at limit, or at the segment's end. Numbers that cannot follow each
// other are damage, wherever they are.
func walk(s *segment, off int64, index uint64, limit int64, visit visitRecord) (int64, error) {
	w := newWalker(s)
	for off+recordHeader <= limit {
		h, raw, headOK, bodyOK, err := w.record(off)
		if err != nil {
			return off, ioFailure(err, s.path, "a segment cannot be read")
		}
		if !headOK || !bodyOK {
			return off, nil
		}
		if h.index != index {
			return off, damaged(s.path, off, index, "the entry at this place has index %d, not %d", h.index, index)
		}
		if int64(h.writeStart) > off {
			return off, damaged(s.path, off, index, "the entry names %d as the start of its write, after itself", h.writeStart)
		}
		if visit != nil {
			if err := visit(&h, off, raw); err != nil {
				return off, err
			}
		}
		off += h.size()
		index++
	}
	return off, nil
}

// entryAt reads the entry at off and checks it, whatever was checked before:
// the disk may have changed its mind. Of a record, headOnly leaves out what it
// contains.
func (s *segment) entryAt(off int64, index uint64, headOnly bool, out *raft.Log) error {
	head := make([]byte, recordHeader)
	if err := readFull(s.file, head, off); err != nil {
		return ioFailure(err, s.path, "an entry cannot be read")
	}
	h, ok := parseHead(head, s.head.stamp())
	if !ok || h.index != index || off+h.size() > s.head.size {
		return damaged(s.path, off, index, "the entry's header is not intact")
	}
	if headOnly && h.kind == raft.LogCommand {
		*out = raft.Log{Index: h.index, Term: h.term, Type: h.kind}
		return nil
	}
	raw := make([]byte, h.size())
	if err := readFull(s.file, raw, off); err != nil {
		return ioFailure(err, s.path, "an entry cannot be read")
	}
	if !h.bodyOK(raw) {
		return damaged(s.path, off, index, "the entry's content does not match its checksum")
	}
	h.entry(raw, out)
	return nil
}
