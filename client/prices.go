package client

import (
	"context"
	"net/http"
	"net/url"
)

// Price is a model that can be called now, with the party's own prices.
type Price struct {
	Seller      ID     `json:"seller"`
	SellerName  string `json:"seller_name"`
	Asset       string `json:"asset"`
	Card        uint32 `json:"card"`
	CardName    string `json:"card_name"`
	CardVersion uint32 `json:"card_version"`
	Own         bool   `json:"own"`      // the card is the buyer's own
	Zone        string `json:"timezone"` // whose wall clock windows and periods go by; empty: UTC
	CardModel
}

// NewQuote asks what a call would cost.
type NewQuote struct {
	Model      string            `json:"model"`
	Seller     ID                `json:"seller,omitzero"` // needed only when several sell the model
	Quantities map[string]uint64 `json:"quantities"`      // by meter
	Region     string            `json:"region,omitempty"`
	Service    string            `json:"service,omitempty"`
}

// Quote is what a call would cost, line by line.
type Quote struct {
	Seller  ID          `json:"seller"`
	Model   string      `json:"model"`
	Asset   string      `json:"asset"`
	Card    uint32      `json:"card"`
	Variant string      `json:"variant"`
	Lines   []QuoteLine `json:"lines"`
	Exact   string      `json:"exact"`
}

// QuoteLine is one product of a quote.
type QuoteLine struct {
	Meter    string `json:"meter"`
	Kind     string `json:"kind"` // units, fee, package, reprice or minimum
	Tier     uint8  `json:"tier"`
	Quantity string `json:"quantity"`
	Price    string `json:"price"`
	Amount   string `json:"amount"`
	Credit   bool   `json:"credit"` // the amount is taken off
}

// Prices lists the models that the key's party can call now; one of them when it
// is named.
func (c *Client) Prices(ctx context.Context, model string) (*Page[Price], error) {
	q := url.Values{}
	if model != "" {
		q.Set("model", model)
	}
	return get[Page[Price]](ctx, c, "/prices", q)
}

// Quote computes what a call would cost now.
func (c *Client) Quote(ctx context.Context, q NewQuote) (*Quote, error) {
	return post[Quote](ctx, c, "/quotes", q)
}

// Get gives what the API answers under a path, such as /balance, as it is.
func (c *Client) Get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	var raw []byte
	err := c.do(ctx, &request{method: http.MethodGet, path: path, query: query, into: &raw})
	return raw, err
}
