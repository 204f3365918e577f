package facilitator

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"testing"

	"aidollar/pay/x402"

	"github.com/ethereum/go-ethereum/common"
	"github.com/holiman/uint256"
)

func TestStockPaymentsAreGood(t *testing.T) {
	keys := map[common.Hash]string{}
	for _, c := range trials(t) {
		v := c.verify(t)
		if !v.Valid() || v.Payer != c.payment.Payload.Payer() || v.Deadline != c.now+60 {
			t.Errorf("%s: %+v", c.name, v)
		}
		if other, twice := keys[v.Key]; twice {
			t.Errorf("%s has the key of %s", c.name, other)
		}
		keys[v.Key] = c.name
		if len(c.facts.tried) != 1 {
			t.Errorf("%s: %d calls are tried", c.name, len(c.facts.tried))
		}
		if w := v.Wire(); !w.Valid || common.HexToAddress(w.Payer) != v.Payer {
			t.Errorf("%s: on the wire %+v", c.name, w)
		}
	}
}

// change is one thing that makes a good payment bad.
type change struct {
	name             string
	do               func(*trial)
	transfer, permit string // the reason by EIP-3009 and by Permit2; "" where it does not apply
}

var changes = []change{
	{"scheme", func(c *trial) { c.payment.Accepted.Scheme = "barter" }, ReasonScheme, ReasonScheme},
	{"network", func(c *trial) { c.payment.Accepted.Network = "eip155:1" }, ReasonNetwork, ReasonNetwork},
	{"unknown chain", func(c *trial) { c.verifier.Chains = nil }, ReasonChainNotServed, ReasonChainNotServed},
	{"closed payee", func(c *trial) { c.chain().Closed = []common.Address{c.terms.PayTo} }, ReasonPayeeClosed, ReasonPayeeClosed},
	{"unknown token", func(c *trial) { c.chain().Assets[0].Address[0] ^= 1 }, ReasonAssetNotAllowed, ReasonAssetNotAllowed},
	{"token's name", func(c *trial) { c.chain().Assets[0].Name = "USD Coin" }, ReasonTokenName, ReasonTokenName},
	{"token's version", func(c *trial) { c.chain().Assets[0].Version = "1" }, ReasonTokenVersion, ReasonTokenVersion},
	{"method", func(c *trial) { c.terms.Method = "barter" }, ReasonPayloadType, ReasonPayloadType},
	{"payee", func(c *trial) { c.terms.PayTo[0] ^= 1 }, ReasonRecipient, ReasonPermit2Recipient},
	{"more asked for", func(c *trial) { c.terms.Amount.AddUint64(&c.terms.Amount, 1) }, ReasonValue, ReasonPermit2Amount},
	{"less asked for", func(c *trial) { c.terms.Amount.SubUint64(&c.terms.Amount, 1) }, ReasonValue, ReasonPermit2Amount},
	{"5 seconds left", func(c *trial) { c.now += 55 }, ReasonValidBefore, ReasonPermit2Deadline},
	{"expired", func(c *trial) { c.now += 3600 }, ReasonValidBefore, ReasonPermit2Deadline},
	{"another chain's signature", func(c *trial) { c.terms.Separator[0] ^= 1 }, ReasonSignature, ReasonPermit2Signature},
	{"another's signature", func(c *trial) { c.payment.Payload.Signature[3] ^= 1 }, ReasonSignature, ReasonPermit2Signature},
	{"no signature", func(c *trial) { c.payment.Payload.Signature = nil }, ReasonSignature, ReasonPermit2Signature},
	{"v from 0", func(c *trial) { c.payment.Payload.Signature[64] -= 27 }, ReasonSignature, ReasonPermit2Signature},
	{"nonce used", func(c *trial) { c.facts.used = true }, ReasonNonceUsed, ReasonPermit2Nonce},
	{"a unit short", func(c *trial) { c.facts.balance = c.terms.Amount.Uint64() - 1 }, ReasonBalance, ReasonPermit2Balance},
	{"reverts", func(c *trial) { c.facts.revert = "Pausable: paused" }, ReasonSimulation, ReasonPermit2Simulation},
	{"drained meanwhile", func(c *trial) { c.facts.revert = "ERC20: transfer amount exceeds balance" }, ReasonBalance, ReasonPermit2Balance},
	{"account says no", func(c *trial) { c.facts.code[c.payment.Payload.Payer()] = []byte{0xef, 1, 0} }, ReasonSignature, ReasonPermit2Signature},
	{"not yet", func(c *trial) {
		if p := c.payment.Payload.Permit2; p != nil {
			p.ValidAfter.SetUint64(c.now + 1)
		} else {
			c.payment.Payload.Transfer.ValidAfter.SetUint64(c.now + 1)
		}
	}, ReasonValidAfter, ReasonPermit2NotYet},
	{"no approval", func(c *trial) { c.facts.allowance = c.terms.Amount.Uint64() - 1 }, "", ReasonPermit2Allowance},
	{"other spender", func(c *trial) { c.payment.Payload.Permit2.Spender[0] ^= 1 }, "", ReasonPermit2Spender},
	{"other token", func(c *trial) { c.payment.Payload.Permit2.Token[0] ^= 1 }, "", ReasonPermit2Token},
}

