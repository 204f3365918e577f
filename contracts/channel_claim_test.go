package contracts_test

import (
	"slices"
	"testing"

	"aidollar/chain/devaccount"
	"aidollar/contracts"
	"aidollar/pay/evmsig"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto/secp256k1"
	"github.com/holiman/uint256"
)

func TestVouchersAreClaimedAndSettled(t *testing.T) {
	c := newChannels(t)
	one, two := c.config(1), c.config(2)
	c.deposit(one, 100, "one")
	c.deposit(two, 100, "two")
	batch := channel.ClaimCall([]channel.Claim{c.signed(one, c.payer, 40, 30), c.signed(two, c.payer, 5, 5)})
	events := told(c.send(c.house, batch))
	if len(events) != 2 || events[0].Kind != channel.EventClaimed || events[0].Channel != c.id(one) || events[0].Sender != c.house.Address ||
		events[0].Amount.Uint64() != 30 || events[1].Channel != c.id(two) || events[1].After.Uint64() != 5 {
		t.Errorf("%+v", events)
	}
	// Once more, and a lower one: nothing happens, whatever else is wrong with it.
	lower := c.signed(one, c.payer, 20, 20)
	lower.Signature = nil
	if again := told(c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(one, c.payer, 40, 30), lower}))); len(again) != 0 {
		t.Errorf("claimed again: %+v", again)
	}
	c.has(one, 100, 30)
	events = told(c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(one, c.payer, 40, 40)})))
	if len(events) != 1 || events[0].Amount.Uint64() != 10 || events[0].After.Uint64() != 40 {
		t.Errorf("the rest of a voucher: %+v", events)
	}
	claimed, settled, err := channel.ReadReceiver(c.Call(contracts.BatchSettlementAddress, channel.ReceiverCall(payee, c.Token())))
	if err != nil || claimed.Uint64() != 45 || !settled.IsZero() {
		t.Errorf("%s claimed, %s settled, %v", claimed.Dec(), settled.Dec(), err)
	}
	events = told(c.send(c.relay, channel.SettleCall(payee, c.Token())))
	if len(events) != 1 || events[0].Kind != channel.EventSettled || events[0].Receiver != payee || events[0].Token != c.Token() || events[0].Amount.Uint64() != 45 {
		t.Errorf("%+v", events)
	}
	if again := told(c.send(c.relay, channel.SettleCall(payee, c.Token()))); len(again) != 0 {
		t.Errorf("settled again: %+v", again)
	}
	if got := c.Balance(payee); got != 45 {
		t.Errorf("the receiver has %d", got)
	}
	c.keeps(155)
}

