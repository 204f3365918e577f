package facilitator

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// stockVerdict is a payment, what a chain says about it, and how the stock
// facilitator judges it (testdata/verdicts.mjs).
type stockVerdict struct {
	Name, Change   string
	Version        int
	Now            uint64
	Payment, Terms json.RawMessage
	Settler        common.Address
	Factories      []common.Address
	Facts          struct {
		Balance, Allowance uint64
		Used, ByAccount    bool
		Code               hexutil.Bytes
		Revert             string
	}
	Valid  bool
	Reason string
}

// ours are the reasons that differ from the stock facilitator's on purpose: it
// does not look at Permit2's nonces, and calls a used one a failed simulation.
var ours = map[string]string{"nonce used: " + ReasonPermit2Simulation: ReasonPermit2Nonce}

func TestVerdictsAreTheStockFacilitators(t *testing.T) {
	text, err := os.ReadFile("../testdata/verdicts.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []stockVerdict
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 100 {
		t.Fatalf("%d verdicts", len(all))
	}
	for _, s := range all {
		want := s.Reason
		if own, differs := ours[s.Change+": "+want]; differs {
			want = own
		}
		v := s.judge(t)
		if v.Valid() != s.Valid || v.Reason != want {
			t.Errorf("%s, %s: %v %q (%s); the stock facilitator says %v %q", s.Name, s.Change, v.Valid(), v.Reason, v.Message, s.Valid, want)
		}
	}
}

func (s *stockVerdict) judge(t *testing.T) *Verdict {
	body := fmt.Sprintf(`{"x402Version":%d,"paymentPayload":%s,"paymentRequirements":%s}`, s.Version, s.Payment, s.Terms)
	r, err := x402.ParseRequest([]byte(body))
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, s.Change, err)
	}
	terms, err := r.Requirements.Terms(r.Version)
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, s.Change, err)
	}
	facts := &ledger{
		balance: s.Facts.Balance, allowance: s.Facts.Allowance, used: s.Facts.Used, byAccount: s.Facts.ByAccount, revert: s.Facts.Revert,
		code: map[common.Address][]byte{r.Payment.Payload.Payer(): s.Facts.Code},
	}
	verifier := Verifier{Chains: map[uint64]*Chain{terms.ChainID: {
		Facts: facts, Assets: []Asset{{terms.Asset, "USDC", "2"}}, Settlers: []common.Address{s.Settler}, Factories: s.Factories,
	}}}
	v, err := verifier.Verify(context.Background(), r.Payment, terms, s.Now)
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, s.Change, err)
	}
	return v
}
