package dialect

import (
	"fmt"

	"aidollar/core/meter"
)

// completions is OpenAI's completions from before there was chat.
var completions = Dialect{Name: "openai.completions", Kind: KindOpenAI, Path: "/completions", read: readCompletions}

var completionsWords = words{
	known:   []string{"model", "stream", "stream_options", "max_tokens", "n", "best_of", "echo", "prompt", "include_usage", "user"},
	refused: escapes,
}

var completionsText = []string{`"text"`}

// completionsLimit is the output limit of a request that gives none, by the
// dialect's own documentation.
const completionsLimit = 16

// completionsRequest is what the gateway knows of a completion request.
type completionsRequest struct {
	jsonRequest
	options   options
	n, bestOf uint64
	echo      bool
	prompts   uint64
}

func readCompletions(source *Source) (Request, *Fault) {
	q := &completionsRequest{n: 1, bestOf: 1}
	q.head.LimitName, q.limitMember = "max_tokens", "max_tokens"
	if f := q.readBody(source, q.read); f != nil {
		return nil, f
	}
	if q.prompts == 0 {
		return nil, invalid("prompt_missing", "prompt", "the request has no prompt; a text, tokens, or an array of either is needed")
	}
	return q, nil
}

func (q *completionsRequest) read(s *scanner) *Fault {
	return q.members(s, &completionsWords, func(name string) (f *Fault) {
		switch name {
		case "stream_options":
			return q.options.read(s, &completionsWords)
		case "max_tokens":
			return q.readLimit(s, name)
		case "n":
			return s.count(&q.n, name, choicesMax)
		case "best_of":
			return s.count(&q.bestOf, name, choicesMax)
		case "prompt":
			q.prompts, q.contentBytes, f = s.inputs(name)
			return f
		case "echo":
			q.echo = s.peek() == 't'
		}
		s.skip()
		return nil
	})
}

// choices are made for every prompt, and paid for even when only the best is shown.
func (q *completionsRequest) choices() uint64 { return q.prompts * max(q.n, q.bestOf) }

// Bound implements Request.
func (q *completionsRequest) Bound(t Terms) (Bound, *Fault) {
	b := q.begin(t)
	most := uint64(q.length) + q.prompts*messageTokensMax + callTokensMax
	if t.InputMax > 0 { // of each prompt
		most = min(most, t.InputMax*q.prompts)
	}
	b.add(t.priced(meter.TextInput), most)
	if b.OutputLimit = q.limit; b.OutputLimit == 0 {
		b.OutputLimit = completionsLimit
	}
	b.OutputLimit = min(b.OutputLimit, t.OutputMax)
	b.add(t.priced(meter.TextOutput), b.OutputLimit*q.choices())
	q.bound = b
	return b, nil
}

// Append implements Request.
func (q *completionsRequest) Append(out, body []byte, need Needs) []byte {
	e := q.edits(make([]edit, 0, 4), need)
	if q.head.Stream {
		e = q.options.edits(e, q.firstAt)
	}
	return rewrite(out, body, e)
}

// Estimate implements Request. An echoed prompt is no output.
func (q *completionsRequest) Estimate(delivered uint64) meter.Quantities {
	if echoed := q.contentBytes * q.n; q.echo {
		delivered -= min(delivered, echoed)
	}
	return q.jsonRequest.Estimate(delivered)
}

// NewReader implements Request.
func (q *completionsRequest) NewReader() Reader {
	return &chatReader{text: completionsText, includeUsage: q.options.includeUsage}
}

// tokenBytes stands for the text of a token that came as a number.
const tokenBytes = estimateBytesPerToken

// inputs reads a text, an array of texts, an array of tokens, or an array of
// such arrays: how many inputs they are, and how many bytes of text.
func (s *scanner) inputs(name string) (n, length uint64, f *Fault) {
	malformed := invalid(name+"_malformed", name, name+" is neither a text nor an array of texts, of tokens, or of arrays of tokens")
	switch s.peek() {
	case '"':
		return 1, uint64(len(s.text())), nil
	case '[':
	default:
		s.skip()
		return 0, 0, malformed
	}
	tokens := false
	s.enter('[')
	for i := 0; s.more(']', i); i++ {
		switch c := s.peek(); {
		case c == '"':
			length += uint64(len(s.text()))
			n++
		case c == '[':
			s.enter('[')
			for k := 0; s.more(']', k); k++ {
				s.skip()
				length += tokenBytes
			}
			n++
		case '0' <= c && c <= '9':
			s.skip()
			length += tokenBytes
			tokens = true
		default:
			s.skip()
			f = malformed
		}
	}
	if tokens {
		n++
	}
	if n > inputsMax {
		f = invalid(name+"_too_many", name, fmt.Sprintf("%s holds %d inputs; at most %d are read", name, n, inputsMax))
	}
	return n, length, f
}

// inputsMax is the most inputs of one call; OpenAI's bound for embeddings.
const inputsMax = 2048
