package codec

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

var pay = Selector("pay(bytes32,address,uint256,(address,uint256)[])")

// Payment is one recipient of a batch.
type Payment struct {
	To     common.Address
	Amount uint256.Int
}

// Pay has the Payout contract pay a batch out of the tokens it holds, once for
// good. total must be the payments' sum.
func Pay(batch common.Hash, token common.Address, total *uint256.Int, payments []Payment) []byte {
	c := begin(pay, 5+2*len(payments))
	c.word(batch[:])
	c.address(token)
	c.uint(total)
	c.number(4 * wordLength)
	c.number(uint64(len(payments)))
	for i := range payments {
		c.address(payments[i].To)
		c.uint(&payments[i].Amount)
	}
	return c
}
