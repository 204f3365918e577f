package gateway

import (
	"bytes"
	"container/list"
	"crypto/sha256"
	"net/http"
	"sync"
	"time"
)

// Bounds of what is kept for clients that ask again.
const (
	repeatAge      = 10 * time.Minute
	repeatBodyMax  = 1 << 20  // bytes of one answer
	repeatBytesMax = 64 << 20 // of all answers
	repeatsMax     = 1 << 16
	repeatWait     = 2 * time.Second // for a call that still runs
)

// repeats keeps the answers to named payments, so that a client whose connection
// broke off asks again with the same payment and gets the same answer. Only the
// name, which no chain shows, makes that safe: a payment's signature is public
// once it is settled.
type repeats struct {
	mu     sync.Mutex
	byName map[string]*list.Element
	order  list.List // of *repeat, the oldest first
	bytes  int
}

// repeat is one named payment.
type repeat struct {
	name    string
	print   [32]byte // of the payment
	request [32]byte // of what was asked
	at      time.Time
	done    chan struct{} // closed when the call is over
	answer  *kept         // nil while the call runs
}

// kept is an answer.
type kept struct {
	status int
	header http.Header
	body   []byte
}

// begin finds what is known of a payment, or notes that its call runs now.
func (r *repeats) begin(name string, print, request [32]byte, now time.Time) (known *repeat, fresh bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.byName == nil {
		r.byName = map[string]*list.Element{}
	}
	for e := r.order.Front(); e != nil; e = r.order.Front() {
		oldest := e.Value.(*repeat)
		if now.Sub(oldest.at) < repeatAge && r.order.Len() < repeatsMax && r.bytes < repeatBytesMax {
			break
		}
		r.remove(e)
	}
	if e, ok := r.byName[name]; ok {
		copied := *e.Value.(*repeat)
		return &copied, false
	}
	known = &repeat{name: name, print: print, request: request, at: now, done: make(chan struct{})}
	r.byName[name] = r.order.PushBack(known)
	return known, true
}

func (r *repeats) remove(e *list.Element) {
	old := r.order.Remove(e).(*repeat)
	delete(r.byName, old.name)
	if old.answer != nil {
		r.bytes -= len(old.answer.body)
	}
}

// end keeps the answer, or forgets the payment when there is none to keep.
func (r *repeats) end(of *repeat, answer *kept) {
	r.mu.Lock()
	defer r.mu.Unlock()
	defer close(of.done)
	e, ok := r.byName[of.name]
	if !ok || e.Value.(*repeat) != of {
		return
	}
	if answer == nil {
		r.remove(e)
		return
	}
	of.answer = answer
	r.bytes += len(answer.body)
}

// again answers a payment that is known, and tells whether it was. A payment
// without a name is never known here: the ledger refuses its second use.
func (c *call) again(note *Note) (p *problem, again bool) {
	if note.Name == "" || (c.body == nil && c.r.ContentLength != 0) {
		return nil, false
	}
	known, fresh := c.g.repeats.begin(note.Name, note.Print, c.asked(), c.start)
	if !fresh && known.answer == nil {
		// The answer may be on its way in this very moment.
		select {
		case <-known.done:
			known, fresh = c.g.repeats.begin(note.Name, note.Print, c.asked(), c.start)
		case <-time.After(repeatWait):
		case <-c.r.Context().Done():
		}
	}
	switch {
	case fresh:
		c.repeat = known
		c.recorder = &recorder{ResponseWriter: c.w}
		c.w = c.recorder
		return nil, false
	case known.print != note.Print || known.request != c.asked():
		return &problem{Status: http.StatusConflict, Code: "payment_identifier_conflict",
			Detail: "the payment's identifier was used with another payment or for another request; take a new one"}, true
	case known.answer == nil:
		return &problem{Status: http.StatusConflict, Code: "payment_in_use", Retry: "1",
			Detail: "the call of this payment is still running; ask again in a moment for its answer"}, true
	}
	c.begun = true
	h := c.w.Header()
	for name, values := range known.answer.header {
		h[name] = values
	}
	h["X-Aidollar-Replayed"] = []string{"true"}
	c.seen.Outcome = "repeated"
	c.w.WriteHeader(known.answer.status)
	_, _ = c.w.Write(known.answer.body) // the client may ask once more
	return nil, true
}

// asked is the same for the same request alone.
func (c *call) asked() (print [32]byte) {
	h := sha256.New()
	for _, part := range []string{c.r.Method, c.r.Host, c.r.URL.RequestURI(), c.r.Header.Get("Content-Type")} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	h.Write(c.body)
	h.Sum(print[:0])
	return print
}

// remember keeps the answer of a call that was paid for, for whoever asks again.
func (c *call) remember() {
	if c.repeat == nil {
		return
	}
	var answer *kept
	if c.seen.Captured && c.recorder.status != 0 && !c.recorder.full {
		answer = &kept{c.recorder.status, c.recorder.header, c.recorder.body.Bytes()}
	}
	c.g.repeats.end(c.repeat, answer)
}

// recorder keeps what passes through it.
type recorder struct {
	http.ResponseWriter
	status int
	header http.Header
	body   bytes.Buffer
	full   bool // the answer is too large to be kept
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status, r.header = status, r.Header().Clone()
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.WriteHeader(http.StatusOK)
	}
	if r.full = r.full || r.body.Len()+len(p) > repeatBodyMax; r.full {
		r.body = bytes.Buffer{}
	} else {
		r.body.Write(p)
	}
	return r.ResponseWriter.Write(p)
}
