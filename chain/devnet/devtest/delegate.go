package devtest

import (
	"aidollar/chain/devaccount"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/holiman/uint256"
)

// delegationLength is the code of an account that delegates to other code.
const delegationLength = 23

// Delegate makes an account run the code at an address (EIP-7702), in a transaction
// that relay sends.
func (c *Chain) Delegate(relay, account devaccount.Account, to common.Address) {
	c.t.Helper()
	chainID := uint256.NewInt(c.ChainID())
	consent, err := types.SignSetCode(account.Key, types.SetCodeAuthorization{ChainID: *chainID, Address: to, Nonce: c.Nonce(account.Address)})
	if err != nil {
		c.t.Fatal(err)
	}
	tx := c.SignTx(relay, &types.SetCodeTx{
		ChainID: chainID, Nonce: c.Nonce(relay.Address), To: relay.Address, Gas: 200_000,
		GasTipCap: uint256.NewInt(tip), GasFeeCap: uint256.NewInt(feeMax), AuthList: []types.SetCodeAuthorization{consent},
	})
	if err := c.Client.SendTransaction(c.Context(), tx); err != nil {
		c.t.Fatal(err)
	}
	c.Wait(tx)
	code, err := c.Client.CodeAt(c.Context(), account.Address, nil)
	if err != nil || len(code) != delegationLength {
		c.t.Fatalf("the account delegates to %x, %v", code, err)
	}
}
