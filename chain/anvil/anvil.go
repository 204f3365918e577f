package anvil

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/rpc"
)

const (
	chainIDDefault = 31337
	startTime      = 30 * time.Second // until it listens, on a machine that is busy
	callTime       = 30 * time.Second // for one request
	placeTime      = 2 * time.Minute  // for all contracts
	listening      = "Listening on "
)

// Options say what chain is wanted; the zero value will do.
type Options struct {
	ChainID   uint64        // 31337 if 0
	BlockTime time.Duration // whole seconds between blocks; a block for each transaction if 0

	// Owner and Custody are as in devnet.Options.
	Owner, Custody common.Address
	Bare           bool // without the contracts
}

// Chain is a running anvil.
type Chain struct {
	// Client makes requests, those in the namespaces anvil and evm included.
	Client  *rpc.Client
	options Options
	address string
	t       testing.TB
}

// Start starts an anvil that ends with the test, with the contracts in place unless
// it is to be bare. A short run skips the test.
func Start(t testing.TB, options Options) *Chain {
	t.Helper()
	if testing.Short() {
		t.Skip("anvil is left out of short runs")
	}
	if options.ChainID == 0 {
		options.ChainID = chainIDDefault
	}
	if options.Owner == (common.Address{}) {
		options.Owner = devaccount.All()[0].Address
	}
	if options.Custody == (common.Address{}) {
		options.Custody = contracts.PayoutAddress
	}
	c := &Chain{options: options, t: t}
	c.run()
	client, err := rpc.DialContext(t.Context(), c.RPC())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	c.Client = client
	if !options.Bare {
		c.place()
	}
	if seconds := int(options.BlockTime / time.Second); seconds > 0 {
		c.Request(nil, "evm_setIntervalMining", seconds)
	}
	return c
}

func (c *Chain) run() {
	c.t.Helper()
	program, err := program()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd := exec.Command(program, "--port", "0", "--chain-id", strconv.FormatUint(c.options.ChainID, 10), "--hardfork", "osaka")
	out, err := cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // says that it was killed
	})
	said := make(chan string, 1)
	go listen(out, said)
	select {
	case line := <-said:
		address, found := strings.CutPrefix(line, listening)
		if !found {
			c.t.Fatalf("anvil ends with: %s", line)
		}
		c.address = address
	case <-time.After(startTime):
		c.t.Fatalf("anvil does not listen after %v", startTime)
	}
}

// listen hands the line on that says where anvil listens, or else its last one. It
// reads on until the end, for a full pipe would stop anvil.
func listen(out io.Reader, said chan<- string) {
	last, found := "anvil has said nothing", false
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if text := strings.TrimSpace(lines.Text()); text != "" && !found {
			last = text
		}
		if !found && strings.HasPrefix(last, listening) {
			found = true
			said <- last
		}
	}
	if !found {
		said <- last
	}
}

// program is anvil's in test/npm.
func program() (string, error) {
	at, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(at, "go.mod")); err == nil {
			break
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("no go.mod above the test")
		}
		at = filepath.Dir(at)
	}
	path := filepath.Join(at, "test", "npm", "node_modules", "@foundry-rs", "anvil-"+runtime.GOOS+"-"+runtime.GOARCH, "bin", "anvil")
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("anvil is not there: run npm ci in test/npm, as scripts/test does; go test -short goes without (%w)", err)
	}
	return path, nil
}

// Request makes a request that must succeed, and reads the answer into result
// unless it is nil.
func (c *Chain) Request(result any, method string, arguments ...any) {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), callTime)
	defer cancel()
	if err := c.Client.CallContext(ctx, result, method, arguments...); err != nil {
		c.t.Fatalf("%s: %v", method, err)
	}
}

// RPC is the URL of JSON-RPC over HTTP.
func (c *Chain) RPC() string { return "http://" + c.address }

// WS is the URL of JSON-RPC over WebSocket.
func (c *Chain) WS() string { return "ws://" + c.address }

// ChainID is the chain's number.
func (c *Chain) ChainID() uint64 { return c.options.ChainID }

// Token is the address of the test token.
func (c *Chain) Token() common.Address { return contracts.TokenAddress }

// Accounts are the funded accounts.
func (c *Chain) Accounts() []devaccount.Account { return devaccount.All() }

// Mine makes n blocks.
func (c *Chain) Mine(n int) {
	c.t.Helper()
	c.Request(nil, "anvil_mine", n)
}

// Reorg puts n empty blocks in the place of the newest n. What was in them is gone.
func (c *Chain) Reorg(n int) {
	c.t.Helper()
	c.Request(nil, "anvil_reorg", n, []any{})
}
