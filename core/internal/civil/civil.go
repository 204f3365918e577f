package civil

// The spans of the clock, in nanoseconds and in seconds.
const (
	NanosPerSecond = 1_000_000_000
	NanosPerMinute = 60 * NanosPerSecond
	NanosPerHour   = 60 * NanosPerMinute
	NanosPerDay    = 24 * NanosPerHour

	SecondsPerDay = 24 * 60 * 60
	MinutesPerDay = 24 * 60
)

// FloorDiv divides towards minus infinity, so that times before 1970 count
// down. b is positive.
func FloorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Month gives 12*year+month-1 of the day that many days after 1970-01-01. The
// year is taken to begin on 1 March, so that the leap day is its last and months
// before it have a regular pattern of lengths: 153 days in each five of them.
func Month(days int64) int64 {
	const (
		daysPerEra   = 146_097 // 400 years
		daysToEpoch  = 719_468 // from 0000-03-01 to 1970-01-01
		monthsPerEra = 4800
	)
	days += daysToEpoch
	era := FloorDiv(days, daysPerEra)
	day := days - era*daysPerEra
	year := (day - day/1460 + day/36_524 - day/146_096) / 365
	dayOfYear := day - (365*year + year/4 - year/100)
	month := (5*dayOfYear + 2) / 153 // 0 is March
	return era*monthsPerEra + year*12 + month + 2
}

// Weekday gives 0 for Monday to 6 for Sunday of the day that many days after
// 1970-01-01, which was a Thursday.
func Weekday(days int64) int64 {
	return days + 3 - 7*FloorDiv(days+3, 7)
}

// MonthStart gives the days from 1970-01-01 to the first of a month that Month
// numbers.
func MonthStart(month int64) int64 {
	const (
		daysPerEra   = 146_097 // 400 years
		daysToEpoch  = 719_468 // from 0000-03-01 to 1970-01-01
		monthsPerEra = 4800
	)
	month -= 2 // the year begins on 1 March
	era := FloorDiv(month, monthsPerEra)
	year, inYear := (month-era*monthsPerEra)/12, (month-era*monthsPerEra)%12
	day := 365*year + year/4 - year/100 + (153*inYear+2)/5
	return era*daysPerEra + day - daysToEpoch
}
