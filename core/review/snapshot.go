package review

import (
	"errors"
	"fmt"

	"aidollar/core/internal/paged"
	"aidollar/core/internal/wire"
)

// View is a book as it was when it was frozen.
type View struct {
	items    paged.Slice[Item]
	last     uint32
	revision uint64
	fourEyes bool
}

// Freeze keeps the present state for a snapshot.
func (b *Book) Freeze() View {
	return View{items: b.items.Freeze(), last: b.last, revision: b.revision, fourEyes: b.fourEyes}
}

// Append writes the view: the items behind their count.
func (v *View) Append(a *wire.Appender) {
	a.U32(v.last)
	a.U64(v.revision)
	a.Flag(v.fourEyes)
	a.U32(uint32(v.items.Len()))
	for n := range v.items.Len() {
		v.items.At(n).append(a)
	}
}

// Append writes what a caller says of an item.
func (c *Content) Append(a *wire.Appender) {
	a.U8(uint8(c.Kind))
	a.Text(c.Subject)
	a.ID(c.Party)
	a.Text(c.Text)
	a.Text(c.Name)
	a.Flag(c.Hit)
	matches := c.Matches[:min(len(c.Matches), 1<<8-1)] // more than any reader takes
	a.U8(uint8(len(matches)))
	for i := range matches {
		m := &matches[i]
		a.Text(m.Entry)
		a.Text(m.Name)
		a.U16(m.Score)
		a.Text(m.List)
		a.U32(uint32(m.Day))
	}
	a.Text(c.Action)
	a.Text(c.Resource)
	a.B = append(a.B, c.Request[:]...)
	a.U64(c.Decision)
	a.ID(c.Arrival)
}

// ReadContent reads what Content.Append wrote.
func ReadContent(r *wire.Reader) Content {
	c := Content{Kind: Kind(r.U8()), Subject: r.Text(), Party: r.ID(), Text: r.Text(), Name: r.Text(), Hit: r.Flag()}
	for range r.U8() {
		c.Matches = append(c.Matches, Match{Entry: r.Text(), Name: r.Text(), Score: r.U16(), List: r.Text(), Day: int32(r.U32())})
	}
	c.Action, c.Resource = r.Text(), r.Text()
	copy(c.Request[:], r.Take(len(c.Request)))
	c.Decision, c.Arrival = r.U64(), r.ID()
	return c
}

// Append writes the act.
func (t *Act) Append(a *wire.Appender) {
	a.ID(t.By.ID)
	a.Text(t.By.Name)
	a.Text(t.Reason)
	a.I64(t.At)
}

// ReadAct reads what Act.Append wrote.
func ReadAct(r *wire.Reader) Act {
	return Act{By: Person{r.ID(), r.Text()}, Reason: r.Text(), At: r.I64()}
}

// Append writes the ruling.
func (r *Ruling) Append(a *wire.Appender) {
	a.U8(uint8(r.Verdict))
	r.Act.Append(a)
	a.I64(r.Until)
}

// ReadRuling reads what Ruling.Append wrote.
func ReadRuling(r *wire.Reader) Ruling {
	return Ruling{Verdict: Verdict(r.U8()), Act: ReadAct(r), Until: r.I64()}
}

var errSnapshot = errors.New("review: the snapshot contradicts itself")

// RestoreBook reads what View.Append wrote.
func RestoreBook(r *wire.Reader) (*Book, error) {
	b := NewBook()
	b.last, b.revision, b.fourEyes = r.U32(), r.U64(), r.Flag()
	for range r.U32() {
		i := readItem(r)
		_, twice := b.places[i.Number]
		_, taken := b.numbers[i.ID]
		_, held := b.holding[i.Content.key()]
		if r.Short() || b.items.Len() >= ItemsMax || twice || taken || (held && i.Ended == 0) || i.Number > b.last || !i.whole() {
			return nil, fmt.Errorf("%w: item %d is damaged", errSnapshot, b.items.Len())
		}
		i.next = i.moment()
		b.index(&i, b.items.Append(i))
		if i.next != 0 {
			b.queue.Push(event{i.next, i.Number})
		}
	}
	if r.Short() {
		return nil, fmt.Errorf("%w: it ends early", errSnapshot)
	}
	return b, nil
}

