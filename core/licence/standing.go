package licence

import (
	"math/bits"

	"aidollar/core/money"
)

// Room is what a quota lets through in its present window. Bounds that are not there
// have false in front of them, and zero for what is left.
type Room struct {
	UnitsBound bool
	UnitsMax   money.Amount // in the whole window, what is used included
	Left       money.Amount
	DrawsBound bool
	DrawsMax   uint64
	Draws      uint64 // that are left
}

// room works out what a quota, as it is now, lets through.
func (b *Book) room(q *quota, now int64) (r Room) {
	all := q.whole()
	r.UnitsMax, r.DrawsMax = q.Window.span(q.UnitsMax, q.CountMax)
	r.UnitsBound, r.DrawsBound = !r.UnitsMax.IsZero(), r.DrawsMax != 0
	if q.Kind == Share {
		base := b.rolled(q.base, now)
		counted := base.whole().used
		most, _, fits := money.MulDiv(counted, uint64(q.PPM), 0, ppmWhole, money.Down)
		if !fits {
			most = money.AmountMax
		}
		r.UnitsBound, r.UnitsMax = true, most
	}
	r.Left = r.UnitsMax.SubFloor(all.units())
	if used := all.count(); used < r.DrawsMax {
		r.Draws = r.DrawsMax - used
	}
	return r
}

// refuses says why a quota with that room does not let units through.
func (r *Room) refuses(q *quota, units money.Amount, times uint64) Refusal {
	after, fits := q.whole().plus(tally{held: units, heldCount: times})
	if !fits {
		return QuotaFull
	}
	beyond, last := r.UnitsBound && r.Left.Less(units), r.DrawsBound && r.Draws < times
	switch {
	case q.Together && (!last || !r.UnitsMax.Less(after.units())):
	case beyond && q.Kind == Share:
		return QuotaShare
	case beyond, q.Together: // a transaction without units is one more, too
		return QuotaUnits
	case last:
		return QuotaCount
	}
	return ""
}

// until is when what is left of a quota changes by time alone, Unix nanoseconds.
func (q *quota) until(now int64) (at int64) {
	switch {
	case q.Kind == Licence && now < q.From:
		return q.From
	case q.Window == Average && len(q.past) > 0:
		at = nanos(q.Window.end(q.past[0].begin))
	case q.Window != Total:
		at = nanos(q.Window.end(q.present.begin))
	}
	if q.Until != 0 && (at == 0 || q.Until < at) {
		at = q.Until
	}
	return at
}

// Standing is how a quota stands at a time, in the window with that time in it.
type Standing struct {
	Quota Quota // its lists are not to be changed
	Ended bool
	Used  money.Amount // settled
	Held  money.Amount // by open draws of this window
	Draws uint64       // transactions of draws that were settled
	Open  uint64       // transactions of open draws
	Room  Room
	Begin int64 // of the window, Unix nanoseconds; zero of a total
	End   int64 // of the window, exclusive; zero of a total

	// Of the window Average: a day's units and draws, what is open included.
	AverageUnits money.Amount
	AverageDraws uint64
}

func (b *Book) standing(place int, now int64) Standing {
	q := b.rolled(place, now)
	all := q.whole()
	s := Standing{
		Quota: q.Quota, Ended: q.ended, Used: all.used, Held: all.held, Draws: all.usedCount, Open: all.heldCount, Room: b.room(&q, now),
	}
	switch day := q.present.begin; q.Window {
	case Total:
	case Average:
		s.Begin, s.End = nanos(day+1-AverageSpan), nanos(day+1)
		s.AverageUnits, _, _ = money.MulDiv(all.units(), 1, 0, AverageDays, money.Up)
		quotient, rest := bits.Div64(0, all.count(), AverageDays)
		if s.AverageDraws = quotient; rest > 0 {
			s.AverageDraws++
		}
	default:
		s.Begin, s.End = nanos(day), nanos(q.Window.end(day))
	}
	return s
}

// Standing finds how a quota stands at a time in Unix nanoseconds.
func (b *Book) Standing(name string, now int64) (Standing, bool) {
	place, known := b.quotasByName[name]
	if !known {
		return Standing{}, false
	}
	return b.standing(place, now), true
}

// Standings calls f for each quota in the order of entering until it returns false.
func (b *Book) Standings(now int64, f func(Standing) bool) {
	for i := range b.quotas.Len() {
		if !f(b.standing(i, now)) {
			return
		}
	}
}
