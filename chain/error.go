package chain

import (
	"context"
	"errors"
	"fmt"
)

// Class says what the caller of a failed request does next.
type Class uint8

const (
	Retry  Class = iota // nothing has changed: ask again later
	Refuse              // this request will not do, however often it is made
	Stop                // something is wrong that a person has to look at
)

func (c Class) String() string { return [...]string{"retry", "refuse", "stop"}[c] }

// The codes of errors. They are part of the interface and do not change.
const (
	CodeUnavailable    = "rpc_unavailable"   // an endpoint does not answer
	CodeDisagrees      = "rpc_disagrees"     // two endpoints say different things
	CodeLags           = "rpc_lags"          // an endpoint has not come as far as it must
	CodeAnswer         = "rpc_answer"        // the node refused the request, or its answer makes no sense
	CodeTooMuch        = "rpc_too_much"      // the answer is larger than what is read
	CodeUnsupported    = "rpc_unsupported"   // the node does not know the method
	CodeChainID        = "chain_id_wrong"    // the endpoint is of another chain
	CodeConfig         = "chain_config"      // what was configured cannot be
	CodeNotFound       = "block_not_found"   // no endpoint has the block
	CodeStateGone      = "state_unavailable" // the node has discarded the state of that block
	CodeSimulation     = "simulation_unsupported"
	CodeLogsIncomplete = "logs_incomplete" // logs asked for in two ways differ
	CodeFinality       = "finality_broken" // a finalized block has changed
	CodeWindow         = "window_exceeded" // more unfinalized blocks than are kept
	CodeReverts        = "would_revert"    // the chain would not carry a call out
	CodeFunds          = "gas_funds"       // the account cannot pay for the transaction
	CodeSigner         = "signer_unavailable"
	CodeSignerWrong    = "signer_wrong"   // the signer returned something else than what was asked for
	CodeKey            = "key_unreadable" // a key file or its passphrase is not good
)

// Error is how every package under chain fails.
type Error struct {
	Code    string
	Class   Class
	Message string // a sentence for a person, without secrets: endpoints' URLs carry keys
	Cause   error  // or nil
}

func (e *Error) Error() string {
	if e.Cause == nil {
		return e.Code + ": " + e.Message
	}
	return e.Code + ": " + e.Message + ": " + e.Cause.Error()
}

// Unwrap lets errors.Is find a context's end in it.
func (e *Error) Unwrap() error { return e.Cause }

// Errorf makes an Error without a cause.
func Errorf(class Class, code, format string, args ...any) *Error {
	return &Error{Code: code, Class: class, Message: fmt.Sprintf(format, args...)}
}

// Code is an error's stable code, or "" for one that is none of ours.
func Code(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

// ClassOf is an error's class. An end of the context is Retry: whoever ended it
// knows why.
func ClassOf(err error) Class {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e.Class
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return Retry
	}
	return Stop
}
