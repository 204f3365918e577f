package gateway

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"time"

	"aidollar/gateway/dialect"
)

// try is one upstream that is asked.
type try struct {
	target   *Target
	request  *http.Request
	secret   string // the credential it was asked with, where that may change
	watch    *watch
	response *http.Response
	err      error
	at       time.Time // when the answer began
}

// ask prepares a question to a target.
func (c *call) ask(target *Target) *try {
	u := target.Upstream
	model := target.Model
	if model == "" {
		model = c.route.Model
	}
	body, place := c.bodyFor(u, dialect.Needs{Model: model, LimitField: u.limitField})
	reader := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	first, _ := reader()
	ctx, w := c.newWatch(u, u.timeout)
	t := &try{target: target, watch: w}
	t.request = (&http.Request{
		Method: http.MethodPost, URL: u.urls[place], Host: u.urls[place].Host, Header: c.headerFor(u),
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Body: first, GetBody: reader, ContentLength: int64(len(body)),
	}).WithContext(ctx)
	return t
}

// bodyFor is the request as an upstream gets it, and the place of its dialect.
// It is not pooled: a transport may still be reading it after it returned an answer.
func (c *call) bodyFor(u *Upstream, needs dialect.Needs) ([]byte, int) {
	if x := c.crossing; x != nil && !u.speaks(c.dialect) {
		if f := x.translate(c, needs); f != nil {
			c.g.Log.Error("a request can be translated for one upstream and not for another", "call", c.id, "upstream", u.name, "code", f.Code)
		}
		return x.body, x.place
	}
	return c.request.Append(make([]byte, 0, len(c.body)+editRoom), c.body, needs), c.place
}

// run asks, and asks once more when the upstream does not accept a credential
// and there is a new one. It returns at the answer's header, or at its first
// byte when that is what is waited for.
func (t *try) run(firstByte bool) {
	u := t.target.Upstream
	for attempt := range 2 {
		if t.authorize(attempt); t.err != nil {
			break
		}
		if t.response, t.err = u.transport.RoundTrip(t.request); t.err != nil { //nolint:bodyclose // whoever takes the try closes it, and renew does
			break
		}
		if t.response.StatusCode != http.StatusUnauthorized || attempt > 0 || !t.renew() {
			break
		}
	}
	if t.err == nil && firstByte && t.response.StatusCode/100 == 2 {
		t.peek()
	}
	if t.err != nil {
		t.watch.stop()
		return
	}
	t.at = time.Now()
	t.watch.touch()
}

// authorize puts the secret of the moment into the request.
func (t *try) authorize(attempt int) {
	u := t.target.Upstream
	if u.secret == nil {
		return
	}
	if attempt == 0 {
		if t.secret, t.err = u.secret.Get(t.request.Context()); t.err != nil {
			return
		}
	}
	u.authorize(t.request.Header, t.secret)
}

// renew looks for another secret after one was refused, and makes the request
// ready to be sent again.
func (t *try) renew() bool {
	u := t.target.Upstream
	if u.secret == nil || (t.request.GetBody == nil && t.request.Body != nil) {
		return false
	}
	other, ok := u.secret.Refused(t.request.Context(), t.secret)
	if !ok {
		return false
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(t.response.Body, bufferSize)) // so that the connection can be used again
	_ = t.response.Body.Close()
	again := t.request.Clone(t.request.Context())
	if t.request.GetBody != nil {
		again.Body, _ = t.request.GetBody() // it reads from memory
	}
	t.request, t.secret = again, other
	return true
}

// peek waits for the answer's first byte, which is when an answer begins: some
// upstreams send their header long before.
func (t *try) peek() {
	first := make([]byte, 512)
	n, err := t.response.Body.Read(first)
	for n == 0 && err == nil {
		n, err = t.response.Body.Read(first)
	}
	if err != nil && err != io.EOF {
		_ = t.response.Body.Close()
		t.response, t.err = nil, err
		return
	}
	t.response.Body = &peeked{first: first[:n], err: err, rest: t.response.Body}
}

// peeked is a body whose beginning was read already.
type peeked struct {
	first []byte
	err   error // that came with the beginning
	rest  io.ReadCloser
}

