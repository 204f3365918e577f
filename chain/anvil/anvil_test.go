package anvil_test

import (
	"bytes"
	"testing"
	"time"

	"aidollar/chain/anvil"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Two chains that share no code have run the same constructors: the code they left
// is the same, and the token says the same about everybody.
func TestAnvilHasWhatDevnetHas(t *testing.T) {
	t.Parallel()
	a := anvil.Start(t, anvil.Options{ChainID: 4711})
	d := devtest.Start(t, devnet.Options{ChainID: 4711})
	chain := contracts.TestChain{}
	for _, p := range chain.Placements() {
		want, err := d.Client.CodeAt(t.Context(), p.Address, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got hexutil.Bytes
		a.Request(&got, "eth_getCode", p.Address, "latest")
		if len(got) == 0 || !bytes.Equal(got, want) {
			t.Errorf("%s: anvil has %d bytes of code, devnet %d", p.Name, len(got), len(want))
		}
	}
	token := contracts.NewTestDollar()
	var accounts []common.Address
	a.Request(&accounts, "eth_accounts")
	for i, account := range a.Accounts() {
		if accounts[i] != account.Address {
			t.Errorf("account %d is %s, anvil has %s", i, account.Address, accounts[i])
		}
		for _, at := range contracts.TestTokens() {
			var answer hexutil.Bytes
			question := hexutil.Bytes(token.PackBalanceOf(account.Address))
			a.Request(&answer, "eth_call", map[string]any{"to": at, "data": question}, "latest")
			if want := d.Call(at, question); len(answer) == 0 || !bytes.Equal(answer, want) {
				t.Errorf("account %d has %x of %s; on devnet %x", i, answer, at, want)
			}
		}
	}
}

func TestOwnerMayBeAnybody(t *testing.T) {
	t.Parallel()
	owner := common.HexToAddress("0x07e4")
	a := anvil.Start(t, anvil.Options{Owner: owner, BlockTime: time.Second})
	payout := contracts.NewPayout()
	var answer hexutil.Bytes
	a.Request(&answer, "eth_call", map[string]any{"to": contracts.PayoutAddress, "data": hexutil.Bytes(payout.PackOwner())}, "latest")
	if got, err := payout.UnpackOwner(answer); err != nil || got != owner {
		t.Errorf("owner %s, %v", got, err)
	}
	var before, after hexutil.Uint64
	a.Request(&before, "eth_blockNumber")
	a.Mine(3)
	a.Reorg(2)
	a.Request(&after, "eth_blockNumber")
	if after < before+3 {
		t.Errorf("block %d, then %d", before, after)
	}
}
