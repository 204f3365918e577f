//go:build !nodevnet

package main

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	keyfile "aidollar/chain/keys"
	"aidollar/config"
	"aidollar/contracts"
	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/proof"
	"aidollar/receipt"

	"github.com/ethereum/go-ethereum/common"
)

// served is a directory with a configuration for a test chain, whose owner's key
// is in a file.
func served(t *testing.T, owner func(common.Address) string) (path string) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	passphrase := write("pass", "correct horse battery\n")
	address, err := keyfile.Create(filepath.Join(dir, "key.json"), passphrase, keyfile.Light)
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("SERVED_RPC", owner(address))
	write("card.yaml", strings.Replace(string(devCard), "card: demo", "card: c", 1))
	return write("serve.yaml", fmt.Sprintf(`
listen: 127.0.0.1:0
cards: [card.yaml]
sellers: [{name: s, card: c, upstreams: [u]}]
upstreams: [{name: u, url: "http://127.0.0.1:9", models: [demo-text, demo-fact]}]
payouts: {every: 24h, at: "02:00", min: 10}
chains:
  - id: 31337
    name: test
    rpc: $SERVED_RPC
    key: {keystore: key.json, passphrase_file: pass}
    payout: %q
    memo: %q
    from: 1
    interval: 100ms
    tokens: [{contract: %q, name: USD Coin, version: "2", decimals: 6, day_max: 1000, trust_below: 100}]
`, contracts.PayoutAddress.Hex(), contracts.DepositMemoAddress.Hex(), contracts.TokenAddress.Hex()))
}

func openServed(t *testing.T, path string) (*program, error) {
	t.Helper()
	c, _, err := config.LoadServer(path)
	if err != nil {
		t.Fatal(err)
	}
	return newProgram(c, slog.New(slog.DiscardHandler))
}

// What an operator writes is a house that takes deposits.
func TestServeWithAChain(t *testing.T) {
	var chain *devtest.Chain
	path := served(t, func(owner common.Address) string {
		chain = devtest.Start(t, devnet.Options{Owner: owner})
		return chain.RPC()
	})
	p, err := openServed(t, path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.close(); err != nil {
			t.Error(err)
		}
	}()
	buyer, err := p.party(t.Context(), clearing.RoleBuyer, "buyer", 0)
	if err != nil {
		t.Fatal(err)
	}
	payDeposit(chain, buyer.ID)
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		var has uint64
		p.node.View(func(m *clearing.Machine) {
			a, _ := m.Ledger().Account(clearing.PartyAccount(buyer.ID, clearing.AccountBuyer))
			has = a.CreditsPosted.Lo
		})
		if has == 5_000_000_000 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the deposit does not count: %+v", p.chains.treasury.Status())
		}
	}
	if tokens := p.chains.tokens(); len(tokens) != 1 || tokens[0].Unit != 1000 || p.chains.verifier().Chains[31337] == nil {
		t.Errorf("tokens: %+v", tokens)
	}
	proofOnChain(t, p, buyer.ID)
}

// payDeposit pays 5 dollars in for a buyer.
func payDeposit(chain *devtest.Chain, buyer ledger.ID) {
	payer := chain.Accounts()[3]
	token, memos := contracts.NewTestDollar(), contracts.NewDepositMemo()
	var memo [32]byte
	raw := buyer.String()
	copy(memo[16:], common.FromHex(strings.ReplaceAll(raw, "-", "")))
	chain.Do(payer, chain.Token(), token.PackApprove(contracts.DepositMemoAddress, big.NewInt(5_000_000)))
	chain.Do(payer, contracts.DepositMemoAddress, memos.PackDeposit(chain.Token(), big.NewInt(5_000_000), memo))
}

// proofOnChain proves a deposit with what the chain has of it.
func proofOnChain(t *testing.T, p *program, buyer ledger.ID) {
	t.Helper()
	terms := proof.Terms{Now: time.Now(), AgeMax: time.Hour}
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		s, leaves, err := p.proofs.moment(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if len(leaves) != 1 || leaves[0].ID != buyer || leaves[0].Amount.Lo != 5_000_000_000 {
			t.Fatalf("the leaves are %+v", leaves)
		}
		held, err := s.Held(terms)
		if err == nil && held == leaves[0].Amount && s.Custody.OffChain == "0" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("the deposit is not in custody: %v %+v", err, s.Custody)
		}
	}
	made, _, err := p.proofs.Make(t.Context(), ledger.ID{Hi: 1, Lo: 1}, 1)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := receipt.ParseKeys(jsonOf(t, p.receipts.Public()))
	if err != nil {
		t.Fatal(err)
	}
	s, _, err := proof.Verify(made.Statement, keys)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(terms); err != nil {
		t.Errorf("%v: %+v", err, s.Custody)
	}
}

func jsonOf(t *testing.T, value any) []byte {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// A house starts without its chain, and says what a person has to do about the rest.
func TestServeWithoutItsChain(t *testing.T) {
	path := served(t, func(common.Address) string { return "http://127.0.0.1:1" })
	p, err := openServed(t, path)
	if err != nil {
		t.Fatalf("a chain that is away keeps the house from starting: %v", err)
	}
	if err := p.ready(); err != nil {
		t.Errorf("a house without its chain is not ready: %v", err)
	}
	for deadline := time.Now().Add(20 * time.Second); p.chains.treasury.Status()[0].Trouble == ""; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Error("nobody says that the chain is away")
			break
		}
	}
	if err := p.close(); err != nil {
		t.Error(err)
	}
	t.Setenv("SERVED_RPC", "")
	p, err = openServed(t, path)
	if err == nil || !strings.Contains(err.Error(), "SERVED_RPC") {
		t.Errorf("without its address: %v", err)
	}
	if err == nil {
		_ = p.close()
	}
}
