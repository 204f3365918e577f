package dialect

import (
	"bytes"
	"net/http"

	"aidollar/core/meter"
)

// messagesReader follows the answers of messages. The counts of a stream are
// cumulative and come twice: what went in at the start, what came out at the
// end. A count never falls, so an explicit zero does not undo an earlier number.
type messagesReader struct {
	facts Facts
	usage meter.MessagesUsage
}

// Facts implements Reader.
func (r *messagesReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *messagesReader) Answer(_ http.Header, body []byte) error {
	e := r.read(body)
	if e.malformed != nil {
		return e.malformed
	}
	r.facts.Failed = e.failed
	r.report(&e, ReportFull)
	if r.facts.Report == ReportNone {
		r.facts.Text = textBytes(messagesText, body)
	}
	return nil
}

// Event implements Reader.
func (r *messagesReader) Event(event []byte) (step Step) {
	eventData(event, func(data []byte) {
		switch {
		case bytes.Contains(data, []byte("content_block_delta")):
			step.Text += textBytes(messagesText, data)
			return
		case hasObject(data, `"usage"`), hasObject(data, `"error"`), bytes.Contains(data, []byte("message_stop")):
		default:
			return
		}
		e := r.read(data)
		if e.malformed != nil {
			r.facts.Trouble = "an event is no JSON: " + e.malformed.Error()
			return
		}
		level := ReportPartial
		if e.kind == "message_delta" {
			level = ReportFull
		}
		r.report(&e, level)
		step.Failed = step.Failed || e.failed
		step.Done = step.Done || e.kind == "message_stop"
	})
	return step
}

// messagesEvent is what there is to look for in an answer or in an event.
type messagesEvent struct {
	kind      string
	failed    bool
	counted   bool // there was a usage object with tokens
	bad       bool // it cannot be read
	malformed error
}

func (r *messagesReader) read(text []byte) (e messagesEvent) {
	s := scanner{b: text}
	if s.peek() != '{' {
		s.fail("expected '{', found %s", s.found())
	}
	s.object(func(name string) {
		switch {
		case name == "type" && s.peek() == '"':
			e.kind = string(unescaped(s.text()))
		case name == "usage":
			r.readUsage(&s, &e)
		case name == "message":
			s.object(func(name string) {
				if name == "usage" {
					r.readUsage(&s, &e)
				} else {
					s.skip()
				}
			})
		case name == "error":
			e.failed = s.peek() != 'n'
			s.skip()
		default:
			s.skip()
		}
	})
	if s.end(); s.err != nil {
		e.malformed = s.err
	}
	return e
}

func (r *messagesReader) readUsage(s *scanner, e *messagesEvent) {
	u := &r.usage
	raise := func(n *int64) {
		var next int64
		if s.tokens(&next, &e.bad) {
			e.counted = true
			if next < 0 || next > *n {
				*n = next
			}
		}
	}
	s.object(func(name string) {
		switch name {
		case "input_tokens":
			raise(&u.Input)
		case "output_tokens":
			raise(&u.Output)
		case "cache_read_input_tokens":
			raise(&u.CacheRead)
		case "cache_creation_input_tokens":
			raise(&u.CacheWrite)
		case "cache_creation":
			s.object(func(name string) {
				switch name {
				case "ephemeral_5m_input_tokens":
					raise(&u.CacheMinutes)
				case "ephemeral_1h_input_tokens":
					raise(&u.CacheHour)
				default:
					s.skip()
				}
			})
		case "server_tool_use":
			s.object(func(name string) {
				switch name {
				case "web_search_requests":
					raise(&u.Searches)
				case "web_fetch_requests":
					raise(&u.Fetches)
				default:
					s.skip()
				}
			})
		default:
			s.skip()
		}
	})
}

func (r *messagesReader) report(e *messagesEvent, level Report) {
	switch {
	case e.bad:
		r.facts.Trouble = usageUnreadable
	case e.counted:
		quantities, fault := r.usage.Quantities()
		if r.facts.take(quantities, fault); fault == meter.FaultNone {
			r.facts.Report = level
		}
	}
}
