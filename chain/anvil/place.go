package anvil

import (
	"context"
	"math/big"

	"aidollar/chain/testchain"
	"aidollar/contracts"
)

const dollarsEach = 1_000_000_000_000

// place puts the contracts where devnet has them.
func (c *Chain) place() {
	c.t.Helper()
	chain := contracts.TestChain{Owner: c.options.Owner, Custody: c.options.Custody, Amount: big.NewInt(dollarsEach)}
	for _, a := range c.Accounts() {
		chain.Funded = append(chain.Funded, a.Address)
	}
	ctx, cancel := context.WithTimeout(context.Background(), placeTime)
	defer cancel()
	if err := testchain.Place(ctx, c.Client, &chain, contracts.TokenAddress); err != nil {
		c.t.Fatal(err)
	}
}
