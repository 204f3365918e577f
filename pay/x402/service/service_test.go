package service

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// kinds are the ways to pay that are settled.
var kinds = []struct {
	name    string
	version int
	change  func(*x402.Terms)
}{
	{"exact", 2, nil}, {"exact of version 1", 1, nil}, {"exact by Permit2", 2, permit2}, {"upto", 2, upto},
}

func TestPaymentsAreVerifiedAndSettled(t *testing.T) {
	for _, k := range kinds {
		d := open(t, newTown(), nil)
		q := d.pay(way(t, k.version, 10000, k.change))
		if v := d.verify(q); !v.Valid || v.Payer != d.wallet.Address().Hex() {
			t.Fatalf("%s: %+v", k.name, v)
		}
		first := d.settle(q)
		if !first.Success || first.Transaction != d.next.Transaction.Hex() || first.Network != q.Requirements.Network || first.Payer != d.wallet.Address().Hex() {
			t.Errorf("%s: %+v", k.name, first)
		}
		if again := d.settle(q); fmt.Sprint(again) != fmt.Sprint(first) {
			t.Errorf("%s: settled again it says %+v", k.name, again)
		}
		o := d.sent[0]
		if len(d.sent) != 1 || len(o.Calls) != 1 || o.Deadline != uint64(d.clock.Unix())+60 || o.Sender != sender || o.ChainID != chainID {
			t.Errorf("%s: sent %d orders, %+v", k.name, len(d.sent), o)
		}
		if v := d.verify(q); v.Valid {
			t.Errorf("%s: a settled payment verifies", k.name)
		}
	}
}

// The reference server, asked at once, ran its handler once for each request with
// the same payment, and for each payment of a payer with funds for one.
func TestOnePaymentBuysOneRequest(t *testing.T) {
	for _, k := range kinds {
		d := open(t, newTown(), nil)
		q := d.pay(way(t, k.version, 10000, k.change))
		if valid := d.verifyAtOnce(20, func(int) *x402.Request { return q }, ReasonInUse); valid != 1 {
			t.Errorf("%s: %d requests pass with one payment", k.name, valid)
		}
		d.balance = 25000 // of which the one above holds 10000
		payments := make([]*x402.Request, 10)
		for i := range payments {
			payments[i] = d.pay(way(t, k.version, 10000, k.change))
		}
		if valid := d.verifyAtOnce(10, func(i int) *x402.Request { return payments[i] }, facilitator.ReasonBalance, facilitator.ReasonPermit2Balance); valid != 1 {
			t.Errorf("%s: %d payments pass where there are funds for one", k.name, valid)
		}
		// Who was let pass and does not settle gives the funds back in time.
		d.clock = d.clock.Add(50 * time.Second)
		d.balance = 10000
		later := d.pay(way(t, k.version, 10000, k.change))
		d.clock = d.clock.Add(11 * time.Second)
		if v := d.verify(later); !v.Valid {
			t.Errorf("%s: %+v", k.name, v)
		}
	}
}

func (d *desk) verifyAtOnce(n int, payment func(int) *x402.Request, reasons ...string) int32 {
	d.Helper()
	var valid atomic.Int32
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			_, text := d.ask("/verify", payment(i))
			v, err := x402.ParseVerification(text)
			switch {
			case err != nil:
				d.Errorf("%v: %s", err, text)
			case v.Valid:
				valid.Add(1)
			case !strings.Contains(fmt.Sprint(reasons), v.InvalidReason):
				d.Errorf("refused by %s", v.InvalidReason)
			}
		})
	}
	all.Wait()
	return valid.Load()
}

func TestOnePaymentIsSentOnce(t *testing.T) {
	for _, k := range kinds {
		d := open(t, newTown(), nil)
		d.gate = make(chan struct{})
		q := d.pay(way(t, k.version, 10000, k.change))
		d.verify(q)
		var all sync.WaitGroup
		var good atomic.Int32
		for range 12 {
			all.Go(func() {
				if d.settle(q).Success {
					good.Add(1)
				}
			})
		}
		time.Sleep(20 * time.Millisecond) // most are there by now; the rest come later and must not matter
		close(d.gate)
		all.Wait()
		if len(d.sent) != 1 || good.Load() != 12 {
			t.Errorf("%s: sent %d times, %d times settled", k.name, len(d.sent), good.Load())
		}
	}
}

