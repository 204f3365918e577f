package journal

import (
	"crypto/sha256"
	"encoding/binary"
)

// PayloadMax is the largest payload in bytes that Append takes. A batch of
// 8,190 transfers is about a megabyte; 32 leaves room without letting one
// record hold a whole segment.
const PayloadMax = 32 << 20

// frameSize is the length of a frame header in bytes. It travels in the
// engine's Extensions, so that the payload is never copied to be framed.
const frameSize = 64

const (
	frameMagic   = 0x31464a41 // "AJF1", little-endian
	frameVersion = 1
)

// frame is the header of one record in the hash chain. Records are numbered
// densely from 1; the engine's own entries (elections, membership) have none.
type frame struct {
	term   uint64 // the leader's term when it numbered the record
	seq    uint64
	length uint64 // of the payload, in bytes
	prev   [sha256.Size]byte
}

func (f *frame) encode(b *[frameSize]byte) {
	binary.LittleEndian.PutUint32(b[0:], frameMagic)
	binary.LittleEndian.PutUint16(b[4:], frameVersion)
	binary.LittleEndian.PutUint16(b[6:], 0)
	binary.LittleEndian.PutUint64(b[8:], f.term)
	binary.LittleEndian.PutUint64(b[16:], f.seq)
	binary.LittleEndian.PutUint64(b[24:], f.length)
	copy(b[32:], f.prev[:])
}

// parseFrame checks everything that the header alone and the payload's length
// can tell; the chain is checked by whoever walks it.
func parseFrame(b []byte, payloadLen int) (frame, *Error) {
	var f frame
	if len(b) != frameSize {
		return f, failure(CodeDamaged, "a record's frame has %d bytes, not %d", len(b), frameSize)
	}
	if m := binary.LittleEndian.Uint32(b); m != frameMagic {
		return f, failure(CodeDamaged, "a record's frame begins with %08x, not %08x", m, uint32(frameMagic))
	}
	if v := binary.LittleEndian.Uint16(b[4:]); v != frameVersion {
		return f, failure(CodeFormat, "a record's frame has version %d; this program reads %d", v, frameVersion)
	}
	if r := binary.LittleEndian.Uint16(b[6:]); r != 0 {
		return f, failure(CodeFormat, "a record's frame has flags %04x that this program does not know", r)
	}
	f.term = binary.LittleEndian.Uint64(b[8:])
	f.seq = binary.LittleEndian.Uint64(b[16:])
	f.length = binary.LittleEndian.Uint64(b[24:])
	copy(f.prev[:], b[32:])
	if f.length != uint64(payloadLen) {
		return f, failure(CodeDamaged, "a record's frame says %d bytes of payload, the entry has %d", f.length, payloadLen)
	}
	return f, nil
}

// chainHash is SHA-256 over frame header and payload: what the next record
// carries as its predecessor.
func chainHash(header, payload []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write(header)
	h.Write(payload)
	h.Sum(sum[:0])
	return sum
}

// link is a position in the chain: the number and hash of its last record.
// The zero link is the beginning.
type link struct {
	seq  uint64
	hash [sha256.Size]byte
}

// follow checks that f is the record after l.
func (l link) follow(f frame) *Error {
	if f.seq != l.seq+1 {
		return failure(CodeDamaged, "the log has record %d where %d must come; %s", f.seq, l.seq+1, adviceDamage)
	}
	if f.prev != l.hash {
		return failure(CodeDamaged, "record %d names %x as its predecessor's hash, record %d has %x; %s",
			f.seq, f.prev, l.seq, l.hash, adviceDamage)
	}
	return nil
}
