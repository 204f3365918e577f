package gateway

import (
	"math"
	"math/rand/v2"
	"time"

	"aidollar/core/ledger"
	"aidollar/gateway/dialect"
)

// barred has a bit for each target that does not speak the dialect, or is not in
// the region that was asked for.
func (r *Route) barred(d *dialect.Dialect, region string) (bits uint64) {
	for i := range r.Targets {
		t := &r.Targets[i]
		if !t.Upstream.reaches(d) || (region != "" && t.Region != region) {
			bits |= 1 << i
		}
	}
	return bits
}

// noRegion is told where the place of what is sold has no name.
const noRegion = "no region that is named; leave the header out"

// regions lists where the route's model can be called, for whoever asked for
// another place.
func (r *Route) regions() (names []string) {
	for i := range r.Targets {
		name, known := r.Targets[i].Region, r.Targets[i].Region == ""
		for _, n := range names {
			known = known || n == name
		}
		if !known {
			names = append(names, name)
		}
	}
	return names
}

// pick chooses a target among those not tried that are healthy, and marks it as
// tried; nil when there is none. Lower ranks go first. Within a rank a session
// goes where it went before while that target is healthy, and calls without one
// are shared by weight.
func (r *Route) pick(session uint64, tried *uint64, now int64) *Target {
	for {
		candidates := r.candidates(*tried, now)
		if candidates == 0 {
			return nil
		}
		at := 0
		if session != 0 {
			at = r.home(session, candidates)
		} else {
			at = r.share(candidates)
		}
		*tried |= 1 << at
		if t := &r.Targets[at]; t.Upstream.admit(now) {
			return t
		}
	}
}

// candidates has a bit for each target of the lowest rank that has any to offer.
func (r *Route) candidates(tried uint64, now int64) (bits uint64) {
	rank := -1
	for i := range r.Targets {
		t := &r.Targets[i]
		if tried>>i&1 == 1 || !t.Upstream.ready(now) || (rank >= 0 && int(t.Rank) > rank) {
			continue
		}
		if int(t.Rank) != rank {
			rank, bits = int(t.Rank), 0
		}
		bits |= 1 << i
	}
	return bits
}

// share draws a target by weight.
func (r *Route) share(candidates uint64) int {
	var total uint64
	for i := range r.Targets {
		if candidates>>i&1 == 1 {
			total += r.Targets[i].weight()
		}
	}
	left := rand.Uint64N(total) //nolint:gosec // shares load; nobody gains by guessing it
	for i := range r.Targets {
		if candidates>>i&1 == 0 {
			continue
		}
		if w := r.Targets[i].weight(); left >= w {
			left -= w
			continue
		}
		return i
	}
	panic("gateway: weights do not add up")
}

// home is the target of a session by weighted rendezvous hashing: each target
// has a number drawn from the session and its name, and the highest wins. When a
// target rests, only its own sessions move, and they come back with it.
func (r *Route) home(session uint64, candidates uint64) (best int) {
	highest := math.Inf(-1)
	for i := range r.Targets {
		if candidates>>i&1 == 0 {
			continue
		}
		t := &r.Targets[i]
		drawn := (float64(mix(session^t.Upstream.hash)>>11) + 0.5) / (1 << 53) // between 0 and 1, both excluded
		if score := -float64(t.weight()) / math.Log(drawn); score > highest {
			best, highest = i, score
		}
	}
	return best
}

// mix is the finalizer of SplitMix64, which leaves no bit of its input alone.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// sessionHash is a session's number, zero for none. Sessions of one name and two
// buyers have nothing to do with each other. It is the same after a restart and
// in every copy of the gateway, since prompt caches outlive both.
func sessionHash(party ledger.ID, name string) uint64 {
	if name == "" {
		return 0
	}
	return max(mix(nameHash(name)^mix(party.Lo^mix(party.Hi))), 1)
}

// nameHash is FNV-1a.
func nameHash(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}

func (t *Target) weight() uint64 { return max(uint64(t.Weight), 1) }

// rests reports whether no target that is not barred can be called now, and for
// how long.
func (r *Route) rests(barred uint64, now int64) (wait time.Duration, all bool) {
	wait = restMax
	for i := range r.Targets {
		if barred>>i&1 == 1 {
			continue
		}
		until := r.Targets[i].Upstream.restUntil.Load()
		if until <= now {
			return 0, false
		}
		wait = min(wait, time.Duration(until-now))
	}
	return wait, true
}
