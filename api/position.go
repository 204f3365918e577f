package api

import (
	"encoding/hex"
	"encoding/json"
	"net/http"

	"aidollar/core/clearing"
)

// PositionAnswer says how far the log is, and the books with it.
type PositionAnswer struct {
	Sequence uint64 `json:"sequence" about:"the last durable record"`
	Hash     string `json:"hash" about:"SHA-256 of the chain up to it, in hexadecimal digits"`
	Time     string `json:"time" schema:"time" about:"of the last record applied"`
	Books    uint64 `json:"books" about:"the last record that the books hold"`
	Lag      uint64 `json:"lag" about:"records that the books do not hold yet"`
}

func getPosition(q *request) (any, error) {
	books := q.api.deps.Books.Position()
	seq, hash := q.api.deps.Node.Position()
	out := &PositionAnswer{Sequence: seq, Hash: hex.EncodeToString(hash[:]), Books: books, Lag: max(seq, books) - books}
	q.api.deps.Node.View(func(m *clearing.Machine) { out.Time = printTime(m.Now()) })
	return out, nil
}

func createSnapshot(q *request) (any, error) {
	if err := q.api.deps.Node.Snapshot(); err != nil {
		return nil, err
	}
	return getPosition(q)
}

func getDescription(q *request) (any, error) { return json.RawMessage(q.api.description), nil }

// HealthAnswer says whether the server is up.
type HealthAnswer struct {
	Status string `json:"status" about:"ok, or the reason why not"`
}

func getHealth(q *request) (any, error) {
	if err := q.api.deps.Node.Err(); err != nil {
		return nil, refuse("node_failed", "the node stopped; the log has the reason")
	}
	return &HealthAnswer{Status: "ok"}, nil
}

// Healthz answers 200 while the process serves at all, whatever state it is
// in: a supervisor restarts what does not answer.
func Healthz() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		writeBody(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	})
}

// Readyz answers 200 while the server takes calls, and 503 with the reason
// while it does not: a load balancer then looks elsewhere. Ready is asked
// each time; nil from it is yes.
func Readyz(ready func() error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if err := ready(); err != nil {
			writeBody(w, http.StatusServiceUnavailable, "text/plain; charset=utf-8", []byte("not ready: "+err.Error()+"\n"))
			return
		}
		writeBody(w, http.StatusOK, "text/plain; charset=utf-8", []byte("ok\n"))
	})
}
