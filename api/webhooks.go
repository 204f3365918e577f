package api

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
)

// Webhooks keeps the endpoints that events are delivered to, and delivers. What
// it returns belongs to the caller. An unknown id is ErrWebhookUnknown.
type Webhooks interface {
	// CheckURL says what is wrong with an address, by a stable code and a
	// sentence; both are empty when nothing is.
	CheckURL(text string) (code, sentence string)
	// Add keeps a new endpoint and gives its secret. When its id is taken, that
	// endpoint is given instead, and the secret if its making was a moment ago.
	Add(ctx context.Context, w Webhook) (known Webhook, secret string, again bool, err error)
	// Webhook shows an endpoint and how far it is.
	Webhook(id ledger.ID) (Webhook, WebhookProgress, error)
	// Webhooks gives endpoints behind one in the order of their ids: a party's, or
	// all when it is zero.
	Webhooks(party, after ledger.ID, limit int) ([]Webhook, error)
	Change(id ledger.ID, c WebhookChange) (Webhook, error)
	Remove(id ledger.ID) error
	// Rotate makes another secret. The same name once more makes none.
	Rotate(id, name ledger.ID, grace time.Duration) (w Webhook, secret string, again bool, err error)
	// Resend has an endpoint go on with an event, or gives ErrWebhookEvent.
	Resend(ctx context.Context, id ledger.ID, event string) (Webhook, error)
	// Test delivers an event of its own and says what became of it.
	Test(ctx context.Context, id ledger.ID) (WebhookAttempt, error)
	// Attempts gives the last attempts before a number, the newest first; zero is
	// behind all.
	Attempts(id ledger.ID, before uint64, limit int) ([]WebhookAttempt, error)
}

// The refusals of Webhooks.
var (
	ErrWebhookUnknown  error = refuse("webhook_unknown", "")
	ErrWebhooksFull    error = refuse("webhooks_full", "")
	ErrWebhookSecrets  error = refuse("webhook_secrets_full", "")
	ErrWebhookBusy     error = refuse("webhook_busy", "")
	ErrWebhookStopping error = refuse("stopping", "")
	ErrWebhookEvent    error = refuseFaults([]Fault{{Pointer: "/event", Code: "event_unknown", Detail: "there is no event with this id; take one from the deliveries or from the events"}})
)

// Webhook is an endpoint that events are delivered to.
type Webhook struct {
	ID          ledger.ID
	Party       ledger.ID // whose events it gets; zero: the operator's, which are all
	URL         string
	Types       []string // of events; none: all
	Description string
	Since       int64 // Unix nanoseconds
	Enabled     bool
	Disabled    int64 // since when, Unix nanoseconds; zero while it is enabled
	Reason      string
	Failing     int64 // since when the next event is not taken, Unix nanoseconds; zero: nothing is wrong
}

// WebhookChange says what is to be different; nil leaves it as it is.
type WebhookChange struct {
	URL         *string
	Types       *[]string
	Description *string
	Enabled     *bool
}

// WebhookProgress is how far an endpoint is.
type WebhookProgress struct {
	Cursor   string
	Event    string // that is being tried; empty when nothing fails
	Failures int
	Next     int64 // Unix nanoseconds
}

// WebhookAttempt is one request to an endpoint.
type WebhookAttempt struct {
	Number  uint64 // counts the endpoint's attempts
	Event   string
	Type    string
	At      int64 // Unix nanoseconds
	Took    time.Duration
	Status  int // of HTTP; zero without an answer
	Outcome string
	Detail  string
	Next    int64 // Unix nanoseconds; zero: it is not tried again
}

// WebhookAnswer is an endpoint that events are delivered to.
type WebhookAnswer struct {
	ID          string   `json:"id" schema:"id"`
	Party       string   `json:"party,omitempty" schema:"id" about:"whose events it gets; missing: the operator's, which are all"`
	URL         string   `json:"url"`
	Types       []string `json:"types,omitempty" about:"of the events it gets; missing: all"`
	Description string   `json:"description,omitempty"`
	Since       string   `json:"since" schema:"time"`
	Enabled     bool     `json:"enabled"`
	Reason      string   `json:"reason,omitempty" about:"why it is disabled: asked, gone (it answered 410) or exhausted (an event was not taken, however often it was tried)"`
	Disabled    string   `json:"disabled_at,omitempty" schema:"time"`
	Failing     string   `json:"failing_since,omitempty" schema:"time" about:"since when the next event is not taken"`
	Secret      string   `json:"secret,omitempty" about:"of Standard Webhooks, whsec_ and base64; shown when it is made"`
}

