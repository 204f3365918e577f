package licence

import (
	"fmt"
	"math/big"
	"slices"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/money"
)

// naive is a twin of a book that keeps every draw for ever and counts them anew each
// time it is asked, with the standard library's calendar and integers.
type naive struct {
	quotas []*naiveQuota
	draws  []*naiveDraw
}

type naiveQuota struct {
	Quota
	ended bool
}

type naiveDraw struct {
	Draw
	at    time.Time
	state string // open, settled, returned
	used  []money.Amount
}

func (n *naive) quota(name string) *naiveQuota {
	for _, q := range n.quotas {
		if q.Name == name {
			return q
		}
	}
	return nil
}

func (n *naive) find(id ledger.ID) *naiveDraw {
	for _, d := range n.draws {
		if d.ID == id && d.state == "open" {
			return d
		}
	}
	return nil
}

// window tells whether a draw of a time counts at another.
func inWindow(w Window, at, now time.Time) bool {
	y, m, d := at.Date()
	y2, m2, d2 := now.Date()
	switch w {
	case Day:
		return y == y2 && m == m2 && d == d2
	case Month:
		return y == y2 && m == m2
	case Quarter:
		return y == y2 && (m-1)/3 == (m2-1)/3
	case Year:
		return y == y2
	case Average:
		return now.Truncate(24*time.Hour).Sub(at.Truncate(24*time.Hour)) < 92*24*time.Hour
	}
	return true
}

// sums counts a quota's draws at a time.
func (n *naive) sums(q *naiveQuota, now time.Time) (used, held *big.Int, usedCount, heldCount int64) {
	used, held = new(big.Int), new(big.Int)
	for _, d := range n.draws {
		i := slices.IndexFunc(d.Lines, func(l Line) bool { return l.Quota == q.Name })
		if i < 0 || !inWindow(q.Window, d.at, now) {
			continue
		}
		times := int64(max(1, d.Times))
		switch d.state {
		case "open":
			held.Add(held, bigOf(d.Lines[i].Units))
			heldCount += times
		case "settled":
			used.Add(used, bigOf(d.used[i]))
			usedCount += times
		}
	}
	return used, held, usedCount, heldCount
}

// unitsMax is what a window lets through; nil for no bound.
func (n *naive) unitsMax(q *naiveQuota, now time.Time) *big.Int {
	switch {
	case q.Kind == Share:
		used, _, _, _ := n.sums(n.quota(q.Base), now)
		used.Mul(used, big.NewInt(int64(q.PPM)))
		return used.Div(used, big.NewInt(1_000_000))
	case q.UnitsMax.IsZero():
		return nil
	case q.Window == Average:
		return new(big.Int).Mul(bigOf(q.UnitsMax), big.NewInt(90))
	}
	return bigOf(q.UnitsMax)
}

func (n *naive) countMax(q *naiveQuota) *big.Int {
	switch {
	case q.CountMax == 0:
		return nil
	case q.Window == Average:
		return big.NewInt(int64(q.CountMax) * 90)
	}
	return big.NewInt(int64(q.CountMax))
}

func (n *naive) draw(now time.Time, d Draw) (Refusal, string) {
	if have := n.find(d.ID); have != nil {
		if fmt.Sprint(have.Draw) == fmt.Sprint(d) {
			return Exists, ""
		}
		return DrawDiffers, ""
	}
	switch {
	case d.Keep && now.UnixMilli()-d.ID.Millis() > 24*3600*1000:
		return DrawOld, ""
	case d.Keep && d.ID.Millis()-now.UnixMilli() > 60*1000:
		return DrawAhead, ""
	case n.closed(d.ID, now):
		return DrawClosed, ""
	}
	for _, l := range d.Lines {
		q := n.quota(l.Quota)
		if q == nil {
			return QuotaUnknown, l.Quota
		}
		if r := n.refuses(q, now, &d, l.Units); r != "" {
			return r, l.Quota
		}
	}
	n.draws = append(n.draws, &naiveDraw{Draw: d, at: now, state: "open"})
	return "", ""
}

