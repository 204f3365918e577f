package bench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"aidollar/gateway"
)

// The answers of the benchmark's upstream: a small JSON of 290 bytes, and a
// stream of 50 events with usage in the last one, as chat completions have them.
const (
	upstreamModel  = "bench"
	upstreamEvents = 50
	upstreamJSON   = `{"id":"c-1","object":"chat.completion","created":1763800000,"model":"bench","choices":[{"index":0,"message":{"role":"assistant","content":"A clearing house stands between two."},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":8,"total_tokens":20},"system_fingerprint":"f"}`
	upstreamChunk  = `data: {"id":"c-1","object":"chat.completion.chunk","created":1763800000,"model":"bench","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}` + "\n\n"
	upstreamUsage  = `data: {"id":"c-1","object":"chat.completion.chunk","created":1763800000,"model":"bench","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":50,"total_tokens":62}}` + "\n\n"
	upstreamDone   = "data: [DONE]\n\n"
)

// Upstream serves chat completions that cost next to nothing to make. It prints
// its URL and runs until ctx ends.
func Upstream(ctx context.Context, w io.Writer) error {
	return serveUntil(ctx, w, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		if !strings.Contains(string(body), `"stream":true`) {
			w.Header()["Content-Type"] = []string{"application/json"}
			_, _ = io.WriteString(w, upstreamJSON) // a client that has left is the client's affair
			return
		}
		w.Header()["Content-Type"] = []string{"text/event-stream"}
		flusher := http.NewResponseController(w)
		for range upstreamEvents - 1 {
			if _, err := io.WriteString(w, upstreamChunk); err != nil || flusher.Flush() != nil {
				return
			}
		}
		_, _ = io.WriteString(w, upstreamUsage+upstreamDone)
	}))
}

// Proxy is the yardstick: Go's reverse proxy with a transport that keeps enough
// connections.
func Proxy(ctx context.Context, w io.Writer, target string) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	proxy := &httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(u) },
		Transport: gateway.NewTransport(),
	}
	return serveUntil(ctx, w, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Else the server closes the request's body at the answer's first byte,
		// though the transport may not have seen its end, and the call breaks.
		if err := http.NewResponseController(w).EnableFullDuplex(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
}

func serveUntil(ctx context.Context, w io.Writer, h http.Handler) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	fmt.Fprintf(w, "http://%s\n", l.Addr())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(l) }()
	select {
	case err := <-stopped:
		return err
	case <-ctx.Done():
		return errors.Join(server.Close(), ignoreClosed(<-stopped))
	}
}

func ignoreClosed(err error) error {
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
