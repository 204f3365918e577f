package money

import (
	"math/big"
	"testing"
)

func TestMulDivAgreesWithBig(t *testing.T) {
	r := random(t)
	for range rounds {
		a, num, carry, den := someAmount(r), word(r), word(r), word(r)
		if r.IntN(3) == 0 {
			// Exact halves are rare among random numbers, and the point of two
			// of the roundings.
			den = 2 * (1 + word(r)>>2)
			a, num, carry = Units(word(r)), den, den/2
		}
		for _, rounding := range allRoundings {
			quotient, remainder, ok := MulDiv(a, num, carry, den, rounding)
			if den == 0 {
				if ok {
					t.Fatal("a division by zero gave a result")
				}
				continue
			}
			n := new(big.Int).Mul(a.big(), bigOf(num))
			want, wantRest := roundBig(n.Add(n, bigOf(carry)), bigOf(den), rounding)
			what := "(" + a.String() + "*" + Units(num).String() + "+" + Units(carry).String() + ")/" + Units(den).String() + " " + rounding.String()
			same(t, what, quotient, ok, want)
			if ok {
				same(t, "remainder of "+what, Units(remainder), true, wantRest)
			}
		}
	}
}

func TestRateOf(t *testing.T) {
	cases := []struct {
		rate     Rate
		amount   uint64
		rounding Rounding
		want     uint64
		rest     uint64
	}{
		{Rate{1, 3}, 10, Down, 3, 1},
		{Rate{1, 3}, 10, Up, 4, 1},
		{Rate{1, 2}, 5, HalfUp, 3, 1},
		{Rate{1, 2}, 5, HalfEven, 2, 1},
		{Rate{1, 2}, 7, HalfEven, 4, 1},
		{Rate{25_000, 1_000_000}, 40, HalfUp, 1, 0},
		{Rate{0, 7}, 5, Up, 0, 0},
	}
	for _, c := range cases {
		got, rest, ok := c.rate.Of(Units(c.amount), c.rounding)
		if !ok || got != Units(c.want) || rest != c.rest {
			t.Errorf("%d/%d of %d %v: got %v rest %d ok %v, want %d rest %d", c.rate.Num, c.rate.Den, c.amount, c.rounding, got, rest, ok, c.want, c.rest)
		}
	}
	if _, _, ok := (Rate{1, 0}).Of(Units(1), Down); ok {
		t.Error("a rate over zero gave a result")
	}
}

// What a share leaves over is carried to its next use, so ten thousand small
// shares are exact at every step.
func TestCarriedShareIsExact(t *testing.T) {
	var taken Amount
	carry := uint64(0)
	for i := uint64(1); i <= 10_000; i++ {
		share, rest, ok := MulDiv(Units(7), 25_000, carry, 1_000_000, Down)
		if !ok {
			t.Fatal("a small share overflowed")
		}
		taken, _ = taken.Add(share)
		carry = rest
		if want := i * 7 * 25_000 / 1_000_000; taken != Units(want) {
			t.Fatalf("after %d sales the share is %v, want %d", i, taken, want)
		}
	}
}

func TestRoundingNames(t *testing.T) {
	for _, r := range allRoundings {
		if got, ok := RoundingNamed(r.String()); !ok || got != r {
			t.Errorf("%v does not come back by its name", r)
		}
	}
	if _, ok := RoundingNamed("sideways"); ok {
		t.Error("an unknown rounding was found")
	}
	if Rounding(9).String() != "unknown" {
		t.Error("a rounding without meaning has a name")
	}
}

func TestRescaleAgreesWithBig(t *testing.T) {
	r := random(t)
	for range rounds {
		a := someAmount(r)
		from, to := uint8(r.IntN(ScaleMax+1)), uint8(r.IntN(ScaleMax+1))
		if to < from && r.IntN(3) == 0 {
			// An exact half.
			half, _ := Units(5).shift(from - to - 1)
			if odd, ok := half.Mul64(1 + 2*uint64(r.IntN(50))); ok {
				a = odd
			}
		}
		for _, rounding := range allRoundings {
			result, remainder, ok := Rescale(a, from, to, rounding)
			want, wantRest := a.big(), new(big.Int)
			if to >= from {
				want.Mul(want, tenTo(to-from))
			} else {
				want, wantRest = roundBig(want, tenTo(from-to), rounding)
			}
			same(t, a.String()+" rescaled", result, ok, want)
			if ok {
				same(t, "remainder", remainder, true, wantRest)
			}
		}
	}
	for _, scales := range [][2]uint8{{39, 0}, {0, 39}, {255, 255}} {
		if _, _, ok := Rescale(Units(1), scales[0], scales[1], Down); ok {
			t.Errorf("scales %v were taken", scales)
		}
	}
}

func tenTo(n uint8) *big.Int {
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
