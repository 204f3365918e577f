package siwx

import "fmt"

const (
	second = 1000 // milliseconds
	day    = 24 * 3600 * second

	daysOfEra  = 146_097 // 400 years
	epochShift = 719_468 // days from 0000-03-01 to 1970-01-01
	yearLast   = 9999
)

// moment is a time in Unix milliseconds, which is what the stock library counts in.
type moment int64

// text is the time as JavaScript's toISOString writes it.
func (m moment) text() string {
	days, rest := int64(m)/day, int64(m)%day
	if rest < 0 {
		days, rest = days-1, rest+day
	}
	year, month, date := civil(days)
	return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", year, month, date,
		rest/(3600*second), rest/(60*second)%60, rest/second%60, rest%second)
}

// civil is the date of a day counted from 1970-01-01. Years are counted from
// March on, so that the leap day is the last of a year, in eras of 400.
func civil(days int64) (year, month, date int64) {
	z := days + epochShift
	era := z / daysOfEra
	if z < 0 {
		era = (z - daysOfEra + 1) / daysOfEra
	}
	inEra := z - era*daysOfEra
	ofEra := (inEra - inEra/1460 + inEra/36_524 - inEra/(daysOfEra-1)) / 365
	inYear := inEra - (365*ofEra + ofEra/4 - ofEra/100)
	fromMarch := (5*inYear + 2) / 153
	date = inYear - (153*fromMarch+2)/5 + 1
	if month = fromMarch + 3; month > 12 {
		month -= 12
	}
	year = ofEra + era*400
	if month <= 2 {
		year++
	}
	return year, month, date
}

// daysBefore are the days from 1970-01-01 to a date.
func daysBefore(year, month, date int64) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	era := (year+400)/400 - 1 // January and February of the year 0 lie in the era before
	ofEra := year - era*400
	inYear := (153*(month-3)+2)/5 + date - 1
	return era*daysOfEra + ofEra*365 + ofEra/4 - ofEra/100 + inYear - epochShift
}

func daysOfMonth(year, month int64) int64 {
	switch {
	case month == 2 && year%4 == 0 && (year%100 != 0 || year%400 == 0):
		return 29
	case month == 2:
		return 28
	case month == 4 || month == 6 || month == 9 || month == 11:
		return 30
	}
	return 31
}

// clock reads a timestamp from left to right; what does not fit makes it bad.
type clock struct {
	rest string
	bad  bool
}

func (c *clock) digits(n int, most int64) (v int64) {
	if len(c.rest) < n {
		c.bad = true
		return 0
	}
	for i := range n {
		digit := c.rest[i]
		c.bad = c.bad || digit < '0' || digit > '9'
		v = v*10 + int64(digit-'0')
	}
	c.rest = c.rest[n:]
	c.bad = c.bad || v > most
	return v
}

func (c *clock) sign(any string) byte {
	for i := range len(any) {
		if c.rest != "" && c.rest[0] == any[i] {
			c.rest = c.rest[1:]
			return any[i]
		}
	}
	c.bad = true
	return 0
}

// parseMoment reads a timestamp of RFC 3339. Leap seconds are refused, as
// JavaScript does; what lies behind milliseconds is cut off, as it does, too.
func parseMoment(text string) (moment, bool) {
	c := clock{rest: text}
	year := c.digits(4, yearLast)
	c.sign("-")
	month := c.digits(2, 12)
	c.sign("-")
	date := c.digits(2, 31)
	c.sign("T")
	hour := c.digits(2, 23)
	c.sign(":")
	minute := c.digits(2, 59)
	c.sign(":")
	at := c.digits(2, 59) * second
	if !c.bad && c.rest != "" && c.rest[0] == '.' {
		at += c.fraction()
	}
	var shift int64
	switch sign := c.sign("Z+-"); sign {
	case '+', '-':
		shift = c.digits(2, 23) * 60
		c.sign(":")
		shift += c.digits(2, 59)
		if sign == '-' {
			shift = -shift
		}
	}
	if c.bad || c.rest != "" || month == 0 || date == 0 || date > daysOfMonth(year, month) {
		return 0, false
	}
	return moment(daysBefore(year, month, date)*day + (hour*60+minute-shift)*60*second + at), true
}

// fraction is a part of a second, of any number of digits.
func (c *clock) fraction() (ms int64) {
	c.rest = c.rest[1:]
	worth := int64(second)
	for n := 0; ; n++ {
		if c.rest == "" || c.rest[0] < '0' || c.rest[0] > '9' {
			c.bad = c.bad || n == 0
			return ms
		}
		worth /= 10
		ms += int64(c.rest[0]-'0') * worth
		c.rest = c.rest[1:]
	}
}
