package console

import (
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/meter"
)

// Who sees what of the page of events: meters those who sell, pushes those who
// deal, and everything once.
func TestEventsPage(t *testing.T) {
	h := newHouse(120)
	for _, c := range []struct {
		secret     string
		has, lacks []string
	}{
		{secretAdmin, []string{"Key new or changed", "Meter new or changed", "gpu hours of the north", "Sum of values as gpu_second", "each month", "Payment of what was owed", "Older events", partyOther.Name}, nil},
		{secretSeller, []string{"Different subjects as unit", "Call: charged", "Call: released"}, nil},
		{secretBuyer, []string{"Payment of what was owed", "Call: charged"}, []string{`id="meters"`, partyOther.Name}},
		{secretOther, []string{"Call: charged"}, []string{`id="meters"`, `id="pushed"`}},
	} {
		page := newVisitor(t, h).signIn(c.secret).get("/console/events")
		for _, text := range c.has {
			if !strings.Contains(page, text) {
				t.Errorf("%s does not see %q", c.secret, text)
			}
		}
		for _, text := range c.lacks {
			if strings.Contains(page, text) {
				t.Errorf("%s sees %q", c.secret, text)
			}
		}
	}
	older := newVisitor(t, h).signIn(secretAdmin).get("/console/events?after=50")
	if strings.Contains(older, `id="meters"`) || !strings.Contains(older, "Back to the newest") {
		t.Error("an older page has the meters again, or no way back")
	}
	if none := newVisitor(t, newHouse(0)).signIn(secretSeller).get("/console/events"); !strings.Contains(none, "Nothing happened yet") || !strings.Contains(none, "No meters yet") {
		t.Error("an empty house does not say so")
	}
}

func TestMetersSayWhatTheyCount(t *testing.T) {
	for a := meter.Sum; a <= meter.Last; a++ {
		m := MeterInfo{Meter: clearing.SellerMeter{Definition: meter.Definition{Aggregation: a, Meter: meter.Byte}}}
		if text := m.Counts(); !strings.HasSuffix(text, " as byte") || strings.HasPrefix(text, " ") {
			t.Errorf("%s: %q", a, text)
		}
	}
}
