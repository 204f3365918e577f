package client

import (
	"context"
	"net/url"
	"time"
)

// SpendLimits bound what is spent on calls, in the party's asset; an empty limit
// is none.
type SpendLimits struct {
	Day   string `json:"day,omitempty"`   // of UTC
	Month string `json:"month,omitempty"` // of UTC
	Total string `json:"total,omitempty"`
}

// KeyTerms say what a key may do beyond its scopes.
type KeyTerms struct {
	Expires           time.Time    `json:"expires,omitzero"`
	Models            []string     `json:"models,omitempty"`   // or prefixes that end in *; none: every model
	Networks          []string     `json:"networks,omitempty"` // such as 192.0.2.0/24; none: from everywhere
	RequestsPerMinute uint32       `json:"requests_per_minute,omitempty"`
	TokensPerMinute   uint32       `json:"tokens_per_minute,omitempty"`
	Limits            *SpendLimits `json:"limits,omitempty"`
}

// Change names the members of a resource to change, as the API calls them. A
// nil value takes the member away; what is not named stays.
type Change map[string]any

// Key shows an API key, without its secret.
func (c *Client) Key(ctx context.Context, id ID) (*Key, error) {
	return get[Key](ctx, c, "/keys/"+id.String(), nil)
}

// ChangeKey changes terms of a key.
func (c *Client) ChangeKey(ctx context.Context, id ID, change Change) (*Key, error) {
	return patch[Key](ctx, c, "/keys/"+id.String(), change)
}

// RotateKey makes a key with the same terms and another secret. The old one goes
// on working for the grace, in whole seconds.
func (c *Client) RotateKey(ctx context.Context, id ID, grace time.Duration) (*Key, error) {
	return post[Key](ctx, c, "/keys/"+id.String()+"/rotate", map[string]any{"grace_seconds": int64(grace / time.Second)})
}

// Project groups keys of a buyer under common limits.
type Project struct {
	ID       ID           `json:"id"`
	Party    ID           `json:"party"`
	Name     string       `json:"name"`
	Limits   *SpendLimits `json:"limits"`
	Since    time.Time    `json:"since"`
	Archived time.Time    `json:"archived"` // zero while it is in use
}

// NewProject asks for a project.
type NewProject struct {
	ID     ID           `json:"id,omitzero"`
	Party  ID           `json:"party,omitzero"` // the key's own when zero
	Name   string       `json:"name"`
	Limits *SpendLimits `json:"limits,omitempty"`
}

// CreateProject enters a project.
func (c *Client) CreateProject(ctx context.Context, p NewProject) (*Project, error) {
	return post[Project](ctx, c, "/projects", p)
}

// Project shows a project.
func (c *Client) Project(ctx context.Context, id ID) (*Project, error) {
	return get[Project](ctx, c, "/projects/"+id.String(), nil)
}

// Projects lists the projects of a party; zero is the key's own, or all for an
// operator's key.
func (c *Client) Projects(ctx context.Context, party ID, l Listing) (*Page[Project], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Project]](ctx, c, "/projects", q)
}

// ChangeProject changes the name, the limits, or whether it is archived.
func (c *Client) ChangeProject(ctx context.Context, id ID, change Change) (*Project, error) {
	return patch[Project](ctx, c, "/projects/"+id.String(), change)
}

// Meter is a meter whose usage a seller pushes in.
type Meter struct {
	Number      uint32    `json:"number"`
	Seller      ID        `json:"seller"`
	Name        string    `json:"name"`
	Aggregation string    `json:"aggregation"` // sum, count, max, unique or last
	Window      string    `json:"window"`      // none, hour, day or month
	Product     string    `json:"product"`
	Meter       string    `json:"meter"`
	Since       time.Time `json:"since"`
}

// NewMeter asks for a meter.
type NewMeter struct {
	Seller      ID     `json:"seller"`
	Name        string `json:"name"`
	Aggregation string `json:"aggregation"`
	Window      string `json:"window,omitempty"`
	Product     string `json:"product"` // the model of the rate card that prices it
	Meter       string `json:"meter"`   // the card's meter that it counts under
}

// CreateMeter defines a meter. It is safe to repeat.
func (c *Client) CreateMeter(ctx context.Context, m NewMeter) (*Meter, error) {
	return post[Meter](ctx, c, "/meters", m)
}

// Meters lists the meters of a seller; of all when it is zero.
func (c *Client) Meters(ctx context.Context, seller ID, l Listing) (*Page[Meter], error) {
	q := l.query()
	setID(q, "seller", seller)
	return get[Page[Meter]](ctx, c, "/meters", q)
}

func setID(q url.Values, name string, id ID) {
	if !id.IsZero() {
		q.Set(name, id.String())
	}
}
