package journal

import (
	"encoding/binary"
	"hash/crc32"

	"github.com/hashicorp/raft"
)

// copyMax is the payload size up to which copying into one buffer beats giving
// the kernel another one, in bytes.
const copyMax = 16 << 10

// layout turns entries into the buffers of one write, reusing its own memory.
type layout struct {
	arena   []byte
	bufs    [][]byte
	offsets []uint32
}

// plan is one write: bufs go to start, records lie at offsets.
type plan struct {
	start, end int64
	bufs       [][]byte
	offsets    []uint32
}

// plan lays out as many of logs as fit behind seg.end, at least one. The
// result is valid until the next call.
func (y *layout) plan(seg *segment, begin bool, logs []*raft.Log) plan {
	p := plan{start: seg.end, end: seg.end}
	need := 0
	if begin {
		p.start = 0
		need = segmentHeader
	}
	n := 0
	for _, l := range logs {
		size := recordSize(len(l.Extensions), len(l.Data))
		if p.end+size > seg.head.size {
			break
		}
		p.end += size
		n++
		if need += int(size); direct(l) {
			need -= len(l.Data)
		}
	}
	if cap(y.arena) < need {
		y.arena = make([]byte, need+need/4)
	}
	y.arena, y.bufs, y.offsets = y.arena[:0], y.bufs[:0], y.offsets[:0]
	if begin {
		b := y.extend(segmentHeader)
		clear(b)
		seg.head.encode(b)
	}
	cut := 0
	off := seg.end
	for _, l := range logs[:n] {
		y.offsets = append(y.offsets, uint32(off))
		cut = y.add(l, off, seg, p.start, cut)
		off += recordSize(len(l.Extensions), len(l.Data))
	}
	y.bufs = append(y.bufs, y.arena[cut:])
	p.bufs, p.offsets = y.bufs, y.offsets
	return p
}

// direct reports whether l's payload is written from where it is.
func direct(l *raft.Log) bool { return len(l.Data) > copyMax && len(l.Extensions) == frameSize }

func (y *layout) extend(n int) []byte {
	at := len(y.arena)
	y.arena = y.arena[:at+n]
	return y.arena[at:]
}

// add lays out one record at off. cut is where the part of the arena begins
// that is not in bufs yet; add gives the new one.
func (y *layout) add(l *raft.Log, off int64, seg *segment, start int64, cut int) int {
	h := recordHead{
		kind: l.Type, extLen: len(l.Extensions), index: l.Index, term: l.Term,
		dataLen: len(l.Data), writeStart: uint32(start), stamp: seg.head.stamp(),
	}
	if !l.AppendedAt.IsZero() {
		h.at = l.AppendedAt.UnixNano()
	}
	h.bodyCRC = crc32.Update(crc32.Checksum(l.Extensions, castagnoli), castagnoli, l.Data)
	front := y.extend(recordHeader + h.extLen)
	copy(front[recordHeader:], l.Extensions)
	pad := int(h.size()) - recordHeader - h.extLen - h.dataLen
	if !direct(l) {
		at := len(y.arena) - len(front)
		rest := y.extend(h.dataLen + pad)
		copy(rest, l.Data)
		endPad(rest[h.dataLen:])
		raw := y.arena[at:]
		binary.LittleEndian.PutUint32(raw, recordMagic) // a header is never zero
		h.zeroSectors = zeroSectorsIn(raw, off)
		h.encode(raw)
		return cut
	}
	h.zeroSectors = zeroSectorsDirect(l.Data, off+int64(len(front)), pad)
	h.encode(front)
	y.bufs = append(y.bufs, y.arena[cut:], l.Data)
	cut = len(y.arena)
	endPad(y.extend(pad))
	return cut
}

func endPad(b []byte) {
	clear(b)
	binary.LittleEndian.PutUint64(b[len(b)-endMarkSize:], endMark)
}

// zeroSectorsDirect is zeroSectorsIn for a record whose payload is elsewhere.
// The sectors that hold header and frame are never zero, since both are
// aligned and not zero; the one that holds the payload's end may be.
func zeroSectorsDirect(data []byte, off int64, pad int) uint32 {
	n := zeroSectorsIn(data, off)
	end := off + int64(len(data))
	last := end &^ (sectorSize - 1)
	if last != end && last >= off && last+sectorSize <= end+int64(pad) {
		mark := end + int64(pad) - endMarkSize
		if last+sectorSize <= mark && allZero(data[last-off:]) {
			n++
		}
	}
	return n
}
