package fixedbase

import "math/big"

// Table has the multiples of a point by which a number times the point is a sum. A
// number is read in digits of width bits; digits that are groups places apart have a
// row each, with the multiples by 1 to half a digit's range. The other half are their
// negatives, and the places between are reached by doubling the sum.
type Table struct {
	width, groups int
	points        []affine
}

const numberBits = 256

// A key's table has 8 KiB, so that those of many keys stay near the processor, which
// was worth more than the twelve doublings; the one of the curve's base point 128 KiB.
const (
	keyWidth, keyGroups   = 4, 4
	baseWidth, baseGroups = 8, 2
)

// NewTable is the table of a public key, given as its two coordinates of 32 bytes. The
// key must be a point of the curve: one that was recovered from a signature is.
func NewTable(key *[64]byte) *Table {
	var k affine
	k.x.set(key[:32])
	k.y.set(key[32:])
	return newTable(&k, keyWidth, keyGroups)
}

func newTable(of *affine, width, groups int) *Table {
	rows := make([]point, numberBits/(width*groups))
	rows[0].from(of)
	for i := 1; i < len(rows); i++ {
		rows[i] = rows[i-1]
		for range width * groups {
			rows[i].double()
		}
	}
	half := 1 << (width - 1)
	multiples := make([]point, 0, len(rows)*half)
	for _, row := range affines(rows) {
		var p point
		for range half {
			p.add(&row)
			multiples = append(multiples, p)
		}
	}
	return &Table{width, groups, affines(multiples)}
}

// digits are a number's, the lowest first, between half their range below zero and
// above.
type digits [numberBits / keyWidth]int16

// digits reads a number below 2^255: its last digit has room for a carry.
func (t *Table) digits(number *element, negative bool) (d digits) {
	whole := uint64(1) << t.width
	carry := uint64(0)
	for i := range numberBits / t.width {
		place := i * t.width
		digit := int16(number[place/64]>>(place%64)&(whole-1) + carry)
		if carry = 0; digit > int16(whole/2) {
			digit, carry = digit-int16(whole), 1
		}
		if negative {
			digit = -digit
		}
		d[i] = digit
	}
	return d
}

// addGroup adds to a sum what the digits of a group stand for, with the sum at that
// group's place.
func (t *Table) addGroup(sum *point, d *digits, group int) {
	half := 1 << (t.width - 1)
	for row, i := 0, group; i < numberBits/t.width; row, i = row+half, i+t.groups {
		switch digit := int(d[i]); {
		case digit > 0:
			sum.add(&t.points[row+digit-1])
		case digit < 0:
			a := t.points[row-digit-1]
			a.y.sub(&element{}, &a.y)
			sum.add(&a)
		}
	}
}

func hexElement(hex string) (e element) {
	n, _ := new(big.Int).SetString(hex, 16)
	var bytes [32]byte
	e.set(n.FillBytes(bytes[:]))
	return e
}
