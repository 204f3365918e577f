package ledger

import (
	"bytes"
	"errors"
	"fmt"

	"aidollar/core/money"
)

func (r *restorer) readHolds() error {
	l := r.l
	order := uint64(0)
	next := l.holds.next
	for i := uint32(0); i < r.holds && r.err == nil; i++ {
		h := hold{id: r.id(), amount: r.amount(), cause: r.id(), effective: r.i64(), deadline: r.i64(), made: r.i64(), order: r.u64()}
		h.debit, h.credit, h.draws = r.u32(), r.u32(), draws{r.u32(), r.u32()}
		h.code, h.flags = r.u16(), TransferFlags(r.u16())
		if r.err != nil {
			return r.err
		}
		if !r.validHold(&h) || h.order <= order || h.order >= next {
			return fmt.Errorf("hold %d (%v) is not a valid hold", i, h.id)
		}
		order = h.order
		l.holds.next = order // add gives it out again
		l.holds.add(&h, l.hash(h.id))
		d, c := &r.pending[h.debit], &r.pending[h.credit]
		d.debits, c.credits = saturatingAdd(d.debits, h.amount), saturatingAdd(c.credits, h.amount)
	}
	l.holds.next = next
	if r.err != nil {
		return r.err
	}
	for i := range l.accounts.n {
		rest := l.rests.at(i)
		if rest.debitsPending != r.pending[i].debits || rest.creditsPending != r.pending[i].credits {
			return fmt.Errorf("account %d (%v): its holds do not sum to its pending balances", i, l.accounts.at(i).id)
		}
	}
	return nil
}

func (r *restorer) validHold(h *hold) bool {
	l := r.l
	if h.id.IsZero() || h.amount.IsZero() || h.debit >= r.accounts || h.credit >= r.accounts || h.draws.own > r.budgets || h.draws.named > r.budgets {
		return false
	}
	if _, twice := l.holds.find(h.id, l.hash(h.id)); twice {
		return false
	}
	asset := l.accounts.at(h.debit).asset
	if h.debit == h.credit || asset != l.accounts.at(h.credit).asset {
		return false
	}
	if h.flags&^TransferFlagsKnown != 0 || h.flags&Pending == 0 || h.flags.conflict() {
		return false
	}
	if h.made < 0 || h.made > l.now || h.effective > h.made || (h.deadline != 0 && h.deadline <= l.now) {
		return false
	}
	return r.validDraw(h, l.assets[asset].id)
}

// validDraw checks that the budgets a hold drew on can take back what it holds.
func (r *restorer) validDraw(h *hold, asset AssetID) bool {
	end := uint32(0)
	if h.draws.named != 0 {
		end = r.l.shared(h.draws)
	}
	return r.validDrawOf(h.draws.named, 0, h, asset) && r.validDrawOf(h.draws.own, end, h, asset)
}

func (r *restorer) validDrawOf(first, end uint32, h *hold, asset AssetID) bool {
	l := r.l
	for at := first; at != end; {
		b := l.budgets.at(at - 1)
		if b.asset != asset {
			return false
		}
		if number := periodNumber(b.period, h.made); number == l.periods[b.period] {
			if b.number != number {
				return false
			}
			key := at - 1
			for int(key) >= len(r.drawn) {
				r.drawn = append(r.drawn, drawnSums{})
			}
			drawn := &r.drawn[key]
			drawn.amount, drawn.count = saturatingAdd(drawn.amount, h.amount), drawn.count+1
			if b.spent.Less(drawn.amount) || b.count < drawn.count {
				return false
			}
		}
		at = b.parent
	}
	return true
}

// drawnSums sums what open holds may give back to a budget.
type drawnSums struct {
	amount money.Amount
	count  uint64
}

func (r *restorer) readWindow() error {
	l := r.l
	matched := uint32(0)
	number := l.millisMin>>l.window.shift - 1
	for i := uint32(0); i < r.buckets && r.err == nil; i++ {
		n, entries, wides := r.i64(), r.u32(), r.u32()
		if r.err != nil {
			return r.err
		}
		if n <= number || n > l.millisMax>>l.window.shift || entries == 0 || entries > numberMax || wides > entries {
			return fmt.Errorf("bucket %d of the window is out of order or out of the window", i)
		}
		if l.window.count+uint64(entries) > uint64(l.config.IDsMax) {
			return fmt.Errorf("it remembers more than the %d ids that the configuration allows", l.config.IDsMax)
		}
		number = n
		b := l.window.make(n << l.window.shift)
		wide := []money.Amount(nil)
		for j := uint32(0); j < wides && r.err == nil; j++ {
			wide = append(wide, r.amount())
		}
		for j := uint32(0); j < entries && r.err == nil; j++ {
			id, print, word := r.id(), r.u64(), r.u64()
			if r.err != nil {
				return r.err
			}
			open, ok := r.readEntry(b, wide, id, print, word)
			if !ok {
				return fmt.Errorf("entry %d of bucket %d of the window (%v) is not valid", j, i, id)
			}
			if open {
				matched++
			}
		}
		if r.err == nil && len(b.wide) != len(wide) {
			return fmt.Errorf("bucket %d of the window lists amounts that no entry has", i)
		}
	}
	if r.err == nil && matched != r.rememberedHolds() {
		return errors.New("the window does not know all open holds of its time")
	}
	return nil
}

// readEntry takes one entry over; open tells whether it is an open hold's.
func (r *restorer) readEntry(b *bucket, wide []money.Amount, id ID, print, word uint64) (open, ok bool) {
	l := r.l
	h := l.hash(id)
	if id.IsZero() || id.Millis()>>l.window.shift != b.number || id.Millis() > l.millisMax {
		return false, false
	}
	if _, twice := b.find(id, h); twice {
		return false, false
	}
	amount := money.Units(word >> amountAt)
	if word&wideBit != 0 {
		if place := word >> amountAt; place != uint64(len(b.wide)) || place >= uint64(len(wide)) {
			return false, false
		}
		amount = wide[len(b.wide)]
		if amount.Hi == 0 && amount.Lo < amountInline {
			return false, false // there is one way to write an amount
		}
	}
	state := word & stateMask
	if state >= stateEnd {
		return false, false
	}
	slot, held := l.holds.find(id, h)
	if held != (state == stateOpen) {
		return false, false
	}
	if held {
		if l.holds.slab.at(slot).amount != amount {
			return false, false
		}
		l.holds.slab.edit(slot).entry = b.entries.n
	}
	l.window.remember(b, id, h, print, state, amount)
	return held, true
}

// rememberedHolds counts the open holds whose ids lie in buckets that are kept.
func (r *restorer) rememberedHolds() uint32 {
	l := r.l
	n := uint32(0)
	for i := range l.holds.slab.n {
		if l.holds.slab.at(i).id.Millis()>>l.window.shift >= l.millisMin>>l.window.shift {
			n++
		}
	}
	return n
}

func (r *restorer) readEnd() error {
	r.fill(2 * 16)
	want := r.hash.Sum(nil)
	var have [32]byte
	copy(have[:16], r.take(16))
	copy(have[16:], r.take(16))
	if r.err == nil && !bytes.Equal(have[:], want) {
		return errors.New("its bytes do not have the hash that it ends with: it is damaged")
	}
	if r.err != nil {
		return r.err
	}
	r.fill(1)
	if r.err == nil {
		return errors.New("it goes on behind its end")
	}
	if errors.Is(r.err, errEarlyEnd) {
		r.err = nil // as it should
	}
	return r.err
}
