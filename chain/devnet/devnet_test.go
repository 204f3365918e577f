package devnet_test

import (
	"math/big"
	"testing"
	"time"

	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
)

var token = contracts.NewTestDollar()

func TestPaymentsConfirm(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{})
	payer, payee := c.Accounts()[0], common.HexToAddress("0x5e11e4")
	for range 3 {
		sent := time.Now()
		c.Do(payer, c.Token(), token.PackTransfer(payee, big.NewInt(1_000_000)))
		if took := time.Since(sent); took > 3*time.Second {
			t.Errorf("a transfer was in a block after %v", took)
		}
	}
	if got := c.Balance(payee); got != 3_000_000 {
		t.Errorf("the payee has %d", got)
	}
}
