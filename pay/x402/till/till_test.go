package till

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"aidollar/core/money"
	"aidollar/core/settlement"
	"aidollar/pay/x402"
	"aidollar/pay/x402/facilitator"
	"aidollar/pay/x402/wallet"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	now     = 1_790_000_000
	chainID = 84532 // one that version 1 has a word for
)

var (
	asset   = common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e")
	house   = common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
	settler = common.HexToAddress("0x1111111254EEB25477B68fb85Ed929f73A960582")
)

// facts is a chain on which every payer has some funds and every call succeeds.
type facts struct {
	code  []byte // of every payer
	funds uint64
	used  bool
	down  error
}

func (f *facts) State(context.Context, facilitator.Question) (facilitator.State, error) {
	return facilitator.State{Code: f.code, NonceUsed: f.used, Balance: *uint256.NewInt(f.funds), Allowance: *uint256.NewInt(f.funds)}, f.down
}

func (f *facts) ValidSignature(context.Context, common.Address, common.Hash, []byte) (bool, error) {
	return len(f.code) > 0, f.down
}

func (f *facts) Simulate(context.Context, common.Address, []facilitator.Call) (string, error) {
	return "", f.down
}

func newTill(t testing.TB, f *facts) *Till {
	v := &facilitator.Verifier{Chains: map[uint64]*facilitator.Chain{chainID: {
		Facts: f, Assets: []facilitator.Asset{{Address: asset, Name: "USDC", Version: "2"}}, Settlers: []common.Address{settler},
	}}}
	till, err := New([]Token{{Number: 3, ChainID: chainID, Asset: asset, House: house, Settler: settler, Name: "USDC", Version: "2", Unit: 1000}}, v)
	if err != nil {
		t.Fatal(err)
	}
	return till
}

