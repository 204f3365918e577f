package e2e

import (
	"net/http"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// TestHouseSettlesForOthers has a stock server settle through a house what the
// stock client pays, and the stock client read what the house sells.
func TestHouseSettlesForOthers(t *testing.T) {
	needsClient(t)
	t.Parallel()
	d := startDemo(t)
	payee := common.HexToAddress("0x00000000000000000000000000000000005e11e5")
	seller := startSeller(t, d.URL+"/x402", d.ChainID, common.HexToAddress(d.Token), payee)
	var seen struct {
		Exact   bought `json:"/exact"`
		Permit2 bought `json:"/permit2"`
		Upto    bought `json:"/upto"`
		Upfront bought `json:"/upfront"`
		Ten     []bought
		Payee   string
		Listed  struct {
			Items []struct {
				Resource, Description string
				Accepts               []struct{ Scheme, Amount string }
			}
		}
		Found struct{ Resources []struct{ Resource string } }
		Own   struct {
			IsValid       bool
			InvalidReason string
		}
	}
	node(t, "x402_house.mjs", &seen, "HOUSE="+firstLine(d), "X402_SELLER="+seller, "X402_PAY_TO="+payee.Hex())
	for _, c := range []struct {
		name   string
		got    bought
		amount string
	}{{"exact", seen.Exact, "10000"}, {"permit2", seen.Permit2, "20000"}, {"upto", seen.Upto, "1234"}, {"upfront", seen.Upfront, "30000"}} {
		if s := c.got.Settlement; c.got.Status != http.StatusOK || s == nil || !s.Success || s.Amount != c.amount || !strings.HasPrefix(s.Transaction, "0x") {
			t.Errorf("%s: %+v, settled %+v", c.name, c.got, s)
		}
	}
	good := 0
	for _, b := range seen.Ten {
		if b.Status == http.StatusOK {
			good++
		}
	}
	if good != 1 || seen.Payee != "71234" {
		t.Errorf("%d of ten requests with one payment are served, the payee has %s", good, seen.Payee)
	}
	items := seen.Listed.Items
	if len(items) != 2 || items[0].Resource != d.URL+chatPath || len(items[0].Accepts) != 4 || items[1].Resource != d.URL+"/paid/fact" || items[1].Accepts[0].Amount != "20000" {
		t.Errorf("listed: %+v", items)
	}
	if len(seen.Found.Resources) != 1 || seen.Found.Resources[0].Resource != d.URL+"/paid/fact" {
		t.Errorf("found: %+v", seen.Found)
	}
	if seen.Own.IsValid || seen.Own.InvalidReason != "payee_not_served" {
		t.Errorf("a payment to the house itself: %+v", seen.Own)
	}
	operator := party{url: d.URL, key: secret(t, d.Operator)}
	page := must[answer](t)(operator.send(http.MethodGet, "/metrics", nil))
	for _, want := range []string{`aidollar_facilitator_seconds_count{kind="settle",outcome="good",scheme="upto"} 1`, `aidollar_facilitator_seconds_count{kind="verify",outcome="refused",scheme="exact"}`} {
		if !strings.Contains(page.body, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	d.stop()
}
