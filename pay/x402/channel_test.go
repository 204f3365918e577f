package x402

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

// channelVectors are what the stock scheme sends (test/npm/x402_channels.mjs).
type channelVectors struct {
	Payments []struct{ Name, Required, Header string }
	Calls    []struct{ Name, Request string }
}

func stockChannels(t testing.TB) channelVectors {
	text, err := os.ReadFile("channel/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var v channelVectors
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Payments) < 7 || len(v.Calls) < 10 {
		t.Fatalf("%d payments, %d calls", len(v.Payments), len(v.Calls))
	}
	return v
}

// unchecksummed makes addresses alike, which the stock libraries write in either case.
func unchecksummed(b []byte) []byte { return []byte(strings.ToLower(string(b))) }

func TestStockChannelMessagesComeBack(t *testing.T) {
	v := stockChannels(t)
	seen := map[[32]byte]string{}
	for _, s := range v.Payments {
		p, err := ParsePaymentHeader(s.Header)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		original := p.Wire
		print := p.Fingerprint()
		if other, twice := seen[print]; twice {
			t.Errorf("%s has the fingerprint of %s", s.Name, other)
		}
		seen[print] = s.Name
		p.Wire, p.Accepted.Wire = nil, nil
		sameJSON(t, s.Name, unchecksummed(text(t)(p.JSON())), unchecksummed(original))
		if p.Fingerprint() != print {
			t.Errorf("%s has another fingerprint when written anew", s.Name)
		}
		p.Payload.Channel.Voucher.Signature[0] ^= 1
		if p.Fingerprint() == print {
			t.Errorf("%s: another voucher has the same fingerprint", s.Name)
		}
		r, err := ParseRequiredHeader(s.Required)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		terms, err := r.Accepts[0].Terms(2)
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		offer, err := terms.Requirements()
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		sameJSON(t, s.Name+" offered", unchecksummed(text(t)(encode(offer.wire(2, nil)))), unchecksummed(r.Accepts[0].Wire))
		if _, ok := r.V1(); ok {
			t.Errorf("%s is offered to version 1", s.Name)
		}
	}
	for _, s := range v.Calls {
		if s.Request == "" {
			continue
		}
		q, err := ParseRequest([]byte(s.Request))
		if err != nil {
			t.Fatalf("%s: %v", s.Name, err)
		}
		q.Payment.Wire, q.Payment.Accepted.Wire, q.Requirements.Wire = nil, nil, nil
		sameJSON(t, s.Name, unchecksummed(text(t)(q.JSON())), unchecksummed([]byte(s.Request)))
	}
}

// mistakes are changes to a stock message that make it one that nobody may read.
func TestMistakesInChannelMessages(t *testing.T) {
	v := stockChannels(t)
	bodies := map[string]string{}
	for _, s := range v.Payments {
		p, err := ParsePaymentHeader(s.Header)
		if err != nil {
			t.Fatal(err)
		}
		bodies[s.Name] = string(p.Wire)
	}
	for _, s := range v.Calls {
		if s.Request == "" || bodies[s.Name] != "" {
			continue
		}
		q, err := ParseRequest([]byte(s.Request))
		if err != nil {
			t.Fatal(err)
		}
		bodies[s.Name] = string(q.Payment.Wire)
	}
	for _, c := range []struct{ of, from, to, code, path string }{
		{"voucher", `"type":"voucher"`, `"type":"barter"`, CodeValue, "payload.type"},
		{"voucher", `"type":"voucher"`, `"kind":"voucher"`, CodeMissing, "payload"},
		{"voucher", `"withdrawDelay":86400,"salt"`, `"withdrawDelay":"86400","salt"`, CodeType, "payload.channelConfig.withdrawDelay"},
		{"voucher", `"withdrawDelay":86400,"salt"`, `"withdrawDelay":1099511627776,"salt"`, CodeValue, "payload.channelConfig.withdrawDelay"},
		{"voucher", `"maxClaimableAmount":"10007"`, `"maxClaimableAmount":"340282366920938463463374607431768211456"`, CodeAmount, "payload.voucher.maxClaimableAmount"},
		{"voucher", `"maxClaimableAmount":"10007"`, `"maxClaimableAmount":10007`, CodeType, "payload.voucher.maxClaimableAmount"},
		{"voucher", `"channelConfig"`, `"config"`, CodeMissing, "payload"},
		{"voucher", `"x402Version":2`, `"x402Version":1,"scheme":"batch-settlement","network":"base"`, CodeScheme, ""},
		{"deposit", `"erc3009Authorization"`, `"authorization"`, CodeMissing, "payload.deposit.authorization"},
		{"deposit", `"erc3009Authorization":{`, `"permit2Authorization":{},"erc3009Authorization":{`, CodeValue, "payload.deposit.authorization"},
		{"deposit by Permit2", `"witness":{"channelId"`, `"witness":{"channel"`, CodeMissing, "payload.deposit.authorization.permit2Authorization.witness"},
		{"claim of four", `"claims":[`, `"claims":[1,`, CodeType, "payload.claims[0]"},
		{"claim of four", `"claims":[`, `"claims":[` + strings.Repeat(`{},`, claimsMax), CodeTooMany, "payload.claims"},
		{"settle", `"receiver":"0x`, `"receiver":"1x`, CodeAddress, "payload.receiver"},
		{"refund with a claim", `"refundNonce":"`, `"refundNonce":"-`, CodeAmount, "payload.refundNonce"},
		{"refund with a claim", `"amount":"300"`, `"amount":"0300"`, CodeAmount, "payload.amount"},
	} {
		changed := strings.Replace(bodies[c.of], c.from, c.to, 1)
		if changed == bodies[c.of] {
			t.Fatalf("%s has no %s: %s", c.of, c.from, changed)
		}
		_, err := ParsePayment([]byte(changed))
		var m *Mistake
		if !errors.As(err, &m) || m.Code != c.code || m.Path != c.path {
			t.Errorf("%s with %s: %+v", c.of, c.to, err)
		}
	}
}

