package gateway

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"aidollar/gateway/dialect"
)

// Headers that pass from the client to the upstream. The rest stays here: the
// upstream need not know who the buyer is, and must not see his key or cookies.
var headersUp = [...]string{"Accept", "User-Agent", "Openai-Beta", "Anthropic-Version", "Anthropic-Beta", "Traceparent", "Tracestate", "X-Request-Id"}

// Headers that pass from the upstream to the client. The rest tells about the
// seller's account there, or about one connection only.
var headersDown = [...]string{"Content-Type", "Cache-Control", "Retry-After", "X-Request-Id", "Openai-Version", "Openai-Processing-Ms"}

// editRoom is about what the changes to a request add to its length.
const editRoom = 128

// send begins one attempt. The watch ends it when the upstream is too slow.
func (c *call) send(target *Target) (*http.Response, *watch, error) {
	u := target.Upstream
	model := target.Model
	if model == "" {
		model = c.route.Model
	}
	// Not pooled: a transport may still be reading it after it returned an answer.
	body := c.request.Append(make([]byte, 0, len(c.body)+editRoom), c.body, dialect.Needs{Model: model, LimitField: u.limitField})
	reader := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	first, _ := reader()

	header := make(http.Header, len(u.header)+len(headersUp))
	for _, name := range headersUp {
		if v := c.r.Header[name]; len(v) > 0 {
			header[name] = v
		}
	}
	for name, v := range u.header {
		header[name] = v
	}
	header["Content-Type"] = c.contentType()
	if u.kind == dialect.KindAnthropic && header["Anthropic-Version"] == nil {
		header["Anthropic-Version"] = []string{anthropicVersion}
	}
	if header["User-Agent"] == nil {
		header["User-Agent"] = []string{"aidollar"}
	}
	ctx, w := c.newWatch(u)
	request := (&http.Request{
		Method: http.MethodPost, URL: u.urls[c.place], Host: u.urls[c.place].Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: first, GetBody: reader, ContentLength: int64(len(body)),
	}).WithContext(ctx)
	response, err := u.transport.RoundTrip(request)
	if err != nil {
		w.stop()
		return nil, w, err
	}
	c.seen.FirstByte = time.Since(c.start)
	w.touch()
	return response, w, nil
}

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

func (c *call) newWatch(u *Upstream) (context.Context, *watch) {
	ctx, cancel := context.WithCancel(c.r.Context())
	w := &watch{ctx: ctx, cancel: cancel, idle: c.g.IdleTime, end: c.start.Add(c.g.CallTime), start: time.Now()}
	if u.timeout > 0 {
		w.end = earlier(w.end, w.start.Add(u.timeout))
	}
	w.limit.Store(int64(c.g.HeaderTime))
	w.timer = time.AfterFunc(min(c.g.HeaderTime, c.g.IdleTime), w.look)
	return ctx, w
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
