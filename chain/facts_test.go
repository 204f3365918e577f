package chain_test

import (
	"strings"
	"testing"
	"time"

	"aidollar/chain"
	"aidollar/chain/codec"
	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/chain/internal/faulty"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// open opens a client that is quick to give up.
func open(t *testing.T, id uint64, urls ...string) *chain.Client {
	t.Helper()
	c, err := chain.Open(t.Context(), chain.Config{ID: id, URLs: urls, Timeout: 5 * time.Second, LagMax: 600 * time.Millisecond, Tries: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

// signed is an authorization of the test token with its payer's signature.
func signed(t *testing.T, id uint64, payer devaccount.Account, to common.Address, amount uint64, nonce byte) (*evmsig.Authorization, []byte) {
	t.Helper()
	a := &evmsig.Authorization{From: payer.Address, To: to, Nonce: common.Hash{nonce}}
	a.Value.SetUint64(amount)
	a.ValidBefore.SetUint64(uint64(time.Now().Add(time.Hour).Unix()))
	domain := evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: id, Contract: contracts.TokenAddress}
	digest := a.TransferDigest(domain.Separator())
	signature, err := crypto.Sign(digest[:], payer.Key)
	if err != nil {
		t.Fatal(err)
	}
	signature[64] += 27
	return a, signature
}

func TestPaymentState(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Instant: true})
	proxy := faulty.New(t, c.RPC())
	client := open(t, c.ChainID(), proxy.URL)
	payer, settler := devaccount.All()[1], devaccount.All()[2]
	a, signature := signed(t, c.ChainID(), payer, common.HexToAddress("0xfe01"), 5, 1)
	question := chain.PaymentQuestion{Token: contracts.TokenAddress, Payer: payer.Address, Nonce: a.Nonce}

	trips := proxy.Trips()
	before, err := client.PaymentState(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	if n := proxy.Trips() - trips; n != 1 {
		t.Errorf("one question took %d round trips", n)
	}
	if before.NonceUsed || before.Balance.Uint64() != c.Balance(payer.Address) || len(before.Code) > 0 {
		t.Errorf("the state before is %+v", before)
	}
	call := facilitator.TransferCall(contracts.TokenAddress, a, signature, false)
	if revert, err := client.Simulate(t.Context(), settler.Address, []chain.Call{chain.Call(call)}); err != nil || revert != "" {
		t.Errorf("a good payment is tried: %q %v", revert, err)
	}
	c.Do(settler, call.To, call.Data)
	after, err := client.PaymentState(t.Context(), question)
	if err != nil || !after.NonceUsed || after.Balance.Uint64() != before.Balance.Uint64()-5 {
		t.Errorf("the state after is %+v %v", after, err)
	}
	revert, err := client.Simulate(t.Context(), settler.Address, []chain.Call{chain.Call(call)})
	if err != nil || !strings.Contains(revert, "used") {
		t.Errorf("a payment that was made is tried again: %q %v", revert, err)
	}
	question.Permit2 = true
	if state, err := client.PaymentState(t.Context(), question); err != nil || state.NonceUsed || !state.Allowance.IsZero() {
		t.Errorf("Permit2's state is %+v %v", state, err)
	}
	c.Do(payer, contracts.TokenAddress, codec.Approve(codec.Permit2, uint256.NewInt(77)))
	if state, err := client.PaymentState(t.Context(), question); err != nil || state.Allowance.Uint64() != 77 {
		t.Errorf("Permit2's state after an approval is %+v %v", state, err)
	}
}

func TestSimulateSeveral(t *testing.T) {
	c := devtest.Start(t, devnet.Options{Instant: true})
	proxy := faulty.New(t, c.RPC())
	payer, settler := devaccount.All()[1], devaccount.All()[2]
	first, one := signed(t, c.ChainID(), payer, common.HexToAddress("0xfe01"), 5, 1)
	second, two := signed(t, c.ChainID(), payer, common.HexToAddress("0xfe01"), 6, 2)
	good := []chain.Call{
		chain.Call(facilitator.TransferCall(contracts.TokenAddress, first, one, false)),
		chain.Call(facilitator.TransferCall(contracts.TokenAddress, second, two, false)),
	}
	twice := []chain.Call{good[0], good[0]}
	own := []chain.Call{good[0], {To: contracts.TokenAddress, Data: codec.Transfer(payer.Address, uint256.NewInt(1))}}

	check := func(client *chain.Client, how string) {
		t.Helper()
		if revert, err := client.Simulate(t.Context(), settler.Address, good); err != nil || revert != "" {
			t.Errorf("%s: two good calls: %q %v", how, revert, err)
		}
		if revert, err := client.Simulate(t.Context(), settler.Address, twice); err != nil || !strings.Contains(revert, "used") {
			t.Errorf("%s: the same call twice: %q %v", how, revert, err)
		}
	}
	able := open(t, c.ChainID(), proxy.URL)
	check(able, "eth_simulateV1")
	if revert, err := able.Simulate(t.Context(), settler.Address, own); err != nil || revert != "" {
		t.Errorf("a call whose sender matters: %q %v", revert, err)
	}
	proxy.Set("eth_simulateV1", func(*faulty.Request, func() *faulty.Answer) *faulty.Answer {
		return faulty.Failure(-32601, "the method eth_simulateV1 does not exist/is not available")
	})
	unable := open(t, c.ChainID(), proxy.URL)
	check(unable, "Multicall3")
	if _, err := unable.Simulate(t.Context(), settler.Address, own); chain.Code(err) != chain.CodeSimulation {
		t.Errorf("a call whose sender matters, through Multicall3: %v", err)
	}
	if n := proxy.Count("eth_simulateV1"); n != 4 {
		t.Errorf("a node was asked %d times for what it does not know", n-3)
	}
}
