package gateway

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"time"

	"aidollar/gateway/dialect"
)

// drainTime is how long an upstream may take to close its stream after its end,
// so that the connection can be used again.
const drainTime = 2 * time.Second

// relay is a stream on its way through. Whole events pass as they arrive, with
// a flush for each read of the upstream; an event's bytes are not changed.
type relay struct {
	*call
	response *http.Response
	watch    *watch
	upstream *Upstream
	control  *http.ResponseController

	elapsed    time.Duration // since the start of the attempt, at the last read
	writeUntil time.Duration // how long writes to the client have, on the same clock

	in      *buffer
	from    int    // where the bytes begin that are not yet dealt with
	unsent  uint64 // bytes of text in events that are not yet flushed
	done    []byte // the event that ends the stream, held back until the capture
	failure bool   // the upstream sent an error event
	ended   bool   // the upstream's body was read to its end

	tail *dialect.Tail // with parts
}

// What can go wrong while relaying, besides the upstream's own errors.
var (
	errClientGone = errors.New("the client is gone")
	errEventLong  = errors.New("an event is longer than EventMax")
	errEventError = errors.New("an error event instead of an answer")
)

func (c *call) relay(response *http.Response, w *watch, u *Upstream) verdict {
	r := &relay{call: c, response: response, watch: w, upstream: u, in: takeBuffer(), control: http.NewResponseController(c.w), tail: c.newTail()}
	c.beginRecord()
	defer r.in.release()
	err := r.pump()
	switch {
	case err == nil:
		return r.finish()
	case errors.Is(err, errUnpaid):
		return r.unpaid()
	case errors.Is(err, errPartLost):
		w.cancel()
		return verdict{problem: captureFailed}
	case errors.Is(err, errClientGone) || (c.r.Context().Err() != nil && !w.slow.Load()):
		w.cancel() // the upstream stops computing what nobody reads
		return r.cut(endCutByClient, err)
	}
	return r.cut(endCutByUpstream, err)
}

// pump passes events on until the last one or the end. It is nil at a proper end.
func (r *relay) pump() error {
	for {
		if len(r.in.b) == cap(r.in.b) {
			if err := r.makeRoom(); err != nil {
				return err
			}
		}
		n, err := r.response.Body.Read(r.in.b[len(r.in.b):cap(r.in.b)])
		r.elapsed = r.watch.touch()
		r.in.b = r.in.b[:len(r.in.b)+n]
		r.ended = err == io.EOF
		if err == io.EOF && len(r.in.b) > r.from {
			r.in.b = append(r.in.b, "\n\n"...) // the last event may lack its blank line
		}
		if n > 0 || err == io.EOF {
			if err := r.pass(); err != nil {
				return err
			}
		}
		switch {
		case r.done != nil:
			return nil
		case err == io.EOF && r.facts.Report == dialect.ReportFull:
			return nil // some upstreams never say [DONE]
		case err == io.EOF:
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
	}
}

// makeRoom moves the begun event to the front of the buffer, or grows it.
func (r *relay) makeRoom() error {
	if r.from > 0 {
		r.in.b = r.in.b[:copy(r.in.b, r.in.b[r.from:])]
		r.from = 0
		return nil
	}
	most := r.g.EventMax
	if r.dialect.Bulky {
		most = max(most, r.g.AnswerMax)
	}
	if len(r.in.b) >= most {
		return errEventLong
	}
	r.in.grow(min(2*cap(r.in.b), most+2))
	return nil
}

// pass sends the complete events of the buffer, less the one that only the
// gateway asked for.
func (r *relay) pass() error {
	if r.crossed() {
		return r.passCrossed()
	}
	begin, at := r.from, r.from
	for r.done == nil {
		length := eventLength(r.in.b[at:])
		if length == 0 {
			break
		}
		event := r.in.b[at : at+length]
		step := r.reader.Event(event)
		if r.parts != nil && step.Text > 0 {
			if err := r.write(r.in.b[begin:at]); err != nil {
				return err
			}
			begin = at
			if err := r.admit(step.Text); err != nil {
				return err
			}
		}
		r.unsent += step.Text
		r.failure = r.failure || step.Failed
		if r.failure && !r.begun && r.unsent == 0 {
			return errEventError // before the client saw anything: another upstream may do better
		}
		switch {
		case step.Done:
			r.done = append([]byte(nil), event...)
		case step.Hide:
			if err := r.write(r.in.b[begin:at]); err != nil {
				return err
			}
			begin = at + length
		}
		if r.done == nil {
			at += length
		}
	}
	if err := r.write(r.in.b[begin:at]); err != nil {
		return err
	}
	r.from = at
	if r.from == len(r.in.b) {
		r.in.b, r.from = r.in.b[:0], 0
	}
	return nil
}

// write sends events and counts their text as delivered once they are out.
func (r *relay) write(events []byte) error {
	if len(events) == 0 {
		return nil
	}
	r.record.add(events)
	r.begin()
	if r.writeUntil-r.elapsed < r.g.IdleTime {
		r.writeUntil = r.elapsed + 2*r.g.IdleTime
		r.writeWithin(2 * r.g.IdleTime)
	}
	r.watch.writing.Store(true)
	defer r.watch.resume()
	if _, err := r.w.Write(events); err != nil {
		return errClientGone
	}
	if err := r.control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return errClientGone
	}
	if r.tail != nil {
		r.tail.Event(events)
	}
	r.delivered += r.unsent
	r.unsent = 0
	if r.r.Context().Err() != nil {
		return errClientGone
	}
	return nil
}

