package sender

import (
	"math/big"
	"slices"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/internal/faulty"

	"github.com/ethereum/go-ethereum/core/types"
)

// passing lets blocks go by until the test ends.
func (h *house) passing() {
	ended, done := make(chan struct{}), make(chan struct{})
	go func() { defer close(done); h.pass(ended) }()
	h.t.Cleanup(func() { close(ended); <-done })
}

func (h *house) raw(tx *types.Transaction) {
	h.t.Helper()
	if err := h.Client.SendTransaction(h.Context(), tx); err != nil {
		h.t.Fatal(err)
	}
}

// pooled waits until the node has a number of the payer's transactions.
func (h *house) pooled(n uint64) {
	h.t.Helper()
	h.eventually("the node has the transactions", func() bool {
		got, err := h.Client.PendingNonceAt(h.Context(), payer().Address)
		return err == nil && got == n
	})
}

// TestReplaced has an endpoint that takes transactions and forgets them. More is
// offered, within bounds, and whichever transaction is carried out counts.
func TestReplaced(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	deaf := faulty.New(t, h.RPC())
	box := swallow(deaf)
	cfg, err := configOf(h.ChainID(), h.config.Outbox, deaf.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cfg.Client.Close)
	h.config.Client = cfg.Client
	h.config.StuckAfter = 10 * time.Millisecond
	s, _ := h.run()
	ended := make(chan struct{})
	go h.pass(ended)
	h.send(s, pays("a", 1))
	h.eventually("three transactions are offered", func() bool { return len(box.all()) >= 3 })
	close(ended)
	time.Sleep(100 * time.Millisecond)
	sent := box.all()
	for i, tx := range sent[1:] {
		before := sent[i]
		for _, pair := range [][2]*big.Int{{before.GasTipCap(), tx.GasTipCap()}, {before.GasFeeCap(), tx.GasFeeCap()}} {
			least := new(big.Int).Div(new(big.Int).Mul(pair[0], big.NewInt(1125)), big.NewInt(1000))
			if pair[1].Cmp(least) < 0 || pair[1].Cmp(pair[0]) <= 0 {
				t.Errorf("replacement %d offers %s after %s", i+1, pair[1], pair[0])
			}
		}
		if tx.Nonce() != before.Nonce() || tx.Gas() != before.Gas() || *tx.To() != *before.To() || !slices.Equal(tx.Data(), before.Data()) {
			t.Errorf("replacement %d is another call", i+1)
		}
	}
	h.raw(sent[0])
	h.raw(sent[1]) // a node takes it in the first one's place; the last never comes
	if err := h.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	status := h.await(s, "a", Finalized)
	if status.State != Finalized || status.Tx != sent[1].Hash() || len(status.Hashes) < 3 {
		t.Errorf("the intent ends as %+v", status)
	}
	if got := h.Balance(fresh(1)); got != 1 {
		t.Errorf("the recipient has %d", got)
	}
}

// TestBounds has a stuck transaction whose replacement would cost more than may be
// spent.
func TestBounds(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	deaf := faulty.New(t, h.RPC())
	box := swallow(deaf)
	cfg, err := configOf(h.ChainID(), h.config.Outbox, deaf.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cfg.Client.Close)
	h.config.Client = cfg.Client
	h.config.StuckAfter = 10 * time.Millisecond
	h.config.Fees.TipMin, h.config.Fees.TipMax = big.NewInt(8), big.NewInt(10) // 8, 9, and then no more
	h.config.Fees.CapMax = big.NewInt(10e9)
	s, _ := h.run()
	h.passing()
	h.send(s, pays("a", 1))
	h.eventually("the bound is reached", func() bool {
		status, _, err := s.Status("a")
		return err == nil && status.Reason == CodeFeeCapped
	})
	for _, tx := range box.all() {
		if tx.GasTipCap().Cmp(h.config.Fees.TipMax) > 0 || tx.GasFeeCap().Cmp(h.config.Fees.CapMax) > 0 {
			t.Errorf("a transaction offers %s and %s", tx.GasTipCap(), tx.GasFeeCap())
		}
	}
}

// TestGap loses the first of several transactions: it is handed over again, and
// the others go on from there under the nonces that they have.
func TestGap(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	leaky := faulty.New(t, h.RPC())
	cfg, err := configOf(h.ChainID(), h.config.Outbox, leaky.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cfg.Client.Close)
	h.config.Client = cfg.Client
	h.config.ResendAfter = 30 * time.Millisecond
	box := swallow(leaky)
	s, _ := h.run()
	h.send(s, pays("a", 1))
	h.await(s, "a", Sent)
	h.eventually("the first is swallowed", func() bool { return len(box.all()) > 0 })
	leaky.Set("eth_sendRawTransaction", nil)
	h.send(s, pays("b", 2))
	h.send(s, pays("c", 3))
	h.await(s, "c", Sent)
	h.passing()
	for _, id := range []string{"a", "b", "c"} {
		if status := h.await(s, id, Finalized); status.State != Finalized || len(status.Hashes) != 1 {
			t.Errorf("%q ends as %+v", id, status)
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.reports) > 0 {
		t.Errorf("handing over again is reported: %v", h.reports)
	}
}

// TestReorg takes a block away: its transaction goes back to Sent and is handed
// over again, since the node has forgotten it.
func TestReorg(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	s, _ := h.run()
	h.send(s, pays("a", 1))
	h.await(s, "a", Sent)
	h.pooled(1)
	mine := func(n int) {
		t.Helper()
		if err := h.Mine(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	mine(1)
	first := h.await(s, "a", Included)
	if err := h.Chain.Reorg(t.Context(), 1, false); err != nil {
		t.Fatal(err)
	}
	h.pooled(1)
	mine(1)
	h.await(s, "a", Included)
	mine(2)
	last := h.await(s, "a", Finalized)
	if last.Nonce != first.Nonce || last.Tx != first.Tx || last.BlockHash == first.BlockHash {
		t.Errorf("before %+v, after %+v", first, last)
	}
	want := []State{Queued, Sent, Included, Sent, Included, Finalized}
	h.eventually("it was told", func() bool { return slices.Equal(h.statesOf("a"), want) })
	if got := h.Balance(fresh(1)); got != 1 {
		t.Errorf("the recipient has %d", got)
	}
}
