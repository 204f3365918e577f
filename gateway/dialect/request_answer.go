package dialect

import (
	"net/http"

	"aidollar/core/meter"
)

// requestReader follows answers of which nothing is counted: the call itself is
// what costs.
type requestReader struct{ facts Facts }

func newRequestReader() *requestReader {
	r := &requestReader{}
	r.facts.Usage[meter.Request] = 1
	r.facts.Report = ReportCounted
	return r
}

// Facts implements Reader.
func (r *requestReader) Facts() *Facts { return &r.facts }

// Answer implements Reader.
func (r *requestReader) Answer(_ http.Header, body []byte) error {
	failed, malformed := readEnvelope(body)
	r.facts.Failed = failed
	if malformed != nil {
		return malformed
	}
	return nil
}

// Event implements Reader. No such answer streams.
func (r *requestReader) Event([]byte) Step { return Step{} }

// readEnvelope checks the JSON of an answer and looks for an error in it.
func readEnvelope(body []byte) (failed bool, malformed *syntaxError) {
	s := scanner{b: body}
	if s.peek() != '{' {
		s.fail("expected '{', found %s", s.found())
	}
	s.object(func(name string) {
		if name == "error" {
			failed = s.peek() != 'n'
		}
		s.skip()
	})
	s.end()
	return failed, s.err
}
