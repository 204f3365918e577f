package devnet_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

// watched is a chain that makes no block by itself, and the token's logs over
// WebSocket.
func watched(t *testing.T) (*devtest.Chain, chan types.Log) {
	c := devtest.Start(t, devnet.Options{Paused: true, FinalDepth: 4})
	client, err := ethclient.DialContext(t.Context(), c.WS())
	if err != nil {
		t.Fatal(err)
	}
	seen := make(chan types.Log, 64)
	subscription, err := client.SubscribeFilterLogs(t.Context(), ethereum.FilterQuery{Addresses: []common.Address{c.Token()}}, seen)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		subscription.Unsubscribe()
		client.Close()
	})
	return c, seen
}

func next(t *testing.T, seen chan types.Log) types.Log {
	t.Helper()
	select {
	case log := <-seen:
		return log
	case <-time.After(10 * time.Second):
		t.Fatal("no log came")
		return types.Log{}
	}
}

func mine(t *testing.T, c *devtest.Chain, n int) {
	t.Helper()
	if err := c.Mine(t.Context(), n); err != nil {
		t.Fatal(err)
	}
}

func TestReorgTakesPaymentsBack(t *testing.T) {
	t.Parallel()
	c, seen := watched(t)
	payer, payee := c.Accounts()[0], common.HexToAddress("0x5e11e4")
	mine(t, c, 5)
	tx := c.Send(payer, c.Token(), token.PackTransfer(payee, big.NewInt(7)))
	mine(t, c, 2)
	receipt := c.Wait(tx)
	if log := next(t, seen); log.Removed || log.TxHash != tx.Hash() || log.BlockHash != receipt.BlockHash {
		t.Errorf("log %+v", log)
	}
	height, err := c.Client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Reorg(t.Context(), 2, false); err != nil {
		t.Fatal(err)
	}
	if log := next(t, seen); !log.Removed || log.TxHash != tx.Hash() || log.BlockHash != receipt.BlockHash {
		t.Errorf("log %+v", log)
	}
	if now, err := c.Client.BlockNumber(t.Context()); err != nil || now != height {
		t.Errorf("the height was %d and is %d, %v", height, now, err)
	}
	if _, err := c.Client.TransactionReceipt(t.Context(), tx.Hash()); !errors.Is(err, ethereum.NotFound) {
		t.Errorf("the payment's receipt is still there: %v", err)
	}
	if header, err := c.Client.HeaderByNumber(t.Context(), receipt.BlockNumber); err != nil || header.Hash() == receipt.BlockHash {
		t.Errorf("the block has the hash of the one that is gone: %v", err)
	}
	if got := c.Balance(payee); got != 0 {
		t.Errorf("the payee still has %d", got)
	}
	// The payer spends the same nonce on somebody else: the payment is gone for good.
	c.Forget()
	other := c.Send(payer, c.Token(), token.PackTransfer(common.HexToAddress("0x07e4"), big.NewInt(7)))
	mine(t, c, 1)
	c.Wait(other)
	if err := c.Client.SendTransaction(t.Context(), tx); err == nil {
		t.Error("the first payment is taken again")
	}
	if got := c.Balance(payee); got != 0 {
		t.Errorf("the payee has %d", got)
	}
}

func TestReorgMayIncludeThemAgain(t *testing.T) {
	t.Parallel()
	c, seen := watched(t)
	payee := common.HexToAddress("0x5e11e4")
	tx := c.Send(c.Accounts()[0], c.Token(), token.PackTransfer(payee, big.NewInt(7)))
	mine(t, c, 1)
	before := c.Wait(tx)
	// Each is taken as it comes: go-ethereum sends what is removed and what is new
	// through two channels, and promises no order between them.
	shows := func(removed bool, block common.Hash) {
		t.Helper()
		if log := next(t, seen); log.Removed != removed || log.BlockHash != block {
			t.Errorf("log %+v", log)
		}
	}
	shows(false, before.BlockHash)
	if err := c.Reorg(t.Context(), 1, true); err != nil {
		t.Fatal(err)
	}
	shows(true, before.BlockHash)
	mine(t, c, 1)
	after := c.Wait(tx)
	shows(false, after.BlockHash)
	if after.BlockHash == before.BlockHash || after.BlockNumber.Cmp(before.BlockNumber) <= 0 {
		t.Errorf("the payment was in block %s and is in %s", before.BlockHash, after.BlockHash)
	}
	if got := c.Balance(payee); got != 7 {
		t.Errorf("the payee has %d", got)
	}
}

func TestWhatIsFinalStays(t *testing.T) {
	t.Parallel()
	c, _ := watched(t)
	mine(t, c, 9)
	if err := c.Reorg(t.Context(), 5, false); !errors.Is(err, devnet.ErrFinal) {
		t.Errorf("five blocks behind the newest four: %v", err)
	}
	for _, n := range []int{0, -1, 100} {
		if err := c.Reorg(t.Context(), n, false); err == nil {
			t.Errorf("%d blocks are taken back", n)
		}
	}
	if err := c.Reorg(t.Context(), 4, false); err != nil {
		t.Errorf("the newest four: %v", err)
	}
	mine(t, c, 2)
}
