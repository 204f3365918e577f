package sender

import (
	"context"
	"encoding/json"
	"math/big"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/internal/faulty"
	"aidollar/chain/keys"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

const patience = 20 * time.Second

// house is a chain and what a sender on it is made of.
type house struct {
	*devtest.Chain
	t      *testing.T
	config Config

	mu      sync.Mutex
	changes []Status
	reports []error
}

func newHouse(t *testing.T, options devnet.Options, urls ...string) *house {
	t.Helper()
	h := &house{Chain: devtest.Start(t, options), t: t}
	if len(urls) == 0 {
		urls = []string{h.RPC()}
	}
	var err error
	if h.config, err = configOf(h.ChainID(), filepath.Join(t.TempDir(), "outbox.db"), urls...); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.config.Client.Close)
	h.config.Changed = func(s Status) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.changes = append(h.changes, s)
	}
	h.config.Report = func(err error) {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.reports = append(h.reports, err)
	}
	return h
}

// configOf is a sender that is in a hurry, and replaces and repeats nothing.
func configOf(id uint64, outbox string, urls ...string) (Config, error) {
	client, err := chain.Open(context.Background(), chain.Config{ID: id, URLs: urls, LagMax: 500 * time.Millisecond, Timeout: 5 * time.Second, Tries: 2})
	return Config{
		Client: client, Signer: keys.InMemory(payer().Key), Outbox: outbox, Finality: chain.Finality{Tag: "finalized"},
		Fees:     Fees{TipMin: big.NewInt(1), TipMax: big.NewInt(1e9), CapMax: big.NewInt(100e9), DayMax: big.NewInt(1e18)},
		Interval: 20 * time.Millisecond, StuckAfter: time.Hour, ResendAfter: time.Hour,
	}, err
}

func payer() devaccount.Account { return devaccount.All()[0] }

// fresh is an address that has nothing, by a number.
func fresh(n byte) common.Address { return common.BytesToAddress([]byte{0xfe, n}) }

// pays is an intent to move tokens, by a number that is its amount and recipient.
func pays(id string, n byte) Intent {
	return Intent{ID: id, To: contracts.TokenAddress, Data: codec.Transfer(fresh(n), uint256.NewInt(uint64(n)))}
}

// run opens a sender and lets it run until the test or stop ends it.
func (h *house) run() (s *Sender, stop func() error) {
	h.t.Helper()
	s, err := Open(h.config)
	if err != nil {
		h.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	var once sync.Once
	var ended error
	stop = func() error {
		once.Do(func() {
			cancel()
			ended = <-done
			if err := s.Close(); err != nil {
				h.t.Errorf("close: %v", err)
			}
		})
		return ended
	}
	h.t.Cleanup(func() { _ = stop() })
	return s, stop
}

func (h *house) send(s *Sender, i Intent) Status {
	h.t.Helper()
	status, err := s.Send(h.t.Context(), i)
	if err != nil {
		h.t.Fatal(err)
	}
	return status
}

// await waits until an intent has come to a state, or fails the test.
func (h *house) await(s *Sender, id string, state State) Status {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), patience)
	defer cancel()
	status, err := s.Await(ctx, id, state)
	if err != nil {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.t.Fatalf("intent %q is %s (%s %s): %v; reports: %v", id, status.State, status.Reason, status.Message, err, h.reports)
	}
	return status
}

// eventually waits for a condition.
func (h *house) eventually(what string, holds func() bool) {
	h.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.t.Fatalf("not in time: %s; reports: %v", what, h.reports)
		}
	}
}

// statesOf is the states that an intent was told to be in, without repetition.
func (h *house) statesOf(id string) []State {
	h.mu.Lock()
	defer h.mu.Unlock()
	var states []State
	for _, c := range h.changes {
		if c.ID == id && (len(states) == 0 || states[len(states)-1] != c.State) {
			states = append(states, c.State)
		}
	}
	return states
}

func (h *house) reported(code string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, err := range h.reports {
		if chain.Code(err) == code {
			return true
		}
	}
	return false
}

// swallow makes an endpoint say that it took transactions, and forget them. What
// it was sent is in the slice when the test looks.
func swallow(p *faulty.Proxy) *mailbox {
	m := new(mailbox)
	p.Set("eth_sendRawTransaction", func(r *faulty.Request, _ func() *faulty.Answer) *faulty.Answer {
		var raw hexutil.Bytes
		tx := new(types.Transaction)
		if json.Unmarshal(r.Params[0], &raw) != nil || tx.UnmarshalBinary(raw) != nil {
			return faulty.Failure(-32602, "no transaction")
		}
		m.mu.Lock()
		defer m.mu.Unlock()
		m.got = append(m.got, tx)
		return faulty.Result(tx.Hash())
	})
	return m
}

// mailbox is the transactions that an endpoint was sent.
type mailbox struct {
	mu  sync.Mutex
	got []*types.Transaction
}

func (m *mailbox) all() []*types.Transaction {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.got)
}
