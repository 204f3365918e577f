package devnet_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/ethclient"
)

const childFolder = "AIDOLLAR_DEVNET_CHILD"

// TestMain is also the child that is killed: a chain in a folder, until its input ends.
func TestMain(m *testing.M) {
	folder := os.Getenv(childFolder)
	if folder == "" {
		os.Exit(m.Run())
	}
	d, err := devnet.Start(context.Background(), devnet.Options{Dir: folder, Instant: true})
	if err != nil {
		fmt.Println("error:", err)
		os.Exit(1)
	}
	fmt.Println(d.RPC())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	if err := d.Close(); err != nil {
		fmt.Println("error:", err)
	}
}

// child runs a chain in a process of its own.
func child(t *testing.T, folder string) (*ethclient.Client, *exec.Cmd) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childFolder+"="+folder)
	cmd.Stderr = os.Stderr
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	url, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(url, "http") {
		t.Fatalf("the child says %q, %v", url, err)
	}
	client, err := ethclient.DialContext(t.Context(), strings.TrimSpace(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client, cmd
}

// What was announced is there after the process was killed in the middle of its
// work. With the state kept by path, as is go-ethereum's default, it was not.
func TestKilledChainGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("restarts are left out of short runs")
	}
	folder := t.TempDir()
	payer, payee := devaccount.All()[1], common.HexToAddress("0x5e11e4")
	receipts := map[common.Hash]*types.Receipt{}
	nonce := uint64(0)
	for round := range 4 {
		client, process := child(t, folder)
		for hash, want := range receipts {
			got, err := client.TransactionReceipt(t.Context(), hash)
			if err != nil || got.BlockHash != want.BlockHash {
				t.Fatalf("round %d: the payment in block %d is gone or elsewhere: %v", round, want.BlockNumber, err)
			}
		}
		if got, err := client.NonceAt(t.Context(), payer.Address, nil); err != nil || got != nonce {
			t.Fatalf("round %d: %d payments were announced, %d are there, %v", round, nonce, got, err)
		}
		for range 40 {
			tx := signed(t, payer, nonce, payee)
			if err := client.SendTransaction(t.Context(), tx); err != nil {
				t.Fatal(err)
			}
			receipts[tx.Hash()] = included(t, client, tx.Hash())
			nonce++
		}
		if err := process.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = process.Wait() // it says that it was killed
	}
	if len(receipts) != 160 {
		t.Errorf("%d payments", len(receipts))
	}
}

func signed(t *testing.T, by devaccount.Account, nonce uint64, payee common.Address) *types.Transaction {
	t.Helper()
	id, to := big.NewInt(31337), contracts.TokenAddress
	tx, err := types.SignNewTx(by.Key, types.LatestSignerForChainID(id), &types.DynamicFeeTx{
		ChainID: id, Nonce: nonce, To: &to, Gas: 100_000, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(20e9),
		Data: token.PackTransfer(payee, big.NewInt(1)),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func included(t *testing.T, client *ethclient.Client, hash common.Hash) *types.Receipt {
	t.Helper()
	for range 20_000 {
		receipt, err := client.TransactionReceipt(t.Context(), hash)
		if err == nil {
			return receipt
		}
		if !errors.Is(err, ethereum.NotFound) {
			t.Fatal(err)
		}
	}
	t.Fatalf("%s is in no block", hash)
	return nil
}

func TestFolderBelongsToItsOptions(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	run := func(options devnet.Options) error {
		options.Dir = folder
		d, err := devnet.Start(t.Context(), options)
		if err != nil {
			return err
		}
		return d.Close()
	}
	if err := run(devnet.Options{}); err != nil {
		t.Fatal(err)
	}
	if err := run(devnet.Options{}); err != nil {
		t.Errorf("the same options: %v", err)
	}
	if err := run(devnet.Options{Owner: devaccount.All()[5].Address}); err == nil {
		t.Error("another owner takes the folder over")
	}
	if err := run(devnet.Options{ChainID: 5}); err == nil {
		t.Error("another chain takes the folder over")
	}
}

// Clients must stay below these bounds, or learn why they are refused.
func TestBoundsOfTheRPC(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{})
	to := c.Token()
	for _, bad := range []struct {
		what     string
		gas      uint64
		price    int64
		contains string
	}{
		{"a fee of more than an ether", 2_000_000, 600e9, "exceeds the configured cap (1.00 ether)"},
		{"more gas than a transaction may use", 16_777_217, 20e9, "transaction gas limit too high"},
	} {
		tx := c.SignTx(c.Accounts()[0], &types.DynamicFeeTx{
			ChainID: new(big.Int).SetUint64(c.ChainID()), To: &to, Gas: bad.gas, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(bad.price),
			Data: token.PackTransfer(to, big.NewInt(1)),
		})
		if err := c.Client.SendTransaction(t.Context(), tx); err == nil || !strings.Contains(err.Error(), bad.contains) {
			t.Errorf("%s: %v", bad.what, err)
		}
	}
}

// One owner, one custody and one port of the caller's choice.
func TestOwnerCustodyAndPortAreTheCallers(t *testing.T) {
	t.Parallel()
	owner, custody := devaccount.All()[3].Address, devaccount.All()[4].Address
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	c := devtest.Start(t, devnet.Options{Owner: owner, Custody: custody, ChainID: 77, Port: port})
	if at := fmt.Sprintf("127.0.0.1:%d", port); c.RPC() != "http://"+at || c.WS() != "ws://"+at {
		t.Errorf("it listens at %s and %s, not %s", c.RPC(), c.WS(), at)
	}
	if got, err := payout.UnpackOwner(c.Call(contracts.PayoutAddress, payout.PackOwner())); err != nil || got != owner {
		t.Errorf("owner %s, %v", got, err)
	}
	if got, err := deposit.UnpackCustody(c.Call(contracts.DepositMemoAddress, deposit.PackCustody())); err != nil || got != custody {
		t.Errorf("custody %s, %v", got, err)
	}
	if id, err := c.Client.ChainID(t.Context()); err != nil || id.Uint64() != 77 {
		t.Errorf("chain %d, %v", id, err)
	}
}
