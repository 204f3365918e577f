package api_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/core/ledger"
)

// hooksInMemory keeps endpoints and delivers nothing.
type hooksInMemory struct {
	mu       sync.Mutex
	list     []api.Webhook // in the order of their ids
	versions map[ledger.ID]int
	named    map[ledger.ID]ledger.ID
	graces   []time.Duration
	attempts []api.WebhookAttempt // the newest first
	progress api.WebhookProgress
	resent   string
}

func (h *hooksInMemory) CheckURL(text string) (code, sentence string) {
	if !strings.HasPrefix(text, "https://") {
		return "url_scheme", "the address does not begin with https://"
	}
	return "", ""
}

func (h *hooksInMemory) find(id ledger.ID) (int, error) {
	i := slices.IndexFunc(h.list, func(w api.Webhook) bool { return w.ID == id })
	if i < 0 {
		return i, api.ErrWebhookUnknown
	}
	return i, nil
}

func (h *hooksInMemory) secret(id ledger.ID) string { return fmt.Sprint("whsec_", h.versions[id]) }

func (h *hooksInMemory) Add(_ context.Context, w api.Webhook) (api.Webhook, string, bool, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if i, err := h.find(w.ID); err == nil {
		return h.list[i], h.secret(w.ID), true, nil
	}
	if len(h.list) == 5 {
		return w, "", false, api.ErrWebhooksFull
	}
	w.Since, w.Enabled = time.Now().UnixNano(), true
	h.list = append(h.list, w)
	slices.SortFunc(h.list, func(a, b api.Webhook) int { return strings.Compare(a.ID.String(), b.ID.String()) })
	return w, h.secret(w.ID), false, nil
}

func (h *hooksInMemory) Webhook(id ledger.ID) (w api.Webhook, p api.WebhookProgress, err error) {
	i, err := h.find(id)
	if err != nil {
		return w, p, err
	}
	return h.list[i], h.progress, nil
}

func (h *hooksInMemory) Webhooks(party, after ledger.ID, limit int) (list []api.Webhook, err error) {
	for _, w := range h.list {
		if after.Less(w.ID) && (party.IsZero() || w.Party == party) && len(list) < limit {
			list = append(list, w)
		}
	}
	return list, nil
}

func (h *hooksInMemory) Change(id ledger.ID, c api.WebhookChange) (w api.Webhook, err error) {
	i, err := h.find(id)
	if err != nil {
		return w, err
	}
	w = h.list[i]
	if c.URL != nil {
		w.URL = *c.URL
	}
	if c.Types != nil {
		w.Types = *c.Types
	}
	if c.Description != nil {
		w.Description = *c.Description
	}
	if c.Enabled != nil {
		if w.Enabled = *c.Enabled; !w.Enabled {
			w.Reason, w.Disabled = "asked", time.Now().UnixNano()
		}
	}
	h.list[i] = w
	return w, nil
}

func (h *hooksInMemory) Remove(id ledger.ID) error {
	i, err := h.find(id)
	if err == nil {
		h.list = slices.Delete(h.list, i, i+1)
	}
	return err
}

func (h *hooksInMemory) Rotate(id, name ledger.ID, grace time.Duration) (w api.Webhook, secret string, again bool, err error) {
	i, err := h.find(id)
	if err != nil {
		return w, "", false, err
	}
	if again = h.named[id] == name; !again {
		h.named[id], h.graces = name, append(h.graces, grace)
		h.versions[id]++
	}
	return h.list[i], h.secret(id), again, nil
}

func (h *hooksInMemory) Resend(_ context.Context, id ledger.ID, event string) (w api.Webhook, err error) {
	if event != "3-1" {
		return w, api.ErrWebhookEvent
	}
	h.resent = event
	i, err := h.find(id)
	return h.list[i], err
}

func (h *hooksInMemory) Test(_ context.Context, id ledger.ID) (api.WebhookAttempt, error) {
	_, err := h.find(id)
	return api.WebhookAttempt{Event: "test-1", Type: "webhook.test", At: time.Now().UnixNano(), Took: time.Second, Status: 500, Outcome: "refused", Detail: "no"}, err
}

func (h *hooksInMemory) Attempts(_ ledger.ID, before uint64, limit int) (list []api.WebhookAttempt, err error) {
	for _, a := range h.attempts {
		if (before == 0 || a.Number < before) && len(list) < limit {
			list = append(list, a)
		}
	}
	return list, nil
}

// hookHouse is a house that keeps endpoints, and two parties with keys.
func hookHouse(t *testing.T) (h *house, hooks *hooksInMemory, ann, bob api.PartyAnswer, asAnn, asBob *house) {
	h = newHouse(t)
	hooks = &hooksInMemory{versions: map[ledger.ID]int{}, named: map[ledger.ID]ledger.ID{}}
	h.webhooks = hooks
	h.serveAgain()
	ann, bob = h.buyer("Ann"), h.buyer("Bob")
	return h, hooks, ann, bob, h.as(h.key(ann.ID, "manage").Secret), h.as(h.key(bob.ID, "manage").Secret)
}

