package metering

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/tidwall/gjson"
)

// push is one request with events.
type push struct {
	handler *Handler
	account Account
	request *http.Request
	report  Report
	events  []Event
	faults  []*Mistake // of events that could not be decoded, by their place
	done    int        // events of earlier chunks
}

// next makes room for an event; note enters what was read into it.
func (p *push) next() *Event {
	if p.events == nil {
		p.events = make([]Event, 0, eventsDefault)
	}
	p.events = append(p.events, Event{})
	p.faults = append(p.faults, nil)
	return &p.events[len(p.events)-1]
}

// take enters the events that were read, and begins a new chunk.
func (p *push) take() error {
	if len(p.events) == 0 {
		return nil
	}
	outcomes, err := p.handler.Intake.Take(p.request.Context(), p.account.Seller, p.events)
	if err != nil {
		return err
	}
	for i := range outcomes {
		if p.faults[i] != nil {
			outcomes[i] = Outcome{Mistake: p.faults[i]}
		}
		p.report.note(p.done+i, &p.events[i], outcomes[i])
	}
	p.done += len(p.events)
	clear(p.events)
	p.events, p.faults = p.events[:0], p.faults[:0]
	return nil
}

// whole reads a body that is one JSON text.
func whole(body io.Reader) (gjson.Result, error) {
	raw, err := io.ReadAll(body)
	if err != nil {
		return gjson.Result{}, err
	}
	if !gjson.ValidBytes(raw) {
		// encoding/json says where it stops being JSON.
		return gjson.Result{}, malformed(json.Unmarshal(raw, new(json.RawMessage)))
	}
	return gjson.ParseBytes(raw), nil
}

// single reads one event in structured mode.
func (p *push) single(body io.Reader) error {
	event, err := whole(body)
	if err != nil {
		return err
	}
	if wrong := decode(event, p.next()); wrong != nil {
		return wrong
	}
	return p.takeOne()
}

func (p *push) takeOne() error {
	if err := p.take(); err != nil {
		return err
	}
	if len(p.report.Problems) > 0 {
		return &Mistake{Code: p.report.Problems[0].Code, Detail: p.report.Problems[0].Detail}
	}
	return nil
}

// binary reads one event whose attributes are headers (HTTP protocol binding,
// 3.1).
func (p *push) binary(body io.Reader, media string) error {
	e, h := p.next(), p.request.Header
	*e = Event{
		SpecVersion: h.Get("Ce-Specversion"), ID: h.Get("Ce-Id"), Source: h.Get("Ce-Source"), Type: h.Get("Ce-Type"),
		Subject: h.Get("Ce-Subject"), Time: h.Get("Ce-Time"),
	}
	raw, err := io.ReadAll(io.LimitReader(body, EventMax+1))
	switch {
	case err != nil:
		return err
	case len(raw) > EventMax:
		return mistake("event_too_large", "the event's data is larger than %d bytes", EventMax)
	case len(raw) > 0 && media != "application/json" && !strings.HasSuffix(media, "+json"):
		return mistake("event_data_malformed", "the event's data is of the type %q; meters read JSON", clip(media))
	case len(raw) > 0 && !gjson.ValidBytes(raw):
		return mistake("event_data_malformed", "the event's data is no JSON")
	}
	e.Data = string(raw)
	return p.takeOne()
}

// batch reads an array of events.
func (p *push) batch(body io.Reader) error {
	list, err := whole(body)
	if err != nil {
		return err
	}
	if !list.IsArray() {
		return mistake("request_malformed", "the body is no JSON array of events")
	}
	list.ForEach(func(_, event gjson.Result) bool {
		err = p.read(event)
		return err == nil
	})
	if err != nil {
		return err
	}
	return p.take()
}

// lines reads a stream of events, one a line; empty lines are skipped. Each
// chunk is durable before the next is read, so that a stream may go on for ever.
func (p *push) lines(body io.Reader) error {
	lines := bufio.NewScanner(body)
	lines.Buffer(make([]byte, 0, EventMax), EventMax)
	for lines.Scan() {
		if line := bytes.TrimSpace(lines.Bytes()); len(line) > 0 {
			if err := p.line(line); err != nil {
				return err
			}
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return mistake("event_too_large", "event %d of the stream is longer than %d bytes; those before it are entered", p.done+len(p.events), EventMax)
	case err != nil:
		return err
	}
	return p.take()
}

// line reads an event of a stream. One that is no JSON is refused alone.
func (p *push) line(line []byte) error {
	if !gjson.ValidBytes(line) {
		p.next()
		p.faults[len(p.faults)-1] = mistake("event_malformed", "the line is no JSON")
		return p.full()
	}
	return p.read(gjson.ParseBytes(line))
}

// read decodes an event and enters a full chunk.
func (p *push) read(event gjson.Result) error {
	e := p.next()
	p.faults[len(p.faults)-1] = decode(event, e)
	return p.full()
}

func (p *push) full() error {
	if len(p.events) < BatchMax {
		return nil
	}
	return p.take()
}

func malformed(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return mistake("request_malformed", "the body is no JSON: %v at byte %d", syntax, syntax.Offset)
	}
	return mistake("request_malformed", "the body is no JSON")
}
