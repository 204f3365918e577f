package ledger

import (
	"encoding/binary"

	"aidollar/core/money"
)

// quick decides the transfer that most are: plain, new, between accounts that
// warming found, with no more than a debit limit of zero in its way. It decides
// as apply does and only ever accepts; ok is false, and nothing has changed,
// when the transfer is another one or would be refused: then apply decides.
func (l *Ledger) quick(w *[TransferSize]byte, at *hint) (amount money.Amount, ok bool) {
	id := IDAt(w[:])
	millis := id.Millis()
	if id.IsZero() || millis < l.millisMin || millis > l.millisMax || l.now <= l.sealed || l.undo.depth > 0 {
		return amount, false
	}
	b := l.window.bucket(millis)
	if b == nil || l.window.count >= uint64(l.config.IDsMax) || b.entries.n >= numberMax {
		return amount, false
	}
	d, c := at.debitRecord, at.creditRecord
	if d == nil || d == c || d.id != IDAt(w[16:]) || c.id != IDAt(w[32:]) {
		return amount, false
	}
	amount = money.AmountAt(w[48:])
	if amount.IsZero() || (d.flags|c.flags)&^LimitDebit != 0 || d.budget != 0 || d.asset != c.asset {
		return amount, false
	}
	s := &l.assets[d.asset]
	if uint32(s.id) != binary.LittleEndian.Uint32(w[112:]) || !l.fits(d.asset, amount) {
		return amount, false
	}
	debits := sum(d.debitsPosted, amount)
	if d.flags&LimitDebit != 0 && (d.more || d.creditsPosted.Less(debits)) {
		return amount, false
	}
	if _, known := b.find(id, at.idHash); known {
		return amount, false
	}
	d.debitsPosted = debits
	s.debitsPosted = sum(s.debitsPosted, amount)
	c.creditsPosted = sum(c.creditsPosted, amount)
	s.creditsPosted = sum(s.creditsPosted, amount)
	l.balanced(d.asset)
	l.window.remember(b, id, at.idHash, at.print, statePlain, amount)
	return amount, true
}
