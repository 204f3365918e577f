package gateway

import (
	"context"
	"sync/atomic"
	"time"
)

// Headers that pass from the client to the upstream. The rest stays here: the
// upstream need not know who the buyer is, and must not see his key or cookies.
var headersUp = [...]string{"Accept", "User-Agent", "Openai-Beta", "Anthropic-Version", "Anthropic-Beta", "Traceparent", "Tracestate", "X-Request-Id"}

// Headers that pass from the upstream to the client. The rest tells about the
// seller's account there, or about one connection only.
var headersDown = [...]string{"Content-Type", "Cache-Control", "Retry-After", "X-Request-Id", "Openai-Version", "Openai-Processing-Ms"}

// editRoom is about what the changes to a request add to its length.
const editRoom = 128

// contentType of a form names its boundary and is the client's.
func (c *call) contentType() []string {
	if c.dialect.Upload {
		return c.r.Header["Content-Type"]
	}
	return jsonType
}

var jsonType = []string{"application/json"}

// watch ends an attempt that makes no progress. One timer serves all limits:
// progress only moves a number on, and the timer looks at it when it fires.
type watch struct {
	ctx    context.Context
	cancel context.CancelFunc
	timer  *time.Timer
	idle   time.Duration
	end    time.Time    // of the whole call
	limit  atomic.Int64 // nanoseconds since the start of the attempt
	start  time.Time
	slow   atomic.Bool
	// writing says that it is the client who is waited for. The upstream is
	// not to blame then; writes have a deadline of their own.
	writing atomic.Bool
}

func (w *watch) look() {
	now := time.Now()
	left := time.Duration(w.limit.Load()) - now.Sub(w.start)
	if w.writing.Load() {
		left = w.idle
	}
	left = min(left, w.end.Sub(now))
	if left > 0 {
		w.timer.Reset(min(left, w.idle))
		return
	}
	w.slow.Store(true)
	w.cancel()
}

// touch notes progress and returns the time since the start of the attempt.
func (w *watch) touch() time.Duration {
	elapsed := time.Since(w.start)
	w.limit.Store(int64(elapsed + w.idle))
	return elapsed
}

// resume is the end of writing; the upstream's time starts anew.
func (w *watch) resume() {
	w.touch()
	w.writing.Store(false)
}

// within leaves the attempt so much time for everything that is still to come.
func (w *watch) within(d time.Duration) {
	w.limit.Store(int64(time.Since(w.start) + d))
	w.timer.Reset(d)
}

// stop ends the attempt, and what the upstream still does for it.
func (w *watch) stop() {
	w.timer.Stop()
	w.cancel()
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
