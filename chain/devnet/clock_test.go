package devnet_test

import (
	"math/big"
	"sync"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// burst sends n transfers from each account, all accounts at once, and says when
// the last is in a block.
func burst(t *testing.T, c *devtest.Chain, accounts []devaccount.Account, n int, to common.Address) time.Duration {
	t.Helper()
	sent := time.Now()
	var senders sync.WaitGroup
	last := make([]*types.Transaction, len(accounts))
	for i, account := range accounts {
		var signed []*types.Transaction
		for range n {
			signed = append(signed, c.Sign(account, c.Token(), token.PackTransfer(to, big.NewInt(1))))
		}
		last[i] = signed[n-1]
		senders.Go(func() {
			for _, tx := range signed {
				if err := c.Client.SendTransaction(t.Context(), tx); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	senders.Wait()
	if t.Failed() {
		t.FailNow()
	}
	for _, tx := range last {
		c.Wait(tx)
	}
	return time.Since(sent)
}

// More transactions at once than the pool's news have room for: who makes blocks
// and who takes transactions then waited for each other, for ever.
func TestBurstIsNoDeadlock(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{})
	const each = 300
	accounts := c.Accounts()
	to := common.HexToAddress("0x5e11e4")
	took := burst(t, c, accounts, each, to)
	total := each * len(accounts)
	t.Logf("%d transfers in %v", total, took)
	if got := c.Balance(to); got != uint64(total) {
		t.Errorf("%d of %d transfers arrived", got, total)
	}
}

// A block time that runs ahead of the clock ends authorizations early: after a
// minute of payments at full speed all of them have expired.
func TestBlockTimeKeepsToTheClock(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{})
	first, err := c.Client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for range 5 {
		burst(t, c, c.Accounts()[:3], 20, common.HexToAddress("0x5e11e4"))
		if ahead := time.Until(c.Now()); ahead > 0 {
			t.Fatalf("the newest block lies %v in the future", ahead)
		}
	}
	last, err := c.Client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if blocks, seconds := last-first, time.Since(begun).Seconds(); float64(blocks) > seconds+1 {
		t.Errorf("%d blocks in %.1f s", blocks, seconds)
	}
	parent, err := c.Client.HeaderByNumber(t.Context(), new(big.Int).SetUint64(first))
	if err != nil {
		t.Fatal(err)
	}
	for n := first + 1; n <= last; n++ {
		header, err := c.Client.HeaderByNumber(t.Context(), new(big.Int).SetUint64(n))
		if err != nil {
			t.Fatal(err)
		}
		if header.Time <= parent.Time || header.ParentHash != parent.Hash() {
			t.Errorf("block %d is of %d behind one of %d", n, header.Time, parent.Time)
		}
		parent = header
	}
}

// Finality follows each payment, and then the chain rests.
func TestPaymentsBecomeFinal(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{SafeDepth: 1, FinalDepth: 3})
	receipt := c.Do(c.Accounts()[0], c.Token(), token.PackTransfer(common.HexToAddress("0x5e11e4"), big.NewInt(1)))
	tag := func(tag int64) uint64 {
		header, err := c.Client.HeaderByNumber(t.Context(), big.NewInt(tag))
		if err != nil {
			t.Fatal(err)
		}
		return header.Number.Uint64()
	}
	const latest, safe, finalized = -2, -4, -3 // as the client writes them
	at := receipt.BlockNumber.Uint64()
	if tag(finalized) >= at {
		t.Error("a payment is final at once")
	}
	for deadline := time.Now().Add(20 * time.Second); tag(finalized) < at; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the payment in block %d is not final: %d is", at, tag(finalized))
		}
	}
	if head := tag(latest); tag(safe)+1 != head || tag(finalized)+3 != head {
		t.Errorf("head %d, safe %d, finalized %d", head, tag(safe), tag(finalized))
	}
	head := tag(latest)
	time.Sleep(2500 * time.Millisecond)
	if now := tag(latest); now > head+1 {
		t.Errorf("an idle chain has gone on from %d to %d", head, now)
	}
}

func TestIdleChainHasAHeartbeat(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{Heartbeat: 2 * time.Second})
	begun := c.Now()
	for deadline := time.Now().Add(20 * time.Second); c.Now().Sub(begun) < 4*time.Second; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the newest block is of %v", c.Now())
		}
		if ahead := time.Until(c.Now()); ahead > 0 {
			t.Fatalf("the newest block lies %v in the future", ahead)
		}
	}
}

func TestInstantChainWaitsForNoClock(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{Instant: true})
	begun := time.Now()
	const n = 20
	for range n {
		c.Do(c.Accounts()[0], c.Token(), token.PackTransfer(common.HexToAddress("0x5e11e4"), big.NewInt(1)))
	}
	if took := time.Since(begun); took > n*time.Second/2 {
		t.Errorf("%d payments took %v", n, took)
	}
	if ahead := time.Until(c.Now()); ahead < n/2*time.Second {
		t.Errorf("%d blocks, and the time is only %v ahead", n, ahead)
	}
}

func TestPausedChainMinesWhenTold(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{Paused: true})
	tx := c.Send(c.Accounts()[0], c.Token(), token.PackTransfer(common.HexToAddress("0x5e11e4"), big.NewInt(1)))
	time.Sleep(1500 * time.Millisecond)
	if _, err := c.Client.TransactionReceipt(t.Context(), tx.Hash()); err == nil {
		t.Fatal("a paused chain has made a block")
	}
	if err := c.Mine(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	head, err := c.Client.BlockNumber(t.Context())
	if receipt := c.Wait(tx); err != nil || receipt.BlockNumber.Uint64()+2 != head {
		t.Errorf("the transaction is in block %d, the newest is %d, %v", receipt.BlockNumber, head, err)
	}
	c.Resume()
	c.Wait(c.Send(c.Accounts()[0], c.Token(), token.PackTransfer(common.HexToAddress("0x5e11e4"), big.NewInt(1))))
}
