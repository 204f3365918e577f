package settlement

import (
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// Payee is where a party is paid in a token.
type Payee struct {
	Party   ledger.ID
	Token   uint32
	To      Address
	Since   int64 // when it was entered, Unix nanoseconds
	GoodFor int64 // from when on it may be paid at, Unix nanoseconds
}

// SetPayee enters where a party is paid in a token; it may be paid there once
// cooling nanoseconds have gone by, so that a stolen key is noticed before it
// moves money. The same address again changes nothing.
func (b *Book) SetPayee(party ledger.ID, number uint32, to Address, cooling int64) (Payee, Refusal) {
	if !b.tokenKnown(number) {
		return Payee{}, TokenUnknown
	}
	t := b.tokens.At(int(number) - 1)
	if to == (Address{}) || to == t.Contract || to == t.House || party.IsZero() || cooling < 0 || cooling > 365*day {
		return Payee{}, PayeeInvalid
	}
	now := b.ledger.Now()
	p := Payee{Party: party, Token: number, To: to, Since: now, GoodFor: now + cooling}
	key := payeeKey{party, number}
	i, known := b.payeesByKey[key]
	switch {
	case known && b.payees.At(i).To == to:
		return *b.payees.At(i), Exists
	case known:
		*b.payees.Change(i) = p
	case b.payees.Len() >= PayeesMax:
		return Payee{}, PayeesFull
	default:
		b.payeesByKey[key] = b.payees.Append(p)
	}
	return p, ""
}

// PayeeOf finds where a party is paid in a token.
func (b *Book) PayeeOf(party ledger.ID, number uint32) (Payee, bool) {
	if i, ok := b.payeesByKey[payeeKey{party, number}]; ok {
		return *b.payees.At(i), true
	}
	return Payee{}, false
}

// Payees calls f for each address that parties are paid at until it returns false.
func (b *Book) Payees(f func(Payee) bool) {
	for i := range b.payees.Len() {
		if !f(*b.payees.At(i)) {
			return
		}
	}
}

// Item is one payee of a batch.
type Item struct {
	Party    ledger.ID
	Account  ledger.ID // the party's that pays for it
	To       Address
	Amount   money.Amount // ledger units; a whole number of the token's smallest
	Returned bool         // it could not be delivered and is back on the account
}

// Payout is a batch of payouts that is on its way, and is sent as one.
type Payout struct {
	ID    ledger.ID
	Token uint32
	At    int64 // Unix nanoseconds
	Items []Item
	Total money.Amount

	Tx    Hash   // of the transaction in a block; zero before
	Block uint64 // zero before
}

// Ask is what somebody wants paid out: at most Amount, cut to the token's
// smallest units; the zero Amount is all there is.
type Ask struct {
	Party   ledger.ID
	Account ledger.ID
	Amount  money.Amount
}

// Payouts calls f for each open batch until it returns false.
func (b *Book) Payouts(f func(*Payout) bool) {
	for i := range b.payouts.Len() {
		if !f(b.payouts.At(i)) {
			return
		}
	}
}

// Payout finds an open batch.
func (b *Book) Payout(id ledger.ID) (Payout, bool) {
	if i, ok := b.payoutsByID[id]; ok {
		return *b.payouts.At(i), true
	}
	return Payout{}, false
}

// OpenPayout takes what parties are to be paid off their accounts and makes a
// batch of it. Each ask is granted or refused by itself; without a granted one
// there is no batch, and the first reason is the refusal.
func (b *Book) OpenPayout(id ledger.ID, number uint32, asks []Ask) (out Payout, refusals []Refusal, refusal Refusal) {
	if i, ok := b.payoutsByID[id]; ok {
		if known := b.payouts.At(i); known.Token != number {
			return out, nil, PayoutDiffers
		}
		return *b.payouts.At(i), nil, Exists
	}
	switch {
	case b.closed.has(id):
		return out, nil, PayoutClosed
	case !b.tokenKnown(number):
		return out, nil, TokenUnknown
	case id.IsZero() || len(asks) == 0 || len(asks) > int(max(1, b.tokens.At(int(number)-1).limits.BatchTo)):
		return out, nil, PayoutInvalid
	case b.payouts.Len() >= PayoutsMax:
		return out, nil, PayoutsFull
	case b.tokens.At(int(number)-1).halted != "":
		return out, nil, PayoutsHalted
	}
	if refusal := b.tokens.At(int(number) - 1).peg.Pays(b.ledger.Now()); refusal != "" {
		return out, nil, refusal
	}
	out = Payout{ID: id, Token: number, At: b.ledger.Now()}
	refusals = make([]Refusal, len(asks))
	for i := range asks {
		item, refusal := b.grant(&out, asks[i])
		if refusals[i] = refusal; refusal != "" {
			continue
		}
		out.Items = append(out.Items, item)
		out.Total, _ = out.Total.Add(item.Amount) // bounded by the ledger's own totals
	}
	if len(out.Items) == 0 {
		return Payout{}, refusals, refusals[0]
	}
	b.payoutsByID[id] = b.payouts.Append(out)
	return out, refusals, ""
}

// grant takes one ask off its account.
func (b *Book) grant(batch *Payout, ask Ask) (Item, Refusal) {
	t := b.tokens.At(int(batch.Token) - 1)
	payee, ok := b.PayeeOf(ask.Party, batch.Token)
	now := b.ledger.Now()
	switch {
	case !ok:
		return Item{}, PayeeUnknown
	case payee.GoodFor > now:
		return Item{}, PayeeCooling
	case slices.ContainsFunc(batch.Items, func(i Item) bool { return i.Party == ask.Party }):
		return Item{}, PayoutInvalid
	}
	free := b.Withdrawable(ask.Account)
	// All there is means all that can go out in this token.
	amount := t.down(free).Min(t.down(b.custody(t)))
	if amount.IsZero() && !t.down(free).IsZero() && ask.Amount.IsZero() {
		return Item{}, PayoutCustody
	}
	if !ask.Amount.IsZero() {
		if free.Less(ask.Amount) {
			return Item{}, PayoutFunds
		}
		amount = t.down(ask.Amount)
	}
	if amount.IsZero() {
		return Item{}, PayoutFunds
	}
	// What a party earned may have been paid with money that is not final yet, or
	// in another token.
	if b.custody(t).Less(amount) {
		return Item{}, PayoutCustody
	}
	today := now / day
	spent := t.dayOut
	if t.day != today {
		spent = money.Amount{}
	}
	sum, ok := spent.Add(amount)
	if !ok || t.limits.DayMax.Less(sum) {
		return Item{}, PayoutDay
	}
	if refusal := b.post(t.Asset, batch.ID, move{b.codes.Payout, ask.Account, t.Accounts.Payout, amount}); refusal != "" {
		return Item{}, refusal
	}
	changed := b.tokens.Change(int(batch.Token) - 1)
	changed.day, changed.dayOut = today, sum
	return Item{Party: ask.Party, Account: ask.Account, To: payee.To, Amount: amount}, ""
}

// custody is what is there in a token, final and not on its way out.
func (b *Book) custody(t *token) money.Amount {
	chain, _ := b.ledger.Account(t.Accounts.Chain)
	leaving, _ := b.ledger.Account(t.Accounts.Payout)
	there := chain.DebitsPosted.SubFloor(chain.CreditsPosted)
	return there.SubFloor(leaving.CreditsPosted.SubFloor(leaving.DebitsPosted))
}

// SeePayout notes that a batch stands in a block that may still be undone; the
// zero hash that it does no more.
func (b *Book) SeePayout(id ledger.ID, tx Hash, block uint64) (Payout, Refusal) {
	i, ok := b.payoutsByID[id]
	if !ok {
		return Payout{}, PayoutUnknown
	}
	if p := b.payouts.At(i); p.Tx == tx && p.Block == block {
		return *p, Exists
	}
	p := b.payouts.Change(i)
	p.Tx, p.Block = tx, block
	return *p, ""
}

// ClosePayout ends a batch whose block is final, or that can never be sent.
// failed are the places of the items that were not delivered, in ascending order;
// they go back to their accounts.
func (b *Book) ClosePayout(id ledger.ID, tx Hash, block uint64, failed []uint16) (p Payout, refusal Refusal) {
	i, ok := b.payoutsByID[id]
	if !ok {
		return p, PayoutUnknown
	}
	p = *b.payouts.At(i)
	if len(failed) > len(p.Items) || !slices.IsSorted(failed) {
		return p, PayoutInvalid
	}
	for n, place := range failed {
		if int(place) >= len(p.Items) || n > 0 && failed[n-1] == place {
			return p, PayoutInvalid
		}
	}
	t := b.tokens.At(int(p.Token) - 1)
	p.Items = slices.Clone(p.Items)
	var moves []move
	paid := p.Total
	for _, place := range failed {
		item := &p.Items[place]
		item.Returned = true
		back := item.Account
		if a, open := b.ledger.Account(back); !open || a.Flags&ledger.Closed != 0 {
			back = t.Accounts.Unallocated
		}
		moves = append(moves, move{b.codes.Returned, t.Accounts.Payout, back, item.Amount})
		paid, _ = paid.Sub(item.Amount)
	}
	moves = append(moves, move{b.codes.Paid, t.Accounts.Payout, t.Accounts.Chain, paid})
	if refusal := b.post(t.Asset, p.ID, moves...); refusal != "" {
		return p, refusal
	}
	p.Tx, p.Block = tx, block
	b.closed.add(id)
	delete(b.payoutsByID, id)
	last := b.payouts.Pop()
	if i < b.payouts.Len() {
		*b.payouts.Change(i) = last
		b.payoutsByID[last.ID] = i
	}
	return p, ""
}