func newWallet(t testing.TB) *wallet.Wallet {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("a payer of the tests")))
	if err != nil {
		t.Fatal(err)
	}
	most := *uint256.NewInt(1 << 40)
	w, err := wallet.New(wallet.NewKey(key), []wallet.Token{{ChainID: chainID, Asset: asset, PaymentMax: most, TotalMax: most}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// pay answers one way of what is asked.
func pay(t testing.TB, w *wallet.Wallet, asked *x402.Required, way int) *x402.Payment {
	t.Helper()
	one := *asked
	one.Accepts = asked.Accepts[way : way+1]
	p, _, err := w.Pay(context.Background(), &one, "", now)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func price(amount uint64) *Price {
	return &Price{Resource: x402.Resource{URL: "https://seller.example/v1/chat"}, Amount: money.Units(amount), Metered: true, Timeout: 300}
}

func TestEveryWayToPay(t *testing.T) {
	till, w := newTill(t, &facts{funds: 1 << 30}), newWallet(t)
	asked, err := till.Ask(price(20_000_001)) // a nano-dollar more than two cents
	if err != nil {
		t.Fatal(err)
	}
	if len(asked.Accepts) != 3 || asked.Accepts[0].Amount != "20001" {
		t.Fatalf("%d ways, the first of %s", len(asked.Accepts), asked.Accepts[0].Amount)
	}
	seen := map[string]bool{}
	for way, want := range []struct {
		scheme settlement.Scheme
		sender common.Address
	}{{settlement.Exact, common.Address{}}, {settlement.Upto, settler}, {settlement.Exact, common.Address{}}} {
		payment := pay(t, w, asked, way)
		p, err := till.Judge(context.Background(), payment, asked, now)
		if err != nil {
			t.Fatalf("way %d: %v", way, err)
		}
		if p.Scheme != want.scheme || p.Signed != money.Units(20_001_000) || p.Payer != w.Address() || p.Until != now+300 || p.Funds != money.Units(1<<30*1000) {
			t.Errorf("way %d: %+v", way, p)
		}
		seen[p.ID.String()] = true
		terms, _ := asked.Accepts[way].Terms(2)
		verdict, err := till.verifier.Verify(context.Background(), payment, terms, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, due := range []uint64{20_001, 1, 7_777} {
			if want.scheme == settlement.Exact && due != 20_001 {
				continue
			}
			calls, err := verdict.Calls(payment, uint256.NewInt(due))
			if err != nil {
				t.Fatal(err)
			}
			kept, err := Collect(p.Payload, uint256.NewInt(due))
			if err != nil || kept.Sender != want.sender || len(kept.Calls) != len(calls) {
				t.Fatalf("way %d: %+v, %v", way, kept, err)
			}
			for i := range calls {
				if kept.Calls[i].To != calls[i].To || !bytes.Equal(kept.Calls[i].Data, calls[i].Data) {
					t.Errorf("way %d, %d due: call %d is another than what settles it", way, due, i)
				}
			}
		}
	}
	if len(seen) != 3 {
		t.Errorf("three payments have %d ids", len(seen))
	}
}

func TestTheOldVersion(t *testing.T) {
	till, w := newTill(t, &facts{funds: 1 << 30}), newWallet(t)
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	old, ok := asked.V1()
	if !ok || len(old.Accepts) != 1 {
		t.Fatalf("version 1 is offered %d ways", len(old.Accepts))
	}
	p, err := till.Judge(context.Background(), pay(t, w, &old, 0), asked, now)
	if err != nil || p.Version != 1 || p.Network != "base-sepolia" {
		t.Fatalf("%+v, %v", p, err)
	}
}

func TestWhatIsNotTaken(t *testing.T) {
	w := newWallet(t)
	good := newTill(t, &facts{funds: 1 << 30})
	asked, err := good.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	payment := pay(t, w, asked, 0)
	dearer, err := good.Ask(price(30_000_000))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := *asked
	elsewhere.Resource.URL = "https://seller.example/v1/other"
	down := errors.New("the node does not answer")
	for name, c := range map[string]struct {
		facts facts
		asked *x402.Required
		now   uint64
		code  string
	}{
		"dearer by now":  {facts{funds: 1 << 30}, dearer, now, codeNoMatch},
		"another thing":  {facts{funds: 1 << 30}, &elsewhere, now, codeResource},
		"no funds":       {facts{funds: 19_999}, asked, now, facilitator.ReasonBalance},
		"used elsewhere": {facts{funds: 1 << 30, used: true}, asked, now, facilitator.ReasonNonceUsed},
		"too late":       {facts{funds: 1 << 30}, asked, now + 300, facilitator.ReasonValidBefore},
		"a node is away": {facts{funds: 1 << 30, down: down}, asked, now, ""},
	} {
		_, err := newTill(t, &c.facts).Judge(context.Background(), payment, c.asked, c.now)
		var refusal *Refusal
		switch {
		case c.code == "" && !errors.Is(err, down):
			t.Errorf("%s: %v is no judgement", name, err)
		case c.code != "" && (!errors.As(err, &refusal) || refusal.Code != c.code):
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
}

// An account with code is one wallet on every chain if its own key signed, and
// another one on each chain if its code vouches for the payment.
func TestWhoseMoneyItIs(t *testing.T) {
	till, w := newTill(t, &facts{funds: 1 << 30, code: []byte{0xef, 1, 0}}), newWallet(t)
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	payment := pay(t, w, asked, 0)
	p, err := till.Judge(context.Background(), payment, asked, now)
	if err != nil || p.Wallet != (Wallet{Address: w.Address()}) {
		t.Errorf("by its key: %+v, %v", p, err)
	}
	payment.Payload.Signature = bytes.Repeat([]byte{7}, 100)
	if p, err = till.Judge(context.Background(), payment, asked, now); err != nil || p.Wallet != (Wallet{w.Address(), chainID}) {
		t.Errorf("by its code: %+v, %v", p, err)
	}
}

func TestAWalletIsRecognizedWithoutItsChain(t *testing.T) {
	till, w := newTill(t, &facts{used: true, down: errors.New("away")}), newWallet(t)
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	for way := range asked.Accepts {
		payment := pay(t, w, asked, way)
		p, err := till.Recognize(payment, asked, now)
		if err != nil || p.Wallet != (Wallet{Address: w.Address()}) {
			t.Errorf("way %d: %+v, %v", way, p, err)
		}
		payment.Payload.Signature[7] ^= 1
		if p, err = till.Recognize(payment, asked, now); err == nil {
			t.Errorf("way %d: a forged signature is %+v's", way, p.Wallet)
		}
	}
}

func TestAnythingCosts(t *testing.T) {
	asked, err := newTill(t, &facts{}).Ask(price(0))
	if err != nil || asked.Accepts[0].Amount != "1" {
		t.Errorf("nothing is asked for: %v, %v", asked.Accepts, err)
	}
}

func TestADamagedPayloadIsNoticed(t *testing.T) {
	till, w := newTill(t, &facts{funds: 1 << 30}), newWallet(t)
	asked, err := till.Ask(price(20_000_000))
	if err != nil {
		t.Fatal(err)
	}
	p, err := till.Judge(context.Background(), pay(t, w, asked, 1), asked, now)
	if err != nil {
		t.Fatal(err)
	}
	for n := range p.Payload {
		if _, err := Collect(p.Payload[:n], uint256.NewInt(1)); !errors.Is(err, errCollection) {
			t.Fatalf("%d of %d bytes are taken for the whole", n, len(p.Payload))
		}
	}
}

func TestWalletsHaveNoSecret(t *testing.T) {
	a, b, there := Wallet{Address: house}, Wallet{Address: settler}, Wallet{house, chainID}
	if a.Party() == b.Party() || a.Party() == a.Key() || a.KeyHash() == b.KeyHash() || a.Party() == there.Party() || a.Key() == there.Key() {
		t.Error("two things have one id")
	}
	for _, w := range []Wallet{a, b, there} {
		if named, ok := WalletNamed(w.Name()); !ok || named != w {
			t.Errorf("%q is read as %+v", w.Name(), named)
		}
	}
	for _, name := range []string{"Ann", house.Hex() + " on eip155:", house.Hex() + " on eip155:0", house.Hex() + " on eip155:07", "0x12"} {
		if w, ok := WalletNamed(name); ok {
			t.Errorf("%q is read as %+v", name, w)
		}
	}
	if id := a.Party().String(); id[14] != '8' || id[19] < '8' || id[19] > 'b' {
		t.Errorf("%s is no UUID of version 8", id)
	}
}
