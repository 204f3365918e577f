package meter

// Window is the span of time whose events are taken together, in UTC calendar
// terms.
type Window uint8

// The windows. Their numbers are part of the log's format.
const (
	WindowNone Window = iota // no window: each event stands for itself
	WindowHour
	WindowDay
	WindowMonth

	windowEnd
)

var windowNames = [windowEnd]string{"none", "hour", "day", "month"}

// String gives the window's name, "unknown" for what is none.
func (w Window) String() string {
	if w < windowEnd {
		return windowNames[w]
	}
	return "unknown"
}

// WindowNamed finds a window by its name.
func WindowNamed(name string) (Window, bool) {
	for i, n := range windowNames {
		if n == name {
			return Window(i), true
		}
	}
	return 0, false
}

const (
	nanosPerHour = 3600 * 1_000_000_000
	nanosPerDay  = 24 * nanosPerHour
)

// Start is the beginning of the window that a time lies in, both in Unix
// nanoseconds. Without a window it is zero.
func (w Window) Start(at int64) int64 {
	switch w {
	case WindowHour:
		return at - floorMod(at, nanosPerHour)
	case WindowDay:
		return at - floorMod(at, nanosPerDay)
	case WindowMonth:
		year, month := monthOf(floorDiv(at, nanosPerDay))
		return daysTo(year, month) * nanosPerDay
	}
	return 0
}

// End is the end, exclusive, of the window that a time lies in. Without a
// window it is zero.
func (w Window) End(at int64) int64 {
	switch w {
	case WindowHour:
		return w.Start(at) + nanosPerHour
	case WindowDay:
		return w.Start(at) + nanosPerDay
	case WindowMonth:
		year, month := monthOf(floorDiv(at, nanosPerDay))
		if month++; month > 12 {
			year, month = year+1, 1
		}
		return daysTo(year, month) * nanosPerDay
	}
	return 0
}

// The civil calendar is counted in eras of 400 years that begin on 1 March, so
// that a leap day is the last of its year (as in Howard Hinnant's description
// of the days from civil algorithm).
const (
	daysPerEra  = 146_097
	daysToEpoch = 719_468 // from 0000-03-01 to 1970-01-01
)

// monthOf is the proleptic Gregorian year and month of a day after 1970-01-01.
func monthOf(days int64) (year, month int64) {
	days += daysToEpoch
	era := floorDiv(days, daysPerEra)
	day := days - era*daysPerEra
	year = (day - day/1460 + day/36_524 - day/146_096) / 365
	dayOfYear := day - (365*year + year/4 - year/100)
	month = (5*dayOfYear+2)/153 + 3
	year += era * 400
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month
}

// daysTo is how many days lie between 1970-01-01 and the first of a month.
func daysTo(year, month int64) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	era := floorDiv(year, 400)
	year -= era * 400
	return era*daysPerEra + year*365 + year/4 - year/100 + (153*(month-3)+2)/5 - daysToEpoch
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - floorDiv(a, b)*b }
