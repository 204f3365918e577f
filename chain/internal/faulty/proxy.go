package faulty

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Request is one JSON-RPC request on its way to the chain.
type Request struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// Error is a JSON-RPC error.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    any    `json:"data,omitempty"`
}

// Answer is a request's answer.
type Answer struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *Error          `json:"error,omitempty"`
}

// Result is an answer with a result.
func Result(v any) *Answer {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // a test's own value
	}
	return &Answer{Result: text}
}

// Failure is an answer with an error.
func Failure(code int, message string) *Answer {
	return &Answer{Error: &Error{Code: code, Message: message}}
}

// Fault answers in the chain's place, or lets the chain answer by calling forward.
type Fault func(r *Request, forward func() *Answer) *Answer

// Proxy stands in front of a chain.
type Proxy struct {
	URL string

	t        testing.TB
	upstream string

	mu      sync.Mutex
	status  int // answered to everything, if not 0
	faults  map[string]Fault
	counts  map[string]int
	batches int
}

// New starts a proxy that ends with the test, and does nothing but forward.
func New(t testing.TB, upstream string) *Proxy {
	p := &Proxy{t: t, upstream: upstream, faults: map[string]Fault{}, counts: map[string]int{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Status makes every request fail with an HTTP status; 0 ends that.
func (p *Proxy) Status(code int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.status = code
}

// Set makes a method faulty; nil mends it.
func (p *Proxy) Set(method string, f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if f == nil {
		delete(p.faults, method)
		return
	}
	p.faults[method] = f
}

// Count is how often a method was asked for.
func (p *Proxy) Count(method string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[method]
}

// Trips is how many HTTP requests there were.
func (p *Proxy) Trips() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.batches
}

// Freeze makes the proxy lag: it knows no block beyond a number.
func (p *Proxy) Freeze(number uint64) {
	p.Set("eth_blockNumber", func(*Request, func() *Answer) *Answer { return Result(hexutil.Uint64(number)) })
	p.Set("eth_getBlockByNumber", func(r *Request, forward func() *Answer) *Answer {
		var at string
		_ = json.Unmarshal(r.Params[0], &at)
		n, err := hexutil.DecodeUint64(at)
		if err == nil && n > number {
			return Result(nil)
		}
		answer := forward()
		var block struct{ Number hexutil.Uint64 }
		if json.Unmarshal(answer.Result, &block) == nil && uint64(block.Number) > number {
			r.Params[0], _ = json.Marshal(hexutil.Uint64(number))
			return forward()
		}
		return answer
	})
}

// Thaw ends Freeze.
func (p *Proxy) Thaw() {
	p.Set("eth_blockNumber", nil)
	p.Set("eth_getBlockByNumber", nil)
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, hr *http.Request) {
	p.mu.Lock()
	status := p.status
	p.batches++
	p.mu.Unlock()
	if status != 0 {
		http.Error(w, "https://key@secret.example says no", status)
		return
	}
	body, err := io.ReadAll(hr.Body)
	if err != nil {
		return // the client has gone
	}
	var answer any
	if bytes.HasPrefix(bytes.TrimSpace(body), []byte("[")) {
		var requests []*Request
		if err := json.Unmarshal(body, &requests); err != nil {
			p.t.Errorf("a batch that is none: %v", err)
		}
		answers := make([]*Answer, len(requests))
		for i, r := range requests {
			answers[i] = p.answer(r)
		}
		answer = answers
	} else {
		r := new(Request)
		if err := json.Unmarshal(body, r); err != nil {
			p.t.Errorf("a request that is none: %v", err)
		}
		answer = p.answer(r)
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer) // the client may have gone
}

func (p *Proxy) answer(r *Request) *Answer {
	p.mu.Lock()
	fault := p.faults[r.Method]
	p.counts[r.Method]++
	p.mu.Unlock()
	answer := (*Answer)(nil)
	if fault != nil {
		answer = fault(r, func() *Answer { return p.forward(r) })
	} else {
		answer = p.forward(r)
	}
	answer.Version, answer.ID = "2.0", r.ID
	if answer.Result == nil && answer.Error == nil {
		answer.Result = json.RawMessage("null")
	}
	return answer
}

func (p *Proxy) forward(r *Request) *Answer {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": r.Method, "params": r.Params})
	if err != nil {
		return Failure(-32603, err.Error())
	}
	answered, err := http.Post(p.upstream, "application/json", bytes.NewReader(body))
	if err != nil {
		return Failure(-32603, fmt.Sprint("upstream: ", err))
	}
	defer answered.Body.Close()
	answer := new(Answer)
	if err := json.NewDecoder(answered.Body).Decode(answer); err != nil {
		return Failure(-32603, err.Error())
	}
	return answer
}
