package facilitator

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

func TestCallsAreViems(t *testing.T) {
	file := stock(t)
	for i, c := range trials(t) {
		want := file.Calls[i]
		amount := c.terms.Amount
		if c.terms.Scheme == x402.SchemeUpto {
			amount.SetUint64(77)
		}
		calls, err := c.verify(t).Calls(c.payment, &amount)
		if err != nil || len(calls) != 1 || calls[0].To != want.To || !bytes.Equal(calls[0].Data, want.Data) {
			t.Errorf("%s: %v\ngot  %x\nwant %x", c.name, err, calls, want.Data)
		}
		signature := c.payment.Payload.Signature
		if p := c.payment.Payload.Permit2; p != nil {
			key, err := evmsig.ParseSignature(signature)
			if err != nil {
				t.Fatal(err)
			}
			permit := &SignedPermit{evmsig.Permit{Value: p.Amount, Deadline: p.Deadline}, key}
			call := ExactCall(p, signature, permit)
			if c.terms.Scheme == x402.SchemeUpto {
				call = UptoCall(p, &amount, signature, permit)
			}
			if !bytes.Equal(call.Data, want.Permit) {
				t.Errorf("%s with a permit:\ngot  %x\nwant %x", c.name, call.Data, want.Permit)
			}
			continue
		}
		call := TransferCall(c.terms.Asset, c.payment.Payload.Transfer, append(signature, 0), false)
		if !bytes.Equal(call.Data, want.Wallet) {
			t.Errorf("%s by an account:\ngot  %x\nwant %x", c.name, call.Data, want.Wallet)
		}
	}
}

func TestAmountsThatMaySettle(t *testing.T) {
	for _, c := range trials(t) {
		upto := c.terms.Scheme == x402.SchemeUpto
		signed := c.terms.Amount.Uint64()
		for _, amount := range []uint64{0, 1, signed - 1, signed, signed + 1} {
			c.terms.Amount.SetUint64(amount)
			v, err := c.verifier.VerifyToSettle(context.Background(), c.payment, c.terms, c.now)
			if err != nil {
				t.Fatal(err)
			}
			fine := amount == signed || upto && amount < signed
			if v.Valid() != fine || fine && v.Amount.Uint64() != amount {
				t.Errorf("%s: %d of %d: %q, amount %s", c.name, amount, signed, v.Reason, v.Amount.Dec())
			}
			if upto && amount > signed && v.Reason != ReasonUptoExceeds {
				t.Errorf("%s: more than signed: %q", c.name, v.Reason)
			}
			if !fine {
				continue
			}
			calls, err := v.Calls(c.payment, &v.Amount)
			if wanted := min(amount, 1); err != nil || len(calls) != int(wanted) {
				t.Errorf("%s: %d calls for %d: %v", c.name, len(calls), amount, err)
			}
			if _, err := v.Calls(c.payment, uint256.NewInt(signed+1)); err == nil {
				t.Errorf("%s: more than signed is moved", c.name)
			}
		}
	}
}

func TestPermitsGoAlong(t *testing.T) {
	private, err := crypto.ToECDSA(crypto.Keccak256([]byte("a key of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	signature, err := evmsig.Sign(crypto.Keccak256Hash(nil), private)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range trials(t) {
		p := c.payment.Payload.Permit2
		if p == nil {
			continue
		}
		good := map[string]string{
			"from": p.From.Hex(), "asset": p.Token.Hex(), "spender": evmsig.Permit2.Hex(), "amount": p.Amount.Dec(), "nonce": "0",
			"deadline": p.Deadline.Dec(), "signature": hexutil.Encode(signature[:]), "version": "1",
		}
		c.facts.allowance = 0
		with := func(name, value string) *Verdict {
			info := map[string]string{}
			for k, v := range good {
				info[k] = v
			}
			info[name] = value
			c.payment.Extensions = json.RawMessage(`{"eip2612GasSponsoring":{"info":{"description":"as said by the server"}}}`)
			if err := c.payment.AddInfo(ExtensionPermit, info); err != nil {
				t.Fatal(err)
			}
			return c.verify(t)
		}
		v := with("nonce", "5")
		if !v.Valid() || v.Permit == nil || v.Permit.Nonce.Uint64() != 5 || v.Permit.Signature != signature {
			t.Fatalf("%s: %+v", c.name, v)
		}
		if calls, err := v.Calls(c.payment, &v.Amount); err != nil || bytes.Equal(calls[0].Data[:4], exactSettle) || bytes.Equal(calls[0].Data[:4], uptoSettle) {
			t.Errorf("%s: the permit does not go along: %x, %v", c.name, calls, err)
		}
		other := "0x0000000000000000000000000000000000000001"
		for _, x := range []struct{ name, value, want string }{
			{"from", other, ReasonPermitFrom}, {"asset", other, ReasonPermitAsset}, {"spender", other, ReasonPermitSpender},
			{"amount", "1", ReasonPermitAmount}, {"deadline", "1790000005", ReasonPermitDeadline}, {"from", "me", ReasonPermitFormat},
			{"amount", "1e3", ReasonPermitFormat}, {"nonce", "-1", ReasonPermitFormat}, {"signature", "0x00", ReasonPermitFormat},
			{"version", "", ReasonPermit2Allowance}, // not complete, so none
		} {
			if v := with(x.name, x.value); v.Reason != x.want {
				t.Errorf("%s: %s %q: %q (%s), want %q", c.name, x.name, x.value, v.Reason, v.Message, x.want)
			}
		}
	}
}
