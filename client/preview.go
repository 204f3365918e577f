package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// PreviewQuery says which past calls are priced.
type PreviewQuery struct {
	Seller      ID        // whose calls and card; the key's own party when zero
	Buyer       ID        // the card would be this buyer's own; everybody's when zero
	From, Until time.Time // of the reservations, inclusive and exclusive; the last 30 days when zero
}

// Preview is what past calls cost, and what they would have cost under a card
// that is not in force.
type Preview struct {
	Seller      ID                `json:"seller"`
	Buyer       ID                `json:"buyer"`
	Card        string            `json:"card"`
	CardVersion uint32            `json:"card_version"`
	From        time.Time         `json:"from"`
	Until       time.Time         `json:"until"`
	Calls       uint64            `json:"calls"`     // looked at
	Events      uint64            `json:"events"`    // of pushed usage, looked at
	Partial     bool              `json:"partial"`   // there was more: only the newest was looked at
	Since       time.Time         `json:"since"`     // of a partial one: from when on all was looked at
	Unchanged   map[string]uint64 `json:"unchanged"` // calls and events that the card would not change: own_card, general_card, policy, asset, by_event
	Models      []PreviewModel    `json:"models"`
	Totals      []PreviewTotal    `json:"totals"` // by currency
	Lag         uint64            `json:"lag"`    // records of the log that the books do not hold yet
}

// PreviewModel is a model's part of a Preview.
type PreviewModel struct {
	Model string `json:"model"`
	PreviewTotal
	Reasons map[string]uint64 `json:"reasons"` // the unpriced by the code of the refusal
}

// PreviewTotal is what calls cost and would have cost, in plain decimals.
type PreviewTotal struct {
	Asset           string `json:"asset"`
	Calls           uint64 `json:"calls"`
	Events          uint64 `json:"events"`     // of pushed usage
	Charged         string `json:"charged"`    // what those that have a price were charged
	Would           string `json:"would"`      // what they would have cost, exactly
	Difference      string `json:"difference"` // it may be negative
	Unpriced        uint64 `json:"unpriced"`   // calls and events that the card would refuse; in neither sum
	UnpricedCharged string `json:"unpriced_charged"`
}

// Preview prices past calls and pushed usage under a rate card in YAML, and compares. Nothing is
// kept of it.
func (c *Client) Preview(ctx context.Context, yaml []byte, p PreviewQuery) (*Preview, error) {
	q := url.Values{}
	setID(q, "seller", p.Seller)
	setID(q, "buyer", p.Buyer)
	setTime(q, "from", p.From)
	setTime(q, "until", p.Until)
	out := &Preview{}
	return out, c.do(ctx, &request{
		method: http.MethodPost, path: "/prices/preview", query: q,
		media: "application/yaml", body: yaml, key: NewID().String(), into: out,
	})
}

func setTime(q url.Values, name string, at time.Time) {
	if !at.IsZero() {
		q.Set(name, at.UTC().Format(time.RFC3339Nano))
	}
}
