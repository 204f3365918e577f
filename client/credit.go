package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// CreditLine is a buyer's credit line and how it stands.
type CreditLine struct {
	Number    uint32    `json:"number"`
	Party     ID        `json:"party"`
	Account   ID        `json:"account"`
	Asset     string    `json:"asset"`
	Amount    string    `json:"amount"` // the most that may be drawn, holds included
	Period    string    `json:"period"` // hour, day or month
	DueDays   uint16    `json:"due_days"`
	GraceDays uint16    `json:"grace_days"`
	LateFee   uint16    `json:"late_fee_bp"`
	From      time.Time `json:"from"`  // zero: at once
	Until     time.Time `json:"until"` // zero: open-ended
	Since     time.Time `json:"since"`
	State     string    `json:"state"` // open, pending, ended or stopped
	PeriodEnd time.Time `json:"period_end"`
	Drawn     string    `json:"drawn"`
	Left      string    `json:"left"`
	Due       string    `json:"due"`
	Overdue   string    `json:"overdue"`
}

// NewCreditLine are the terms of a line. An Amount of 0 ends it.
type NewCreditLine struct {
	Asset     string    `json:"asset,omitempty"` // USD when empty
	Amount    string    `json:"amount"`
	Period    string    `json:"period"` // hour, day or month
	DueDays   uint16    `json:"due_days"`
	GraceDays uint16    `json:"grace_days"`
	LateFee   uint16    `json:"late_fee_bp"`
	From      time.Time `json:"from,omitzero"`
	Until     time.Time `json:"until,omitzero"`
}

// Invoice is what was drawn on a line in a period.
type Invoice struct {
	ID      ID        `json:"id"`
	Number  uint32    `json:"number"`
	Party   ID        `json:"party"`
	Asset   string    `json:"asset"`
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Amount  string    `json:"amount"`
	Left    string    `json:"left"` // not paid yet
	Due     time.Time `json:"due"`
	Stops   time.Time `json:"stops"` // from then on calls are refused while it is not paid
	Fee     string    `json:"late_fee"`
	Bounced bool      `json:"bounced"` // money that had come was taken back
	State   string    `json:"state"`   // open, overdue or paid
	Steps   []Step    `json:"steps"`   // of a single invoice
}

// SetCreditLine grants a buyer a credit line, or replaces its terms.
func (c *Client) SetCreditLine(ctx context.Context, buyer ID, l NewCreditLine) (*CreditLine, error) {
	raw, err := json.Marshal(l)
	if err != nil {
		return nil, err
	}
	out := &CreditLine{}
	return out, c.do(ctx, &request{method: http.MethodPut, path: "/buyers/" + buyer.String() + "/credit-line", media: "application/json", body: raw, into: out})
}

// CreditLines lists credit lines; the zero party is the key's own, or for operators
// everybody's.
func (c *Client) CreditLines(ctx context.Context, party ID, l Listing) (*Page[CreditLine], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[CreditLine]](ctx, c, "/credit-lines", q)
}

// Invoices lists invoices, the newest first; an empty state is every one.
func (c *Client) Invoices(ctx context.Context, party ID, state string, l Listing) (*Page[Invoice], error) {
	q := l.query()
	setID(q, "party", party)
	setText(q, "state", state)
	return get[Page[Invoice]](ctx, c, "/invoices", q)
}

// Invoice shows an invoice and the states it came to.
func (c *Client) Invoice(ctx context.Context, id ID) (*Invoice, error) {
	return get[Invoice](ctx, c, "/invoices/"+id.String(), nil)
}
