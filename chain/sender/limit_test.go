package sender

import (
	"errors"
	"math/big"
	"path/filepath"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/internal/faulty"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func (h *house) reason(s *Sender, id string) string {
	status, _, err := s.Status(id)
	if err != nil {
		h.t.Fatal(err)
	}
	return status.Reason
}

func TestDayLimit(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	// Enough for one transfer by its worst case, and not for two.
	h.config.Fees.CapMax = big.NewInt(2e9)
	h.config.Fees.DayMax = big.NewInt(150_000 * 1e9)
	s, stop := h.run()
	h.send(s, pays("a", 1))
	h.send(s, pays("b", 2))
	h.send(s, pays("c", 3))
	h.await(s, "a", Included)
	h.eventually("the day's fees are used up", func() bool { return h.reason(s, "c") == CodeFeeDay || h.reason(s, "b") == CodeFeeDay })
	if err := h.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	h.await(s, "a", Finalized)
	spent, err := s.outbox.spent(time.Now())
	if err != nil || spent.Sign() <= 0 {
		t.Errorf("the day has cost %v (%v)", spent, err)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	h.config.Fees.DayMax = big.NewInt(1e18) // somebody has allowed more
	s, _ = h.run()
	h.await(s, "b", Included)
	h.await(s, "c", Included)
}

func TestFeeCap(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	h.config.Fees.TipMax, h.config.Fees.CapMax = big.NewInt(1), big.NewInt(2)
	s, stop := h.run()
	h.send(s, pays("a", 1))
	h.eventually("it waits for the fees to fall", func() bool { return h.reason(s, "a") == CodeFeeCapped })
	if !h.reported(CodeFeeCapped) {
		t.Error("nobody was told")
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	h.config.Fees.CapMax = big.NewInt(100e9)
	s, _ = h.run()
	h.await(s, "a", Included)
}

func TestPause(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	s, stop := h.run()
	h.send(s, pays("a", 1))
	h.await(s, "a", Included)
	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	h.send(s, pays("b", 2))
	if err := h.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	h.await(s, "a", Finalized) // what is under way is still followed
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	s, _ = h.run()
	time.Sleep(100 * time.Millisecond)
	if status, _, err := s.Status("b"); err != nil || status.State != Queued || !s.Paused() {
		t.Errorf("the kill switch is off after a restart: %+v %v", status, err)
	}
	if err := s.Resume(); err != nil {
		t.Fatal(err)
	}
	h.await(s, "b", Included)
}

func TestReverted(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	s, _ := h.run()
	half := new(uint256.Int).Rsh(uint256.NewInt(h.Balance(payer().Address)), 1)
	more := new(uint256.Int).AddUint64(half, 1)
	// Each is possible as things are, and both together are not.
	h.send(s, Intent{ID: "a", To: contracts.TokenAddress, Data: codec.Transfer(fresh(1), more)})
	h.send(s, Intent{ID: "b", To: contracts.TokenAddress, Data: codec.Transfer(fresh(2), more)})
	h.await(s, "b", Sent)
	h.passing()
	if status := h.await(s, "a", Finalized); status.State != Finalized {
		t.Errorf("the first ends as %+v", status)
	}
	if status := h.await(s, "b", Finalized); status.State != Failed || status.Reason != CodeReverted || !status.HasNonce || status.Fee.Sign() <= 0 {
		t.Errorf("the second ends as %+v", status)
	}
}

func TestForeignNonce(t *testing.T) {
	h := newHouse(t, devnet.Options{Instant: true})
	s, stop := h.run()
	h.send(s, pays("a", 1))
	h.await(s, "a", Included)
	h.Do(payer(), contracts.TokenAddress, codec.Transfer(fresh(9), uint256.NewInt(9)))
	h.send(s, pays("b", 2))
	time.Sleep(200 * time.Millisecond)
	if err := stop(); chain.Code(err) != CodeNonceForeign || chain.ClassOf(err) != chain.Stop {
		t.Errorf("somebody else sends from the account, and Run ends with %v", err)
	}
	if got := h.Balance(fresh(2)); got != 0 {
		t.Errorf("it was sent all the same")
	}
}

// TestNonceTaken has somebody else use the nonce of an intent that never reached
// the chain. It is not given another nonce.
func TestNonceTaken(t *testing.T) {
	for _, c := range []struct {
		what string
		data []byte
		good bool
	}{
		{"another call", codec.Transfer(fresh(9), uint256.NewInt(9)), false},
		{"the very call, as by a copy of the outbox", pays("a", 1).Data, true},
	} {
		h := newHouse(t, devnet.Options{Paused: true})
		deaf := faulty.New(t, h.RPC())
		swallow(deaf)
		cfg, err := configOf(h.ChainID(), h.config.Outbox, deaf.URL)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(cfg.Client.Close)
		h.config.Client = cfg.Client
		s, stop := h.run()
		h.send(s, pays("a", 1))
		h.await(s, "a", Sent)
		other := h.Sign(payer(), contracts.TokenAddress, c.data)
		h.raw(other)
		if err := h.Mine(t.Context(), 8); err != nil {
			t.Fatal(err)
		}
		if c.good {
			if status := h.await(s, "a", Finalized); status.State != Finalized || status.Tx != other.Hash() {
				t.Errorf("%s: the intent ends as %+v", c.what, status)
			}
			continue
		}
		time.Sleep(300 * time.Millisecond)
		if err := stop(); chain.Code(err) != CodeNonceForeign || chain.ClassOf(err) != chain.Stop {
			t.Errorf("%s: Run ends with %v", c.what, err)
		}
	}
}

func TestEndpointsDisagree(t *testing.T) {
	h := newHouse(t, devnet.Options{Paused: true})
	one, two := faulty.New(t, h.RPC()), faulty.New(t, h.RPC())
	cfg, err := configOf(h.ChainID(), h.config.Outbox, one.URL, two.URL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cfg.Client.Close)
	h.config.Client = cfg.Client
	s, _ := h.run()
	two.Status(503)
	h.send(s, pays("a", 1))
	h.eventually("an endpoint is down", func() bool { return h.reported(chain.CodeUnavailable) })
	if status, _, _ := s.Status("a"); status.State != Queued {
		t.Errorf("with an endpoint down the intent is %s", status.State)
	}
	two.Status(0)
	h.await(s, "a", Sent)
	h.pooled(1)
	two.Set("eth_getTransactionReceipt", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result(nil) })
	if err := h.Mine(t.Context(), 4); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond)
	if status, _, _ := s.Status("a"); status.State != Sent {
		t.Errorf("on the word of one endpoint the intent is %s", status.State)
	}
	two.Set("eth_getTransactionReceipt", nil)
	h.await(s, "a", Finalized)
}

