package chain

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"
)

// endpoint is one RPC URL.
type endpoint struct {
	name string
	cfg  *Config
	http *http.Client
	rpc  *rpc.Client

	mu         sync.Mutex
	identified bool  // its chain id was asked for since it failed last
	err        error // of the last request, or nil
	since      time.Time
}

// request is one JSON-RPC call. After a batch has gone through, err says what
// the node answered instead of a result.
type request struct {
	method string
	args   []any
	out    any
	err    error
}

func newEndpoint(i int, address string, cfg *Config) (*endpoint, error) {
	host, err := hostOf(address)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	// Each payment that is judged asks twice, many at once; by default all but two
	// connections would be closed behind their answers, and dialled anew.
	transport.MaxIdleConnsPerHost = idleConnectionsMax
	client := &http.Client{
		Timeout:   cfg.Timeout,
		Transport: &bounded{transport, cfg.AnswerMax},
		// A redirect would carry what is asked, and a key in the path, to somebody else.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	dialled, err := rpc.DialOptions(context.Background(), address, rpc.WithHTTPClient(client))
	if err != nil {
		return nil, Errorf(Stop, CodeConfig, "endpoint %d, at %s, cannot be used", i+1, host)
	}
	return &endpoint{name: host, cfg: cfg, http: client, rpc: dialled, since: time.Now()}, nil
}

func (e *endpoint) close() {
	e.rpc.Close()
	e.http.CloseIdleConnections()
}

func (e *endpoint) health() Health {
	e.mu.Lock()
	defer e.mu.Unlock()
	return Health{Endpoint: e.name, OK: e.err == nil && e.identified, Err: e.err, Since: e.since}
}

// identify asks for the chain id, once until the endpoint fails. Before that has
// succeeded, nothing it says is believed.
func (e *endpoint) identify(ctx context.Context) error {
	e.mu.Lock()
	known := e.identified
	e.mu.Unlock()
	if known {
		return nil
	}
	var id hexutil.Uint64
	asked := &request{method: "eth_chainId", out: &id}
	err := e.send(ctx, asked)
	if err == nil && asked.err != nil {
		err = e.answered(asked)
	}
	if err == nil && uint64(id) != e.cfg.ID {
		err = Errorf(Stop, CodeChainID, "%s is of chain %d, not %d", e.name, uint64(id), e.cfg.ID)
	}
	e.mu.Lock()
	e.identified = err == nil
	e.mu.Unlock()
	if err != nil {
		e.note(err)
	}
	return err
}

// ask makes the requests in one round trip, or in several if there are many.
// The error is about the endpoint; what the node says about each request is in it.
func (e *endpoint) ask(ctx context.Context, requests ...*request) error {
	if err := e.identify(ctx); err != nil {
		return err
	}
	for len(requests) > 0 {
		n := min(len(requests), batchMax)
		if err := e.send(ctx, requests[:n]...); err != nil {
			return err
		}
		requests = requests[n:]
	}
	return nil
}

// call makes one request, and what the node says against it is the error.
func (e *endpoint) call(ctx context.Context, out any, method string, args ...any) error {
	asked := &request{method: method, args: args, out: out}
	if err := e.ask(ctx, asked); err != nil {
		return err
	}
	if asked.err != nil {
		return e.answered(asked)
	}
	return nil
}

// send tries until the endpoint has answered, the tries are used up or the
// context ends.
func (e *endpoint) send(ctx context.Context, requests ...*request) error {
	pause := pauseMin
	for try := 1; ; try++ {
		err := e.once(ctx, requests)
		if err == nil {
			e.note(nil)
			return nil
		}
		if ctx.Err() != nil {
			return &Error{CodeUnavailable, Retry, "the wait for " + e.name + " was ended", ctx.Err()}
		}
		if ours := (*Error)(nil); errors.As(err, &ours) {
			return err
		}
		if try >= e.cfg.Tries || !transient(err) {
			failure := &Error{CodeUnavailable, Retry, e.name + " does not answer", scrub(err)}
			e.note(failure)
			return failure
		}
		if !sleep(ctx, pause) {
			return &Error{CodeUnavailable, Retry, "the wait for " + e.name + " was ended", ctx.Err()}
		}
		pause = min(2*pause, pauseMax)
	}
}

// once is one HTTP request. A node that is busy says so in the place of an
// answer, which is a failure of the whole.
func (e *endpoint) once(ctx context.Context, requests []*request) error {
	elements := make([]rpc.BatchElem, len(requests))
	for i, r := range requests {
		elements[i] = rpc.BatchElem{Method: r.method, Args: r.args, Result: r.out}
	}
	var err error
	if len(elements) == 1 {
		elements[0].Error = e.rpc.CallContext(ctx, elements[0].Result, elements[0].Method, elements[0].Args...)
		if answer := rpc.Error(nil); !errors.As(elements[0].Error, &answer) {
			err, elements[0].Error = elements[0].Error, nil
		}
	} else {
		err = e.rpc.BatchCallContext(ctx, elements)
	}
	if errors.Is(err, errTooLarge) {
		return Errorf(Refuse, CodeTooMuch, "%s answers with more than %d bytes", e.name, e.cfg.AnswerMax)
	}
	if err != nil {
		return err
	}
	for i, r := range requests {
		answer := rpc.Error(nil)
		if failed := elements[i].Error; failed != nil && (!errors.As(failed, &answer) || busy(answer)) {
			return failed // a busy node, an answer left out, or one that does not parse
		}
		r.err = elements[i].Error
	}
	return nil
}

// note keeps whether the endpoint answers, and reports a change.
func (e *endpoint) note(err error) {
	e.mu.Lock()
	changed := (e.err == nil) != (err == nil)
	e.err = err
	// What comes back may be another machine, and of another chain.
	e.identified = e.identified && err == nil
	if changed {
		e.since = time.Now()
	}
	e.mu.Unlock()
	if changed {
		e.cfg.Report(Report{e.name, err})
	}
}

// answered turns what a node says against a request into an Error.
func (e *endpoint) answered(r *request) error {
	text := r.err.Error()
	var answer rpc.Error
	switch {
	case errors.As(r.err, &answer) && answer.ErrorCode() == codeMethodUnknown || contains(text, "method not found", "not supported", "does not exist/is not available"):
		return &Error{CodeUnsupported, Refuse, e.name + " does not know " + r.method, nil}
	case contains(text, "header not found", "unknown block", "block not found", "beyond current head", "header for hash not found", "block is not available"):
		return &Error{CodeNotFound, Retry, e.name + " does not have the block", nil}
	case contains(text, "insufficient funds"):
		return &Error{CodeFunds, Retry, "the account cannot pay for it", nil}
	case contains(text, "missing trie node", "state not available", "state is not available", "historical state", "state histories", "pruned", "archive"):
		return &Error{CodeStateGone, Refuse, e.name + " has no state of that block", errors.New(shorten(text))}
	case contains(text, "too many", "more than", "limit exceeded", "exceeds max", "too large", "block range", "query timeout", "range is too", "response size", "is limited to", "exceed maximum", "too wide"):
		return &Error{CodeTooMuch, Refuse, e.name + " will not answer so much at once", errors.New(shorten(text))}
	}
	return &Error{CodeAnswer, Refuse, e.name + " refuses " + r.method, errors.New(shorten(text))}
}

const codeMethodUnknown = -32601

func contains(text string, parts ...string) bool {
	text = strings.ToLower(text)
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// shorten keeps a stranger's text to a line.
func shorten(text string) string {
	const longest = 300
	text = strings.Join(strings.Fields(text), " ")
	if len(text) > longest {
		return strings.ToValidUTF8(text[:longest], "") + "..."
	}
	return text
}

// busy reports whether a node's answer means that it would answer later.
func busy(answer rpc.Error) bool {
	switch answer.ErrorCode() {
	case -32005, -32016, 429, -32097: // limit exceeded, as several providers number it
		return !contains(answer.Error(), "range", "results", "logs") // which is about what was asked
	}
	return contains(answer.Error(), "rate limit", "too many requests", "request timed out", "try again", "indexing is in progress")
}

// transient reports whether a failed HTTP request may go through when repeated.
func transient(err error) bool {
	var status rpc.HTTPError
	if errors.As(err, &status) {
		return status.StatusCode == http.StatusTooManyRequests || status.StatusCode == http.StatusRequestTimeout || status.StatusCode >= 500
	}
	return true // refused and broken connections, time-outs, a gateway's page instead of JSON
}

// scrub takes out of a failure what may hold a key: the URL that net/http puts
// into its errors, and what a provider's gateway has to say.
func scrub(err error) error {
	var status rpc.HTTPError
	if errors.As(err, &status) {
		return errors.New("HTTP status " + strconv.Itoa(status.StatusCode))
	}
	if where := (*url.Error)(nil); errors.As(err, &where) {
		err = where.Err
	}
	return errors.New(shorten(err.Error()))
}

// sleep reports whether it slept to the end.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

var errTooLarge = errors.New("answer too large")

// bounded reads no more of an answer than it may: an endpoint is a stranger.
type bounded struct {
	to  http.RoundTripper
	max int64
}

func (b *bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := b.to.RoundTrip(r)
	if err == nil {
		answer.Body = &boundedBody{answer.Body, b.max}
	}
	return answer, err
}

func (b *bounded) CloseIdleConnections() {
	if closer, is := b.to.(interface{ CloseIdleConnections() }); is {
		closer.CloseIdleConnections()
	}
}

type boundedBody struct {
	io.ReadCloser
	left int64
}

func (b *boundedBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
