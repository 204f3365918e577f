package ledger

import "aidollar/core/money"

// Returned is what one account moves when a split is taken back, in part or whole.
type Returned struct {
	From, To ID
	Amount   money.Amount
}

// Unsplit tells how a rule's accounts give back an amount of what it split: each
// share what it has got by it, by the same floors. After any number of splits and
// returns the total of each share is the floor of its part of the net sum; the Carry
// account gives what is then missing to to, or takes from it what is in excess. ok is
// false for an unknown rule.
//
// Nothing has changed: the caller posts these movements in their order, and calls
// Unsplitted with the same amount, all within one Atomic.
func (l *Ledger) Unsplit(rule ID, amount money.Amount, to ID) (moves []Returned, ok bool) {
	slot, ok := l.findRule(rule)
	if !ok {
		return nil, false
	}
	r := l.rules.at(slot)
	var p parts
	l.undivide(r, amount, &p)
	move := func(from, to ID, amount money.Amount) {
		if !amount.IsZero() {
			moves = append(moves, Returned{from, to, amount})
		}
	}
	for i := range r.n {
		move(l.accounts.at(l.shares.at(r.first+i).account).id, to, p.amount[i])
	}
	keep := l.accounts.at(r.keep).id
	move(keep, to, p.rest)
	move(to, keep, p.excess)
	return moves, true
}

// Unsplitted notes that a rule's accounts gave an amount back as Unsplit said.
func (l *Ledger) Unsplitted(rule ID, amount money.Amount) Result {
	slot, ok := l.findRule(rule)
	if !ok {
		return RuleUnknown
	}
	r := l.rules.at(slot)
	var p parts
	l.undivide(r, amount, &p)
	for i := range r.n {
		at := r.first + i
		l.undo.share(at, l.shares.at(at).carry)
		l.shares.edit(at).carry = p.carry[i]
	}
	return OK
}

// UnsplitMax is the most, up to an amount, that the shares of a rule can give back
// with what their accounts have of their own.
func (l *Ledger) UnsplitMax(rule ID, amount money.Amount) money.Amount {
	slot, ok := l.findRule(rule)
	if !ok {
		return money.Amount{}
	}
	r := l.rules.at(slot)
	for i := range r.n {
		s := l.shares.at(r.first + i)
		// A share gives at most its funds as long as amount*weight is at most
		// funds*weights + carry.
		most, _, ok := money.MulDiv(l.Funds(l.accounts.at(s.account).id), r.weights, s.carry, s.weight, money.Down)
		if ok {
			amount = amount.Min(most)
		}
	}
	return amount
}

// undivide computes what each share gives back of an amount: what its floor falls by.
// In p, rest is what the Carry account gives, and excess what it takes.
func (l *Ledger) undivide(r *rule, amount money.Amount, p *parts) {
	var total money.Amount // may wrap; the difference to amount is small and does not
	for i := range r.n {
		s := l.shares.at(r.first + i)
		part, rest, ok := money.MulDiv(amount, s.weight, 0, r.weights, money.Down)
		if !ok {
			panic("ledger: broken invariant: a share is more than the whole")
		}
		carry := s.carry - rest
		if s.carry < rest {
			part, _ = part.Add(money.Units(1)) // it is at most amount
			carry += r.weights
		}
		p.amount[i], p.carry[i] = part, carry
		total, _ = total.Add(part)
	}
	p.rest, p.excess = money.Amount{}, money.Amount{}
	if rest, _ := amount.Sub(total); rest.Hi>>63 == 0 {
		p.rest = rest
	} else {
		p.excess, _ = total.Sub(amount)
	}
}