func TestMistakesInChannelTerms(t *testing.T) {
	r, err := ParseRequiredHeader(stockChannels(t).Payments[0].Required)
	if err != nil {
		t.Fatal(err)
	}
	way := r.Accepts[0]
	for from, want := range map[string]string{
		`"receiverAuthorizer"`:    "extra.",
		`"withdrawDelay":86400`:   "extra.withdrawDelay",
		`"minDeposit":"100000"`:   "extra.minDeposit",
		`"name":"USDC"`:           "extra",
		`"extra":{"name":"USDC",`: "extra",
	} {
		to := map[string]string{
			`"receiverAuthorizer"`: `"authorizer"`, `"withdrawDelay":86400`: `"withdrawDelay":899`, `"minDeposit":"100000"`: `"minDeposit":"$1"`,
			`"name":"USDC"`: `"name":""`, `"extra":{"name":"USDC",`: `"extra":{`,
		}[from]
		bad := way
		bad.Extra = json.RawMessage(strings.Replace(`"extra":`+string(way.Extra), from, to, 1)[len(`"extra":`):])
		_, err := bad.Terms(2)
		var m *Mistake
		if !errors.As(err, &m) || m.Path != want {
			t.Errorf("with %s: %+v", to, err)
		}
	}
	if _, err := way.Terms(1); err == nil {
		t.Error("version 1 has channels")
	}
}

func TestChannelExtraComesBack(t *testing.T) {
	number := uint256.NewInt
	e := &ChannelExtra{
		ChargedAmount: number(3),
		State: &ChannelState{
			Channel: common.Hash{1, 2}, Charged: number(40),
			State: channel.State{Balance: *number(100), Claimed: *number(30), WithdrawRequestedAt: 5, RefundNonce: *number(6)},
		},
		Voucher: &VoucherState{*number(50), []byte{7, 8}},
	}
	written := e.JSON()
	sameJSON(t, "extra", written, []byte(`{"chargedAmount":"3","channelState":{"channelId":"0x0102000000000000000000000000000000000000000000000000000000000000",`+
		`"balance":"100","totalClaimed":"30","withdrawRequestedAt":5,"refundNonce":"6","chargedCumulativeAmount":"40"},"voucherState":{"signedMaxClaimable":"50","signature":"0x0708"}}`))
	for name, extra := range map[string]json.RawMessage{"written": written, "with more": json.RawMessage(`{"name":"USDC",` + string(written[1:]))} {
		got, err := ParseChannelExtra(extra)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		sameJSON(t, name, got.JSON(), written)
	}
	s, err := ParseChannelState(e.State.JSON())
	if err != nil || s.State != e.State.State || s.Channel != e.State.Channel || !s.Charged.Eq(e.State.Charged) {
		t.Errorf("the state is read as %+v, %v", s, err)
	}
	// What stock servers leave out.
	for _, partial := range []string{``, `{}`, `{"channelState":{"chargedCumulativeAmount":"40"}}`, `{"chargedAmount":"3"}`, `{"voucherState":{}}`} {
		if _, err := ParseChannelExtra(json.RawMessage(partial)); err != nil {
			t.Errorf("%s: %v", partial, err)
		}
	}
	for _, bad := range []string{`[]`, `{"chargedAmount":3}`, `{"channelState":{"balance":"x"}}`, `{"channelState":1}`, `{"voucherState":{"signature":"0x"}}`} {
		if got, err := ParseChannelExtra(json.RawMessage(bad)); err == nil {
			t.Errorf("%s is read as %+v", bad, got)
		}
	}
	r, err := ParseRequiredHeader(stockChannels(t).Payments[0].Required)
	if err != nil {
		t.Fatal(err)
	}
	offered := r.Accepts[0]
	if err := r.Accepts[0].Correct(e); err != nil {
		t.Fatal(err)
	}
	again, err := ParseRequired(text(t)(r.JSON()))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseChannelExtra(again.Accepts[0].Extra)
	if err != nil || got.State == nil || !got.State.Charged.Eq(e.State.Charged) {
		t.Errorf("the correction is read as %+v, %v", got, err)
	}
	// A client answers the corrected way, and the server offers the other.
	if p := (&Payment{Version: 2, Accepted: again.Accepts[0]}); Match([]Requirements{offered}, p) != 0 {
		t.Error("the answer to a correction matches nothing that is offered")
	}
}
