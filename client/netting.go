package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Link says that a seller's proceeds pay what a buyer of the same owner owes.
type Link struct {
	Buyer  ID        `json:"buyer"`
	Seller ID        `json:"seller"`
	Keep   string    `json:"keep"` // what the buyer's balance is brought up to, in its first asset
	Since  time.Time `json:"since"`
}

// SetOff is what a netting set off, or would.
type SetOff struct {
	Period  ID        `json:"period,omitzero"` // zero in a preview
	Asset   string    `json:"asset"`
	Seller  ID        `json:"seller"`
	Buyer   ID        `json:"buyer"`
	Need    string    `json:"need"` // what the buyer owed and lacked of what it keeps
	Paid    string    `json:"paid"` // of it, out of the seller's proceeds
	Posting ID        `json:"posting,omitzero"`
	Time    time.Time `json:"timestamp,omitzero"`
}

// Netting is what the end of a period did.
type Netting struct {
	Period  ID       `json:"period"`
	Asset   string   `json:"asset"`
	Paid    string   `json:"paid"` // set off in all
	SetOffs []SetOff `json:"set_offs"`
	PaidOut bool     `json:"paid_out"` // whether what remains was put into batches
}

// NettingPreview is what was charged in a time, and how each owner stands.
type NettingPreview struct {
	Asset       string    `json:"asset"`
	From        time.Time `json:"from"`
	Until       time.Time `json:"until"`
	Gross       string    `json:"gross"`
	Net         string    `json:"net"`
	Ratio       string    `json:"ratio,omitempty"` // gross for each unit of net; empty when nothing is left to be paid
	Obligations []struct {
		Buyer  ID     `json:"buyer"`
		Seller ID     `json:"seller"`
		Amount string `json:"amount"`
	} `json:"obligations"`
	Positions []struct {
		Party    ID     `json:"party"`
		Owes     string `json:"owes"`
		Owed     string `json:"owed"`
		Pays     string `json:"pays"`
		Receives string `json:"receives"`
	} `json:"positions"`
	SetOffs []SetOff `json:"set_offs"` // what a run would do now
}

// LinkParty has a seller's proceeds pay what a buyer owes; keep is what the buyer's
// balance is brought up to beside that, empty for nothing.
func (c *Client) LinkParty(ctx context.Context, buyer, seller ID, keep string) (*Link, error) {
	body := map[string]any{"buyer": buyer, "seller": seller}
	if keep != "" {
		body["keep"] = keep
	}
	return post[Link](ctx, c, "/netting/links", body)
}

// UnlinkParty has a buyer stand for itself again.
func (c *Client) UnlinkParty(ctx context.Context, buyer ID) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: "/netting/links/" + buyer.String()})
}

// Links lists who is linked.
func (c *Client) Links(ctx context.Context, l Listing) (*Page[Link], error) {
	return get[Page[Link]](ctx, c, "/netting/links", l.query())
}

// Net ends a period in an asset; empty for USD. With payOut what remains is put into
// batches.
func (c *Client) Net(ctx context.Context, asset string, payOut bool) (*Netting, error) {
	body := map[string]any{"pay_out": payOut}
	if asset != "" {
		body["asset"] = asset
	}
	return post[Netting](ctx, c, "/netting/runs", body)
}

// PreviewNetting nets what was charged in a time, the last day where it says
// nothing, and shows what a run would set off now.
func (c *Client) PreviewNetting(ctx context.Context, from, until time.Time, asset string) (*NettingPreview, error) {
	query := url.Values{}
	for name, at := range map[string]time.Time{"from": from, "until": until} {
		if !at.IsZero() {
			query.Set(name, at.UTC().Format(time.RFC3339Nano))
		}
	}
	if asset != "" {
		query.Set("asset", asset)
	}
	return get[NettingPreview](ctx, c, "/netting/preview", query)
}

// SetOffs lists what was set off, the newest first: a party's own, or to operators
// everybody's.
func (c *Client) SetOffs(ctx context.Context, period, party ID, l Listing) (*Page[SetOff], error) {
	query := l.query()
	for name, id := range map[string]ID{"period": period, "party": party} {
		if !id.IsZero() {
			query.Set(name, id.String())
		}
	}
	return get[Page[SetOff]](ctx, c, "/netting/set-offs", query)
}
