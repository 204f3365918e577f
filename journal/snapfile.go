package journal

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/hashicorp/raft"
)

// A snapshot file is a header block with the engine's facts, then a stream
// that voters also send to each other:
//
//	header   4096  magic, format, flags, index, term, membership, CRC-32C
//	prologue   64  magic, format, sequence, chain hash
//	state          whatever the machine wrote
//	epilogue  128  magic, length of state, SHA-256 of prologue and state,
//	               the state's digest, CRC-32C
const (
	snapMagic     = 0x31534e534a415541 // "AUAJSNS1"
	snapMagicHead = 0x31484e534a415541 // "AUAJSNH1"
	snapMagicTail = 0x31544e534a415541 // "AUAJSNT1"
	snapFormat    = 1
	snapHeader    = 4096
	snapPrologue  = 64
	snapEpilogue  = 128
	snapSuffix    = ".snap"
	// snapLocal: this voter took the snapshot itself, so its log reaches there.
	snapLocal = 1
)

// snapshot is one file of the snapshots directory.
type snapshot struct {
	path   string
	meta   raft.SnapshotMeta // Size is that of the stream, in bytes
	flags  uint32
	at     link
	digest [sha256.Size]byte
}

func snapName(index uint64) string { return fmt.Sprintf("%020d%s", index, snapSuffix) }

func snapIndex(name string) (uint64, bool) {
	digits, ok := strings.CutSuffix(name, snapSuffix)
	if !ok || len(digits) != 20 {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	return n, err == nil
}

func encodeSnapHeader(meta *raft.SnapshotMeta, flags uint32) ([]byte, error) {
	le := binary.LittleEndian
	b := make([]byte, snapHeader)
	conf := raft.EncodeConfiguration(meta.Configuration)
	if len(conf) > snapHeader-64 {
		return nil, failure(CodeSnapshot, "the membership needs %d bytes, a snapshot holds %d", len(conf), snapHeader-64)
	}
	le.PutUint64(b[0:], snapMagicHead)
	le.PutUint32(b[8:], snapFormat)
	le.PutUint32(b[12:], flags)
	le.PutUint64(b[16:], meta.Index)
	le.PutUint64(b[24:], meta.Term)
	le.PutUint64(b[32:], meta.ConfigurationIndex)
	le.PutUint32(b[40:], uint32(len(conf)))
	copy(b[48:], conf)
	le.PutUint32(b[snapHeader-4:], crc32.Checksum(b[:snapHeader-4], castagnoli))
	return b, nil
}

func encodePrologue(at link) []byte {
	le := binary.LittleEndian
	b := make([]byte, snapPrologue)
	le.PutUint64(b[0:], snapMagic)
	le.PutUint32(b[8:], snapFormat)
	le.PutUint64(b[16:], at.seq)
	copy(b[24:], at.hash[:])
	return b
}

func parsePrologue(b []byte) (link, error) {
	le := binary.LittleEndian
	if le.Uint64(b) != snapMagic || le.Uint32(b[8:]) != snapFormat {
		return link{}, failure(CodeSnapshot, "the snapshot's stream does not begin as one of format %d", snapFormat)
	}
	at := link{seq: le.Uint64(b[16:])}
	copy(at.hash[:], b[24:56])
	return at, nil
}

func encodeEpilogue(length uint64, sum, digest [sha256.Size]byte) []byte {
	le := binary.LittleEndian
	b := make([]byte, snapEpilogue)
	le.PutUint64(b[0:], snapMagicTail)
	le.PutUint64(b[8:], length)
	copy(b[16:], sum[:])
	copy(b[48:], digest[:])
	le.PutUint32(b[snapEpilogue-4:], crc32.Checksum(b[:snapEpilogue-4], castagnoli))
	return b
}

// readSnapshot checks a snapshot file as a whole and gives what it says.
func readSnapshot(path string, f File) (*snapshot, error) {
	s := &snapshot{path: path}
	size, err := f.Size()
	if err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be read")
	}
	if size < snapHeader+snapPrologue+snapEpilogue {
		return nil, snapDamage(path, size, "it has %d bytes, too few for a snapshot", size)
	}
	if err := s.readHeader(f, size); err != nil {
		return nil, err
	}
	le := binary.LittleEndian
	tail := make([]byte, snapEpilogue)
	tailAt := size - snapEpilogue
	if err := readFull(f, tail, tailAt); err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be read")
	}
	if le.Uint64(tail) != snapMagicTail || le.Uint32(tail[snapEpilogue-4:]) != crc32.Checksum(tail[:snapEpilogue-4], castagnoli) {
		return nil, snapDamage(path, tailAt, "its end is not intact")
	}
	if le.Uint64(tail[8:]) != uint64(tailAt-snapHeader-snapPrologue) {
		return nil, snapDamage(path, tailAt+8, "it says %d bytes of state and holds %d", le.Uint64(tail[8:]), tailAt-snapHeader-snapPrologue)
	}
	h := sha256.New()
	var head bytes.Buffer
	from := io.NewSectionReader(f, snapHeader, tailAt-snapHeader)
	if _, err := io.CopyN(io.MultiWriter(h, &head), from, snapPrologue); err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be read")
	}
	if _, err := io.CopyBuffer(h, from, make([]byte, walkWindow)); err != nil {
		return nil, ioFailure(err, path, "the snapshot cannot be read")
	}
	if !bytes.Equal(h.Sum(nil), tail[16:48]) {
		return nil, snapDamage(path, snapHeader, "its content does not match its SHA-256")
	}
	copy(s.digest[:], tail[48:80])
	if s.at, err = parsePrologue(head.Bytes()); err != nil {
		return nil, snapDamage(path, snapHeader, "its stream has another format")
	}
	return s, nil
}

func (s *snapshot) readHeader(f File, size int64) error {
	le := binary.LittleEndian
	b := make([]byte, snapHeader)
	if err := readFull(f, b, 0); err != nil {
		return ioFailure(err, s.path, "the snapshot cannot be read")
	}
	if le.Uint32(b[snapHeader-4:]) != crc32.Checksum(b[:snapHeader-4], castagnoli) {
		return snapDamage(s.path, 0, "its header does not match its checksum")
	}
	n := int(le.Uint32(b[40:]))
	if le.Uint64(b) != snapMagicHead || le.Uint32(b[8:]) != snapFormat || n > snapHeader-64 {
		return snapDamage(s.path, 0, "it is not a snapshot of format %d", snapFormat)
	}
	s.flags = le.Uint32(b[12:])
	s.meta = raft.SnapshotMeta{
		Version: raft.SnapshotVersionMax, ID: filepath.Base(s.path),
		Index: le.Uint64(b[16:]), Term: le.Uint64(b[24:]), ConfigurationIndex: le.Uint64(b[32:]),
		Configuration: raft.DecodeConfiguration(b[48 : 48+n]), Size: size - snapHeader,
	}
	if index, ok := snapIndex(s.meta.ID); ok && index != s.meta.Index {
		return snapDamage(s.path, 16, "it says it ends at entry %d: it was renamed", s.meta.Index)
	}
	return nil
}

func snapDamage(path string, off int64, format string, args ...any) error {
	return &Error{
		Code: CodeDamaged, File: path, Offset: off,
		Message: "the snapshot is refused: " + fmt.Sprintf(format, args...),
	}
}
