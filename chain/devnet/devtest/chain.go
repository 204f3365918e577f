package devtest

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

const (
	patience = time.Minute // for a receipt, on a machine that is busy
	gasMax   = 16_000_000  // below what a transaction may use
	tip      = 1           // wei a gas
	feeMax   = 20e9        // wei a gas
)

// Chain is a chain, a client of it over HTTP, and how often each account has sent.
// It is for one goroutine.
type Chain struct {
	*devnet.Devnet
	Client *ethclient.Client
	t      testing.TB
	nonces map[common.Address]uint64
}

// Start starts a chain that ends with the test. Whatever the chain complains about
// fails the test.
func Start(t testing.TB, options devnet.Options) *Chain {
	t.Helper()
	if options.Log == nil {
		options.Log = slog.New(slog.NewTextHandler(complaints{t}, nil))
	}
	d, err := devnet.Start(t.Context(), options)
	if err != nil {
		t.Fatal(err)
	}
	client, err := ethclient.DialContext(t.Context(), d.RPC())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		if err := d.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return &Chain{d, client, t, map[common.Address]uint64{}}
}

type complaints struct{ t testing.TB }

func (c complaints) Write(b []byte) (int, error) {
	c.t.Errorf("the chain says: %s", b)
	return len(b), nil
}

// Context bounds one question to the chain.
func (c *Chain) Context() context.Context {
	bounded, cancel := context.WithTimeout(context.Background(), patience)
	c.t.Cleanup(cancel)
	return bounded
}

func (c *Chain) signer() types.Signer { return types.LatestSignerForChainID(c.number()) }

func (c *Chain) number() *big.Int { return new(big.Int).SetUint64(c.ChainID()) }

// Nonce takes an account's next nonce.
func (c *Chain) Nonce(of common.Address) uint64 {
	c.t.Helper()
	nonce, known := c.nonces[of]
	if !known {
		var err error
		if nonce, err = c.Client.NonceAt(c.Context(), of, nil); err != nil {
			c.t.Fatal(err)
		}
	}
	c.nonces[of] = nonce + 1
	return nonce
}

// Forget makes the chain be asked for nonces again, after a reorg.
func (c *Chain) Forget() { clear(c.nonces) }

// Sign makes an account's next transaction.
func (c *Chain) Sign(from devaccount.Account, to common.Address, data []byte) *types.Transaction {
	c.t.Helper()
	return c.SignTx(from, &types.DynamicFeeTx{
		ChainID: c.number(), Nonce: c.Nonce(from.Address), To: &to, Data: data, Gas: gasMax,
		GasTipCap: big.NewInt(tip), GasFeeCap: big.NewInt(feeMax),
	})
}

// SignTx signs a transaction of any kind.
func (c *Chain) SignTx(from devaccount.Account, content types.TxData) *types.Transaction {
	c.t.Helper()
	tx, err := types.SignNewTx(from.Key, c.signer(), content)
	if err != nil {
		c.t.Fatal(err)
	}
	return tx
}

// Send sends an account's next transaction.
func (c *Chain) Send(from devaccount.Account, to common.Address, data []byte) *types.Transaction {
	c.t.Helper()
	tx := c.Sign(from, to, data)
	if err := c.Client.SendTransaction(c.Context(), tx); err != nil {
		c.t.Fatal(err)
	}
	return tx
}

// Wait waits for a transaction's receipt, and for its block to be the latest: the
// node tells the receipt a moment before, and what is asked then is answered of the
// block before.
func (c *Chain) Wait(tx *types.Transaction) *types.Receipt {
	c.t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(3 * time.Millisecond) {
		receipt, err := c.Client.TransactionReceipt(c.Context(), tx.Hash())
		switch {
		case errors.Is(err, ethereum.NotFound):
		case err != nil:
			c.t.Fatal(err)
		case c.height() >= receipt.BlockNumber.Uint64():
			return receipt
		}
	}
	c.t.Fatalf("transaction %s is in no block after %v", tx.Hash(), patience)
	return nil
}

func (c *Chain) height() uint64 {
	c.t.Helper()
	height, err := c.Client.BlockNumber(c.Context())
	if err != nil {
		c.t.Fatal(err)
	}
	return height
}

// Do sends a call and wants it to succeed.
func (c *Chain) Do(from devaccount.Account, to common.Address, data []byte) *types.Receipt {
	c.t.Helper()
	receipt := c.Wait(c.Send(from, to, data))
	if receipt.Status != types.ReceiptStatusSuccessful {
		c.t.Fatalf("the call reverted: %s", c.Revert(from.Address, to, data))
	}
	return receipt
}

// Call asks a contract.
func (c *Chain) Call(to common.Address, data []byte) []byte {
	c.t.Helper()
	answer, err := c.Client.CallContract(c.Context(), ethereum.CallMsg{To: &to, Data: data}, nil)
	if err != nil {
		c.t.Fatalf("asking %s: %v", to, err)
	}
	return answer
}

// Balance is what an account has of the token, in its smallest units.
func (c *Chain) Balance(of common.Address) uint64 {
	c.t.Helper()
	token := contracts.NewTestDollar()
	balance, err := token.UnpackBalanceOf(c.Call(c.Token(), token.PackBalanceOf(of)))
	if err != nil || !balance.IsUint64() {
		c.t.Fatalf("balance of %s: %v, %v", of, balance, err)
	}
	return balance.Uint64()
}
