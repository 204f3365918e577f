package client

import (
	"context"
	"net/http"
	"time"
)

// Grant is credit that was paid in beforehand.
type Grant struct {
	ID       ID        `json:"id"`
	Number   uint32    `json:"number"`
	Party    ID        `json:"party"`
	Account  ID        `json:"account"` // of its own
	Asset    string    `json:"asset"`
	Amount   string    `json:"amount"`
	Left     string    `json:"left"`
	Held     string    `json:"held"` // of what is left: by open calls
	Name     string    `json:"name"`
	Priority uint16    `json:"priority"` // the lower one is used up first
	Expires  time.Time `json:"expires"`  // zero: never
	Sellers  []ID      `json:"sellers"`  // whose sales it pays; none: everybody's
	Models   []string  `json:"models"`   // that it pays; none: every one, and pushed usage
	From     ID        `json:"from_account"`
	Back     ID        `json:"back_account"`
	Given    time.Time `json:"given"`
	State    string    `json:"state"` // good or ended
	Ended    time.Time `json:"ended"`
	Lapsed   string    `json:"lapsed"` // went to the account Back
	Steps    []Step    `json:"steps"`  // of a single grant
}

// NewGrant asks for a grant. Without an ID the client gives it one.
type NewGrant struct {
	ID       ID        `json:"id,omitzero"`
	Buyer    ID        `json:"buyer"`
	Asset    string    `json:"asset,omitempty"` // USD when empty
	Amount   string    `json:"amount"`
	Name     string    `json:"name"`
	From     string    `json:"from"` // deposit, house, seller or buyer
	Seller   ID        `json:"seller,omitzero"`
	Priority uint16    `json:"priority"`
	Expires  time.Time `json:"expires,omitzero"`
	Sellers  []ID      `json:"sellers,omitempty"`
	Models   []string  `json:"models,omitempty"`
}

// GiveGrant gives a buyer credit that is used up before money.
func (c *Client) GiveGrant(ctx context.Context, g NewGrant) (*Grant, error) {
	if g.ID.IsZero() {
		g.ID = NewID()
	}
	return post[Grant](ctx, c, "/grants", g)
}

// EndGrant ends a grant before its time.
func (c *Client) EndGrant(ctx context.Context, id ID) (*Grant, error) {
	out := &Grant{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/grants/" + id.String() + "/end", key: NewID().String(), into: out})
}

// Grants lists grants, the newest first; the zero party is the key's own, or for
// operators everybody's.
func (c *Client) Grants(ctx context.Context, party ID, l Listing) (*Page[Grant], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Grant]](ctx, c, "/grants", q)
}

// Grant shows a grant.
func (c *Client) Grant(ctx context.Context, id ID) (*Grant, error) {
	return get[Grant](ctx, c, "/grants/"+id.String(), nil)
}