func (c *trial) chain() *Chain { return c.verifier.Chains[c.terms.ChainID] }

func TestBadPaymentsAreRefused(t *testing.T) {
	for _, ch := range changes {
		for _, c := range trials(t) {
			want := ch.transfer
			if c.terms.Method == x402.MethodPermit2 {
				want = ch.permit
			}
			switch {
			case want == "":
				continue
			case c.terms.Scheme == x402.SchemeUpto && want == ReasonScheme:
				want = ReasonUptoScheme
			case c.terms.Scheme == x402.SchemeUpto && want == ReasonNetwork:
				want = ReasonUptoNetwork
			case c.payment.Version == 1 && want == ReasonValue:
				want = ReasonValueV1
			}
			ch.do(c)
			v := c.verify(t)
			if v.Reason != want || v.Message == "" || v.Key != (common.Hash{}) {
				t.Errorf("%s, %s: %q (%s), want %q", c.name, ch.name, v.Reason, v.Message, want)
			}
			if w := v.Wire(); w.Valid || w.InvalidReason != want {
				t.Errorf("%s, %s: on the wire %+v", c.name, ch.name, w)
			}
		}
	}
}

// A node that is down says nothing about the payer.
func TestUnknownFactsDecideNothing(t *testing.T) {
	for _, down := range []string{"state", "signature", "simulate"} {
		for _, c := range trials(t) {
			if down == "signature" {
				c.facts.code[c.payment.Payload.Payer()] = []byte{1}
			}
			c.facts.down = down
			if v, err := c.verifier.Verify(context.Background(), c.payment, c.terms, c.now); !errors.Is(err, errDown) || v != nil {
				t.Errorf("%s without %s: %+v, %v", c.name, down, v, err)
			}
		}
	}
}

// An account with code decides itself, also where its key has signed: the token
// would ask it too. That is how accounts delegated by EIP-7702 sign.
func TestAccountsWithCodeDecide(t *testing.T) {
	for _, c := range trials(t) {
		payer := c.payment.Payload.Payer()
		c.facts.code[payer] = append([]byte{0xef, 0x01, 0x00}, make([]byte, 20)...)
		c.facts.byAccount = true
		signature := slices.Repeat([]byte{7}, 200) // no key's
		c.payment.Payload.Signature = signature
		if v := c.verify(t); !v.Valid() {
			t.Errorf("%s: %s: %s", c.name, v.Reason, v.Message)
		}
		if c.payment.Payload.Transfer != nil && !bytes.Equal(c.facts.tried[0].Data[:4], transferByAccount) {
			t.Errorf("%s: the token is not told to ask the account", c.name)
		}
		c.payment.Payload.Signature = slices.Repeat([]byte{27}, 65) // as long as a key's
		if v := c.verify(t); !v.Valid() || c.payment.Payload.Transfer != nil && !bytes.Equal(c.facts.tried[0].Data[:4], transferByAccount) {
			t.Errorf("%s: a short signature of an account: %s, tried as %x", c.name, v.Reason, c.facts.tried[0].Data[:4])
		}
		c.payment.Payload.Signature = signature
		c.verify(t)
		if !bytes.Equal(c.facts.asked, signature) {
			t.Errorf("%s: the account was asked about %x", c.name, c.facts.asked)
		}
	}
}

