package sender

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/internal/faulty"
)

// TestChaos sends through a node that loses transactions and hides receipts, on a
// chain that reorganizes, from a program that is stopped and started. Everything
// is carried out once. The seed is printed, and repeats a run as far as timing does.
func TestChaos(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 1))
	h := newHouse(t, devnet.Options{Paused: true, SafeDepth: 3, FinalDepth: 4})
	proxy := faulty.New(t, h.RPC())
	cfg, err := configOf(h.ChainID(), h.config.Outbox, proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cfg.Client.Close)
	h.config.Client = cfg.Client
	h.config.StuckAfter, h.config.ResendAfter, h.config.Interval = 40*time.Millisecond, 30*time.Millisecond, 5*time.Millisecond
	bad := confuse(proxy)
	if err := h.Mine(t.Context(), 5); err != nil { // for the first reorg
		t.Fatal(err)
	}
	s, stop := h.run()
	var ids []string
	for range 120 {
		switch random.IntN(10) {
		case 0, 1, 2:
			n := byte(len(ids) + 1)
			ids = append(ids, fmt.Sprint(n))
			h.send(s, pays(fmt.Sprint(n), n))
		case 3:
			if err := h.Chain.Reorg(t.Context(), 1+random.IntN(3), random.IntN(2) == 0); err != nil && !errors.Is(err, devnet.ErrFinal) {
				t.Fatal(err)
			}
		case 4:
			if err := stop(); err != nil {
				t.Fatalf("%v", err)
			}
			s, stop = h.run()
		case 5:
			bad.Store(random.IntN(2) == 0)
		default:
			if err := h.Mine(t.Context(), 1); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(random.IntN(10)) * time.Millisecond)
		}
	}
	bad.Store(false)
	h.passing()
	for i, id := range ids {
		if status := h.await(s, id, Finalized); status.State != Finalized {
			t.Errorf("%+v", status)
		}
		if got := h.Balance(fresh(byte(i + 1))); got != uint64(i+1) {
			t.Errorf("recipient %d has %d", i+1, got)
		}
	}
	if nonce, err := h.Client.NonceAt(h.Context(), payer().Address, nil); err != nil || nonce != uint64(len(ids)) {
		t.Errorf("%d intents took %d nonces (%v)", len(ids), nonce, err)
	}
}

// confuse makes a node lose transactions and answers, and hide receipts, most of
// the time while the switch is on.
func confuse(proxy *faulty.Proxy) *atomic.Bool {
	bad := new(atomic.Bool)
	var turn atomic.Uint32
	now := func() bool { return bad.Load() && turn.Add(1)%3 != 0 }
	proxy.Set("eth_sendRawTransaction", func(_ *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		switch {
		case !now():
			return forward()
		case turn.Load()%2 == 0:
			forward() // taken, and the answer is lost
		}
		return faulty.Failure(-32000, "internal confusion")
	})
	proxy.Set("eth_getTransactionReceipt", func(_ *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		if now() {
			return faulty.Result(nil)
		}
		return forward()
	})
	return bad
}