// A server that settles before it works asks nobody whether the payment is fresh.
func TestWithoutVerificationSuccessIsToldOnce(t *testing.T) {
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, upfront))
	var all sync.WaitGroup
	var good atomic.Int32
	for range 10 {
		all.Go(func() {
			if v := d.settle(q); v.Success {
				good.Add(1)
			} else if v.ErrorReason != facilitator.ReasonNonceUsed || v.Transaction != d.next.Transaction.Hex() {
				t.Errorf("refused by %+v", v)
			}
		})
	}
	all.Wait()
	if good.Load() != 1 || len(d.sent) != 1 {
		t.Errorf("told %d times, sent %d times", good.Load(), len(d.sent))
	}
	// A service that knows nothing any more must not begin to tell it again.
	if v := open(t, d.town, nil).settle(q); v.Success || v.ErrorReason != facilitator.ReasonNonceUsed {
		t.Errorf("after a restart: %+v", v)
	}
}

func TestPendingIsResumed(t *testing.T) {
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, upfront))
	d.next = Outcome{Status: Pending, Transaction: common.Hash{9}}
	first := d.settle(q)
	if first.Success || first.ErrorReason != x402.ReasonPending || first.Transaction != d.next.Transaction.Hex() {
		t.Fatalf("%+v", first)
	}
	terms, err := q.Requirements.Terms(2)
	if err != nil {
		t.Fatal(err)
	}
	id := d.orders[facilitator.Key(q.Payment, terms)]
	d.outcome[id] = Outcome{Status: Settled, Transaction: common.Hash{9}, Logs: logs(&d.sent[0].Payment)}
	d.used[q.Payment.Payload.Nonce()] = true
	if v := d.settle(q); !v.Success || v.Transaction != first.Transaction || len(d.sent) != 1 {
		t.Errorf("%+v, sent %d times", v, len(d.sent))
	}
}

func TestAnotherPaymentOfTheNonceIsRefused(t *testing.T) {
	key, err := crypto.GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	town := newTown()
	d := openFor(t, town, key, nil)
	q := d.pay(way(t, 2, 10000, nil))
	other := d.again(q, key)
	if v := d.verify(q); !v.Valid {
		t.Fatalf("%+v", v)
	}
	if v := d.verify(other); v.Valid || v.InvalidReason != ReasonInUse {
		t.Errorf("verified: %+v", v)
	}
	if v := d.settle(other); v.Success || v.ErrorReason != facilitator.ReasonNonceUsed {
		t.Errorf("settled: %+v", v)
	}
	if v := d.settle(q); !v.Success {
		t.Errorf("the first one: %+v", v)
	}
	if v := openFor(t, town, key, nil).settle(other); v.Success || v.ErrorReason != facilitator.ReasonNonceUsed || len(town.sent) != 1 {
		t.Errorf("after a restart: %+v", v)
	}
}

// What cannot be paid must not keep what can be from being paid.
func TestABadPaymentSpoilsNothing(t *testing.T) {
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, nil))
	forged, payment := *q, *q.Payment
	payment.Payload.Signature = append([]byte(nil), payment.Payload.Signature...)
	payment.Payload.Signature[7] ^= 1
	payment.Wire = nil
	forged.Payment = &payment
	if v := d.settle(&forged); v.Success || v.ErrorReason != facilitator.ReasonSignature {
		t.Errorf("forged: %+v", v)
	}
	if v := d.verify(&forged); v.Valid {
		t.Errorf("forged: %+v", v)
	}
	if v := d.verify(q); !v.Valid {
		t.Errorf("the true one: %+v", v)
	}
}

func TestOnlyWhatTheChainShowsCounts(t *testing.T) {
	for _, k := range kinds {
		d := open(t, newTown(), nil)
		d.hide = true
		if v := d.settle(d.pay(way(t, k.version, 10000, k.change))); v.Success || v.ErrorReason != facilitator.ReasonTransferEvent || v.Transaction != d.next.Transaction.Hex() {
			t.Errorf("%s: %+v", k.name, v)
		}
		d.hide = false
		d.next = Outcome{Status: Failed, Transaction: common.Hash{5}, Revert: "ERC20: transfer amount exceeds balance"}
		q := d.pay(way(t, k.version, 10000, k.change))
		reason := facilitator.ReasonBalance
		if q.Payment.Payload.Permit2 != nil {
			reason = facilitator.ReasonPermit2Balance
		}
		for range 2 {
			if v := d.settle(q); v.Success || v.ErrorReason != reason || v.Transaction != (common.Hash{5}).Hex() {
				t.Errorf("%s: %+v", k.name, v)
			}
		}
		if len(d.sent) != 2 {
			t.Errorf("%s: %d are sent", k.name, len(d.sent))
		}
	}
}

