package meter

import (
	"testing"
	"time"
)

// TestWindowsAreThoseOfTheCalendar compares with package time over centuries,
// leap years and times before 1970.
func TestWindowsAreThoseOfTheCalendar(t *testing.T) {
	for at := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2120; at = at.Add(61*time.Hour + 7*time.Minute + 3) {
		u := at.UnixNano()
		hour, day := at.Truncate(time.Hour), time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, time.UTC)
		month := time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
		for _, c := range []struct {
			window     Window
			start, end time.Time
		}{{WindowHour, hour, hour.Add(time.Hour)}, {WindowDay, day, day.AddDate(0, 0, 1)}, {WindowMonth, month, month.AddDate(0, 1, 0)}} {
			if c.window.Start(u) != c.start.UnixNano() || c.window.End(u) != c.end.UnixNano() {
				t.Fatalf("%v of %v is %v to %v", c.window, at, time.Unix(0, c.window.Start(u)).UTC(), time.Unix(0, c.window.End(u)).UTC())
			}
		}
	}
	if WindowNone.Start(5) != 0 || WindowNone.End(5) != 0 {
		t.Error("no window has bounds")
	}
}

func TestDefinitionsAreChecked(t *testing.T) {
	good := Definition{Name: "gpu_hours", Aggregation: Max, Window: WindowDay, Product: "gpu", Meter: Second}
	if fault := good.Check(); fault != "" {
		t.Fatal(fault)
	}
	for want, change := range map[DefinitionError]func(*Definition){
		DefinitionName:        func(d *Definition) { d.Name = "" },
		DefinitionProduct:     func(d *Definition) { d.Product = "\xff" },
		DefinitionAggregation: func(d *Definition) { d.Aggregation = 9 },
		DefinitionWindow:      func(d *Definition) { d.Window = 9 },
		DefinitionNoWindow:    func(d *Definition) { d.Window = WindowNone },
		DefinitionMeter:       func(d *Definition) { d.Meter = Meter(MeterCount) },
	} {
		d := good
		change(&d)
		if fault := d.Check(); fault != want || want.Error() == string(want) {
			t.Errorf("%s: %v", want, fault)
		}
	}
	for a := Sum; a < aggregationEnd; a++ {
		if got, ok := AggregationNamed(a.String()); !ok || got != a {
			t.Errorf("aggregation %d is not found by its name %q", a, a)
		}
	}
	for w := WindowNone; w < windowEnd; w++ {
		if got, ok := WindowNamed(w.String()); !ok || got != w {
			t.Errorf("window %d is not found by its name %q", w, w)
		}
	}
	if _, ok := AggregationNamed(""); ok {
		t.Error("nothing is an aggregation")
	}
}
