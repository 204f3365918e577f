package contracts_test

import (
	"testing"

	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

const depositAmount = 25

// credited wants a receipt to show the deposit, with the transfer that it counts with.
func credited(t *testing.T, c *devtest.Chain, receipt *types.Receipt, payer common.Address, memo common.Hash) {
	t.Helper()
	deposits := logs(receipt, deposit.UnpackDepositEvent)
	if len(deposits) != 1 || deposits[0].Payer != payer || deposits[0].Token != c.Token() || deposits[0].Amount.Uint64() != depositAmount || deposits[0].Memo != memo {
		t.Errorf("deposits %+v", deposits)
	}
	transfers := logs(receipt, token.UnpackTransferEvent)
	if last := transfers[len(transfers)-1]; last.To != contracts.PayoutAddress || last.Value.Uint64() != depositAmount {
		t.Errorf("transfers %+v", last)
	}
	if got := c.Balance(contracts.DepositMemoAddress); got != 0 {
		t.Errorf("the contract keeps %d", got)
	}
}

func TestDepositByApproval(t *testing.T) {
	c := chain(t)
	payer, memo, at := c.Accounts()[1], word("buyer 7"), contracts.DepositMemoAddress
	data := deposit.PackDeposit(c.Token(), number(depositAmount), memo)
	wants(t, "not approved", c.Revert(payer.Address, at, data), "ERC20: transfer amount exceeds allowance")
	c.Do(payer, c.Token(), token.PackApprove(at, number(depositAmount)))
	credited(t, c, c.Do(payer, at, data), payer.Address, memo)
	wants(t, "what is no token", c.Revert(payer.Address, at, deposit.PackDeposit(payee, number(depositAmount), memo)), "TransferRefused")
}

func TestDepositByAuthorizationIsBoundToItsMemo(t *testing.T) {
	c := chain(t)
	relay, payer, memo, salt, at := c.Accounts()[0], c.Accounts()[1], word("buyer 7"), word("salt"), contracts.DepositMemoAddress
	nonce, err := deposit.UnpackNonceOf(c.Call(at, deposit.PackNonceOf(memo, salt)))
	if err != nil {
		t.Fatal(err)
	}
	a := authorization(c, payer.Address, at, depositAmount, nonce)
	s := sign(t, payer, a.ReceiveDigest(separator(c)))
	data := func(memo common.Hash) []byte {
		return deposit.PackDepositWithAuthorization(c.Token(), payer.Address, number(depositAmount), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), memo, salt, s[:])
	}
	wants(t, "for another", c.Revert(relay.Address, at, data(word("thief"))), "FiatTokenV2: invalid signature")
	wants(t, "past the contract", c.Revert(relay.Address, c.Token(),
		token.PackReceiveWithAuthorization0(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), nonce, s[:])), "FiatTokenV2: caller must be the payee")
	credited(t, c, c.Do(relay, at, data(memo)), payer.Address, memo)
	wants(t, "again", c.Revert(relay.Address, at, data(memo)), "FiatTokenV2: authorization is used or canceled")
}

func TestDepositByPermit2IsBoundToItsMemo(t *testing.T) {
	c := chain(t)
	relay, payer, memo, at := c.Accounts()[0], c.Accounts()[1], word("buyer 7"), contracts.DepositMemoAddress
	c.Do(payer, c.Token(), token.PackApprove(contracts.Permit2Address, number(depositAmount)))
	permit := permitFor(c, depositAmount, 3)
	signature := signPermit(t, c, payer, permit, at, "DepositMemo", []field{{"memo", "bytes32", memo}})
	wants(t, "for another", c.Revert(relay.Address, at, deposit.PackDepositWithPermit2(permit, payer.Address, word("thief"), signature)), "InvalidSigner")
	credited(t, c, c.Do(relay, at, deposit.PackDepositWithPermit2(permit, payer.Address, memo, signature)), payer.Address, memo)
	wants(t, "again", c.Revert(relay.Address, at, deposit.PackDepositWithPermit2(permit, payer.Address, memo, signature)), "InvalidNonce")
}
