package console

import (
	"fmt"
	"net/url"
	"time"

	"aidollar/core/ledger"
)

// dayLayout is how days stand in addresses and forms.
const dayLayout = "2006-01-02"

// faults are values of an address that cannot be read; the page says so beside
// the field and goes on without them.
type faults map[string]string

// days reads the first and the last day of a span; without them it is the last
// so many days, today included.
func (f faults) days(q url.Values, now time.Time, usual int) (from, to time.Time) {
	today := StepDay.Floor(now)
	from, to = today.AddDate(0, 0, 1-usual), today.AddDate(0, 0, 1)
	if day, ok := f.day(q, "from"); ok {
		from = day
	}
	if day, ok := f.day(q, "to"); ok {
		to = day.AddDate(0, 0, 1)
	}
	if !from.Before(to) {
		f["to"] = "The last day comes before the first; the span is shown up to the first day."
		to = from.AddDate(0, 0, 1)
	}
	return from, to
}

func (f faults) day(q url.Values, name string) (time.Time, bool) {
	text := q.Get(name)
	if text == "" {
		return time.Time{}, false
	}
	day, err := time.Parse(dayLayout, text)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no day; write it as 2026-03-01.", text)
		return time.Time{}, false
	}
	return day, true
}

// id reads an id; zero when there is none.
func (f faults) id(q url.Values, name string) ledger.ID {
	text := q.Get(name)
	if text == "" {
		return ledger.ID{}
	}
	id, err := ledger.ParseID(text)
	if err != nil {
		f[name] = fmt.Sprintf("%q is no id; ids have 32 hexadecimal digits in five groups.", text)
	}
	return id
}

// choice reads one of some words; the first of them when there is none.
func (f faults) choice(q url.Values, name string, words ...string) string {
	text := q.Get(name)
	for _, w := range words {
		if w == text {
			return w
		}
	}
	if text != "" {
		f[name] = fmt.Sprintf("%q is none of the choices.", text)
	}
	return words[0]
}

// with is an address's query with one value in place of what it had; empty
// values, and the cursor, are left out.
func with(q url.Values, pairs ...string) string {
	next := url.Values{}
	for name, values := range q {
		if name != "after" && len(values) > 0 && values[0] != "" {
			next.Set(name, values[0])
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		next.Del(pairs[i])
		if pairs[i+1] != "" {
			next.Set(pairs[i], pairs[i+1])
		}
	}
	return next.Encode()
}
