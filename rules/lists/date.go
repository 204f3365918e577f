package lists

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date is a day, or a month or year of which no more is known: Day, then Month are 0.
type Date struct{ Year, Month, Day int }

// String is 1962-11-23, 1962-11 or 1962; empty for no date.
func (d Date) String() string {
	switch {
	case d.Year == 0:
		return ""
	case d.Month == 0:
		return fmt.Sprintf("%04d", d.Year)
	case d.Day == 0:
		return fmt.Sprintf("%04d-%02d", d.Year, d.Month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// Span is when somebody was born, as far as it is known.
type Span struct {
	From, To Date // the same where one date is said
	Circa    bool
}

func (s Span) String() string {
	text := s.From.String()
	if s.To != s.From {
		text += " to " + s.To.String()
	}
	if s.Circa {
		return "circa " + text
	}
	return text
}

var dateLayouts = []struct {
	layout     string
	month, day bool
}{
	{"2 Jan 2006", true, true}, {"2006-01-02", true, true}, {"2006-01-02T15:04:05Z07:00", true, true}, {"2006", false, false},
	{"Jan 2006", true, false}, {"2006-01", true, false}, {"2 January 2006", true, true}, {"January 2006", true, false},
	{"1/2/2006", true, true}, {"Jan 2, 2006", true, true},
}

// DateForms are the dates that ParseDate reads, for messages.
const DateForms = "1962-11-23, 23 Nov 1962, Nov 1962 or 1962"

// ParseDate reads a date in one of the forms that publishers use; with slashes the month
// comes first, as American publishers write.
func ParseDate(text string) (Date, bool) {
	text = strings.TrimSpace(text)
	for _, l := range dateLayouts {
		t, err := time.Parse(l.layout, text)
		if err != nil || t.Year() == 0 {
			continue
		}
		d := Date{Year: t.Year()}
		if l.month {
			d.Month = int(t.Month())
		}
		if l.day {
			d.Day = t.Day()
		}
		return d, true
	}
	return Date{}, false
}

// parseSpan reads when somebody was born: a date, circa a date, or from one to another.
func parseSpan(text string) (Span, bool) {
	var s Span
	text = strings.TrimSpace(text)
	for _, word := range []string{"circa ", "approximately ", "c. "} {
		if rest, is := strings.CutPrefix(strings.ToLower(text), word); is {
			s.Circa, text = true, text[len(text)-len(rest):]
		}
	}
	from, to, between := strings.Cut(text, " to ")
	if !between {
		to = from
	}
	var ok, alsoOK bool
	s.From, ok = ParseDate(from)
	s.To, alsoOK = ParseDate(to)
	return s, ok && alsoOK
}

// dateParts puts a date together from the elements of the advanced form, in which what
// is not known is empty.
func dateParts(year, month, day string) (Date, bool) {
	var d Date
	for _, part := range []struct {
		text     string
		into     *int
		low, top int
	}{{year, &d.Year, 1, 9999}, {month, &d.Month, 1, 12}, {day, &d.Day, 1, 31}} {
		text := strings.TrimSpace(part.text)
		if text == "" {
			break
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < part.low || n > part.top {
			return Date{}, false
		}
		*part.into = n
	}
	return d, d.Year != 0
}