// WebhookPage is one page of endpoints.
type WebhookPage struct {
	Items []*WebhookAnswer `json:"items"`
	Next  string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
}

// DeliveryAnswer is one attempt to deliver an event.
type DeliveryAnswer struct {
	Event   string `json:"event" about:"the webhook-id: the event's id"`
	Type    string `json:"type"`
	At      string `json:"at" schema:"time"`
	Millis  int64  `json:"duration_ms"`
	Outcome string `json:"outcome" about:"delivered, refused, gone, redirected, timeout, name_unresolved, address_forbidden, connection_refused, tls_failed or connection_broken"`
	Status  int    `json:"status,omitempty" about:"of HTTP; missing without an answer"`
	Detail  string `json:"detail,omitempty" about:"what went wrong"`
	Next    string `json:"next_at,omitempty" schema:"time" about:"when the event is tried again"`
}

// PendingDelivery is the event that an endpoint does not take.
type PendingDelivery struct {
	Event    string `json:"event"`
	Failures int    `json:"failures"`
	Next     string `json:"next_at" schema:"time"`
}

// DeliveryPage is one page of attempts, the newest first.
type DeliveryPage struct {
	Items   []DeliveryAnswer `json:"items"`
	Next    string           `json:"next,omitempty" about:"cursor of the next page; missing on the last one"`
	Cursor  string           `json:"cursor" about:"the event up to which the endpoint has everything; empty: it is at the beginning"`
	Pending *PendingDelivery `json:"pending,omitempty" about:"the event that is not taken, and holds up those behind it"`
}

// The bounds of what is said of an endpoint, in bytes.
const (
	webhookURLMax         = 2048
	webhookDescriptionMax = 200
	webhookEventMax       = 64
)

var webhookForm = form{name: "WebhookRequest", about: "An endpoint to deliver events to, from now on.", fields: []field{
	{name: "id", kind: fieldID, about: "chosen by the caller; else it follows from the Idempotency-Key, or is new"},
	{name: "party", kind: fieldID, about: "whose events it gets, as a key of the party sees them; the asking key's own when missing, and all of them with an operator's key"},
	{name: "url", kind: fieldText, required: true, max: webhookURLMax, about: "https; no user name in it"},
	{name: "types", kind: fieldWords, max: uint64(len(EventTypes)), words: EventTypes, about: "of events; all when missing"},
	{name: "description", kind: fieldText, max: webhookDescriptionMax, about: "for people"},
}}

var webhookChangeForm = form{name: "WebhookChange", about: "What to change of an endpoint. What is not named stays; null takes types (then it gets all) or the description away.", fields: []field{
	{name: "url", kind: fieldText, max: webhookURLMax, about: "https; what was not taken at the old address is tried here at once"},
	{name: "types", kind: fieldWords, max: uint64(len(EventTypes)), words: EventTypes, about: "of events, from now on"},
	{name: "description", kind: fieldText, max: webhookDescriptionMax, about: "for people"},
	{name: "enabled", kind: fieldBool, about: "a disabled endpoint keeps its place and goes on from there; true has an event that was not taken tried again at once"},
}}

var webhookRotateForm = form{name: "WebhookRotateRequest", about: "How an endpoint's secret is replaced.", fields: []field{
	{name: "grace_seconds", kind: fieldWhole, max: uint64(graceMax / time.Second), about: "how long the secrets before sign as well; a day when missing, 0 ends them now"},
}}

var resendForm = form{name: "ResendRequest", about: "Where an endpoint is to go on.", fields: []field{
	{name: "event", kind: fieldText, required: true, max: webhookEventMax, about: "id of the event that comes next, and everything behind it then. What lies between the endpoint's place and an event further on is left out"},
}}

