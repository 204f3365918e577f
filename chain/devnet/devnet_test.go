package devnet

import (
	"math/big"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func TestPaymentsConfirm(t *testing.T) {
	f := start(t, Options{})
	payer, payee := f.Accounts()[0], common.HexToAddress("0x5e11e4")
	for i := range 3 {
		sent := time.Now()
		f.do(payer, f.Token(), token.PackTransfer(payee, big.NewInt(1_000_000)))
		t.Logf("transfer %d was in a block after %v", i, time.Since(sent))
	}
	if got := f.balance(payee); got.Int64() != 3_000_000 {
		t.Errorf("the payee has %s", got)
	}
}
