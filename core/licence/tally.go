package licence

import (
	"cmp"
	"slices"

	"aidollar/core/money"
)

// tally is what was counted in some time.
type tally struct {
	used, held           money.Amount // settled, and open
	usedCount, heldCount uint64       // transactions
}

// units is what counts, which no draw lets overflow.
func (t *tally) units() money.Amount {
	sum, _ := t.used.Add(t.held)
	return sum
}

func (t *tally) count() uint64 { return t.usedCount + t.heldCount }

// plus adds two tallies; ok is false when anything, or all of it together, overflows.
func (t tally) plus(o tally) (sum tally, ok bool) {
	var fits [3]bool
	sum.used, fits[0] = t.used.Add(o.used)
	sum.held, fits[1] = t.held.Add(o.held)
	_, fits[2] = sum.used.Add(sum.held)
	sum.usedCount, sum.heldCount = t.usedCount+o.usedCount, t.heldCount+o.heldCount
	counts := sum.usedCount >= t.usedCount && sum.heldCount >= t.heldCount && sum.usedCount+sum.heldCount >= sum.usedCount
	return sum, fits == [3]bool{true, true, true} && counts
}

// close ends what was held by a draw of so many transactions. A returned one is none.
func (t *tally) close(drawn, used money.Amount, times uint64, returned bool) {
	t.held, _ = t.held.Sub(drawn)
	t.heldCount -= times
	if !returned {
		t.used, _ = t.used.Add(used)
		t.usedCount += times
	}
}

// bucket is what was counted in a window, or on a day of an average.
type bucket struct {
	begin int64 // day from 1970-01-01; never: nothing was drawn yet
	tally
}

// bounds are the highest that a quota ever had; zero is none.
type bounds struct {
	units  money.Amount
	count  uint64
	either bool // one of the two was allowed to be exceeded
}

// raise notes the bounds that a quota has now.
func (h *bounds) raise(q *Quota) {
	if q.UnitsMax.IsZero() || (!h.units.IsZero() && h.units.Less(q.UnitsMax)) {
		h.units = q.UnitsMax
	}
	if q.CountMax == 0 || (h.count != 0 && h.count < q.CountMax) {
		h.count = q.CountMax
	}
	h.either = h.either || q.Together
}

// quota is what is kept of one.
type quota struct {
	Quota
	base  int // the place of a share's base
	ended bool

	high bounds // that it ever had
	told Level  // the highest that was told since it was calm, or since its window began

	present bucket
	past    []bucket // of an average: the days before, oldest first; a frozen view may share them
	before  tally    // their sum
}

// whole is what counts now.
func (q *quota) whole() tally {
	all, _ := q.present.plus(q.before)
	return all
}

// roll moves to the window that a time is in. Time that goes back moves nothing.
func (q *quota) roll(now int64) {
	begin := q.Window.begin(dayOf(now))
	if begin <= q.present.begin {
		return
	}
	if q.Window == Average {
		past := slices.Clone(q.past)
		if q.present.tally != (tally{}) {
			past = append(past, q.present)
		}
		for len(past) > 0 && q.Window.end(past[0].begin) <= begin {
			past = past[1:]
		}
		q.past = past
		q.sum()
	} else {
		q.told = LevelOpen
	}
	q.present = bucket{begin: begin}
}

// sum counts the days of an average anew. ok is false when they overflow.
func (q *quota) sum() (ok bool) {
	q.before = tally{}
	for i := range q.past {
		if q.before, ok = q.before.plus(q.past[i].tally); !ok {
			return false
		}
	}
	_, ok = q.before.plus(q.present.tally)
	return ok
}

// at finds what was counted from a day on, if that still counts.
func (q *quota) at(begin int64) *bucket {
	if begin == q.present.begin {
		return &q.present
	}
	i, ok := slices.BinarySearchFunc(q.past, begin, func(b bucket, day int64) int { return cmp.Compare(b.begin, day) })
	if !ok {
		return nil
	}
	return &q.past[i]
}

// hold counts a draw that is open.
func (q *quota) hold(units money.Amount, times uint64) {
	q.present.held, _ = q.present.held.Add(units)
	q.present.heldCount += times
}

// close ends what is held by a draw from the window that began on a day.
func (q *quota) close(begin int64, drawn, used money.Amount, times uint64, returned bool) {
	if begin != q.present.begin {
		q.past = slices.Clone(q.past)
	}
	b := q.at(begin)
	if b == nil {
		return
	}
	b.close(drawn, used, times, returned)
	if begin != q.present.begin {
		q.before.close(drawn, used, times, returned)
	}
}
