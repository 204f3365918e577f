package wallet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"aidollar/pay/evmsig"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const now = 1_790_000_000

// offers are the 402s of the stock libraries' test data, by the payment's name.
func offers(t testing.TB) map[string]*x402.Required {
	text, err := os.ReadFile("../testdata/stock.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Payments []struct {
			Name, Required string
			Version        int
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	all := map[string]*x402.Required{}
	for _, p := range file.Payments {
		var r *x402.Required
		if p.Version == 1 {
			r, err = x402.ParseRequired([]byte(p.Required))
		} else {
			r, err = x402.ParseRequiredHeader(p.Required)
		}
		if err != nil {
			t.Fatal(err)
		}
		all[p.Name] = r
	}
	return all
}

var asset = common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e")

func key(t testing.TB) Key {
	private, err := crypto.ToECDSA(crypto.Keccak256([]byte("a payer of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	return NewKey(private)
}

// purse is a wallet with limits in the test token.
func purse(t testing.TB, payment, total uint64, chain Approvals) *Wallet {
	w, err := New(key(t), []Token{{84532, asset, *uint256.NewInt(payment), *uint256.NewInt(total)}}, chain)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// fine is a chain on which everybody is rich and nothing has happened.
type fine struct{ facilitator.Facts }

func (fine) State(context.Context, facilitator.Question) (facilitator.State, error) {
	return facilitator.State{Balance: *uint256.NewInt(1 << 60), Allowance: *uint256.NewInt(1 << 60)}, nil
}
func (fine) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return "", nil
}

// judged sends the payment over the wire and has it verified.
func judged(t testing.TB, r *x402.Required, p *x402.Payment) *facilitator.Verdict {
	t.Helper()
	header, err := p.Header()
	if err != nil {
		t.Fatal(err)
	}
	received, err := x402.ParsePaymentHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	way := x402.Match(r.Accepts, received)
	if way < 0 {
		t.Fatalf("the payment matches nothing that is offered: %s", received.Wire)
	}
	if err := x402.Echoes(r.Extensions, received); err != nil {
		t.Fatal(err)
	}
	terms, err := r.Accepts[way].Terms(r.Version)
	if err != nil {
		t.Fatal(err)
	}
	verifier := facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{terms.ChainID: {
		Facts: fine{}, Assets: []facilitator.Asset{{Address: asset}}, Settlers: []common.Address{terms.Facilitator},
	}}}
	verdict, err := verifier.Verify(context.Background(), received, terms, now)
	if err != nil {
		t.Fatal(err)
	}
	return verdict
}

func TestWhatIsPaidIsGood(t *testing.T) {
	for name, r := range offers(t) {
		w := purse(t, 1<<40, 1<<40, nil)
		p, terms, err := w.Pay(context.Background(), r, "", now)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if v := judged(t, r, p); !v.Valid() || v.Payer != w.Address() {
			t.Errorf("%s: %s: %s", name, v.Reason, v.Message)
		}
		if spent := w.Spent(84532, asset); spent != terms.Amount {
			t.Errorf("%s: %s are spent, %s were signed", name, spent.Dec(), terms.Amount.Dec())
		}
		other, _, err := w.Pay(context.Background(), r, "", now)
		if err != nil || other.Payload.Nonce() == p.Payload.Nonce() {
			t.Errorf("%s: two payments have one nonce, or %v", name, err)
		}
	}
}

func TestLimits(t *testing.T) {
	ctx := context.Background()
	r := offers(t)["eip3009"] // asks for 10000
	for name, c := range map[string]struct {
		wallet *Wallet
		code   string
	}{
		"a unit short at a time": {purse(t, 9999, 1<<40, nil), CodePaymentMax},
		"another token":          {other(t), CodeNotAllowed},
	} {
		_, _, err := c.wallet.Pay(ctx, r, "", now)
		var no *NoWay
		if !errors.As(err, &no) || no.Code() != c.code || no.Ways[0].Path != "accepts[0]" {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := purse(t, 10000, 29999, nil)
	var last *x402.Payment
	for range 2 {
		var err error
		if last, _, err = w.Pay(ctx, r, "", now); err != nil {
			t.Fatal(err)
		}
	}
	var no *NoWay
	if _, _, err := w.Pay(ctx, r, "", now); !errors.As(err, &no) || no.Code() != CodeTotalMax {
		t.Errorf("beyond the limit: %v", err)
	}
	if err := w.Release(last.Payload.Nonce(), uint256.NewInt(10001)); err == nil {
		t.Error("more is settled than was signed")
	}
	if err := w.Release(last.Payload.Nonce(), uint256.NewInt(1)); err != nil {
		t.Fatal(err)
	}
	if spent := w.Spent(84532, asset); spent.Uint64() != 10001 {
		t.Errorf("%s are spent", spent.Dec())
	}
	if err := w.Release(last.Payload.Nonce(), nil); err == nil {
		t.Error("a payment is released twice")
	}
}

func other(t testing.TB) *Wallet {
	w, err := New(key(t), []Token{{1, asset, *uint256.NewInt(1), *uint256.NewInt(1)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestTheLimitHoldsForManyAtOnce(t *testing.T) {
	r := offers(t)["eip3009"]
	w := purse(t, 10000, 10*10000, nil)
	var paid atomic.Int32
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if _, _, err := w.Pay(context.Background(), r, "", now); err == nil {
				paid.Add(1)
			}
		})
	}
	all.Wait()
	if paid.Load() != 10 {
		t.Errorf("%d payments are signed, the limit allows 10", paid.Load())
	}
}

func TestTheFirstWayThatCanBeTaken(t *testing.T) {
	good := offers(t)["eip3009"]
	way := func(change func(*x402.Requirements)) x402.Requirements {
		c := good.Accepts[0]
		c.Wire = nil
		change(&c)
		return c
	}
	r := *good
	r.Accepts = []x402.Requirements{
		way(func(c *x402.Requirements) { c.Network = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp" }),
		way(func(c *x402.Requirements) { c.Scheme = "barter" }),
		way(func(c *x402.Requirements) { c.Amount = "0.5" }),
		way(func(c *x402.Requirements) { c.Extra = json.RawMessage(`{}`) }),
		way(func(c *x402.Requirements) {
			c.Extra = json.RawMessage(`{"name":"USDC","version":"2","paymentFlow":"upfront"}`)
		}),
		way(func(c *x402.Requirements) { c.Amount = "77" }),
	}
	w := purse(t, 1<<40, 1<<40, nil)
	_, terms, err := w.Pay(context.Background(), &r, "", now)
	if err != nil || terms.Amount.Uint64() != 77 {
		t.Errorf("paid by %+v, %v", terms, err)
	}
	r.Accepts = r.Accepts[:5]
	if _, terms, err = w.Pay(context.Background(), &r, "", now); err != nil || terms.Flow != x402.FlowUpfront {
		t.Errorf("paid by %+v, %v", terms, err)
	}
	r.Accepts = r.Accepts[:4]
	_, _, err = w.Pay(context.Background(), &r, "", now)
	var no *NoWay
	if !errors.As(err, &no) || len(no.Ways) != 4 || no.Code() != CodeNoWay {
		t.Fatalf("%v", err)
	}
	for i, want := range []string{x402.CodeNetwork, x402.CodeScheme, x402.CodeAmount, x402.CodeDomain} {
		if no.Ways[i].Code != want || !strings.HasPrefix(no.Ways[i].Path, fmt.Sprintf("accepts[%d]", i)) {
			t.Errorf("way %d: %+v, want %s", i, no.Ways[i], want)
		}
	}
}

func TestASignatureIsNotMoneyForLong(t *testing.T) {
	r := *offers(t)["eip3009"]
	r.Accepts = append([]x402.Requirements(nil), r.Accepts...)
	r.Accepts[0].MaxTimeoutSeconds, r.Accepts[0].Wire = 30*24*3600, nil
	p, _, err := purse(t, 1<<40, 1<<40, nil).Pay(context.Background(), &r, "", now)
	if err != nil {
		t.Fatal(err)
	}
	if end := p.Payload.Transfer.ValidBefore.Uint64(); end != now+validityMax {
		t.Errorf("valid for %d seconds", end-now)
	}
}

// approvals says what Permit2 may take.
type approvals struct {
	may  uint64
	fail error
}

func (a approvals) Allowance(context.Context, uint64, common.Address, common.Address, common.Address) (uint256.Int, error) {
	return *uint256.NewInt(a.may), a.fail
}

func (a approvals) PermitNonce(context.Context, uint64, common.Address, common.Address) (uint256.Int, error) {
	return *uint256.NewInt(3), nil
}

func TestApprovalsAreSignedWhereTheServerSendsThem(t *testing.T) {
	for _, name := range []string{"permit2", "upto"} {
		r := *offers(t)[name]
		enough := r.Accepts[0].Amount
		if p, _, err := purse(t, 1<<40, 1<<40, approvals{may: 1 << 50}).Pay(context.Background(), &r, "", now); err != nil || strings.Contains(string(p.Extensions), extensionPermit) {
			t.Errorf("%s with approval: %v", name, err)
		}
		poor := purse(t, 1<<40, 1<<40, approvals{may: 9})
		var no *NoWay
		if _, _, err := poor.Pay(context.Background(), &r, "", now); !errors.As(err, &no) || no.Code() != CodeApproval {
			t.Errorf("%s without approval: %v", name, err)
		}
		if spent := poor.Spent(84532, asset); !spent.IsZero() {
			t.Errorf("%s: what was not signed counts as %s", name, spent.Dec())
		}
		r.Extensions = json.RawMessage(`{"eip2612GasSponsoring":{"info":{"description":"sent along","version":"1"},"schema":{}}}`)
		p, terms, err := poor.Pay(context.Background(), &r, "", now)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		v := judged(t, &r, p)
		if !v.Valid() || v.Permit == nil || v.Permit.Value.Dec() != enough || v.Permit.Nonce.Uint64() != 3 {
			t.Fatalf("%s: %+v", name, v)
		}
		domain := evmsig.Domain{Name: terms.Name, Version: terms.Version, ChainID: terms.ChainID, Contract: asset}
		if signer, err := v.Permit.Signature.Recover(v.Permit.Digest(domain.Separator())); err != nil || signer != poor.Address() {
			t.Errorf("%s: the approval is signed by %s, %v", name, signer, err)
		}
		if _, _, err := purse(t, 1<<40, 1<<40, approvals{fail: errors.New("down")}).Pay(context.Background(), &r, "", now); err == nil {
			t.Errorf("%s: paid without knowing the approval", name)
		}
	}
}

func TestTheKeyStaysOutOfLogs(t *testing.T) {
	k := key(t)
	secret := fmt.Sprintf("%x", crypto.FromECDSA(k.private))
	decimal := new(big.Int).SetBytes(crypto.FromECDSA(k.private)).String()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d", "%x"} {
		for _, v := range []any{k, &k, purse(t, 1, 1, nil)} {
			if text := fmt.Sprintf(format, v); strings.Contains(text, secret) || strings.Contains(text, decimal) {
				t.Errorf("%s of %T shows the key", format, v)
			}
		}
	}
}

func TestWalletsThatMakeNoSense(t *testing.T) {
	one := *uint256.NewInt(1)
	for name, tokens := range map[string][]Token{
		"no token":           nil,
		"twice":              {{1, asset, one, one}, {1, asset, one, one}},
		"more at a time":     {{1, asset, *uint256.NewInt(2), one}},
		"second makes sense": {{1, asset, *uint256.NewInt(2), one}, {2, asset, one, one}},
	} {
		if _, err := New(key(t), tokens, nil); err == nil {
			t.Errorf("%s: made", name)
		}
	}
	if _, err := New(nil, []Token{{1, asset, one, one}}, nil); err == nil {
		t.Error("without a signer: made")
	}
}