// Read implements io.Reader.
func (p *peeked) Read(b []byte) (int, error) {
	if len(p.first) > 0 {
		n := copy(b, p.first)
		p.first = p.first[n:]
		return n, nil
	}
	if p.err != nil {
		return 0, p.err
	}
	return p.rest.Read(b)
}

// Close implements io.Closer.
func (p *peeked) Close() error { return p.rest.Close() }

// begun reports whether the upstream began an answer.
func (t *try) begun() bool { return t.err == nil && t.response.StatusCode/100 == 2 }

// discard ends a try whose answer nobody reads.
func (t *try) discard() {
	t.watch.stop()
	if t.response != nil {
		_ = t.response.Body.Close()
	}
}

// headerFor is what an upstream gets of the client's header, and its own.
func (c *call) headerFor(u *Upstream) http.Header {
	header := make(http.Header, len(u.header)+len(headersUp)+2)
	for _, name := range headersUp {
		if v := c.r.Header[name]; len(v) > 0 {
			header[name] = v
		}
	}
	for name, v := range u.header {
		header[name] = v
	}
	header["Content-Type"] = c.contentType()
	if u.kind == dialect.KindAnthropic && header["Anthropic-Version"] == nil {
		header["Anthropic-Version"] = []string{anthropicVersion}
	}
	if header["User-Agent"] == nil {
		header["User-Agent"] = []string{"aidollar"}
	}
	return header
}

// race asks a target, and a second one as well when the first has not begun its
// answer after the route's delay. The first to begin wins and the other is
// cancelled. There is one hold and one charge whoever wins; what the loser is
// thought to cost the seller goes into the books beside it.
func (c *call) race(target *Target, tried *uint64) *try {
	first := c.ask(target)
	if c.route.HedgeAfter <= 0 {
		first.run(false)
		return first
	}
	results := make(chan *try, 2)
	start := func(t *try) {
		go func() {
			t.run(true)
			results <- t
		}()
	}
	start(first)
	timer := time.NewTimer(c.route.HedgeAfter)
	defer timer.Stop()
	select {
	case t := <-results:
		return t
	case <-timer.C:
	}
	var other *Target
	if c.seen.Attempts < c.g.AttemptsMax {
		other = c.route.pick(c.session, tried, time.Now().UnixNano())
	}
	if other == nil {
		return <-results
	}
	c.seen.Attempts++
	c.seen.Hedged = true
	second := c.ask(other)
	start(second)
	won := <-results
	if !won.begun() {
		lost := won
		won = <-results
		c.failedTry(lost)
		return won
	}
	lost := first
	if won == first {
		lost = second
	}
	lost.watch.cancel()
	c.lost = append(c.lost, lost.target)
	go func() { (<-results).discard() }()
	return won
}

// failedTry takes note of an upstream that failed beside another one that may
// still answer.
func (c *call) failedTry(t *try) {
	t.discard()
	fault := t.err != nil && c.r.Context().Err() == nil
	if t.err == nil {
		switch status := t.response.StatusCode; status {
		case http.StatusUnauthorized, http.StatusForbidden, http.StatusPaymentRequired:
			fault = true
		default:
			fault = status >= 500 || status < 400
		}
	}
	if !fault {
		return
	}
	t.target.Upstream.failed(time.Now().UnixNano())
	c.g.Log.Warn("one of two upstreams failed", "call", c.id, "upstream", t.target.Upstream.name, "error", t.err)
}

// newWatch bounds a try; the timeout is the whole answer's, zero for the gateway's.
func (c *call) newWatch(u *Upstream, timeout time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancel(c.r.Context())
	w := &watch{ctx: ctx, cancel: cancel, idle: c.g.IdleTime, end: c.start.Add(c.g.CallTime), start: time.Now()}
	if timeout > 0 {
		w.end = earlier(w.end, w.start.Add(timeout))
	}
	begin := c.g.HeaderTime
	if u.begin > 0 {
		begin = min(begin, u.begin)
	}
	w.limit.Store(int64(begin))
	w.timer = time.AfterFunc(min(begin, c.g.IdleTime), w.look)
	return ctx, w
}
