package limit

import (
	"math/bits"
	"time"
)

const (
	// window is the time in which a bucket fills, and so its size.
	window = int64(time.Minute)
	// debtMax bounds how long a key waits after calls that used more than was
	// taken for them.
	debtMax = 10 * window
)

// bucket is a token bucket kept as one moment: when it will be full again. A
// bucket that is full is the same as one that was never used, so idle ones can
// be forgotten.
type bucket struct {
	full int64 // Unix nanoseconds
	// seen is the last moment at which a take found the bucket full. What was
	// taken before then has filled up by itself and is not given back twice.
	seen int64
}

// cost is how long n units take to fill in at so many a minute. It is rounded
// down: a million takes must not add up to a refusal that none of them deserves.
func cost(n uint64, perMinute uint32) int64 {
	high, low := bits.Mul64(n, uint64(window))
	rate := uint64(perMinute)
	if high >= rate {
		return debtMax
	}
	quotient, _ := bits.Div64(high, low, rate)
	return int64(min(quotient, uint64(debtMax)))
}

// take takes n units, or says how long it is until they are there. More than a
// full bucket holds is taken from a full bucket as far as it goes.
func (b *bucket) take(n uint64, perMinute uint32, now int64) (taken uint64, wait int64) {
	taken = min(n, uint64(perMinute))
	full := max(b.full, now) + cost(taken, perMinute)
	if over := full - now - window; over > 0 {
		return 0, over
	}
	if b.full <= now {
		b.seen = now
	}
	b.full = full
	return taken, 0
}

// correct sets right what was taken at a moment, once what was used is known.
func (b *bucket) correct(taken, used uint64, perMinute uint32, at, now int64) {
	switch {
	case used > taken:
		b.full = min(max(b.full, now)+cost(used-taken, perMinute), now+debtMax)
	case used < taken && at >= b.seen && b.full > now:
		b.full = max(b.full-cost(taken-used, perMinute), now)
	}
}

// left is how many whole units are there.
func (b *bucket) left(perMinute uint32, now int64) uint32 {
	if b.full <= now {
		return perMinute
	}
	missing := b.full - now
	if missing >= window {
		return 0
	}
	high, low := bits.Mul64(uint64(window-missing), uint64(perMinute))
	whole, _ := bits.Div64(high, low, uint64(window))
	return uint32(whole)
}
