package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/api"
	"aidollar/config"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/gateway/outpost"
)

// elsewhere is a house and the client of a gateway at its only seller's.
type elsewhere struct {
	*program
	t      *testing.T
	client *outpost.Client
	log    *strings.Builder // the client's
	buyer  clearing.Party
	secret string // the buyer's
	route  *gateway.Route
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	dir := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.WriteFile(filepath.Join(dir, "card.yaml"), []byte("card: c\nversion: 1\ncurrency: USD\nmodels:\n  - {model: fact, output_max: 1, prices: {request: {price: 0.25, per: 1}}}\n"), 0o600))
	path := filepath.Join(dir, "serve.yaml")
	must(os.WriteFile(path, []byte("listen: 127.0.0.1:0\ncards: [card.yaml]\nsellers: [{name: far, card: c, gateways: true}]\n"), 0o600))
	c, cards, err := config.LoadServer(path)
	must(err)
	e := &elsewhere{t: t, log: &strings.Builder{}}
	e.program, err = newProgram(c, slog.New(slog.DiscardHandler))
	must(err)
	t.Cleanup(func() { must(e.close()) })
	must(e.sell(t.Context(), cards))
	seller := e.market.offers[0].Seller
	own, err := e.key(t.Context(), seller, "gateway", clearing.ScopeGateway)
	must(err)
	e.buyer, err = e.party(t.Context(), clearing.RoleBuyer, "buyer", 0)
	must(err)
	must(e.deposit(t.Context(), e.buyer, "1"))
	e.secret, err = e.key(t.Context(), e.buyer.ID, "buyer", clearing.ScopeCall)
	must(err)
	server := httptest.NewServer(e.handler())
	t.Cleanup(server.Close)
	e.client, err = outpost.New(outpost.Config{
		URL: server.URL, Dir: t.TempDir(), HoldTime: time.Minute, Log: slog.New(slog.NewTextHandler(e.log, nil)),
		Secret: func(context.Context) (string, error) { return own, nil },
		Table:  func(*outpost.Offer) *outpost.Table { return &outpost.Table{} },
	})
	must(err)
	t.Cleanup(func() { must(e.client.Close()) })
	must(e.client.Refresh(t.Context()))
	e.route = &gateway.Route{Model: "fact", Seller: seller}
	return e
}

// reserve holds the price of a fact for a while.
func (e *elsewhere) reserve(d time.Duration) (ledger.ID, error) {
	e.t.Helper()
	key, ok, err := e.client.Key(e.t.Context(), api.HashSecret(e.secret))
	if err != nil || !ok {
		e.t.Fatal(ok, err)
	}
	id := newID()
	_, err = e.client.Reserve(e.t.Context(), gateway.Reservation{
		Call: id, Key: key, Route: e.route, Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Request), Max: 1}}, Deadline: time.Now().Add(d),
	})
	return id, err
}

func (e *elsewhere) capture(id ledger.ID) (gateway.Captured, error) {
	bill := gateway.Capture{Call: id, Upstream: "own", Dialect: "http"}
	bill.Usage.Quantities[meter.Request] = 1
	return e.client.Capture(e.t.Context(), bill)
}

func (e *elsewhere) spendable() (amount money.Amount) {
	e.node.View(func(m *clearing.Machine) {
		amount, _ = m.Ledger().Spendable(clearing.PartyAccount(e.buyer.ID, clearing.AccountBuyer))
	})
	return amount
}

// TestHoldsOfAGatewayThatDied: what a gateway elsewhere leaves behind returns at its
// deadline, and cannot be charged any more.
func TestHoldsOfAGatewayThatDied(t *testing.T) {
	e := newElsewhere(t)
	const deposited, price = 1_000_000_000, 250_000_000
	id, err := e.reserve(1500 * time.Millisecond)
	if err != nil || e.spendable() != money.Units(deposited-price) {
		t.Fatalf("%v, %s is left", err, e.spendable())
	}
	for end := time.Now().Add(30 * time.Second); e.spendable() != money.Units(deposited); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the hold does not return: %s", e.spendable())
		}
	}
	var refusal *gateway.Refusal
	if _, err := e.capture(id); !errors.As(err, &refusal) || refusal.Code != "call_closed" || e.client.Standing().Lost != 1 {
		t.Errorf("a capture behind the deadline: %v, %+v", err, e.client.Standing())
	}
	if err := e.client.Void(t.Context(), id, "late"); err != nil {
		t.Errorf("a void behind the deadline: %v", err)
	}
}

// TestCapturesThatAreSentTwice: a capture and a reservation are the same however often
// they come, and the balance is told each time.
func TestCapturesThatAreSentTwice(t *testing.T) {
	e := newElsewhere(t)
	id, err := e.reserve(time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	want := gateway.Captured{Charge: money.Units(250_000_000), Available: money.Units(750_000_000)}
	for i := range 3 {
		if captured, err := e.capture(id); err != nil || captured != want {
			t.Errorf("capture %d: %+v, %v", i, captured, err)
		}
	}
	if err := e.client.Void(t.Context(), id, "too late"); err == nil || e.client.Standing().Kept != 0 {
		t.Errorf("a captured call was voided, or is to be: %+v", e.client.Standing())
	}
	if e.spendable() != want.Available {
		t.Errorf("%s is left", e.spendable())
	}
}

// TestRevokedKeysElsewhere: the house asks at each reservation, whatever a gateway
// remembers; and a gateway's own key stops at once.
func TestRevokedKeysElsewhere(t *testing.T) {
	e := newElsewhere(t)
	if _, err := e.reserve(time.Minute); err != nil {
		t.Fatal(err)
	}
	revoke := func(secret string) {
		t.Helper()
		key, _ := e.liveKey(secret)
		if _, err := e.do(t.Context(), clearing.RevokeKey{ID: key.ID}); err != nil {
			t.Fatal(err)
		}
	}
	revoke(e.secret)
	var refusal *gateway.Refusal
	if _, err := e.reserve(time.Minute); !errors.As(err, &refusal) || refusal.Kind != gateway.RefusalForbidden {
		t.Errorf("a revoked key reserves: %v", err)
	}
	own, err := e.client.Secret(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	revoke(own)
	var denied *outpost.Denied
	if err := e.client.Refresh(t.Context()); !errors.As(err, &denied) || e.client.Ready() == nil {
		t.Errorf("a gateway whose key was revoked: %v", err)
	}
	if said := fmt.Sprint(e.log); !strings.Contains(said, "does not serve this gateway") {
		t.Errorf("the log says:\n%s", said)
	}
}
