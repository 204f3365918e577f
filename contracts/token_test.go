package contracts_test

import (
	"slices"
	"testing"

	"aidollar/chain/devnet/devtest"
	"aidollar/contracts"
	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

func TestTokenIsUSDCs(t *testing.T) {
	c := chain(t)
	domain, err := token.UnpackDOMAINSEPARATOR(c.Call(c.Token(), token.PackDOMAINSEPARATOR()))
	if err != nil || domain != separator(c) {
		t.Errorf("the domain is %x, %v; wallets sign for %x", domain, err, separator(c))
	}
	decimals, err := token.UnpackDecimals(c.Call(c.Token(), token.PackDecimals()))
	if err != nil || decimals != contracts.TokenDecimals {
		t.Errorf("%d decimals, %v", decimals, err)
	}
	name, err := token.UnpackName(c.Call(c.Token(), token.PackName()))
	if err != nil || name != contracts.TokenName {
		t.Errorf("name %q, %v", name, err)
	}
	version, err := token.UnpackVersion(c.Call(c.Token(), token.PackVersion()))
	if err != nil || version != contracts.TokenVersion {
		t.Errorf("version %q, %v", version, err)
	}
}

func TestAuthorizationIsGoodOnce(t *testing.T) {
	c := chain(t)
	relay, payer := c.Accounts()[0], c.Accounts()[1]
	for i, form := range []func(*evmsig.Authorization, evmsig.Signature) []byte{
		byParts, func(a *evmsig.Authorization, s evmsig.Signature) []byte { return byBytes(a, s[:]) },
	} {
		a := authorization(c, payer.Address, payee, 50, crypto.Keccak256Hash([]byte{byte(i)}))
		signature := sign(t, payer, a.TransferDigest(separator(c)))
		receipt := c.Do(relay, c.Token(), form(a, signature))
		used, moved := logs(receipt, token.UnpackAuthorizationUsedEvent), logs(receipt, token.UnpackTransferEvent)
		if len(used) != 1 || used[0].Authorizer != payer.Address || used[0].Nonce != a.Nonce ||
			len(moved) != 1 || moved[0].From != payer.Address || moved[0].To != payee || moved[0].Value.Uint64() != 50 {
			t.Errorf("form %d: events %+v, %+v", i, used, moved)
		}
		wants(t, "again", c.Revert(relay.Address, c.Token(), form(a, signature)), "FiatTokenV2: authorization is used or canceled")
	}
	if got := c.Balance(payee); got != 100 {
		t.Errorf("the payee has %d", got)
	}
}

func state(t *testing.T, c *devtest.Chain, authorizer common.Address, nonce common.Hash) bool {
	t.Helper()
	used, err := token.UnpackAuthorizationState(c.Call(c.Token(), token.PackAuthorizationState(authorizer, nonce)))
	if err != nil {
		t.Fatal(err)
	}
	return used
}

// That a nonce is spent proves no payment.
func TestCanceledAuthorizationCountsAsUsed(t *testing.T) {
	c := chain(t)
	relay, payer := c.Accounts()[0], c.Accounts()[1]
	for i := range 2 {
		nonce := crypto.Keccak256Hash([]byte{byte(i)})
		if state(t, c, payer.Address, nonce) {
			t.Error("a fresh nonce is spent")
		}
		s := sign(t, payer, evmsig.CancelDigest(separator(c), payer.Address, nonce))
		data := token.PackCancelAuthorization(payer.Address, nonce, s.V(), s.R(), s.S())
		if i == 1 {
			data = token.PackCancelAuthorization0(payer.Address, nonce, s[:])
		}
		if canceled := logs(c.Do(relay, c.Token(), data), token.UnpackAuthorizationCanceledEvent); len(canceled) != 1 || canceled[0].Nonce != nonce {
			t.Errorf("events %+v", canceled)
		}
		if !state(t, c, payer.Address, nonce) {
			t.Error("a canceled nonce is not spent")
		}
		a := authorization(c, payer.Address, payee, 50, nonce)
		wants(t, "canceled", c.Revert(relay.Address, c.Token(), byParts(a, sign(t, payer, a.TransferDigest(separator(c))))),
			"FiatTokenV2: authorization is used or canceled")
	}
}

func TestBadAuthorizationsRevertInUSDCsWords(t *testing.T) {
	c := chain(t)
	relay, payer := c.Accounts()[0], c.Accounts()[1]
	good := authorization(c, payer.Address, payee, 50, word("good"))
	signature := sign(t, payer, good.TransferDigest(separator(c)))
	resigned := func(change func(*evmsig.Authorization)) []byte {
		a := *good
		change(&a)
		return byParts(&a, sign(t, payer, a.TransferDigest(separator(c))))
	}
	altered := func(at int, to byte) []byte {
		b := slices.Clone(signature[:])
		b[at] = to
		return byBytes(good, b)
	}
	order := uint256.MustFromBig(crypto.S256().Params().N)
	high := signature
	var s uint256.Int
	s.SetBytes32(high[32:64])
	s.Sub(order, &s).PutUint256(high[32:64])
	high[64] = 27 + 28 - high[64]
	now := uint64(c.Now().Unix())
	for _, bad := range []struct {
		what string
		data []byte
		want string
	}{
		{"expired", resigned(func(a *evmsig.Authorization) { a.ValidBefore.SetUint64(now - 1) }), "FiatTokenV2: authorization is expired"},
		{"not yet valid", resigned(func(a *evmsig.Authorization) { a.ValidAfter.SetUint64(now + 3000) }), "FiatTokenV2: authorization is not yet valid"},
		{"beyond the balance", resigned(func(a *evmsig.Authorization) { a.Value.SetUint64(1 << 60) }), "ERC20: transfer amount exceeds balance"},
		{"to nobody", resigned(func(a *evmsig.Authorization) { a.To = common.Address{} }), "ERC20: transfer to the zero address"},
		{"upper s", byBytes(good, high[:]), "ECRecover: invalid signature 's' value"},
		{"v counted from 0", altered(64, signature[64]-27), "ECRecover: invalid signature 'v' value"},
		{"64 bytes", byBytes(good, signature[:64]), "ECRecover: invalid signature length"},
		{"another message", altered(5, signature[5]^1), ""},
		{"for receiving", byParts(good, sign(t, payer, good.ReceiveDigest(separator(c)))), "FiatTokenV2: invalid signature"},
		{"another's", byParts(good, sign(t, relay, good.TransferDigest(separator(c)))), "FiatTokenV2: invalid signature"},
	} {
		got := c.Revert(relay.Address, c.Token(), bad.data)
		if bad.want == "" { // the altered r is on the curve or not
			if got != "FiatTokenV2: invalid signature" && got != "ECRecover: invalid signature" {
				t.Errorf("%s: %q", bad.what, got)
			}
			continue
		}
		wants(t, bad.what, got, bad.want)
	}
	receive := token.PackReceiveWithAuthorization(good.From, good.To, good.Value.ToBig(), good.ValidAfter.ToBig(), good.ValidBefore.ToBig(), good.Nonce, 27, [32]byte{}, [32]byte{})
	wants(t, "received by another", c.Revert(relay.Address, c.Token(), receive), "FiatTokenV2: caller must be the payee")
	c.Do(relay, c.Token(), byParts(good, signature))
}

func TestReceiveIsForThePayee(t *testing.T) {
	c := chain(t)
	payer, receiver := c.Accounts()[1], c.Accounts()[2]
	before := c.Balance(receiver.Address)
	for i := range 2 {
		a := authorization(c, payer.Address, receiver.Address, 50, crypto.Keccak256Hash([]byte{byte(i)}))
		s := sign(t, payer, a.ReceiveDigest(separator(c)))
		data := token.PackReceiveWithAuthorization(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s.V(), s.R(), s.S())
		if i == 1 {
			data = token.PackReceiveWithAuthorization0(a.From, a.To, a.Value.ToBig(), a.ValidAfter.ToBig(), a.ValidBefore.ToBig(), a.Nonce, s[:])
		}
		c.Do(receiver, c.Token(), data)
	}
	if got := c.Balance(receiver.Address) - before; got != 100 {
		t.Errorf("the payee got %d", got)
	}
}

func TestPermitApproves(t *testing.T) {
	c := chain(t)
	relay, owner, spender := c.Accounts()[0], c.Accounts()[1], c.Accounts()[2]
	for i := range uint64(2) {
		p := evmsig.Permit{Owner: owner.Address, Spender: spender.Address, Value: *uint256.NewInt(40), Nonce: *uint256.NewInt(i), Deadline: *uint256.NewInt(uint64(c.Now().Unix()) + 60)}
		s := sign(t, owner, p.Digest(separator(c)))
		data := token.PackPermit(p.Owner, p.Spender, p.Value.ToBig(), p.Deadline.ToBig(), s.V(), s.R(), s.S())
		if i == 1 {
			data = token.PackPermit0(p.Owner, p.Spender, p.Value.ToBig(), p.Deadline.ToBig(), s[:])
		}
		c.Do(relay, c.Token(), data)
		wants(t, "again", c.Revert(relay.Address, c.Token(), data), "EIP2612: invalid signature")
		c.Do(spender, c.Token(), token.PackTransferFrom(owner.Address, payee, number(30)))
		wants(t, "beyond the approval", c.Revert(spender.Address, c.Token(), token.PackTransferFrom(owner.Address, payee, number(30))),
			"ERC20: transfer amount exceeds allowance")
	}
	late := token.PackPermit(owner.Address, spender.Address, number(1), number(uint64(c.Now().Unix())-1), 27, [32]byte{}, [32]byte{})
	wants(t, "late", c.Revert(relay.Address, c.Token(), late), "FiatTokenV2: permit is expired")
}

func TestIssuerStopsTransfers(t *testing.T) {
	c := chain(t)
	issuer, payer := c.Accounts()[0], c.Accounts()[1]
	pay := token.PackTransfer(payee, number(5))
	for _, stop := range []struct {
		what           string
		on, off        []byte
		want, stranger string
	}{
		{"payer", token.PackBlacklist(payer.Address), token.PackUnBlacklist(payer.Address), "Blacklistable: account is blacklisted", "Blacklistable: caller is not the blacklister"},
		{"payee", token.PackBlacklist(payee), token.PackUnBlacklist(payee), "Blacklistable: account is blacklisted", "Blacklistable: caller is not the blacklister"},
		{"token", token.PackPause(), token.PackUnpause(), "Pausable: paused", "Pausable: caller is not the pauser"},
	} {
		a := authorization(c, payer.Address, payee, 5, word(stop.what))
		signed := byParts(a, sign(t, payer, a.TransferDigest(separator(c))))
		wants(t, stop.what+" by a stranger", c.Revert(payer.Address, c.Token(), stop.on), stop.stranger)
		before := c.Balance(payee)
		c.Do(issuer, c.Token(), stop.on)
		wants(t, stop.what, c.Revert(payer.Address, c.Token(), pay), stop.want)
		wants(t, stop.what+" by authorization", c.Revert(issuer.Address, c.Token(), signed), stop.want)
		if got := c.Balance(payee); got != before {
			t.Errorf("%s: the balance is shown as %d, was %d", stop.what, got, before)
		}
		c.Do(issuer, c.Token(), stop.off)
		c.Do(payer, c.Token(), pay)
		c.Do(issuer, c.Token(), signed)
	}
}

func TestMintersMint(t *testing.T) {
	c := chain(t)
	issuer, minter := c.Accounts()[0], c.Accounts()[1]
	wants(t, "a stranger", c.Revert(minter.Address, c.Token(), token.PackMint(payee, number(5))), "FiatToken: caller is not a minter")
	wants(t, "a stranger's minter", c.Revert(minter.Address, c.Token(), token.PackConfigureMinter(minter.Address, number(5))), "Ownable: caller is not the owner")
	c.Do(issuer, c.Token(), token.PackConfigureMinter(minter.Address, number(5)))
	c.Do(minter, c.Token(), token.PackMint(payee, number(4)))
	wants(t, "more than allowed", c.Revert(minter.Address, c.Token(), token.PackMint(payee, number(2))), "FiatToken: mint amount exceeds minterAllowance")
	c.Do(minter, c.Token(), token.PackBurn(number(1)))
	c.Do(issuer, c.Token(), token.PackRemoveMinter(minter.Address))
	wants(t, "one that was", c.Revert(minter.Address, c.Token(), token.PackMint(payee, number(1))), "FiatToken: caller is not a minter")
	supply, err := token.UnpackTotalSupply(c.Call(c.Token(), token.PackTotalSupply()))
	if err != nil || supply.Uint64() != 10*1_000_000*1_000_000+3 {
		t.Errorf("supply %v, %v", supply, err)
	}
}
