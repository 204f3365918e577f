package outpost

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"aidollar/core/ledger"
	"aidollar/core/meter"
	"aidollar/core/money"
	"aidollar/core/payment"
	"aidollar/core/tariff"
	"aidollar/gateway"
	"aidollar/gateway/limit"
)

func parseNetworks(texts ...string) limit.Networks {
	list, err := limit.ParseNetworks(texts)
	if err != nil {
		panic(err)
	}
	return list
}

// A key is asked for once in a while, and one that was revoked stops within that time.
func TestKeysAreRememberedForAMoment(t *testing.T) {
	p := newPair(t)
	want := gateway.Key{ID: keyID, Party: buyerID, Calls: true, Secret: hashOf("buyer"), Networks: parseNetworks("10.0.0.0/8", "2001:db8::/32"),
		Rate: limit.Rate{Requests: 60, Tokens: 1000}}
	for range 3 {
		k, ok, err := p.Key(t.Context(), hashOf("buyer"))
		if err != nil || !ok || !reflect.DeepEqual(k, want) {
			t.Fatalf("%+v, %v, %v", k, ok, err)
		}
	}
	if n := p.d.asks("key"); n != 1 {
		t.Errorf("three calls asked %d times", n)
	}
	p.d.with(func() { p.d.revoked = true })
	p.offset += KeyLife + time.Millisecond
	if _, ok, err := p.Key(t.Context(), hashOf("buyer")); ok || err != nil {
		t.Errorf("a revoked key is good: %v", err)
	}
	p.d.with(func() { p.d.revoked = false })
	if _, ok, _ := p.Key(t.Context(), hashOf("buyer")); ok {
		t.Error("an unknown key was asked for again at once")
	}
	p.offset += KeyLifeUnknown + time.Millisecond
	if _, ok, err := p.Key(t.Context(), hashOf("buyer")); !ok || err != nil {
		t.Errorf("a key that has become good: %v, %v", ok, err)
	}
	p.off.Store(true)
	if _, ok, err := p.Key(t.Context(), hashOf("else")); ok || !errors.Is(err, gateway.ErrAway) {
		t.Errorf("without the house: %v, %v", ok, err)
	}
}

func (p *pair) captured(call ledger.ID) (c gateway.Capture) {
	p.d.with(func() { c = p.d.captured[call] })
	return c
}

func (p *pair) voided(call ledger.ID) (reason string) {
	p.d.with(func() { reason = p.d.voided[call] })
	return reason
}

func reservation() gateway.Reservation {
	return gateway.Reservation{
		Call: ledger.ID{Hi: 3, Lo: 4}, Key: gateway.Key{ID: keyID, Secret: hashOf("buyer")}, Route: product, Service: "flex", Region: "eu-1",
		Limits: []tariff.Limit{{Meters: meter.SetOf(meter.Input, meter.InputCached), Max: 1 << 60}, {Meters: meter.SetOf(meter.Request), Max: 1}},
		// The monotonic clock does not travel.
		Deadline: time.Unix(0, time.Now().Add(time.Minute).UnixNano()),
	}
}

func capture() gateway.Capture {
	c := gateway.Capture{Call: ledger.ID{Hi: 3, Lo: 4}, Policy: payment.Reservation, Upstream: "up", Dialect: "openai.chat", Region: "eu-1", Cost: tariff.Ticks{Hi: 2, Lo: 3}}
	c.Usage.Quantities[meter.Input], c.Usage.Quantities[meter.Output] = 1<<63, 2
	c.Usage.Source, c.Usage.Cut = meter.Estimated, true
	return c
}