func TestProofs(t *testing.T) {
	good := Transfer{Asset: dollar, From: sender, To: payee, Nonce: common.Hash{1}, Method: x402.MethodEIP3009}
	good.Amount.SetUint64(5)
	for name, change := range map[string]func(*Transfer){
		"amount": func(t *Transfer) { t.Amount.SetUint64(6) }, "asset": func(t *Transfer) { t.Asset[0] ^= 1 },
		"payer": func(t *Transfer) { t.From[0] ^= 1 }, "payee": func(t *Transfer) { t.To[0] ^= 1 },
		"nonce": func(t *Transfer) { t.Nonce[0] ^= 1 },
	} {
		other := good
		if change(&other); other.ShownBy(logs(&good)) {
			t.Errorf("another %s is shown", name)
		}
	}
	all := logs(&good)
	if !good.ShownBy(all) || good.ShownBy(all[:1]) || good.ShownBy(all[1:]) {
		t.Error("it takes the transfer and the use, both")
	}
	if good.Method = x402.MethodPermit2; !good.ShownBy(all[1:]) {
		t.Error("by Permit2 the transfer is enough")
	}
}

// Whoever sees an authorization may submit it; the payee is paid all the same.
func TestSubmittedByAnother(t *testing.T) {
	for _, c := range []struct {
		name string
		sent bool // ours was sent, too, and reverted
		good bool
		logs func(*Transfer) []Log
	}{
		{"before ours was sent", false, true, logs},
		{"before ours was included", true, true, logs},
		{"of another amount", true, false, func(t *Transfer) []Log { o := *t; o.Amount.SetUint64(1); return logs(&o) }},
		{"cancelled", true, false, nil},
		{"cancelled before ours was sent", false, false, nil},
	} {
		d := open(t, newTown(), nil)
		q := d.pay(way(t, 2, 10000, nil))
		if v := d.verify(q); !v.Valid {
			t.Fatalf("%+v", v)
		}
		terms, err := q.Requirements.Terms(2)
		if err != nil {
			t.Fatal(err)
		}
		payment := (&question{Request: q, terms: terms}).transfer()
		d.used[payment.Nonce] = !c.sent
		d.next = Outcome{Status: Failed, Transaction: common.Hash{5}, Revert: "FiatTokenV2: authorization is used or canceled"}
		if c.logs != nil {
			d.by[payment.Nonce] = used{common.Hash{6}, c.logs(&payment)}
		}
		for range 2 {
			v := d.settle(q)
			if v.Success != c.good || c.good && v.Transaction != (common.Hash{6}).Hex() || !c.good && v.ErrorReason != facilitator.ReasonNonceUsed {
				t.Errorf("%s: %+v", c.name, v)
			}
		}
	}
	// A payment that nobody has verified here may be anybody's old one.
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, upfront))
	terms, err := q.Requirements.Terms(2)
	if err != nil {
		t.Fatal(err)
	}
	payment := (&question{Request: q, terms: terms}).transfer()
	d.used[payment.Nonce], d.by[payment.Nonce] = true, used{common.Hash{6}, logs(&payment)}
	if v := d.settle(q); v.Success || v.ErrorReason != facilitator.ReasonNonceUsed {
		t.Errorf("an old payment: %+v", v)
	}
}

func TestUptoSettlesWhatWasUsed(t *testing.T) {
	actual := func(q *x402.Request, amount string) *x402.Request {
		less := *q
		less.Requirements.Amount, less.Requirements.Wire = amount, nil
		return &less
	}
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, upto))
	d.verify(q)
	if v := d.settle(actual(q, "10001")); v.Success || v.ErrorReason != facilitator.ReasonUptoExceeds {
		t.Errorf("more: %+v", v)
	}
	if v := d.settle(actual(q, "7")); !v.Success || v.Amount != "7" || d.sent[0].Payment.Amount.Uint64() != 7 {
		t.Errorf("less: %+v", v)
	}
	if v := d.settle(actual(q, "8")); v.Success || v.ErrorReason != facilitator.ReasonPermit2Nonce {
		t.Errorf("another amount: %+v", v)
	}
	nothing := d.pay(way(t, 2, 10000, upto))
	d.verify(nothing)
	if v := d.settle(actual(nothing, "0")); !v.Success || v.Amount != "0" || v.Transaction != "" || len(d.sent[1].Calls) != 0 {
		t.Errorf("nothing: %+v", v)
	}
	if v := d.settle(actual(nothing, "5")); v.Success || len(d.sent) != 2 {
		t.Errorf("something after nothing: %+v", v)
	}
}

