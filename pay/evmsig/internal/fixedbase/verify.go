package fixedbase

import (
	"math/big"
	"sync"

	"github.com/holiman/uint256"
)

var (
	order     = uint256.MustFromHex("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")
	orderBig  = order.ToBig()
	orderHalf = new(uint256.Int).Rsh(order, 1)
)

// base is the table of the curve's base point (SEC 2, section 2.4.1), made when it is
// first needed.
var base = sync.OnceValue(func() *Table {
	return newTable(&affine{
		hexElement("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"),
		hexElement("483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
	}, baseWidth, baseGroups)
})

// Verify reports whether the table's key signed a digest, in the strict sense of a
// recovery (SEC 1, section 4.1.6): the point that the signature was made with has x of
// r and y as odd as it says. r and s must lie between 1 and the order.
func (t *Table) Verify(digest, r, s *[32]byte, odd bool) bool {
	var e, x, u1, u2 uint256.Int
	e.SetBytes32(digest[:])
	x.SetBytes32(r[:])
	inverse := new(big.Int).SetBytes(s[:])
	if inverse.ModInverse(inverse, orderBig) == nil {
		return false
	}
	u2.SetFromBig(inverse)
	u1.MulMod(&e, &u2, order)
	u2.MulMod(&x, &u2, order)
	sum := t.sum(&u1, &u2)
	if sum.isInfinity() {
		return false
	}
	wanted, got := element(x), element{}
	got.mul(&wanted, &sum.zz)
	got.sub(&got, &sum.x)
	if !got.isZero() {
		return false
	}
	var y element
	y.invert(&sum.zzz)
	y.mul(&y, &sum.y)
	y = y.reduced()
	return y[0]&1 == 1 == odd
}

// sum is u1 times the base point and u2 times the key. Both share the doublings between
// the groups of their digits.
func (t *Table) sum(u1, u2 *uint256.Int) (sum point) {
	ofBase, ofKey := base().signed(u1), t.signed(u2)
	for group := keyGroups - 1; ; group-- {
		t.addGroup(&sum, &ofKey, group)
		if place := group * keyWidth; place%baseWidth == 0 {
			base().addGroup(&sum, &ofBase, place/baseWidth)
		}
		if group == 0 {
			return sum
		}
		for range keyWidth {
			sum.double()
		}
	}
}

// signed is terms for any number below the order: of one in its upper half those of the
// negative, each turned.
func (t *Table) signed(number *uint256.Int) terms {
	negative := number.Gt(orderHalf)
	if negative {
		number.Sub(order, number)
	}
	return t.terms((*element)(number), negative)
}
