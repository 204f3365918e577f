package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// problemType is what a problem's type begins with; its code follows.
const problemType = "urn:aidollar:problem:"

// problemMedia is the media type of RFC 9457.
const problemMedia = "application/problem+json"

// Fault is one thing that is wrong with a request.
type Fault struct {
	Pointer string `json:"pointer,omitempty" about:"JSON Pointer (RFC 6901) into the body; empty when the fault is in no single place of it"`
	Param   string `json:"param,omitempty" about:"name of a query or path parameter or header"`
	Line    int    `json:"line,omitempty" about:"line of a body that is not JSON, from 1 up"`
	Column  int    `json:"column,omitempty" about:"column in that line, from 1 up"`
	Code    string `json:"code" about:"stable machine code"`
	Detail  string `json:"detail" about:"what was wrong and what would be right"`
}

// Problem is an answer that says no, as RFC 9457 has it.
type Problem struct {
	Type     string  `json:"type" about:"urn:aidollar:problem: and the code"`
	Title    string  `json:"title" about:"the status in words"`
	Status   int     `json:"status" about:"the HTTP status"`
	Code     string  `json:"code" about:"stable machine code"`
	Detail   string  `json:"detail" about:"what was wrong and what would be right"`
	Instance string  `json:"instance,omitempty" about:"urn:aidollar:request: and the id of the request, as in the log"`
	Errors   []Fault `json:"errors,omitempty" about:"everything that is wrong with the request, when it is more than the detail says"`
	// Available is with refusals for want of money.
	Available string `json:"available,omitempty" about:"what the debit account has left to spend" schema:"amount"`

	retry int // seconds until it is worth trying again; zero when that is not known
}

func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// refuse makes a problem of a code; its status comes from the table of codes.
func refuse(code, format string, args ...any) *Problem {
	p := &Problem{Status: statusOf(code), Code: code, Detail: sentenceOf(code)}
	if format != "" {
		p.Detail = fmt.Sprintf(format, args...)
	}
	if p.Status == http.StatusServiceUnavailable {
		p.retry = 1
	}
	return p
}

// Refused is the problem of a code of the machine, for those behind Deps who are refused
// by it.
func Refused(code string) error { return refuse(code, "") }

// refuseFaults makes a problem of what is wrong with a request; the first fault
// names it.
func refuseFaults(faults []Fault) *Problem {
	p := refuse(faults[0].Code, "%s", faults[0].Detail)
	if at := faults[0].Pointer; at != "" {
		p.Detail = at + ": " + p.Detail
	}
	if len(faults) > 1 {
		p.Detail += fmt.Sprintf(" (and %d more, see errors)", len(faults)-1)
	}
	p.Errors = faults
	return p
}

// Failure classes the errors of the node.
type Failure uint8

// The failures. Anything that is none of them is a breakage: 500.
const (
	FailureNone    Failure = iota
	FailureBusy            // nothing was done: too much is waiting
	FailureStopped         // nothing was done: the server is going down
	FailureUnknown         // the caller left before the answer
	FailureSize            // nothing was done: the commands do not fit one record
)

// problemOf makes a problem of whatever a handler returned.
func (a *API) problemOf(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	switch a.deps.Failure(err) {
	case FailureBusy:
		return refuse("busy", "")
	case FailureStopped:
		return refuse("stopping", "")
	case FailureUnknown:
		return refuse("outcome_unknown", "")
	case FailureSize:
		return refuse("body_too_large", "the request does not fit one record of the log")
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return refuse("busy", "") // taken back from the queue: nothing was done
	}
	return refuse("internal", "")
}

func writeProblem(w http.ResponseWriter, p *Problem, requestID string) {
	p.Type, p.Title = problemType+p.Code, http.StatusText(p.Status)
	p.Instance = "urn:aidollar:request:" + requestID
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers only: there is nothing that can fail
	}
	h := w.Header()
	h["Content-Type"] = []string{problemMedia}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	if p.Status == http.StatusUnauthorized {
		h["Www-Authenticate"] = []string{`Bearer realm="aidollar"`}
	}
	if p.retry > 0 {
		h["Retry-After"] = []string{strconv.Itoa(p.retry)}
	}
	w.WriteHeader(p.Status)
	_, _ = w.Write(body) // the client may be gone, and nothing hangs on it
}
