package gateway

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// InProcess carries requests to a handler in the same program, so that a
// built-in model goes through everything a remote one does, without a port that
// others could call for free. Writes of the handler arrive one by one, as they
// would with a flush after each.
func InProcess(h http.Handler) http.RoundTripper { return inProcess{h} }

type inProcess struct{ handler http.Handler }

// RoundTrip implements http.RoundTripper.
func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(r.Context())
	from, to := io.Pipe()
	w := &pipeWriter{header: http.Header{}, to: to, begun: make(chan struct{})}
	inner := r.Clone(ctx)
	inner.RequestURI = r.URL.RequestURI()
	if inner.Body == nil {
		inner.Body = http.NoBody
	}
	go func() {
		defer func() {
			_ = inner.Body.Close() // owed by the contract of RoundTripper
			if recover() != nil {
				// A handler that panics cuts the connection, as a server would.
				_ = to.CloseWithError(io.ErrUnexpectedEOF)
				w.begin(http.StatusInternalServerError)
				return
			}
			w.begin(http.StatusOK)
			_ = to.Close()
		}()
		t.handler.ServeHTTP(w, inner)
	}()
	select {
	case <-w.begun:
	case <-ctx.Done():
		_ = from.CloseWithError(ctx.Err())
		cancel()
		return nil, r.Context().Err()
	}
	length := int64(-1)
	if n, err := strconv.ParseInt(w.sent.Get("Content-Length"), 10, 64); err == nil {
		length = n
	}
	stop := context.AfterFunc(ctx, func() { _ = from.CloseWithError(context.Canceled) })
	return &http.Response{
		Status: strconv.Itoa(w.status) + " " + http.StatusText(w.status), StatusCode: w.status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.sent, ContentLength: length, Request: r,
		Body: pipeBody{from, func() { stop(); cancel() }},
	}, nil
}

// pipeWriter is the handler's side.
type pipeWriter struct {
	header http.Header
	to     *io.PipeWriter
	once   sync.Once
	begun  chan struct{} // closed when sent and status are there
	sent   http.Header
	status int
}

func (w *pipeWriter) begin(status int) {
	w.once.Do(func() {
		w.sent, w.status = w.header.Clone(), status
		close(w.begun)
	})
}

// Header implements http.ResponseWriter.
func (w *pipeWriter) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *pipeWriter) WriteHeader(status int) { w.begin(status) }

// Write implements http.ResponseWriter.
func (w *pipeWriter) Write(p []byte) (int, error) {
	w.begin(http.StatusOK)
	return w.to.Write(p)
}

// Flush implements http.Flusher; nothing is held back.
func (w *pipeWriter) Flush() { w.begin(http.StatusOK) }

// pipeBody is the client's side; closing it ends the handler's request.
type pipeBody struct {
	*io.PipeReader
	done func()
}

// Close implements io.Closer.
func (b pipeBody) Close() error {
	err := b.PipeReader.Close()
	b.done()
	return err
}
