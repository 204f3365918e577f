package civil

import (
	"testing"
	"time"
)

// Every day of more than a thousand years agrees with the standard library.
func TestAgreesWithTheStandardLibrary(t *testing.T) {
	day := time.Date(1600, 1, 1, 0, 0, 0, 0, time.UTC)
	for day.Year() < 2800 {
		days := FloorDiv(day.Unix(), SecondsPerDay)
		if got, want := Month(days), int64(day.Year())*12+int64(day.Month())-1; got != want {
			t.Fatalf("%s is in month %d, not %d", day.Format(time.DateOnly), want, got)
		}
		if got, want := Weekday(days), (int64(day.Weekday())+6)%7; got != want {
			t.Fatalf("%s is weekday %d, not %d", day.Format(time.DateOnly), want, got)
		}
		day = day.AddDate(0, 0, 1)
	}
}

func TestFloorDiv(t *testing.T) {
	for _, c := range [][3]int64{{7, 3, 2}, {6, 3, 2}, {0, 3, 0}, {-1, 3, -1}, {-3, 3, -1}, {-4, 3, -2}} {
		if got := FloorDiv(c[0], c[1]); got != c[2] {
			t.Errorf("%d / %d is %d, not %d", c[0], c[1], c[2], got)
		}
	}
}

func TestMonth(t *testing.T) {
	for _, c := range []struct{ days, want int64 }{
		{0, 1970 * 12}, {30, 1970 * 12}, {31, 1970*12 + 1}, {-1, 1969*12 + 11}, {11016, 2000*12 + 1}, {11017, 2000*12 + 2},
		{19781, 2024*12 + 1}, {19782, 2024*12 + 1}, {19783, 2024*12 + 2}, {-719468, 2}, {-719469, 1}, {-719528, 0}, {-719529, -1},
	} {
		if got := Month(c.days); got != c.want {
			t.Errorf("day %d is in month %d, not %d", c.days, got, c.want)
		}
	}
}

// The first of each month is in it, and the day before it is not.
func TestMonthStart(t *testing.T) {
	for month := int64(-2000 * 12); month < 4000*12; month++ {
		first := MonthStart(month)
		if Month(first) != month || Month(first-1) != month-1 {
			t.Fatalf("month %d is to begin on day %d, which is in %d, behind %d", month, first, Month(first), Month(first-1))
		}
	}
}
