package metering

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
)

// desk stands in for the machine: it remembers events and keeps what it took.
type desk struct {
	known map[ledger.ID]bool
	taken []clearing.UseEntry
	sizes []int
	err   error
}

func (d *desk) Use(_ context.Context, entries []clearing.UseEntry) ([]clearing.UseOutcome, error) {
	if d.err != nil {
		return nil, d.err
	}
	d.sizes = append(d.sizes, len(entries))
	outcomes := make([]clearing.UseOutcome, len(entries))
	for i, e := range entries {
		switch {
		case d.known[e.Event]:
			outcomes[i] = clearing.UseDuplicate
		case e.Buyer == stranger:
			outcomes[i] = clearing.UseBuyerUnknown
		default:
			d.known[e.Event] = true
			d.taken = append(d.taken, e)
		}
	}
	return outcomes, nil
}

// shelf stands in for what is on disk.
type shelf map[ledger.ID]bool

func (s shelf) Seen(ids []ledger.ID, known []bool) ([]bool, error) {
	for _, id := range ids {
		known = append(known, s[id])
	}
	return known, nil
}

var (
	seller   = ledger.ID{Hi: 1, Lo: 1}
	rival    = ledger.ID{Hi: 1, Lo: 2}
	buyer    = ledger.ID{Hi: 2, Lo: 1}
	stranger = ledger.ID{Hi: 2, Lo: 2}
	noon     = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
)

func meters() []Meter {
	return []Meter{
		{Definition: meter.Definition{Name: "seconds", Aggregation: meter.Sum, Product: "h100", Meter: meter.GPUSecond},
			Seller: seller, Number: 1, EventType: "gpu.used", Value: "/seconds", Scale: 1, Key: "", Where: "/place/region"},
		{Definition: meter.Definition{Name: "energy", Aggregation: meter.Sum, Product: "h100", Meter: meter.WattHour},
			Seller: seller, Number: 2, EventType: "gpu.used", Value: "/kwh", Scale: 1000},
		{Definition: meter.Definition{Name: "seats", Aggregation: meter.Unique, Window: meter.WindowMonth, Product: "seat", Meter: meter.Unit},
			Seller: rival, Number: 3, EventType: "seat.used", Item: "/who", Buyer: "/customer/0/id", Scale: 1},
	}
}

func newDesk(t *testing.T) (*desk, shelf, *Intake) {
	t.Helper()
	d, s := &desk{known: map[ledger.ID]bool{}}, shelf{}
	in := NewIntake(d, s, func() time.Time { return noon })
	in.SetMeters(meters())
	return d, s, in
}

func event(id string, data string) Event {
	return Event{SpecVersion: "1.0", ID: id, Source: "/rack/7", Type: "gpu.used", Subject: buyer.String(), Time: "2026-11-22T11:59:00.5Z",
		Data: data}
}

const used = `{"seconds": 120, "kwh": 0.025, "place": {"region": "eu"}}`