// What reaches the house is what was said here, and what comes back is what it said.
func TestACallTravels(t *testing.T) {
	p := newPair(t)
	r := reservation()
	r.Regions, r.Data, r.EndUse = []string{"eu-1", "us-1"}, "health", "civil"
	if allowed, err := p.May(t.Context(), r); err != nil || allowed != 2 {
		t.Fatalf("allowed are %b, %v", allowed, err)
	}
	if d, err := p.Default(t.Context(), r.Key, gateway.Purpose{Region: "eu-1"}); err != nil || len(d.Models) != 2 || d.Rule.Title != "a rule" {
		t.Fatalf("the default is %+v, %v", d, err)
	}
	reserved, err := p.Reserve(t.Context(), r)
	if err != nil || reserved.Amount != (money.Amount{Hi: 1, Lo: 5}) {
		t.Fatalf("%+v, %v", reserved, err)
	}
	var got gateway.Reservation
	p.d.with(func() { got = p.d.held[r.Call] })
	r.Key, got.Key = gateway.Key{}, gateway.Key{} // the house finds it by its secret
	if !reflect.DeepEqual(got, r) {
		t.Errorf("the house reserved %+v, want %+v", got, r)
	}
	captured, err := p.Capture(t.Context(), capture())
	if err != nil || captured != (gateway.Captured{Charge: money.Units(7), Available: money.Units(8), Total: money.Units(9)}) {
		t.Errorf("%+v, %v", captured, err)
	}
	want := capture()
	want.Key.Party = buyerID
	if got := p.captured(want.Call); !reflect.DeepEqual(got, want) {
		t.Errorf("the house captured %+v, want %+v", got, want)
	}
	if err := p.Void(t.Context(), ledger.ID{Lo: 5}, "upstream_failed"); err != nil || p.voided(ledger.ID{Lo: 5}) != "upstream_failed" {
		t.Errorf("%q, %v", p.voided(ledger.ID{Lo: 5}), err)
	}
	for _, want := range []*gateway.Refusal{
		{Kind: gateway.RefusalFunds, Code: "insufficient_funds", Detail: "too little", Needed: money.Units(5), Available: money.Units(4)},
		{Kind: gateway.RefusalForbidden, Code: "key_model", Detail: "no"}, {Kind: gateway.RefusalLimit, Code: "budget_spent", Detail: "wait"},
	} {
		p.d.with(func() { p.d.refuse = want })
		var refusal *gateway.Refusal
		if _, err := p.Reserve(t.Context(), reservation()); !errors.As(err, &refusal) || !reflect.DeepEqual(refusal, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}

// A stream that waits for money has the house asked now and then, not all the time.
func TestWaitingStreamsAskSeldom(t *testing.T) {
	p := newPair(t)
	r := reservation()
	if !p.Affords(&r) || p.Affords(&r) {
		t.Error("it does not ask once")
	}
	other := reservation()
	if other.Key.ID = buyerID; !p.Affords(&other) {
		t.Error("one key waits for another")
	}
	if p.offset += triesPause; !p.Affords(&r) {
		t.Error("it does not ask again")
	}
}

// The first answer says what is sold, and it is asked for again and again.
func TestWhatIsSold(t *testing.T) {
	p := newPair(t)
	if p.Sells() || p.Ready() == nil {
		t.Error("it sells before it knows what")
	}
	if _, ok := p.Route(gateway.Key{}, "m"); ok {
		t.Error("there is a route before there is an offer")
	}
	p.must(p.Refresh(t.Context()))
	first := p.table.Load()
	if r, ok := p.Route(gateway.Key{}, "m"); !ok || r != product || p.Ready() != nil || len(p.Models(gateway.Key{})) != 1 {
		t.Errorf("%+v, %v, %v", r, ok, p.Ready())
	}
	p.must(p.Refresh(t.Context()))
	if p.table.Load() != first {
		t.Error("the same offer made another table")
	}
	p.d.with(func() { p.d.offer.Wallets = false })
	p.must(p.Refresh(t.Context()))
	if p.table.Load() == first {
		t.Error("another offer made no table")
	}
	p.offset += offerLate + time.Second
	if p.Ready() == nil {
		t.Error("it is ready though nobody has heard of the house for long")
	}
	p.d.with(func() { p.d.offer.HoldMax, p.d.offer.Name = time.Second, "other" })
	if err := p.Refresh(t.Context()); !errors.Is(err, ErrHold) {
		t.Errorf("holds that are too long: %v", err)
	}
	p.secret = "buyer"
	var denied *Denied
	if err := p.Refresh(t.Context()); !errors.As(err, &denied) || denied.Code != codeInstance || !errors.Is(err, gateway.ErrAway) || p.Ready() == nil {
		t.Errorf("a key that is none of a gateway: %v", err)
	}
	p.secret = "wrong"
	if err := p.Refresh(t.Context()); !errors.As(err, &denied) {
		t.Errorf("a wrong key: %v", err)
	}
	if p.secret = "own"; p.d.asks("offer") != 4 {
		t.Errorf("the house was asked %d times", p.d.asks("offer"))
	}
}

// A capture that does not reach the house is kept over a crash, and sent until it is
// taken; the house sees it as often as that takes, and charges once.
func TestCapturesAreKept(t *testing.T) {
	p := newPair(t)
	p.off.Store(true)
	if captured, err := p.Capture(t.Context(), capture()); err != nil || !captured.Later {
		t.Fatalf("%+v, %v", captured, err)
	}
	if err := p.Void(t.Context(), ledger.ID{Lo: 5}, "abandoned"); err != nil {
		t.Fatal(err)
	}
	p.open()
	if s := p.Standing(); s.Kept != 2 || s.Oldest.IsZero() {
		t.Fatalf("after a crash %+v is kept", s)
	}
	p.resend(t.Context(), true) // it is away yet
	if p.Standing().Kept != 2 {
		t.Fatal("it is not kept any more")
	}
	p.off.Store(false)
	p.resend(t.Context(), true)
	want := capture()
	want.Key.Party = buyerID
	if got := p.captured(want.Call); !reflect.DeepEqual(got, want) || p.voided(ledger.ID{Lo: 5}) != "abandoned" {
		t.Errorf("the house captured %+v and voided %q", got, p.voided(ledger.ID{Lo: 5}))
	}
	p.open()
	if s := p.Standing(); s.Kept != 0 || s.Lost != 0 {
		t.Errorf("%+v is left", s)
	}
}

// What cannot be charged any more is counted, and said with everything that is known.
func TestCapturesThatAreLost(t *testing.T) {
	p := newPair(t)
	p.d.with(func() { p.d.closed = true })
	var refusal *gateway.Refusal
	if _, err := p.Capture(t.Context(), capture()); !errors.As(err, &refusal) || refusal.Code != "call_closed" || p.Standing().Lost != 1 {
		t.Errorf("%v, %+v", err, p.Standing())
	}
	lost := func(why string, send func()) {
		t.Helper()
		p.off.Store(true)
		if captured, err := p.Capture(t.Context(), capture()); err != nil || !captured.Later {
			t.Fatalf("%+v, %v", captured, err)
		}
		before := p.Standing().Lost
		p.log.Reset()
		send()
		if s := p.Standing(); s.Lost != before+1 || s.Kept != 0 || !strings.Contains(p.log.String(), "A DELIVERED CALL IS NOT PAID") || !strings.Contains(p.log.String(), "9223372036854775808") {
			t.Errorf("%s: %+v\n%s", why, s, p.log)
		}
	}
	lost("the hold had run out", func() {
		p.off.Store(false)
		p.resend(t.Context(), true)
	})
	lost("the house stayed away", func() {
		p.offset += p.HoldTime
		p.resend(t.Context(), false)
		if p.Standing().Kept != 1 {
			t.Error("it was given up while its hold may be open")
		}
		p.offset += keptSlack + time.Second
		p.resend(t.Context(), false)
	})
}

func TestTheFolderOfKeptCaptures(t *testing.T) {
	p := newPair(t)
	if _, err := openKeep(p.dir); err == nil || !strings.Contains(err.Error(), "directory of its own") {
		t.Errorf("two clients in one folder: %v", err)
	}
	p.must(p.Close())
	p.must(os.WriteFile(filepath.Join(p.dir, "x"+keptEnd), []byte(`{"step":`), 0o600))
	if _, err := openKeep(p.dir); err == nil || !strings.Contains(err.Error(), "cannot be read") {
		t.Errorf("a broken file: %v", err)
	}
	p.must(os.Remove(filepath.Join(p.dir, "x"+keptEnd)))
	p.open()
	p.must(os.Chmod(p.dir, 0o500))
	defer func() { _ = os.Chmod(p.dir, 0o700) }() // so that the folder can be removed
	if os.Geteuid() == 0 {
		return // root writes everywhere
	}
	p.off.Store(true)
	if captured, err := p.Capture(t.Context(), capture()); err == nil || captured.Later {
		t.Errorf("a capture that cannot be kept: %+v, %v", captured, err)
	}
}

// A house that nobody listens for has done nothing; of one that breaks off nobody
// knows.
func TestAwayAndUnknown(t *testing.T) {
	p := newPair(t)
	p.off.Store(true)
	if _, err := p.Reserve(t.Context(), reservation()); err == nil || errors.Is(err, gateway.ErrAway) {
		t.Errorf("a connection that broke: %v", err)
	}
	p.server.Close()
	if _, err := p.Reserve(t.Context(), reservation()); !errors.Is(err, gateway.ErrAway) {
		t.Errorf("nobody listens: %v", err)
	}
	other := httptest.NewServer(http.NotFoundHandler())
	defer other.Close()
	p.server = other
	p.open()
	var denied *Denied
	if _, err := p.Reserve(t.Context(), reservation()); !errors.As(err, &denied) {
		t.Errorf("a server that is no house: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.Run(ctx)
	}()
	cancel()
	<-done
	if _, err := New(Config{URL: "house.example"}); err == nil {
		t.Error("an address without a scheme")
	}
}
