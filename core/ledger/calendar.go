package ledger

const (
	nanosPerMinute = 60 * 1_000_000_000
	nanosPerHour   = 60 * nanosPerMinute
	nanosPerDay    = 24 * nanosPerHour
)

// periodNumber counts the periods of a kind since 1970, UTC; months count from
// year zero. Times before 1970 count down.
func periodNumber(p Period, nanos int64) int64 {
	switch p {
	case PeriodMinute:
		return floorDiv(nanos, nanosPerMinute)
	case PeriodHour:
		return floorDiv(nanos, nanosPerHour)
	case PeriodDay:
		return floorDiv(nanos, nanosPerDay)
	case PeriodMonth:
		return monthNumber(floorDiv(nanos, nanosPerDay))
	}
	return 0
}

// monthNumber returns 12*year+month-1 of the proleptic Gregorian day that many
// days after 1970-01-01. The year is taken to begin on 1 March, so that the
// leap day is its last and months before it have a regular pattern of lengths:
// 153 days in each five of them.
func monthNumber(days int64) int64 {
	const (
		daysPerEra   = 146_097 // 400 years
		daysToEpoch  = 719_468 // from 0000-03-01 to 1970-01-01
		monthsPerEra = 4800
	)
	days += daysToEpoch
	era := floorDiv(days, daysPerEra)
	day := days - era*daysPerEra
	year := (day - day/1460 + day/36_524 - day/146_096) / 365
	dayOfYear := day - (365*year + year/4 - year/100)
	month := (5*dayOfYear + 2) / 153 // 0 is March
	return era*monthsPerEra + year*12 + month + 2
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
