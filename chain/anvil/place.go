package anvil

import (
	"math/big"
	"time"

	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
)

const (
	gasToPlace  = 16_000_000 // for a constructor, below what a transaction may use
	dollarsEach = 1_000_000_000_000
	someEther   = "0x56bc75e2d63100000" // 100 ether, for an owner who is none of the accounts
)

// place puts the contracts where devnet has them.
func (c *Chain) place() {
	c.t.Helper()
	chain := contracts.TestChain{Owner: c.options.Owner, Custody: c.options.Custody, Amount: big.NewInt(dollarsEach)}
	for _, a := range c.Accounts() {
		chain.Funded = append(chain.Funded, a.Address)
	}
	c.Request(nil, "anvil_setBalance", c.options.Owner, someEther)
	c.Request(nil, "anvil_impersonateAccount", c.options.Owner)
	for _, p := range chain.Placements() {
		c.Request(nil, "anvil_setCode", p.Address, hexutil.Bytes(p.Init))
		var code hexutil.Bytes
		c.Request(&code, "eth_call", transaction(c.options.Owner, p.Address, nil), "latest")
		c.send(c.options.Owner, p.Address, nil)
		c.Request(nil, "anvil_setCode", p.Address, code)
	}
	for _, call := range chain.Calls() {
		c.send(call.From, call.To, call.Data)
	}
	c.Request(nil, "anvil_stopImpersonatingAccount", c.options.Owner)
}

func transaction(from, to common.Address, data []byte) map[string]any {
	return map[string]any{"from": from, "to": to, "data": hexutil.Bytes(data), "gas": hexutil.Uint64(gasToPlace)}
}

func (c *Chain) send(from, to common.Address, data []byte) {
	c.t.Helper()
	var hash common.Hash
	c.Request(&hash, "eth_sendTransaction", transaction(from, to, data))
	for deadline := time.Now().Add(callTime); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		var receipt *struct{ Status hexutil.Uint64 }
		c.Request(&receipt, "eth_getTransactionReceipt", hash)
		if receipt == nil {
			continue // anvil answers before the block is there
		}
		if receipt.Status != 1 {
			c.t.Fatalf("placing %s: the transaction reverted", to)
		}
		return
	}
	c.t.Fatalf("placing %s: the transaction is in no block", to)
}
