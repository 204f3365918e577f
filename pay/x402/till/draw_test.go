package till

import (
	"errors"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// TestAChannelNamesItsKey: vouchers are taken by the key that their channel names, and by
// no account's code, nor by a key that could delegate to code that denies it.
func TestAChannelNamesItsKey(t *testing.T) {
	till := newTill(t, &facts{funds: 1 << 30, code: []byte{1}}) // whose code says yes to everything
	till.tokens[0].WithdrawDelay = channel.WithdrawDelayMin
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	way := asked.Accepts[len(asked.Accepts)-1]
	terms, err := way.Terms(2)
	if err != nil || way.Scheme != x402.SchemeBatch {
		t.Fatalf("%s: %v", way.Scheme, err)
	}
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("a payer of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	draw := func(authorizer common.Address) error {
		config := channel.Config{
			Payer: crypto.PubkeyToAddress(key.PublicKey), PayerAuthorizer: authorizer, Receiver: terms.PayTo, ReceiverAuthorizer: terms.ReceiverAuthorizer,
			Token: terms.Asset, WithdrawDelay: terms.WithdrawDelay,
		}
		v := channel.Voucher{Channel: config.ID(chainID), Amount: *uint256.NewInt(20_000)}
		signature, err := evmsig.Sign(v.Digest(chainID), key)
		if err != nil {
			t.Fatal(err)
		}
		v.Signature = signature[:]
		resource := asked.Resource
		_, err = till.Draw(&x402.Payment{Version: 2, Accepted: way, Resource: &resource, Payload: x402.Payload{Channel: &x402.Channel{Type: x402.TypeVoucher, Config: config, Voucher: v}}}, asked)
		return err
	}
	if err := draw(crypto.PubkeyToAddress(key.PublicKey)); err != nil {
		t.Errorf("by the key that is named: %v", err)
	}
	for _, authorizer := range []common.Address{{}, {7}} {
		var refused *Refusal
		if err := draw(authorizer); !errors.As(err, &refused) || refused.Code != channel.ReasonVoucherSignature {
			t.Errorf("with %s named: %v", authorizer, err)
		}
	}
}
