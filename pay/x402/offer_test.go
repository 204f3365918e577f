package x402

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func TestTermsComeBack(t *testing.T) {
	token := common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
	for name, terms := range map[string]Terms{
		"exact":   {Scheme: SchemeExact, Method: MethodEIP3009, Name: "USDC <&>", Version: "2"},
		"permit2": {Scheme: SchemeExact, Method: MethodPermit2},
		"upfront": {Scheme: SchemeExact, Method: MethodEIP3009, Name: "USDC", Version: "2", Flow: FlowUpfront},
		"upto":    {Scheme: SchemeUpto, Method: MethodPermit2, Name: "USDC", Version: "2", Facilitator: token},
	} {
		terms.ChainID, terms.Amount, terms.Asset, terms.PayTo, terms.TimeoutSeconds = 31337, *uint256.NewInt(12), token, token, 60
		if terms.Flow == "" {
			terms.Flow = FlowAuthorization
		}
		r, err := terms.Requirements()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		again, err := r.Terms(2)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		terms.Network, terms.Separator = again.Network, again.Separator
		if !reflect.DeepEqual(*again, terms) || again.Network != "eip155:31337" {
			t.Errorf("%s: %+v comes back as %+v", name, terms, *again)
		}
	}
	for name, terms := range map[string]Terms{
		"no domain":      {Scheme: SchemeExact, Method: MethodEIP3009, Flow: FlowAuthorization},
		"no facilitator": {Scheme: SchemeUpto, Method: MethodPermit2, Flow: FlowAuthorization},
		"no flow":        {Scheme: SchemeExact, Method: MethodPermit2, Flow: "later"},
		"no scheme":      {Method: MethodPermit2, Flow: FlowAuthorization},
	} {
		terms.ChainID, terms.TimeoutSeconds = 1, 60
		if r, err := terms.Requirements(); err == nil {
			t.Errorf("%s: offered as %+v", name, r)
		}
	}
}

func TestListings(t *testing.T) {
	way := stock(t)[0].required(t).Accepts[0]
	v1 := stock(t)[3].required(t).Accepts[0]
	l := Listing{Version: 2, Limit: 10, Offset: 20, Total: 22, Items: []Item{
		{Resource: "https://a.example/x", Type: "http", Version: 2, Accepts: []Requirements{way}, LastUpdated: "2026-11-23T00:00:00Z", Tags: []string{"ai"}, Extensions: json.RawMessage(`{"bazaar":{"info":{}}}`)},
		{Resource: "https://a.example/y", Type: "http", Version: 1, Accepts: []Requirements{v1}, Description: "old"},
	}}
	b, err := l.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseListing(b)
	if err != nil {
		t.Fatal(err)
	}
	rest, err := again.JSON()
	if err != nil {
		t.Fatal(err)
	}
	sameJSON(t, "listing", rest, b)
	if again.Total != 22 || len(again.Items) != 2 || again.Items[0].Accepts[0].Amount != "10000" || again.Items[1].Accepts[0].Network != "base-sepolia" {
		t.Errorf("read back %+v", again)
	}
	if _, err := ParseListing([]byte(`{"x402Version":2,"items":[{}],"pagination":{"limit":1,"offset":0,"total":0}}`)); err == nil {
		t.Error("an item without a resource is read")
	}
}

func TestAnswersOfFacilitators(t *testing.T) {
	s := Supported{Kinds: []Kind{{2, SchemeUpto, "eip155:1", json.RawMessage(`{"facilitatorAddress":"0x1"}`)}, {Version: 1, Scheme: SchemeExact, Network: "base"}},
		Extensions: []string{ExtensionIdentifier}, Signers: map[string][]string{"eip155:*": {"0x1", "0x2"}}}
	b, err := s.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseSupported(b)
	if err != nil || !reflect.DeepEqual(*again, s) {
		t.Errorf("%s reads %+v, %v", b, again, err)
	}
	empty, err := (&Supported{}).JSON()
	if err != nil || string(empty) != `{"kinds":[],"extensions":[],"signers":{}}` {
		t.Errorf("nothing is supported as %s, %v", empty, err)
	}
	if old, err := ParseSupported([]byte(`{"kinds":[{"x402Version":1,"scheme":"exact","network":"base"}]}`)); err != nil || len(old.Kinds) != 1 {
		t.Errorf("version 1's answer: %+v, %v", old, err)
	}
	for src, want := range map[string]Verification{
		`{"isValid":true,"payer":"0x1","invalidReason":null}`:                            {Valid: true, Payer: "0x1"},
		`{"isValid":false,"invalidReason":"a","invalidMessage":"b","extra":{"c":[1e3]}}`: {InvalidReason: "a", InvalidMessage: "b", Extra: json.RawMessage(`{"c":[1e3]}`)},
	} {
		if v, err := ParseVerification([]byte(src)); err != nil || !reflect.DeepEqual(*v, want) {
			t.Errorf("%s reads %+v, %v", src, v, err)
		}
	}
	for _, src := range []string{`{}`, `{"isValid":"true"}`, `{"isValid":true,"isValid":false}`} {
		if v, err := ParseVerification([]byte(src)); err == nil {
			t.Errorf("%s reads %+v", src, v)
		}
	}
	for _, src := range []string{`{}`, `{"success":1}`, `{"success":true,"amount":"1.5"}`} {
		if v, err := ParseSettlement([]byte(src)); err == nil {
			t.Errorf("%s reads %+v", src, v)
		}
	}
}
