package e2e

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/crypto"
)

// listedRun is what x402_listed.mjs prints.
type listedRun struct {
	Before, After string
	Answers       map[string]struct {
		Status int
		Body   string
	}
}

// TestAListedWalletPaysNothing has wallets whose addresses are on a list pay by each way of
// the stock clients, at a seller's own gateway. Nothing leaves them while a person has not
// looked; one is cleared and buys, the other is confirmed and never does.
func TestAListedWalletPaysNothing(t *testing.T) {
	needsClient(t)
	t.Parallel()
	h, chain := newChainedClearinghouse(t, func(chain *devtest.Chain) string {
		list := ""
		for i, name := range []string{"WALLETOVICH, Igor", "KOSHELKOV, Oleg"} {
			list += fmt.Sprintf("%d,%q,\"individual\",\"CYBER2\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"Digital Currency Address - ETH %s.\"\n",
				9001+i, name, strings.ToLower(chain.Accounts()[2+i].Address.Hex()))
		}
		return fmt.Sprintf("screening: {lists: [%q]}\n", write(t, filepath.Join(t.TempDir(), "sdn.csv"), list))
	})
	north := h.newSite("north")
	buy := func(account int, ways string) (r listedRun) {
		t.Helper()
		node(t, "x402_listed.mjs", &r, "X402_RPC="+chain.RPC(), fmt.Sprintf("X402_CHAIN=%d", chain.ChainID()), "X402_TOKEN="+contracts.TokenAddress.Hex(),
			"X402_KEY=0x"+hex.EncodeToString(crypto.FromECDSA(chain.Accounts()[account].Key)), "X402_SELLER="+north.url+branchPath, "WAYS="+ways)
		return r
	}
	refused := func(account int, code string) {
		t.Helper()
		r := buy(account, "exact,channel,mpp")
		if r.Before != r.After {
			t.Errorf("%s of %s are left in the wallet", r.After, r.Before)
		}
		for way, a := range r.Answers {
			if a.Status < http.StatusBadRequest || !strings.Contains(a.Body, code) {
				t.Errorf("%s: %d: %s, want %s", way, a.Status, a.Body, code)
			}
		}
		if len(r.Answers) != 3 {
			t.Errorf("%v", r.Answers)
		}
	}
	for i, verdict := range []string{"approve", "refuse"} {
		refused(2+i, "party_under_review")
		var open struct {
			Items []struct {
				ID      string
				Matches []json.RawMessage
			}
		}
		if h.operator.get(t, "/api/v1/reviews?state=open", &open); len(open.Items) != 1 || len(open.Items[0].Matches) != 1 {
			t.Fatalf("to be looked at: %+v", open)
		}
		a := must[answer](t)(h.operator.send(http.MethodPost, "/api/v1/reviews/"+open.Items[0].ID+"/decision", object{"verdict": verdict, "reason": "looked at the wallet"}))
		if a.status != http.StatusOK {
			t.Fatalf("%d: %s", a.status, a.body)
		}
	}
	refused(3, "party_listed")
	if r := buy(2, "exact,mpp"); r.Answers["exact"].Status != http.StatusOK || r.Answers["mpp"].Status != http.StatusOK || r.Before == r.After {
		t.Errorf("cleared: %+v", r)
	}
}
