package client

import (
	"context"
	"encoding/json"
	"net/http"
	"time"
)

// Channel is a payment channel to the house, as it stands now.
type Channel struct {
	ID        string        `json:"id"` // what its escrow calls it: 0x and 64 hexadecimal digits
	Number    uint32        `json:"number"`
	Escrow    string        `json:"escrow"` // batch-settlement or session
	Token     string        `json:"token"`
	Party     ID            `json:"party"` // its payer
	Account   ID            `json:"account"`
	Asset     string        `json:"asset"`
	State     string        `json:"state"` // open, ending or empty
	Left      string        `json:"left"`  // of what was deposited, with what is reserved
	Free      string        `json:"free"`
	Reserved  string        `json:"reserved"`
	Signed    string        `json:"signed"`  // over all time, as the next two
	Charged   string        `json:"charged"` // by calls
	Claimed   string        `json:"claimed"` // on the chain
	Claimable string        `json:"claimable"`
	Leaving   string        `json:"leaving"` // on its way back to the payer
	Owed      string        `json:"owed"`    // what the payer took out of what others had earned
	Delay     int64         `json:"delay_seconds"`
	Opened    time.Time     `json:"opened"`
	Ends      time.Time     `json:"ends"`  // from when on the payer may take out what is not claimed; zero while he has not begun to
	Steps     []ChannelStep `json:"steps"` // of a single channel, the newest first
}

// ChannelStep is one change of a channel.
type ChannelStep struct {
	Step     string    `json:"step"`   // opened, ending, resumed, claimed, released, returned or emptied
	Amount   string    `json:"amount"` // claimed over all time, or what was set on its way back
	At       time.Time `json:"timestamp"`
	Sequence uint64    `json:"sequence"` // record of the log
}

// Channels lists payment channels by party, token and state, the last opened first.
func (c *Client) Channels(ctx context.Context, f ChainFilter, l Listing) (*Page[Channel], error) {
	return get[Page[Channel]](ctx, c, "/channels", f.query(l))
}

// Channel shows a payment channel with its last changes.
func (c *Client) Channel(ctx context.Context, id string) (*Channel, error) {
	return get[Channel](ctx, c, "/channels/"+id, nil)
}

// ReleaseChannel sends what is free of a channel back to its payer; an empty amount
// is all of it.
func (c *Client) ReleaseChannel(ctx context.Context, id, amount string) (*Channel, error) {
	raw, err := json.Marshal(struct {
		Amount string `json:"amount,omitempty"`
	}{amount})
	if err != nil {
		return nil, err
	}
	out := &Channel{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/channels/" + id + "/release", key: NewID().String(), media: "application/json", body: raw, into: out})
}

// ReturnChannel puts back on a channel what could not be given back.
func (c *Client) ReturnChannel(ctx context.Context, id string) (*Channel, error) {
	out := &Channel{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/channels/" + id + "/return", key: NewID().String(), into: out})
}