func webhookRoutes() []route {
	party := param{name: "party", kind: fieldID, about: "only this party's"}
	ok := func(r route) route {
		r.status = http.StatusOK
		return managed(r)
	}
	return []route{
		managed(post("/webhooks", "createWebhook", "Makes an endpoint that events are delivered to, and shows its secret.", &webhookForm, WebhookAnswer{}, createWebhook)),
		get("/webhooks", "listWebhooks", "Lists the endpoints that events are delivered to.", accessManage, WebhookPage{}, listWebhooks, append([]param{party}, pageParams...)...),
		get("/webhooks/{id}", "getWebhook", "Shows an endpoint, without its secret.", accessManage, WebhookAnswer{}, getWebhook),
		patch("/webhooks/{id}", "changeWebhook", "Changes an endpoint, disables it, or enables it again.", &webhookChangeForm, WebhookAnswer{}, changeWebhook),
		{method: http.MethodDelete, path: "/webhooks/{id}", name: "deleteWebhook", access: accessManage, about: "Forgets an endpoint.", status: http.StatusNoContent, handle: deleteWebhook},
		ok(post("/webhooks/{id}/rotate", "rotateWebhook", "Makes another secret and shows it; those before sign as well until the grace is over.", &webhookRotateForm, WebhookAnswer{}, rotateWebhook)),
		ok(post("/webhooks/{id}/test", "testWebhook", "Delivers an event webhook.test now, to a disabled endpoint, too, and says what became of it.", nil, DeliveryAnswer{}, testWebhook)),
		get("/webhooks/{id}/deliveries", "listDeliveries", "Lists the last 200 attempts to deliver, the newest first, and says how far the endpoint is.", accessManage, DeliveryPage{}, listDeliveries, pageParams...),
		ok(post("/webhooks/{id}/resend", "resendWebhook", "Has an endpoint go on with an event: it and everything behind it is delivered, again or early.", &resendForm, WebhookAnswer{}, resendWebhook)),
	}
}

// webhooks are there when the operator wants them.
func (q *request) webhooks() (Webhooks, error) {
	if q.api.deps.Webhooks == nil {
		return nil, refuse("webhooks_off", "")
	}
	return q.api.deps.Webhooks, nil
}

// address reads where an endpoint is.
func (o *object) address(hooks Webhooks) string {
	text := o.text("url")
	if text != "" {
		if code, sentence := hooks.CheckURL(text); code != "" {
			o.fault("url", code, "%s", sentence)
		}
	}
	return text
}

