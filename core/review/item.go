package review

import (
	"unicode/utf8"

	"aidollar/core/internal/civil"
	"aidollar/core/ledger"
)

// The bounds of what is kept.
const (
	ItemsMax       = 1 << 18
	OpenMax        = 1 << 16 // that are asked for; clearings that come back are beside it
	SubjectOpenMax = 64      // open items of one subject, so that nobody fills the queue
	MatchesMax     = 32      // of a screening
	EntityMax      = 200     // bytes of the name of a fact, as Participant/acme
	NameMax        = 400     // bytes of a person's or a list's name
	ActionMax      = 64
	TextMax        = 1_000 // bytes of what it is about, and of a reason
	ScoreWhole     = 1_000 // a match's score is in parts of it
)

// The bounds of times, in nanoseconds.
const (
	ApprovalSpanMax = 366 * civil.NanosPerDay     // that an approval or a refusal of a request holds
	ClearingSpanMax = 5 * 366 * civil.NanosPerDay // until a clearing is looked at again
	KeepSpan        = 30 * civil.NanosPerDay      // that an item is known by its id behind its end
)

// Kind says what is to be decided.
type Kind uint8

// The kinds.
const (
	Screening    Kind = iota + 1 // a name is near one on a list, or hits it
	Referral                     // a rule refers a request
	Arrival                      // money came that may not be counted
	Misplacement                 // a call was served where rules do not let it be
	kindEnd
)

var kinds = [...]string{"unknown", "screening", "referral", "arrival", "misplacement"}

func (k Kind) String() string {
	if k < kindEnd {
		return kinds[k]
	}
	return kinds[0]
}

// once reports whether what is decided of an item is carried out by it, or past: it has
// no end, and is not taken back.
func (k Kind) once() bool { return k == Arrival || k == Misplacement }

// Match is a name on a list that the subject's is like.
type Match struct {
	Entry string // the entry's id, as OFAC-SDN/9001
	Name  string // that is like it, as the list writes it
	Score uint16 // in parts of ScoreWhole
	List  string // the list's name
	Day   int32  // of which the list is, days since 1970-01-01; zero: it does not say
}

// Content is what an item is about. Its lists are not to be changed.
type Content struct {
	Kind    Kind
	Subject string    // the entity among the facts, as Participant/acme
	Party   ledger.ID // the subject as the house's party; zero: it is none
	Text    string    // in words

	// Of a screening.
	Name    string // that was held against the lists
	Hit     bool   // the score says that it is the listed one; else it is near
	Matches []Match

	// Of the others.
	Action   string
	Resource string   // the entity, as Model/large
	Request  [32]byte // digest of what is asked, without the facts; of an arrival and a misplacement of which one
	Decision uint64   // number of the decision that referred it, or that let the call be made
	Arrival  ledger.ID
}

func (c *Content) valid() bool {
	switch {
	case c.Kind == 0 || c.Kind >= kindEnd || !textValid(c.Subject, 1, EntityMax) || !textValid(c.Text, 0, TextMax):
		return false
	case c.Kind == Screening:
		return c.screeningValid()
	}
	return c.Name == "" && !c.Hit && len(c.Matches) == 0 && textValid(c.Action, 1, ActionMax) && textValid(c.Resource, 1, EntityMax) &&
		c.Request != [32]byte{} && c.Arrival.IsZero() == (c.Kind != Arrival)
}

func (c *Content) screeningValid() bool {
	if !textValid(c.Name, 1, NameMax) || len(c.Matches) == 0 || len(c.Matches) > MatchesMax ||
		c.Action != "" || c.Resource != "" || c.Request != [32]byte{} || c.Decision != 0 || !c.Arrival.IsZero() {
		return false
	}
	for i := range c.Matches {
		m := &c.Matches[i]
		if !textValid(m.Entry, 1, EntityMax) || !textValid(m.Name, 1, NameMax) || !textValid(m.List, 1, NameMax) || m.Score > ScoreWhole {
			return false
		}
	}
	return true
}

// State is where an item is.
type State uint8

// The states. An item holds until it lapsed or was withdrawn.
const (
	Open      State = iota + 1
	Approved        // a screening: cleared
	Refused         // a screening: confirmed
	Lapsed          // the answer to a request was good until a time that has come
	Withdrawn       // by a person
	stateEnd
)

var states = [...]string{"unknown", "open", "approved", "refused", "lapsed", "withdrawn"}

func (s State) String() string {
	if s < stateEnd {
		return states[s]
	}
	return states[0]
}

// Verdict is what a person decides.
type Verdict uint8

// The verdicts.
const (
	Approve Verdict = iota + 1 // a screening: it is somebody else
	Refuse                     // a screening: it is the listed one
	verdictEnd
)

// Person is who decided: a key, whose name is told as it was then.
type Person struct {
	ID   ledger.ID
	Name string
}

// Act is something that a person did.
type Act struct {
	By     Person
	Reason string
	At     int64 // Unix nanoseconds
}

func (a *Act) same(other *Act) bool { return a.By.ID == other.By.ID && a.Reason == other.Reason }

// Ruling is a person's decision.
type Ruling struct {
	Verdict Verdict
	Act
	Until int64 // Unix nanoseconds; zero: it has no end
}

// None reports whether nothing was decided.
func (r *Ruling) None() bool { return r.Verdict == 0 }

func (r *Ruling) same(other *Ruling) bool {
	return r.Verdict == other.Verdict && r.Until == other.Until && r.Act.same(&other.Act)
}

// Item is something that a person must decide, or has decided.
type Item struct {
	ID     ledger.ID // chosen by the caller
	Number uint32    // counts from one, the oldest first
	Content
	State  State
	Opened int64  // Unix nanoseconds
	Since  int64  // in the queue since; another time than Opened when it came back
	Again  uint32 // how often it came back

	First      Ruling // of the first of two persons
	Ruling     Ruling // the last one; of an item that came back, the one before
	Until      int64  // of what holds, Unix nanoseconds: the earlier end where two persons gave one; zero: it has no end
	Withdrawal Act    // the last one
	Ended      int64  // Unix nanoseconds; zero while it holds

	next int64 // when something changes by time alone, Unix nanoseconds; zero: never
}

// Holds reports whether the item is open or its answer good at a time.
func (i *Item) Holds(now int64) bool {
	switch i.State {
	case Open:
		return true
	case Approved, Refused:
		return i.Until == 0 || now < i.Until
	}
	return false
}

// moment is when something changes by time alone, or zero.
func (i *Item) moment() int64 {
	switch {
	case i.State == Lapsed || i.State == Withdrawn:
		return i.Ended + KeepSpan
	case i.State != Open && i.Kind.once():
		return i.Ruling.At + KeepSpan // nothing hangs on it any more
	case i.State == Open:
		return i.First.Until // nobody seconds what has ended
	}
	return i.Until
}

func textValid(text string, least, most int) bool {
	return len(text) >= least && len(text) <= most && utf8.ValidString(text)
}
