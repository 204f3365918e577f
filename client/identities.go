package client

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Identity is who a party is.
type Identity struct {
	Party ID `json:"party"`
	IdentityVersion
	Person   json.RawMessage   `json:"person"` // natural or legal, of IVMS 101.2023
	Evidence []Evidence        `json:"evidence"`
	Versions []IdentityVersion `json:"versions"`  // that are kept, the oldest first
	Due      time.Time         `json:"erased_at"` // when all of it is erased; zero: that was not asked for
}

// IdentityVersion is a version of an identity without what it says.
type IdentityVersion struct {
	Version  uint64    `json:"version"` // from 1 up
	Since    time.Time `json:"since"`
	By       ID        `json:"by"`          // key that entered it
	Checked  ID        `json:"checked_by"`  // operator's key that entered or confirmed it; zero: it is the party's own word
	Digest   string    `json:"digest"`      // keyed with a salt that is erased with it
	Keep     time.Time `json:"keep_until"`  // it is not erased before; zero when nobody has to keep it
	Replaced time.Time `json:"replaced_at"` // zero while it is the current one
	Again    bool      `json:"again"`       // in the answer to a put: it was the current one already
}

// Evidence is the digest of a document that is kept elsewhere.
type Evidence struct {
	Name   string `json:"name"`
	Digest string `json:"sha256"`
}

// NewIdentity says who a party is.
type NewIdentity struct {
	Person   json.RawMessage
	Evidence []Evidence
	Keep     time.Time // for operators: it is not erased before; zero: as the version before
	Free     bool      // for operators: nobody has to keep it
}

// MarshalJSON implements json.Marshaler.
func (i NewIdentity) MarshalJSON() ([]byte, error) {
	body := map[string]any{"person": i.Person}
	if len(i.Evidence) > 0 {
		body["evidence"] = i.Evidence
	}
	switch {
	case i.Free:
		body["keep_until"] = nil
	case !i.Keep.IsZero():
		body["keep_until"] = i.Keep
	}
	return json.Marshal(body)
}

// Erasure says what became of an identity that is to be erased.
type Erasure struct {
	Party  ID        `json:"party"`
	Erased bool      `json:"erased"`    // nothing is left of it
	Due    time.Time `json:"erased_at"` // when the rest is erased; zero when nothing is left
}

// IdentityRead says that somebody was shown an identity.
type IdentityRead struct {
	At      time.Time `json:"at"`
	By      ID        `json:"by"` // key; zero: the house itself
	Why     string    `json:"why"`
	Version uint64    `json:"version"` // zero where a kept payload was shown
	Cause   ID        `json:"cause"`   // of the payload: a payment, or a batch of payouts
}

func identityPath(party ID) string { return "/parties/" + party.String() + "/identity" }

// PutIdentity enters who a party is.
func (c *Client) PutIdentity(ctx context.Context, party ID, i NewIdentity) (*IdentityVersion, error) {
	raw, err := json.Marshal(i)
	if err != nil {
		return nil, err
	}
	out := new(IdentityVersion)
	return out, c.do(ctx, &request{method: http.MethodPut, path: identityPath(party), media: "application/json", body: raw, into: out})
}

// Identity shows who a party is: its current version, or the one with a number that is
// not zero. That it was shown is written down.
func (c *Client) Identity(ctx context.Context, party ID, version uint64) (*Identity, error) {
	q := url.Values{}
	if version != 0 {
		q.Set("version", strconv.FormatUint(version, 10))
	}
	return get[Identity](ctx, c, identityPath(party), q)
}

// EraseIdentity erases who a party is, at once or when it need not be kept any more.
func (c *Client) EraseIdentity(ctx context.Context, party ID) (*Erasure, error) {
	out := new(Erasure)
	return out, c.do(ctx, &request{method: http.MethodDelete, path: identityPath(party), into: out})
}

// IdentityReads lists who was shown a party's identity, the newest first.
func (c *Client) IdentityReads(ctx context.Context, party ID, l Listing) (*Page[IdentityRead], error) {
	return get[Page[IdentityRead]](ctx, c, identityPath(party)+"/reads", l.query())
}

// Travel is what travels beside one item of a batch of payouts.
type Travel struct {
	Party   ID              `json:"party"`
	Address string          `json:"address"`
	Amount  string          `json:"amount"`
	Payload json.RawMessage `json:"payload"` // IVMS 101.2023; nil while something is missing for it
	Missing []Fault         `json:"missing"` // by its place in the payload
}

// Travel shows what the travel rule wants told beside the items of a batch of payouts, or
// beside that of one party where it is not zero. That its parties were looked at is
// written down.
func (c *Client) Travel(ctx context.Context, batch, party ID, l Listing) (*Page[Travel], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Travel]](ctx, c, "/payouts/"+batch.String()+"/travel", q)
}
