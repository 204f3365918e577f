package metering

import (
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"time"

	"aidollar/core/ledger"
)

// The media types in which events come (CloudEvents HTTP protocol binding, 3).
const (
	MediaEvent = "application/cloudevents+json"       // one event
	MediaBatch = "application/cloudevents-batch+json" // an array of events
	MediaLines = "application/x-ndjson"               // a stream of events, one a line
)

// Path is where the handler is mounted.
const Path = "/v1/events"

// The bounds of a request.
const (
	bodyMax       = 32 << 20 // bytes of a batch, or of one event
	streamTime    = 10 * time.Minute
	bodyTime      = time.Minute
	refusedMax    = 1_000 // refused events that an answer lists
	eventsDefault = 256   // events that room is made for at first
)

// Account says on whose behalf a request pushes events.
type Account struct {
	Seller ledger.ID // whose meters may be fed; zero: any seller's
}

// Handler answers POST /v1/events.
type Handler struct {
	Intake *Intake
	// Authenticate finds out who asks. What it refuses it has answered, and
	// gives false.
	Authenticate func(http.ResponseWriter, *http.Request) (Account, bool)
	// Refuse answers with a problem of that status (RFC 9457).
	Refuse func(w http.ResponseWriter, status int, code, detail string)
	Log    *slog.Logger
}

// Report is what a pusher is told.
type Report struct {
	Accepted   int            `json:"accepted"`   // events that count from now on
	Duplicates int            `json:"duplicates"` // events that counted before
	Refused    int            `json:"refused"`    // events that do not count
	Problems   []EventProblem `json:"problems,omitempty"`
}

// EventProblem says why an event does not count.
type EventProblem struct {
	Index  int    `json:"index"` // of the event in the request, from zero
	ID     string `json:"id,omitempty"`
	Code   string `json:"code"`
	Detail string `json:"detail"`
}

func (r *Report) note(index int, e *Event, o Outcome) {
	switch {
	case o.Mistake != nil:
		if r.Refused++; len(r.Problems) < refusedMax {
			r.Problems = append(r.Problems, EventProblem{Index: index, ID: clip(e.ID), Code: o.Mistake.Code, Detail: o.Mistake.Detail})
		}
	case o.Duplicate:
		r.Duplicates++
	default:
		r.Accepted++
	}
}

// ServeHTTP implements http.Handler. The answer is a Report with status 200
// when any event was read, whatever became of each; a single event that does
// not count is a problem of its own.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		h.Refuse(w, http.StatusMethodNotAllowed, "method_not_allowed", Path+" takes POST only")
		return
	}
	account, ok := h.Authenticate(w, r)
	if !ok {
		return
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // what cannot be parsed is no medium of ours
	p := &push{handler: h, account: account, request: r}
	limit, patience := int64(bodyMax), bodyTime
	if media == MediaLines {
		limit, patience = 1<<62, streamTime // each chunk is entered and forgotten
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(patience)) // a writer without deadlines has no slow client
	body := http.MaxBytesReader(w, r.Body, limit)
	var err error
	switch {
	case media == MediaLines:
		err = p.lines(body)
	case media == MediaBatch:
		err = p.batch(body)
	case media == MediaEvent:
		err = p.single(body)
	case r.Header.Get("Ce-Specversion") != "":
		err = p.binary(body, media)
	default:
		h.Refuse(w, http.StatusUnsupportedMediaType, "media_type_unsupported",
			"events come as "+MediaEvent+", "+MediaBatch+" or "+MediaLines+", or in binary mode with ce- headers")
		return
	}
	p.answer(w, err)
}

// answer tells what became of the events. What was entered before a request
// broke off stays entered; the report says how many, and the rest is sent again.
func (p *push) answer(w http.ResponseWriter, err error) {
	var wrong *Mistake
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		p.handler.Refuse(w, http.StatusRequestEntityTooLarge, "request_too_large", "the body is larger than 32 MiB; send several batches, or a stream of lines")
	case errors.As(err, &wrong):
		p.handler.Refuse(w, http.StatusBadRequest, wrong.Code, wrong.Detail)
	case errors.Is(err, io.ErrUnexpectedEOF):
		p.handler.Refuse(w, http.StatusBadRequest, "request_incomplete", "the body did not arrive in full")
	case err != nil:
		p.handler.Log.Error("events could not be entered", "seller", p.account.Seller, "error", err)
		p.handler.Refuse(w, http.StatusServiceUnavailable, "ledger_unavailable", "the events could not be entered; send them again, each counts once")
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(&p.report) // a client that left may send again
	}
}
