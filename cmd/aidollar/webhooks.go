package main

import (
	"context"
	"errors"
	"time"

	"aidollar/api"
	"aidollar/books"
	"aidollar/cmd/aidollar/bookkeeper"
	"aidollar/config"
	"aidollar/core/ledger"
	"aidollar/webhook"
)

// openWebhooks opens the endpoints that events are delivered to, if the operator
// wants deliveries.
func (p *program) openWebhooks(c *config.Webhooks) (err error) {
	if c == nil {
		return nil
	}
	source := webhookSource{bookkeeper.Books{Books: p.books}, api.NewFeed(bookkeeper.Books{Books: p.books}, p.node)}
	p.webhooks, err = webhook.Open(webhook.Options{
		Dir: p.config.Data, Source: source, Observer: p.metrics, Log: p.log, Now: time.Now,
		HTTP: c.HTTP, Networks: c.Networks, Timeout: c.Timeout, Retries: c.Retries,
	})
	if err == nil {
		p.metrics.endpoints(p.webhooks.Count)
	}
	return err
}

// webhookSource is the feed of events as deliveries need it.
type webhookSource struct {
	books bookkeeper.Books
	feed  *api.Feed
}

var _ webhook.Source = webhookSource{}

// Next implements webhook.Source.
func (s webhookSource) Next(ctx context.Context, after string, limit int) ([]webhook.Event, string, error) {
	list, next, err := s.feed.Next(ctx, after, limit)
	out := make([]webhook.Event, len(list))
	for i, e := range list {
		out[i] = webhook.Event(e)
	}
	return out, next, err
}

// End implements webhook.Source.
func (s webhookSource) End(ctx context.Context) (string, error) { return s.books.FeedEnd(ctx) }

// Before implements webhook.Source.
func (s webhookSource) Before(ctx context.Context, event string) (string, error) {
	cursor, err := s.books.FeedBefore(ctx, event)
	if errors.Is(err, books.ErrNotFound) {
		err = webhook.ErrEvent
	}
	return cursor, err
}

// Sees implements webhook.Source, as a key of the party would.
func (s webhookSource) Sees(party ledger.ID, e *webhook.Event) bool {
	event := api.Event(*e)
	return event.Concerns(party)
}

// Position implements webhook.Source.
func (s webhookSource) Position() uint64 { return s.books.Position() }

// Later implements webhook.Source.
func (s webhookSource) Later(ctx context.Context, position uint64) error {
	return s.books.Later(ctx, position)
}

// hooks gives the API its endpoints.
type hooks struct{ service *webhook.Service }

var _ api.Webhooks = hooks{}

// webhooksAPI is nil without deliveries.
func (p *program) webhooksAPI() api.Webhooks {
	if p.webhooks == nil {
		return nil
	}
	return hooks{p.webhooks}
}

// hooked turns the refusals of deliveries into the API's.
func hooked(err error) error {
	for _, pair := range [...][2]error{
		{webhook.ErrUnknown, api.ErrWebhookUnknown}, {webhook.ErrFull, api.ErrWebhooksFull}, {webhook.ErrSecrets, api.ErrWebhookSecrets},
		{webhook.ErrBusy, api.ErrWebhookBusy}, {webhook.ErrStopping, api.ErrWebhookStopping}, {webhook.ErrEvent, api.ErrWebhookEvent},
	} {
		if errors.Is(err, pair[0]) {
			return pair[1]
		}
	}
	return err
}

// CheckURL implements api.Webhooks.
func (h hooks) CheckURL(text string) (code, sentence string) { return h.service.CheckURL(text) }

// Add implements api.Webhooks.
func (h hooks) Add(ctx context.Context, w api.Webhook) (api.Webhook, string, bool, error) {
	e, secret, again, err := h.service.Add(ctx, webhook.Endpoint(w))
	return api.Webhook(e), secret, again, hooked(err)
}

// Webhook implements api.Webhooks.
func (h hooks) Webhook(id ledger.ID) (api.Webhook, api.WebhookProgress, error) {
	e, p, err := h.service.Get(id)
	return api.Webhook(e), api.WebhookProgress(p), hooked(err)
}

// Webhooks implements api.Webhooks.
func (h hooks) Webhooks(party, after ledger.ID, limit int) ([]api.Webhook, error) {
	list, err := h.service.List(party, after, limit)
	out := make([]api.Webhook, len(list))
	for i, e := range list {
		out[i] = api.Webhook(e)
	}
	return out, hooked(err)
}

// Change implements api.Webhooks.
func (h hooks) Change(id ledger.ID, c api.WebhookChange) (api.Webhook, error) {
	e, err := h.service.Change(id, webhook.Change(c))
	return api.Webhook(e), hooked(err)
}

// Remove implements api.Webhooks.
func (h hooks) Remove(id ledger.ID) error { return hooked(h.service.Remove(id)) }

// Rotate implements api.Webhooks.
func (h hooks) Rotate(id, name ledger.ID, grace time.Duration) (api.Webhook, string, bool, error) {
	e, secret, again, err := h.service.Rotate(id, name, grace)
	return api.Webhook(e), secret, again, hooked(err)
}

// Resend implements api.Webhooks.
func (h hooks) Resend(ctx context.Context, id ledger.ID, event string) (api.Webhook, error) {
	e, err := h.service.Resend(ctx, id, event)
	return api.Webhook(e), hooked(err)
}

// Test implements api.Webhooks.
func (h hooks) Test(ctx context.Context, id ledger.ID) (api.WebhookAttempt, error) {
	a, err := h.service.Test(ctx, id)
	return api.WebhookAttempt(a), hooked(err)
}

// Attempts implements api.Webhooks.
func (h hooks) Attempts(id ledger.ID, before uint64, limit int) ([]api.WebhookAttempt, error) {
	list, err := h.service.Attempts(id, before, limit)
	out := make([]api.WebhookAttempt, len(list))
	for i, a := range list {
		out[i] = api.WebhookAttempt(a)
	}
	return out, hooked(err)
}
