package settlement

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/core/payment"
)

// ArrivalKind is what moved. The numbers are part of the log's format.
type ArrivalKind uint8

// The kinds of arrival.
const (
	Transferred ArrivalKind = iota // tokens came to the house's address
	Deposited                      // tokens came into a channel to the house
	Fetched                        // what was claimed came out of the escrow to the house's address
	Left                           // tokens went out of a channel, back to its payer
	arrivalKindEnd
)

// Arrival is a move of a token to the house, or of one of its channels, that
// stands in a block. It is kept until its block is final.
type Arrival struct {
	ID      ledger.ID // of the transaction and the log in it
	Token   uint32
	Tx      Hash
	Block   uint64
	From    Address
	Amount  money.Amount // ledger units
	Payment ledger.ID    // that it carries out; zero for none
	Party   ledger.ID    // whose deposit it is; zero when nobody knows
	For     ledger.ID    // whose it is if a person decides so; zero when it waits for none, and Party is zero until then
	Account ledger.ID    // the party's, or that of whom it is for
	At      int64        // when it was seen, Unix nanoseconds
	Credit  bool         // the party may spend it before it is final
	Kind    ArrivalKind
	Channel payment.ChannelID // of a deposit, and of what left; zero for none

	credited bool // it stands on Arriving
	late     bool // it came into a channel unannounced, while its token was off its peg
}

// Late reports whether it came into a channel by its payer's own doing while its token
// was off its peg.
func (a *Arrival) Late() bool { return a.late }

// Credited reports whether the party has it already.
func (a *Arrival) Credited() bool { return a.credited }

// Arrivals calls f for each transfer that is not final until it returns false.
func (b *Book) Arrivals(f func(*Arrival) bool) {
	for i := range b.arrivals.Len() {
		if !f(b.arrivals.At(i)) {
			return
		}
	}
}

// Arrive enters a transfer that was seen in a block. One that carries out a
// payment counts for that payment's party; if the payment was given back, or is
// not remembered, it is a deposit of the party that is named, or nobody's if that
// one's account was closed or the token is off its peg. The arrival as it is kept is returned, and the payment
// it changed, if there is one.
func (b *Book) Arrive(a Arrival) (kept Arrival, p *Payment, refusal Refusal) {
	if _, known := b.arrivalsByID[a.ID]; known {
		return a, nil, Exists
	}
	switch {
	case !b.tokenKnown(a.Token):
		return a, nil, TokenUnknown
	case a.ID.IsZero() || a.Amount.IsZero() || a.Kind >= arrivalKindEnd || !b.tokens.At(int(a.Token)-1).whole(a.Amount):
		return a, nil, ArrivalInvalid
	case a.Block <= b.FinalBlock(b.tokens.At(int(a.Token)-1).ChainID):
		return a, nil, ArrivalFinal
	case b.arrivals.Len() >= ArrivalsMax:
		return a, nil, ArrivalsFull
	}
	a.At, a.credited, a.late = b.ledger.Now(), false, false
	if p = b.paid(&a); p != nil {
		a.Party, a.Account, a.Credit = p.Party, p.Account, true
	} else {
		b.keepsOff(&a)
	}
	if p != nil || !a.Party.IsZero() || a.Kind != Transferred || b.off(a.Token) != "" {
		a.For = ledger.ID{} // nobody is asked
	}
	if !a.Party.IsZero() && !b.room(a.Account) {
		return a, nil, ArrivalsFull
	}
	if refusal := b.arriving(&a, p); refusal != "" {
		return a, nil, refusal
	}
	b.arrivalsByID[a.ID] = b.arrivals.Append(a)
	b.leaves(&a)
	return a, p, ""
}

// Arrival finds a transfer that is not final.
func (b *Book) Arrival(id ledger.ID) (a Arrival, ok bool) {
	i, ok := b.arrivalsByID[id]
	if ok {
		a = *b.arrivals.At(i)
	}
	return a, ok
}

// Carries reports whether an arrival carries out a payment.
func (b *Book) Carries(a *Arrival) bool {
	return b.tokenKnown(a.Token) && b.paid(a) != nil
}

// paid finds the payment that an arrival carries out, for writing.
func (b *Book) paid(a *Arrival) *Payment {
	i, ok := b.paymentsByID[a.Payment]
	if !ok || a.Payment.IsZero() || b.payments.At(i).Token != a.Token || (a.Kind == Deposited) != (b.payments.At(i).Scheme == Deposit) {
		return nil
	}
	switch b.payments.At(i).State {
	case PaymentHeld, PaymentDue:
		return b.payments.Change(i)
	}
	return nil
}