func TestClaimsAreRefused(t *testing.T) {
	c := newChannels(t)
	of, other := c.config(1), c.config(2)
	c.deposit(of, 100, "one")
	c.deposit(other, 100, "two")
	good := c.signed(of, c.payer, 40, 40)
	claim := func(all ...channel.Claim) []byte { return channel.ClaimCall(all) }
	c.refuses("nothing", c.house, claim(), "EmptyBatch")
	c.refuses("by a stranger", c.relay, claim(good), "NotAuthorizedToClaim")
	c.refuses("by the payer", c.payer, claim(good), "NotAuthorizedToClaim")
	c.refuses("above the voucher", c.house, claim(c.signed(of, c.payer, 40, 41)), "ClaimExceedsCeiling")
	c.refuses("above the balance", c.house, claim(c.signed(of, c.payer, 200, 101)), "ClaimExceedsBalance")
	c.refuses("by another's key", c.house, claim(c.signed(of, c.relay, 40, 40)), "InvalidSignature")
	raised := c.signed(of, c.payer, 40, 50)
	raised.Amount.SetUint64(50)
	c.refuses("a raised voucher", c.house, claim(raised), "InvalidSignature")
	moved := good
	moved.Config = *other
	c.refuses("a voucher of another channel", c.house, claim(moved), "InvalidSignature")
	unknown := c.config(3)
	c.refuses("a channel without money", c.house, claim(c.signed(unknown, c.payer, 40, 40)), "ClaimExceedsBalance")

	resigned := func(separator common.Hash) channel.Claim {
		s := sign(t, c.payer, evmsig.VoucherDigest(separator, c.id(of), uint256.NewInt(40)))
		bad := good
		bad.Signature = s[:]
		return bad
	}
	elsewhere := evmsig.Domain{Name: "x402 Batch Settlement", Version: "1", ChainID: c.ChainID(), Contract: contracts.SessionEscrowAddress}
	c.refuses("of another chain", c.house, claim(resigned(evmsig.EscrowSeparator(c.ChainID()+1))), "InvalidSignature")
	c.refuses("of another contract", c.house, claim(resigned(elsewhere.Separator())), "InvalidSignature")
	for what, spoil := range map[string]func([]byte) []byte{
		"no signature":     func([]byte) []byte { return nil },
		"a short one":      func(s []byte) []byte { return s[:64] },
		"a long one":       func(s []byte) []byte { return append(s, 0) },
		"v of 0 or 1":      func(s []byte) []byte { s[64] -= 27; return s },
		"s's twin":         twin,
		"nobody's, v of 0": func([]byte) []byte { return make([]byte, 65) },
	} {
		bad := good
		bad.Signature = spoil(slices.Clone(good.Signature))
		c.refuses(what, c.house, claim(bad), "InvalidSignature")
	}
	// One bad entry stops the good ones with it.
	c.refuses("among good ones", c.house, claim(c.signed(other, c.payer, 10, 10), raised), "InvalidSignature")
	c.has(other, 100, 0)
	c.has(of, 100, 0)
}

// twin is the other signature by the same key of the same message.
func twin(s []byte) []byte {
	order := uint256.MustFromBig(secp256k1.S256().Params().N)
	upper := new(uint256.Int).Sub(order, new(uint256.Int).SetBytes(s[32:64]))
	copy(s[32:64], upper.PaddedBytes(32))
	s[64] = 27 + 28 - s[64]
	return s
}

// A relay claims and refunds with the authorizer's signature, of these entries and
// no others, and both at once by multicall.
func TestOthersClaimWithASignature(t *testing.T) {
	c := newChannels(t)
	of, other := c.config(1), c.config(2)
	c.deposit(of, 100, "one")
	c.deposit(other, 100, "two")
	claims := []channel.Claim{c.signed(of, c.payer, 40, 40), c.signed(other, c.payer, 10, 10)}
	signClaims := func(by devaccount.Account, claims []channel.Claim) []byte {
		s := sign(t, by, channel.ClaimDigest(c.ChainID(), claims))
		return s[:]
	}
	good := signClaims(c.house, claims)
	c.refuses("nothing", c.relay, channel.ClaimSignedCall(nil, good), "EmptyBatch")
	c.refuses("by another's key", c.relay, channel.ClaimSignedCall(claims, signClaims(c.relay, claims)), "InvalidSignature")
	c.refuses("fewer than were signed", c.relay, channel.ClaimSignedCall(claims[:1], good), "InvalidSignature")
	less := slices.Clone(claims)
	less[0].Total.SetUint64(39)
	c.refuses("another total", c.relay, channel.ClaimSignedCall(less, good), "InvalidSignature")
	foreign := *other
	foreign.ReceiverAuthorizer = c.relay.Address
	c.deposit(&foreign, 100, "three")
	mixed := []channel.Claim{claims[0], c.signed(&foreign, c.payer, 10, 10)}
	c.refuses("a channel of another's", c.relay, channel.ClaimSignedCall(mixed, signClaims(c.house, mixed)), "NotReceiverAuthorizer")

	ten, zero := uint256.NewInt(10), new(uint256.Int)
	refunds := func(by devaccount.Account, nonce *uint256.Int) []byte {
		s := sign(t, by, channel.RefundDigest(c.ChainID(), c.id(of), nonce, ten))
		return channel.RefundSignedCall(of, ten, nonce, s[:])
	}
	c.refuses("refunded by another's key", c.relay, refunds(c.relay, zero), "InvalidSignature")
	c.refuses("refunded under another nonce", c.relay, refunds(c.house, uint256.NewInt(1)), "InvalidRefundNonce")
	bad := channel.MulticallCall(channel.ClaimSignedCall(claims, good), refunds(c.relay, zero))
	c.refuses("with a refund that was not signed", c.relay, bad, "InvalidSignature")
	c.has(of, 100, 0)
	both := channel.MulticallCall(channel.ClaimSignedCall(claims, good), refunds(c.house, zero))
	events := told(c.send(c.relay, both))
	if len(events) != 3 || events[2].Kind != channel.EventRefunded || events[2].Amount.Uint64() != 10 || events[2].Sender != c.relay.Address {
		t.Errorf("%+v", events)
	}
	c.has(of, 90, 40)
	c.has(other, 100, 10)
	c.refuses("refunded again", c.relay, refunds(c.house, zero), "InvalidRefundNonce")
}

