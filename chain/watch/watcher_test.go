package watch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

const patience = 20 * time.Second

// ours is the address whose deposits the tests follow.
var ours = common.HexToAddress("0xfe00000000000000000000000000000000000001")

// diary is a handler that writes down what it is told.
type diary struct {
	mu      sync.Mutex
	lines   []string
	finals  []Final
	reports []error
	refuse  error
	ended   bool // Run has returned
}

func amounts(logs []types.Log) string {
	var all []string
	for i := range logs {
		switch e, err := codec.Event(&logs[i]); e := e.(type) {
		case *codec.TransferEvent:
			all = append(all, e.Amount.Dec())
		case *codec.AuthorizationEvent:
			all = append(all, "authorized")
		default:
			all = append(all, fmt.Sprintf("%T %v", e, err))
		}
	}
	return strings.Join(all, ",")
}

func (d *diary) Seen(_ context.Context, s Seen) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, "seen "+amounts(s.Logs))
	for _, l := range s.Logs {
		if l.BlockHash != s.Block.Hash || l.BlockTimestamp != s.Block.Time {
			d.lines = append(d.lines, "a log of another block")
		}
	}
	return nil
}

func (d *diary) Dropped(context.Context, Ref) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, "dropped")
	return nil
}

func (d *diary) Finalized(_ context.Context, f Final) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.refuse != nil {
		return d.refuse
	}
	d.finals = append(d.finals, f)
	if len(f.Logs) > 0 {
		d.lines = append(d.lines, "final "+amounts(f.Logs))
	}
	return nil
}

func (d *diary) has(lines ...string) func() bool {
	return func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return slices.Equal(d.lines, lines)
	}
}

func (d *diary) over() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended
}

func (d *diary) reported(code string) func() bool {
	return func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return slices.ContainsFunc(d.reports, func(err error) bool { return chain.Code(err) == code })
	}
}

// follow follows what comes to ours from a position until the test or stop ends it.
func follow(t *testing.T, id uint64, start Start, d *diary, urls ...string) (stop func() error) {
	t.Helper()
	return followBy(t, id, start, d, func(*Config) {}, urls...)
}

func followBy(t *testing.T, id uint64, start Start, d *diary, change func(*Config), urls ...string) (stop func() error) {
	t.Helper()
	client, err := chain.Open(t.Context(), chain.Config{ID: id, URLs: urls, LagMax: time.Second, Timeout: 5 * time.Second, Tries: 1})
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Client: client, Finality: chain.Finality{Tag: "finalized"},
		Filters: []chain.Filter{{Addresses: []common.Address{contracts.TokenAddress},
			Topics: [][]common.Hash{{codec.TransferTopic}, nil, {codec.AddressTopic(ours)}}}},
		Balances: []chain.Holding{{Token: contracts.TokenAddress, Holder: ours}}, Interval: 20 * time.Millisecond,
		Report: func(err error) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.reports = append(d.reports, err)
		}}
	change(&cfg)
	w, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := w.Run(ctx, start, d)
		d.mu.Lock()
		d.ended = true
		d.mu.Unlock()
		done <- err
	}()
	var once sync.Once
	var ended error
	stop = func() error {
		once.Do(func() { cancel(); ended = <-done; client.Close() })
		return ended
	}
	t.Cleanup(func() { _ = stop() })
	return stop
}

func eventually(t *testing.T, d *diary, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			d.mu.Lock()
			defer d.mu.Unlock()
			t.Fatalf("not in time: %s; told: %q; reports: %v", what, d.lines, d.reports)
		}
	}
}

func pay(c *devtest.Chain, amount uint64) *types.Transaction {
	return c.Send(devaccount.All()[1], contracts.TokenAddress, codec.Transfer(ours, uint256.NewInt(amount)))
}

func mine(t *testing.T, c *devtest.Chain, n int) {
	t.Helper()
	if err := c.Mine(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

func TestDeposits(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	d := new(diary)
	stop := follow(t, c.ChainID(), Start{}, d, c.RPC())
	pay(c, 5)
	pay(c, 7)
	mine(t, c, 1)
	eventually(t, d, "two deposits are seen", d.has("seen 5,7"))
	mine(t, c, 2)
	eventually(t, d, "they are final", d.has("seen 5,7", "final 5,7"))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	next := uint64(1)
	for _, f := range d.finals {
		if f.From != next || f.To.Number < f.From || f.To.Hash == (common.Hash{}) {
			t.Errorf("range %d to %d begins elsewhere than at %d", f.From, f.To.Number, next)
		}
		next = f.To.Number + 1
	}
	last := d.finals[len(d.finals)-1]
	if len(last.Balances) != 1 || last.Balances[0].Uint64() != 12 {
		t.Errorf("the balance is %v (%v)", last.Balances, last.NoBalances)
	}
}

func TestReorg(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	d := new(diary)
	follow(t, c.ChainID(), Start{}, d, c.RPC())
	pay(c, 5)
	mine(t, c, 1)
	eventually(t, d, "a deposit is seen", d.has("seen 5"))
	if err := c.Reorg(t.Context(), 1, true); err != nil {
		t.Fatal(err)
	}
	eventually(t, d, "its block is dropped", d.has("seen 5", "dropped"))
	mine(t, c, 1)
	eventually(t, d, "it comes back", d.has("seen 5", "dropped", "seen 5"))
	mine(t, c, 2)
	eventually(t, d, "and is final", d.has("seen 5", "dropped", "seen 5", "final 5"))
}

func TestRestart(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	first := new(diary)
	pay(c, 5)
	mine(t, c, 3) // before the watcher: what is final when it is first met is not seen before
	stop := follow(t, c.ChainID(), Start{}, first, c.RPC())
	eventually(t, first, "a deposit is final", first.has("final 5"))
	pay(c, 7)
	mine(t, c, 1)
	eventually(t, first, "another is seen", first.has("final 5", "seen 7"))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	seen, err := c.Client.HeaderByNumber(c.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Reorg(t.Context(), 1, false); err != nil {
		t.Fatal(err)
	}
	c.Forget()
	second := new(diary)
	at := first.finals[len(first.finals)-1].To
	follow(t, c.ChainID(), Start{After: at, Seen: []Ref{{seen.Number.Uint64(), seen.Hash()}}}, second, c.RPC())
	eventually(t, second, "what went meanwhile is dropped", second.has("dropped"))
	pay(c, 9)
	mine(t, c, 1)
	eventually(t, second, "a new one is seen", second.has("dropped", "seen 9"))
	mine(t, c, 2)
	eventually(t, second, "and the rest goes on", second.has("dropped", "seen 9", "final 9"))
	if second.finals[0].From != at.Number+1 {
		t.Errorf("the second run begins at %d, the first ended at %d", second.finals[0].From, at.Number)
	}
}

func TestFinalityBroken(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	mine(t, c, 3)
	d := new(diary)
	stop := follow(t, c.ChainID(), Start{After: Ref{1, common.HexToHash("0x01")}}, d, c.RPC())
	eventually(t, d, "the watcher ends", d.over)
	if err := stop(); chain.Code(err) != chain.CodeFinality || chain.ClassOf(err) != chain.Stop {
		t.Errorf("another block in the place of a final one is answered with %v", err)
	}
}

func TestHandlerRefuses(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Paused: true})
	full := errors.New("the ledger is full")
	d := &diary{refuse: full}
	stop := follow(t, c.ChainID(), Start{}, d, c.RPC())
	mine(t, c, 3)
	eventually(t, d, "the watcher ends", d.over)
	if err := stop(); !errors.Is(err, full) {
		t.Errorf("run ends with %v", err)
	}
}
