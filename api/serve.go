package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"strconv"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// request is one call of a route on its way.
type request struct {
	*http.Request
	api   *API
	route *route
	out   http.ResponseWriter
	key   clearing.Key // who asks; zero on open routes
	body  []byte       // of routes that take one; the binary route reads its own

	claim  *claim // of the Idempotency-Key; nil without one
	named  bool   // whether the key named what is made
	replay bool   // whether it was made before

	numberSeen ledger.AssetID // the asset that was looked up last
	assetSeen  money.Asset
}

type contextKey struct{}

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(contextKey{}).(string)
	return id
}

const requestIDMax = 64

// outer gives each request its id, bounds how many are served at once, and
// writes what became of them to the log.
func (a *API) outer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := a.now()
		id := r.Header.Get("X-Request-Id")
		if !visible(id, requestIDMax) {
			var raw [12]byte
			_, _ = rand.Read(raw[:]) // it cannot fail: crypto/rand
			id = hex.EncodeToString(raw[:])
		}
		w.Header()["X-Request-Id"] = []string{id}
		r = r.WithContext(context.WithValue(r.Context(), contextKey{}, id))
		seen := &watched{ResponseWriter: w}
		select {
		case a.slots <- struct{}{}:
			defer func() { <-a.slots }()
			next.ServeHTTP(seen, r)
		default:
			writeProblem(seen, refuse("busy", ""), id)
		}
		if a.log.Enabled(r.Context(), slog.LevelInfo) {
			a.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("request", id), slog.String("method", r.Method), slog.String("path", clip(r.URL.Path)),
				slog.Int("status", seen.status), slog.Duration("took", a.now().Sub(start)))
		}
	})
}

// visible reports whether text is 1 to most printable ASCII bytes.
func visible(text string, most int) bool {
	if text == "" || len(text) > most {
		return false
	}
	for _, c := range []byte(text) {
		if c < '!' || c > '~' {
			return false
		}
	}
	return true
}

// watched remembers the status for the log.
type watched struct {
	http.ResponseWriter
	status int
}

func (w *watched) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// serve runs one route: who asks, may they, is the body whole, was it asked
// before, and only then the route's own work.
func (a *API) serve(w http.ResponseWriter, hr *http.Request, r *route) {
	q := &request{Request: hr, api: a, route: r, out: w}
	answer, err := a.answer(q)
	if err != nil {
		p := a.problemOf(err)
		if p.Status >= http.StatusInternalServerError && p.Code != "busy" {
			a.log.Error("request failed", "request", requestID(hr), "operation", r.name, "error", err)
		}
		writeProblem(w, p, requestID(hr))
		return
	}
	if q.replay {
		w.Header()["Idempotency-Replayed"] = []string{"true"}
	}
	a.write(w, hr, r, answer)
}

func (a *API) write(w http.ResponseWriter, hr *http.Request, r *route, answer any) {
	switch body := answer.(type) {
	case written:
	case nil:
		w.WriteHeader(r.status)
	case plain:
		writeRead(w, hr, r.status, body.media, body.text)
	case json.RawMessage:
		writeRead(w, hr, r.status, mediaJSON, body)
	default:
		raw, err := json.Marshal(answer)
		if err != nil {
			panic(err) // answers are structs of strings and numbers
		}
		writeRead(w, hr, r.status, mediaJSON, raw)
	}
}

// writeRead writes an answer under its ETag, so that a client that has it
// already is not sent it again. The answer to a change of one resource is that
// resource, and has its tag, too.
func writeRead(w http.ResponseWriter, hr *http.Request, status int, media string, body []byte) {
	switch hr.Method {
	case http.MethodGet:
		if unchanged(w, hr, body) {
			return
		}
	case http.MethodPatch, http.MethodPut:
		w.Header()["Etag"] = []string{etagOf(body)}
	}
	writeBody(w, status, media, body)
}

// written is the answer of a route that wrote it itself.
type written struct{}