func (n *naive) refuses(q *naiveQuota, now time.Time, d *Draw, units money.Amount) Refusal {
	if q.ended {
		return QuotaEnded
	}
	if q.Kind == Licence {
		switch t := now.UnixNano(); {
		case t < q.From:
			return LicenceNotYet
		case q.Until != 0 && t >= q.Until:
			return LicenceExpired
		case q.Holder != d.Holder:
			return LicenceHolder
		case len(q.Customers) > 0 && !slices.Contains(q.Customers, d.Customer):
			return LicenceCustomer
		case len(q.Goods) > 0 && !slices.Contains(q.Goods, d.Goods):
			return LicenceGoods
		}
	}
	used, held, usedCount, heldCount := n.sums(q, now)
	all := used.Add(used, held)
	all.Add(all, bigOf(units))
	unitsMax, countMax := n.unitsMax(q, now), n.countMax(q)
	beyond := unitsMax != nil && all.Cmp(unitsMax) > 0
	last := countMax != nil && big.NewInt(usedCount+heldCount+int64(max(1, d.Times))).Cmp(countMax) > 0
	if q.Together {
		if beyond && last {
			return QuotaUnits
		}
		return ""
	}
	beyond = beyond && !units.IsZero() // nothing is never too much, whatever was lowered since
	switch {
	case beyond && q.Kind == Share:
		return QuotaShare
	case beyond:
		return QuotaUnits
	case last:
		return QuotaCount
	}
	return ""
}

// closed tells whether a draw is known to have been closed.
func (n *naive) closed(id ledger.ID, now time.Time) bool {
	return now.UnixMilli()-id.Millis() <= 24*3600*1000 && slices.ContainsFunc(n.draws, func(d *naiveDraw) bool {
		return d.ID == id && d.Keep && d.state != "open"
	})
}

func (n *naive) close(now time.Time, id ledger.ID, state string, used []money.Amount) Refusal {
	d := n.find(id)
	if d == nil && n.closed(id, now) {
		return DrawClosed
	}
	if d == nil {
		return DrawUnknown
	}
	for i := range used {
		if d.Lines[i].Units.Less(used[i]) {
			return DrawExceeded
		}
	}
	if d.used = used; used == nil {
		for _, l := range d.Lines {
			d.used = append(d.used, l.Units)
		}
	}
	d.state = state
	return ""
}

// compare holds a book against its twin.
func (n *naive) compare(b *Book, now time.Time) (differences []string) {
	differ := func(name, what string, got, want any) {
		if fmt.Sprint(got) != fmt.Sprint(want) {
			differences = append(differences, fmt.Sprintf("%s: %s is %v, want %v", name, what, got, want))
		}
	}
	place := 0
	b.Standings(now.UnixNano(), func(s Standing) bool {
		q := n.quotas[place]
		place++
		used, held, usedCount, heldCount := n.sums(q, now)
		differ(q.Name, "quota", s.Quota, q.Quota)
		differ(q.Name, "ended", s.Ended, q.ended)
		differ(q.Name, "used", s.Used, used)
		differ(q.Name, "held", s.Held, held)
		differ(q.Name, "draws", s.Draws, usedCount)
		differ(q.Name, "open", s.Open, heldCount)
		all := new(big.Int).Add(used, held)
		if most := n.unitsMax(q, now); most != nil {
			left := new(big.Int).Sub(most, all)
			if left.Sign() < 0 {
				left.SetInt64(0)
			}
			differ(q.Name, "left", s.Room.Left, left)
		}
		differ(q.Name, "whether units are bound", s.Room.UnitsBound, n.unitsMax(q, now) != nil)
		if q.Window == Average {
			differ(q.Name, "average", s.AverageUnits, up(all, 90))
			differ(q.Name, "average of draws", s.AverageDraws, up(big.NewInt(usedCount+heldCount), 90))
		}
		if q.Window != Total && (s.Begin > now.UnixNano() || s.End <= now.UnixNano()) {
			differences = append(differences, fmt.Sprintf("%s: the window is from %d to %d", q.Name, s.Begin, s.End))
		}
		return true
	})
	differ("book", "number of quotas", place, len(n.quotas))
	return differences
}

func up(a *big.Int, by int64) *big.Int {
	sum := new(big.Int).Add(a, big.NewInt(by-1))
	return sum.Div(sum, big.NewInt(by))
}

func bigOf(a money.Amount) *big.Int {
	v, _ := new(big.Int).SetString(a.String(), 10)
	return v
}