func wrap(factory common.Address, call, inner []byte) []byte {
	var a arguments
	a.address(factory)
	a.uint(uint256.NewInt(96))
	pad := func(b []byte) []byte { return append(bytes.Clone(b), make([]byte, -len(b)&31)...) }
	a.uint(uint256.NewInt(uint64(96 + 32 + len(pad(call)))))
	for _, part := range [][]byte{call, inner} {
		a.uint(uint256.NewInt(uint64(len(part))))
		a = append(a, pad(part)...)
	}
	return append(a, bytes.Repeat([]byte{0x64, 0x92}, 16)...)
}

// An undeployed account makes whoever settles call what the payer wrote: only
// factories on the list are called, and by default none is.
func TestOnlyKnownFactoriesDeploy(t *testing.T) {
	factory, call, inner := common.HexToAddress("0xfac"), []byte("deploy me"), []byte("signed by the account")
	for _, c := range trials(t) {
		byPermit2 := c.terms.Method == x402.MethodPermit2
		c.payment.Payload.Signature = wrap(factory, call, inner)
		want := ReasonFactory
		if byPermit2 {
			want = ReasonPermit2Signature
		}
		if v := c.verify(t); v.Reason != want || c.facts.tried != nil {
			t.Errorf("%s: %q, want %q; tried %v", c.name, v.Reason, want, c.facts.tried)
		}
		c.chain().Factories = []common.Address{factory}
		v := c.verify(t)
		if byPermit2 {
			if v.Reason != want {
				t.Errorf("%s: %q, want %q", c.name, v.Reason, want)
			}
		} else if !v.Valid() || len(c.facts.tried) != 2 || c.facts.tried[0].To != factory || !bytes.Equal(c.facts.tried[0].Data, call) ||
			!bytes.Contains(c.facts.tried[1].Data, inner) || bytes.Contains(c.facts.tried[1].Data, []byte{0x64, 0x92, 0x64, 0x92}) {
			t.Errorf("%s: %q; tried %x", c.name, v.Reason, c.facts.tried)
		}
		// Once deployed the account is asked, without the wrapper, and no factory.
		c.facts.code[c.payment.Payload.Payer()], c.facts.byAccount = []byte{1}, true
		if v := c.verify(t); !v.Valid() || v.Deployment != nil || !bytes.Equal(c.facts.asked, inner) {
			t.Errorf("%s: %+v, asked about %q", c.name, v, c.facts.asked)
		}
	}
}

func TestUptoIsSettledByTheOneWhomThePayerNamed(t *testing.T) {
	for _, c := range trials(t) {
		if c.terms.Scheme != x402.SchemeUpto {
			continue
		}
		if v := c.verify(t); v.Sender != c.terms.Facilitator || c.facts.from != c.terms.Facilitator {
			t.Errorf("sent by %s, tried by %s", v.Sender, c.facts.from)
		}
		other := *c.chain()
		other.Settlers = []common.Address{{1}}
		c.verifier.Chains = map[uint64]*Chain{c.terms.ChainID: &other}
		if v := c.verify(t); v.Reason != ReasonUptoFacilitator {
			t.Errorf("another facilitator's payment: %q", v.Reason)
		}
	}
}