func writeBody(w http.ResponseWriter, status int, media string, body []byte) {
	h := w.Header()
	h["Content-Type"] = []string{media}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(status)
	_, _ = w.Write(body) // the client may be gone, and nothing hangs on it
}

func (a *API) answer(q *request) (any, error) {
	if err := a.authenticate(q); err != nil {
		return nil, err
	}
	if err := q.checkParams(); err != nil {
		return nil, err
	}
	if q.route.media == "" || q.route.raw {
		return q.claimed()
	}
	if q.ContentLength > bodyMax || q.ContentLength < 0 {
		select {
		case a.large <- struct{}{}:
			defer func() { <-a.large }()
		default:
			return nil, refuse("busy", "")
		}
	}
	if err := q.readBody(); err != nil {
		return nil, err
	}
	return q.claimed()
}

// claimed runs the route under the request's Idempotency-Key, if it has one.
func (q *request) claimed() (any, error) {
	text := q.Header.Get("Idempotency-Key")
	if text == "" || q.Method != http.MethodPost || q.route.raw {
		return q.route.handle(q)
	}
	if !visible(text, idempotencyKeyMax) {
		return nil, refuse("idempotency_key_invalid", "the Idempotency-Key is not 1 to %d printable ASCII characters without spaces", idempotencyKeyMax)
	}
	c, err := q.api.memory.enter(q.Context(), q.key.Party, text, q.Method+" "+q.URL.RequestURI(), q.body)
	if err != nil {
		return nil, err
	}
	q.claim = c
	answer, err := q.route.handle(q)
	q.api.memory.leave(c, err == nil || q.api.deps.Failure(err) == FailureUnknown)
	return answer, err
}

// checkMedia refuses a body of another kind than the route takes.
func (q *request) checkMedia() error {
	media, _, err := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if err != nil || (media != q.route.media && (q.route.mediaToo == "" || media != q.route.mediaToo)) {
		return refuse("media_type_unsupported", "the Content-Type is %q; this takes %s", clip(q.Header.Get("Content-Type")), q.route.media)
	}
	return nil
}

func (q *request) readBody() error {
	if err := q.checkMedia(); err != nil {
		return err
	}
	most := q.route.bodyMax
	if most == 0 {
		most = bodyMax
	}
	if q.ContentLength > int64(most) {
		return refuse("body_too_large", "the body has %d bytes; at most %d are read", q.ContentLength, most)
	}
	q.limitTime()
	var b bytes.Buffer
	b.Grow(int(max(q.ContentLength, 0)) + bytes.MinRead)
	if _, err := b.ReadFrom(io.LimitReader(q.Body, int64(most)+1)); err != nil {
		return bodyError(err)
	}
	if b.Len() > most {
		return refuse("body_too_large", "the body has more than %d bytes", most)
	}
	q.body = b.Bytes()
	return nil
}

// limitTime bounds how long the body may take to arrive. The server sets its
// own limit again for the next request.
func (q *request) limitTime() {
	// Only a connection can have a deadline; a recorder in a test has none.
	_ = http.NewResponseController(q.out).SetReadDeadline(time.Now().Add(bodyTimeout))
}

func bodyError(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return refuse("body_timeout", "the body did not arrive within %s", bodyTimeout)
	}
	return refuse("body_incomplete", "the body ended early: %v", err)
}

// parse reads the body as JSON.
func (q *request) parse() (*value, error) {
	if len(bytes.TrimSpace(q.body)) == 0 {
		return nil, refuse("body_empty", "the body is empty; send a JSON object")
	}
	v, err := parseJSON(q.body)
	var bad *syntaxError
	if errors.As(err, &bad) {
		p := refuse("json_malformed", "the body is not JSON: %v", bad)
		p.Errors = []Fault{{Line: bad.line, Column: bad.column, Code: p.Code, Detail: bad.reason}}
		return nil, p
	}
	return v, err
}

// form reads the body as one object of the route's form.
func (q *request) form() (*object, *faults, error) {
	v, err := q.parse()
	if err != nil {
		return nil, nil, err
	}
	f := &faults{}
	return f.object(v, "", q.route.form), f, nil
}
