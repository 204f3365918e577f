package devnet

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

// fixture is a chain, a client of it over HTTP, and who sends how often.
type fixture struct {
	*Devnet
	t      testing.TB
	client *ethclient.Client
	nonces map[common.Address]uint64
}

func start(t testing.TB, options Options) *fixture {
	t.Helper()
	options.Log = slog.New(slog.NewTextHandler(complaints{t}, nil))
	d, err := Start(t.Context(), options)
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
	return &fixture{d, t, client, map[common.Address]uint64{}}
}

// complaints fails a test for whatever the chain complains about.
type complaints struct{ t testing.TB }

func (c complaints) Write(b []byte) (int, error) {
	c.t.Errorf("the chain says: %s", b)
	return len(b), nil
}

// ctx outlives the test's own, which ends before its clean-up.
func ctx(t testing.TB) context.Context {
	bounded, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	return bounded
}

const gasPlenty = 4_000_000

// sign makes an account's next transaction.
func (f *fixture) sign(from devaccount.Account, to common.Address, data []byte) *types.Transaction {
	f.t.Helper()
	nonce, known := f.nonces[from.Address]
	if !known {
		var err error
		if nonce, err = f.client.NonceAt(ctx(f.t), from.Address, nil); err != nil {
			f.t.Fatal(err)
		}
	}
	f.nonces[from.Address] = nonce + 1
	tx, err := types.SignNewTx(from.Key, types.LatestSignerForChainID(new(big.Int).SetUint64(f.ChainID())), &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(f.ChainID()), Nonce: nonce, To: &to, Data: data, Gas: gasPlenty,
		GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(20e9),
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return tx
}

func (f *fixture) send(from devaccount.Account, to common.Address, data []byte) *types.Transaction {
	f.t.Helper()
	tx := f.sign(from, to, data)
	if err := f.client.SendTransaction(ctx(f.t), tx); err != nil {
		f.t.Fatal(err)
	}
	return tx
}

// wait waits for a transaction's receipt.
func (f *fixture) wait(tx *types.Transaction) *types.Receipt {
	f.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		receipt, err := f.client.TransactionReceipt(ctx(f.t), tx.Hash())
		if err == nil {
			return receipt
		}
		if !errors.Is(err, ethereum.NotFound) {
			f.t.Fatal(err)
		}
	}
	f.t.Fatalf("transaction %s is in no block after a minute", tx.Hash())
	return nil
}

// do sends a call, wants it to succeed and says what happened.
func (f *fixture) do(from devaccount.Account, to common.Address, data []byte) *types.Receipt {
	f.t.Helper()
	receipt := f.wait(f.send(from, to, data))
	if receipt.Status != types.ReceiptStatusSuccessful {
		_, err := f.client.CallContract(ctx(f.t), ethereum.CallMsg{From: from.Address, To: &to, Data: data}, nil)
		f.t.Fatalf("the call reverted: %v", err)
	}
	return receipt
}

var token = contracts.NewTestDollar()

func (f *fixture) balance(of common.Address) *big.Int {
	f.t.Helper()
	at := f.Token()
	answer, err := f.client.CallContract(ctx(f.t), ethereum.CallMsg{To: &at, Data: token.PackBalanceOf(of)}, nil)
	if err != nil {
		f.t.Fatal(err)
	}
	balance, err := token.UnpackBalanceOf(answer)
	if err != nil {
		f.t.Fatal(err)
	}
	return balance
}
