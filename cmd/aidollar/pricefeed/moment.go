package pricefeed

import (
	"fmt"
	"strconv"
	"time"
)

// A source's time in seconds is in the years that nanoseconds of 63 bits reach.
const secondsMax = 1 << 33

// moment reads a source's time: of RFC 3339, a date, which begins at midnight of UTC, or
// seconds since 1970.
func moment(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly, time.DateTime} {
		t, err := time.Parse(layout, text)
		if err == nil && t.Unix() > 0 && t.Unix() < secondsMax {
			return t, nil
		}
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && n > 0 && n < secondsMax {
		return time.Unix(n, 0), nil
	}
	return time.Time{}, fmt.Errorf("the source's time is %.40q: a time of RFC 3339, a date, or seconds since 1970 is wanted", text)
}

// bankNext is the end, in UTC, of the next day on which the central bank gives out rates
// after those of a day. It does so on days on which its payment system is open, in the
// afternoon.
func bankNext(of time.Time) time.Time {
	day := of.UTC().Truncate(24 * time.Hour)
	for {
		if day = day.AddDate(0, 0, 1); !bankCloses(day) {
			return day.AddDate(0, 0, 1)
		}
	}
}

// bankCloses reports whether a day is one on which TARGET is closed (ECB, long-term
// calendar of closing days of 14 December 2000).
func bankCloses(day time.Time) bool {
	year, month, date := day.Date()
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return true
	}
	switch {
	case month == time.January && date == 1, month == time.May && date == 1, month == time.December && (date == 25 || date == 26):
		return true
	}
	easter := easterSunday(year)
	return day.Equal(easter.AddDate(0, 0, -2)) || day.Equal(easter.AddDate(0, 0, 1))
}

// easterSunday is by the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8).
func easterSunday(year int) time.Time {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return time.Date(year, time.Month(n/31), n%31+1, 0, 0, 0, 0, time.UTC)
}
