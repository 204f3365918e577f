package licence

import "aidollar/core/money"

// Level says how much is used up of what a quota lets through.
type Level uint8

// The levels.
const (
	LevelOpen      Level = iota
	LevelNear            // four fifths or more
	LevelExhausted       // all of it
)

// nearParts and calmParts are the fifths and the tenths that are left at LevelNear at
// most, and those beyond which a quota is calm: what it came to is told anew. Between
// them it may go up and down, as calls do that hold more than they use in the end, and
// nobody is told a thousand times a second.
const (
	nearParts = 5 // one of them is left
	calmParts = 10
	calmLeft  = 3 // of calmParts
)

// level is where a quota with that room is. What is bounded twice is used up by either
// bound, or by both where both have to be exceeded.
func (r *Room) level(q *quota) Level {
	all := q.whole()
	units, draws := r.unitsLevel(all.units()), r.drawsLevel(all.count())
	switch {
	case !r.UnitsBound:
		return draws
	case !r.DrawsBound:
		return units
	case q.Together:
		return min(units, draws)
	}
	return max(units, draws)
}

func (r *Room) unitsLevel(used money.Amount) Level {
	part, _ := r.UnitsMax.DivMod64(nearParts)
	switch {
	case !r.UnitsBound || used.IsZero() || part.Less(r.Left):
		return LevelOpen
	case !r.Left.IsZero():
		return LevelNear
	}
	return LevelExhausted
}

func (r *Room) drawsLevel(used uint64) Level {
	switch {
	case !r.DrawsBound || used == 0 || r.DrawsMax/nearParts < r.Draws:
		return LevelOpen
	case r.Draws != 0:
		return LevelNear
	}
	return LevelExhausted
}

// calm reports whether so much is left that a level is told anew when it comes again.
func (r *Room) calm(q *quota) bool {
	part, _ := r.UnitsMax.DivMod64(calmParts)
	bound, fits := part.Mul64(calmLeft)
	units := !r.UnitsBound || (fits && bound.Less(r.Left))
	draws := !r.DrawsBound || r.DrawsMax/calmParts*calmLeft < r.Draws
	if q.Together {
		return units || draws
	}
	return units && draws
}

// Raised calls f for each quota of the lines that came to a level which was not told since
// it was calm, or since its window began. It is called when a draw is good, or a quota was
// set: what is told once is told.
func (b *Book) Raised(now int64, lines []Line, f func(s *Standing, level Level)) {
	for _, l := range lines {
		place, known := b.quotasByName[l.Quota]
		if !known {
			continue
		}
		q := b.rolled(place, now)
		room := b.room(&q, now)
		level := room.level(&q)
		if level <= q.told || q.ended {
			continue
		}
		changed := b.quotas.Change(place)
		changed.roll(now)
		changed.told = level
		s := b.standing(place, now)
		f(&s, level)
	}
}
