package e2e

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"net/http"
	"path/filepath"
	"strconv"
	"testing"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	keyfile "aidollar/chain/keys"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// tokenUnit is how many ledger units one of the token's has.
const tokenUnit = 1000

// newChainedClearinghouse is one that takes payments on a chain of its own; more goes into
// its configuration.
func newChainedClearinghouse(t *testing.T, more func(*devtest.Chain) string) (*clearinghouse, *devtest.Chain) {
	t.Helper()
	dir := t.TempDir()
	key, passphrase := filepath.Join(dir, "key.json"), write(t, filepath.Join(dir, "pass"), "only a test chain's\n")
	owner := must[common.Address](t)(keyfile.Create(key, passphrase, keyfile.Light))
	chain := devtest.Start(t, devnet.Options{Owner: owner})
	return newClearinghouse(t, fmt.Sprintf(`
chains:
  - id: %d
    name: test
    rpc: %s
    key: {keystore: %q, passphrase_file: %q}
    payout: %q
    interval: 100ms
    channels: {}
    tokens: [{contract: %q, name: %s, version: %q, decimals: 6, day_max: 1000}]
`, chain.ChainID(), chain.RPC(), key, passphrase, contracts.PayoutAddress.Hex(), contracts.TokenAddress.Hex(), contracts.TokenName, contracts.TokenVersion)+more(chain)), chain
}

// branchRuns are what x402_branches.mjs prints.
type branchRuns struct {
	Before, After string
	Turns, Many   []drawn
	Metered       drawn
	Refund        drawnSettlement
	Exact         drawn
	MPP           struct {
		Status  int
		Body    string
		Receipt *struct{ Status string }
	}
}

// singles wants the payments that come from no channel to be made.
func (r *branchRuns) singles(t *testing.T) {
	t.Helper()
	if r.Exact.Status != http.StatusOK || r.Exact.Settlement == nil || !r.Exact.Settlement.Success || r.Exact.Settlement.Transaction == "" {
		t.Errorf("a single payment of x402 at north: %+v", r.Exact)
	}
	if r.MPP.Status != http.StatusOK || r.MPP.Receipt == nil || r.MPP.Receipt.Status != "success" {
		t.Errorf("a payment of MPP at south: %+v", r.MPP)
	}
}

// TestOneDepositManySellers has a wallet deposit once and pay two sellers from it, each
// at a gateway of his own, with the stock client; and each by a single payment.
func TestOneDepositManySellers(t *testing.T) {
	needsClient(t)
	t.Parallel()
	h, chain := newChainedClearinghouse(t, func(*devtest.Chain) string { return "" })
	north, south := h.newSite("north"), h.newSite("south")
	payer := chain.Accounts()[2]
	var r branchRuns
	node(t, "x402_branches.mjs", &r, "X402_RPC="+chain.RPC(), fmt.Sprintf("X402_CHAIN=%d", chain.ChainID()), "X402_TOKEN="+contracts.TokenAddress.Hex(),
		"X402_KEY=0x"+hex.EncodeToString(crypto.FromECDSA(payer.Key)), "X402_NORTH="+north.url+branchPath, "X402_SOUTH="+south.url+branchPath)

	// A prepaid key pays at both beside it.
	b := newBuyer(t, h.operator, "prepaid", "1")
	must[answer](t)(north.buy(b)).served(t, "north")
	must[answer](t)(south.buy(b)).served(t, "south")

	// One after the other: each answer knows what was paid at the other seller's.
	total, deposits := 0, 0
	count := func(d *drawn) {
		if d.Settlement.Transaction != "" {
			deposits++
		}
	}
	for i := range r.Turns {
		seller := []string{"north", "south"}[i%2]
		part, now := r.Turns[i].charged(t)
		if total += int(branchPrices[seller] / tokenUnit); part != int(branchPrices[seller]/tokenUnit) || now != total {
			t.Errorf("turn %d at %s was charged %d, in all %d, want %d", i, seller, part, now, total)
		}
		count(&r.Turns[i])
	}
	most := total
	totals := map[int]bool{}
	for i := range r.Many {
		_, now := r.Many[i].charged(t)
		if totals[now] {
			t.Errorf("two of many were told %d in all", now)
		}
		totals[now] = true
		most = max(most, now)
		count(&r.Many[i])
	}
	if total += 5 * int((branchPrices["north"]+branchPrices["south"])/tokenUnit); most != total {
		t.Errorf("many at once were charged up to %d, want %d", most, total)
	}
	part, now := r.Metered.charged(t)
	if total += part; now != total || part != int(branchPrices["south"]/tokenUnit)+10*1000 {
		t.Errorf("a metered call was charged %d, in all %d, want %d", part, now, total)
	}
	if deposits != 1 || !r.Refund.Success {
		t.Errorf("%d deposits, refund %+v", deposits, r.Refund)
	}
	before, after := must[int](t)(strconv.Atoi(r.Before)), must[int](t)(strconv.Atoi(r.After))
	if before-after != total {
		t.Errorf("the wallet has paid %d, and %d was charged", before-after, total)
	}
	r.singles(t)
	if n, s := north.runs.Load(), south.runs.Load(); n != 3+5+1+1 || s != 3+5+1+1+1 {
		t.Errorf("the servers ran %d and %d times", n, s)
	}
	same(t, "north's proceeds", h.proceeds("north"), sold("north", 10))
	metered := new(big.Int).SetUint64(10_000 * tokenUnit * 9 / 10)
	same(t, "south's proceeds", h.proceeds("south"), metered.Add(metered, sold("south", 11)))
	north.process.stop()
	south.process.stop()
	settle(t, h.process, h.operator, h.data())
}
