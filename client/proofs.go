package client

import (
	"context"
	"net/url"
	"time"
)

// Proof is a signed statement of what a house owes and holds.
type Proof struct {
	Period    ID        `json:"period"`
	Asset     string    `json:"asset"`
	Number    uint64    `json:"number"` // among the asset's, from one
	Time      time.Time `json:"timestamp"`
	Next      time.Time `json:"next,omitzero"` // when the following one is due; zero when none is promised
	Owed      string    `json:"owed"`
	Held      string    `json:"held,omitempty"`  // empty when a comparison with a chain is too old to count
	Ratio     string    `json:"ratio,omitempty"` // held for each unit that is owed, rounded down
	Leaves    int       `json:"leaves"`
	Root      string    `json:"root"`      // SHA-256 in hexadecimal digits
	KeyID     string    `json:"key_id"`    // of the key that signed it
	Digest    string    `json:"digest"`    // SHA-256 of the statement's text, which the next one names
	Statement string    `json:"statement"` // a JSON Web Signature

	OnChain *ProofOnChain `json:"on_chain,omitempty"` // nil when the root is put on no chain
}

// ProofOnChain is how a root stands on its chain.
type ProofOnChain struct {
	Registry string `json:"registry"` // the contract, CAIP-10
	House    string `json:"house"`    // the address that publishes
	State    string `json:"state"`    // waiting, sent, included, final or failed
	Tx       string `json:"transaction,omitempty"`
	Block    uint64 `json:"block,omitempty"`
	Reason   string `json:"reason,omitempty"` // why it failed
}

// MakeProof has the house sign what it owes now in an asset; empty for USD.
func (c *Client) MakeProof(ctx context.Context, asset string) (*Proof, error) {
	body := map[string]any{}
	if asset != "" {
		body["asset"] = asset
	}
	return post[Proof](ctx, c, "/proofs", body)
}

// Proofs lists the statements, the newest first.
func (c *Client) Proofs(ctx context.Context, l Listing) (*Page[Proof], error) {
	return get[Page[Proof]](ctx, c, "/proofs", l.query())
}

// Proof is the statement of a period.
func (c *Client) Proof(ctx context.Context, period ID) (*Proof, error) {
	return get[Proof](ctx, c, "/proofs/"+period.String(), nil)
}

// ProofInclusion proves that what a party is owed is counted in the statement of
// a period, as the text that aidollar verify reads. A zero party is the key's own.
func (c *Client) ProofInclusion(ctx context.Context, period, party ID) ([]byte, error) {
	query := url.Values{}
	if party != (ID{}) {
		query.Set("party", party.String())
	}
	return c.Get(ctx, "/proofs/"+period.String()+"/inclusion", query)
}