// arriving credits what an arrival brings beyond what was promised for it.
func (b *Book) arriving(a *Arrival, p *Payment) Refusal {
	if a.Party.IsZero() || !a.Credit || a.Kind == Fetched || a.Kind == Left {
		return ""
	}
	t := b.tokens.At(int(a.Token) - 1)
	more := a.Amount
	if p != nil {
		more = a.Amount.SubFloor(p.Credited)
	}
	moves, repaid := b.credit(b.codes.Promise, t.Accounts.Arriving, a.Account, t, more)
	if refusal := b.post(t.Asset, a.ID, moves[:]...); refusal != "" {
		if p != nil {
			return refusal
		}
		// The account was closed: it is nobody's until somebody says whose it is.
		a.Party, a.Account, a.Credit = ledger.ID{}, ledger.ID{}, false
		return ""
	}
	b.owes(a.Account, money.Amount{}, repaid)
	b.promises(a.Account, more, money.Amount{})
	b.stands(a.Account, a.Amount, money.Amount{})
	a.credited = true
	if p == nil {
		return ""
	}
	if over := p.Credited.SubFloor(a.Amount); !over.IsZero() {
		// Less came than was promised: the token takes a fee, or somebody lies.
		back, short := b.reverse(p.Account, t, over)
		if refusal := b.post(t.Asset, a.ID, back[:]...); refusal != "" {
			return refusal
		}
		b.owes(p.Account, short, money.Amount{})
		b.promises(p.Account, money.Amount{}, over)
	}
	if !p.Call.IsZero() {
		delete(b.paymentsByCall, p.Call)
		p.Call = ledger.ID{}
	}
	p.State, p.Credited, p.Due = PaymentArrived, a.Amount, a.Amount
	return ""
}

// Drop takes back a transfer whose block was undone. A payment is due again, for
// it may be carried out in another block; a deposit is taken off the account.
func (b *Book) Drop(id ledger.ID) (a Arrival, p *Payment, refusal Refusal) {
	i, ok := b.arrivalsByID[id]
	if !ok {
		return a, nil, ArrivalUnknown
	}
	a = *b.arrivals.At(i)
	t := b.tokens.At(int(a.Token) - 1)
	if a.credited {
		b.stands(a.Account, money.Amount{}, a.Amount)
	}
	if j, paid := b.paymentsByID[a.Payment]; paid && b.payments.At(j).State == PaymentArrived {
		p = b.payments.Change(j)
		p.State = PaymentDue
	} else if a.credited {
		moves, short := b.reverse(a.Account, t, a.Amount)
		if refusal := b.post(t.Asset, a.ID, moves[:]...); refusal != "" {
			return a, nil, refusal
		}
		b.owes(a.Account, short, money.Amount{})
		b.promises(a.Account, money.Amount{}, a.Amount)
	}
	b.removeArrival(i)
	return a, p, ""
}

func (b *Book) removeArrival(i int) {
	b.stays(b.arrivals.At(i))
	delete(b.arrivalsByID, b.arrivals.At(i).ID)
	last := b.arrivals.Pop()
	if i < b.arrivals.Len() {
		*b.arrivals.Change(i) = last
		b.arrivalsByID[last.ID] = i
	}
}

// FinalBlock is the newest block of a chain that is final here; zero for none.
func (b *Book) FinalBlock(chainID uint64) uint64 {
	block, _ := b.Final(chainID)
	return block
}

// Final is the newest block of a chain that is final here, with its hash; zero
// for none.
func (b *Book) Final(chainID uint64) (block uint64, hash Hash) {
	for i := range b.finals.Len() {
		if f := b.finals.At(i); f.chainID == chainID {
			return f.block, f.hash
		}
	}
	return 0, Hash{}
}

// Balance is what the house's address has of a token in a block, and what stands
// for it in escrow: what its channels hold, and what is claimed and not fetched.
type Balance struct {
	Token  uint32
	Amount money.Amount // ledger units
	Escrow money.Amount // ledger units
}

// Finalized is what Finalize changed.
type Finalized struct {
	Arrivals []Arrival
	Payments []Payment
	Compared []TokenState // of the balances, in their order
}

