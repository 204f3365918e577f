package duty

import (
	"crypto/sha256"
	"unicode/utf8"

	"aidollar/core/ledger"
	"aidollar/core/policy/ruling"
	"aidollar/core/review"
)

// The bounds of what is kept.
const (
	OwedMax     = 1 << 18 // duties that are owed
	RechecksMax = 1 << 14 // of them, questions that are asked again
	QuestionMax = 8 << 10 // bytes of one
	NoteMax     = 1_000   // bytes of what is said at a duty's end
	ToMax       = 128     // bytes of a recipient or format
	PendingMax  = ruling.SessionsMax
)

// Kind says what has to be done.
type Kind uint8

// The kinds. Their numbers are part of the log's format.
const (
	Notice  Kind = iota + 1 // somebody is told
	Recheck                 // the question is asked again
	Travel                  // who pays whom is handed on
	kindEnd
)

var kinds = [...]string{"unknown", "notice", "recheck", "travel"}

func (k Kind) String() string {
	if k < kindEnd {
		return kinds[k]
	}
	return kinds[0]
}

// Kinds are the words of all kinds, by their numbers; the first is none.
func Kinds() []string { return append([]string{""}, kinds[1:]...) }

// State is where a duty is.
type State uint8

// The states. Done and Void are ends.
const (
	Owed   State = iota + 1
	Failed       // a question was asked again, and is not allowed any more: a person looks
	Done
	Void // what it was owed for came to nothing
	stateEnd
)

var states = [...]string{"unknown", "owed", "failed", "done", "void"}

func (s State) String() string {
	if s < stateEnd {
		return states[s]
	}
	return states[0]
}

// States are the words of all states, by their numbers; the first is none.
func States() []string { return append([]string{""}, states[1:]...) }

// Open reports whether something is still to be done.
func (s State) Open() bool { return s == Owed || s == Failed }

// Duty is something that a decision brings and that is to be done.
type Duty struct {
	Number   uint64 // counts the duties of the house from one
	Kind     Kind
	State    State
	Decision uint64    // that brought it
	Party    ledger.ID // whose business it is; zero: the house's
	Payee    ledger.ID // of travel: whom the money is for; zero: the party itself
	Cause    ledger.ID // the call, payment, arrival, batch or sale that it is owed for; zero: none
	To       string    // of a notice: who is told; of travel: the form
	At       int64     // since when it is owed, Unix nanoseconds
	Due      int64     // by when a question is asked again, Unix nanoseconds; zero: no time is named

	Question ruling.Ask // of a recheck; its Again is zero

	Answer uint64            // of a recheck: the decision that it came to; zero: none yet
	Digest [sha256.Size]byte // of what was handed on; zero: nothing was
	End    review.Act        // who ended it and why; the zero key is the machine or the house's own program
}

// Overdue reports whether a duty should have been done by a time, Unix nanoseconds.
func (d *Duty) Overdue(now int64) bool { return d.State.Open() && d.Due != 0 && d.Due <= now }

func (d *Duty) valid() bool {
	asks := d.Kind == Recheck
	switch {
	case d.Kind == 0 || d.Kind >= kindEnd || d.State == 0 || d.State >= stateEnd || d.Number == 0 || d.Decision == 0:
		return false
	case asks != (d.To == "") || len(d.To) > ToMax || asks != (d.Question.Action != "") || asks != (d.Due != 0):
		return false
	case d.Kind != Travel && (!d.Payee.IsZero() || d.Digest != [sha256.Size]byte{}):
		return false
	case d.State == Failed && !asks, d.Answer != 0 && !asks, d.Question.Again != 0, size(&d.Question) > QuestionMax:
		return false
	}
	return noteValid(d.End.Reason, 0)
}

// size is what a question takes.
func size(q *ruling.Ask) int {
	return len(q.Action) + len(q.Principal.String()) + len(q.Resource.String()) + len(q.Context)
}

func noteValid(text string, least int) bool {
	return len(text) >= least && len(text) <= NoteMax && utf8.ValidString(text)
}

// Keeping is until when the house keeps what it has of a party.
type Keeping struct {
	Party ledger.ID
	Until int64 // Unix nanoseconds, the beginning of a day
}
