package watch

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/internal/faulty"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func nothing(*faulty.Request, func() *faulty.Answer) *faulty.Answer { return faulty.Result([]any{}) }

// TestHiddenLogs has one of two endpoints hide a deposit: nothing is credited
// until both show it.
func TestHiddenLogs(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	one, two := faulty.New(t, c.RPC()), faulty.New(t, c.RPC())
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, one.URL, two.URL)
	one.Set("eth_getLogs", nothing)
	pay(c, 5)
	mine(t, c, 3)
	eventually(t, d, "the endpoints disagree", d.reported(chain.CodeDisagrees))
	if !d.has()() {
		t.Errorf("on the word of one endpoint it is told %q", d.lines)
	}
	one.Set("eth_getLogs", nil)
	eventually(t, d, "the deposit is final", d.has("final 5"))
}

// TestLateLogs has a node that knows a block before its logs: by range, later, it
// shows what it hid by hash.
func TestLateLogs(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, proxy.URL)
	var hidden atomic.Int32
	proxy.Set("eth_getLogs", func(r *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		answer := forward()
		if hidden.Load() < 2 && string(answer.Result) != "[]" {
			hidden.Add(1)
			return nothing(r, forward)
		}
		return answer
	})
	pay(c, 5)
	mine(t, c, 1)
	eventually(t, d, "the block is looked at, twice as its bloom speaks for a log", func() bool { return hidden.Load() == 2 })
	time.Sleep(100 * time.Millisecond) // until the answer is believed
	mine(t, c, 2)
	eventually(t, d, "the deposit is final all the same", d.has("final 5"))
}

// TestHiddenByRange has a node that shows a log by hash and hides it by range.
func TestHiddenByRange(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, proxy.URL)
	proxy.Set("eth_getLogs", func(r *faulty.Request, forward func() *faulty.Answer) *faulty.Answer {
		if !strings.Contains(string(r.Params[0]), "blockHash") {
			return nothing(r, forward)
		}
		return forward()
	})
	pay(c, 5)
	mine(t, c, 1)
	eventually(t, d, "the deposit is seen", d.has("seen 5"))
	mine(t, c, 2)
	eventually(t, d, "the answers differ", d.reported(chain.CodeLogsIncomplete))
	proxy.Set("eth_getLogs", nil)
	eventually(t, d, "the deposit is final", d.has("seen 5", "final 5"))
}

// TestLag follows endpoints of which one stops, and goes on.
func TestLag(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	one, two := faulty.New(t, c.RPC()), faulty.New(t, c.RPC())
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, one.URL, two.URL)
	two.Freeze(1)
	pay(c, 5)
	mine(t, c, 1)
	eventually(t, d, "the lag is told", d.reported(chain.CodeLags))
	if !d.has()() {
		t.Errorf("with an endpoint behind it is told %q", d.lines)
	}
	two.Thaw()
	eventually(t, d, "the deposit is seen", d.has("seen 5"))
	two.Status(503)
	mine(t, c, 2)
	eventually(t, d, "the failure is told", d.reported(chain.CodeUnavailable))
	if !d.has("seen 5")() {
		t.Errorf("with an endpoint down it is told %q", d.lines)
	}
	two.Status(0)
	eventually(t, d, "the deposit is final", d.has("seen 5", "final 5"))
}

// TestSiblings pays by an authorization: its use is told with the transfer.
func TestSiblings(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	d := new(diary)
	followBy(t, c.ChainID(), Start{}, d, func(cfg *Config) { cfg.Siblings = []common.Hash{codec.AuthorizationUsedTopic} }, c.RPC())
	payer, settler := devaccount.All()[1], devaccount.All()[2]
	for i, to := range []common.Address{ours, common.HexToAddress("0xfe09")} { // and somebody else's, which is not told
		a := &evmsig.Authorization{From: payer.Address, To: to, Nonce: common.Hash{byte(i + 1)}}
		a.Value.SetUint64(5)
		a.ValidBefore.SetUint64(uint64(time.Now().Add(time.Hour).Unix()))
		domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: c.ChainID(), Contract: contracts.TokenAddress}
		digest := a.TransferDigest(domain.Separator())
		signature, err := crypto.Sign(digest[:], payer.Key)
		if err != nil {
			t.Fatal(err)
		}
		signature[64] += 27
		call := facilitator.TransferCall(contracts.TokenAddress, a, signature, false)
		c.Send(settler, call.To, call.Data)
	}
	mine(t, c, 1)
	eventually(t, d, "payment and authorization are seen", d.has("seen authorized,5"))
	mine(t, c, 2)
	eventually(t, d, "and final", d.has("seen authorized,5", "final authorized,5"))
}

