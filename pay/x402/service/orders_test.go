package service

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
)

// post is a sender in memory.
type post struct {
	mu    sync.Mutex
	known map[common.Hash]int // how often it was sent
	err   error
}

func (p *post) Send(_ context.Context, o *Order) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.known[o.ID]++
	}
	return p.err
}

func (p *post) Await(_ context.Context, id common.Hash) (Outcome, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.known[id] == 0 {
		return Outcome{}, nil
	}
	return Outcome{Status: Settled, Transaction: id}, nil
}

var calls = []facilitator.Call{{To: payee}}

func reopen(t *testing.T, o *Orders, path string, p *post, now time.Time) *Orders {
	t.Helper()
	if o != nil {
		if err := o.Close(); err != nil {
			t.Fatal(err)
		}
	}
	o, err := OpenOrders(path, p, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = o.Close() }) // a second time where the test has
	return o
}

func TestOrdersAreAcceptedOnce(t *testing.T) {
	path, p, now := filepath.Join(t.TempDir(), "orders"), &post{known: map[common.Hash]int{}}, time.Unix(1000, 0)
	o := reopen(t, nil, path, p, now)
	order := func(key, id byte) *Order {
		return &Order{Key: common.Hash{key}, ID: common.Hash{id}, Calls: calls, Deadline: 2000}
	}
	settle := func(want Status, of *Order) {
		t.Helper()
		if out, err := o.Settle(t.Context(), of); err != nil || out.Status != want {
			t.Errorf("%+v, %v, want %d", out, err, want)
		}
	}
	resume := func(want Status, of *Order) {
		t.Helper()
		if out, err := o.Resume(t.Context(), of.Key, of.ID); err != nil || out.Status != want {
			t.Errorf("%+v, %v, want %d", out, err, want)
		}
	}
	p.err = errors.New("no gas")
	if _, err := o.Settle(t.Context(), order(1, 1)); !errors.Is(err, p.err) {
		t.Errorf("%v", err)
	}
	p.err = nil
	o = reopen(t, o, path, p, now)
	resume(Unknown, order(1, 1)) // accepted, and never sent
	settle(Taken, order(1, 2))
	settle(Settled, order(1, 1))
	resume(Unknown, order(2, 1))
	settle(Settled, &Order{Key: common.Hash{3}, ID: common.Hash{3}, Deadline: 2000}) // with nothing to send
	o = reopen(t, o, path, p, now)
	resume(Settled, order(1, 1))
	resume(Taken, order(1, 2))
	settle(Taken, order(3, 4))
	if len(p.known) != 1 || p.known[common.Hash{1}] != 1 {
		t.Errorf("sent: %v", p.known)
	}
	// A day after the deadline it is forgotten, by the file too.
	o = reopen(t, o, path, p, time.Unix(2000+24*3600, 0))
	resume(Unknown, order(1, 1))
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("%v, %v", info.Size(), err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
	if _, err := o.Settle(t.Context(), order(5, 5)); err == nil {
		t.Error("accepted after the end")
	}
}

func TestOfManyOrdersOneHasTheKey(t *testing.T) {
	p := &post{known: map[common.Hash]int{}}
	o := reopen(t, nil, filepath.Join(t.TempDir(), "orders"), p, time.Unix(1000, 0))
	var all sync.WaitGroup
	for i := range byte(32) {
		all.Go(func() {
			for key := range byte(8) {
				if _, err := o.Settle(t.Context(), &Order{Key: common.Hash{key}, ID: common.Hash{key, i}, Calls: calls, Deadline: 2000}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if len(p.known) != 8 {
		t.Errorf("%d orders are sent for 8 keys", len(p.known))
	}
}

func TestOrdersThatACrashHasCut(t *testing.T) {
	path, p := filepath.Join(t.TempDir(), "orders"), &post{known: map[common.Hash]int{}}
	o := reopen(t, nil, path, p, time.Unix(1000, 0))
	for i := range byte(3) {
		if _, err := o.Settle(t.Context(), &Order{Key: common.Hash{i}, ID: common.Hash{i}, Calls: calls, Deadline: 2000}); err != nil {
			t.Fatal(err)
		}
	}
	whole, err := os.ReadFile(path)
	if err != nil || len(whole) != 3*orderBytes {
		t.Fatalf("%d bytes, %v", len(whole), err)
	}
	for cut := 2*orderBytes + 1; cut < len(whole); cut += 7 {
		if err := os.WriteFile(path, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		o = reopen(t, o, path, p, time.Unix(1000, 0))
		if _, known := o.find(common.Hash{2}); known || len(o.of) != 2 {
			t.Errorf("cut at %d, %d orders are known", cut, len(o.of))
		}
	}
	damaged := append([]byte(nil), whole...)
	damaged[orderBytes+5] ^= 1
	if err := os.WriteFile(path, damaged, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenOrders(path, p, nil); err == nil {
		t.Error("a damaged file is taken for good")
	}
}

func TestOrdersForgetAsTheyGo(t *testing.T) {
	path, now := filepath.Join(t.TempDir(), "orders"), time.Unix(1000, 0)
	o, err := OpenOrders(path, &post{known: map[common.Hash]int{}}, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	for i := range byte(100) {
		if _, err := o.accept(common.Hash{i}, common.Hash{i}, 1001); err != nil {
			t.Fatal(err)
		}
	}
	now, o.more = time.Unix(3000, 0), ordersRewalk-1
	if _, err := o.accept(common.Hash{200}, common.Hash{1}, 4000); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || len(o.of) != 1 || info.Size() != orderBytes {
		t.Errorf("%d orders are remembered in %d bytes, %v", len(o.of), info.Size(), err)
	}
	if err := o.Close(); err != nil {
		t.Error(err)
	}
}

// The whole of it: a service over orders on disk, started anew in the middle.
func TestServiceOverOrders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders")
	c := newTown()
	through := &relay{town: c}
	var o *Orders
	start := func() *desk {
		o = reopen(t, o, path, &post{}, time.Unix(1_790_000_000, 0))
		o.sender = through
		return open(t, c, func(options *Options) { options.Settler = o })
	}
	d := start()
	q := d.pay(way(t, 2, 10000, nil))
	if v := d.settle(q); !v.Success || len(c.sent) != 1 {
		t.Fatalf("%+v, sent %d times", v, len(c.sent))
	}
	if v := start().settle(q); v.Success || v.ErrorReason != facilitator.ReasonNonceUsed || len(c.sent) != 1 {
		t.Errorf("%+v, sent %d times", v, len(c.sent))
	}
	pending := d.pay(way(t, 2, 10000, nil))
	c.next = Outcome{Status: Pending, Transaction: common.Hash{9}}
	if v := start().settle(pending); v.ErrorReason != x402.ReasonPending {
		t.Errorf("%+v", v)
	}
	if v := start().settle(pending); v.ErrorReason != x402.ReasonPending || len(c.sent) != 2 {
		t.Errorf("%+v, sent %d times", v, len(c.sent))
	}
}

// relay is the town's settler as a sender.
type relay struct{ *town }

func (r *relay) Send(ctx context.Context, o *Order) error {
	_, err := r.town.Settle(ctx, o)
	return err
}

func (r *relay) Await(_ context.Context, id common.Hash) (Outcome, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.outcome[id], nil
}
