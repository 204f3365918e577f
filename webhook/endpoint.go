package webhook

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"aidollar/core/ledger"
)

// The bounds of what is kept.
const (
	EndpointsMax      = 4096 // of a house
	EndpointsPartyMax = 16   // of a party, and of the operator
	AttemptsKept      = 200  // of an endpoint
	secretsMax        = 4    // that sign at the same time
)

// Why an endpoint is disabled.
const (
	ReasonAsked     = "asked"     // somebody said so
	ReasonGone      = "gone"      // it answered 410
	ReasonExhausted = "exhausted" // an event was not taken, however often it was tried
)

// Endpoint is an address that events are delivered to.
type Endpoint struct {
	ID          ledger.ID
	Party       ledger.ID // whose events it gets; zero: the operator's, which are all
	URL         string
	Types       []string // of events; none: all
	Description string
	Since       int64 // Unix nanoseconds
	Enabled     bool
	Disabled    int64  // since when, Unix nanoseconds; zero while it is enabled
	Reason      string // why it is disabled
	Failing     int64  // since when the next event is not taken, Unix nanoseconds; zero: nothing is wrong
}

// Change says what of an endpoint is to be different; nil leaves it as it is.
type Change struct {
	URL         *string
	Types       *[]string
	Description *string
	Enabled     *bool // true has what fails tried anew, at once
}

// Progress is how far an endpoint is.
type Progress struct {
	Cursor   string // the event up to which it has everything
	Event    string // that is being tried; empty when nothing fails
	Failures int    // of that event
	Next     int64  // when it is tried again, Unix nanoseconds
}

// What came of an attempt.
const (
	Delivered  = "delivered"
	Refused    = "refused"            // answered with a status that is not 2xx
	Gone       = "gone"               // answered with 410
	Redirected = "redirected"         // answered with 3xx, which is not followed
	Late       = "timeout"            // no answer in time
	Unresolved = "name_unresolved"    // the name has no address
	Forbidden  = "address_forbidden"  // the address may not be called
	Unreached  = "connection_refused" // nobody listens, or no way leads there
	Untrusted  = "tls_failed"         // no TLS, or a certificate that is not good
	Broken     = "connection_broken"  // the connection ended early, or was no HTTP
)

// Attempt is one request to an endpoint.
type Attempt struct {
	Number  uint64 // counts the endpoint's attempts from one
	Event   string // the webhook-id
	Type    string
	At      int64         // Unix nanoseconds
	Took    time.Duration // until the answer was read
	Status  int           // of HTTP; zero without an answer
	Outcome string
	Detail  string // a sentence about what went wrong
	Next    int64  // when it is tried again, Unix nanoseconds; zero: it is not
}

// Event is one of the house's.
type Event struct {
	ID      string // a cursor in the feed, too
	Type    string
	Time    string // RFC 3339
	Data    json.RawMessage
	Parties []ledger.ID // whose business it is
}

// The refusals of a Service.
var (
	ErrUnknown  = errors.New("there is no such endpoint")
	ErrFull     = errors.New("there are as many endpoints as are kept")
	ErrSecrets  = errors.New("as many secrets sign for the endpoint as may at one time")
	ErrBusy     = errors.New("a test of the endpoint is under way")
	ErrEvent    = errors.New("there is no such event")
	ErrStopping = errors.New("deliveries have stopped")
)

// retired is a version of a secret that signs beside the current one for a
// while.
type retired struct {
	Version uint32
	Until   int64 // Unix nanoseconds
}

// record is all that is kept of an endpoint.
type record struct {
	Endpoint
	Progress
	// Epoch counts the changes that a delivery on its way must not undo.
	Epoch    uint64
	Version  uint32 // of the current secret
	Retired  []retired
	Rotation ledger.ID // what named the last rotation; zero before the first
	Rotated  int64     // when, or when the endpoint was made; Unix nanoseconds
}

// wants reports whether an event is of the endpoint's types.
func (r *record) wants(e *Event) bool { return len(r.Types) == 0 || slices.Contains(r.Types, e.Type) }

// change enters a change. Another address raises the epoch: what the old one is
// taking just now, the new one has not got.
func (r *record) change(c Change, now time.Time) {
	anew := c.Enabled != nil && *c.Enabled
	if c.URL != nil && *c.URL != r.URL {
		r.URL, anew = *c.URL, true
		r.Epoch++
	}
	if c.Types != nil {
		r.Types, anew = *c.Types, true // what fails may not be wanted any more
	}
	if c.Description != nil {
		r.Description = *c.Description
	}
	if anew {
		r.Event, r.Failures, r.Next, r.Failing = "", 0, 0, 0
	}
	if c.Enabled == nil || *c.Enabled == r.Enabled {
		return
	}
	if r.Enabled = *c.Enabled; r.Enabled {
		r.Reason, r.Disabled = "", 0
	} else {
		r.disable(ReasonAsked, now)
	}
}

// rotate makes the next version the current one. Everything earlier signs until
// the grace is over, at most.
func (r *record) rotate(name ledger.ID, grace time.Duration, now time.Time) error {
	until := now.Add(grace).UnixNano()
	var kept []retired
	for _, old := range append(r.Retired, retired{r.Version, until}) {
		if old.Until = min(old.Until, until); old.Until > now.UnixNano() {
			kept = append(kept, old)
		}
	}
	if len(kept) >= secretsMax {
		return ErrSecrets
	}
	r.Retired, r.Rotation, r.Rotated = kept, name, now.UnixNano()
	r.Version++
	return nil
}

// versions are those that sign now, the current one first.
func (r *record) versions(now time.Time) []uint32 {
	list := []uint32{r.Version}
	for _, old := range r.Retired {
		if old.Until > now.UnixNano() {
			list = append(list, old.Version)
		}
	}
	return list
}