// begin sends the header, once.
func (r *relay) begin() {
	if r.begun {
		return
	}
	r.beginHeader(r.response, nil)
	r.w.WriteHeader(r.response.StatusCode)
}

// eventLength is the length of the first event in b with its blank line, zero
// when it is not complete. Lines end in LF or CRLF; no upstream is known that
// ends them in CR alone, which the format would allow.
func eventLength(b []byte) int {
	for at := 0; ; {
		i := bytes.IndexByte(b[at:], '\n')
		if i < 0 {
			return 0
		}
		at += i + 1
		switch rest := b[at:]; {
		case len(rest) > 0 && rest[0] == '\n':
			return at + 1
		case len(rest) > 1 && rest[0] == '\r' && rest[1] == '\n':
			return at + 2
		}
	}
}

// finish captures a complete stream and then lets the client see its end.
func (r *relay) finish() verdict {
	if r.failure && r.delivered == 0 && r.facts.Report != dialect.ReportFull {
		if r.done == nil || !r.begun {
			return r.cut(endCutByUpstream, errEventError)
		}
		return r.failed()
	}
	r.coverRest()
	captured, ok := r.capture(endComplete, r.upstream)
	if ok {
		r.keep(r.response, r.record.bytes(), r.last())
	}
	r.record = nil // what is still to come is this call's own
	r.begin()
	if !ok {
		return verdict{problem: captureFailed}
	}
	last := r.appendCost(make([]byte, 0, 160), captured)
	last = append(last, r.last()...)
	if r.ended {
		// Nothing is left to do, so it need not go out ahead of the answer's end: one
		// packet less for each stream. Who misses it has the receipt to tell.
		_, _ = r.w.Write(last)
		return verdict{}
	}
	if err := r.write(last); err != nil {
		return verdict{} // captured already; the receipt tells
	}
	r.watch.within(drainTime)
	_, _ = io.Copy(io.Discard, io.LimitReader(r.response.Body, bufferSize))
	return verdict{}
}

// failed passes on the upstream's own last word that there is no answer.
func (r *relay) failed() verdict {
	r.void("upstream_error")
	r.seen.Outcome = "upstream_error"
	_ = r.write(r.done) // nothing hangs on it: the hold is gone
	return verdict{fault: true}
}

// cut ends a stream that stopped short: what was delivered is captured, and if
// that is nothing the hold is void.
func (r *relay) cut(end ending, cause error) verdict {
	v := r.broken(r.watch, r.upstream, cause)
	if end == endCutByClient {
		v = verdict{problem: &problem{Status: statusClientGone, Code: clientGone, Detail: "the client hung up before anything was delivered"}}
	}
	if r.delivered == 0 && r.facts.Report != dialect.ReportFull {
		return v
	}
	captured, ok := r.capture(end, r.upstream)
	if end == endCutByClient {
		return verdict{}
	}
	if !ok {
		return verdict{problem: captureFailed, fault: true}
	}
	p := *v.problem
	p.Detail = "the upstream broke off in the middle of the answer; only what was delivered is charged"
	r.tellAfter(r.appendCost(nil, captured), &p)
	return verdict{fault: true}
}

// tell gives a client whose stream has begun the problem as an event, which
// OpenAI's clients raise as an error.
func (c *call) tell(p *problem) { c.tellAfter(nil, p) }

func (c *call) tellAfter(b []byte, p *problem) {
	b = p.appendEvent(b, c.dialect.Shape, c.g.scale)
	if _, err := c.w.Write(b); err != nil {
		return
	}
	if f, ok := c.w.(http.Flusher); ok {
		f.Flush()
	}
}
