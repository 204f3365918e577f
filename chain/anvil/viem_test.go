package anvil_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"testing"

	"aidollar/chain/anvil"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// served is what a wallet needs of a chain.
type served interface {
	RPC() string
	WS() string
	ChainID() uint64
	Token() common.Address
	Accounts() []devaccount.Account
}

// TestViemPays has the library that wallets are made of pay on both chains, which
// it cannot tell apart.
func TestViemPays(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("viem is left out of short runs")
	}
	t.Run("devnet", func(t *testing.T) { viem(t, devtest.Start(t, devnet.Options{})) })
	t.Run("anvil", func(t *testing.T) { viem(t, anvil.Start(t, anvil.Options{})) })
}

func viem(t *testing.T, chain served) {
	t.Helper()
	const npm = "../../test/npm"
	if _, err := os.Stat(npm + "/node_modules/viem/package.json"); err != nil {
		t.Fatalf("viem is not there: run npm ci in test/npm, as scripts/test does; go test -short goes without (%v)", err)
	}
	key := func(i int) string { return hexutil.Encode(crypto.FromECDSA(chain.Accounts()[i].Key)) }
	cmd := exec.CommandContext(t.Context(), "node", "chain.mjs")
	cmd.Dir = npm
	cmd.Env = append(os.Environ(), "RPC="+chain.RPC(), "WS="+chain.WS(), "TOKEN="+chain.Token().Hex(),
		"PAYER="+key(1), "RELAY="+key(2), "PAYEE="+common.HexToAddress("0x5E113800000000000000000000000000000000A1").Hex())
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("viem: %v: %s", err, out)
	}
	var saw struct {
		Chain    uint64
		Statuses []string
		Logs     []struct {
			Value string
			Of    int
		}
		Pushed       []string
		Payee, Payer string
		Finalized    bool
	}
	if err := json.Unmarshal(out, &saw); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if saw.Chain != chain.ChainID() || !slices.Equal(saw.Statuses, []string{"success", "success"}) || !saw.Finalized {
		t.Errorf("viem saw %s", out)
	}
	if len(saw.Logs) != 2 || saw.Logs[0].Value != "1500000" || saw.Logs[0].Of != 0 || saw.Logs[1].Value != "500000" || saw.Logs[1].Of != 1 {
		t.Errorf("logs %+v", saw.Logs)
	}
	if !slices.Equal(saw.Pushed, []string{"1500000", "500000"}) {
		t.Errorf("pushed %v", saw.Pushed)
	}
	if saw.Payee != "2000000" || saw.Payer != "999998000000" {
		t.Errorf("balances %s and %s", saw.Payee, saw.Payer)
	}
}
