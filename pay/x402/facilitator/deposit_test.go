package facilitator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// stockChannelVerdict is what goes with a channel, what a chain says about it, and
// how the stock facilitator judges it (test/npm/x402_channel_verdicts.mjs).
type stockChannelVerdict struct {
	Name, Type, Change string
	Now                uint64
	Payment, Terms     json.RawMessage
	Factories          []common.Address
	Facts              struct {
		Balance, Allowance, Deposited, Claimed uint64
		Used, ByAccount                        bool
		Code                                   hexutil.Bytes
		Revert                                 string
	}
	Valid  bool
	Reason string
	Extra  json.RawMessage
}

// What differs from the stock facilitator's on purpose: it takes vouchers by the
// key of an account that is yet to be deployed and whose code will be asked for
// them on chain, and does not take signatures of 64 bytes, which Permit2 does.
var oursOfChannels = map[string]string{
	"deposit, vouchers by the payer alone, wrapped, factory known": channel.ReasonVoucherSignature,
	"deposit by Permit2, deposit cut":                              "",
}

func channelVerdicts(t testing.TB) (all []*stockChannelVerdict) {
	text, err := os.ReadFile("../channel/testdata/verdicts.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 120 {
		t.Fatalf("%d verdicts", len(all))
	}
	return all
}

func TestChannelVerdictsAreTheStockFacilitators(t *testing.T) {
	for _, s := range channelVerdicts(t) {
		want := s.Reason
		if own, differs := oursOfChannels[s.Name+", "+s.Change]; differs {
			want = own
		}
		c := s.trial(t)
		v := c.verify(t)
		if v.Valid() != (want == "") || v.Reason != want {
			t.Errorf("%s, %s, %s: %q (%s); the stock facilitator says %v %q", s.Name, s.Type, s.Change, v.Reason, v.Message, s.Valid, s.Reason)
		}
		if !s.Valid || !v.Valid() {
			continue
		}
		state, err := x402.ParseChannelState(s.Extra)
		if err != nil || v.Channel != state.State {
			t.Errorf("%s, %s, %s: the channel is %+v, to the stock facilitator %s, %v", s.Name, s.Type, s.Change, v.Channel, s.Extra, err)
		}
	}
}

func (s *stockChannelVerdict) trial(t testing.TB) *trial {
	r, err := x402.ParseRequest(fmt.Appendf(nil, `{"x402Version":2,"paymentPayload":%s,"paymentRequirements":%s}`, s.Payment, s.Terms))
	if err != nil {
		t.Fatalf("%s, %s: %v", s.Name, s.Change, err)
	}
	c := &trial{name: s.Name, payment: r.Payment, now: s.Now}
	if c.terms, err = r.Requirements.Terms(r.Version); err != nil {
		t.Fatalf("%s, %s: %v", s.Name, s.Change, err)
	}
	c.facts = &ledger{
		balance: s.Facts.Balance, allowance: s.Facts.Allowance, deposited: s.Facts.Deposited, claimed: s.Facts.Claimed,
		used: s.Facts.Used, byAccount: s.Facts.ByAccount, revert: s.Facts.Revert,
		code: map[common.Address][]byte{r.Payment.Payload.Payer(): s.Facts.Code},
	}
	c.verifier = &Verifier{Chains: map[uint64]*Chain{c.terms.ChainID: {
		Facts: c.facts, Assets: []Asset{{c.terms.Asset, "USDC", "2"}}, Factories: s.Factories,
	}}}
	return c
}

// good is a stock payment that is good, by name.
func good(t testing.TB, name string) *trial {
	for _, s := range channelVerdicts(t) {
		if s.Name == name && s.Change == "nothing" {
			return s.trial(t)
		}
	}
	t.Fatalf("no verdict of %q", name)
	return nil
}

func TestDepositsAreCollected(t *testing.T) {
	keys := map[common.Hash]string{}
	for _, name := range []string{"deposit", "deposit by Permit2", "top-up"} {
		c := good(t, name)
		v, d := c.verify(t), c.payment.Payload.Channel.Deposit
		calls, err := v.Calls(c.payment, &v.Amount)
		if err != nil || !v.Amount.Eq(&d.Amount) || v.Deadline != c.now+60 || v.Payer != c.payment.Payload.Channel.Config.Payer || v.ByCode {
			t.Errorf("%s: %+v, %v", name, v, err)
		}
		want := d.Call(&c.payment.Payload.Channel.Config, nil)
		if len(calls) != 1 || calls[0].To != evmsig.Escrow || !bytes.Equal(calls[0].Data, want) {
			t.Errorf("%s is collected by %x", name, calls)
		}
		if other, twice := keys[v.Key]; twice {
			t.Errorf("%s has the key of %s", name, other)
		}
		keys[v.Key] = name
		if _, err := v.Calls(c.payment, uint256.NewInt(1)); err == nil {
			t.Errorf("%s: a part of a deposit is collected", name)
		}
	}
	c := good(t, "voucher")
	if _, err := c.verify(t).Calls(c.payment, uint256.NewInt(0)); err == nil {
		t.Error("a voucher is collected")
	}
}

func TestDepositsOfAccountsWithCode(t *testing.T) {
	c := good(t, "deposit, vouchers by the payer alone")
	c.facts.code[c.payment.Payload.Payer()] = []byte{1}
	if v := c.verify(t); v.Valid() || v.Reason != channel.ReasonDepositSignature {
		t.Errorf("code that refuses: %q", v.Reason)
	}
	c.facts.byAccount = true
	signature := bytes.Repeat([]byte{7}, 200)
	c.payment.Payload.Channel.Deposit.Signature = signature
	c.payment.Payload.Channel.Voucher.Signature = signature
	v := c.verify(t)
	if !v.Valid() || !v.ByCode {
		t.Errorf("code that accepts: %+v", v)
	}
	// A session key signs vouchers whatever the payer's account is.
	c = good(t, "deposit, vouchers by a session key")
	c.facts.code[c.payment.Payload.Payer()], c.facts.byAccount = []byte{1}, true
	if v := c.verify(t); !v.Valid() {
		t.Errorf("vouchers by a session key: %q", v.Reason)
	}
	c.payment.Payload.Channel.Voucher.Signature = signature
	if v := c.verify(t); v.Reason != channel.ReasonVoucherSignature {
		t.Errorf("a voucher by code where a key was named: %q", v.Reason)
	}
}

// What a node does not answer decides nothing.
func TestChannelFactsThatFail(t *testing.T) {
	for _, name := range []string{"deposit", "voucher"} {
		c := good(t, name)
		c.facts.down = "state"
		if v, err := c.verifier.Verify(context.Background(), c.payment, c.terms, c.now); err == nil {
			t.Errorf("%s: %+v", name, v)
		}
	}
	c := good(t, "deposit, vouchers by the payer alone")
	c.facts.code[c.payment.Payload.Payer()], c.facts.down = []byte{1}, "signature"
	if v, err := c.verifier.Verify(context.Background(), c.payment, c.terms, c.now); err == nil {
		t.Errorf("%+v", v)
	}
}