func TestWebhooksAreMadeAndChanged(t *testing.T) {
	h, _, ann, bob, asAnn, asBob := hookHouse(t)
	var made, known api.WebhookAnswer
	asAnn.post("/webhooks", `{"url":"https://ann.example/x","types":["call.voided","call.captured","call.voided"],"description":"hers"}`).want(201, &made)
	if made.Party != ann.ID || made.Secret != "whsec_0" || !made.Enabled || !slices.Equal(made.Types, []string{"call.captured", "call.voided"}) || made.Description != "hers" {
		t.Errorf("%+v", made)
	}
	one := asAnn.get("/webhooks/"+made.ID).want(200, &known)
	if known.Secret != "" || known.ID != made.ID {
		t.Errorf("%+v", known)
	}
	tag := one.header.Get("Etag")
	asAnn.call(http.MethodPatch, "/webhooks/"+made.ID, `{"enabled":false}`, "If-Match", tag).want(200, &known)
	if known.Enabled || known.Reason != "asked" || known.Disabled == "" {
		t.Errorf("%+v", known)
	}
	asAnn.call(http.MethodPatch, "/webhooks/"+made.ID, `{"description":"other"}`, "If-Match", tag).refused(412, "precondition_failed")
	known = api.WebhookAnswer{}
	asAnn.call(http.MethodPatch, "/webhooks/"+made.ID, `{"types":null,"description":null,"url":"https://ann.example/y"}`).want(200, &known)
	if len(known.Types) != 0 || known.Description != "" || known.URL != "https://ann.example/y" || known.Enabled {
		t.Errorf("%+v", known)
	}

	// Others neither see it nor learn whether it is there.
	for _, id := range []string{made.ID, "0190a5d2-7c1e-7aaa-8000-0123456789ab"} {
		asBob.get("/webhooks/"+id).refused(403, "key_scope")
		asBob.call(http.MethodPatch, "/webhooks/"+id, `{}`).refused(403, "key_scope")
		asBob.call(http.MethodDelete, "/webhooks/"+id, "").refused(403, "key_scope")
		asBob.post("/webhooks/"+id+"/rotate", `{}`).refused(403, "key_scope")
		asBob.post("/webhooks/"+id+"/test", "").refused(403, "key_scope")
		asBob.get("/webhooks/"+id+"/deliveries").refused(403, "key_scope")
		asBob.post("/webhooks/"+id+"/resend", `{"event":"3-1"}`).refused(403, "key_scope")
	}
	asBob.post("/webhooks", `{"url":"https://bob.example","party":"`+ann.ID+`"}`).refused(403, "key_scope")
	asBob.get("/webhooks?party="+ann.ID).refused(403, "key_scope")
	h.as(h.key(bob.ID, "call", "read").Secret).get("/webhooks").refused(403, "key_scope")
	var project api.ProjectAnswer
	asBob.post("/projects", `{"name":"one"}`).want(201, &project)
	var inProject api.KeyAnswer
	asBob.post("/keys", `{"name":"k","scopes":["manage"],"project":"`+project.ID+`"}`).want(201, &inProject)
	h.as(inProject.Secret).post("/webhooks", `{"url":"https://bob.example"}`).refused(403, "key_scope")

	// The operator has some of its own, and for others.
	made = api.WebhookAnswer{}
	h.post("/webhooks", `{"url":"https://house.example"}`).want(201, &made)
	if made.Party != "" {
		t.Errorf("%+v", made)
	}
	h.post("/webhooks", `{"url":"https://bob.example","party":"`+bob.ID+`"}`).want(201)
	h.post("/webhooks", `{"url":"https://bob.example","party":"0190a5d2-7c1e-7aaa-8000-0123456789ab"}`).refused(422, "party_unknown")
	var page, rest api.WebhookPage
	h.get("/webhooks?limit=2").want(200, &page)
	h.get("/webhooks?limit=2&after="+page.Next).want(200, &rest)
	if len(page.Items) != 2 || len(rest.Items) != 1 || rest.Next != "" {
		t.Errorf("%+v, %+v", page, rest)
	}
	page = api.WebhookPage{}
	asBob.get("/webhooks").want(200, &page)
	if len(page.Items) != 1 || page.Items[0].Party != bob.ID {
		t.Errorf("%+v", page)
	}
	h.get("/webhooks?after=x").refused(400, "cursor_invalid")
	h.call(http.MethodDelete, "/webhooks/"+made.ID, "").want(204)
	h.get("/webhooks/"+made.ID).refused(404, "webhook_unknown")
	for range 3 {
		h.post("/webhooks", `{"url":"https://house.example"}`).want(201)
	}
	h.post("/webhooks", `{"url":"https://house.example"}`).refused(507, "webhooks_full")
}

