package e2e

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"aidollar/core/clearing"
	"aidollar/core/ledger"
	"aidollar/pay/x402/till"

	"github.com/ethereum/go-ethereum/common"
)

// pegTold is what the API says of a token's peg.
type pegTold struct {
	Taken   bool
	Trouble string
	Price   struct{ Price, Source string }
}

// TestATokenOffItsPeg has the euro token fall under a guard, with the stock client of
// x402 as the buyer, the house killed while it is down, and back again.
func TestATokenOffItsPeg(t *testing.T) {
	needsClient(t)
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	environment := func() []string { return []string{"HOUSE=" + firstLine(d), "OPERATOR=" + operator.key} }
	var ignored json.RawMessage
	node(t, "currency.mjs", &ignored, append(environment(), "STEP=buy")...)
	var all struct{ Euro string }
	if err := json.Unmarshal([]byte(firstLine(d)), &all); err != nil {
		t.Fatal(err)
	}
	var f struct {
		Number                   uint32
		Guard                    int
		Unpriced, Before, Fallen currencyAsk
		First, Late              exchanged
		Peg                      pegTold
		Offered, Challenges      []string // currencies of MPP
		Stock                    string
		Wallet                   string
		Arrival                  struct{ ID, State, Amount, Party string }
	}
	node(t, "currency.mjs", &f, append(environment(), "STEP=falls")...)
	euros := func(a *currencyAsk) int { return len(a.amounts(all.Euro, "exact")) }
	if f.Guard != http.StatusOK || euros(&f.Unpriced) != 0 || euros(&f.Before) != 2 || f.First.Status != http.StatusOK {
		t.Fatalf("guarded: %d; without a price %v is asked for, with one %v, which buys %d: %s", f.Guard, f.Unpriced, f.Before, f.First.Status, f.First.Body)
	}
	if f.Peg.Taken || f.Peg.Trouble != "peg_off" || euros(&f.Fallen) != 0 || len(f.Fallen.Ways) == 0 || f.Stock == "" {
		t.Errorf("%+v: %v is asked for; the stock client says %q", f.Peg, f.Fallen, f.Stock)
	}
	if euro := strings.ToLower(all.Euro); !slices.Contains(f.Offered, euro) || slices.Contains(f.Challenges, euro) || len(f.Challenges) == 0 {
		t.Errorf("MPP asks for %v, and after the fall for %v", f.Offered, f.Challenges)
	}
	if code, detail := f.Late.problem(t); f.Late.Status != http.StatusPaymentRequired || code != "peg_off" || !strings.Contains(detail, "EURC") {
		t.Errorf("what was signed before: %d: %s", f.Late.Status, f.Late.Body)
	}
	if f.Arrival.State != "final" || f.Arrival.Party != "" || f.Arrival.Amount != "0.25" {
		t.Fatalf("the deposit is %+v", f.Arrival)
	}
	credited(t, operator, f.Number, f.Wallet)

	d.kill()
	port := strings.TrimPrefix(d.URL, "http://")
	d = startDemo(t, "--data", data, "--listen", port)
	var r struct {
		Restarted, Between, Peg pegTold
		Still, Back             currencyAsk
		Bought                  exchanged
	}
	node(t, "currency.mjs", &r, append(environment(), "STEP=returns")...)
	if r.Restarted.Trouble != "peg_off" || r.Restarted.Price.Price != "0.97" || r.Restarted.Price.Source != "a desk" || euros(&r.Still) != 0 {
		t.Errorf("after the kill: %+v, %v is asked for", r.Restarted, r.Still)
	}
	if r.Between.Trouble != "peg_off" || !r.Peg.Taken || euros(&r.Back) != 2 || r.Bought.Status != http.StatusOK {
		t.Errorf("at 0.995 %+v, at 0.999 %+v; %v is asked for, and buys %d: %s", r.Between, r.Peg, r.Back, r.Bought.Status, r.Bought.Body)
	}
	settle(t, d.process, operator, data)
}

