package webhook

import (
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strconv"
	"time"

	"aidollar/core/ledger"
)

// Schedule is how long to wait behind the first failure of an event, behind the
// second, and so on. Behind the last one the endpoint is disabled.
type Schedule []time.Duration

// DefaultSchedule is the one that Standard Webhooks advises: ten tries in a
// little more than three days.
func DefaultSchedule() Schedule {
	return Schedule{
		5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour,
		10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
	}
}

const (
	// jitterPart is the largest part of a wait that is added to it, so that
	// endpoints that failed together do not come back together.
	jitterPart = 5
	// retryAfterMax bounds what a receiver may ask for.
	retryAfterMax = 24 * time.Hour
)

// wait is how long after the n-th failure of an event, from one up, it is tried
// again; ok is false when the schedule is used up. The jitter follows from the
// arguments, so a test and a log can tell when the next try is due.
func (s Schedule) wait(endpoint ledger.ID, event string, n int) (d time.Duration, ok bool) {
	if n < 1 || n > len(s) {
		return 0, false
	}
	d = s[n-1]
	sum := sha256.Sum256([]byte(endpoint.String() + " " + event + " " + strconv.Itoa(n)))
	if span := uint64(d) / jitterPart; span > 0 {
		d += time.Duration(binary.BigEndian.Uint64(sum[:]) % span)
	}
	return d, true
}

// retryAfter reads how long a receiver asks to be left alone, within bounds;
// zero when it does not say (RFC 9110, section 10.2.3).
func retryAfter(header http.Header, now time.Time) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
		return min(time.Duration(seconds)*time.Second, retryAfterMax)
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), retryAfterMax)
	}
	return 0
}

// settle enters what became of an attempt at the endpoint's next event, and says
// in the attempt when the next one is. Its only clock is the argument.
func (r *record) settle(a *Attempt, s Schedule, ask time.Duration, now time.Time) {
	if a.Outcome == Delivered {
		r.Cursor, r.Event, r.Failures, r.Next, r.Failing = a.Event, "", 0, 0, 0
		return
	}
	if !r.Enabled {
		return // somebody disabled it meanwhile, for a reason of their own
	}
	if r.Event != a.Event {
		r.Event, r.Failures = a.Event, 0
	}
	r.Failures++
	if r.Failing == 0 {
		r.Failing = now.UnixNano()
	}
	wait, ok := s.wait(r.ID, a.Event, r.Failures)
	switch {
	case a.Outcome == Gone:
		r.disable(ReasonGone, now)
	case !ok:
		r.disable(ReasonExhausted, now)
	default:
		// Never sooner than asked, and never sooner than planned: a receiver
		// that always says "in a second" must not use up the schedule.
		r.Next = now.Add(max(wait, ask)).UnixNano()
		a.Next = r.Next
	}
}

// disable stops deliveries. The next event is then tried from the beginning of
// the schedule.
func (r *record) disable(reason string, now time.Time) {
	r.Enabled, r.Reason, r.Disabled = false, reason, now.UnixNano()
	r.Event, r.Failures, r.Next = "", 0, 0
}
