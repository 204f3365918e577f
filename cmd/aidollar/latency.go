package main

import (
	"math"
	"sync"
	"time"

	"aidollar/console"
)

const (
	// latencyMinutes is how far back the gateway's times are remembered.
	latencyMinutes = 60
	// latencyFloor is the shortest time that is told from no time.
	latencyFloor = 50 * time.Microsecond
	// latencyPerDouble is how many buckets there are from a time to twice of it:
	// a figure is right within 1/16th or so.
	latencyPerDouble = 8
	// latencyBuckets reach beyond half an hour.
	latencyBuckets = 26 * latencyPerDouble
)

// latencyCounts counts times by their logarithm.
type latencyCounts [latencyBuckets]uint32

func latencyBucket(d time.Duration) int {
	if d <= latencyFloor {
		return 0
	}
	bucket := int(math.Log2(float64(d)/float64(latencyFloor)) * latencyPerDouble)
	return min(bucket, latencyBuckets-1)
}

// percentile is a time that so many of a hundred are within: the middle of its
// bucket.
func (c *latencyCounts) percentile(of uint64, total uint64) time.Duration {
	if total == 0 {
		return 0
	}
	rank := (total*of + 99) / 100
	for bucket, n := range c {
		if uint64(n) >= rank {
			return time.Duration(float64(latencyFloor) * math.Exp2((float64(bucket)+.5)/latencyPerDouble))
		}
		rank -= uint64(n)
	}
	return 0 // the counts were fewer than the total said
}

// latencyMinute is what ended within a minute.
type latencyMinute struct {
	at           int64 // minutes since 1970
	calls, heard uint64
	whole, first latencyCounts
}

// latencies are the times of the calls of the last hour.
type latencies struct {
	mu      sync.Mutex
	minutes [latencyMinutes]latencyMinute // by the minute modulo their number
	now     func() time.Time
}

// add counts a call; first is zero when no upstream answered.
func (l *latencies) add(whole, first time.Duration) {
	at := l.now().Unix() / 60
	l.mu.Lock()
	defer l.mu.Unlock()
	m := &l.minutes[at%latencyMinutes]
	if m.at != at {
		*m = latencyMinute{at: at}
	}
	m.calls++
	m.whole[latencyBucket(whole)]++
	if first > 0 {
		m.heard++
		m.first[latencyBucket(first)]++
	}
}

// show gives the last hour, and its minutes, oldest first.
func (l *latencies) show() (hour console.Latency, minutes []console.Latency) {
	now := l.now().Unix() / 60
	all := latencyMinute{at: now - latencyMinutes + 1}
	l.mu.Lock()
	defer l.mu.Unlock()
	for at := all.at; at <= now; at++ {
		m := &l.minutes[at%latencyMinutes]
		if m.at != at || m.calls == 0 {
			continue
		}
		minutes = append(minutes, m.console())
		all.calls += m.calls
		all.heard += m.heard
		for i := range m.whole {
			all.whole[i] += m.whole[i]
			all.first[i] += m.first[i]
		}
	}
	return all.console(), minutes
}

func (m *latencyMinute) console() console.Latency {
	return console.Latency{
		At: m.at * int64(time.Minute), Calls: m.calls,
		Half: m.whole.percentile(50, m.calls), Slow: m.whole.percentile(99, m.calls), FirstHalf: m.first.percentile(50, m.heard),
	}
}
