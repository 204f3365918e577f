package licence

import (
	"math"
	"math/bits"

	"aidollar/core/internal/civil"
	"aidollar/core/money"
)

// Window is the time over which a quota counts, in UTC.
type Window uint8

// The windows. All but the last begin anew; the last one moves on by a day each day.
const (
	Total Window = iota + 1
	Day
	Month
	Quarter
	Year
	Average
)

// An average is what was counted in the AverageSpan days up to now, today among them,
// for each of AverageDays, rounded up. A quarter has 90 to 92 days, so each lies in one
// such span: a house that keeps an average within a bound keeps it in every quarter of
// the calendar, and in every other stretch of that length. A sum that began anew with
// each quarter would let the whole of two pass in two days, and would say little in the
// quarter's first days; a span of 90 days would let two of a quarter's 92 go by uncounted.
// The law that this is for counts by quarters: MiCA, Art. 22 and 23(1).
const (
	AverageSpan = 92
	AverageDays = 90
)

// never is the beginning of a window in which nothing was counted yet.
const never = math.MinInt64

// begin gives the first day, counted from 1970-01-01, of the window with a day in it.
func (w Window) begin(day int64) int64 {
	month := civil.Month(day)
	switch w {
	case Day, Average:
		return day
	case Month:
		return civil.MonthStart(month)
	case Quarter:
		return civil.MonthStart(3 * civil.FloorDiv(month, 3))
	case Year:
		return civil.MonthStart(12 * civil.FloorDiv(month, 12))
	}
	return 0
}

// end gives the day at which a window that begins on a day is over. A total never is.
func (w Window) end(begin int64) int64 {
	month := civil.Month(begin)
	switch w {
	case Day:
		return begin + 1
	case Average:
		return begin + AverageSpan
	case Month:
		return civil.MonthStart(month + 1)
	case Quarter:
		return civil.MonthStart(month + 3)
	}
	return civil.MonthStart(month + 12)
}

// dayOf is the day of a time in Unix nanoseconds.
func dayOf(now int64) int64 { return civil.FloorDiv(now, civil.NanosPerDay) }

// nanos is the time at which a day begins, as far as 64 bits hold it.
func nanos(day int64) int64 {
	const last = math.MaxInt64 / civil.NanosPerDay
	switch {
	case day > last:
		return math.MaxInt64
	case day < -last:
		return math.MinInt64
	}
	return day * civil.NanosPerDay
}

// span gives what a bound is over a whole window.
func (w Window) span(units money.Amount, count uint64) (money.Amount, uint64) {
	if w != Average {
		return units, count
	}
	all, ok := units.Mul64(AverageDays)
	if !ok {
		all = money.AmountMax
	}
	over, draws := bits.Mul64(count, AverageDays)
	if over > 0 {
		draws = math.MaxUint64
	}
	return all, draws
}
