package dialect

import (
	"fmt"
	"strconv"
	"unicode/utf8"

	"aidollar/core/meter"
)

// Bounds of a request.
const (
	modelLengthMax = 128     // bytes of a model's name
	limitMax       = 1 << 32 // of an output limit in tokens

	sessionLengthMax = 256 // bytes of what names a session
)

// Tokens that are not in the request.
const (
	// messageTokensMax is what a chat template may wrap around each message, and
	// callTokensMax what it may add once: a system header, dates, the tools' frame.
	messageTokensMax = 16
	callTokensMax    = 256

	// limitMemberLength is at least the bytes of `"max_completion_tokens":4294967296,`,
	// which is added where the client gave no limit.
	limitMemberLength = 40
)

// readBody checks the whole text and what all requests need.
func (q *jsonRequest) readBody(source *Source, read func(*scanner) *Fault) *Fault {
	body := source.Body
	if !utf8.Valid(body) {
		return invalid("invalid_utf8", "", "the request's body is not valid UTF-8, which JSON has to be")
	}
	s := scanner{b: body}
	q.length = len(body)
	f := read(&s)
	if s.err != nil {
		line, column := place(body, s.err.Offset)
		return invalid("invalid_json", "", fmt.Sprintf("the request's body is not the JSON object it has to be: %v (line %d, column %d)",
			s.err, line, column))
	}
	switch {
	case f != nil:
		return f
	case q.head.Model == "":
		return modelMissing
	}
	return nil
}

var modelMissing = invalid("model_missing", "model", "the request names no model; GET /v1/models lists what can be called")

// members walks the members of the request's object; those that all dialects
// share are read here and the rest by the dialect, which must step over each.
func (q *jsonRequest) members(s *scanner, w *words, read func(name string) *Fault) (first *Fault) {
	var met seen
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		if n == 0 {
			q.firstAt = s.i
		}
		name, refused := s.member(w, &met)
		s.space()
		var f *Fault
		switch {
		case refused:
			s.skip()
			f = refusedMember(name)
		case name == "":
			s.skip()
		case name == "model":
			f = q.readModel(s)
		case name == "stream":
			f = q.readStream(s)
		case name == "prompt_cache_key" || name == "user":
			q.readSession(s, name)
		default:
			f = read(name)
		}
		if f != nil && first == nil {
			first = f
		}
	}
	s.end()
	return first
}

func (q *jsonRequest) readModel(s *scanner) *Fault {
	start := s.i
	if s.peek() != '"' {
		s.skip()
		return invalid("model_malformed", "model", "model is not a string")
	}
	name := unescaped(s.text())
	if f := modelFault(len(name)); f != nil {
		return f
	}
	q.head.Model, q.modelAt = string(name), span{start, s.i}
	return nil
}

func modelFault(length int) *Fault {
	if length > modelLengthMax {
		return invalid("model_malformed", "model", fmt.Sprintf("the model's name has %d bytes; at most %d are read", length, modelLengthMax))
	}
	return nil
}

// readSession reads a member that tells sessions apart; prompt_cache_key is made
// for that and goes before user. It is the upstream that judges its form.
func (q *jsonRequest) readSession(s *scanner, name string) {
	if s.peek() != '"' {
		s.skip()
		return
	}
	text := unescaped(s.text())
	if len(text) > 0 && len(text) <= sessionLengthMax && (q.head.Session == "" || name == "prompt_cache_key") {
		q.head.Session = string(text)
	}
}

func (q *jsonRequest) readStream(s *scanner) *Fault {
	switch s.peek() {
	case 't':
		q.head.Stream = true
	case 'f', 'n':
	default:
		s.skip()
		return invalid("stream_malformed", "stream", "stream is neither true nor false")
	}
	s.skip()
	return nil
}

func (q *jsonRequest) readLimit(s *scanner, name string) *Fault {
	start := s.i
	if s.peek() == 'n' {
		s.skip()
		if q.limitAt.none() {
			q.limitAt = span{start, s.i}
		}
		return nil
	}
	s.skip()
	limit, ok := count(s.b[start:s.i], limitMax)
	if s.err == nil && !ok {
		return invalid("limit_malformed", name, fmt.Sprintf("%s is no whole number from 1 to %d", name, uint64(limitMax)))
	}
	if q.limit != 0 {
		return invalid("limit_twice", name, "both max_tokens and max_completion_tokens are given; one of them is enough")
	}
	q.limit, q.limitAt = limit, span{start, s.i}
	return nil
}

func (q *jsonRequest) readTier(s *scanner) *Fault {
	const detail = `service_tier is none of "auto", "default", "flex", "priority" and "batch"`
	if s.peek() == 'n' {
		s.skip()
		return nil
	}
	if s.peek() != '"' {
		s.skip()
		return invalid("service_tier_malformed", "service_tier", detail)
	}
	switch tier := string(unescaped(s.text())); tier {
	case "auto", "default", "standard_only":
	case "flex", "priority", "batch":
		q.head.Service = tier
	default:
		return invalid("service_tier_unsupported", "service_tier", detail)
	}
	return nil
}

// begin starts a bound: every call is a request.
func (q *jsonRequest) begin(t Terms) (b Bound) {
	q.terms = t
	b.add(meter.SetOf(meter.Request), 1)
	return b
}

// inputMost bounds the prompt's tokens by the model's own limit.
func (q *jsonRequest) inputMost(tokens uint64) uint64 {
	if q.limitAt.none() {
		tokens += limitMemberLength
	}
	if q.terms.InputMax > 0 {
		tokens = min(tokens, q.terms.InputMax)
	}
	return tokens
}

func (q *jsonRequest) outputLimit() uint64 {
	if q.limit > 0 {
		return min(q.limit, q.terms.OutputMax)
	}
	return q.terms.OutputMax
}

// Estimate implements Request.
func (q *jsonRequest) Estimate(delivered uint64) (e meter.Quantities) {
	e[meter.Request] = 1
	e[meter.Input] = min(tokensOf(q.contentBytes), q.bound.most(meter.Input))
	e[meter.Output] = min(tokensOf(delivered), q.bound.most(meter.Output))
	return e
}

// count reads a plain whole number from 1 to most.
func count(text []byte, most uint64) (uint64, bool) {
	n, err := strconv.ParseUint(string(text), 10, 64)
	return n, err == nil && n >= 1 && n <= most
}

// count reads a member that is a plain whole number from 1 to most, or null.
func (s *scanner) count(into *uint64, name string, most uint64) *Fault {
	start := s.i
	s.skip()
	if s.err != nil || string(s.b[start:s.i]) == "null" {
		return nil
	}
	n, ok := count(s.b[start:s.i], most)
	if !ok {
		return invalid(name+"_malformed", name, fmt.Sprintf("%s is no whole number from 1 to %d", name, most))
	}
	*into = n
	return nil
}

// onlyNull skips a value and refuses all but null.
func (s *scanner) onlyNull(param, detail string) *Fault {
	null := s.peek() == 'n'
	if s.skip(); null {
		return nil
	}
	return invalid(param[lastDot(param):]+"_unsupported", param, detail)
}

// lastDot is where the last name of a path starts.
func lastDot(path string) int {
	for i := len(path); i > 0; i-- {
		if path[i-1] == '.' {
			return i
		}
	}
	return 0
}
