package contracts_test

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// recipients are fresh accounts.
func recipients(n int) []common.Address {
	all := make([]common.Address, n)
	for i := range all {
		all[i] = common.BytesToAddress(crypto.Keccak256([]byte("recipient"), big.NewInt(int64(i)).Bytes()))
	}
	return all
}

func payments(each uint64, to ...common.Address) (list []contracts.PayoutPayment, total *big.Int) {
	for _, address := range to {
		list = append(list, contracts.PayoutPayment{To: address, Amount: number(each)})
	}
	return list, number(each * uint64(len(to)))
}

func fund(c *devtest.Chain, amount uint64) {
	c.Do(c.Accounts()[0], c.Token(), token.PackTransfer(contracts.PayoutAddress, number(amount)))
}

func TestBatchIsPaidOnceForGood(t *testing.T) {
	c := chain(t)
	owner, to := c.Accounts()[0], recipients(3)
	list, total := payments(10, to...)
	batch := word("batch")
	data := payout.PackPay(batch, c.Token(), total, list)
	wants(t, "without funds", c.Revert(owner.Address, contracts.PayoutAddress, data), "BalanceTooLow")
	fund(c, 100)
	wants(t, "by a stranger", c.Revert(c.Accounts()[1].Address, contracts.PayoutAddress, data), "NotOwner")
	wants(t, "another total", c.Revert(owner.Address, contracts.PayoutAddress, payout.PackPay(batch, c.Token(), number(29), list)), "TotalMismatch")
	receipt := c.Do(owner, contracts.PayoutAddress, data)
	if done := logs(receipt, payout.UnpackBatchPaidEvent); len(done) != 1 || done[0].Batch != batch || done[0].Token != c.Token() ||
		done[0].Paid.Uint64() != 30 || done[0].Failures.Sign() != 0 {
		t.Errorf("events %+v", done)
	}
	wants(t, "again", c.Revert(owner.Address, contracts.PayoutAddress, data), "BatchAlreadyPaid")
	other, total := payments(10, to[:1]...)
	wants(t, "the id with other payments", c.Revert(owner.Address, contracts.PayoutAddress, payout.PackPay(batch, c.Token(), total, other)), "BatchAlreadyPaid")
	for _, address := range to {
		if got := c.Balance(address); got != 10 {
			t.Errorf("%s has %d", address, got)
		}
	}
	paid, err := payout.UnpackIsPaid(c.Call(contracts.PayoutAddress, payout.PackIsPaid(batch)))
	if err != nil || !paid {
		t.Errorf("the batch shows as paid: %v, %v", paid, err)
	}
}

func TestOneWhoCannotBePaidStopsNobody(t *testing.T) {
	c := chain(t)
	owner, to := c.Accounts()[0], recipients(4)
	to[1] = common.Address{}
	c.Do(owner, c.Token(), token.PackBlacklist(to[2]))
	fund(c, 100)
	list, total := payments(10, to...)
	receipt := c.Do(owner, contracts.PayoutAddress, payout.PackPay(word("batch"), c.Token(), total, list))
	failed := logs(receipt, payout.UnpackPaymentFailedEvent)
	if len(failed) != 2 {
		t.Fatalf("events %+v", failed)
	}
	for i, want := range []string{"ERC20: transfer to the zero address", "Blacklistable: account is blacklisted"} {
		got := strings.TrimRight(string(failed[i].Reason[:]), "\x00")
		if failed[i].Index.Uint64() != uint64(i)+1 || failed[i].To != to[i+1] || failed[i].Amount.Uint64() != 10 || got == "" || !strings.HasPrefix(want, got) {
			t.Errorf("failure %d: %+v, %q", i, failed[i], got)
		}
	}
	if done := logs(receipt, payout.UnpackBatchPaidEvent); len(done) != 1 || done[0].Paid.Uint64() != 20 || done[0].Failures.Uint64() != 2 {
		t.Errorf("events %+v", done)
	}
	if a, b, here := c.Balance(to[0]), c.Balance(to[3]), c.Balance(contracts.PayoutAddress); a != 10 || b != 10 || here != 80 {
		t.Errorf("paid %d and %d, left %d", a, b, here)
	}
}

// A batch that is sent with too little gas must not go through with payments that
// failed for the lack of it.
func TestTooLittleGasFailsNobody(t *testing.T) {
	c := chain(t)
	owner, to := c.Accounts()[0], recipients(4)
	fund(c, 1_000_000)
	list, total := payments(1, to...)
	var done int
	for gas := uint64(60_000); gas <= 300_000; gas += 2_500 {
		at := contracts.PayoutAddress
		tx := c.SignTx(owner, &types.DynamicFeeTx{
			ChainID: number(c.ChainID()), Nonce: c.Nonce(owner.Address), To: &at, Gas: gas, GasTipCap: number(1), GasFeeCap: number(20e9),
			Data: payout.PackPay(word(total.String()+strconv.FormatUint(gas, 10)), c.Token(), total, list),
		})
		if err := c.Client.SendTransaction(c.Context(), tx); err != nil {
			t.Fatal(err)
		}
		receipt := c.Wait(tx)
		if receipt.Status == types.ReceiptStatusSuccessful {
			done++
		}
		if failed := logs(receipt, payout.UnpackPaymentFailedEvent); len(failed) != 0 {
			t.Errorf("with %d gas %d payments failed", gas, len(failed))
		}
	}
	if done == 0 || c.Balance(to[3]) != uint64(done) {
		t.Errorf("%d batches are done, the last recipient has %d", done, c.Balance(to[3]))
	}
}

// Paying with a token that is none must not look like having paid.
func TestWhatIsNoTokenPaysNobody(t *testing.T) {
	c := chain(t)
	owner, to := c.Accounts()[0], recipients(1)
	list, _ := payments(0, to...)
	for _, none := range []common.Address{to[0], contracts.WalletFactoryAddress} {
		data := payout.PackPay(word("batch"), none, new(big.Int), list)
		if c.Revert(owner.Address, contracts.PayoutAddress, data) == "" {
			t.Errorf("a batch in %s is paid", none)
		}
	}
}

func TestOwnershipTakesTwoSteps(t *testing.T) {
	c := chain(t)
	owner, heir := c.Accounts()[0], c.Accounts()[1]
	at := contracts.PayoutAddress
	wants(t, "a stranger's offer", c.Revert(heir.Address, at, payout.PackTransferOwnership(heir.Address)), "NotOwner")
	c.Do(owner, at, payout.PackTransferOwnership(heir.Address))
	wants(t, "the owner accepts", c.Revert(owner.Address, at, payout.PackAcceptOwnership()), "NotOwner")
	fund(c, 1)
	list, total := payments(1, payee)
	data := payout.PackPay(word("batch"), c.Token(), total, list)
	wants(t, "too early", c.Revert(heir.Address, at, data), "NotOwner")
	c.Do(heir, at, payout.PackAcceptOwnership())
	wants(t, "too late", c.Revert(owner.Address, at, data), "NotOwner")
	wants(t, "a second time", c.Revert(heir.Address, at, payout.PackAcceptOwnership()), "NotOwner")
	c.Do(heir, at, data)
}
