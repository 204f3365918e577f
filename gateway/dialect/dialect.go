package dialect

import (
	"net/http"

	"aidollar/core/meter"
	"aidollar/core/payment"
	"aidollar/core/tariff"
)

// Kinds of upstreams, by the API they answer.
const (
	KindOpenAI    = "openai"
	KindAnthropic = "anthropic"
	KindAny       = "any" // both
)

// Shape is how refusals look to the clients of a dialect.
type Shape uint8

// The shapes.
const (
	ShapeOpenAI    Shape = iota // {"error":{"message":...,"type":...,"code":...,"param":...}}
	ShapeAnthropic              // {"type":"error","error":{"type":...,"message":...}}
)

// Dialect is one operation of one provider's API, always a POST.
type Dialect struct {
	Name   string // stable; it goes into captures and receipts: "openai.chat"
	Kind   string // the kind of upstream that speaks it
	Path   string // below the base of the API: "/chat/completions"
	Shape  Shape
	Upload bool // requests are forms with files, and larger than JSON
	Bulky  bool // events of a stream hold media, and are larger than text
	Sound  bool // an answer is sound, which passes as it comes

	read func(*Source) (Request, *Fault)
}

// Source is a request as it came in.
type Source struct {
	Body        []byte
	ContentType string
}

// Read reads a request and checks all of its form.
func (d *Dialect) Read(s *Source) (Request, *Fault) { return d.read(s) }

// A Fault is why a request cannot be served, which its sender can mend.
type Fault struct {
	Code   string // stable machine code
	Param  string // the member it is about, if any
	Detail string // what was wrong, where, and what would be right
}

func (f *Fault) Error() string { return f.Code + ": " + f.Detail }

func invalid(code, param, detail string) *Fault {
	return &Fault{Code: code, Param: param, Detail: detail}
}

// Head is what requests of all dialects have in common.
type Head struct {
	Model   string
	Stream  bool
	Service string // the tier asked for: "" is the standard one
	Session string // what the request says of whose prompt cache it belongs to; "" for nothing
	// LimitName is the member with which a client lowers the output limit;
	// empty when the dialect has none.
	LimitName string
	// Free says that the call costs nothing unless the card prices calls as such.
	Free bool
}

// Terms are what a route says about its model.
type Terms struct {
	InputMax  uint64    // tokens of prompt; zero when not known
	OutputMax uint64    // tokens of one choice
	Priced    meter.Set // meters with a price
}

// Needs is what must differ between the client's request and the upstream's.
type Needs struct {
	Model      string // the upstream's name of the model; empty leaves it as it is
	LimitField string // the member that limits output, where the dialect has several names for it
}

// Request is a request that was read.
type Request interface {
	Head() *Head

	// Bound is the most that the request can use on these terms. It comes
	// before Append, NewReader and Estimate, which go by it.
	Bound(Terms) (Bound, *Fault)

	// Append writes the request as the upstream gets it. The body is the one
	// that was read.
	Append(out, body []byte, need Needs) []byte

	// NewReader follows one answer.
	NewReader() Reader

	// Estimate is what a call used of which only bytes are known: its prompt,
	// and the text that was delivered. It never exceeds the bound.
	Estimate(delivered uint64) meter.Quantities
}

// Report says how much of the use is known from the answer.
type Report uint8

// The reports.
const (
	ReportNone    Report = iota // nothing
	ReportPartial               // what went in, and what came out up to some moment of the stream
	ReportCounted               // all of it, counted here from the request or the answer: pictures, characters
	ReportFull                  // all of it, by the upstream
)

// Facts is what a Reader knows so far.
type Facts struct {
	Usage  meter.Quantities
	Report Report
	Text   uint64 // bytes of text in an answer that came in one piece
	Failed bool   // an error instead of an answer
	// Trouble is a usage or an event that could not be read, for the log.
	Trouble string
}

// Step is what one event of a stream means for its relay.
type Step struct {
	Text   uint64 // bytes of what the model said
	Done   bool   // the stream is complete with this event
	Hide   bool   // only the gateway asked for it; the client did not
	Failed bool   // it is an error
}

// Reader follows one answer.
type Reader interface {
	// Answer reads an answer that came in one piece. An error says that it is
	// not of the form it has to be.
	Answer(header http.Header, body []byte) error

	// Event reads one event of a stream, with its blank line. It does not
	// change or keep it.
	Event(event []byte) Step

	Facts() *Facts
}

// Bound is the most that a request can use, by groups of meters.
type Bound struct {
	limits payment.Limits
	count  int
	// OutputLimit is the output limit in force, in tokens of one choice; zero
	// when the dialect has none.
	OutputLimit uint64
}

// Limits are the groups; the caller does not change them.
func (b *Bound) Limits() []tariff.Limit { return b.limits[:b.count] }

func (b *Bound) add(set meter.Set, most uint64) {
	if most > 0 {
		b.limits[b.count] = tariff.Limit{Meters: set, Max: most}
		b.count++
	}
}

// most is the limit of the group that the meter is in.
func (b *Bound) most(m meter.Meter) (most uint64) {
	for i := range b.count {
		if b.limits[i].Meters.Has(m) {
			most += b.limits[i].Max
		}
	}
	return most
}

// Quantities has each group's units under its first meter.
func (b *Bound) Quantities() (q meter.Quantities) {
	for i := range b.count {
		m, _ := b.limits[i].Meters.Next()
		q[m] += b.limits[i].Max
	}
	return q
}

// priced narrows a group to the meters with a price. A group without any stays
// as it is, and is refused when the call is reserved: nothing is free by silence.
func (t *Terms) priced(group meter.Set) meter.Set {
	if s := group & t.Priced; s != 0 {
		return s
	}
	return group
}
