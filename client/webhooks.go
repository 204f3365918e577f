package client

import (
	"context"
	"net/http"
	"time"
)

// Webhook is an endpoint that events are delivered to, by the conventions of
// Standard Webhooks.
type Webhook struct {
	ID          ID        `json:"id"`
	Party       ID        `json:"party"` // whose events it gets; zero: the operator's, which are all
	URL         string    `json:"url"`
	Types       []string  `json:"types"` // of the events it gets; none: all
	Description string    `json:"description"`
	Since       time.Time `json:"since"`
	Enabled     bool      `json:"enabled"`
	Reason      string    `json:"reason"`        // why it is disabled: asked, gone or exhausted
	Disabled    time.Time `json:"disabled_at"`   // zero while it is enabled
	Failing     time.Time `json:"failing_since"` // since when the next event is not taken; zero: nothing is wrong
	Secret      string    `json:"secret"`        // where it was just made
}

// NewWebhook asks for an endpoint.
type NewWebhook struct {
	ID          ID       `json:"id,omitzero"`
	Party       ID       `json:"party,omitzero"` // the key's own when zero; of an operator's key: all parties
	URL         string   `json:"url"`
	Types       []string `json:"types,omitempty"` // all when empty
	Description string   `json:"description,omitempty"`
}

// Delivery is one attempt to deliver an event.
type Delivery struct {
	Event   string    `json:"event"` // the webhook-id: the event's id
	Type    string    `json:"type"`
	At      time.Time `json:"at"`
	Millis  int64     `json:"duration_ms"`
	Outcome string    `json:"outcome"` // delivered, or what went wrong
	Status  int       `json:"status"`  // of HTTP; zero without an answer
	Detail  string    `json:"detail"`
	Next    time.Time `json:"next_at"` // zero when it is not tried again
}

// Deliveries is a page of attempts, the newest first, and how far the endpoint
// is.
type Deliveries struct {
	Items   []Delivery       `json:"items"`
	Next    string           `json:"next"`    // continues the page; empty at its end
	Cursor  string           `json:"cursor"`  // the event up to which the endpoint has everything
	Pending *PendingDelivery `json:"pending"` // nil when nothing fails
}

// PendingDelivery is the event that an endpoint does not take.
type PendingDelivery struct {
	Event    string    `json:"event"`
	Failures int       `json:"failures"`
	Next     time.Time `json:"next_at"`
}

// CreateWebhook makes an endpoint that gets what happens from now on. Its secret
// is in the answer.
func (c *Client) CreateWebhook(ctx context.Context, w NewWebhook) (*Webhook, error) {
	return post[Webhook](ctx, c, "/webhooks", w)
}

// Webhook shows an endpoint, without its secret.
func (c *Client) Webhook(ctx context.Context, id ID) (*Webhook, error) {
	return get[Webhook](ctx, c, "/webhooks/"+id.String(), nil)
}

// Webhooks lists the endpoints of a party; zero is the key's own, or all for an
// operator's key.
func (c *Client) Webhooks(ctx context.Context, party ID, l Listing) (*Page[Webhook], error) {
	q := l.query()
	setID(q, "party", party)
	return get[Page[Webhook]](ctx, c, "/webhooks", q)
}

// ChangeWebhook changes url, types, description or enabled.
func (c *Client) ChangeWebhook(ctx context.Context, id ID, change Change) (*Webhook, error) {
	return patch[Webhook](ctx, c, "/webhooks/"+id.String(), change)
}

// DeleteWebhook forgets an endpoint.
func (c *Client) DeleteWebhook(ctx context.Context, id ID) error {
	return c.do(ctx, &request{method: http.MethodDelete, path: "/webhooks/" + id.String()})
}

// RotateWebhook makes another secret, which is in the answer. Those before sign
// as well for the grace, in whole seconds.
func (c *Client) RotateWebhook(ctx context.Context, id ID, grace time.Duration) (*Webhook, error) {
	return post[Webhook](ctx, c, "/webhooks/"+id.String()+"/rotate", map[string]any{"grace_seconds": int64(grace / time.Second)})
}

// TestWebhook delivers an event of its own now and says what became of it.
func (c *Client) TestWebhook(ctx context.Context, id ID) (*Delivery, error) {
	out := &Delivery{}
	return out, c.do(ctx, &request{method: http.MethodPost, path: "/webhooks/" + id.String() + "/test", into: out})
}

// Deliveries lists the last attempts to deliver to an endpoint.
func (c *Client) Deliveries(ctx context.Context, id ID, l Listing) (*Deliveries, error) {
	return get[Deliveries](ctx, c, "/webhooks/"+id.String()+"/deliveries", l.query())
}

// ResendWebhook has an endpoint go on with an event: it and everything behind it
// is delivered, again or early.
func (c *Client) ResendWebhook(ctx context.Context, id ID, event string) (*Webhook, error) {
	return post[Webhook](ctx, c, "/webhooks/"+id.String()+"/resend", map[string]any{"event": event})
}
