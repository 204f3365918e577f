package ledger

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// ID is a 128-bit identifier, chosen by the caller. The id of a transfer
// carries its time: the top 48 bits of Hi are Unix milliseconds, as in a UUIDv7
// (RFC 9562, 5.7) and in a ULID. The zero ID means none.
type ID struct{ Hi, Lo uint64 }

// IDSize is the encoded size of an ID in bytes.
const IDSize = 16

// IsZero reports whether id names nothing.
func (id ID) IsZero() bool { return id.Hi|id.Lo == 0 }

// Millis is the Unix time in milliseconds that the id carries.
func (id ID) Millis() int64 { return int64(id.Hi >> 16) }

// Less orders ids as unsigned 128-bit numbers, so by their time first.
func (id ID) Less(other ID) bool {
	return id.Hi < other.Hi || (id.Hi == other.Hi && id.Lo < other.Lo)
}

// Derive names the n-th thing that follows from id: it keeps the time and the
// high bits and mixes n into the low ones, the same way every time.
func (id ID) Derive(n uint64) ID {
	x := id.Lo ^ (n+1)*0x9e3779b97f4a7c15
	x ^= x >> 32
	x *= 0xd6e8feb86659fd93
	x ^= x >> 32
	return ID{Hi: id.Hi, Lo: x}
}

// Put writes the encoding of id, 16 bytes little-endian, to b.
func (id ID) Put(b []byte) {
	_ = b[15]
	binary.LittleEndian.PutUint64(b, id.Lo)
	binary.LittleEndian.PutUint64(b[8:], id.Hi)
}

// IDAt reads an id from the first 16 bytes of b.
func IDAt(b []byte) ID {
	_ = b[15]
	return ID{Lo: binary.LittleEndian.Uint64(b), Hi: binary.LittleEndian.Uint64(b[8:])}
}

// String prints the id as a UUID.
func (id ID) String() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:], id.Hi)
	binary.BigEndian.PutUint64(raw[8:], id.Lo)
	var text [36]byte
	hex.Encode(text[:8], raw[:4])
	hex.Encode(text[9:13], raw[4:6])
	hex.Encode(text[14:18], raw[6:8])
	hex.Encode(text[19:23], raw[8:10])
	hex.Encode(text[24:], raw[10:])
	text[8], text[13], text[18], text[23] = '-', '-', '-', '-'
	return string(text[:])
}

var errID = errors.New("an id is a UUID such as 0190a5d2-7c1e-7aaa-8000-0123456789ab, or its 32 hexadecimal digits")

// ParseID reads a UUID, with or without hyphens.
func ParseID(text string) (ID, error) {
	if len(text) == 36 {
		if text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
			return ID{}, errID
		}
		text = text[:8] + text[9:13] + text[14:18] + text[19:23] + text[24:]
	}
	if len(text) != 32 {
		return ID{}, errID
	}
	var raw [16]byte
	if _, err := hex.Decode(raw[:], []byte(text)); err != nil {
		return ID{}, errID
	}
	return ID{Hi: binary.BigEndian.Uint64(raw[:]), Lo: binary.BigEndian.Uint64(raw[8:])}, nil
}
