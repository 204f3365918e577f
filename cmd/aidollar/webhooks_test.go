package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/client"
	"aidollar/core/clearing"
)

// inbox takes what is delivered to it.
type inbox struct {
	*httptest.Server
	mu   sync.Mutex
	got  []client.Event
	says int
}

func newInbox(t *testing.T) *inbox {
	b := &inbox{says: http.StatusNoContent}
	b.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		e := client.Event{ID: r.Header.Get("Webhook-Id")}
		if err := json.Unmarshal(raw, &e); err != nil {
			t.Errorf("%v in %s", err, raw)
		}
		if b.says < 300 {
			b.got = append(b.got, e)
		}
		w.WriteHeader(b.says)
	}))
	t.Cleanup(b.Close)
	return b
}

func (b *inbox) answers(status int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.says = status
}

func (b *inbox) events() []client.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.got)
}

// told is what events say.
func told(list []client.Event) string {
	var text strings.Builder
	for _, e := range list {
		fmt.Fprintln(&text, e.ID, e.Type, string(e.Data))
	}
	return text.String()
}

// hookHouse is the demo's house with deliveries to this machine.
func hookHouse(t *testing.T) (p *program, house string, d *demo) {
	t.Helper()
	p, d, _ = consoleProgram(t)
	if err := p.openWebhooks(devWebhooks()); err != nil {
		t.Fatal(err)
	}
	if err := p.webhooks.Run(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p.handler())
	t.Cleanup(server.Close)
	return p, server.URL, d
}

// What is delivered is what a key of the party reads, event by event: the same
// ids, types, times and data.
func TestDeliveredIsWhatIsRead(t *testing.T) { onBoth(t, testDeliveredIsWhatIsRead) }

func testDeliveredIsWhatIsRead(t *testing.T) {
	p, house, d := hookHouse(t)
	buyer := client.New(house, d.Key)
	balance, err := buyer.Balance(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	manager, err := p.key(t.Context(), balance.Party.ID, "manager", clearing.ScopeManage|clearing.ScopeRead)
	if err != nil {
		t.Fatal(err)
	}
	hers := client.New(house, manager)
	all, own, typed := newInbox(t), newInbox(t), newInbox(t)
	operator, err := p.key(t.Context(), clearing.Key{}.Party, "another operator", clearing.ScopeAdmin)
	if err != nil {
		t.Fatal(err)
	}
	boss := client.New(house, operator)
	makes := func(c *client.Client, w client.NewWebhook) client.ID {
		t.Helper()
		made, err := c.CreateWebhook(t.Context(), w)
		if err != nil {
			t.Fatal(err)
		}
		return made.ID
	}
	hooks := map[client.ID]*client.Client{
		makes(boss, client.NewWebhook{URL: all.URL}): boss, makes(hers, client.NewWebhook{URL: own.URL}): hers,
	}
	third := makes(hers, client.NewWebhook{URL: typed.URL, Types: []string{"call.captured"}})
	hooks[third] = hers
	everything, err := boss.Events(t.Context(), nil, client.Listing{Limit: 1000})
	if err != nil || len(everything.Items) < 8 {
		t.Fatalf("%+v, %v", everything, err)
	}
	for id, c := range hooks {
		if _, err := c.ResendWebhook(t.Context(), id, everything.Items[0].ID); err != nil {
			t.Fatal(err)
		}
	}
	same := func(what string, b *inbox, c *client.Client, types ...string) {
		t.Helper()
		page, err := c.Events(t.Context(), types, client.Listing{Limit: 1000})
		if err != nil || len(page.Items) == 0 {
			t.Fatalf("%s: %v", what, err)
		}
		for end := time.Now().Add(20 * time.Second); len(b.events()) < len(page.Items) && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			continue
		}
		time.Sleep(20 * time.Millisecond) // for one too many to show
		if !slices.EqualFunc(b.events(), page.Items, func(a, b client.Event) bool {
			return a.ID == b.ID && a.Type == b.Type && a.Time.Equal(b.Time) && string(a.Data) == string(b.Data)
		}) {
			t.Errorf("%s: delivered is\n%s, read is\n%s", what, told(b.events()), told(page.Items))
		}
	}
	same("everything", all, boss)
	same("the buyer's", own, hers)
	same("the buyer's calls", typed, hers, "call.captured")
	if len(own.events()) >= len(all.events()) || len(typed.events()) != 3 {
		t.Errorf("%d events, %d the buyer's, %d its calls", len(all.events()), len(own.events()), len(typed.events()))
	}
	if slices.ContainsFunc(own.events(), func(e client.Event) bool { return e.Type == "key.changed" }) {
		t.Error("a party is told of keys")
	}
}

// metricsOf is what Prometheus reads of a house.
func metricsOf(t *testing.T, p *program, house string) string {
	t.Helper()
	secret, err := os.ReadFile(filepath.Join(p.config.Data, operatorFile))
	if err != nil {
		t.Fatal(err)
	}
	return metricsFor(t, house, strings.TrimSpace(string(secret)))
}

func metricsFor(t *testing.T, house, secret string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, house+"/metrics", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+secret)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// The commands make, show, try, change and remove an address.
func TestWebhookCommands(t *testing.T) {
	p, house, _ := hookHouse(t)
	line := func(args ...string) string {
		t.Helper()
		code, out, complaint := runLine(t, append(append([]string{"webhooks"}, args...), "--url", house, "--key-file", filepath.Join(p.config.Data, operatorFile))...)
		if code != 0 {
			return "exit " + string(rune('0'+code)) + ": " + complaint
		}
		return out
	}
	b := newInbox(t)
	var w client.Webhook
	if err := json.Unmarshal([]byte(line("add", b.URL, "--type", "deposit.posted,call.captured", "--description", "mine", "--json")), &w); err != nil {
		t.Fatal(err)
	}
	id := w.ID.String()
	contains(t, "add", line("add", b.URL+"/other"), "SECRET whsec_", "keep it now")
	contains(t, "list", line("list"), id+" "+b.URL+" call.captured,deposit.posted enabled", b.URL+"/other")
	contains(t, "test", line("test", id), "webhook.test delivered 204")
	b.answers(500)
	contains(t, "a test that fails", line("test", id), "webhook.test refused 500", "it answered 500 Internal Server Error")
	contains(t, "deliveries", line("deliveries", id), "refused 500", "delivered 204")
	contains(t, "change", line("change", id, "--disable", "--type", ""), id+" "+b.URL+" disabled: asked")
	contains(t, "enable", line("change", id, "--enable"), "enabled")
	contains(t, "nothing to change", line("change", id), "exit 2", "name something")
	contains(t, "both", line("change", id, "--enable", "--disable"), "exit 2")
	rotated := line("rotate", id, "--grace", "1h")
	if contains(t, "rotate", rotated, "SECRET whsec_"); strings.Contains(rotated, w.Secret) {
		t.Error("the secret stays the same")
	}
	contains(t, "an event that is none", line("resend", id, "99-99"), "exit 1", "event_unknown")
	contains(t, "a bad address", line("add", "https://10.0.0.1/"), "exit 1", "url_address")
	contains(t, "the metrics", metricsOf(t, p, house), `aidollar_webhook_endpoints{state="healthy"} 2`, `aidollar_webhook_attempt_seconds_count{outcome="refused"} 1`)
	contains(t, "remove", line("remove", id), "removed "+id)
	contains(t, "remove again", line("remove", id), "exit 1", "webhook_unknown")
}