// names reads a list of the field's words, each once, in order.
func (o *object) names(name string) (list []string) {
	items := o.list(name)
	if v := o.find(name); v != nil && v.kind == kindList && len(v.items) == 0 {
		o.fault(name, "list_empty", "the list is empty; leave it out for all, or name some")
	}
	for i, v := range items {
		at := o.at(name) + "/" + strconv.Itoa(i)
		switch {
		case v.kind != kindText:
			o.faults.add(at, "field_type", "expected a string, not %s", v.kind)
		case !slices.Contains(o.form.field(name).words, v.text):
			o.faults.add(at, "word_unknown", "%q is none of %s", clip(v.text), strings.Join(o.form.field(name).words, ", "))
		default:
			list = append(list, v.text)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

func createWebhook(q *request) (any, error) {
	hooks, err := q.webhooks()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	w := Webhook{ID: o.id("id"), Party: o.id("party"), URL: o.address(hooks), Types: o.names("types"), Description: o.text("description")}
	if err := f.err(); err != nil {
		return nil, err
	}
	if !q.admin() && w.Party.IsZero() {
		w.Party = q.key.Party
	}
	if err := q.manages(w.Party, ledger.ID{}); err != nil {
		return nil, err
	}
	known := w.Party.IsZero()
	q.api.deps.Node.View(func(m *clearing.Machine) {
		if !known {
			_, known = m.Party(w.Party)
		}
	})
	if !known {
		return nil, refuse("party_unknown", "")
	}
	// What happened before is not news: the endpoint begins where the books end.
	if _, err := q.caughtUp(); err != nil {
		return nil, err
	}
	w.ID = q.thingID(w.ID)
	made, secret, again, err := hooks.Add(q.Context(), w)
	if err != nil {
		return nil, err
	}
	if again && (made.Party != w.Party || made.URL != w.URL || made.Description != w.Description || !slices.Equal(made.Types, w.Types)) {
		return nil, q.refusal("webhook_differs")
	}
	q.replay = again
	return webhookAnswer(made, secret), nil
}

func webhookAnswer(w Webhook, secret string) *WebhookAnswer {
	a := &WebhookAnswer{
		ID: w.ID.String(), Party: idOrNone(w.Party), URL: w.URL, Types: w.Types, Description: w.Description, Since: printTime(w.Since),
		Enabled: w.Enabled, Reason: w.Reason, Secret: secret,
	}
	a.Disabled, a.Failing = timeOrNone(w.Disabled), timeOrNone(w.Failing)
	return a
}

func timeOrNone(nanos int64) string {
	if nanos == 0 {
		return ""
	}
	return printTime(nanos)
}

// pathWebhook finds the endpoint of the path, if the asking key manages it.
func (q *request) pathWebhook() (hooks Webhooks, w Webhook, p WebhookProgress, err error) {
	if hooks, err = q.webhooks(); err != nil {
		return nil, w, p, err
	}
	id, err := q.pathID("id")
	if err != nil {
		return nil, w, p, err
	}
	w, p, err = hooks.Webhook(id)
	if other := q.manages(w.Party, ledger.ID{}); other != nil {
		return nil, w, p, other
	}
	return hooks, w, p, err
}

func getWebhook(q *request) (any, error) {
	_, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	return webhookAnswer(w, ""), nil
}

func listWebhooks(q *request) (any, error) {
	hooks, err := q.webhooks()
	if err != nil {
		return nil, err
	}
	limit, err := q.limit()
	if err != nil {
		return nil, err
	}
	party, err := q.queryID("party")
	if err != nil {
		return nil, err
	}
	after, err := q.queryID("after")
	if err != nil {
		return nil, badParam("after", "cursor_invalid", "the cursor is none that a page gave as next")
	}
	if !q.admin() {
		if party.IsZero() {
			party = q.key.Party
		}
		if err := q.manages(party, ledger.ID{}); err != nil {
			return nil, err
		}
	}
	list, err := hooks.Webhooks(party, after, limit+1)
	if err != nil {
		return nil, err
	}
	out := &WebhookPage{Items: []*WebhookAnswer{}}
	if len(list) > limit {
		list = list[:limit]
		out.Next = list[limit-1].ID.String()
	}
	for _, w := range list {
		out.Items = append(out.Items, webhookAnswer(w, ""))
	}
	return out, nil
}

func changeWebhook(q *request) (any, error) {
	q.api.changing.Lock()
	defer q.api.changing.Unlock()
	hooks, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	if err := q.ifMatch(webhookAnswer(w, "")); err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	var c WebhookChange
	if o.has("url") {
		text := o.address(hooks)
		c.URL = &text
	}
	if o.has("types") || o.cleared("types") {
		types := o.names("types")
		c.Types = &types
	}
	if o.has("description") || o.cleared("description") {
		text := o.text("description")
		c.Description = &text
	}
	if o.has("enabled") {
		yes := o.flag("enabled")
		c.Enabled = &yes
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	if w, err = hooks.Change(w.ID, c); err != nil {
		return nil, err
	}
	return webhookAnswer(w, ""), nil
}

func deleteWebhook(q *request) (any, error) {
	hooks, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	return nil, hooks.Remove(w.ID)
}

func rotateWebhook(q *request) (any, error) {
	hooks, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	grace := graceDefault
	if o.has("grace_seconds") {
		grace = time.Duration(o.whole("grace_seconds")) * time.Second
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	w, secret, again, err := hooks.Rotate(w.ID, q.thingID(ledger.ID{}), grace)
	if err != nil {
		return nil, err
	}
	q.replay = again
	return webhookAnswer(w, secret), nil
}

func testWebhook(q *request) (any, error) {
	hooks, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	a, err := hooks.Test(q.Context(), w.ID)
	if err != nil {
		return nil, err
	}
	return deliveryAnswer(&a), nil
}

func deliveryAnswer(a *WebhookAttempt) DeliveryAnswer {
	return DeliveryAnswer{
		Event: a.Event, Type: a.Type, At: printTime(a.At), Millis: a.Took.Milliseconds(), Outcome: a.Outcome, Status: a.Status, Detail: a.Detail,
		Next: timeOrNone(a.Next),
	}
}

func listDeliveries(q *request) (any, error) {
	hooks, w, p, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	page, err := q.page()
	if err != nil {
		return nil, err
	}
	list, err := hooks.Attempts(w.ID, page.after, page.limit+1)
	if err != nil {
		return nil, err
	}
	out := &DeliveryPage{Items: []DeliveryAnswer{}, Cursor: p.Cursor}
	if p.Event != "" {
		out.Pending = &PendingDelivery{Event: p.Event, Failures: p.Failures, Next: printTime(p.Next)}
	}
	if len(list) > page.limit {
		list = list[:page.limit]
		out.Next = printCursor(list[page.limit-1].Number)
	}
	for i := range list {
		out.Items = append(out.Items, deliveryAnswer(&list[i]))
	}
	return out, nil
}

func resendWebhook(q *request) (any, error) {
	hooks, w, _, err := q.pathWebhook()
	if err != nil {
		return nil, err
	}
	o, f, err := q.form()
	if err != nil {
		return nil, err
	}
	event := o.text("event")
	if err := f.err(); err != nil {
		return nil, err
	}
	if w, err = hooks.Resend(q.Context(), w.ID, event); err != nil {
		return nil, err
	}
	return webhookAnswer(w, ""), nil
}
