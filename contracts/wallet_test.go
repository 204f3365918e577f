package contracts_test

import (
	"math/big"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var (
	token   = contracts.NewTestDollar()
	payout  = contracts.NewPayout()
	deposit = contracts.NewDepositMemo()
	permit2 = contracts.NewPermit2()
	exact   = contracts.NewX402ExactPermit2Proxy()
	upto    = contracts.NewX402UptoPermit2Proxy()
	wallet  = contracts.NewTestWallet()
	factory = contracts.NewTestWalletFactory()
)

// payee starts with nothing.
var payee = common.HexToAddress("0x5E113800000000000000000000000000000000A1")

func chain(t *testing.T) *devtest.Chain {
	t.Parallel()
	return devtest.Start(t, devnet.Options{Instant: true})
}

func separator(c *devtest.Chain) common.Hash {
	return evmsig.Domain{Name: contracts.TokenName, Version: contracts.TokenVersion, ChainID: c.ChainID(), Contract: c.Token()}.Separator()
}

func number(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

func word(text string) common.Hash { return crypto.Keccak256Hash([]byte(text)) }

// authorization is good for an hour.
func authorization(c *devtest.Chain, from, to common.Address, value uint64, nonce common.Hash) *evmsig.Authorization {
	return &evmsig.Authorization{
		From: from, To: to, Value: *uint256.NewInt(value),
		ValidBefore: *uint256.NewInt(uint64(c.Now().Unix()) + 3600), Nonce: nonce,
	}
}

func sign(t *testing.T, by devaccount.Account, digest common.Hash) evmsig.Signature {
	t.Helper()
	s, err := evmsig.Sign(digest, by.Key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// byBytes is a transfer in the form that takes a signature as it is.
func byBytes(a *evmsig.Authorization, signature []byte) []byte {
	return token.PackTransferWithAuthorization0(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, signature)
}

// byParts is a transfer in the form that takes v, r and s.
func byParts(a *evmsig.Authorization, s evmsig.Signature) []byte {
	return token.PackTransferWithAuthorization(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s.V(), s.R(), s.S())
}

func wants(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: reverts with %q, want %q", what, got, want)
	}
}

// logs are the events of one kind in a receipt.
func logs[E any](receipt *types.Receipt, unpack func(*types.Log) (*E, error)) (found []*E) {
	for _, log := range receipt.Logs {
		if event, err := unpack(log); err == nil {
			found = append(found, event)
		}
	}
	return found
}

// An account with code is asked whether it signed, in every form of signature: one
// that a factory deployed, and one whose key delegated to the code by EIP-7702.
func TestAccountsWithCodeSign(t *testing.T) {
	c := chain(t)
	relay, owner, delegated := c.Accounts()[0], c.Accounts()[1], c.Accounts()[2]
	salt := word("salt")
	account, err := factory.UnpackWalletOf(c.Call(contracts.WalletFactoryAddress, factory.PackWalletOf(owner.Address, salt)))
	if err != nil {
		t.Fatal(err)
	}
	c.Do(relay, c.Token(), token.PackTransfer(account, number(100)))
	a := authorization(c, account, payee, 40, word("by a wallet"))
	signature := sign(t, owner, a.TransferDigest(separator(c)))
	wants(t, "before its deployment", c.Revert(relay.Address, c.Token(), byBytes(a, signature[:])), "FiatTokenV2: invalid signature")

	c.Do(relay, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, salt))
	c.Do(relay, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, salt)) // as a wrapper may be sent twice
	c.Do(relay, c.Token(), byBytes(a, signature[:]))
	other := authorization(c, account, payee, 40, word("by another"))
	byRelay := sign(t, relay, other.TransferDigest(separator(c)))
	wants(t, "another's key", c.Revert(relay.Address, c.Token(), byBytes(other, byRelay[:])), "FiatTokenV2: invalid signature")
	byOwner := sign(t, owner, other.TransferDigest(separator(c)))
	c.Do(relay, c.Token(), byParts(other, byOwner))

	pay := token.PackTransfer(payee, number(13))
	wants(t, "told by another", c.Revert(relay.Address, account, wallet.PackExecute(c.Token(), number(0), pay)), "NotOwner")
	c.Do(owner, account, wallet.PackExecute(c.Token(), number(0), pay))

	c.Delegate(relay, delegated, contracts.WalletAddress)
	a = authorization(c, delegated.Address, payee, 7, word("by a delegated account"))
	signature = sign(t, delegated, a.TransferDigest(separator(c)))
	c.Do(relay, c.Token(), byBytes(a, signature[:]))
	if got := c.Balance(payee); got != 100 {
		t.Errorf("the payee has %d", got)
	}
}
