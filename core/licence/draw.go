package licence

import (
	"math"
	"slices"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// The bounds of a draw.
const (
	LinesMax = 16      // quotas that it may take from
	TimesMax = 1 << 48 // transactions that it may stand for
)

// DrawUnitsMax is the most that a draw takes from a quota: 2^96-1, so that 128 bits
// count four billion of the largest.
var DrawUnitsMax = money.Amount{Hi: 1<<32 - 1, Lo: math.MaxUint64}

// Draw takes from quotas, each named once. Whoever it is for is asked by licences alone.
type Draw struct {
	ID       ledger.ID // of what uses them
	Holder   string    // entities, which may be empty
	Customer string
	Goods    string
	Keep     bool   // the id is burned nowhere else: see Keep
	Times    uint64 // transactions that it stands for, in each line; zero is one
	Lines    []Line
}

// Line is what a draw takes from one quota, whatever its transactions.
type Line struct {
	Quota string
	Units money.Amount
}

// draw is what is kept of an open one. Its lines never change.
type draw struct {
	id                      ledger.ID
	holder, customer, goods string
	keep                    bool
	times                   uint64
	lines                   []line
}

type line struct {
	quota int // its place
	units money.Amount
	begin int64 // of the window
}

func (d *Draw) valid() bool {
	if d.ID.IsZero() || len(d.Lines) == 0 || len(d.Lines) > LinesMax || d.Times > TimesMax {
		return false
	}
	for _, entity := range [...]string{d.Holder, d.Customer, d.Goods} {
		if entity != "" && !entityValid(entity) {
			return false
		}
	}
	for i := range d.Lines {
		named := func(l Line) bool { return l.Quota == d.Lines[i].Quota }
		if DrawUnitsMax.Less(d.Lines[i].Units) || slices.ContainsFunc(d.Lines[:i], named) {
			return false
		}
	}
	return true
}

// Draw takes from all quotas of a draw or from none. now is in Unix nanoseconds and
// never less than at the draw before.
func (b *Book) Draw(now int64, d *Draw) Refused {
	if place, open := b.openByID[d.ID]; open {
		if have := b.drawAt(place); !have.same(d) {
			return Refused{Refusal: DrawDiffers}
		}
		return Refused{Refusal: Exists}
	}
	switch {
	case !d.valid():
		return Refused{Refusal: DrawInvalid}
	case d.Keep && d.ID.Millis() < oldest(now):
		return Refused{Refusal: DrawOld}
	case d.Keep && d.ID.Millis() > now/millisecond+aheadMax:
		return Refused{Refusal: DrawAhead}
	case b.isClosed(d.ID):
		return Refused{Refusal: DrawClosed}
	case b.open.Len() >= b.openMax || (d.Keep && b.closed.Len() >= ClosedMax):
		return Refused{Refusal: DrawsFull}
	}
	lines, times := make([]line, len(d.Lines)), max(1, d.Times)
	var calm [LinesMax]bool
	for i, l := range d.Lines {
		place, known := b.quotasByName[l.Quota]
		if !known {
			return Refused{Refusal: QuotaUnknown, Quota: l.Quota}
		}
		q := b.rolled(place, now)
		room := b.room(&q, now)
		if refused := room.admits(&q, now, d, l.Units); refused.Refusal != "" {
			return refused
		}
		calm[i] = room.calm(&q)
		lines[i] = line{place, l.Units, q.present.begin}
	}
	for i, l := range lines {
		q := b.quotas.Change(l.quota)
		q.roll(now)
		if calm[i] {
			q.told = LevelOpen
		}
		q.hold(l.units, times)
	}
	b.openByID[d.ID] = b.open.Append(draw{d.ID, d.Holder, d.Customer, d.Goods, d.Keep, times, lines})
	return Refused{}
}

// rolled is a quota as it is at a time.
func (b *Book) rolled(place int, now int64) quota {
	q := *b.quotas.At(place)
	q.roll(now)
	return q
}

// admits says why a quota, as it is now with that room, does not let a draw through.
func (r *Room) admits(q *quota, now int64, d *Draw, units money.Amount) Refused {
	refusal := q.permits(now, d)
	if refusal == "" {
		refusal = r.refuses(q, units, max(1, d.Times))
	}
	if refusal == "" {
		return Refused{}
	}
	return Refused{Refusal: refusal, Quota: q.Name, Left: r.Left, Draws: r.Draws, Until: q.until(now)}
}

// permits says why a quota is not for a draw, whatever is left of it.
func (q *quota) permits(now int64, d *Draw) Refusal {
	switch {
	case q.ended:
		return QuotaEnded
	case q.Kind != Licence:
		return ""
	case now < q.From:
		return LicenceNotYet
	case q.Until != 0 && now >= q.Until:
		return LicenceExpired
	case d.Holder != q.Holder:
		return LicenceHolder
	case !names(q.Customers, d.Customer):
		return LicenceCustomer
	case !names(q.Goods, d.Goods):
		return LicenceGoods
	}
	return ""
}

func names(list []string, name string) bool {
	_, found := slices.BinarySearch(list, name)
	return found || len(list) == 0
}

// Settle closes a draw at what was used of each line, in their order; nil is all that
// was drawn. What was not used returns to its window.
func (b *Book) Settle(id ledger.ID, used []money.Amount) Refusal {
	place, refusal := b.openOf(id)
	if refusal != "" {
		return refusal
	}
	lines, times := b.open.At(place).lines, b.open.At(place).times
	if used != nil && len(used) != len(lines) {
		return DrawExceeded
	}
	for i := range used {
		if lines[i].units.Less(used[i]) {
			return DrawExceeded
		}
	}
	for i, l := range lines {
		all := l.units
		if used != nil {
			all = used[i]
		}
		b.quotas.Change(l.quota).close(l.begin, l.units, all, times, false)
	}
	b.forget(place)
	return ""
}

// Return closes a draw of which nothing came: neither its units nor the draw count.
func (b *Book) Return(id ledger.ID) Refusal {
	place, refusal := b.openOf(id)
	if refusal != "" {
		return refusal
	}
	d := b.open.At(place)
	for _, l := range d.lines {
		b.quotas.Change(l.quota).close(l.begin, l.units, money.Amount{}, d.times, true)
	}
	b.forget(place)
	return ""
}

// openOf finds a draw that is open.
func (b *Book) openOf(id ledger.ID) (place int, refusal Refusal) {
	place, open := b.openByID[id]
	switch {
	case open:
		return place, ""
	case b.isClosed(id):
		return 0, DrawClosed
	}
	return 0, DrawUnknown
}

// forget closes the gap of a draw with the last one.
func (b *Book) forget(place int) {
	if d := b.open.At(place); d.keep {
		b.remember(d.id)
	}
	delete(b.openByID, b.open.At(place).id)
	last := b.open.Pop()
	if place < b.open.Len() {
		*b.open.Change(place) = last
		b.openByID[last.id] = place
	}
}

// drawAt gives an open draw as it was asked for.
func (b *Book) drawAt(place int) Draw {
	have := b.open.At(place)
	d := Draw{ID: have.id, Holder: have.holder, Customer: have.customer, Goods: have.goods, Keep: have.keep, Times: have.times, Lines: make([]Line, len(have.lines))}
	for i, l := range have.lines {
		d.Lines[i] = Line{b.quotas.At(l.quota).Name, l.units}
	}
	return d
}

func (d *Draw) same(other *Draw) bool {
	return d.ID == other.ID && d.Holder == other.Holder && d.Customer == other.Customer && d.Goods == other.Goods && d.Keep == other.Keep && max(1, d.Times) == max(1, other.Times) && slices.Equal(d.Lines, other.Lines)
}

// Open finds a draw that is open.
func (b *Book) Open(id ledger.ID) (Draw, bool) {
	place, open := b.openByID[id]
	if !open {
		return Draw{}, false
	}
	return b.drawAt(place), true
}