// Finalize makes everything up to a block final, and compares the ledger with
// the balances in that block. What left the house up to it must have been entered
// before. A difference stops payouts in that token until somebody lets them go on.
func (b *Book) Finalize(chainID, block uint64, hash Hash, balances []Balance) (done Finalized, refusal Refusal) {
	if chainID == 0 || block <= b.FinalBlock(chainID) {
		return done, BlockPast
	}
	for i, balance := range balances {
		if !b.tokenKnown(balance.Token) || b.tokens.At(int(balance.Token)-1).ChainID != chainID {
			return done, BalanceTwice
		}
		for _, other := range balances[:i] {
			if other.Token == balance.Token {
				return done, BalanceTwice
			}
		}
	}
	// What came in goes first: what went out may be of the same blocks.
	for _, out := range [...]bool{false, true} {
		if refusal := b.finalArrivals(chainID, block, out, &done); refusal != "" {
			return done, refusal
		}
	}
	b.setFinal(final{chainID, block, hash})
	for _, balance := range balances {
		done.Compared = append(done.Compared, b.compare(balance, block, hash))
	}
	return done, ""
}

// finalArrivals makes arrivals up to a block final: those that went out of an
// escrow, or the others.
func (b *Book) finalArrivals(chainID, block uint64, out bool, done *Finalized) Refusal {
	for i := 0; i < b.arrivals.Len(); {
		a := *b.arrivals.At(i)
		if a.Block > block || b.tokens.At(int(a.Token)-1).ChainID != chainID || (a.Kind == Fetched || a.Kind == Left) != out {
			i++
			continue
		}
		p, refusal := b.finalArrival(&a)
		if refusal != "" {
			return refusal
		}
		if p != nil {
			done.Payments = append(done.Payments, *p)
		}
		done.Arrivals = append(done.Arrivals, a)
		b.removeArrival(i)
	}
	return ""
}

func (b *Book) setFinal(f final) {
	for i := range b.finals.Len() {
		if b.finals.At(i).chainID == f.chainID {
			*b.finals.Change(i) = f
			return
		}
	}
	b.finals.Append(f)
}

// finalArrival turns what is arriving into what is there.
func (b *Book) finalArrival(a *Arrival) (*Payment, Refusal) {
	t := b.tokens.At(int(a.Token) - 1)
	place := t.Accounts.Chain
	if a.Kind == Deposited {
		place = t.Accounts.Escrow
	}
	switch {
	case a.Kind == Fetched:
		return nil, b.post(t.Asset, a.ID, move{b.codes.Claimed, t.Accounts.Chain, t.Accounts.Escrow, a.Amount})
	case a.Kind == Left:
		return nil, b.left(a, t)
	case a.credited:
		if refusal := b.post(t.Asset, a.ID, move{b.codes.Final, place, t.Accounts.Arriving, a.Amount}); refusal != "" {
			return nil, refusal
		}
		b.promises(a.Account, money.Amount{}, a.Amount)
		b.stands(a.Account, money.Amount{}, a.Amount)
	case !a.Party.IsZero():
		moves, repaid := b.credit(b.codes.Final, place, a.Account, t, a.Amount)
		if b.post(t.Asset, a.ID, moves[:]...) == "" {
			b.owes(a.Account, money.Amount{}, repaid)
			break
		}
		a.Party, a.Account = ledger.ID{}, ledger.ID{} // the account was closed
		fallthrough
	default:
		if refusal := b.post(t.Asset, a.ID, move{b.codes.Final, place, t.Accounts.Unallocated, a.Amount}); refusal != "" {
			return nil, refusal
		}
		if !a.For.IsZero() {
			b.withhold(a, t)
		}
	}
	i, ok := b.paymentsByID[a.Payment]
	if !ok || b.payments.At(i).State != PaymentArrived {
		return nil, ""
	}
	p := b.payments.Change(i)
	p.State, p.Credited, p.Payload = PaymentFinal, money.Amount{}, nil
	return p, ""
}

// differs is the reason why payouts stop when the books and the chain disagree.
const differs = "the ledger and the chain differ"

func (b *Book) compare(balance Balance, block uint64, hash Hash) TokenState {
	t := b.tokens.Change(int(balance.Token) - 1)
	there := func(id ledger.ID) money.Amount {
		account, _ := b.ledger.Account(id)
		amount, _ := account.DebitsPosted.Sub(account.CreditsPosted)
		return amount
	}
	t.compared = Comparison{
		Block: block, Hash: hash, At: b.ledger.Now(), OnChain: balance.Amount, Ledger: there(t.Accounts.Chain),
		EscrowOnChain: balance.Escrow, EscrowLedger: there(t.Accounts.Escrow),
	}
	if !t.compared.Agrees() && t.halted == "" {
		t.halted = differs
	}
	return t.state(balance.Token)
}
