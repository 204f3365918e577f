package e2e

import (
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const (
	eventsPath  = "/v1/events"
	eventsMedia = "application/cloudevents-batch+json"
)

// meteredHouse sells hours of a machine that its seller meters himself.
func meteredHouse(t *testing.T) (h *house, seller party) {
	t.Helper()
	dir := t.TempDir()
	write(t, filepath.Join(dir, "card.yaml"), `
card: machines
version: 1
currency: USD
models:
  - model: h100
    output_max: 1
    prices:
      gpu_second: {price: 2.52, per: 3600}
      watt_hour: {price: 0.12, per: 1000}
`)
	h = &house{t: t, data: filepath.Join(dir, "data")}
	h.config = write(t, filepath.Join(dir, "aidollar.yaml"), `
listen: 127.0.0.1:0
data: data
cards: [card.yaml]
sellers: [{name: machines, card: machines, commission: 1.5, upstreams: [none]}]
upstreams: [{name: none, url: "http://127.0.0.1:1/v1", models: [h100]}]
meters:
  - {name: seconds, seller: machines, event: gpu.used, product: h100, meter: gpu_second, aggregation: sum, value: /seconds}
  - {name: energy, seller: machines, event: gpu.used, product: h100, meter: watt_hour, aggregation: sum, value: /kwh, scale: 1000}
log: {level: info, format: json}
`)
	h.start()
	var sellers struct{ Items []struct{ ID, Name string } }
	h.operator.get(t, "/api/v1/sellers", &sellers)
	var key struct{ Secret string }
	h.operator.post(t, "/api/v1/keys", object{"party": sellers.Items[0].ID, "name": "meters", "scopes": []string{"meter"}}, &key)
	return h, party{url: h.operator.url, key: key.Secret}
}

// usedEvent is a second of a machine for each n, and n watt-hours, as event n.
func usedEvent(buyer string, n int, at time.Time) object {
	return object{
		"specversion": "1.0", "id": fmt.Sprint(n), "source": "/rack/1", "type": "gpu.used", "subject": buyer,
		"time": at.UTC().Format(time.RFC3339Nano), "data": object{"seconds": n, "kwh": fmt.Sprintf("%d.%03d", n/1000, n%1000)},
	}
}

type eventsReport struct {
	Accepted, Duplicates, Refused int

	Problems []struct {
		Index        int
		Code, Detail string
	}
}

func (p party) pushes(t *testing.T, events ...object) (r eventsReport) {
	t.Helper()
	a, err := p.send(http.MethodPost, eventsPath, events, "Content-Type", eventsMedia)
	if err != nil {
		t.Fatal(err)
	}
	a.into(t, http.StatusOK, &r)
	return r
}

// owes is what events 1 to n cost, in whole ledger units.
func owes(n int) *big.Int {
	sum := int64(n * (n + 1) / 2)
	cost := new(big.Rat).Add(big.NewRat(sum*252, 3600*100), big.NewRat(sum*12, 1000*100))
	cost.Mul(cost, big.NewRat(unitsDollar, 1))
	return new(big.Int).Quo(cost.Num(), cost.Denom())
}

// TestPushedUsage follows usage that a seller pushes in: counted once through a
// kill and the loss of the memory of events, charged exactly, owed where the
// balance ends.
func TestPushedUsage(t *testing.T) {
	t.Parallel()
	h, seller := meteredHouse(t)
	b := newBuyer(t, h.operator, "machine user", "10")
	now := time.Now()
	const n = 100
	events := make([]object, n)
	for i := range events {
		events[i] = usedEvent(b.id, i+1, now.Add(-time.Duration(i)*time.Minute))
	}
	if r := seller.pushes(t, append(events[:60:60], events[:10]...)...); r.Accepted != 60 || r.Duplicates != 10 || r.Refused != 0 {
		t.Fatalf("the first push: %+v", r)
	}
	h.process.kill()
	h.start()
	seller.url, b.url = h.operator.url, h.operator.url
	if r := seller.pushes(t, events...); r.Accepted != 40 || r.Duplicates != 60 {
		t.Errorf("after a kill: %+v", r)
	}
	left := new(big.Int).Sub(units(t, "10"), owes(n))
	same(t, "balance", units(t, b.balance(t).Spendable), left)

	// What it was for: all seconds and watt-hours of the events, and each unit.
	reader := party{url: h.operator.url, key: h.operator.key}
	var usage struct {
		Items []struct {
			Model, Charge string

			Usage map[string]uint64
		}
	}
	reader.get(t, "/api/v1/usage?by=model&buyer="+b.id, &usage)
	const all = n * (n + 1) / 2
	if len(usage.Items) != 1 || usage.Items[0].Model != "h100" || usage.Items[0].Usage["gpu_second"] != all || usage.Items[0].Usage["watt_hour"] != all {
		t.Errorf("the usage is %+v, want %d of each", usage, all)
	} else {
		same(t, "charge in the usage", units(t, usage.Items[0].Charge), owes(n))
	}
	var statements struct{ Items []struct{ Charged string } }
	reader.get(t, "/api/v1/statements?party="+b.id, &statements)
	same(t, "charged on the statement", units(t, statements.Items[0].Charged), owes(n))

	// The memory on disk is made anew from the log.
	h.process.stop()
	if err := os.Remove(filepath.Join(h.data, "events.bolt")); err != nil {
		t.Fatal(err)
	}
	h.start()
	seller.url, b.url = h.operator.url, h.operator.url
	if r := seller.pushes(t, events...); r.Accepted != 0 || r.Duplicates != n {
		t.Errorf("after the memory was lost: %+v", r)
	}
	same(t, "balance after it", units(t, b.balance(t).Spendable), left)

	// What the balance does not cover is owed, and paid first when money comes.
	if r := seller.pushes(t, usedEvent(b.id, 1_000_000, now)); r.Accepted != 1 {
		t.Errorf("usage beyond the balance: %+v", r)
	}
	same(t, "balance that is used up", units(t, b.balance(t).Spendable), new(big.Int))
	settle(t, h.process, h.operator, h.data)
}

func TestPushedUsageRefused(t *testing.T) {
	t.Parallel()
	h, seller := meteredHouse(t)
	b := newBuyer(t, h.operator, "machine user", "10")
	now := time.Now()
	unknown := usedEvent("01890000-0000-7000-8000-000000000000", 1, now)
	future := usedEvent(b.id, 2, now.Add(48*time.Hour))
	other := usedEvent(b.id, 3, now)
	other["type"] = "gpu.idle"
	fine := usedEvent(b.id, 4, now)
	r := seller.pushes(t, unknown, future, other, fine)
	if r.Accepted != 1 || r.Refused != 3 || len(r.Problems) != 3 {
		t.Fatalf("%+v", r)
	}
	for i, code := range []string{"buyer_unknown", "event_in_future", "event_type_unknown"} {
		found := false
		for _, p := range r.Problems {
			found = found || (p.Index == i && p.Code == code && p.Detail != "")
		}
		if !found {
			t.Errorf("event %d: %+v, want %s", i, r.Problems, code)
		}
	}
	a := must[answer](t)(b.send(http.MethodPost, eventsPath, []object{fine}, "Content-Type", eventsMedia))
	if a.status != http.StatusForbidden || !strings.Contains(a.body, "scope_missing") {
		t.Errorf("a buyer's key pushes usage: %d %s", a.status, a.body)
	}
	a = must[answer](t)(party{url: h.operator.url, key: "sk-none"}.send(http.MethodPost, eventsPath, []object{fine}, "Content-Type", eventsMedia))
	if a.status != http.StatusUnauthorized {
		t.Errorf("an unknown key pushes usage: %d %s", a.status, a.body)
	}
	settle(t, h.process, h.operator, h.data)
}
