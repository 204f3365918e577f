package metering

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// Event is a CloudEvent 1.0 (CloudEvents specification, 3.1) as far as meters
// look at it. Extension attributes are not read.
type Event struct {
	SpecVersion string
	ID          string
	Source      string
	Type        string
	Subject     string
	Time        string
	Data        string // JSON; empty: none
}

// The bounds of events.
const (
	AttributeMax = 512       // bytes of an attribute's value
	EventMax     = 64 << 10  // bytes of one event
	timeAheadMax = time.Hour // how far a time may be ahead of this machine's clock
)

// A Mistake says why an event does not count.
type Mistake struct {
	Code   string // stable machine code
	Detail string // a sentence for a person: what is wrong, where, and what would be right
}

func (m *Mistake) Error() string { return m.Code + ": " + m.Detail }

func mistake(code, format string, args ...any) *Mistake {
	return &Mistake{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// decode reads an event in the JSON format (CloudEvents JSON event format, 2),
// whose text is valid JSON. Attributes that are not read may be of any kind.
func decode(event gjson.Result, e *Event) (wrong *Mistake) {
	if len(event.Raw) > EventMax {
		return mistake("event_too_large", "the event has %d bytes; at most %d are read", len(event.Raw), EventMax)
	}
	if !event.IsObject() {
		return mistake("event_malformed", "the event is no JSON object, which every CloudEvent is")
	}
	event.ForEach(func(name, value gjson.Result) bool {
		var into *string
		switch name.Str {
		case "specversion":
			into = &e.SpecVersion
		case "id":
			into = &e.ID
		case "source":
			into = &e.Source
		case "type":
			into = &e.Type
		case "subject":
			into = &e.Subject
		case "time":
			into = &e.Time
		case "data":
			e.Data = value.Raw
			return true
		case "data_base64":
			wrong = mistake("event_data_malformed", "the event's data is base64; meters read JSON, which stands in data as it is")
			return false
		default:
			return true
		}
		if value.Type != gjson.String {
			wrong = mistake("event_attribute_malformed", "the attribute %s is %s and has to be a string", name.Str, clip(value.Raw))
			return false
		}
		*into = value.Str
		return true
	})
	return wrong
}

// check looks at the attributes and gives the event's time in Unix nanoseconds.
func (e *Event) check(now time.Time) (at int64, m *Mistake) {
	if e.SpecVersion != "1.0" {
		return 0, mistake("event_specversion", "the attribute specversion is %q; only CloudEvents 1.0 are read", clip(e.SpecVersion))
	}
	for _, a := range [...]struct {
		name, value string
		needed      bool
	}{{"id", e.ID, true}, {"source", e.Source, true}, {"type", e.Type, true}, {"subject", e.Subject, false}} {
		switch {
		case a.needed && a.value == "":
			return 0, mistake("event_attribute_missing", "the attribute %s is missing or empty; every CloudEvent has one", a.name)
		case len(a.value) > AttributeMax:
			return 0, mistake("event_attribute_too_long", "the attribute %s has %d bytes; at most %d are read", a.name, len(a.value), AttributeMax)
		case !utf8.ValidString(a.value):
			return 0, mistake("event_attribute_malformed", "the attribute %s is not valid UTF-8", a.name)
		}
	}
	if e.Time == "" {
		return now.UnixNano(), nil
	}
	t, err := time.Parse(time.RFC3339Nano, e.Time)
	switch {
	case err != nil:
		return 0, mistake("event_time_malformed", "the attribute time is %q, which is no RFC 3339 time such as 2026-11-22T10:30:00Z", clip(e.Time))
	case t.After(now.Add(timeAheadMax)):
		return 0, mistake("event_in_future", "the attribute time is %q, which is more than an hour ahead of this house's clock", clip(e.Time))
	case t.Year() < 1971:
		return 0, mistake("event_time_malformed", "the attribute time is %q, which is before the house's first possible day", clip(e.Time))
	}
	return t.UnixNano(), nil
}

// clip shortens what a stranger wrote, for a message.
func clip(s string) string {
	const most = 64
	if len(s) <= most {
		return s
	}
	return s[:most] + "..."
}
