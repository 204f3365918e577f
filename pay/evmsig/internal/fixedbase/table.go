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

// terms are what the digits of a number stand for, the lowest first, each at its
// group's place; one with y of zero, as no point has, stands for nothing.
type terms [numberBits / keyWidth]affine

// terms reads a number below 2^255: its last digit has room for a carry. All are
// fetched before any is added, so that the processor waits for many at a time.
func (t *Table) terms(number *element, negative bool) (all terms) {
	whole, half := 1<<t.width, 1<<(t.width-1)
	carry := 0
	for i := range numberBits / t.width {
		place := i * t.width
		digit := int(number[place/64]>>(place%64))&(whole-1) + carry
		if carry = 0; digit > half {
			digit, carry = digit-whole, 1
		}
		switch row := i / t.groups * half; {
		case digit > 0:
			all[i] = t.points[row+digit-1]
		case digit < 0:
			all[i] = t.points[row-digit-1]
		default:
			continue
		}
		if digit < 0 != negative {
			all[i].y.sub(&element{}, &all[i].y)
		}
	}
	return all
}

// addGroup adds to a sum the terms of a group, with the sum at that group's place.
func (t *Table) addGroup(sum *point, all *terms, group int) {
	for i := group; i < numberBits/t.width; i += t.groups {
		if !all[i].y.isZero() {
			sum.add(&all[i])
		}
	}
}

func hexElement(hex string) (e element) {
	n, _ := new(big.Int).SetString(hex, 16)
	var bytes [32]byte
	e.set(n.FillBytes(bytes[:]))
	return e
}