// Where no key may sign, the payer's code does; where one may, no code is asked.
func TestContractWalletsPayAndAuthorize(t *testing.T) {
	c := newChannels(t)
	deployed := func(owner devaccount.Account, salt string) common.Address {
		c.Do(c.relay, contracts.WalletFactoryAddress, factory.PackDeploy(owner.Address, word(salt)))
		at, err := factory.UnpackWalletOf(c.Call(contracts.WalletFactoryAddress, factory.PackWalletOf(owner.Address, word(salt))))
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	account, authorizer := deployed(c.payer, "payer"), deployed(c.house, "authorizer")
	c.Do(c.payer, c.Token(), token.PackTransfer(account, number(500)))
	of := c.config(1)
	of.Payer, of.PayerAuthorizer, of.ReceiverAuthorizer = account, common.Address{}, authorizer
	c.deposit(of, 100, "one") // the wallet's owner signs
	receiver := channel.ClaimDigest
	claims := []channel.Claim{c.signed(of, c.payer, 40, 40)}
	signature := sign(t, c.house, receiver(c.ChainID(), claims))
	strangers := []channel.Claim{c.signed(of, c.relay, 40, 40)}
	strangersSigned := sign(t, c.house, receiver(c.ChainID(), strangers))
	c.refuses("not the wallet's owner", c.relay, channel.ClaimSignedCall(strangers, strangersSigned[:]), "InvalidSignature")
	c.send(c.relay, channel.ClaimSignedCall(claims, signature[:]))
	c.has(of, 100, 40)
	call := wallet.PackExecute(contracts.BatchSettlementAddress, number(0), channel.RefundCall(of, uint256.NewInt(7)))
	c.Do(c.house, authorizer, call)
	c.has(of, 93, 40)

	// An account whose key delegated to code (EIP-7702) still signs by key where it is the authorizer.
	delegated := c.Accounts()[3]
	keyed := c.config(2)
	keyed.PayerAuthorizer = delegated.Address
	c.deposit(keyed, 100, "two")
	c.Delegate(c.relay, delegated, contracts.WalletAddress)
	c.send(c.house, channel.ClaimCall([]channel.Claim{c.signed(keyed, delegated, 40, 40)}))
	c.has(keyed, 100, 40)
	// A wallet as the authorizer cannot sign: only keys can.
	byWallet := c.config(3)
	byWallet.PayerAuthorizer = account
	c.deposit(byWallet, 100, "three")
	c.refuses("a wallet for an authorizer", c.house, channel.ClaimCall([]channel.Claim{c.signed(byWallet, c.payer, 40, 40)}), "InvalidSignature")
}
