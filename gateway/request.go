package gateway

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Bounds of a request.
const (
	choicesMax     = 128     // n, the choices one call may ask for; OpenAI's bound
	modelLengthMax = 128     // bytes of a model's name
	limitMax       = 1 << 32 // of an output limit in tokens
)

// span is a part of the request's body, end excluded.
type span struct{ start, end int }

func (s span) none() bool { return s.end == 0 }

// chatRequest is what the gateway knows of a chat completion request. The spans
// are values it may have to change; everything else goes to the upstream as the
// client wrote it.
type chatRequest struct {
	model   string
	modelAt span

	stream         bool
	optionsAt      span // of stream_options: an object or null
	optionsNull    bool
	optionsEmpty   bool
	includeUsage   bool // the client itself asked for the usage chunk
	includeUsageAt span

	limit   uint64 // max_tokens or max_completion_tokens; zero when not given
	limitAt span   // of its value, or of a null in its place
	choices uint64 // n

	messages        uint64
	contentBytes    uint64 // bytes of text in the messages
	predictionBytes uint64 // predictions that are rejected are billed as output
	firstAt         int    // where the first member starts
}

// readChat reads a chat completion request and checks all of its JSON.
func readChat(body []byte) (*chatRequest, *problem) {
	if !utf8.Valid(body) {
		return nil, invalid("invalid_utf8", "", "the request's body is not valid UTF-8, which JSON has to be")
	}
	s := scanner{b: body}
	q := &chatRequest{choices: 1}
	p := q.read(&s)
	if s.err != nil {
		line, column := place(body, s.err.Offset)
		return nil, invalid("invalid_json", "", fmt.Sprintf("the request's body is not the JSON object it has to be: %v (line %d, column %d)",
			s.err, line, column))
	}
	switch {
	case p != nil:
		return nil, p
	case q.model == "":
		return nil, invalid("model_missing", "model", "the request names no model; GET /v1/models lists what can be called")
	case q.messages == 0:
		return nil, invalid("messages_missing", "messages", "the request has no messages; at least one is needed")
	}
	return q, nil
}

// read walks the members. What is well-formed but cannot be served is returned,
// the first of it, after the whole text was checked.
func (q *chatRequest) read(s *scanner) (first *problem) {
	var seen fields
	s.enter('{')
	for n := 0; s.more('}', n); n++ {
		s.space()
		if n == 0 {
			q.firstAt = s.i
		}
		if p := q.member(s, s.field(&seen)); p != nil && first == nil {
			first = p
		}
	}
	s.end()
	return first
}

func (q *chatRequest) member(s *scanner, field int) *problem {
	s.space()
	start := s.i
	switch field {
	case fieldModel:
		return q.readModel(s)
	case fieldStream:
		return q.readStream(s)
	case fieldStreamOptions:
		return q.readOptions(s)
	case fieldMaxTokens, fieldMaxCompletionTokens:
		return q.readLimit(s, fieldNames[field])
	case fieldN:
		return q.readChoices(s)
	case fieldMessages:
		return q.readMessages(s)
	case fieldPrediction:
		s.skip()
		q.predictionBytes = uint64(s.i - start)
	case fieldModalities:
		return q.readModalities(s)
	case fieldAudio:
		return s.onlyNull("audio", "audio output has no price here; leave audio out")
	case fieldWebSearch:
		return s.onlyNull("web_search_options", "web searches have no price here; leave web_search_options out")
	case fieldServiceTier:
		return q.readTier(s)
	case fieldTools:
		return q.readTools(s)
	default:
		if s.skip(); fieldRefused <= field && field < fieldOther {
			name := fieldNames[field]
			return invalid("member_unsupported", name, name+" can make a call cost more than is held for it; leave it out")
		}
	}
	return nil
}

func (q *chatRequest) readModel(s *scanner) *problem {
	start := s.i
	if s.peek() != '"' {
		s.skip()
		return invalid("model_malformed", "model", "model is not a string")
	}
	name := unescaped(s.text())
	if len(name) > modelLengthMax {
		return invalid("model_malformed", "model", fmt.Sprintf("the model's name has %d bytes; at most %d are read", len(name), modelLengthMax))
	}
	q.model, q.modelAt = string(name), span{start, s.i}
	return nil
}

func (q *chatRequest) readStream(s *scanner) *problem {
	switch s.peek() {
	case 't':
		q.stream = true
	case 'f', 'n':
	default:
		s.skip()
		return invalid("stream_malformed", "stream", "stream is neither true nor false")
	}
	s.skip()
	return nil
}

func (q *chatRequest) readOptions(s *scanner) *problem {
	start := s.i
	switch s.peek() {
	case 'n':
		s.skip()
		q.optionsAt, q.optionsNull = span{start, s.i}, true
		return nil
	case '{':
	default:
		s.skip()
		return invalid("stream_options_malformed", "stream_options", "stream_options is not an object")
	}
	var seen fields
	var p *problem
	s.enter('{')
	n := 0
	for ; s.more('}', n); n++ {
		s.space()
		if s.field(&seen) != fieldIncludeUsage {
			s.skip()
			continue
		}
		s.space()
		at := s.i
		switch s.peek() {
		case 't':
			q.includeUsage = true
		case 'f', 'n':
		default:
			p = invalid("include_usage_malformed", "stream_options.include_usage", "include_usage is neither true nor false")
		}
		s.skip()
		q.includeUsageAt = span{at, s.i}
	}
	q.optionsAt, q.optionsEmpty = span{start, s.i}, n == 0
	return p
}

func (q *chatRequest) readLimit(s *scanner, name string) *problem {
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

func (q *chatRequest) readChoices(s *scanner) *problem {
	start := s.i
	s.skip()
	if s.err != nil || string(s.b[start:s.i]) == "null" {
		return nil
	}
	n, ok := count(s.b[start:s.i], choicesMax)
	if !ok {
		return invalid("n_malformed", "n", fmt.Sprintf("n is no whole number from 1 to %d", choicesMax))
	}
	q.choices = n
	return nil
}

// count reads a plain whole number from 1 to most.
func count(text []byte, most uint64) (uint64, bool) {
	n, err := strconv.ParseUint(string(text), 10, 64)
	return n, err == nil && n >= 1 && n <= most
}
