package tariff

import "aidollar/core/internal/civil"

// Zone is a time zone as a list of its clock changes, so that the core needs no
// tables of its own and a card is priced the same when a government thinks
// again. The zero value is UTC.
type Zone struct {
	Name    string   // "Europe/Berlin"; empty without offsets
	Offsets []Offset // by rising From
}

// Offset is how far the wall clock is ahead of UTC from some time on. The first
// one holds before its time as well, the last one for good.
type Offset struct {
	From    int64 // Unix nanoseconds
	Seconds int32 // east is positive
}

// local gives the wall clock's seconds since 1970.
func (z *Zone) local(at int64) int64 {
	return civil.FloorDiv(at, civil.NanosPerSecond) + int64(z.SecondsAt(at))
}

// SecondsAt gives how many seconds the wall clock is ahead of UTC at a time in
// Unix nanoseconds. A zone that is nil is UTC.
func (z *Zone) SecondsAt(at int64) int32 {
	if z == nil || len(z.Offsets) == 0 {
		return 0
	}
	low, high := 0, len(z.Offsets) // the answer is before low
	for low < high {
		middle := int(uint(low+high) >> 1)
		if z.Offsets[middle].From <= at {
			low = middle + 1
		} else {
			high = middle
		}
	}
	return z.Offsets[max(low-1, 0)].Seconds
}

// Period is the span over which scales count. It begins at midnight by the wall
// clock of the card's zone, so a day may have 23 or 25 hours.
type Period uint8

// The periods. Their numbers are part of the card's format.
const (
	PeriodNone Period = iota
	PeriodDay
	PeriodMonth

	periodEnd
)

var periodNames = [periodEnd]string{"none", "day", "month"}

// String gives the period's name, "unknown" for what is no period.
func (p Period) String() string {
	if p < periodEnd {
		return periodNames[p]
	}
	return "unknown"
}

// Number counts the periods: days since 1970, months since year zero; zero for
// PeriodNone. Where a clock goes back over midnight, the hour that comes again
// belongs to the day it shows.
func (p Period) Number(at int64, zone *Zone) int64 {
	if p == PeriodNone {
		return 0
	}
	day := civil.FloorDiv(zone.local(at), civil.SecondsPerDay)
	if p == PeriodMonth {
		return civil.Month(day)
	}
	return day
}
