package payment

import (
	"slices"

	"aidollar/core/money"
)

// wordsKept bounds the vouchers of a session that are kept for settling.
const wordsKept = 32

// word is a voucher that can be settled by.
type word struct {
	value     money.Amount
	signature []byte
}

// Nothing reports whether a voucher says nothing: then a call is paid by what was
// signed before.
func (v *Voucher) Nothing() bool { return v.Value.IsZero() && len(v.Signature) == 0 }

// sign notes what a voucher allows.
func (c *Channel) sign(v *Voucher) {
	if c.Signed.Less(v.Value) {
		c.Signed, c.Signature = v.Value, slices.Clone(v.Signature)
	}
	if c.Escrow != EscrowSession {
		return
	}
	at, known := slices.BinarySearchFunc(c.kept, v.Value, func(w word, value money.Amount) int { return compareAmounts(w.value, value) })
	if known {
		return
	}
	// A frozen view may hold the same items, so they are not moved in place.
	c.kept = slices.Insert(slices.Clone(c.kept), at, word{v.Value, slices.Clone(v.Signature)})
	c.prune()
	if n := len(c.kept); n > wordsKept {
		// The lowest can be settled soonest, and the highest covers everything.
		c.kept = slices.Delete(c.kept, n/2, n/2+1)
	}
}

// prune forgets the vouchers below the highest one that was charged in full.
func (c *Channel) prune() {
	whole, below := c.whole(), 0
	for below+1 < len(c.kept) && !whole.Less(c.kept[below+1].value) {
		below++
	}
	if below > 0 {
		c.kept = slices.Clone(c.kept[below:])
	}
}

// Settling is the voucher by which a session's escrow pays what was charged: the
// highest one that does not go beyond it, or with all the lowest one that covers it,
// whose rest is owed to the payer still. ok is false where nothing is to be had that
// was not claimed before.
func (c *Channel) Settling(all bool) (v Voucher, ok bool) {
	whole := c.whole()
	if !c.Claimed.Less(whole) {
		return v, false
	}
	for i := range c.kept {
		w := &c.kept[i]
		if all && !w.value.Less(whole) {
			return Voucher{c.ID, w.value, w.signature}, true
		}
		if !all && !whole.Less(w.value) {
			v, ok = Voucher{c.ID, w.value, w.signature}, c.Claimed.Less(w.value)
		}
	}
	return v, ok
}

// Sign notes a voucher that pays no call by itself: those that are under way and those
// to come may cost so much. Nothing changes where one said more before.
func (d *Desk) Sign(v *Voucher) (Channel, Refusal) {
	place, known := d.channelsByID[v.Channel]
	if !known {
		return Channel{}, ChannelUnknown
	}
	c := *d.channels.At(place)
	switch _, rest := v.Value.DivMod64(c.Unit.Lo); {
	case c.Closed:
		return c, ChannelEnding
	case rest != 0 || len(v.Signature) == 0 || len(v.Signature) > SignatureMax:
		return c, VoucherInvalid
	}
	if refusal := d.within(&c, v); refusal != "" {
		return c, refusal
	}
	changed := d.channels.Change(place)
	changed.sign(v)
	return *changed, ""
}

// within refuses a session's voucher that its deposit does not hold: the escrow pays
// it whole or not at all.
func (d *Desk) within(c *Channel, v *Voucher) Refusal {
	if c.Escrow != EscrowSession || v.Nothing() {
		return ""
	}
	account, _ := d.ledger.Account(c.Account)
	left, _ := account.CreditsPosted.Sub(account.DebitsPosted)
	if balance, ok := left.Add(c.Charged); !ok || balance.Less(v.Value) {
		return VoucherBeyond
	}
	return ""
}
