package journal

import (
	"encoding/binary"
	"hash/crc32"
	"time"

	"github.com/hashicorp/raft"
)

// One entry on disk, little-endian, aligned to 64 bytes so that its header
// never straddles a sector:
//
//	 0 u32 magic           32 u32 data length
//	 4 u8  version         36 u32 offset of the first record of the same write
//	 5 u8  raft log type   40 u32 sectors of the record that are all zero
//	 6 u16 extension bytes 44 u32 CRC-32C of extensions and data
//	 8 u64 index           48 u64 stamp of the segment
//	16 u64 term            56 u32 zero
//	24 i64 leader's time   60 u32 CRC-32C of bytes 0..59
//	64 extensions, data, zeros up to 64*n-8, end mark (8 bytes)
const (
	recordAlign  = 64
	recordHeader = 64
	recordMagic  = 0x31524a41 // "AJR1"
	recordFormat = 1
	endMark      = 0xa5c35a3c96696ac5
	endMarkSize  = 8
	sectorSize   = 512
	// entrySizeMax bounds what a header may claim: the largest payload and
	// what the engine adds to its own entries.
	entrySizeMax = PayloadMax + 1<<16
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

type recordHead struct {
	kind        raft.LogType
	extLen      int
	index, term uint64
	at          int64 // Unix nanoseconds, 0 for none
	dataLen     int
	writeStart  uint32
	zeroSectors uint32
	bodyCRC     uint32
	stamp       uint64
}

// size is the record's whole length on disk.
func (h *recordHead) size() int64 { return recordSize(h.extLen, h.dataLen) }

func recordSize(extLen, dataLen int) int64 {
	n := int64(recordHeader + extLen + dataLen + endMarkSize)
	return (n + recordAlign - 1) &^ (recordAlign - 1)
}

func (h *recordHead) encode(b []byte) {
	_ = b[recordHeader-1]
	le := binary.LittleEndian
	le.PutUint32(b[0:], recordMagic)
	b[4] = recordFormat
	b[5] = byte(h.kind)
	le.PutUint16(b[6:], uint16(h.extLen))
	le.PutUint64(b[8:], h.index)
	le.PutUint64(b[16:], h.term)
	le.PutUint64(b[24:], uint64(h.at))
	le.PutUint32(b[32:], uint32(h.dataLen))
	le.PutUint32(b[36:], h.writeStart)
	le.PutUint32(b[40:], h.zeroSectors)
	le.PutUint32(b[44:], h.bodyCRC)
	le.PutUint64(b[48:], h.stamp)
	le.PutUint32(b[56:], 0)
	le.PutUint32(b[60:], crc32.Checksum(b[:60], castagnoli))
}

// parseHead reports whether b begins with an intact header of the segment with
// that stamp. The stamp holds a random number of this log, so that no payload
// can pass for a record.
func parseHead(b []byte, stamp uint64) (recordHead, bool) {
	var h recordHead
	if len(b) < recordHeader {
		return h, false
	}
	le := binary.LittleEndian
	if le.Uint32(b) != recordMagic || le.Uint32(b[60:]) != crc32.Checksum(b[:60], castagnoli) {
		return h, false
	}
	h = recordHead{
		kind: raft.LogType(b[5]), extLen: int(le.Uint16(b[6:])),
		index: le.Uint64(b[8:]), term: le.Uint64(b[16:]), at: int64(le.Uint64(b[24:])),
		dataLen: int(le.Uint32(b[32:])), writeStart: le.Uint32(b[36:]),
		zeroSectors: le.Uint32(b[40:]), bodyCRC: le.Uint32(b[44:]), stamp: le.Uint64(b[48:]),
	}
	ok := b[4] == recordFormat && h.stamp == stamp && h.dataLen <= entrySizeMax && le.Uint32(b[56:]) == 0
	return h, ok
}

// bodyOK checks everything after the header; b is the whole record.
func (h *recordHead) bodyOK(b []byte) bool {
	if int64(len(b)) != h.size() {
		return false
	}
	end := recordHeader + h.extLen + h.dataLen
	return crc32.Checksum(b[recordHeader:end], castagnoli) == h.bodyCRC &&
		allZero(b[end:len(b)-endMarkSize]) &&
		binary.LittleEndian.Uint64(b[len(b)-endMarkSize:]) == endMark
}

// entry is the raft entry in b, a whole record. Its slices share b.
func (h *recordHead) entry(b []byte, out *raft.Log) {
	*out = raft.Log{Index: h.index, Term: h.term, Type: h.kind}
	if h.at != 0 {
		out.AppendedAt = time.Unix(0, h.at)
	}
	body := b[recordHeader:]
	if h.extLen > 0 {
		out.Extensions = body[:h.extLen:h.extLen]
	}
	out.Data = body[h.extLen : h.extLen+h.dataLen : h.extLen+h.dataLen]
}

func allZero(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b) != 0 {
			return false
		}
		b = b[8:]
	}
	for _, c := range b {
		if c != 0 {
			return false
		}
	}
	return true
}

// zeroSectorsIn counts the aligned sectors that lie within [off, off+length)
// and hold only zeros. A torn write into zeroed space leaves more of them than
// the record's header counted; a flipped bit does not. That is how a tail that
// was never acknowledged is told from damage to one that was.
func zeroSectorsIn(b []byte, off int64) (n uint32) {
	skip := int((sectorSize - off%sectorSize) % sectorSize)
	for ; skip+sectorSize <= len(b); skip += sectorSize {
		if allZero(b[skip : skip+sectorSize]) {
			n++
		}
	}
	return n
}
