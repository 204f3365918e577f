package fixedbase

import "encoding/binary"

// set reads 32 bytes, the highest first.
func (x *element) set(b []byte) {
	for i := range x {
		x[len(x)-1-i] = binary.BigEndian.Uint64(b[8*i:])
	}
}

// put writes x, as it stands, into 32 bytes.
func (x *element) put(b *[32]byte) []byte {
	for i := range x {
		binary.BigEndian.PutUint64(b[8*i:], x[len(x)-1-i])
	}
	return b[:]
}
