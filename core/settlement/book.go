package settlement

import (
	"aidollar/core/internal/paged"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// Codes are the codes of the transfers that the book posts.
type Codes struct {
	Promise  uint16 // arriving to a party: signed for or seen, not final
	Final    uint16 // chain to arriving, or to whom it is credited at once
	Reversal uint16 // a party, or the loss, to arriving: it did not come
	Recovery uint16 // arriving, or chain, to the loss: a debt is paid
	Payout   uint16 // a party to payout: on its way out
	Paid     uint16 // payout to chain: it is out for good
	Returned uint16 // payout to the party: it could not be delivered
	Claimed  uint16 // chain to escrow: what was claimed of channels was fetched
	Release  uint16 // a channel to payout, and payout to escrow: back to its payer
	Withheld uint16 // unallocated to a party, pending: a person has to decide
}

// standing is what the book knows of one account of a party.
type standing struct {
	account  ledger.ID
	promised money.Amount // credited, and not final: may be spent and not withdrawn
	arrived  money.Amount // the part of it that stands in blocks
	debt     money.Amount // was spent and never came
}

type contract struct {
	chainID uint64
	address Address
}

type payeeKey struct {
	party ledger.ID
	token uint32
}

// Book keeps tokens, payments, arrivals and payouts over a ledger.
type Book struct {
	ledger *ledger.Ledger
	codes  Codes
	serial uint64 // postings made

	tokens    paged.Slice[token]
	standings paged.Slice[standing]
	payees    paged.Slice[Payee]
	payments  paged.Slice[Payment] // no order, no gaps; so are the next two
	arrivals  paged.Slice[Arrival]
	payouts   paged.Slice[Payout]
	exits     paged.Slice[Exit]
	finals    paged.Slice[final] // the newest final block of each chain
	closed    closed             // batches that ended
	waiting   waiting            // transfers for which a person has to decide

	tokensByContract   map[contract]uint32
	standingsByAccount map[ledger.ID]int
	payeesByKey        map[payeeKey]int
	paymentsByID       map[ledger.ID]int
	paymentsByCall     map[ledger.ID]ledger.ID
	arrivalsByID       map[ledger.ID]int
	gone               map[payment.ChannelID]money.Amount // of arrivals that left, and are not final
	payoutsByID        map[ledger.ID]int
	exitsByChannel     map[payment.ChannelID]int
	forgetting         schedule

	postings []ledger.Posting // since the last Posted
}

// final is how far a chain is settled.
type final struct {
	chainID uint64
	block   uint64
	hash    Hash
}

// NewBook makes a book without tokens.
func NewBook(l *ledger.Ledger, codes Codes) *Book {
	return &Book{
		ledger: l, codes: codes,
		tokensByContract:   map[contract]uint32{},
		standingsByAccount: map[ledger.ID]int{},
		payeesByKey:        map[payeeKey]int{},
		paymentsByID:       map[ledger.ID]int{},
		paymentsByCall:     map[ledger.ID]ledger.ID{},
		arrivalsByID:       map[ledger.ID]int{},
		gone:               map[payment.ChannelID]money.Amount{},
		payoutsByID:        map[ledger.ID]int{},
		exitsByChannel:     map[payment.ChannelID]int{},
		closed:             newClosed(),
		waiting:            newWaiting(),
	}
}

// Posted calls f for each posting made since it was called last, in order.
func (b *Book) Posted(f func(*ledger.Posting)) {
	for i := range b.postings {
		f(&b.postings[i])
	}
	b.postings = b.postings[:0]
}

// Standing is how an account stands with the chains.
type Standing struct {
	Promised money.Amount // credited, and not final: may be spent and not withdrawn
	Arrived  money.Amount // the part of it that stands in blocks
	Debt     money.Amount // was spent and never came; the next money pays it
}

// StandingOf tells how an account of a party stands.
func (b *Book) StandingOf(account ledger.ID) Standing {
	if i, ok := b.standingsByAccount[account]; ok {
		s := b.standings.At(i)
		return Standing{s.promised, s.arrived, s.debt}
	}
	return Standing{}
}

// Withdrawable is what an account may pay out: what it has of its own, less what
// is not final. What a credit line lets it spend is not money.
func (b *Book) Withdrawable(account ledger.ID) money.Amount {
	return b.ledger.Funds(account).SubFloor(b.StandingOf(account).Promised)
}

// room makes sure that an account can be followed.
func (b *Book) room(account ledger.ID) bool {
	_, ok := b.standingsByAccount[account]
	return ok || b.standings.Len() < StandingsMax
}

func (b *Book) standing(account ledger.ID) *standing {
	i, ok := b.standingsByAccount[account]
	if !ok {
		i = b.standings.Append(standing{account: account})
		b.standingsByAccount[account] = i
	}
	return b.standings.Change(i)
}

// move is one posting that a step wants.
type move struct {
	code          uint16
	debit, credit ledger.ID
	amount        money.Amount
}

// post makes postings of one cause, all or none; those of nothing are left out.
func (b *Book) post(asset ledger.AssetID, cause ledger.ID, moves ...move) Refusal {
	return b.atomic(func() ledger.Result { return b.moves(asset, cause, moves) })
}

func (b *Book) moves(asset ledger.AssetID, cause ledger.ID, moves []move) ledger.Result {
	for _, m := range moves {
		if m.amount.IsZero() {
			continue
		}
		t := ledger.Transfer{Debit: m.debit, Credit: m.credit, Amount: m.amount, Cause: cause, Asset: asset, Code: m.code}
		if r := b.enter(t); r != ledger.OK {
			return r
		}
	}
	return ledger.OK
}

// atomic carries out postings that stand or fall together.
func (b *Book) atomic(f func() ledger.Result) Refusal {
	kept := len(b.postings)
	if result := b.ledger.Atomic(f); result != ledger.OK {
		b.postings = b.postings[:kept]
		return Refusal(result.String())
	}
	return ""
}

// Move posts an amount from one account to another for a reason that is the caller's;
// nothing is posted of nothing. The posting is told by Posted, like the book's own.
func (b *Book) Move(asset ledger.AssetID, cause ledger.ID, code uint16, debit, credit ledger.ID, amount money.Amount) (posting ledger.ID, refusal Refusal) {
	if amount.IsZero() {
		return ledger.ID{}, ""
	}
	if refusal = b.post(asset, cause, move{code, debit, credit, amount}); refusal != "" {
		return ledger.ID{}, refusal
	}
	return b.postings[len(b.postings)-1].ID, ""
}

// enter makes a posting of the book's own. Its id is made here unless it has one.
func (b *Book) enter(t ledger.Transfer) ledger.Result {
	if t.ID.IsZero() {
		t.ID = b.next()
	}
	var out [1]ledger.Outcome
	b.ledger.Manage(func() { b.ledger.Transfers([]ledger.Transfer{t}, out[:0]) })
	if out[0].Result == ledger.OK {
		b.postings = append(b.postings, ledger.Posting{Transfer: t, Posted: out[0].Amount})
	}
	return out[0].Result
}

// next makes the id of a posting. Nobody else may use ids of this form.
func (b *Book) next() ledger.ID {
	b.serial++
	return ledger.ID{Hi: uint64(b.ledger.Now()/1_000_000)<<16 | 0x7073, Lo: 1<<63 | b.serial}
}

// credit gives money that comes in to an account: what the account owes is paid
// first. from is where the money stands.
func (b *Book) credit(code uint16, from, account ledger.ID, t *token, amount money.Amount) (moves [2]move, repaid money.Amount) {
	repaid = b.StandingOf(account).Debt.Min(amount)
	rest, _ := amount.Sub(repaid)
	return [2]move{
		{b.codes.Recovery, from, t.Accounts.Loss, repaid},
		{code, from, account, rest},
	}, repaid
}

// reverse takes money back that was credited from Arriving: from the account as
// far as it goes, and the rest from the house, which the account then owes.
func (b *Book) reverse(account ledger.ID, t *token, amount money.Amount) (moves [2]move, short money.Amount) {
	free, _ := b.ledger.Spendable(account)
	taken := free.Min(amount)
	short, _ = amount.Sub(taken)
	return [2]move{
		{b.codes.Reversal, account, t.Accounts.Arriving, taken},
		{b.codes.Reversal, t.Accounts.Loss, t.Accounts.Arriving, short},
	}, short
}

// owes adds to what an account owes, or takes off what it paid.
func (b *Book) owes(account ledger.ID, more, less money.Amount) {
	if more.IsZero() && less.IsZero() {
		return
	}
	s := b.standing(account)
	sum, ok := s.debt.Add(more)
	if !ok {
		sum = s.debt // 2^128 units are more than there are
	}
	s.debt = sum.SubFloor(less)
}

// promises adds to what an account has that is not final, or takes off.
func (b *Book) promises(account ledger.ID, more, less money.Amount) {
	s := b.standing(account)
	sum, _ := s.promised.Add(more)
	s.promised = sum.SubFloor(less)
}

// stands adds to what of it stands in blocks, or takes off.
func (b *Book) stands(account ledger.ID, more, less money.Amount) {
	s := b.standing(account)
	sum, _ := s.arrived.Add(more)
	s.arrived = sum.SubFloor(less)
}
