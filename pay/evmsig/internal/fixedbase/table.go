package fixedbase

import "math/big"

// Table has multiples of a point: for each digit of a number, those by 1 to half a
// digit's range, times the digit's place. The other half are their negatives.
type Table struct {
	width  uint
	points []affine
}

const numberBits = 256

// keyWidth and baseWidth are the bits of a digit for a key, of which many are kept,
// and for the curve's own base point. A key's table has 32 KiB.
const keyWidth, baseWidth = 4, 8

// NewTable is the table of a public key, given as its two coordinates of 32 bytes. The
// key must be a point of the curve: one that was recovered from a signature is.
func NewTable(key *[64]byte) *Table {
	var k affine
	k.x.set(key[:32])
	k.y.set(key[32:])
	return newTable(&k, keyWidth)
}

func newTable(of *affine, width uint) *Table {
	bases := make([]point, numberBits/width)
	bases[0].from(of)
	for i := 1; i < len(bases); i++ {
		bases[i] = bases[i-1]
		for range width {
			bases[i].double()
		}
	}
	half := 1 << (width - 1)
	multiples := make([]point, 0, len(bases)*half)
	for _, base := range affines(bases) {
		var p point
		for range half {
			p.add(&base)
			multiples = append(multiples, p)
		}
	}
	return &Table{width, affines(multiples)}
}

// addTo adds number times the table's point to a sum. Digits lie between half their
// range below zero and above, which the last must hold without a carry: the number is
// below 2^255.
func (t *Table) addTo(sum *point, number *element, negative bool) {
	half := uint64(1) << (t.width - 1)
	carry, row := uint64(0), 0
	for place := uint(0); place < numberBits; place += t.width {
		digit := number[place/64]>>(place%64)&(2*half-1) + carry
		below := digit > half
		if carry = 0; below {
			digit, carry = 2*half-digit, 1
		}
		if digit != 0 {
			a := t.points[row+int(digit)-1]
			if below != negative {
				a.y.sub(&element{}, &a.y)
			}
			sum.add(&a)
		}
		row += int(half)
	}
}

func hexElement(hex string) (e element) {
	n, _ := new(big.Int).SetString(hex, 16)
	var bytes [32]byte
	e.set(n.FillBytes(bytes[:]))
	return e
}
