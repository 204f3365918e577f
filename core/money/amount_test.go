package money

import (
	"math/big"
	"testing"
)

func TestArithmeticAgreesWithBig(t *testing.T) {
	r := random(t)
	for range rounds {
		a, b, n := someAmount(r), someAmount(r), word(r)
		if r.IntN(4) == 0 {
			b = a
		}
		sum, ok := a.Add(b)
		same(t, a.String()+" + "+b.String(), sum, ok, new(big.Int).Add(a.big(), b.big()))
		difference, ok := a.Sub(b)
		same(t, a.String()+" - "+b.String(), difference, ok, new(big.Int).Sub(a.big(), b.big()))
		product, ok := a.Mul64(n)
		same(t, a.String()+" * "+Units(n).String(), product, ok, new(big.Int).Mul(a.big(), bigOf(n)))

		if got, want := a.Cmp(b), a.big().Cmp(b.big()); got != want || a.Less(b) != (want < 0) {
			t.Fatalf("%v against %v: Cmp is %d, Less is %v", a, b, got, a.Less(b))
		}
		least := a
		if b.Less(a) {
			least = b
		}
		if a.Min(b) != least || b.Min(a) != least {
			t.Fatalf("the lesser of %v and %v came out as %v", a, b, a.Min(b))
		}
		floor := new(big.Int).Sub(a.big(), b.big())
		if floor.Sign() < 0 {
			floor.SetUint64(0)
		}
		same(t, a.String()+" - "+b.String()+" or zero", a.SubFloor(b), true, floor)
	}
}

func TestDivModAgreesWithBig(t *testing.T) {
	r := random(t)
	for range rounds {
		a, n := someAmount(r), word(r)
		if n == 0 {
			continue
		}
		quotient, remainder := a.DivMod64(n)
		wantQ, wantR := new(big.Int).QuoRem(a.big(), bigOf(n), new(big.Int))
		same(t, "quotient", quotient, true, wantQ)
		same(t, "remainder", Units(remainder), true, wantR)
	}
}

func TestDivModByZeroPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Fatal("a division by zero gave a result")
		}
	}()
	Units(1).DivMod64(0)
}

func TestAmountBytes(t *testing.T) {
	r := random(t)
	for range 1000 {
		a := someAmount(r)
		b := a.Append([]byte{7})
		if len(b) != 1+AmountSize || AmountAt(b[1:]) != a {
			t.Fatalf("%v does not come back from % x", a, b)
		}
		var put [AmountSize]byte
		a.Put(put[:])
		if string(put[:]) != string(b[1:]) {
			t.Fatalf("Put wrote % x, Append % x", put, b[1:])
		}
	}
	if b := (Amount{Hi: 2, Lo: 1}).Append(nil); b[0] != 1 || b[8] != 2 {
		t.Fatalf("the encoding is not little-endian: % x", b)
	}
}
