package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"aidollar/chain/anvil"
	"aidollar/chain/keys"
	"aidollar/contracts"
	"aidollar/gateway/textmodel"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// validation is what mppx validate -j prints.
type validation struct {
	Discovery struct {
		Found, Valid bool
		Checks       []mppCheck
	}
	Endpoints []struct {
		Method, Path                      string
		Challenge, ErrorHandling, Payment []mppCheck
	}
	Summary struct{ Passed, Failed, Warnings, Suggested, Skipped int }
}

type mppCheck struct{ Label, Detail, Severity string }

// mppPayer pays for what the command line of mppx buys.
type mppPayer struct {
	Key     string `json:"key"`
	Name    string `json:"name"`
	Version string `json:"version"`
}

// validate runs the command line of mppx against a house. Without a payer it has no
// wallet at all.
func validate(t *testing.T, payer *mppPayer, arguments ...string) (v validation) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "node_modules/.bin/mppx", append([]string{"validate", "-j"}, arguments...)...)
	cmd.Dir = npmFolder
	// A home of its own: on a developer's machine there may be a wallet.
	cmd.Env = append(os.Environ(), "HOME="+t.TempDir(), "XDG_CONFIG_HOME="+t.TempDir(), "MPPX_CONFIG=")
	if payer != nil {
		text, err := json.Marshal(payer)
		if err != nil {
			t.Fatal(err)
		}
		cmd.Env = append(cmd.Env, "MPPX_CONFIG=mpp_config.mjs", "MPP_PAYER="+string(text))
		cmd.Args = append(cmd.Args, "--yes")
	}
	r := finish(cmd)
	if r.want(t, 0); r.code != 0 {
		t.Fatalf("mppx validate %s\n%s\n%s", strings.Join(arguments, " "), r.out, r.err)
	}
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		t.Fatalf("%v: %s", err, r.out)
	}
	if !v.Discovery.Found || !v.Discovery.Valid || v.Summary.Failed != 0 {
		t.Errorf("found %t, valid %t: %+v", v.Discovery.Found, v.Discovery.Valid, v.Summary)
	}
	return v
}

// Checks that there have to be, so that none is left out unseen.
var (
	discoveryChecks = []string{"llms.txt found and nonempty", "Document found and parseable", "Valid OpenAPI structure"}
	challengeChecks = []string{
		"Returns 402 without credentials", "x402 payment challenge", "WWW-Authenticate header present", "Challenge parseable", "Challenge has id", "Challenge has realm",
		"Challenge expires in the future", "Realm matches server hostname", "Valid recipient address", "Valid currency address", "Amount is valid integer string", "Has chainId",
	}
	errorChecks   = []string{"Malformed credential returns 402", "Error response includes fresh challenge"}
	paymentChecks = []string{
		"Payment [evm]: submitted", "Payment: successful", "Payment-Receipt header present", "Receipt parseable", `Receipt status is "success"`,
		"Receipt timestamp recent", "Response body non-empty", "Content-Type header set",
	}
)

// needPublicChain are the checks that mppx cannot make by itself on a chain that is
// not public: without a wallet of the user's it pays on public test chains alone. And it
// has no client of evm's intent session, whose challenge it skips in the same words.
var needPublicChain = []string{"Payment [evm]"}

// passed wants the checks to have passed, no other to have done anything else, and
// those that were skipped to be known.
func passed(t *testing.T, what string, got []mppCheck, wanted []string, excused ...string) {
	t.Helper()
	for i := range got {
		got[i].Label = strings.TrimPrefix(got[i].Label, "[evm] ") // which stands there where a 402 has several challenges
	}
	for _, c := range got {
		t.Logf("%s: %s: %s (%s)", what, c.Severity, c.Label, c.Detail)
		if c.Severity != "pass" && !slices.Contains(excused, c.Label) {
			t.Errorf("%s: %s: %s: %s", what, c.Severity, c.Label, c.Detail)
		}
	}
	for _, label := range wanted {
		if !slices.ContainsFunc(got, func(c mppCheck) bool { return c.Label == label && c.Severity == "pass" }) {
			t.Errorf("%s: %q did not pass", what, label)
		}
	}
}

// checkEndpoints wants each endpoint to have been challenged, and paid where there is
// a payer.
func (v *validation) checkEndpoints(t *testing.T, payer *mppPayer) {
	t.Helper()
	if len(v.Endpoints) == 0 {
		t.Fatal("nothing was checked")
	}
	for _, e := range v.Endpoints {
		what := e.Method + " " + e.Path
		passed(t, what, e.Challenge, challengeChecks)
		passed(t, what, e.ErrorHandling, errorChecks)
		switch {
		case payer == nil:
			passed(t, what, e.Payment, nil, needPublicChain...)
		case strings.HasPrefix(e.Path, "/v1/"):
			// What is taken on trust is collected behind the call, so its reference is
			// the house's and no transaction's yet.
			passed(t, what, e.Payment, paymentChecks, append(needPublicChain, "Receipt reference format")...)
		default:
			passed(t, what, e.Payment, append([]string{"Receipt reference valid"}, paymentChecks...), needPublicChain...)
		}
	}
}

