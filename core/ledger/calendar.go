package ledger

import "aidollar/core/internal/civil"

// periodNumber counts the periods of a kind since 1970, UTC; months count from
// year zero. Times before 1970 count down.
func periodNumber(p Period, nanos int64) int64 {
	switch p {
	case PeriodMinute:
		return civil.FloorDiv(nanos, civil.NanosPerMinute)
	case PeriodHour:
		return civil.FloorDiv(nanos, civil.NanosPerHour)
	case PeriodDay:
		return civil.FloorDiv(nanos, civil.NanosPerDay)
	case PeriodMonth:
		return civil.Month(civil.FloorDiv(nanos, civil.NanosPerDay))
	}
	return 0
}
