package e2e

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// delivery is a request as it came in.
type delivery struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`

	status int // that it was answered with; zero when it was not
}

func (d delivery) id() string { return d.Headers["Webhook-Id"] }

// receiver takes deliveries. What it answers, the test decides.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []delivery
	decide func(d delivery) int // zero hangs up
}

func newReceiver(t *testing.T, decide func(d delivery) int) *receiver {
	r := &receiver{decide: decide}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		raw, err := io.ReadAll(q.Body)
		if err != nil {
			return
		}
		d := delivery{Headers: map[string]string{}, Body: string(raw)}
		for name := range q.Header {
			d.Headers[name] = q.Header.Get(name)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		d.status = r.decide(d)
		r.got = append(r.got, d)
		if d.status == 0 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(d.status)
	}))
	t.Cleanup(r.Close)
	return r
}

// taken is what was answered with 2xx.
func (r *receiver) taken() (list []delivery) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, d := range r.got {
		if d.status == http.StatusOK {
			list = append(list, d)
		}
	}
	return list
}

func (r *receiver) awaits(t *testing.T, n int) []delivery {
	t.Helper()
	await(t, "deliveries", func() bool { return len(r.taken()) >= n })
	return r.taken()
}

// hookedHouse is a house that delivers events to this machine.
func hookedHouse(t *testing.T) *house {
	t.Helper()
	dir := t.TempDir()
	h := &house{t: t, config: writeConfig(t, dir, newUpstream(t)), data: filepath.Join(dir, "data")}
	text := string(must[[]byte](t)(os.ReadFile(h.config)))
	write(t, h.config, text+"webhooks: {http: true, networks: [127.0.0.0/8], retries: [50ms, 100ms, 200ms]}\n")
	h.start()
	return h
}

// verified has the reference library verify deliveries with secrets, and wants it
// to refuse each of them changed.
func verified(t *testing.T, list []delivery, secrets ...string) (types [][]string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "deliveries.json")
	raw := must[[]byte](t)(json.Marshal(object{"deliveries": list, "secrets": secrets}))
	write(t, file, string(raw))
	var seen []struct {
		Types   []string
		Changed string
	}
	node(t, "webhooks.mjs", &seen, "AIDOLLAR_DELIVERIES="+file)
	if len(seen) != len(list) {
		t.Fatalf("%d of %d were looked at", len(seen), len(list))
	}
	for _, s := range seen {
		if !strings.Contains(s.Changed, "No matching signature") {
			t.Errorf("a changed body: %s", s.Changed)
		}
		types = append(types, s.Types)
	}
	return types
}

// call makes a paid call.
func (b *buyer) call(t *testing.T) {
	t.Helper()
	if a := must[answer](t)(b.send(http.MethodPost, chatPath, question("ticket", nil))); a.status != http.StatusOK {
		t.Fatalf("the call was answered %d: %s", a.status, a.body)
	}
}

type hook struct{ ID, Secret string }

func (p party) hook(t *testing.T, fields object) (made hook) {
	t.Helper()
	p.post(t, "/api/v1/webhooks", fields, &made)
	return made
}

// eventIDs are the ids of the events of a type, as a key reads them.
func (p party) eventIDs(t *testing.T, kind string) (ids []string) {
	t.Helper()
	var page struct{ Items []struct{ ID string } }
	p.get(t, "/api/v1/events?limit=1000&type="+kind, &page)
	for _, e := range page.Items {
		ids = append(ids, e.ID)
	}
	return ids
}

func idsOf(list []delivery) (ids []string) {
	for _, d := range list {
		ids = append(ids, d.id())
	}
	return ids
}

// TestWebhooks follows real calls to a receiver that fails at first, and through
// two changes of the secret, with the reference library as the judge.
func TestWebhooks(t *testing.T) {
	needsClient(t)
	t.Parallel()
	h := hookedHouse(t)
	b := newBuyer(t, h.operator, "told", "5")
	other := newBuyer(t, h.operator, "not told of", "5")
	var key struct{ Secret string }
	h.operator.post(t, "/api/v1/keys", object{"party": b.id, "name": "manager", "scopes": []string{"manage", "read"}}, &key)
	manager := party{url: h.operator.url, key: key.Secret}

	failures := 0
	r := newReceiver(t, func(delivery) int {
		if failures++; failures <= 2 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	})
	w := manager.hook(t, object{"url": r.URL, "types": []string{"call.captured"}})
	const calls = 4
	for range calls {
		b.call(t)
		other.call(t)
	}
	got := r.awaits(t, calls)
	if ids := manager.eventIDs(t, "call.captured"); !slices.Equal(idsOf(got), ids) {
		t.Errorf("delivered is %v, the key reads %v", idsOf(got), ids)
	}
	r.mu.Lock()
	if first := r.got[:3]; first[0].id() != first[2].id() || first[1].id() != first[2].id() || len(r.got) != calls+2 {
		t.Errorf("the first three deliveries are %v of %d; want one event three times", idsOf(first), len(r.got))
	}
	r.mu.Unlock()
	for i, types := range verified(t, got, w.Secret) {
		if types[0] != "call.captured" {
			t.Errorf("delivery %d: %s", i, types[0])
		}
	}

	// Both secrets verify until the grace is over.
	var next, last hook
	rotate := func(grace int, into *hook) {
		t.Helper()
		a := must[answer](t)(manager.send(http.MethodPost, "/api/v1/webhooks/"+w.ID+"/rotate", object{"grace_seconds": grace}))
		a.into(t, http.StatusOK, into)
	}
	rotate(3600, &next)
	b.call(t)
	during := r.awaits(t, calls+1)[calls:]
	if types := verified(t, during, w.Secret, next.Secret); types[0][0] != "call.captured" || types[0][1] != "call.captured" {
		t.Errorf("in the grace: %v", types)
	}
	rotate(0, &last)
	b.call(t)
	after := r.awaits(t, calls+2)[calls+1:]
	if types := verified(t, after, last.Secret, next.Secret, w.Secret); types[0][0] != "call.captured" || !strings.Contains(types[0][1], "No matching") || !strings.Contains(types[0][2], "No matching") {
		t.Errorf("after the grace: %v", types)
	}
	tried := must[answer](t)(manager.send(http.MethodPost, "/api/v1/webhooks/"+w.ID+"/test", nil))
	var said struct{ Outcome, Type string }
	if tried.into(t, http.StatusOK, &said); said.Outcome != "delivered" || said.Type != "webhook.test" {
		t.Errorf("the test says %s", tried.body)
	}
	if types := verified(t, r.awaits(t, calls+3)[calls+2:], last.Secret); types[0][0] != "webhook.test" {
		t.Errorf("the test's event: %v", types)
	}
	settle(t, h.process, h.operator, h.data)
}

// TestWebhooksThroughAKill kills the house when an event has arrived and its
// answer has not, and wants it to come again under its id, and all others once.
func TestWebhooksThroughAKill(t *testing.T) {
	t.Parallel()
	h := hookedHouse(t)
	b := newBuyer(t, h.operator, "told", "5")
	arrived := 0
	killed := ""
	r := newReceiver(t, func(d delivery) int {
		if arrived++; arrived == 3 {
			h.process.kill()
			killed = d.id()
			return 0
		}
		return http.StatusOK
	})
	h.operator.hook(t, object{"url": r.URL, "types": []string{"call.captured"}})
	const calls = 8
	made := 0
	for range calls {
		a, err := b.send(http.MethodPost, chatPath, question("ticket", nil))
		if err != nil {
			break // the house is gone
		}
		if a.status == http.StatusOK {
			made++
		}
	}
	await(t, "the kill", func() bool { return !h.process.running() })
	h.start()
	b.url = h.operator.url
	for made < calls {
		b.call(t)
		made++
	}
	ids := h.operator.eventIDs(t, "call.captured") // perhaps one more: of a call whose answer the kill cut off
	await(t, "every event to be taken", func() bool {
		taken := idsOf(r.taken())
		slices.Sort(taken)
		return len(slices.Compact(taken)) >= len(ids)
	})
	var order []string
	times := map[string]int{}
	r.mu.Lock()
	for _, d := range r.got {
		if times[d.id()]++; times[d.id()] == 1 {
			order = append(order, d.id())
		}
	}
	r.mu.Unlock()
	if !slices.Equal(order, ids) || len(ids) < calls {
		t.Errorf("events arrived as %v, they are %v", order, ids)
	}
	if times[killed] != 2 {
		t.Errorf("event %s arrived %d times; the kill came before its answer", killed, times[killed])
	}
	settle(t, h.process, h.operator, h.data)
}