// credited has the operator give what is nobody's to its owner.
func credited(t *testing.T, operator party, number uint32, wallet string) {
	t.Helper()
	owner := till.Wallet{Address: common.HexToAddress(wallet)}.Party()
	const euro = ledger.AssetID(2)
	account := clearing.FurtherAccount(owner, clearing.AccountBuyer, euro).String()
	a := must[answer](t)(operator.send(http.MethodPost, "/api/v1/transfers", map[string]any{
		"debit": clearing.TokenAccount(clearing.AccountUnallocated, number).String(), "credit": account, "asset": "EUR", "amount": "0.25", "code": 1,
	}))
	if a.status != http.StatusCreated {
		t.Fatalf("the credit was answered %d: %s", a.status, a.body)
	}
	a = must[answer](t)(operator.send(http.MethodGet, "/api/v1/accounts/"+account, nil))
	var read struct{ Spendable string }
	if err := json.Unmarshal([]byte(a.body), &read); err != nil || read.Spendable != "0.250000273" {
		t.Errorf("the wallet has %s; %v", a.body, err) // with what its purchase left
	}
}

// TestAChannelWhoseTokenFell has aidollar pay go on paying from a channel that was funded
// before its token fell, while nothing else is taken in it.
func TestAChannelWhoseTokenFell(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	d := startDemo(t, "--data", data)
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	told := func(path string, body any) {
		t.Helper()
		if a := must[answer](t)(operator.send(http.MethodPost, "/api/v1/tokens/1/"+path, body)); a.status != http.StatusOK {
			t.Fatalf("%s: %d: %s", path, a.status, a.body)
		}
	}
	worth := func(price string) { told("price", map[string]any{"price": price, "valid_seconds": 3600}) }
	fact := d.URL + "/paid/fact"
	asks := func() (answer, string) {
		t.Helper()
		a := must[answer](t)(party{}.send(http.MethodGet, fact, nil))
		required, err := base64.StdEncoding.DecodeString(a.header.Get("Payment-Required"))
		if err != nil {
			t.Fatal(err)
		}
		return a, string(required)
	}
	told("peg", map[string]any{"close_bps": 100})
	if a, required := asks(); a.status != http.StatusPaymentRequired || !strings.Contains(a.body, `"peg_off"`) || required != "" {
		t.Errorf("with no token that is taken: %d: %s, %s", a.status, a.body, required)
	}
	worth("1")
	dir := t.TempDir()
	common := []string{"pay", fact, "--key-file", write(t, dir+"/key", strings.TrimPrefix(d.PayerKey, "0x")+"\n"), "--receipts", dir + "/receipts", "--rpc", d.RPC, "--token", fmt.Sprintf("eip155:%d/erc20:%s", d.ChainID, d.Token)}
	channel := append(slices.Clone(common), "--deposit", "0.05", "--total", "2")
	run(t, channel...).want(t, 0, "charged 0.02 dollars", "dollars deposited by 0x")
	worth("0.97")
	if a, required := asks(); a.status != http.StatusPaymentRequired || !strings.Contains(required, `"batch-settlement"`) || strings.Contains(required, `"exact"`) {
		t.Errorf("after the fall: %d: %s asks for %s", a.status, a.body, required)
	}
	run(t, channel...).want(t, 0, "charged 0.02 dollars")
	if r := run(t, common...); r.code == 0 {
		t.Errorf("a payment for this one call was taken: %s", r.out)
	}
	if r := run(t, channel...); r.code == 0 || !strings.Contains(r.err+r.out, "peg_off") {
		t.Errorf("another deposit was taken: %d: %s%s", r.code, r.out, r.err)
	}
	worth("1")
	run(t, channel...).want(t, 0, "charged 0.02 dollars", "dollars deposited by 0x")
	settle(t, d.process, operator, data)
}
