package licence

import (
	"aidollar/core/ledger"
	"aidollar/core/money"
)

// windowOf names a window of a quota.
type windowOf struct {
	quota int
	begin int64
}

// Check sums the open draws and calls breach for each counter that does not agree, each
// bound that was exceeded, and each sum that is wrong.
func (v *View) Check(breach func(format string, args ...any)) {
	held := map[windowOf]tally{}
	for i := range v.open.Len() {
		d := v.open.At(i)
		for _, l := range d.lines {
			of := windowOf{l.quota, l.begin}
			sum, ok := held[of].plus(tally{held: l.units, heldCount: d.times})
			if held[of] = sum; !ok {
				breach("draw %s: the sum of what is open does not fit 128 bits", d.id)
			}
			q := v.quotas.At(l.quota)
			gone := l.begin < q.present.begin && (q.Window != Average || q.Window.end(l.begin) <= q.present.begin)
			if !gone && q.at(l.begin) == nil {
				breach("draw %s: quota %s has no window that begins on day %d", d.id, q.Name, l.begin)
			}
		}
	}
	for i := range v.quotas.Len() {
		q := v.quotas.At(i)
		for k := range q.past {
			q.check(held[windowOf{i, q.past[k].begin}], &q.past[k], breach)
		}
		q.check(held[windowOf{i, q.present.begin}], &q.present, breach)
		again := *q
		if !again.sum() || again.before != q.before {
			breach("quota %s: its days do not sum up to %s and %s", q.Name, q.before.used, q.before.held)
		}
		if all := q.whole(); q.exceeded(all.units(), all.count()) {
			breach("quota %s: %s are drawn in %d draws, and it never let more through than %s in %d", q.Name, all.units(), all.count(), q.high.units, q.high.count)
		}
	}
}

// check compares what a window says is held with the sum of the open draws.
func (q *quota) check(held tally, b *bucket, breach func(format string, args ...any)) {
	if held.held != b.held || held.heldCount != b.heldCount {
		breach("quota %s: %s are held by %d draws from day %d on, its open draws are %s in %d",
			q.Name, b.held, b.heldCount, b.begin, held.held, held.heldCount)
	}
	if b.usedCount == 0 && !b.used.IsZero() {
		breach("quota %s: %s are used from day %d on, by no draw", q.Name, b.used, b.begin)
	}
}

// exceeded reports whether more is drawn than the quota ever let through. What a share
// may have depends on its base, of which nobody knows what it once was.
func (q *quota) exceeded(units money.Amount, count uint64) bool {
	unitsMax, countMax := q.Window.span(q.high.units, q.high.count)
	beyond := !unitsMax.IsZero() && unitsMax.Less(units)
	more := countMax != 0 && countMax < count
	if q.high.either {
		return beyond && more
	}
	return beyond || more
}

// Passing calls f for each open draw whose id is burned elsewhere, until it returns false.
func (v *View) Passing(f func(id ledger.ID) bool) {
	for i := range v.open.Len() {
		if d := v.open.At(i); !d.keep && !f(d.id) {
			return
		}
	}
}
