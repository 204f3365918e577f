package credit

import (
	"aidollar/core/internal/agenda"
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// House is what the book needs to know of the house it keeps credit for.
type House struct {
	Revenue func(ledger.AssetID) ledger.ID // the account that late fees go to
	Custody func(ledger.AssetID) ledger.ID // the account of money that came in by hand
	Account uint16                         // the code of the accounts of grants
	LateFee uint16                         // the codes of the transfers: buyer to revenue
	Grant   uint16                         // the account that pays for it to a grant
	Lapse   uint16                         // a grant to where the rest of it goes
}

// Event is one thing that changed, in the order of what happened. One of its
// pointers is set; what it points at is good until the next step.
type Event struct {
	Posting *ledger.Posting
	Opened  *ledger.Account
	Line    *Line
	Invoice *Invoice
	Grant   *Grant
}

// Book keeps credit lines and grants over a ledger.
type Book struct {
	ledger *ledger.Ledger
	house  House
	lines  paged.Slice[Line]
	grants paged.Slice[Grant]
	queue  agenda.Queue[event]
	serial uint64
	dirty  []int // lines whose account was credited
	events []Event

	linesByAccount  map[ledger.ID]int
	grantsByID      map[ledger.ID]int
	grantsByAccount map[ledger.ID]int
	grantsOf        map[ledger.ID][]int // by party: those that are good, in the order in which they are used up
}

// NewBook makes a book without lines and grants.
func NewBook(l *ledger.Ledger, house House) *Book {
	return &Book{
		ledger: l, house: house, linesByAccount: map[ledger.ID]int{},
		grantsByID: map[ledger.ID]int{}, grantsByAccount: map[ledger.ID]int{}, grantsOf: map[ledger.ID][]int{},
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

func (b *Book) tellLine(l *Line) {
	kept := *l
	b.events = append(b.events, Event{Line: &kept})
}

func (b *Book) tellInvoice(i Invoice) { b.events = append(b.events, Event{Invoice: &i}) }

// Advance carries out what follows from time alone, up to the ledger's time.
func (b *Book) Advance() {
	now := b.ledger.Now()
	for {
		e, ok := b.queue.Due(now)
		if !ok {
			return
		}
		switch {
		case e.grant && b.grants.At(e.place).next == e.at:
			b.due(e.place)
		case !e.grant && b.lines.At(e.place).next == e.at:
			b.step(e.place)
		}
	}
}

// id makes the id of a posting or an invoice. Nobody else may use ids of this form.
func (b *Book) id() ledger.ID {
	b.serial++
	return ledger.ID{Hi: uint64(b.ledger.Now()/1_000_000)<<16 | 0x7072, Lo: 1<<63 | b.serial}
}

// move makes a posting of the book's own.
func (b *Book) move(t ledger.Transfer) ledger.Result {
	t.ID = b.id()
	var out [1]ledger.Outcome
	b.ledger.Manage(func() { b.ledger.Transfers([]ledger.Transfer{t}, out[:0]) })
	if out[0].Result == ledger.OK {
		b.events = append(b.events, Event{Posting: &ledger.Posting{Transfer: t, Posted: out[0].Amount}})
	}
	return out[0].Result
}

// drawn is what an account owes, without holds, and with them.
func drawn(a *ledger.Account) (posted, used money.Amount) {
	sum, _ := a.DebitsPosted.Add(a.DebitsPending) // the ledger keeps this sum within 128 bits
	return a.DebitsPosted.SubFloor(a.CreditsPosted), sum.SubFloor(a.CreditsPosted)
}
