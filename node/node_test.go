package node_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/core/money"
	"aidollar/journal"
	"aidollar/node"
)

var seed = flag.Uint64("seed", 20261122, "seed of the random tests")

const usd = ledger.AssetID(1)

func account(i int) ledger.ID { return ledger.ID{Hi: 1, Lo: uint64(i) + 1} }

func open(t *testing.T, dir string) *node.Node {
	t.Helper()
	n, err := node.Open(node.Options{Journal: journal.Options{Dir: filepath.Join(dir, "journal")}, Machine: clearing.DefaultConfig()})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// begin opens a node with some accounts that are never overdrawn but the first.
func begin(t *testing.T, dir string, accounts int) *node.Node {
	t.Helper()
	n := open(t, dir)
	commands := []clearing.Command{clearing.DefineAsset{Asset: money.USD()}}
	for i := range accounts {
		a := ledger.Account{ID: account(i), Asset: usd, Code: 1}
		if i > 0 {
			a.Flags = ledger.LimitDebit
		}
		commands = append(commands, clearing.OpenAccount{Account: a})
	}
	answers, err := n.Submit(t.Context(), commands...)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		if a.Refusal != "" {
			t.Fatalf("command %d: %s", i, a.Refusal)
		}
	}
	return n
}

func transfer(random *rand.Rand, debit, credit int, amount uint64) ledger.Transfer {
	return ledger.Transfer{
		ID:    ledger.ID{Hi: uint64(time.Now().UnixMilli())<<16 | 0x7000, Lo: random.Uint64()},
		Debit: account(debit), Credit: account(credit), Amount: money.Units(amount), Asset: usd,
	}
}

func state(t *testing.T, n *node.Node) []byte {
	t.Helper()
	var b bytes.Buffer
	n.View(func(m *clearing.Machine) {
		if _, err := m.Freeze().WriteTo(&b); err != nil {
			t.Fatal(err)
		}
	})
	return b.Bytes()
}

func closeNode(t *testing.T, n *node.Node) {
	t.Helper()
	if err := n.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestEachOfManyCallersHasItsOwnAnswer lets more callers spend than there is
// money for, and counts.
func TestEachOfManyCallersHasItsOwnAnswer(t *testing.T) {
	dir := t.TempDir()
	n := begin(t, dir, 3)
	random := rand.New(rand.NewPCG(*seed, 0))
	if o, err := n.Do(t.Context(), clearing.Transfers{transfer(random, 0, 1, 100)}); err != nil || o.Outcomes[0].Result != ledger.OK {
		t.Fatalf("deposit: %v %v", o, err)
	}
	var mu sync.Mutex
	results := map[ledger.Result]int{}
	var all sync.WaitGroup
	for i := range 300 {
		all.Go(func() {
			own := rand.New(rand.NewPCG(*seed, uint64(i)+1))
			answer, err := n.Do(context.Background(), clearing.Transfers{transfer(own, 1, 2, 1)})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			results[answer.Outcomes[0].Result]++
		})
	}
	all.Wait()
	if results[ledger.OK] != 100 || results[ledger.DebitLimited] != 200 {
		t.Errorf("results %v, want 100 transfers and 200 refusals", results)
	}
	before := state(t, n)
	seq, hash := n.Position()
	closeNode(t, n)

	n = open(t, dir)
	defer closeNode(t, n)
	if !bytes.Equal(state(t, n), before) {
		t.Error("after the restart the state is another")
	}
	if again, hashAgain := n.Position(); again != seq || hashAgain != hash {
		t.Errorf("after the restart the position is %d, was %d", again, seq)
	}
}

func TestARestartFromASnapshotGoesOnWithTheSameState(t *testing.T) {
	dir := t.TempDir()
	n := begin(t, dir, 20)
	random := rand.New(rand.NewPCG(*seed, 2))
	spend := func(times int) {
		for range times {
			if _, err := n.Do(t.Context(), clearing.Transfers{transfer(random, random.IntN(10), 10+random.IntN(10), 1+random.Uint64N(9))}); err != nil {
				t.Fatal(err)
			}
		}
	}
	spend(100)
	if err := n.Snapshot(); err != nil {
		t.Fatal(err)
	}
	spend(50)
	before := state(t, n)
	closeNode(t, n)
	n = open(t, dir)
	defer closeNode(t, n)
	if !bytes.Equal(state(t, n), before) {
		t.Error("after the restart the state is another")
	}
}

func TestASnapshotWaitsForTheReader(t *testing.T) {
	reader := &slowReader{reached: make(chan struct{}), waiting: make(chan uint64, 1)}
	n, err := node.Open(node.Options{Journal: journal.Options{Dir: t.TempDir()}, Machine: clearing.DefaultConfig(), Reader: reader})
	if err != nil {
		t.Fatal(err)
	}
	defer closeNode(t, n)
	if _, err := n.Do(t.Context(), clearing.DefineAsset{Asset: money.USD()}); err != nil {
		t.Fatal(err)
	}
	taken := make(chan error, 1)
	go func() { taken <- n.Snapshot() }()
	if seq := <-reader.waiting; seq != 1 {
		t.Errorf("the snapshot waits for record %d, want 1", seq)
	}
	// Meanwhile the machine goes on.
	if _, err := n.Do(t.Context(), clearing.Tick{}); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-taken:
		t.Fatalf("the snapshot did not wait: %v", err)
	default:
	}
	close(reader.reached)
	if err := <-taken; err != nil {
		t.Fatal(err)
	}
	if reader.applied != 2 || reader.assets != 1 {
		t.Errorf("the reader saw %d records and %d assets", reader.applied, reader.assets)
	}
}

func TestSubmitRefusesWhatCannotBe(t *testing.T) {
	n := begin(t, t.TempDir(), 2)
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := n.Submit(gone, clearing.Tick{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a caller that has left: %v", err)
	}
	large := make([]byte, clearing.RecordSizeMax)
	if _, err := n.Submit(t.Context(), clearing.TransfersWire(large)); !errors.Is(err, node.ErrSize) {
		t.Errorf("a record that is too large: %v", err)
	}
	closeNode(t, n)
	if _, err := n.Submit(t.Context(), clearing.Tick{}); !errors.Is(err, node.ErrStopped) {
		t.Errorf("after the end: %v", err)
	}
	if err := n.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

func TestHoldsExpireThoughNobodyAsks(t *testing.T) {
	n := begin(t, t.TempDir(), 2)
	defer closeNode(t, n)
	random := rand.New(rand.NewPCG(*seed, 3))
	hold := transfer(random, 0, 1, 5)
	hold.Flags, hold.Deadline = ledger.Pending, time.Now().Add(50*time.Millisecond).UnixNano()
	if a, err := n.Do(t.Context(), clearing.Transfers{hold}); err != nil || a.Outcomes[0].Result != ledger.OK {
		t.Fatalf("%v %v", a, err)
	}
	for open := true; open; time.Sleep(10 * time.Millisecond) {
		n.View(func(m *clearing.Machine) { _, open = m.Ledger().Hold(hold.ID) })
	}
}

// slowReader holds snapshots back until it is told.
type slowReader struct {
	clearing.Observer
	reached chan struct{}
	waiting chan uint64
	applied int
	assets  int
}

func (r *slowReader) AssetDefined(ledger.AssetID, money.Asset) { r.assets++ }
func (r *slowReader) AccountOpened(int64, *ledger.Account)     {}
func (r *slowReader) Applied(uint64, int64)                    { r.applied++ }
func (r *slowReader) Await(seq uint64) error {
	r.waiting <- seq
	<-r.reached
	return nil
}