func take(t *testing.T, in *Intake, by ledger.ID, events ...Event) []Outcome {
	t.Helper()
	outcomes, err := in.Take(t.Context(), by, events)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

func TestOneEventFeedsTwoMeters(t *testing.T) {
	d, _, in := newDesk(t)
	if o := take(t, in, seller, event("a", used))[0]; o.Duplicate || o.Mistake != nil {
		t.Fatalf("%+v", o)
	}
	at := time.Date(2026, 11, 22, 11, 59, 0, 500_000_000, time.UTC).UnixNano()
	if len(d.taken) != 2 {
		t.Fatalf("%d entries", len(d.taken))
	}
	for i, want := range []struct {
		definition uint32
		value      uint64
		region     string
	}{{1, 120, "eu"}, {2, 25, ""}} {
		got := d.taken[i]
		if got.Definition != want.definition || got.Value != want.value || got.Region != want.region || got.Buyer != buyer || got.Seller != seller || got.At != at {
			t.Errorf("entry %d: %+v, want %+v", i, got, want)
		}
	}
	if d.taken[0].Event == d.taken[1].Event {
		t.Error("two meters share an event's id, so that one of them would be a duplicate")
	}
}

func TestEventsCountOnce(t *testing.T) {
	d, disk, in := newDesk(t)
	first := event("a", used)
	take(t, in, seller, first)
	if o := take(t, in, seller, first, first)[1]; !o.Duplicate {
		t.Errorf("the same event again: %+v", o)
	}
	for id := range d.known { // the machine forgets, the disk does not
		disk[id] = true
	}
	clear(d.known)
	if o := take(t, in, seller, first)[0]; !o.Duplicate || len(d.taken) != 2 {
		t.Errorf("the same event after the machine forgot: %+v, %d entries taken", o, len(d.taken))
	}
	other := first
	other.Source = "/rack/8"
	if o := take(t, in, seller, other)[0]; o.Duplicate {
		t.Error("the same id from another source is another event")
	}
}

// TestDigestsDoNotRun shows why lengths are hashed with the parts.
func TestDigestsDoNotRun(t *testing.T) {
	m := meters()[0]
	a, b := event("bc", used), event("c", used)
	a.Source, b.Source = "a", "ab"
	if m.id(&a) == m.id(&b) {
		t.Error("source a with id bc is taken for source ab with id c")
	}
}

func TestLongBatchesGoInParts(t *testing.T) {
	d, _, in := newDesk(t)
	events := make([]Event, BatchMax)
	for i := range events {
		events[i] = event(fmt.Sprint(i), used)
	}
	events[5].Subject = stranger.String()
	for i, o := range take(t, in, seller, events...) {
		if (o.Mistake != nil) != (i == 5) || o.Duplicate {
			t.Fatalf("event %d: %+v", i, o)
		}
	}
	if len(d.sizes) != 2 || d.sizes[0] != BatchMax || d.sizes[1] != BatchMax {
		t.Errorf("the machine was given %v entries", d.sizes)
	}
}

func TestMistakes(t *testing.T) {
	_, _, in := newDesk(t)
	change := func(f func(*Event)) Event {
		e := event("x", used)
		f(&e)
		return e
	}
	seat := func(data string) Event {
		return change(func(e *Event) { e.Type, e.Data = "seat.used", data })
	}
	for _, c := range []struct {
		event Event
		code  string
		says  string
	}{
		{change(func(e *Event) { e.SpecVersion = "0.3" }), "event_specversion", `"0.3"`},
		{change(func(e *Event) { e.ID = "" }), "event_attribute_missing", "attribute id"},
		{change(func(e *Event) { e.Source = "" }), "event_attribute_missing", "attribute source"},
		{change(func(e *Event) { e.Source = strings.Repeat("s", AttributeMax+1) }), "event_attribute_too_long", "513 bytes"},
		{change(func(e *Event) { e.ID = "\xff" }), "event_attribute_malformed", "UTF-8"},
		{change(func(e *Event) { e.Time = "yesterday" }), "event_time_malformed", "RFC 3339"},
		{change(func(e *Event) { e.Time = "2026-11-22T13:00:01Z" }), "event_in_future", "an hour ahead"},
		{change(func(e *Event) { e.Time = "1960-01-01T00:00:00Z" }), "event_time_malformed", "before"},
		{change(func(e *Event) { e.Type = "gpu.idle" }), "event_type_unknown", "gpu.idle"},
		{change(func(e *Event) { e.Subject = "somebody" }), "event_buyer_missing", "somebody"},
		{event("x", `{"kwh": 1, "place": {"region": "eu"}}`), "event_value_missing", "/seconds"},
		{event("x", `{"seconds": 1.5, "kwh": 1, "place": {"region": "eu"}}`), "event_value_malformed", "whole number"},
		{event("x", `{"seconds": -1, "kwh": 1, "place": {"region": "eu"}}`), "event_value_malformed", "zero or more"},
		{event("x", `{"seconds": "many", "kwh": 1, "place": {"region": "eu"}}`), "event_value_malformed", "plain decimal"},
		{event("x", `{"seconds": 99999999999999999999, "kwh": 1, "place": {"region": "eu"}}`), "event_value_malformed", "too large"},
		{event("x", `{"seconds": 1, "kwh": 0.0001, "place": {"region": "eu"}}`), "event_value_malformed", "times 1000"},
		{event("x", `{"seconds": 1, "kwh": 1}`), "event_region_missing", "/place/region"},
		{event("x", ``), "event_region_missing", "/place/region"},
		{seat(`{"who": "ann"}`), "event_buyer_missing", "/customer/0/id"},
		{seat(`{"customer": [{"id": "` + buyer.String() + `"}]}`), "event_item_missing", "/who"},
	} {
		o := take(t, in, ledger.ID{}, c.event)[0]
		if o.Mistake == nil || o.Mistake.Code != c.code || !strings.Contains(o.Mistake.Detail, c.says) {
			t.Errorf("%+v: %v, want %s that says %q", c.event, o.Mistake, c.code, c.says)
		}
	}
}

func TestSellersFeedTheirOwnMeters(t *testing.T) {
	_, _, in := newDesk(t)
	if o := take(t, in, rival, event("a", used))[0]; o.Mistake == nil || o.Mistake.Code != "event_type_unknown" {
		t.Errorf("a seller feeds another one's meter: %+v", o)
	}
}

func TestBreakageTellsNothing(t *testing.T) {
	d, _, in := newDesk(t)
	d.err = errors.New("the log is full")
	if _, err := in.Take(t.Context(), seller, []Event{event("a", used)}); !errors.Is(err, d.err) {
		t.Fatalf("error %v", err)
	}
	d.err = nil
	if o := take(t, in, seller, event("a", used))[0]; o.Duplicate || o.Mistake != nil {
		t.Errorf("sent again after a breakage: %+v", o)
	}
}

func TestPointers(t *testing.T) {
	raw := `{"a/b": {"~": [10, {"x": true}]}, "": 1, "list": [1, 2]}`
	for pointer, want := range map[string]string{"/a~1b/~0/0": "10", "/a~1b/~0/1/x": "true", "/": "1", "/list/1": "2", "/list/2": "", "/list/-1": "", "/none": "", "/list/x": ""} {
		if err := CheckPointer(pointer); err != nil {
			t.Errorf("%s: %v", pointer, err)
		}
		if got, ok := at(raw, pointer); got.Raw != want || ok != (want != "") {
			t.Errorf("%s: %s, want %s", pointer, got, want)
		}
	}
	for _, pointer := range []string{"", "a", "/a~", "/a~2"} {
		if CheckPointer(pointer) == nil {
			t.Errorf("%q passes for a pointer", pointer)
		}
	}
}
