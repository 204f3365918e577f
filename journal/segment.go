package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"
	"strconv"
	"strings"
)

// A segment is a file of zeros that is filled from the front. Its header takes
// the first block and is written together with the first records, so that
// beginning a segment costs no metadata operation:
//
//	 0 u64 magic      24 u64 size of the file
//	 8 u32 format     32 u64 index of the first entry
//	12 u32 flags      40 u64 sequence that the next record of the chain has
//	16 u64 ordinal    48 u64 random number of this log
//	                  60 u32 CRC-32C of bytes 0..59
const (
	segmentMagic      = 0x314745534a415541 // "AUAJSEG1"
	segmentFormat     = 1
	segmentHeader     = 4096
	segmentHeaderUsed = 64
	segmentSuffix     = ".seg"
	// SegmentSizeMin and SegmentSizeMax bound Options.SegmentSize in bytes;
	// offsets within a segment are 32 bits.
	SegmentSizeMin = 64 << 10
	SegmentSizeMax = 1 << 30
	// SegmentSizeDefault: at a gigabyte a second a segment lasts 60 ms, and
	// zeroing one ahead takes the disk about as long.
	SegmentSizeDefault = 64 << 20

	// flagGap: the entries before this segment are in a snapshot that came
	// from the leader, not in this voter's log.
	flagGap = 1
)

type segmentHead struct {
	flags      uint32
	ordinal    uint64
	size       int64
	firstIndex uint64
	nextSeq    uint64
	logID      uint64
}

// stamp marks this segment's records.
func (h *segmentHead) stamp() uint64 { return h.logID + h.ordinal }

func (h *segmentHead) encode(b []byte) {
	le := binary.LittleEndian
	le.PutUint64(b[0:], segmentMagic)
	le.PutUint32(b[8:], segmentFormat)
	le.PutUint32(b[12:], h.flags)
	le.PutUint64(b[16:], h.ordinal)
	le.PutUint64(b[24:], uint64(h.size))
	le.PutUint64(b[32:], h.firstIndex)
	le.PutUint64(b[40:], h.nextSeq)
	le.PutUint64(b[48:], h.logID)
	le.PutUint32(b[60:], crc32.Checksum(b[:60], castagnoli))
}

// parseSegmentHead: blank means a segment that was never begun. An error is a
// header that is neither blank nor intact.
func parseSegmentHead(b []byte) (h segmentHead, blank bool, err *Error) {
	if allZero(b[:segmentHeader]) {
		return h, true, nil
	}
	le := binary.LittleEndian
	if le.Uint32(b[60:]) != crc32.Checksum(b[:60], castagnoli) || !allZero(b[segmentHeaderUsed:segmentHeader]) {
		return h, false, failure(CodeDamaged, "the segment's header does not match its checksum")
	}
	if m := le.Uint64(b); m != segmentMagic {
		return h, false, failure(CodeFormat, "the segment begins with %016x, not %016x", m, uint64(segmentMagic))
	}
	if v := le.Uint32(b[8:]); v != segmentFormat {
		return h, false, failure(CodeFormat, "the segment has format %d; this program reads %d", v, segmentFormat)
	}
	h = segmentHead{
		flags: le.Uint32(b[12:]), ordinal: le.Uint64(b[16:]), size: int64(le.Uint64(b[24:])),
		firstIndex: le.Uint64(b[32:]), nextSeq: le.Uint64(b[40:]), logID: le.Uint64(b[48:]),
	}
	if h.flags&^uint32(flagGap) != 0 || h.firstIndex == 0 || h.size < segmentHeader || !allZero(b[56:60]) {
		return h, false, failure(CodeFormat, "the segment's header has values this program does not know")
	}
	return h, false, nil
}

func segmentName(ordinal uint64) string { return fmt.Sprintf("%012d%s", ordinal, segmentSuffix) }

func segmentOrdinal(name string) (uint64, bool) {
	digits, ok := strings.CutSuffix(name, segmentSuffix)
	if !ok || len(digits) != 12 {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil && n > 0
}

// segment is one file of the log. head, end, offsets and last belong to the
// store's lock; sealed segments have them fixed.
type segment struct {
	path    string
	file    File
	head    segmentHead
	blank   bool
	scanned bool
	end     int64    // offset after the last record
	offsets []uint32 // of each record, from head.firstIndex on
	write   int64    // where the last write began
}

func (s *segment) next() uint64 { return s.head.firstIndex + uint64(len(s.offsets)) }

// openSegment opens a file of the log and reads its header. A file that is
// shorter than its header says was cut, which no crash does.
func openSegment(fs FS, dir, name string, flag int) (*segment, error) {
	path := filepath.Join(dir, name)
	f, err := fs.Open(path, flag)
	if err != nil {
		return nil, ioFailure(err, path, "a segment cannot be opened")
	}
	s := &segment{path: path, file: f}
	if err := s.readHead(name); err != nil {
		discard(f)
		return nil, err
	}
	return s, nil
}

func (s *segment) readHead(name string) error {
	size, err := s.file.Size()
	if err != nil {
		return ioFailure(err, s.path, "a segment's size cannot be read")
	}
	if size < segmentHeader {
		return damaged(s.path, size, 0, "the segment has %d bytes, less than its header", size)
	}
	b := make([]byte, segmentHeader)
	if err := readFull(s.file, b, 0); err != nil {
		return ioFailure(err, s.path, "a segment's header cannot be read")
	}
	h, blank, bad := parseSegmentHead(b)
	ordinal, _ := segmentOrdinal(name)
	switch {
	case bad != nil:
		return s.badHead(b, size, bad)
	case blank:
		s.blank, s.head = true, segmentHead{ordinal: ordinal, size: size}
		return nil
	case h.ordinal != ordinal:
		return damaged(s.path, 16, h.firstIndex, "the segment says it is number %d: it was renamed", h.ordinal)
	case h.size != size:
		return damaged(s.path, min(size, h.size), h.firstIndex, "the segment has %d bytes, its header says %d: the file was cut or extended", size, h.size)
	}
	s.head = h
	return nil
}

// badHead lets a header pass as blank whose write tore: then nothing follows
// it, since the records' end marks come after.
func (s *segment) badHead(b []byte, size int64, bad *Error) error {
	if bad.Code == CodeDamaged {
		extent, err := dataExtent(s.file, segmentHeader, size)
		if err != nil {
			return ioFailure(err, s.path, "a segment cannot be read")
		}
		if extent == segmentHeader && allZero(b[segmentHeaderUsed:]) {
			s.blank, s.head = true, segmentHead{size: size}
			if n, ok := segmentOrdinal(filepath.Base(s.path)); ok {
				s.head.ordinal = n
			}
			return nil
		}
	}
	bad.File, bad.Offset = s.path, 0
	bad.Message += "; " + adviceDamage
	return bad
}

// readFull reads len(b) bytes at off.
func readFull(f io.ReaderAt, b []byte, off int64) error {
	n, err := f.ReadAt(b, off)
	if n == len(b) {
		return nil
	}
	if err == nil || err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	return err
}
