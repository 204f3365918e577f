package money

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"
)

var seedFlag = flag.Uint64("money.seed", 0, "replay random choices; 0 takes the clock")

const rounds = 20_000

// random gives a source of choices whose seed is printed when the test fails.
func random(t *testing.T) *rand.Rand {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("replay with -money.seed=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// word gives numbers of every length, often at an edge.
func word(r *rand.Rand) uint64 {
	switch r.IntN(8) {
	case 0:
		return uint64(r.IntN(3))
	case 1:
		return ^uint64(0) - uint64(r.IntN(3))
	case 2:
		return uint64(1)<<r.IntN(64) - uint64(r.IntN(2))
	}
	return r.Uint64() >> r.IntN(64)
}

func someAmount(r *rand.Rand) Amount {
	if r.IntN(3) == 0 {
		return Amount{Lo: word(r)}
	}
	return Amount{Hi: word(r), Lo: word(r)}
}

func (a Amount) big() *big.Int {
	n := new(big.Int).SetUint64(a.Hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.Lo))
}

func ofBig(n *big.Int) (Amount, bool) {
	if n.Sign() < 0 || n.BitLen() > 128 {
		return Amount{}, false
	}
	var raw [16]byte
	n.FillBytes(raw[:])
	hi := new(big.Int).SetBytes(raw[:8]).Uint64()
	return Amount{Hi: hi, Lo: new(big.Int).SetBytes(raw[8:]).Uint64()}, true
}

func bigOf(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// roundBig is the naive twin of every rounding: it compares twice the
// remainder with the divisor.
func roundBig(n, den *big.Int, rounding Rounding) (quotient, remainder *big.Int) {
	quotient, remainder = new(big.Int).QuoRem(n, den, new(big.Int))
	half := new(big.Int).Lsh(remainder, 1).Cmp(den)
	up := false
	switch rounding {
	case Up:
		up = remainder.Sign() > 0
	case HalfUp:
		up = half >= 0
	case HalfEven:
		up = half > 0 || (half == 0 && quotient.Bit(0) == 1)
	}
	if up {
		quotient.Add(quotient, big.NewInt(1))
	}
	return quotient, remainder
}

var allRoundings = []Rounding{Down, Up, HalfUp, HalfEven}

// same fails unless the result is what big says, or is refused as too large.
func same(t *testing.T, what string, got Amount, ok bool, want *big.Int) {
	t.Helper()
	expected, fits := ofBig(want)
	if ok != fits {
		t.Fatalf("%s: ok is %v, but the result is %v", what, ok, want)
	}
	if ok && got != expected {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
}