// TestCatchUp follows from far behind, in ranges.
func TestCatchUp(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	for n := range uint64(4) {
		pay(c, n+1)
		mine(t, c, 5)
	}
	d := new(diary)
	followBy(t, c.ChainID(), Start{}, d, func(cfg *Config) { cfg.RangeMax = 3 }, c.RPC())
	head, err := c.Client.BlockNumber(c.Context())
	if err != nil {
		t.Fatal(err)
	}
	final := head - 2
	eventually(t, d, "all are final", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(d.finals) > 0 && d.finals[len(d.finals)-1].To.Number == final
	})
	if !d.has("final 1", "final 2", "final 3", "final 4")() {
		t.Errorf("told: %q", d.lines)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, f := range d.finals {
		if newest := i == len(d.finals)-1; (f.Balances != nil) != newest {
			t.Errorf("range %d of %d has the balances %v", i, len(d.finals), f.Balances)
		}
		if f.To.Number-f.From >= 3 {
			t.Errorf("range %d has the blocks %d to %d", i, f.From, f.To.Number)
		}
		for _, l := range f.Logs {
			if l.BlockTimestamp == 0 || l.BlockNumber < f.From || l.BlockNumber > f.To.Number {
				t.Errorf("range %d has the log %+v", i, l)
			}
		}
	}
}

// TestStartIsFinal begins behind a block that is not final: its hash is taken when
// it is.
func TestStartIsFinal(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	mine(t, c, 2)
	d := new(diary)
	stop := follow(t, c.ChainID(), Start{After: Ref{Number: 3}}, d, c.RPC())
	eventually(t, d, "the position is not final", d.reported(chain.CodeNotFound))
	if err := c.Reorg(t.Context(), 1, false); err != nil {
		t.Fatal(err)
	}
	mine(t, c, 2)
	pay(c, 5)
	mine(t, c, 3)
	eventually(t, d, "the deposit is final", func() bool { return d.has("final 5")() || d.has("seen 5", "final 5")() })
	if err := stop(); err != nil {
		t.Error(err)
	}
	if d.finals[0].From != 4 {
		t.Errorf("the first range begins at %d", d.finals[0].From)
	}
}

// TestStatesGone has a node that keeps no old states: the range is told without.
func TestStatesGone(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	proxy := faulty.New(t, c.RPC())
	proxy.Set("eth_call", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer {
		return faulty.Failure(-32000, "missing trie node 00 (path ) state 0x00 is not available")
	})
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, proxy.URL)
	pay(c, 5)
	mine(t, c, 3)
	// On a busy machine the watcher may look before the block is final.
	eventually(t, d, "the deposit is final", func() bool { return d.has("final 5")() || d.has("seen 5", "final 5")() })
	d.mu.Lock()
	defer d.mu.Unlock()
	if last := d.finals[len(d.finals)-1]; last.Balances != nil || chain.Code(last.NoBalances) != chain.CodeStateGone {
		t.Errorf("the balances are %v: %v", last.Balances, last.NoBalances)
	}
}

// TestWindow follows a chain whose finality has stopped.
func TestWindow(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true, SafeDepth: 20, FinalDepth: 20})
	d := new(diary)
	followBy(t, c.ChainID(), Start{}, d, func(cfg *Config) { cfg.WindowMax = 5 }, c.RPC())
	mine(t, c, 10)
	eventually(t, d, "the bound is told", d.reported(chain.CodeWindow))
}

func TestConfig(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	client, err := chain.Open(t.Context(), chain.Config{ID: c.ChainID(), URLs: []string{c.RPC()}})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	good := []chain.Filter{{Addresses: []common.Address{ours}}}
	final := chain.Finality{Tag: "safe"}
	for _, cfg := range []Config{
		{}, {Client: client, Finality: final}, {Client: client, Filters: good}, {Client: client, Finality: final, Filters: []chain.Filter{{}}},
		{Client: client, Finality: final, Filters: []chain.Filter{{Addresses: make([]common.Address, chain.FilterValuesMax+1)}}},
		{Client: client, Finality: final, Filters: good, Balances: make([]chain.Holding, holdingsMax+1)},
	} {
		if _, err := New(cfg); chain.Code(err) != chain.CodeConfig {
			t.Errorf("%+v is answered with %v", cfg, err)
		}
	}
}
