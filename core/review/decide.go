package review

import (
	"math"
	"slices"

	"aidollar/core/ledger"
)

// Open puts something into the queue. What holds already of the same content is Exists,
// with the item that was there first, whatever its id.
func (b *Book) Open(now int64, id ledger.ID, c Content) (Item, Refusal) {
	b.Advance(now)
	if known, ok := b.Item(id); ok {
		if !known.Content.same(&c) {
			return known, ItemDiffers
		}
		return known, Exists
	}
	if id.IsZero() || !c.valid() {
		return Item{}, ItemInvalid
	}
	if number, ok := b.holding[c.key()]; ok {
		return *b.at(number), Exists
	}
	switch {
	case len(b.open) >= OpenMax:
		return Item{}, QueueFull
	case b.items.Len() >= ItemsMax || b.last == math.MaxUint32:
		return Item{}, ItemsFull
	case b.openOf[c.Subject] >= SubjectOpenMax:
		return Item{}, SubjectFull
	}
	c.Matches = slices.Clone(c.Matches)
	b.last++
	place := b.items.Append(Item{ID: id, Number: b.last, Content: c, State: Open, Opened: now, Since: now})
	i := b.items.Change(place)
	b.index(i, place)
	b.rest(i)
	return *i, ""
}

// Refer puts a request into the queue under an id of the book's own.
func (b *Book) Refer(now int64, c Content) (Item, Refusal) {
	const mark = 0x7276
	return b.Open(now, ledger.ID{Hi: uint64(now/1_000_000)<<16 | mark, Lo: 1<<63 | uint64(b.last+1)}, c)
}

// Decide answers an item. The ruling's time is the book's. Under four eyes the first
// approval leaves the item open, and the second, by another person, ends it with the
// earlier of the two ends; a refusal ends it at once.
func (b *Book) Decide(now int64, id ledger.ID, r Ruling) (Item, Refusal) {
	b.Advance(now)
	number, ok := b.numbers[id]
	if !ok {
		return Item{}, ItemUnknown
	}
	if refusal := b.takes(b.at(number), now, &r); refusal != "" {
		return *b.at(number), refusal
	}
	i := b.items.Change(b.places[number])
	r.At = now
	if i.State = b.becomes(i, &r); i.State == Open {
		i.First = r
		b.rest(i)
		return *i, ""
	}
	i.Ruling, i.Until = r, r.Until
	if i.State == Approved {
		i.Until = sooner(r.Until, i.First.Until)
	}
	b.answered(i)
	b.rest(i)
	return *i, ""
}

// becomes is the state that a ruling brings an item to which takes it.
func (b *Book) becomes(i *Item, r *Ruling) State {
	switch {
	case r.Verdict != Approve:
		return Refused
	case b.fourEyes && i.First.None():
		return Open
	}
	return Approved
}

// Foresee is the state that a ruling would bring an item to, or zero if it is not taken.
// It changes nothing, for whoever has to carry out first what is decided.
func (b *Book) Foresee(now int64, id ledger.ID, r Ruling) State {
	number, ok := b.numbers[id]
	if !ok || b.takes(b.at(number), now, &r) != "" {
		return 0
	}
	return b.becomes(b.at(number), &r)
}

// takes says why an item does not take a ruling.
func (b *Book) takes(i *Item, now int64, r *Ruling) Refusal {
	switch {
	case i.First.same(r) && (b.fourEyes || i.State != Open), i.Ruling.same(r) && i.State != Open:
		return Exists
	case i.State == Lapsed || i.State == Withdrawn:
		return ItemEnded
	case i.State != Open:
		return ItemDecided
	case r.Verdict == 0 || r.Verdict >= verdictEnd || !r.By.valid():
		return RulingInvalid
	case !textValid(r.Reason, 1, TextMax):
		return ReasonMissing
	case !i.untilValid(now, r):
		return UntilInvalid
	case b.fourEyes && r.Verdict == Approve && i.First.By.ID == r.By.ID:
		return SecondPerson
	}
	return ""
}

func (p *Person) valid() bool { return !p.ID.IsZero() && textValid(p.Name, 1, NameMax) }

// untilValid reports whether a ruling may have its end when it is made.
func (i *Item) untilValid(at int64, r *Ruling) bool {
	switch {
	case i.Kind == Referral && r.Verdict == Approve:
		return r.Until > at && r.Until <= at+ApprovalSpanMax
	case r.Until == 0:
		return true
	case i.Kind == Referral:
		return r.Until > at && r.Until <= at+ApprovalSpanMax
	}
	return i.Kind == Screening && r.Verdict == Approve && r.Until > at && r.Until <= at+ClearingSpanMax
}

// sooner is the earlier of two ends, of which zero is none.
func sooner(a, b int64) int64 {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// Withdraw takes back what was decided. The answer to a request ends, so that it is
// referred when it is made again, and a screening is open again. What was decided of money
// or of a call that is past was decided for good.
func (b *Book) Withdraw(now int64, id ledger.ID, a Act) (Item, Refusal) {
	b.Advance(now)
	number, ok := b.numbers[id]
	if !ok {
		return Item{}, ItemUnknown
	}
	known := b.at(number)
	was := known.Withdrawal.same(&a)
	switch {
	case known.State == Withdrawn && was, known.State == Open && was && known.Withdrawal.At == known.Since:
		return *known, Exists
	case known.State == Open:
		return *known, ItemOpen
	case known.State == Lapsed || known.State == Withdrawn:
		return *known, ItemEnded
	case known.Kind.once():
		return *known, ItemFinal
	case !a.By.valid():
		return *known, RulingInvalid
	case !textValid(a.Reason, 1, TextMax):
		return *known, ReasonMissing
	}
	a.At = now
	i := b.items.Change(b.places[number])
	i.Withdrawal = a
	if i.Kind == Referral {
		b.end(i, Withdrawn, now)
	} else {
		b.reopen(i, now)
	}
	b.rest(i)
	return *i, ""
}
