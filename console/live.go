package console

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

const (
	// livePeriod is how often a page that is open is looked after.
	livePeriod = 500 * time.Millisecond
	// livePulse is how often something is sent though nothing happened, so that
	// proxies keep the connection and a visitor who left is noticed.
	livePulse = 15 * time.Second
	// liveMax bounds the pages that are looked after at a time.
	liveMax = 256
	// liveWriteMax is how long a visitor may take to read one event.
	liveWriteMax = 10 * time.Second
	// liveRetry is when a browser asks again after a connection broke.
	liveRetry = 3 * time.Second
)

// liveHeader marks requests that a page made by itself: they do not keep a
// session alive that nobody uses.
const liveHeader = "X-Aidollar-Live"

// live tells a page that is open, by server-sent events, where the log and the
// read side are. The page then asks for itself again and takes over what
// changed, so that each page has one way of being made.
func (c *Console) live(w http.ResponseWriter, r *http.Request) {
	if _, ok := c.viewer(r); !ok {
		http.Error(w, "the session has ended; sign in again", http.StatusUnauthorized)
		return
	}
	if c.watchers.Add(1) > liveMax {
		c.watchers.Add(-1)
		w.Header().Set("Retry-After", "30")
		http.Error(w, "too many pages are open; load the page again to see what is new", http.StatusServiceUnavailable)
		return
	}
	defer c.watchers.Add(-1)
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // else some proxies hold events back
	stream := eventStream{w: w, control: http.NewResponseController(w)}
	if err := stream.send(fmt.Sprintf("retry: %d\n\n", liveRetry.Milliseconds())); err != nil {
		return
	}
	ticker := time.NewTicker(c.livePeriod)
	defer ticker.Stop()
	var told Position
	quiet := time.Duration(0)
	for {
		switch at := c.source.Position(); {
		case at != told:
			told, quiet = at, 0
			if stream.send(fmt.Sprintf("event: position\ndata: {\"log\":%d,\"books\":%d}\n\n", at.Log, at.Books)) != nil {
				return
			}
		case quiet >= livePulse:
			quiet = 0
			if _, ok := c.viewer(r); !ok {
				_ = stream.send("event: end\ndata: {}\n\n") // the browser is gone or shows the sign-in
				return
			}
			if stream.send(": nothing new\n\n") != nil {
				return
			}
		}
		select {
		case <-ticker.C:
			quiet += c.livePeriod
		case <-r.Context().Done():
			return
		case <-c.closed:
			return
		}
	}
}

// Close ends the connections that tell open pages what is new, which would
// otherwise keep a server from stopping. The pages themselves can still be read.
func (c *Console) Close() { c.closeOnce.Do(func() { close(c.closed) }) }

// eventStream writes server-sent events.
type eventStream struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func (s eventStream) send(event string) error {
	// A recorder in a test has no deadlines, which harms nobody.
	if err := s.control.SetWriteDeadline(time.Now().Add(liveWriteMax)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write([]byte(event)); err != nil {
		return err
	}
	return s.control.Flush()
}
