package console

import (
	"context"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
)

// pushedMax is how many of the latest pushes the page of events shows.
const pushedMax = 20

// Activity is the part of a Source that is about what happens besides calls.
type Activity interface {
	// Events lists what happened that the view covers, newest first: movements,
	// and what is new or different in the registry.
	Events(ctx context.Context, view View, cursor string, limit int) (EventPage, error)
	// Meters lists the meters under which usage is pushed in: a seller's, or
	// everybody's for the zero id.
	Meters(ctx context.Context, seller ledger.ID) ([]MeterInfo, error)
	// Pushed lists usage that was pushed in, newest first: of a buyer or a
	// seller, or of everybody for the zero id.
	Pushed(ctx context.Context, party ledger.ID, limit int) ([]Pushed, error)
}

// Event is one thing that happened: a movement, or a change of the registry.
type Event struct {
	At      int64  // Unix nanoseconds
	Record  uint64 // of the log
	Posting *Posting
	Model   string           // of the call that the posting closes; empty for none
	Change  *Hit             // what is new or different
	Parties []clearing.Party // whom it is about; none: the house alone
}

// Path is where the event is shown; empty when there is no page for it.
func (e Event) Path() string {
	switch {
	case e.Change != nil && (e.Change.Kind == "meter" || e.Change.Kind == "payee"):
		return ""
	case e.Change != nil:
		return e.Change.Path()
	case !e.Posting.CallID.IsZero():
		return "/console/calls/" + e.Posting.CallID.String()
	}
	return ""
}

// What says what happened.
func (e Event) What() string {
	if e.Change != nil {
		if e.Change.State != "" {
			return sentence(e.Change.Kind) + " " + e.Change.State
		}
		return sentence(e.Change.Kind) + " new or changed"
	}
	return Purpose(*e.Posting)
}

// EventPage is a part of a list of events. Next continues it; empty at its end.
type EventPage struct {
	Events []Event
	Next   string
}

// MeterInfo is a meter with whose it is.
type MeterInfo struct {
	Number uint32
	Meter  clearing.SellerMeter
	Seller clearing.Party
}

var aggregations = map[meter.Aggregation]string{
	meter.Sum: "Sum of values", meter.Count: "Number of events", meter.Max: "Largest value", meter.Unique: "Different subjects", meter.Last: "Last value",
}

// Counts says how events become a quantity.
func (m MeterInfo) Counts() string {
	d := &m.Meter.Definition
	text := aggregations[d.Aggregation] + " as " + d.Meter.String()
	if d.Window != meter.WindowNone {
		text += ", each " + d.Window.String()
	}
	return text
}

// Pushed is what one push changed between a buyer and a seller. Without lines it
// is the payment of what was owed.
type Pushed struct {
	ID            ledger.ID // of the charge; zero while nothing could be posted
	At            int64     // Unix nanoseconds
	Buyer, Seller clearing.Party
	Asset         money.Asset
	Lines         []PushedLine
	Events        uint64
	Charged       money.Amount
	Owed          money.Amount // that the balance cannot pay yet
}

// RefundForm is where the charge can be returned.
func (p Pushed) RefundForm() string { return Returnable{ID: p.ID}.Form() }

// Refundable reports whether the visitor can return what was charged for a push.
func (p eventsPage) Refundable(u Pushed) bool { return !u.ID.IsZero() && p.View.returns(u.Seller.ID) }

// PushedLine is what was used of one product.
type PushedLine struct {
	Product  string
	Meter    meter.Meter
	Quantity uint64
}

// eventsPage is what happened, with the meters on its first page.
type eventsPage struct {
	listPage[Event]
	Meters []MeterInfo
	Pushed []Pushed
	Sells  bool // the visitor may have meters
	View   View
}

func (c *Console) events(v *visit) error {
	cursor := v.URL.Query().Get("after")
	list, err := c.source.Events(v.Context(), v.view, cursor, rowsMax)
	if err != nil {
		return err
	}
	page := eventsPage{
		listPage: listPage[Event]{Rows: list.Events, Next: list.Next, First: cursor == "", Columns: v.columns()},
		View:     v.view,
		Sells:    v.view.House || v.view.Party.Role == clearing.RoleSeller,
	}
	if cursor != "" {
		return v.show("events.html", "Events", "events", page)
	}
	if page.Sells {
		if page.Meters, err = c.source.Meters(v.Context(), v.view.Party.ID); err != nil {
			return err
		}
	}
	if page.Pushed, err = c.source.Pushed(v.Context(), v.view.Party.ID, pushedMax); err != nil {
		return err
	}
	return v.showLive("events.html", "Events", "events", page)
}
