package e2e

import (
	"net/http"
	"testing"
	"time"

	"aidollar/chain/devaccount"
	"aidollar/chain/devnet"
	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// TestAccountsWithCodePay has accounts with code buy: one that its factory deployed
// (ERC-1271), one that is yet to be deployed (ERC-6492), and one whose key delegates
// to code (EIP-7702). No stock client signs for the second kind, so the test does.
func TestAccountsWithCodePay(t *testing.T) {
	t.Parallel()
	c := devtest.Start(t, devnet.Options{})
	d := startDemo(t, "--rpc", c.RPC(), "--data", t.TempDir())
	relay, owner, delegated := c.Accounts()[3], c.Accounts()[4], c.Accounts()[5]
	token, factory := contracts.NewTestDollar(), contracts.NewTestWalletFactory()
	account := func(salt common.Hash) common.Address {
		return must[common.Address](t)(factory.UnpackWalletOf(c.Call(contracts.WalletFactoryAddress, factory.PackWalletOf(owner.Address, salt))))
	}
	deployed, yet := account(common.Hash{1}), account(common.Hash{2})
	for _, to := range []common.Address{deployed, yet} {
		c.Do(relay, c.Token(), token.PackTransfer(to, uint256.NewInt(1_000_000).ToBig()))
	}
	c.Do(relay, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, common.Hash{1}))
	c.Delegate(relay, delegated, contracts.WalletAddress)
	before := c.Balance(delegated.Address)

	plain := func(signature []byte) []byte { return signature }
	wrapped := func(signature []byte) []byte {
		return wrap(t, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, common.Hash{2}), signature)
	}
	for _, w := range []struct {
		what string
		from common.Address
		key  devaccount.Account
		form func([]byte) []byte
		had  uint64
	}{
		{"deployed", deployed, owner, plain, 1_000_000},
		{"yet to be deployed", yet, owner, wrapped, 1_000_000},
		{"delegated", delegated.Address, delegated, plain, before},
	} {
		a := buyFact(t, d, w.from, w.key, w.form)
		if a.status != http.StatusOK || a.header.Get("X-Aidollar-Cost") != "0.02" {
			t.Errorf("an account that is %s: %d: %s", w.what, a.status, a.body)
		}
		if left := c.Balance(w.from); left != w.had-20_000 {
			t.Errorf("an account that is %s has %d left of %d", w.what, left, w.had)
		}
	}
	code := must[[]byte](t)(c.Client.CodeAt(t.Context(), yet, nil))
	if len(code) == 0 {
		t.Error("the account is not deployed")
	}
	// Somebody else's factory is not called: what it does is anybody's guess.
	foreign := func(signature []byte) []byte { return wrap(t, contracts.TokenAddress, []byte{1}, signature) }
	if a := buyFact(t, d, account(common.Hash{3}), owner, foreign); a.status != http.StatusPaymentRequired {
		t.Errorf("a factory that nobody knows: %d: %s", a.status, a.body)
	}
}

// buyFact pays for the demo's route with what a key signs for an account.
func buyFact(t *testing.T, d *demo, from common.Address, key devaccount.Account, form func([]byte) []byte) answer {
	t.Helper()
	asked := must[answer](t)(party{}.send(http.MethodGet, d.PaidURL, nil))
	required := must[*x402.Required](t)(x402.ReadRequired(asked.header.Get, []byte(asked.body)))
	terms := must[*x402.Terms](t)(required.Accepts[0].Terms(2))
	p := must[*x402.Payment](t)(required.Answer(0, ""))
	a := &evmsig.Authorization{
		From: from, To: terms.PayTo, Value: terms.Amount, ValidBefore: *uint256.NewInt(uint64(time.Now().Unix()) + 200),
		Nonce: crypto.Keccak256Hash(from[:], []byte(t.Name())),
	}
	p.Payload.Transfer = a
	signature := must[evmsig.Signature](t)(evmsig.Sign(a.TransferDigest(terms.Separator), key.Key))
	p.Payload.Signature = form(signature[:])
	header := must[string](t)(p.Header())
	return must[answer](t)(party{}.send(http.MethodGet, d.PaidURL, nil, p.HeaderName(), header))
}

// wrap is a signature by an account that is yet to be deployed (ERC-6492).
func wrap(t *testing.T, factory common.Address, call, signature []byte) []byte {
	t.Helper()
	kind := func(name string) abi.Argument {
		return abi.Argument{Type: must[abi.Type](t)(abi.NewType(name, "", nil))}
	}
	body := must[[]byte](t)(abi.Arguments{kind("address"), kind("bytes"), kind("bytes")}.Pack(factory, call, signature))
	return append(body, common.FromHex("6492649264926492649264926492649264926492649264926492649264926492")...)
}
