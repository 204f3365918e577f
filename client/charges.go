package client

import (
	"context"
	"time"
)

// Charge is what was posted at once for usage that a seller pushed in. A refund or a
// dispute of it names its ID as the call.
type Charge struct {
	ID       ID            `json:"id"` // of its first movement; zero while nothing could be posted
	Buyer    ID            `json:"buyer"`
	Seller   ID            `json:"seller"`
	Asset    string        `json:"asset"`
	Charge   string        `json:"charge"`
	OwedIn   string        `json:"owed_in"`  // for earlier usage, before it
	OwedOut  string        `json:"owed_out"` // behind it
	At       time.Time     `json:"at"`
	Lines    []ChargeLine  `json:"lines"`    // none: what was owed was paid
	Returned string        `json:"returned"` // of a single charge: what refunds and disputes returned of it; empty for nothing
	Grants   []PaidByGrant `json:"grants"`   // of a single charge: what grants paid of it
	Postings []Posting     `json:"postings"` // of a single charge
}

// ChargeLine is what was used under one meter, key, region, price and hour.
type ChargeLine struct {
	Meter    string    `json:"meter"`   // the seller's name for it
	Product  string    `json:"product"` // of the rate card
	Unit     string    `json:"unit"`    // the card's meter that it counts under
	Key      ID        `json:"key"`
	Region   string    `json:"region"`
	Hour     time.Time `json:"hour"`
	Card     uint32    `json:"card"`
	Quantity uint64    `json:"quantity"`
	Events   int       `json:"events"`
	Exact    string    `json:"exact"` // what it costs, a plain decimal
}

// Charges lists what was posted for pushed usage, the newest first: of a buyer or a
// seller, or with the zero id of the key's own party, for operators of everybody.
func (c *Client) Charges(ctx context.Context, party ID, l Listing) (*Page[Charge], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Charge]](ctx, c, "/usage/charges", q)
}

// Charge shows what was posted at once for pushed usage, with who paid and what came back.
func (c *Client) Charge(ctx context.Context, id ID) (*Charge, error) {
	return get[Charge](ctx, c, "/usage/charges/"+id.String(), nil)
}
