package crash_test

import (
	"flag"
	"math/bits"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

var (
	killsFlag = flag.Int("crash.kills", 6, "how many times a house is killed under load")
	flipsFlag = flag.Int("crash.flips", 30, "how many flipped bits a house is started with")
	seedFlag  = flag.Uint64("crash.seed", 0, "seed of the random choices; 0 takes a new one")
)

// TestMain is also the way into the child: the test binary runs itself.
func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		os.Exit(child(dir))
	}
	os.Exit(m.Run())
}

// newSeed gives the run's seed and says how to replay the test.
func newSeed(t *testing.T) uint64 {
	t.Helper()
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("to replay the choices: go test ./test/crash -run '^%s$' -crash.seed %d", t.Name(), seed)
	return seed
}

func newRandom(seed, stream uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, stream)) }

// logUniform is a number from 1 to most whose logarithm is spread evenly.
func logUniform(r *rand.Rand, most int) int {
	n := 1 << r.IntN(bits.Len(uint(most)))
	return min(most, n+r.IntN(n))
}
