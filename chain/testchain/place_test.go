package testchain_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"aidollar/chain/anvil"
	"aidollar/chain/devaccount"
	"aidollar/chain/internal/faulty"
	"aidollar/chain/testchain"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

func chainOf() *contracts.TestChain {
	all := devaccount.All()
	return &contracts.TestChain{Owner: all[0].Address, Custody: contracts.PayoutAddress, Amount: big.NewInt(1_000_000), Funded: []common.Address{all[1].Address}}
}

// refusing is a node that knows none of the methods in a namespace.
func refusing(t *testing.T, rpc string, namespaces ...string) *faulty.Proxy {
	t.Helper()
	node := faulty.New(t, rpc)
	for _, namespace := range namespaces {
		for _, method := range []string{"setBalance", "impersonateAccount", "setCode", "stopImpersonatingAccount"} {
			node.Set(namespace+method, func(*faulty.Request, func() *faulty.Answer) *faulty.Answer {
				return faulty.Failure(-32601, "the method does not exist")
			})
		}
	}
	return node
}

func TestContractsArePlaced(t *testing.T) {
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 4711, Bare: true})
	chain := chainOf()
	var wrong *testchain.WrongChainError
	if err := testchain.Open(t.Context(), a.RPC(), 1, chain, contracts.TokenAddress); !errors.As(err, &wrong) || wrong.Got != 4711 || wrong.Want != 1 {
		t.Errorf("another chain: %v", err)
	}
	var missing *testchain.MissingError
	neither := refusing(t, a.RPC(), "anvil_", "hardhat_")
	err := testchain.Open(t.Context(), neither.URL, 4711, chain, contracts.TokenAddress)
	if !errors.As(err, &missing) || len(missing.Missing) != len(chain.Placements()) || !strings.Contains(err.Error(), contracts.PayoutAddress.Hex()) {
		t.Errorf("a node that lets nothing be placed: %v", err)
	}
	// As on a node by Hardhat's names, with a token of one's own.
	hardhat := refusing(t, a.RPC(), "anvil_")
	own := common.Address{0x70}
	if err := testchain.Open(t.Context(), hardhat.URL, 4711, chain, own); err == nil || !strings.Contains(err.Error(), own.Hex()) {
		t.Errorf("a token that is not there: %v", err)
	}
	a.Request(nil, "anvil_setCode", own, "0x00")
	if err := testchain.Open(t.Context(), hardhat.URL, 4711, chain, own); err != nil {
		t.Fatal(err)
	}
	code := func(of common.Address) (code hexutil.Bytes) {
		a.Request(&code, "eth_getCode", of, "latest")
		return code
	}
	if len(code(contracts.TokenAddress)) != 0 || len(code(contracts.PayoutAddress)) == 0 || hardhat.Count("hardhat_setCode") != 2*(len(chain.Placements())-1) {
		t.Error("not what was asked for is there")
	}
	// What lacks is placed, and the rest stays.
	before := hardhat.Count("hardhat_setCode")
	for range 2 {
		if err := testchain.Open(t.Context(), hardhat.URL, 4711, chain, contracts.TokenAddress); err != nil {
			t.Fatal(err)
		}
	}
	if got := hardhat.Count("hardhat_setCode") - before; got != 2 {
		t.Errorf("%d times code was set for one contract", got)
	}
	if err := testchain.Open(t.Context(), neither.URL, 4711, chain, contracts.TokenAddress); err != nil {
		t.Errorf("with everything in its place: %v", err)
	}
	// Each token was minted once, the dollar later than the others.
	token := contracts.NewTestDollar()
	for _, at := range contracts.TestTokens() {
		var answer hexutil.Bytes
		a.Request(&answer, "eth_call", map[string]any{"to": at, "data": hexutil.Bytes(token.PackBalanceOf(chain.Funded[0]))}, "latest")
		if balance, err := token.UnpackBalanceOf(answer); err != nil || balance.Uint64() != 1_000_000 {
			t.Errorf("of the token at %s: %v, %v", at, balance, err)
		}
	}
	if err := testchain.Open(t.Context(), "http://127.0.0.1:1", 4711, chain, contracts.TokenAddress); err == nil {
		t.Error("nobody is there")
	}
}
