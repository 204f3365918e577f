package client

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// ReceiptKey is a public key that receipts are signed with, a JSON Web Key
// (RFC 8037).
type ReceiptKey struct {
	KeyType   string    `json:"kty"`
	Curve     string    `json:"crv"`
	X         string    `json:"x"`
	KeyID     string    `json:"kid"`
	Algorithm string    `json:"alg"`
	Use       string    `json:"use"`
	Since     time.Time `json:"since,omitzero"`
	Until     time.Time `json:"until,omitzero"` // zero on the current key
}

// ReceiptKeys is a JWK set, the current key last.
type ReceiptKeys struct {
	Keys []ReceiptKey `json:"keys"`
}

// SignedReceipt gives the receipt of a closed call as a JSON Web Signature,
// which anybody can verify with the house's public key.
func (c *Client) SignedReceipt(ctx context.Context, id ID) (string, error) {
	var text []byte
	err := c.do(ctx, &request{
		method: http.MethodGet, path: "/receipts/" + id.String(), query: url.Values{"signed": {"true"}}, into: &text,
	})
	return string(text), err
}

// ReceiptKeys lists the house's public keys of all times. It needs no key.
func (c *Client) ReceiptKeys(ctx context.Context) (*ReceiptKeys, error) {
	return get[ReceiptKeys](ctx, c, "/receipts/keys", nil)
}

// RotateReceiptKey makes a new key that receipts are signed with from now on.
func (c *Client) RotateReceiptKey(ctx context.Context) (*ReceiptKeys, error) {
	out := &ReceiptKeys{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/receipts/keys", key: NewID().String(), into: out})
}
