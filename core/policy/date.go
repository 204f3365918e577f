package policy

import (
	"strconv"

	"aidollar/core/internal/civil"
)

// date reads "2026-01-15" as that day's first second in UTC; an empty one is zero.
func date(text, name string, fault func(format string, arguments ...any)) int64 {
	if text == "" {
		return 0
	}
	if seconds, ok := parseDate(text); ok {
		return seconds
	}
	fault("@%s is %q; a day as 2026-01-15 is wanted", name, text)
	return 0
}

func parseDate(text string) (seconds int64, ok bool) {
	if len(text) != len("2026-01-15") || text[4] != '-' || text[7] != '-' {
		return 0, false
	}
	year, wrongYear := strconv.ParseUint(text[:4], 10, 16)
	month, wrongMonth := strconv.ParseUint(text[5:7], 10, 8)
	day, wrongDay := strconv.ParseUint(text[8:], 10, 8)
	if wrongYear != nil || wrongMonth != nil || wrongDay != nil || month < 1 || month > 12 || day < 1 {
		return 0, false
	}
	first := int64(12*year + month - 1)
	days := civil.MonthStart(first) + int64(day) - 1
	return days * civil.SecondsPerDay, civil.Month(days) == first && year > 1970
}