// TestMPPValidates has mppx look at a demo: at its route, and at all that its
// description lists.
func TestMPPValidates(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	var told struct {
		Key     string `json:"payer_key"`
		Name    string `json:"token_name"`
		Version string `json:"token_version"`
	}
	if err := json.Unmarshal([]byte(firstLine(d)), &told); err != nil {
		t.Fatal(err)
	}
	payer := &mppPayer{told.Key, told.Name, told.Version}
	for what, who := range map[string]*mppPayer{"without a wallet": nil, "with one": payer} {
		t.Run(what, func(t *testing.T) {
			v := validate(t, who, d.URL, "-e", "GET:/paid/fact")
			passed(t, "discovery", v.Discovery.Checks, discoveryChecks)
			v.checkEndpoints(t, who)
		})
	}
	t.Run("everything that is described", func(t *testing.T) {
		v := validate(t, payer, d.URL)
		passed(t, "discovery", v.Discovery.Checks, append([]string{"Paid endpoints found"}, discoveryChecks...))
		v.checkEndpoints(t, payer)
		if len(v.Endpoints) < 10 {
			t.Errorf("%d endpoints", len(v.Endpoints))
		}
	})
	settle(t, d.process, party{url: d.URL, key: secret(t, d.Operator)}, data)
}

// TestMPPValidatesOnAnvil has mppx look at a house as operators configure it, on a
// chain by other people.
func TestMPPValidatesOnAnvil(t *testing.T) {
	needsClient(t)
	t.Parallel()
	h := newChainHouse(t)
	payer := &mppPayer{hexutil.Encode(crypto.FromECDSA(h.chain.Accounts()[5].Key)), "USD Coin", "2"}
	for what, who := range map[string]*mppPayer{"without a wallet": nil, "with one": payer} {
		t.Run(what, func(t *testing.T) {
			v := validate(t, who, h.operator.url, "-e", "GET:/weather/oslo")
			passed(t, "discovery", v.Discovery.Checks, discoveryChecks)
			v.checkEndpoints(t, who)
		})
	}
	t.Run("everything that is described", func(t *testing.T) {
		v := validate(t, payer, h.operator.url)
		v.checkEndpoints(t, payer)
	})
}

// chainHouse is a house that sells to wallets on an anvil.
type chainHouse struct {
	house
	chain *anvil.Chain
}

// newChainHouse configures such a house and starts it.
func newChainHouse(t *testing.T) *chainHouse {
	t.Helper()
	dir := t.TempDir()
	passphrase := write(t, filepath.Join(dir, "pass"), "correct horse battery\n")
	owner := must[[20]byte](t)(keys.Create(filepath.Join(dir, "key.json"), passphrase, keys.Light))
	h := &chainHouse{chain: anvil.Start(t, anvil.Options{Owner: owner}), house: house{t: t, data: filepath.Join(dir, "data")}}
	mux := http.NewServeMux()
	mux.Handle("/v1/", &textmodel.Handler{})
	mux.HandleFunc("/weather/{city}", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"city": r.PathValue("city"), "weather": "rain"})
	})
	upstream := httptest.NewServer(mux)
	t.Cleanup(upstream.Close)
	write(t, filepath.Join(dir, "card.yaml"), `
card: works
version: 1
currency: USD
models:
  - {model: demo-text, input_max: 32768, output_max: 1024, prices: {input: 0.15, output: 0.60}}
  - {model: weather, output_max: 1, prices: {request: {price: 0.01, per: 1}}}
`)
	h.config = write(t, filepath.Join(dir, "aidollar.yaml"), fmt.Sprintf(`
listen: 127.0.0.1:0
data: data
cards: [card.yaml]
sellers: [{name: works, card: works, upstreams: [text], wallets: upfront}]
upstreams:
  - {name: text, url: "%[1]s/v1", kind: any, models: [demo-text]}
  - {name: weather, url: %[1]q}
routes: [{path: "/weather/{city}", methods: [GET], seller: works, upstream: weather, product: weather}]
payouts: {every: 24h, at: "02:00", min: 10}
log: {level: info, format: json}
chains:
  - id: 31337
    name: anvil
    rpc: %[2]q
    key: {keystore: key.json, passphrase_file: pass}
    payout: %[3]q
    memo: %[4]q
    finality: 1
    from: 1
    interval: 100ms
    tokens: [{contract: %[5]q, name: USD Coin, version: "2", decimals: 6, day_max: 1000, trust_below: 100}]
`, upstream.URL, h.chain.RPC(), contracts.PayoutAddress.Hex(), contracts.DepositMemoAddress.Hex(), contracts.TokenAddress.Hex()))
	h.start()
	return h
}