func TestOutboxIsOnes(t *testing.T) {
	h := newHouse(t, devnet.Options{})
	s, _ := h.run()
	if _, err := Open(h.config); chain.Code(err) != CodeOutbox {
		t.Errorf("a second process opens the outbox: %v", err)
	}
	if err := s.Run(t.Context()); chain.Code(err) != chain.CodeConfig {
		t.Errorf("a second Run: %v", err)
	}
	box, err := openOutbox(filepath.Join(t.TempDir(), "a.db"), ownerOf(1, payer().Address))
	if err != nil {
		t.Fatal(err)
	}
	path := box.db.Path()
	if err := box.db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := openOutbox(path, ownerOf(2, payer().Address)); chain.Code(err) != CodeOutbox {
		t.Errorf("another chain's outbox is opened: %v", err)
	}
	if _, err := openOutbox(path, ownerOf(1, devaccount.All()[1].Address)); chain.Code(err) != CodeOutbox {
		t.Errorf("another account's outbox is opened: %v", err)
	}
}

func TestIntentCheck(t *testing.T) {
	h := newHouse(t, devnet.Options{})
	h.config.OpenMax = 1
	s, stop := h.run()
	for _, i := range []Intent{
		{To: fresh(1)}, {ID: string(make([]byte, idMax+1)), To: fresh(1)}, {ID: "a"},
		{ID: "a", To: fresh(1), Data: make([]byte, dataMax+1)}, {ID: "a", To: fresh(1), Value: big.NewInt(-1)},
		{ID: "a", To: fresh(1), GasMax: gasDefault + 1},
	} {
		if _, err := s.Send(t.Context(), i); chain.Code(err) != CodeIntent {
			t.Errorf("%+v is answered with %v", i, err)
		}
	}
	if err := s.Pause(); err != nil {
		t.Fatal(err)
	}
	h.send(s, pays("a", 1))
	if _, err := s.Send(t.Context(), pays("b", 2)); chain.Code(err) != CodeFull {
		t.Errorf("one more than may be open is answered with %v", err)
	}
	waiting := make(chan error, 1)
	go func() { _, err := s.Await(t.Context(), "a", Sent); waiting <- err }()
	time.Sleep(20 * time.Millisecond)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := <-waiting; chain.Code(err) != CodeClosed {
		t.Errorf("who waits when the sender is closed hears %v", err)
	}
	if _, err := s.Send(t.Context(), pays("c", 3)); chain.Code(err) != CodeClosed {
		t.Errorf("a closed sender takes an intent: %v", err)
	}
}

func TestPrune(t *testing.T) {
	box, err := openOutbox(filepath.Join(t.TempDir(), "a.db"), ownerOf(1, common.Address{}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { err = errors.Join(err, box.db.Close()) }()
	now := time.Now()
	for i, age := range []time.Duration{3 * time.Hour, 2 * time.Hour, 0} {
		if err := box.end(&record{ID: string(rune('a' + i)), State: Finalized, Ended: now.Add(-age)}); err != nil {
			t.Fatal(err)
		}
	}
	if more, err := box.prune(now.Add(-time.Hour)); err != nil || more {
		t.Fatal(more, err)
	}
	for id, kept := range map[string]bool{"a": false, "b": false, "c": true} {
		if r, err := box.done(id); err != nil || (r != nil) != kept {
			t.Errorf("%q is %+v %v", id, r, err)
		}
	}
}
