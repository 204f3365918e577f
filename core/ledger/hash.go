package ledger

import (
	"encoding/binary"
	"math/bits"
)

// Odd constants with about half their bits set, from the fractions of the
// square roots of 2, 3, 5, 7, 11 and 13 (as in SHA-512, FIPS 180-4, 5.3.5).
const (
	key0 = 0x6a09e667f3bcc909
	key1 = 0xbb67ae8584caa73b
	key2 = 0x3c6ef372fe94f82b
	key3 = 0xa54ff53a5f1d36f1
	key4 = 0x510e527fade682d1
	key5 = 0x9b05688c2b3e6c1f
)

// mix multiplies to 128 bits and folds. The arguments are folded in as well, so
// that a zero factor does not swallow the other one.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	return hi ^ lo ^ a ^ bits.RotateLeft64(b, 32)
}

// hash spreads an id over 64 bits for the indexes. It is keyed per process, so
// that ids cannot be chosen to collide; nothing in the state depends on it.
func (l *Ledger) hash(id ID) uint64 { return hashID(l.hashKey, id) }

func hashID(key uint64, id ID) uint64 { return mix(mix(id.Lo^key, id.Hi^key1), key0) }

// fingerprint condenses the 128 encoded bytes of a transfer to 64 bits. The
// window keeps it instead of the content: two contents under the same id pass
// for the same one in one case of 2^64. It is part of the snapshot, so the
// function is never changed.
func fingerprint(b []byte) uint64 {
	_ = b[TransferSize-1]
	word := binary.LittleEndian.Uint64
	x := mix(word(b)^key0, word(b[8:])^key1)
	y := mix(word(b[16:])^key2, word(b[24:])^key3)
	z := mix(word(b[32:])^key4, word(b[40:])^key5)
	w := mix(word(b[48:])^key1, word(b[56:])^key0)
	x = mix(x^word(b[64:]), word(b[72:])^key2)
	y = mix(y^word(b[80:]), word(b[88:])^key4)
	z = mix(z^word(b[96:]), word(b[104:])^key5)
	w = mix(w^word(b[112:]), word(b[120:])^key3)
	return mix(mix(x, y^key0), mix(z, w^key1)^key2)
}
