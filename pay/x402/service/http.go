package service

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"aidollar/pay/x402"
)

// HashToken is what Options.Tokens keeps of a bearer token.
func HashToken(token string) [sha256.Size]byte { return sha256.Sum256([]byte(token)) }

// trusted lets those pass who carry one of the tokens. All are compared, each in
// the same time whatever was sent.
func (s *Service) trusted(next http.HandlerFunc) http.HandlerFunc {
	if len(s.o.Tokens) == 0 {
		return next
	}
	return func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		sum, known := HashToken(token), 0
		for i := range s.o.Tokens {
			known |= subtle.ConstantTimeCompare(sum[:], s.o.Tokens[i][:])
		}
		if !strings.EqualFold(scheme, "Bearer") || known == 0 {
			w.Header().Set("WWW-Authenticate", `Bearer realm="x402 facilitator"`)
			fail(w, http.StatusUnauthorized, "unauthorized", "verifying and settling need a bearer token that is known here")
			return
		}
		next(w, r)
	}
}

// fail answers what is neither yes nor no. Stock clients show the text to people.
func fail(w http.ResponseWriter, status int, code, text string) {
	body, err := json.Marshal(map[string]string{"error": code, "message": text})
	if err != nil {
		body = []byte(`{}`)
	}
	if status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "1")
	}
	write(w, status, body)
}

func write(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// respond writes a verdict on a payment under the event's status.
func respond(w http.ResponseWriter, e *Event, verdict interface{ JSON() ([]byte, error) }) {
	body, err := verdict.JSON()
	if err != nil {
		e.Status = http.StatusInternalServerError
		fail(w, e.Status, "internal", "the answer cannot be written")
		return
	}
	write(w, e.Status, body)
}

// read reads a request's body and what it asks. If it cannot, it says so by
// refuse, in the words of the path.
func read(w http.ResponseWriter, r *http.Request, refuse func(*x402.Mistake)) *question {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyBytesMax))
	if err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			fail(w, http.StatusRequestEntityTooLarge, x402.CodeTooLarge, "the body is longer than a request can be")
		} else {
			fail(w, http.StatusBadRequest, "body_unreadable", "the body did not arrive whole")
		}
		return nil
	}
	q, err := ask(body)
	if err == nil {
		return q
	}
	var m *x402.Mistake
	if !errors.As(err, &m) {
		m = &x402.Mistake{Code: x402.CodeValue, Text: err.Error()}
	}
	refuse(m)
	return nil
}

// turn waits until one more verification may run.
func (s *Service) turn(ctx context.Context) (done func(), err error) {
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// observed is an event that is told when the answer is out.
func (s *Service) observed(kind string) (e *Event, tell func()) {
	e = &Event{Kind: kind, Status: http.StatusOK}
	start := time.Now()
	return e, func() {
		e.Took = time.Since(start)
		s.o.Observe(*e)
	}
}

func (e *Event) about(q *question) {
	e.Version, e.Scheme, e.ChainID = q.Version, q.terms.Scheme, q.terms.ChainID
}
