package client

import (
	"context"
	"net/url"
	"strconv"
)

// Found is one thing that a text stands for.
type Found struct {
	Kind   string `json:"kind"`   // call, transfer, account, party, key, project, card or rule
	ID     ID     `json:"id"`     // zero for a card
	Number uint32 `json:"number"` // of a card
	Name   string `json:"name"`   // of a party, key, project or card; the model of a call
	Party  ID     `json:"party"`  // whose it is; the buyer of a call
	Call   ID     `json:"call"`   // that a transfer is a part of
}

// Search says what an id, a rate card's number or the beginning of a name stands
// for.
func (c *Client) Search(ctx context.Context, text string) (*Page[Found], error) {
	return get[Page[Found]](ctx, c, "/search", url.Values{"q": {text}})
}

// PartyBalance shows what a party has.
func (c *Client) PartyBalance(ctx context.Context, party ID) (*Balance, error) {
	return get[Balance](ctx, c, "/parties/"+party.String()+"/balance", nil)
}

// Card shows a rate card by its number.
func (c *Client) Card(ctx context.Context, number uint32) (*Card, error) {
	return get[Card](ctx, c, "/cards/"+strconv.FormatUint(uint64(number), 10), nil)
}
