package recourse

import (
	"slices"

	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
)

// Codes are the codes of the transfers of refunds and of what disputes hold.
type Codes struct{ Refund, Dispute uint16 }

// Event is one thing that changed, in the order of what happened. One of its
// pointers is set, and Sale beside a refund or a dispute; what they point at is good
// until the next step.
type Event struct {
	Posting *ledger.Posting
	Sale    *Sale
	Refund  *Refund
	Dispute *Dispute
}

// Book keeps the cases over a ledger.
type Book struct {
	ledger  *ledger.Ledger
	codes   Codes
	cases   paged.Slice[Case] // no order, no gaps
	terms   paged.Slice[SellerTerms]
	serial  uint64 // of postings
	numbers uint32 // of disputes
	queue   agenda.Queue[event]
	events  []Event
	dirty   []ledger.ID // accounts that were credited and are waited for

	casesByCall    map[ledger.ID]int
	callsByRefund  map[ledger.ID]ledger.ID
	callsByDispute map[ledger.ID]ledger.ID
	termsBySeller  map[ledger.ID]int
	waiting        map[ledger.ID][]waiter // by account, the oldest dispute first
}

// waiter is a dispute for which not all is held.
type waiter struct {
	number uint32
	call   ledger.ID
}

// NewBook makes a book without cases.
func NewBook(l *ledger.Ledger, codes Codes) *Book {
	return &Book{
		ledger: l, codes: codes, casesByCall: map[ledger.ID]int{}, callsByRefund: map[ledger.ID]ledger.ID{},
		callsByDispute: map[ledger.ID]ledger.ID{}, termsBySeller: map[ledger.ID]int{}, waiting: map[ledger.ID][]waiter{},
	}
}

// Drain calls f for what changed since it was called last, in order.
func (b *Book) Drain(f func(*Event)) {
	for i := range b.events {
		f(&b.events[i])
	}
	clear(b.events)
	b.events = b.events[:0]
}

func (b *Book) tellRefund(c *Case, r *Refund) {
	sale, kept := c.Sale, *r
	b.events = append(b.events, Event{Sale: &sale, Refund: &kept})
}

func (b *Book) tellDispute(c *Case, d *Dispute) {
	sale, kept := c.Sale, *d
	b.events = append(b.events, Event{Sale: &sale, Dispute: &kept})
}

// Case finds the case of a call. Its lists are not to be changed.
func (b *Book) Case(call ledger.ID) (Case, bool) {
	i, ok := b.casesByCall[call]
	if !ok {
		return Case{}, false
	}
	return *b.cases.At(i), true
}

// Refund finds a refund and its case. The case's lists are not to be changed.
func (b *Book) Refund(id ledger.ID) (Refund, Case, bool) {
	i, j, ok := b.refund(id)
	if !ok {
		return Refund{}, Case{}, false
	}
	c := *b.cases.At(i)
	return c.Refunds[j], c, true
}

// Dispute finds a dispute and its case. The case's lists are not to be changed.
func (b *Book) Dispute(id ledger.ID) (Dispute, Case, bool) {
	i, j, ok := b.dispute(id)
	if !ok {
		return Dispute{}, Case{}, false
	}
	c := *b.cases.At(i)
	return c.Disputes[j], c, true
}

func (b *Book) refund(id ledger.ID) (place, n int, ok bool) {
	call, ok := b.callsByRefund[id]
	if !ok {
		return 0, 0, false
	}
	place = b.casesByCall[call]
	return place, slices.IndexFunc(b.cases.At(place).Refunds, func(r Refund) bool { return r.ID == id }), true
}

func (b *Book) dispute(id ledger.ID) (place, n int, ok bool) {
	call, ok := b.callsByDispute[id]
	if !ok {
		return 0, 0, false
	}
	place = b.casesByCall[call]
	return place, slices.IndexFunc(b.cases.At(place).Disputes, func(d Dispute) bool { return d.ID == id }), true
}