func TestWhatIsUnknownIsSaidToBe(t *testing.T) {
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 2, 10000, nil))
	d.down = true
	d.unavailable("/verify", q)
	d.unavailable("/settle", q)
	d.down = false
	d.err = errDown
	d.unavailable("/settle", q)
	d.err = nil
	if v := d.settle(q); !v.Success || len(d.sent) != 1 {
		t.Errorf("afterwards: %+v", v)
	}
	small := open(t, newTown(), func(o *Options) { o.HoldsMax = 1 })
	if v := small.verify(small.pay(way(t, 2, 1, nil))); !v.Valid {
		t.Errorf("%+v", v)
	}
	small.unavailable("/verify", small.pay(way(t, 2, 1, nil)))
	small.unavailable("/settle", small.pay(way(t, 2, 1, nil)))
	busy := open(t, newTown(), func(o *Options) { o.ConcurrencyMax, o.VerifyTimeout = 1, 10*time.Millisecond })
	busy.mu.Lock() // the one who has the turn waits for the chain
	var all sync.WaitGroup
	waits := busy.pay(way(t, 2, 1, nil))
	all.Go(func() { busy.ask("/verify", waits) })
	all.Go(func() { busy.ask("/verify", waits) })
	time.Sleep(50 * time.Millisecond)
	busy.mu.Unlock()
	all.Wait()
	if got := fmt.Sprint(busy.events); !strings.Contains(got, "503 unavailable") {
		t.Errorf("none of two at once had to wait: %s", got)
	}
}

func TestWithoutHoldsEveryRequestVerifies(t *testing.T) {
	d := open(t, newTown(), func(o *Options) { o.HoldLongest = -1 })
	q := d.pay(way(t, 2, 10000, nil))
	for range 2 {
		if v := d.verify(q); !v.Valid {
			t.Errorf("%+v", v)
		}
	}
	if first, second := d.settle(q), d.settle(q); !first.Success || second.Success {
		t.Errorf("settled: %+v, %+v", first, second)
	}
}

func TestRequestsThatMakeNoSense(t *testing.T) {
	d := open(t, newTown(), nil)
	for _, path := range []string{"/verify", "/settle"} {
		for _, c := range []struct {
			body   string
			status int
			says   string
		}{
			{"", 400, `"invalid_payload"`}, {"{}", 400, "paymentPayload"}, {strings.Repeat(" ", bodyBytesMax+1), 413, "message_too_large"},
			{`{"x402Version":3,"paymentPayload":{"x402Version":3},"paymentRequirements":{}}`, 400, `"invalid_x402_version"`},
		} {
			status, text := d.post(path, []byte(c.body))
			if status != c.status || !strings.Contains(string(text), c.says) {
				t.Errorf("%s %.20s: %d %s", path, c.body, status, text)
			}
		}
		if status, _ := d.get(path); status != http.StatusMethodNotAllowed {
			t.Errorf("GET %s: %d", path, status)
		}
		q := d.pay(way(t, 2, 10000, nil))
		q.Requirements.Amount, q.Requirements.Wire = "1.5", nil
		if status, text := d.ask(path, q); status != 400 || !strings.Contains(string(text), "paymentRequirements.amount") {
			t.Errorf("%s: %d %s", path, status, text)
		}
	}
	if status, _ := d.get("/else"); status != http.StatusNotFound {
		t.Errorf("%d", status)
	}
}

func (d *desk) get(path string) (int, []byte) {
	d.Helper()
	r, err := http.NewRequest(http.MethodGet, d.URL+"/x402"+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	return d.do(r)
}

func TestTokens(t *testing.T) {
	d := open(t, newTown(), func(o *Options) {
		o.Tokens = [][sha256.Size]byte{HashToken("first"), HashToken("second")}
	})
	q := d.pay(way(t, 2, 10000, nil))
	for token, want := range map[string]int{"": 401, "third": 401, "first": 200} {
		d.token = token
		if status, _ := d.ask("/verify", q); status != want {
			t.Errorf("token %q: %d", token, status)
		}
	}
	d.token = "second"
	if v := d.settle(q); !v.Success {
		t.Errorf("%+v", v)
	}
	if status, text := d.get("/supported"); status != 200 || !strings.Contains(string(text), `"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"}`) {
		t.Errorf("%d %s", status, text)
	}
}

func TestEventsAreTold(t *testing.T) {
	d := open(t, newTown(), nil)
	q := d.pay(way(t, 1, 10000, nil))
	d.verify(q)
	d.verify(q)
	d.settle(q)
	d.post("/settle", nil)
	var got []string
	for _, e := range d.events {
		if e.Took <= 0 {
			t.Errorf("%+v took no time", e)
		}
		e.Took = 0
		got = append(got, fmt.Sprint(e))
	}
	want := "{verify 200  1 exact 84532 0s} {verify 200 payment_in_use 1 exact 84532 0s} {settle 200  1 exact 84532 0s} {settle 400 invalid_payload 0  0 0s}"
	if strings.Join(got, " ") != want {
		t.Errorf("%s\nwant %s", strings.Join(got, " "), want)
	}
}
