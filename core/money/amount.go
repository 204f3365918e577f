package money

import (
	"encoding/binary"
	"math/bits"
)

// Amount is an unsigned integer of 128 bits: a count of an asset's smallest
// ledger units.
type Amount struct{ Hi, Lo uint64 }

// AmountSize is the encoded size of an Amount in bytes.
const AmountSize = 16

// AmountMax is the largest amount. As the amount of a balancing transfer it
// means "as much as there is".
var AmountMax = Amount{Hi: ^uint64(0), Lo: ^uint64(0)}

// Units makes an amount of n smallest units.
func Units(n uint64) Amount { return Amount{Lo: n} }

// IsZero reports whether a is nothing.
func (a Amount) IsZero() bool { return a.Hi|a.Lo == 0 }

// Cmp returns -1, 0 or +1 as a is less than, equal to or more than b.
func (a Amount) Cmp(b Amount) int {
	switch {
	case a == b:
		return 0
	case a.Less(b):
		return -1
	}
	return 1
}

// Less reports a < b.
func (a Amount) Less(b Amount) bool {
	_, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	_, borrow = bits.Sub64(a.Hi, b.Hi, borrow)
	return borrow != 0
}

// Min returns the lesser of a and b.
func (a Amount) Min(b Amount) Amount {
	if b.Less(a) {
		return b
	}
	return a
}

// Add returns a+b; ok is false, and the sum meaningless, on overflow.
func (a Amount) Add(b Amount) (sum Amount, ok bool) {
	lo, carry := bits.Add64(a.Lo, b.Lo, 0)
	hi, carry := bits.Add64(a.Hi, b.Hi, carry)
	return Amount{hi, lo}, carry == 0
}

// Sub returns a-b; ok is false, and the difference meaningless, when b > a.
func (a Amount) Sub(b Amount) (difference Amount, ok bool) {
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, borrow := bits.Sub64(a.Hi, b.Hi, borrow)
	return Amount{hi, lo}, borrow == 0
}

// SubFloor returns a-b, or zero when b > a.
func (a Amount) SubFloor(b Amount) Amount {
	d, ok := a.Sub(b)
	if !ok {
		return Amount{}
	}
	return d
}

// Mul64 returns a*n; ok is false, and the product meaningless, on overflow.
func (a Amount) Mul64(n uint64) (product Amount, ok bool) {
	loHi, lo := bits.Mul64(a.Lo, n)
	over, hi := bits.Mul64(a.Hi, n)
	hi, carry := bits.Add64(hi, loHi, 0)
	return Amount{hi, lo}, over == 0 && carry == 0
}

// DivMod64 returns a/n and a mod n. It panics when n is zero.
func (a Amount) DivMod64(n uint64) (quotient Amount, remainder uint64) {
	hi, r := bits.Div64(0, a.Hi, n)
	lo, r := bits.Div64(r, a.Lo, n)
	return Amount{hi, lo}, r
}

// Append adds the encoding of a, 16 bytes little-endian, to b.
func (a Amount) Append(b []byte) []byte {
	b = binary.LittleEndian.AppendUint64(b, a.Lo)
	return binary.LittleEndian.AppendUint64(b, a.Hi)
}

// Put writes the encoding of a to the first 16 bytes of b.
func (a Amount) Put(b []byte) {
	_ = b[15]
	binary.LittleEndian.PutUint64(b, a.Lo)
	binary.LittleEndian.PutUint64(b[8:], a.Hi)
}

// AmountAt reads an amount from the first 16 bytes of b.
func AmountAt(b []byte) Amount {
	_ = b[15]
	return Amount{Lo: binary.LittleEndian.Uint64(b), Hi: binary.LittleEndian.Uint64(b[8:])}
}