func TestWebhookInputIsChecked(t *testing.T) {
	h, _, _, _, asAnn, _ := hookHouse(t)
	p := asAnn.post("/webhooks", `{"url":"http://x","types":["call.captured","call.made",5],"color":1}`).refused(400, "field_unknown")
	var got []string
	for _, f := range p.Errors {
		got = append(got, f.Pointer+" "+f.Code)
	}
	if want := []string{"/color field_unknown", "/url url_scheme", "/types/1 word_unknown", "/types/2 field_type"}; !slices.Equal(got, want) {
		t.Errorf("the faults are %v, want %v", got, want)
	}
	asAnn.post("/webhooks", `{}`).refused(400, "field_missing")
	asAnn.post("/webhooks", `{"url":"https://x","types":[]}`).refused(400, "list_empty")
	asAnn.post("/webhooks", `{"url":"https://x/`+strings.Repeat("x", 2048)+`"}`).refused(400, "text_too_long")
	bare := newHouse(t)
	for _, path := range []string{"/webhooks", "/webhooks/0190a5d2-7c1e-7aaa-8000-0123456789ab", "/webhooks/0190a5d2-7c1e-7aaa-8000-0123456789ab/deliveries"} {
		bare.get(path).refused(501, "webhooks_off")
	}
	h.get("/webhooks/x").refused(400, "id_invalid")
}

func TestWebhooksOnce(t *testing.T) {
	h, hooks, _, _, _, _ := hookHouse(t)
	const body = `{"url":"https://house.example"}`
	var first, again api.WebhookAnswer
	h.post("/webhooks", body, "Idempotency-Key", "k1").want(201, &first)
	a := h.post("/webhooks", body, "Idempotency-Key", "k1").want(201, &again)
	if again.ID != first.ID || again.Secret != first.Secret || a.header.Get("Idempotency-Replayed") != "true" || len(hooks.list) != 1 {
		t.Errorf("%+v, %+v, %d kept", first, again, len(hooks.list))
	}
	h.serveAgain() // which forgets what was asked
	h.post("/webhooks", `{"url":"https://other.example"}`, "Idempotency-Key", "k1").refused(409, "idempotency_key_reused")
	h.post("/webhooks", `{"url":"https://other.example","id":"`+first.ID+`"}`).refused(409, "webhook_differs")
	for range 2 {
		h.post("/webhooks/"+first.ID+"/rotate", `{"grace_seconds":60}`, "Idempotency-Key", "r1").want(200, &again)
		h.serveAgain()
	}
	if again.Secret != "whsec_1" || !slices.Equal(hooks.graces, []time.Duration{time.Minute}) {
		t.Errorf("%+v, %v", again, hooks.graces)
	}
	h.post("/webhooks/"+first.ID+"/rotate", `{}`).want(200, &again)
	h.post("/webhooks/"+first.ID+"/rotate", `{"grace_seconds":0}`).want(200, &again)
	if again.Secret != "whsec_3" || !slices.Equal(hooks.graces, []time.Duration{time.Minute, 24 * time.Hour, 0}) {
		t.Errorf("%+v, %v", again, hooks.graces)
	}
}

func TestDeliveries(t *testing.T) {
	h, hooks, _, _, _, _ := hookHouse(t)
	var w api.WebhookAnswer
	h.post("/webhooks", `{"url":"https://house.example"}`).want(201, &w)
	now := time.Now().UnixNano()
	hooks.progress = api.WebhookProgress{Cursor: "2-1", Event: "3-1", Failures: 2, Next: now + 1e9}
	for n := uint64(3); n > 0; n-- {
		hooks.attempts = append(hooks.attempts, api.WebhookAttempt{Number: n, Event: "3-1", Type: "call.captured", At: now, Took: 1500 * time.Millisecond, Status: 500, Outcome: "refused", Detail: "it answered 500", Next: now + 1e9})
	}
	var page, rest api.DeliveryPage
	h.get("/webhooks/"+w.ID+"/deliveries?limit=2").want(200, &page)
	h.get("/webhooks/"+w.ID+"/deliveries?limit=2&after="+page.Next).want(200, &rest)
	if len(page.Items) != 2 || len(rest.Items) != 1 || rest.Next != "" || page.Items[0].Millis != 1500 || page.Items[0].Next == "" || page.Cursor != "2-1" || page.Pending == nil || page.Pending.Failures != 2 {
		t.Errorf("%+v, %+v", page, rest)
	}
	var d api.DeliveryAnswer
	h.post("/webhooks/"+w.ID+"/test", "").want(200, &d)
	if d.Status != 500 || d.Outcome != "refused" || d.Type != "webhook.test" || d.Next != "" {
		t.Errorf("%+v", d)
	}
	h.post("/webhooks/"+w.ID+"/resend", `{"event":"3-1"}`).want(200)
	if hooks.resent != "3-1" {
		t.Error("nothing was sent again")
	}
	if p := h.post("/webhooks/"+w.ID+"/resend", `{"event":"9-9"}`).refused(422, "event_unknown"); len(p.Errors) != 1 || p.Errors[0].Pointer != "/event" {
		t.Errorf("%+v", p)
	}
}
