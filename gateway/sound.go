package gateway

import (
	"io"
	"net/http"
	"strconv"
)

// soundRead is how much of an answer of sound is read at once.
const soundRead = 32 << 10

// soundRelay passes an answer of sound on as it comes. The last of it is held
// back until the capture, so that nobody has all of it before it is in the books.
type soundRelay struct {
	*call
	response   *http.Response
	watch      *watch
	upstream   *Upstream
	held, next []byte
}

func (c *call) sound(response *http.Response, w *watch, u *Upstream) verdict {
	s := &soundRelay{call: c, response: response, watch: w, upstream: u, next: make([]byte, soundRead)}
	for {
		n, err := response.Body.Read(s.next)
		w.touch()
		if n > 0 {
			if len(s.held) > 0 && !s.write(s.held) {
				w.cancel() // the upstream stops computing what nobody hears
				return s.cut(true, errClientGone)
			}
			spare := s.held
			if s.held = s.next[:n]; cap(spare) < soundRead {
				spare = make([]byte, soundRead)
			}
			s.next = spare[:soundRead]
		}
		switch {
		case err == io.EOF && len(s.held) == 0:
			return failedUpstream("upstream_malformed", "the upstream answered with no sound at all")
		case err == io.EOF:
			return s.finish()
		case err != nil:
			return s.cut(c.r.Context().Err() != nil && !w.slow.Load(), err)
		}
	}
}

// write sends sound, behind the header if it is the first.
func (s *soundRelay) write(sound []byte) bool {
	if !s.begun {
		s.raw = true
		h := s.beginHeader(s.response, nil)
		h["Trailer"] = []string{headerCost, headerBalance}
		s.w.WriteHeader(s.response.StatusCode)
	}
	s.writeWithin(2 * s.g.IdleTime)
	s.watch.writing.Store(true)
	defer s.watch.resume()
	if _, err := s.w.Write(sound); err != nil {
		return false
	}
	if f, ok := s.w.(http.Flusher); ok {
		f.Flush()
	}
	s.delivered += uint64(len(sound))
	return s.r.Context().Err() == nil
}

// finish captures and then sends the rest. Sound that came at once tells its
// cost in the header, longer sound in the trailer.
func (s *soundRelay) finish() verdict {
	captured, ok := s.capture(endComplete, s.upstream)
	if !ok {
		return verdict{problem: captureFailed}
	}
	if !s.begun {
		h := s.beginHeader(s.response, &captured)
		h["Content-Length"] = []string{strconv.Itoa(len(s.held))}
		s.setCost(h, captured)
		s.writeWithin(2 * s.g.IdleTime)
		s.w.WriteHeader(s.response.StatusCode)
		_, _ = s.w.Write(s.held) // captured already; the receipt tells a client that missed it
		return verdict{}
	}
	s.setCost(s.w.Header(), captured)
	_ = s.write(s.held) // likewise
	return verdict{}
}

// cut ends sound that stopped short. A client that hung up pays; sound that the
// upstream broke off is of no use and costs nothing.
func (s *soundRelay) cut(byClient bool, cause error) verdict {
	if byClient && s.delivered > 0 {
		s.capture(endCutByClient, s.upstream)
		return verdict{}
	}
	return s.broken(s.watch, s.upstream, cause)
}
