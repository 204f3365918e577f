package recourse

import (
	"cmp"
	"slices"

	"aidollar/core/ledger"
)

// Waits reports whether what accounts are credited matters to any dispute.
func (b *Book) Waits() bool { return len(b.waiting) > 0 }

// Credited notes that an account was credited, so that Settle holds what it has for
// the disputes that wait for it.
func (b *Book) Credited(account ledger.ID) {
	if _, ok := b.waiting[account]; ok && !slices.Contains(b.dirty, account) {
		b.dirty = append(b.dirty, account)
	}
}

// CreditedAll notes that accounts were credited which are not known.
func (b *Book) CreditedAll() {
	for i := range b.cases.Len() {
		for j := range b.cases.At(i).Disputes {
			for _, account := range b.cases.At(i).Disputes[j].waits {
				b.Credited(account)
			}
		}
	}
}

// Settle looks at the disputes that wait for accounts which were credited, the oldest
// first.
func (b *Book) Settle() {
	for len(b.dirty) > 0 {
		account := b.dirty[0]
		b.dirty = b.dirty[1:]
		for _, w := range slices.Clone(b.waiting[account]) {
			place := b.casesByCall[w.call]
			c := b.begin(place)
			if j := slices.IndexFunc(c.Disputes, func(d Dispute) bool { return d.Number == w.number }); j >= 0 {
				b.look(c, &c.Disputes[j])
				b.rest(place)
			}
			if b.ledger.Funds(account).IsZero() {
				break
			}
		}
	}
	b.dirty = nil
}

// wait lists a dispute at the accounts that it waits for.
func (b *Book) wait(call ledger.ID, d *Dispute) {
	for _, account := range d.waits {
		list := b.waiting[account]
		at, _ := slices.BinarySearchFunc(list, d.Number, func(w waiter, n uint32) int { return cmp.Compare(w.number, n) })
		b.waiting[account] = slices.Insert(list, at, waiter{d.Number, call})
	}
}

// unwait takes a dispute off the accounts that it waits for.
func (b *Book) unwait(d *Dispute) {
	for _, account := range d.waits {
		list := slices.DeleteFunc(b.waiting[account], func(w waiter) bool { return w.number == d.Number })
		if len(list) == 0 {
			delete(b.waiting, account)
		} else {
			b.waiting[account] = list
		}
	}
	d.waits = nil
}
