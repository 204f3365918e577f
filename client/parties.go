package client

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
)

// CreateBuyer enters a buyer and opens its balance.
func (c *Client) CreateBuyer(ctx context.Context, p NewParty) (*Party, error) {
	return post[Party](ctx, c, "/buyers", p)
}

// CreateSeller enters a seller and opens its accounts.
func (c *Client) CreateSeller(ctx context.Context, p NewParty) (*Party, error) {
	return post[Party](ctx, c, "/sellers", p)
}

// Buyer shows a buyer.
func (c *Client) Buyer(ctx context.Context, id ID) (*Party, error) {
	return get[Party](ctx, c, "/buyers/"+id.String(), nil)
}

// Seller shows a seller.
func (c *Client) Seller(ctx context.Context, id ID) (*Party, error) {
	return get[Party](ctx, c, "/sellers/"+id.String(), nil)
}

// Listing says which page is wanted: After is the Next of the page before, and
// Limit 1 to 1000, or zero for the server's own.
type Listing struct {
	After string
	Limit int
}

func (l Listing) query() url.Values {
	q := url.Values{}
	if l.After != "" {
		q.Set("after", l.After)
	}
	if l.Limit != 0 {
		q.Set("limit", strconv.Itoa(l.Limit))
	}
	return q
}

// Buyers lists the buyers.
func (c *Client) Buyers(ctx context.Context, l Listing) (*Page[Party], error) {
	return get[Page[Party]](ctx, c, "/buyers", l.query())
}

// Sellers lists the sellers.
func (c *Client) Sellers(ctx context.Context, l Listing) (*Page[Party], error) {
	return get[Page[Party]](ctx, c, "/sellers", l.query())
}

// CreateKey makes an API key. Its Secret is in this answer and nowhere else;
// when the answer was lost, revoke the key and make another.
func (c *Client) CreateKey(ctx context.Context, k NewKey) (*Key, error) {
	return post[Key](ctx, c, "/keys", k)
}

// Keys lists the API keys, revoked ones too.
func (c *Client) Keys(ctx context.Context, l Listing) (*Page[Key], error) {
	return get[Page[Key]](ctx, c, "/keys", l.query())
}

// RevokeKey ends a key for good.
func (c *Client) RevokeKey(ctx context.Context, id ID) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: "/keys/" + id.String()})
}

// DefineAsset defines an asset with these decimals in the ledger and on chain.
func (c *Client) DefineAsset(ctx context.Context, code string, scale, chainScale uint8) (*Asset, error) {
	return post[Asset](ctx, c, "/assets", map[string]any{"code": code, "scale": scale, "chain_scale": chainScale})
}

// Assets lists the assets.
func (c *Client) Assets(ctx context.Context) (*Page[Asset], error) {
	return get[Page[Asset]](ctx, c, "/assets", nil)
}

// CreateCard makes a rate card in YAML the seller's current one for everybody.
func (c *Client) CreateCard(ctx context.Context, seller ID, yaml []byte) (*Card, error) {
	return c.CreateCardFor(ctx, seller, ID{}, yaml)
}

// CreateCardFor makes a rate card in YAML the seller's current one for a buyer,
// whom it goes before the general one for; for everybody when the buyer is zero.
func (c *Client) CreateCardFor(ctx context.Context, seller, buyer ID, yaml []byte) (*Card, error) {
	out := &Card{}
	q := url.Values{"seller": {seller.String()}}
	setID(q, "buyer", buyer)
	return out, c.do(ctx, &request{
		method: http.MethodPost, path: "/cards", query: q,
		media: "application/yaml", body: yaml, key: NewID().String(), into: out,
	})
}

// Cards lists the rate cards, of one seller when it is not zero.
func (c *Client) Cards(ctx context.Context, seller ID, l Listing) (*Page[Card], error) {
	q := l.query()
	if !seller.IsZero() {
		q.Set("seller", seller.String())
	}
	return get[Page[Card]](ctx, c, "/cards", q)
}

// AddPartyAsset opens a party's accounts in a further asset, and shows that of its
// balance or its proceeds. The same again changes nothing.
func (c *Client) AddPartyAsset(ctx context.Context, party ID, asset string) (*Account, error) {
	return post[Account](ctx, c, "/parties/"+party.String()+"/assets", map[string]string{"asset": asset})
}
