package api

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"aidollar/core/ledger"
)

// MediaEvents is the media type of server-sent events.
const MediaEvents = "text/event-stream"

// The bounds of a stream of events.
const (
	streamsMax      = 256              // at the same time
	streamPage      = 200              // items looked at in one go
	eventPagesMax   = 20               // looked through for a page that has something on it
	streamHeartbeat = 15 * time.Second // between comments that keep a quiet connection
	streamWrite     = 30 * time.Second // for the client to take what is written
)

// EventPage is a page of events, the oldest first.
type EventPage struct {
	Items []Event `json:"items"`
	Next  string  `json:"next,omitempty" about:"cursor behind all that was looked at; send it as after. There may be nothing behind it yet"`
	Lag   uint64  `json:"lag" about:"records of the log that the books do not hold yet"`
}

// wants reports whether an event is of the kinds asked for, and the key's business.
func (q *request) wants(e *Event, types []string) bool {
	if len(types) > 0 && !slices.Contains(types, e.Type) {
		return false
	}
	return q.admin() || e.Concerns(q.key.Party)
}

// Concerns reports whether an event is a party's business, so that its keys see
// it.
func (e *Event) Concerns(party ledger.ID) bool {
	return slices.Contains(e.Parties, party) && e.Type != "key.changed"
}

// eventTypes reads the parameter type: names with commas between them.
func (q *request) eventTypes() ([]string, error) {
	text := q.URL.Query().Get("type")
	if text == "" {
		return nil, nil
	}
	types := strings.Split(text, ",")
	for _, t := range types {
		if !slices.Contains(EventTypes, t) {
			return nil, badParam("type", "word_unknown", "there are no events of the type "+clip(t)+"; the types are "+strings.Join(EventTypes, ", "))
		}
	}
	return types, nil
}

// listEvents answers with a page, or with a stream to a client that accepts one.
func listEvents(q *request) (any, error) {
	types, err := q.eventTypes()
	if err != nil {
		return nil, err
	}
	if strings.Contains(q.Header.Get("Accept"), MediaEvents) {
		return q.streamEvents(types)
	}
	limit, err := q.limit()
	if err != nil {
		return nil, err
	}
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	out := &EventPage{Items: []Event{}, Next: q.URL.Query().Get("after")}
	for range eventPagesMax {
		list, next, err := q.api.feed.Next(q.Context(), out.Next, limit)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if q.wants(&list[i], types) {
				out.Items = append(out.Items, list[i])
			}
		}
		done := next == out.Next || len(out.Items) > 0
		if out.Next = next; done {
			break
		}
	}
	out.Lag = q.lag()
	return out, nil
}

// streamEvents writes events as they come, from behind the one the client saw
// last, or else from now on.
func (q *request) streamEvents(types []string) (any, error) {
	select {
	case q.api.streams <- struct{}{}:
		defer func() { <-q.api.streams }()
	default:
		return nil, refuse("busy", "as many streams of events are open as are served; read pages instead, or try again later")
	}
	after := q.Header.Get("Last-Event-ID")
	if after == "" {
		after = q.URL.Query().Get("after")
	}
	_, err := q.caughtUp()
	if err != nil {
		return nil, err
	}
	if after == "" && !q.URL.Query().Has("after") {
		after, err = q.api.deps.Books.FeedEnd(q.Context())
	} else {
		_, err = q.api.deps.Books.Feed(q.Context(), after, 1) // a cursor that is none is refused now
	}
	if err != nil {
		return nil, err
	}
	h := q.out.Header()
	h["Content-Type"] = []string{MediaEvents}
	h["Cache-Control"] = []string{"no-store"}
	h["X-Accel-Buffering"] = []string{"no"}
	q.out.WriteHeader(http.StatusOK)
	s := &stream{q: q, types: types, control: http.NewResponseController(q.out)}
	// An id without data tells the client where it is, so that it goes on from
	// there when the connection breaks before the first event.
	if s.write(": events follow\nid: "+after+"\n\n") == nil {
		ctx, cancel := context.WithCancel(q.Context())
		defer cancel()
		go func() {
			select {
			case <-q.api.deps.Stopping:
				cancel()
			case <-ctx.Done():
			}
		}()
		s.run(ctx, after)
	}
	return written{}, nil
}

// stream is one client's stream of events.
type stream struct {
	q       *request
	types   []string
	control *http.ResponseController
}

// run ends when the client leaves, the key ends, or the books cannot be read.
func (s *stream) run(ctx context.Context, after string) {
	quiet := time.Now()
	for ctx.Err() == nil && s.q.api.authenticate(s.q) == nil {
		// The position first: what comes in while the books are read is then
		// found at once.
		position := s.q.api.deps.Books.Position()
		list, next, err := s.q.api.feed.Next(ctx, after, streamPage)
		if err != nil {
			return
		}
		for i := range list {
			if !s.q.wants(&list[i], s.types) {
				continue
			}
			if s.event(&list[i]) != nil {
				return
			}
			quiet = time.Now()
		}
		if next != after {
			after = next
			continue
		}
		if time.Since(quiet) >= streamHeartbeat {
			if s.write(": nothing new\n\n") != nil {
				return
			}
			quiet = time.Now()
		}
		wait, cancel := context.WithTimeout(ctx, streamHeartbeat)
		err = s.q.api.deps.Books.Later(wait, position)
		waited := wait.Err() != nil
		cancel()
		if err != nil && !waited {
			return // the books have stopped
		}
	}
}

func (s *stream) event(e *Event) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	return s.write("id: " + e.ID + "\nevent: " + e.Type + "\ndata: " + string(raw) + "\n\n")
}

func (s *stream) write(text string) error {
	// Only a connection can have a deadline; a recorder in a test has none.
	_ = s.control.SetWriteDeadline(time.Now().Add(streamWrite))
	if _, err := s.q.out.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}
