package batch

import (
	"crypto/sha256"
	"encoding/binary"

	"aidollar/core/ledger"
)

// Statuses of a batch, as OpenAI names them.
const (
	statusValidating = "validating"
	statusFailed     = "failed" // the input file has mistakes; nothing ran
	statusInProgress = "in_progress"
	statusFinalizing = "finalizing"
	statusCompleted  = "completed"
	statusExpired    = "expired"
	statusCancelling = "cancelling"
	statusCancelled  = "cancelled"
)

// record is what is kept about a batch. Times are Unix seconds, zero for never.
type record struct {
	ID       string            `json:"id"`
	Party    string            `json:"party"` // a ledger.ID
	Key      string            `json:"key"`   // a ledger.ID: the rights that calls are made under
	Seq      uint64            `json:"seq"`   // the order of making
	Input    string            `json:"input"`
	Endpoint string            `json:"endpoint"`
	Window   string            `json:"window"`
	Metadata map[string]string `json:"metadata,omitempty"`
	Status   string            `json:"status"`
	Expires  int64             `json:"expires"`
	Counts   counts            `json:"counts"`
	Output   string            `json:"output,omitempty"`
	Errors   string            `json:"errors,omitempty"`
	Mistakes []mistake         `json:"mistakes,omitempty"`

	Created    int64 `json:"created"`
	Begun      int64 `json:"begun,omitempty"`
	Finalizing int64 `json:"finalizing,omitempty"`
	Cancelling int64 `json:"cancelling,omitempty"`
	Ended      int64 `json:"ended,omitempty"`
	Expired    bool  `json:"expired,omitempty"` // some line came too late
}

type counts struct {
	Total     int `json:"total"`
	Completed int `json:"completed"`
	Failed    int `json:"failed"`
}

// mistake is what is wrong with a line of the input.
type mistake struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Param   string `json:"param,omitempty"`
	Line    int    `json:"line,omitempty"`
}

func (r *record) ended() bool { return r.Ended != 0 }

// batchObject is a batch as its owner sees it.
type batchObject struct {
	ID               string            `json:"id"`
	Object           string            `json:"object"`
	Endpoint         string            `json:"endpoint"`
	Errors           *mistakeList      `json:"errors"`
	InputFileID      string            `json:"input_file_id"`
	CompletionWindow string            `json:"completion_window"`
	Status           string            `json:"status"`
	OutputFileID     *string           `json:"output_file_id"`
	ErrorFileID      *string           `json:"error_file_id"`
	CreatedAt        int64             `json:"created_at"`
	InProgressAt     *int64            `json:"in_progress_at"`
	ExpiresAt        *int64            `json:"expires_at"`
	FinalizingAt     *int64            `json:"finalizing_at"`
	CompletedAt      *int64            `json:"completed_at"`
	FailedAt         *int64            `json:"failed_at"`
	ExpiredAt        *int64            `json:"expired_at"`
	CancellingAt     *int64            `json:"cancelling_at"`
	CancelledAt      *int64            `json:"cancelled_at"`
	RequestCounts    counts            `json:"request_counts"`
	Metadata         map[string]string `json:"metadata"`
}

type mistakeList struct {
	Object string    `json:"object"`
	Data   []mistake `json:"data"`
}

func (r *record) object() batchObject {
	moment := func(t int64, shown bool) *int64 {
		if t == 0 || !shown {
			return nil
		}
		return &t
	}
	name := func(id string) *string {
		if id == "" {
			return nil
		}
		return &id
	}
	o := batchObject{ID: r.ID, Object: "batch", Endpoint: r.Endpoint, InputFileID: r.Input, CompletionWindow: r.Window, Status: r.Status,
		OutputFileID: name(r.Output), ErrorFileID: name(r.Errors), CreatedAt: r.Created,
		InProgressAt: moment(r.Begun, true), ExpiresAt: moment(r.Expires, true), FinalizingAt: moment(r.Finalizing, true),
		CompletedAt: moment(r.Ended, r.Status == statusCompleted), FailedAt: moment(r.Ended, r.Status == statusFailed),
		ExpiredAt: moment(r.Ended, r.Status == statusExpired), CancellingAt: moment(r.Cancelling, true),
		CancelledAt: moment(r.Ended, r.Status == statusCancelled), RequestCounts: r.Counts, Metadata: r.Metadata}
	if len(r.Mistakes) > 0 {
		o.Errors = &mistakeList{"list", r.Mistakes}
	}
	return o
}

// attempt is one try at a line, written down before it is made.
type attempt struct {
	Line   int   `json:"line"`
	Number int   `json:"attempt"`
	At     int64 `json:"at"` // Unix milliseconds
}

// call names the attempt's call. It is the same after a restart, and carries
// the attempt's time as the ledger wants it (a UUIDv7, RFC 9562, 5.7).
func (a attempt) call(batch string) ledger.ID {
	var b [16]byte
	binary.BigEndian.PutUint64(b[:], uint64(a.Line))
	binary.BigEndian.PutUint64(b[8:], uint64(a.Number))
	h := sha256.New()
	h.Write([]byte(batch))
	h.Write(b[:])
	sum := h.Sum(nil)
	high, low := binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:])
	return ledger.ID{Hi: uint64(a.At)<<16 | 7<<12 | high&0xfff, Lo: 2<<62 | low>>2}
}
