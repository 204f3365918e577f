package dialect

import (
	"net/http"

	"aidollar/core/meter"
)

// embeddings is OpenAI's embeddings.
var embeddings = Dialect{Name: "openai.embeddings", Kind: KindOpenAI, Path: "/embeddings", read: readEmbeddings}

var inputWords = words{known: []string{"model", "input"}, refused: escapes}

// embeddingsRequest is what the gateway knows of an embeddings request.
type embeddingsRequest struct {
	jsonRequest
	inputs uint64
}

func readEmbeddings(source *Source) (Request, *Fault) {
	q := &embeddingsRequest{}
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	q.head.Stream = false // nothing streams here, whatever the client writes
	if q.inputs == 0 {
		return nil, invalid("input_missing", "input", "the request has no input; a text, tokens, or an array of either is needed")
	}
	return q, nil
}

func (q *embeddingsRequest) read(s *scanner) *Fault {
	return q.members(s, &inputWords, func(name string) (f *Fault) {
		q.inputs, q.contentBytes, f = s.inputs(name)
		return f
	})
}

// Bound implements Request. A token stands for at least one byte of the
// request, also where it is written as a number.
func (q *embeddingsRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	most := uint64(q.length) + q.inputs*messageTokensMax
	if t.InputMax > 0 { // of each input
		most = min(most, t.InputMax*q.inputs)
	}
	b.add(t.priced(meter.TextInput), most)
	q.bound = b
	return b, nil
}

// NewReader implements Request.
func (q *embeddingsRequest) NewReader() Reader { return &embeddingsReader{} }

type embeddingsReader struct{ facts Facts }

// Facts implements Reader.
func (r *embeddingsReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *embeddingsReader) Answer(_ http.Header, body []byte) error {
	s := scanner{b: body}
	if s.peek() != '{' {
		s.fail("expected '{', found %s", s.found())
	}
	var usage meter.EmbeddingsUsage
	var counted, bad bool
	s.object(func(name string) {
		switch name {
		case "error":
			r.facts.Failed = s.peek() != 'n'
			s.skip()
		case "usage":
			is := s.object(func(name string) {
				switch name {
				case "prompt_tokens":
					counted = s.tokens(&usage.Prompt, &bad) || counted
				case "total_tokens":
					counted = s.tokens(&usage.Total, &bad) || counted
				default:
					s.skip()
				}
			})
			bad = bad || (is && !counted)
		default:
			s.skip()
		}
	})
	if s.end(); s.err != nil {
		return s.err
	}
	if bad {
		r.facts.Trouble = usageUnreadable
	} else if counted {
		r.facts.take(usage.Quantities())
	}
	return nil
}

// Event implements Reader. No such answer streams.
func (r *embeddingsReader) Event([]byte) Step { return Step{} }

// moderations is OpenAI's moderations, which costs what a request costs.
var moderations = Dialect{Name: "openai.moderations", Kind: KindOpenAI, Path: "/moderations", read: readModerations}

// moderationsModel is asked when a request names none, as the provider does.
const moderationsModel = "omni-moderation-latest"

type moderationsRequest struct{ jsonRequest }

func readModerations(source *Source) (Request, *Fault) {
	q := &moderationsRequest{}
	q.head.Model = moderationsModel
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	q.head.Stream = false
	return q, nil
}

func (q *moderationsRequest) read(s *scanner) *Fault {
	return q.members(s, &inputWords, func(string) *Fault {
		s.skip()
		return nil
	})
}

// Bound implements Request.
func (q *moderationsRequest) Bound(t Terms) (Bound, *Fault) {
	q.bound = q.begin(t)
	return q.bound, nil
}

// NewReader implements Request.
func (q *moderationsRequest) NewReader() Reader { return newRequestReader() }
