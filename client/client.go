package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const prefix = "/api/v1"

// answerMax bounds what is read of an answer, in bytes.
const answerMax = 64 << 20

// The times a request is tried, and the wait before the second try; it doubles.
const (
	tries     = 4
	firstWait = 100 * time.Millisecond
)

// Client speaks to one server with one key. It may be used from many
// goroutines.
type Client struct {
	base string
	key  string
	http *http.Client
}

// An Option changes how a client works.
type Option func(*Client)

// WithHTTPClient sets what requests are sent with, in place of a client with a
// minute's time limit and as many idle connections as batches in flight need.
func WithHTTPClient(h *http.Client) Option { return func(c *Client) { c.http = h } }

// New makes a client of the server at a URL, such as http://127.0.0.1:8080,
// with the secret of an API key; empty for what anybody may ask.
func New(server, key string, options ...Option) *Client {
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: 90 * time.Second,
		WriteBufferSize: 64 << 10, ReadBufferSize: 64 << 10, DisableCompression: true,
	}
	c := &Client{base: strings.TrimRight(server, "/"), key: key, http: &http.Client{Timeout: time.Minute, Transport: transport}}
	for _, o := range options {
		o(c)
	}
	return c
}

// Error is a refusal of the server.
type Error struct {
	Status    int     `json:"status"`    // HTTP status
	Code      string  `json:"code"`      // stable machine code
	Detail    string  `json:"detail"`    // what was wrong and what would be right
	Available string  `json:"available"` // with a want of money: what there is to spend
	Faults    []Fault `json:"errors"`    // everything that is wrong with the request
	Request   string  `json:"-"`         // the request's id, as in the server's log
}

// Fault is one thing that is wrong with a request.
type Fault struct {
	Pointer string `json:"pointer"` // JSON Pointer into the body
	Param   string `json:"param"`   // query or path parameter
	Line    int    `json:"line"`    // of a rate card or of malformed JSON
	Column  int    `json:"column"`
	Code    string `json:"code"`
	Detail  string `json:"detail"`
}

func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Code, e.Detail) }

// IsCode reports whether err is a refusal with this code.
func IsCode(err error, code string) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// request is one exchange with the server.
type request struct {
	method, path string
	query        url.Values
	media        string
	body         []byte
	accept       string // media type of the answer; JSON when empty
	key          string // Idempotency-Key; then, and for GET, it may be repeated
	into         any    // a *[]byte takes the answer as it is
}

// do sends a request and reads its answer. What may be repeated is, when the
// connection breaks or the server is busy.
func (c *Client) do(ctx context.Context, r *request) error {
	repeatable := r.method != http.MethodPost || r.key != ""
	wait := firstWait
	for try := 1; ; try++ {
		after, err := c.once(ctx, r)
		if err == nil || !repeatable || try == tries || !worthwhile(err) || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(max(wait, after)):
		case <-ctx.Done():
			return err
		}
		wait *= 2
	}
}

// worthwhile reports whether the same request may fare better in a moment.
func worthwhile(err error) bool {
	var e *Error
	if !errors.As(err, &e) {
		return true
	}
	return e.Status == http.StatusServiceUnavailable || e.Status == http.StatusGatewayTimeout
}

func (c *Client) once(ctx context.Context, r *request) (after time.Duration, err error) {
	response, err := c.send(ctx, r)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	if response.StatusCode >= http.StatusBadRequest {
		seconds, _ := strconv.Atoi(response.Header.Get("Retry-After")) // none is zero
		return time.Duration(min(seconds, 30)) * time.Second, readError(response)
	}
	if r.into == nil {
		_, err = io.Copy(io.Discard, io.LimitReader(response.Body, answerMax))
		return 0, err
	}
	if text, ok := r.into.(*[]byte); ok {
		*text, err = io.ReadAll(io.LimitReader(response.Body, answerMax))
		return 0, err
	}
	return 0, json.NewDecoder(io.LimitReader(response.Body, answerMax)).Decode(r.into)
}

func (c *Client) send(ctx context.Context, r *request) (*http.Response, error) {
	target := c.base + prefix + r.path
	if len(r.query) > 0 {
		target += "?" + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	h, err := http.NewRequestWithContext(ctx, r.method, target, body)
	if err != nil {
		return nil, err
	}
	if c.key != "" {
		h.Header.Set("Authorization", "Bearer "+c.key)
	}
	if r.media != "" {
		h.Header.Set("Content-Type", r.media)
	}
	if r.accept != "" {
		h.Header.Set("Accept", r.accept)
	}
	if r.key != "" {
		h.Header.Set("Idempotency-Key", r.key)
	}
	return c.http.Do(h)
}

// readError reads a problem; what is none came from something in between.
func readError(response *http.Response) error {
	e := &Error{Status: response.StatusCode, Request: response.Header.Get("X-Request-Id")}
	raw, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return err
	}
	if json.Unmarshal(raw, e) != nil || e.Code == "" {
		e.Code, e.Detail = "http_"+strconv.Itoa(response.StatusCode), http.StatusText(response.StatusCode)
	}
	e.Status = response.StatusCode
	return e
}

// get reads a resource.
func get[T any](ctx context.Context, c *Client, path string, query url.Values) (*T, error) {
	out := new(T)
	if err := c.do(ctx, &request{method: http.MethodGet, path: path, query: query, into: out}); err != nil {
		return nil, err
	}
	return out, nil
}

// patch changes a part of something.
func patch[T any](ctx context.Context, c *Client, path string, body any) (*T, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	out := new(T)
	return out, c.do(ctx, &request{method: http.MethodPatch, path: path, media: "application/json", body: raw, into: out})
}

// post makes something from a body under an Idempotency-Key of its own.
func post[T any](ctx context.Context, c *Client, path string, body any) (*T, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	out := new(T)
	r := &request{method: http.MethodPost, path: path, media: "application/json", body: raw, key: NewID().String(), into: out}
	if err := c.do(ctx, r); err != nil {
		return nil, err
	}
	return out, nil
}
