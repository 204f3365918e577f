package dialect

import (
	"net/http"
	"strings"

	"aidollar/core/meter"
)

// responsesReader follows the answers of responses. A stream reports its usage
// in its last event, with the whole response; the events before it have none.
type responsesReader struct {
	facts Facts
}

var (
	responsesDelta = []string{`"delta"`}
	responsesText  = []string{`"text"`, `"arguments"`, `"refusal"`}
)

// Facts implements Reader.
func (r *responsesReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *responsesReader) Answer(_ http.Header, body []byte) error {
	s := scanner{b: body}
	if s.peek() != '{' {
		s.fail("expected '{', found %s", s.found())
	}
	response := readResponse(&s)
	if s.end(); s.err != nil {
		return s.err
	}
	r.facts.Failed = response.failed && !response.counted
	r.report(&response)
	if r.facts.Report == ReportNone {
		r.facts.Text = textBytes(responsesText, body)
	}
	return nil
}

// Event implements Reader.
func (r *responsesReader) Event(event []byte) (step Step) {
	eventData(event, func(data []byte) {
		if isDone(data) {
			return
		}
		switch kind := eventType(data); kind {
		case "response.completed", "response.incomplete", "response.failed":
			step.Done = true
			step.Failed = kind == "response.failed"
			s := scanner{b: data}
			s.object(func(name string) {
				if name != "response" {
					s.skip()
					return
				}
				response := readResponse(&s)
				r.report(&response)
			})
			if s.end(); s.err != nil {
				r.facts.Trouble = "an event is no JSON: " + s.err.Error()
			}
		case "error", "":
			step.Failed = step.Failed || kind == "error" || hasObject(data, `"error"`)
		default:
			if strings.HasSuffix(kind, ".delta") {
				step.Text += textBytes(responsesDelta, data)
			}
		}
	})
	return step
}

// responseFacts is what there is to look for in a response.
type responseFacts struct {
	usage                meter.ResponsesUsage
	counted, bad, failed bool
	containers           []string // that code ran in
}

func (r *responsesReader) report(f *responseFacts) {
	switch {
	case f.bad:
		r.facts.Trouble = usageUnreadable
	case f.counted:
		r.facts.take(f.usage.Quantities())
	}
}

func readResponse(s *scanner) (f responseFacts) {
	s.object(func(name string) {
		switch name {
		case "usage":
			f.readUsage(s)
		case "output":
			f.readOutput(s)
		case "error":
			f.failed = s.peek() != 'n'
			s.skip()
		default:
			s.skip()
		}
	})
	f.usage.Sessions = int64(len(f.containers))
	return f
}

func (f *responseFacts) readUsage(s *scanner) {
	u := &f.usage
	is := s.object(func(name string) {
		switch name {
		case "input_tokens":
			f.counted = s.tokens(&u.Input, &f.bad) || f.counted
		case "output_tokens":
			f.counted = s.tokens(&u.Output, &f.bad) || f.counted
		case "total_tokens":
			s.tokens(&u.Total, &f.bad)
		case "input_tokens_details":
			s.object(func(name string) {
				switch name {
				case "cached_tokens":
					s.tokens(&u.Cached, &f.bad)
				case "cache_write_tokens":
					s.tokens(&u.CacheWrite, &f.bad)
				default:
					s.skip()
				}
			})
		case "output_tokens_details":
			s.object(func(name string) {
				if name == "reasoning_tokens" {
					s.tokens(&u.Reasoning, &f.bad)
				} else {
					s.skip()
				}
			})
		default:
			s.skip()
		}
	})
	f.bad = f.bad || (is && !f.counted)
}

// readOutput counts the calls of tools that the upstream ran.
func (f *responseFacts) readOutput(s *scanner) {
	if s.peek() != '[' {
		s.skip()
		return
	}
	s.enter('[')
	for n := 0; s.more(']', n); n++ {
		kind, action, container := "", "search", ""
		s.object(func(name string) {
			switch {
			case name == "type" && s.peek() == '"':
				kind = string(unescaped(s.text()))
			case name == "action" && s.peek() == '{':
				action = s.kind()
			case name == "container_id" && s.peek() == '"':
				container = string(unescaped(s.text()))
			default:
				s.skip()
			}
		})
		switch kind {
		case "web_search_call":
			if action == "search" { // pages that are opened are not billed by the call
				f.usage.Searches++
			}
		case "file_search_call", "mcp_call":
			f.usage.Tools++
		case "code_interpreter_call":
			f.container(container)
		}
	}
}

func (f *responseFacts) container(id string) {
	for _, known := range f.containers {
		if known == id {
			return
		}
	}
	f.containers = append(f.containers, id)
}