// timeMax bounds the times of a snapshot, so that adding a span to one stays a time.
const timeMax = 1 << 62

// whole reports whether an item is one that the book could have come to.
func (i *Item) whole() bool {
	for _, at := range []int64{i.Opened, i.Since, i.First.At, i.Ruling.At, i.Withdrawal.At, i.Ended} {
		if at < 0 || at > timeMax {
			return false
		}
	}
	if i.ID.IsZero() || i.Number == 0 || !i.Content.valid() || i.Since < i.Opened || !i.rulingWhole(&i.First) || !i.rulingWhole(&i.Ruling) {
		return false
	}
	taken := i.Withdrawal != Act{}
	if taken && (!i.Withdrawal.By.valid() || !textValid(i.Withdrawal.Reason, 1, TextMax)) {
		return false
	}
	first := i.First.None() || i.First.Verdict == Approve
	switch i.State {
	case Open:
		return first && i.Until == 0 && i.Ended == 0 && (i.Again > 0) == !i.Ruling.None()
	case Approved:
		return first && i.Ruling.Verdict == Approve && i.Until == sooner(i.Ruling.Until, i.First.Until) && i.Ended == 0
	case Refused:
		return first && i.Ruling.Verdict == Refuse && i.Until == i.Ruling.Until && i.Ended == 0
	case Lapsed:
		return first && i.Kind == Referral && !i.Ruling.None() && i.Until != 0 && i.Ended == i.Until
	case Withdrawn:
		return first && i.Kind == Referral && !i.Ruling.None() && taken && i.Ended == i.Withdrawal.At
	}
	return false
}

func (i *Item) rulingWhole(r *Ruling) bool {
	if r.None() {
		return *r == Ruling{}
	}
	return r.Verdict < verdictEnd && r.By.valid() && textValid(r.Reason, 1, TextMax) && i.untilValid(r.At, r)
}

// Whole names the first item that the book could not have come to; it is empty where there
// is none.
func (v *View) Whole() string {
	for n := range v.items.Len() {
		i := v.items.At(n)
		if !i.whole() || i.next != i.moment() {
			return i.ID.String()
		}
	}
	return ""
}

// Open calls f for each item that waits for somebody.
func (v *View) Open(f func(*Item)) {
	for n := range v.items.Len() {
		if i := v.items.At(n); i.State == Open {
			f(i)
		}
	}
}

func (i *Item) append(a *wire.Appender) {
	a.ID(i.ID)
	a.U32(i.Number)
	i.Content.Append(a)
	a.U8(uint8(i.State))
	a.I64(i.Opened)
	a.I64(i.Since)
	a.U32(i.Again)
	i.First.Append(a)
	i.Ruling.Append(a)
	a.I64(i.Until)
	i.Withdrawal.Append(a)
	a.I64(i.Ended)
}

func readItem(r *wire.Reader) Item {
	i := Item{ID: r.ID(), Number: r.U32(), Content: ReadContent(r), State: State(r.U8()), Opened: r.I64(), Since: r.I64(), Again: r.U32()}
	i.First, i.Ruling, i.Until, i.Withdrawal, i.Ended = ReadRuling(r), ReadRuling(r), r.I64(), ReadAct(r), r.I64()
	return i
}

// EncodeItem is an item in its one form.
func EncodeItem(i *Item) []byte {
	var a wire.Appender
	i.append(&a)
	return a.B
}

// DecodeItem reads what EncodeItem wrote.
func DecodeItem(b []byte) (i Item, ok bool) {
	r := wire.Reader{B: b}
	i = readItem(&r)
	return i, r.Err() == nil
}
