package client

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Event is something that happened.
type Event struct {
	ID   string          `json:"id"`   // a place in the order of events, and a cursor
	Type string          `json:"type"` // such as call.captured
	Time time.Time       `json:"timestamp"`
	Data json.RawMessage `json:"data"` // an object; what is in it depends on the type
}

// Events lists what happened, the oldest first; of some types when they are
// named. A page may be empty and have a Next all the same: what comes behind it.
func (c *Client) Events(ctx context.Context, types []string, l Listing) (*Page[Event], error) {
	q := l.query()
	setText(q, "type", strings.Join(types, ","))
	return get[Page[Event]](ctx, c, "/events", q)
}

// Following says which events are followed, and from where.
type Following struct {
	Types     []string // all when empty
	After     string   // the cursor they follow on; see Beginning
	Beginning bool     // with an empty After: from the first one, and not from now on
}

// The times of a followed stream: the server writes something every 15 seconds.
const (
	eventSilence = 45 * time.Second // after which the connection is taken for dead
	eventWait    = time.Second      // before the next one
	eventSizeMax = 1 << 20          // bytes of a line
)

// Follow calls f with each event as it happens, in order, until the context ends
// or f gives an error, which it returns. A connection that breaks is made anew
// behind the last event that f took, so none is left out or told twice. A
// refusal of the server ends it.
func (c *Client) Follow(ctx context.Context, from Following, f func(Event) error) error {
	endless := *c.http
	endless.Timeout = 0
	s := &eventStream{client: &Client{base: c.base, key: c.key, http: &endless}, from: from, take: f}
	for {
		err := s.once(ctx)
		var refused *Error
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case s.stopped != nil:
			return s.stopped
		case errors.As(err, &refused) && !worthwhile(err):
			return err
		}
		select {
		case <-time.After(eventWait):
		case <-ctx.Done():
		}
	}
}

// eventStream is a followed stream, over as many connections as it takes.
type eventStream struct {
	client  *Client
	from    Following
	take    func(Event) error
	stopped error // what take gave
}

// once follows over one connection, until that ends.
func (s *eventStream) once(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dead := time.AfterFunc(eventSilence, cancel)
	defer dead.Stop()
	q := url.Values{}
	setText(q, "type", strings.Join(s.from.Types, ","))
	if s.from.After != "" || s.from.Beginning {
		q.Set("after", s.from.After)
	}
	response, err := s.client.send(ctx, &request{method: http.MethodGet, path: "/events", query: q, accept: "text/event-stream"})
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return readError(response)
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, eventSizeMax)
	var id, data string
	for lines.Scan() {
		dead.Reset(eventSilence)
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			id = value
		case "data":
			data += value
		case "event":
		case "":
			if lines.Text() != "" {
				continue // a comment
			}
			if err := s.dispatch(id, data); err != nil {
				return err
			}
			data = ""
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	return io.ErrUnexpectedEOF
}

// dispatch hands an event on. One without data is the place that the stream is
// at.
func (s *eventStream) dispatch(id, data string) error {
	if data != "" {
		var e Event
		if err := json.Unmarshal([]byte(data), &e); err != nil {
			s.stopped = fmt.Errorf("an event that is no JSON: %w", err)
			return s.stopped
		}
		if s.stopped = s.take(e); s.stopped != nil {
			return s.stopped
		}
	}
	if id != "" {
		s.from.After = id
	}
	return nil
}
