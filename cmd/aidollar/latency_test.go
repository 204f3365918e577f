package main

import (
	"math/rand"
	"slices"
	"testing"
	"time"
)

// The console's percentiles are near those of the sorted times, and what is
// older than an hour counts no more.
func TestLatencies(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewSource(seed))
	now := time.Unix(1772366400, 0)
	l := &latencies{now: func() time.Time { return now }}
	l.add(time.Hour, time.Hour)
	now = now.Add(latencyMinutes * time.Minute)
	if hour, minutes := l.show(); hour.Calls != 0 || len(minutes) != 0 || hour.Half != 0 {
		t.Errorf("an hour later there are %d calls in %d minutes", hour.Calls, len(minutes))
	}
	var times []time.Duration
	for range 5000 {
		d := time.Duration(float64(time.Millisecond) * (1 + 400*random.Float64()*random.Float64()))
		times = append(times, d)
		l.add(d, d/2)
		if len(times)%500 == 0 {
			now = now.Add(time.Minute)
		}
	}
	slices.Sort(times)
	hour, minutes := l.show()
	if hour.Calls != 5000 || len(minutes) != 10 || minutes[0].At >= minutes[9].At {
		t.Errorf("%d calls in %d minutes", hour.Calls, len(minutes))
	}
	near := func(name string, got, want time.Duration) {
		if got < want*90/100 || got > want*110/100 {
			t.Errorf("%s is %v, and %v of the sorted times", name, got, want)
		}
	}
	near("the median", hour.Half, times[2499])
	near("the 99th percentile", hour.Slow, times[4949])
	near("the first byte", hour.FirstHalf, times[2499]/2)
}