// begin gives a case for a change. Its lists are copied: a frozen view may share
// them.
func (b *Book) begin(place int) *Case {
	c := b.cases.Change(place)
	c.Refunds, c.Disputes = slices.Clone(c.Refunds), slices.Clone(c.Disputes)
	return c
}

// open finds the case of a sale, or makes one.
func (b *Book) open(s *Sale) (place int, refusal Refusal) {
	if i, ok := b.casesByCall[s.Call]; ok {
		if !b.cases.At(i).Sale.same(s) {
			return 0, SaleDiffers
		}
		return i, ""
	}
	switch {
	case s.at()+RefundSpan <= b.ledger.Now():
		return 0, SaleOld
	case b.cases.Len() >= CasesMax:
		return 0, CasesFull
	}
	sale := *s
	sale.Paid = slices.Clone(s.Paid)
	i := b.cases.Append(Case{Sale: sale})
	b.casesByCall[s.Call] = i
	return i, ""
}

// end ends a step of a case: a refused one leaves no trace.
func (b *Book) end(place int, refusal Refusal) {
	switch c := b.cases.At(place); {
	case refusal == "":
		b.rest(place)
	case len(c.Refunds)+len(c.Disputes) == 0:
		b.forget(place)
	}
}

// rest tells the queue when a case that was changed changes by time.
func (b *Book) rest(place int) {
	c := b.cases.At(place)
	if next := c.soonest(b.ledger.Now()); next != c.next {
		b.cases.Change(place).next = next
		b.queue.Push(event{next, c.Sale.Call})
	}
}

// forget closes the gap of a case with the last one.
func (b *Book) forget(place int) {
	c := b.cases.At(place)
	delete(b.casesByCall, c.Sale.Call)
	for i := range c.Refunds {
		delete(b.callsByRefund, c.Refunds[i].ID)
	}
	for i := range c.Disputes {
		delete(b.callsByDispute, c.Disputes[i].ID)
	}
	last := b.cases.Pop()
	if place < b.cases.Len() {
		*b.cases.Change(place) = last
		b.casesByCall[last.Sale.Call] = place
	}
}

// Advance carries out what follows from time alone, up to the ledger's time.
func (b *Book) Advance() {
	for {
		e, ok := b.queue.Due(b.ledger.Now())
		if !ok {
			return
		}
		if place, known := b.casesByCall[e.call]; known && b.cases.At(place).next == e.at {
			b.step(place)
		}
	}
}

// step carries out what a case's next moment brings.
func (b *Book) step(place int) {
	now := b.ledger.Now()
	c := b.begin(place)
	for i := range c.Refunds {
		if r := &c.Refunds[i]; r.State == RefundProposed && r.Deadline <= now {
			b.drop(c, r, RefundExpired) // tried again when the ledger has no room
		}
	}
	for i := range c.Disputes {
		switch d := &c.Disputes[i]; {
		case d.State == DisputeOpened && d.Deadline <= now:
			b.elapse(c, d, DisputeSilent, d.Silence)
		case d.State == DisputeContested && d.DecideBy <= now:
			b.elapse(c, d, DisputeUndecided, d.Undecided)
		case d.Open() || d.idle():
		case d.Due.IsZero() || c.Sale.at()+dueSpan <= now:
			b.lapse(c, d)
		default:
			b.look(c, d)
		}
	}
	if c.Sale.at()+RefundSpan <= now && c.idle() {
		b.forget(place)
		return
	}
	b.rest(place)
}

// elapse ends a dispute that somebody should have said something of, for a side.
func (b *Book) elapse(c *Case, d *Dispute, state DisputeState, side Side) {
	if d.State = state; side == ForBuyer {
		d.Awarded = d.Amount
	}
	b.finish(c, d)
}

// event of the queue: a case changes at a time by that alone. One that the case does
// not know of any more is passed over when its time comes.
type event struct {
	at   int64
	call ledger.ID
}

// Time implements agenda.Event.
func (e event) Time() int64 { return e.at }

// Before orders by the calls' ids.
func (e event) Before(other event) bool { return e.call.Less(other.call) }
