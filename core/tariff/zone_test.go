package tariff

import (
	"sort"
	"testing"
	"time"
	_ "time/tzdata" // the machine need not have any
)

// zoneOf makes a zone of the standard library's clock changes in the years given.
func zoneOf(t testing.TB, name string, from, until int) *Zone {
	t.Helper()
	place, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	seconds := func(at int64) int32 {
		_, offset := time.Unix(at, 0).In(place).Zone()
		return int32(offset)
	}
	start, end := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(until, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	z := &Zone{Name: name, Offsets: []Offset{{From: start * 1e9, Seconds: seconds(start)}}}
	for day := start; day < end; day += 86_400 {
		was := z.Offsets[len(z.Offsets)-1].Seconds
		if seconds(day+86_400) == was {
			continue
		}
		change := day + int64(sort.Search(86_400, func(n int) bool { return seconds(day+int64(n)) != was }))
		z.Offsets = append(z.Offsets, Offset{From: change * 1e9, Seconds: seconds(change)})
	}
	return z
}

func moment(t testing.TB, text string) int64 {
	t.Helper()
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at.UnixNano()
}

func TestPeriodsAgreeWithTheStandardLibrary(t *testing.T) {
	r := random(t)
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC", "Pacific/Apia"} {
		place, _ := time.LoadLocation(name)
		z := zoneOf(t, name, 2020, 2060)
		for range 20_000 {
			at := time.Unix(1_577_836_800+r.Int64N(40*365*86_400), r.Int64N(1_000_000_000)).In(place)
			if got, want := PeriodMonth.Number(at.UnixNano(), z), int64(at.Year())*12+int64(at.Month())-1; got != want {
				t.Fatalf("%s is in month %d, not %d", at, want, got)
			}
			day := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86_400
			if got := PeriodDay.Number(at.UnixNano(), z); got != day {
				t.Fatalf("%s is on day %d, not %d", at, day, got)
			}
		}
	}
	if PeriodNone.Number(1<<60, nil) != 0 || PeriodDay.Number(-1, nil) != -1 {
		t.Error("no period, or the day before 1970")
	}
}

// The days on which the clock is changed have 23 and 25 hours, and a month ends
// at the zone's midnight.
func TestDaysOfClockChanges(t *testing.T) {
	z := zoneOf(t, "Europe/Berlin", 2020, 2060)
	hours := func(day string) (n int) {
		start := moment(t, day+"T00:00:00Z") - 24*int64(time.Hour)
		number := PeriodDay.Number(start+36*int64(time.Hour), z)
		for at := start; at < start+72*int64(time.Hour); at += int64(time.Hour) {
			if PeriodDay.Number(at, z) == number {
				n++
			}
		}
		return n
	}
	for day, want := range map[string]int{"2026-03-28": 24, "2026-03-29": 23, "2026-10-25": 25, "2026-10-26": 24} {
		if got := hours(day); got != want {
			t.Errorf("%s has %d hours, not %d", day, got, want)
		}
	}
	before, after := moment(t, "2026-06-30T21:59:59Z"), moment(t, "2026-06-30T22:00:00Z")
	if PeriodMonth.Number(before, z) != 2026*12+5 || PeriodMonth.Number(after, z) != 2026*12+6 || PeriodMonth.Number(after, nil) != 2026*12+5 {
		t.Error("July does not begin at midnight in Berlin")
	}
}

func TestWindows(t *testing.T) {
	z := zoneOf(t, "Europe/Berlin", 2020, 2060)
	const weekdays, sunday = 0x1f, 1 << 6
	night := Condition{Windows: []Window{{Days: weekdays, From: 22 * 60, To: 6 * 60}}}
	day := Condition{Windows: []Window{{Days: sunday, From: 0, To: 1440}}}
	small := Condition{Windows: []Window{{Days: sunday, From: 2*60 + 30, To: 3 * 60}}}
	for _, c := range []struct {
		at   string
		when Condition
		open bool
	}{
		{"2026-11-20T21:59:59+01:00", night, false}, // a Friday
		{"2026-11-20T22:00:00+01:00", night, true},
		{"2026-11-21T05:59:59+01:00", night, true}, // Saturday, in Friday's night
		{"2026-11-21T06:00:00+01:00", night, false},
		{"2026-11-21T23:00:00+01:00", night, false}, // Saturday's night is no night
		{"2026-11-23T03:00:00+01:00", night, false}, // Monday morning is Sunday's night
		{"2026-11-21T23:59:59+01:00", day, false},
		{"2026-11-22T00:00:00+01:00", day, true},
		{"2026-11-22T23:59:59+01:00", day, true},
		{"2026-11-23T00:00:00+01:00", day, false},
		{"2026-03-29T01:59:59+01:00", small, false}, // the clock goes from two to three
		{"2026-03-29T03:00:00+02:00", small, false},
		{"2026-10-25T02:45:00+02:00", small, true}, // and through this hour twice
		{"2026-10-25T02:45:00+01:00", small, true},
		{"2026-10-25T02:15:00+01:00", small, false},
	} {
		at := Circumstance{At: moment(t, c.at), Zone: z}
		if c.when.open(&at) != c.open {
			t.Errorf("at %s %+v is open: %v", c.at, c.when.Windows, !c.open)
		}
	}
}

func TestOffsetsBeforeTheFirstAndAfterTheLast(t *testing.T) {
	z := &Zone{Name: "z", Offsets: []Offset{{From: 10, Seconds: 60}, {From: 20, Seconds: -60}}}
	for at, want := range map[int64]int32{-5: 60, 10: 60, 19: 60, 20: -60, 1 << 62: -60} {
		if got := z.SecondsAt(at); got != want {
			t.Errorf("at %d the clock is %d seconds ahead, not %d", at, got, want)
		}
	}
}
