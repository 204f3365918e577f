package facilitator

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"testing"

	"aidollar/pay/x402"
	"aidollar/pay/x402/channel"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// ledger is a chain whose facts the test writes down. A fact that is not among
// those of a good payment is one that the test has set.
type ledger struct {
	code               map[common.Address][]byte
	balance, allowance uint64
	deposited, claimed uint64 // in any channel
	used               bool
	byAccount          bool   // what an account with code says of a signature
	asked              []byte // the signature that it was asked about
	revert             string
	down               string // the question that the node does not answer
	tried              []Call
	from               common.Address
}

var errDown = errors.New("the node does not answer")

func (l *ledger) fail(question string) error {
	if l.down == question {
		return errDown
	}
	return nil
}

func (l *ledger) State(_ context.Context, about Question) (State, error) {
	s := State{Code: l.code[about.Payer], NonceUsed: l.used && about.Nonce != (common.Hash{}), Balance: *uint256.NewInt(l.balance)}
	if about.Permit2 {
		s.Allowance.SetUint64(l.allowance)
	}
	if about.Channel != (common.Hash{}) {
		s.Channel = channel.State{Balance: *uint256.NewInt(l.deposited), Claimed: *uint256.NewInt(l.claimed)}
	}
	return s, l.fail("state")
}

func (l *ledger) ValidSignature(_ context.Context, _ common.Address, _ common.Hash, signature []byte) (bool, error) {
	l.asked = signature
	return l.byAccount, l.fail("signature")
}

func (l *ledger) Simulate(_ context.Context, from common.Address, calls []Call) (string, error) {
	l.from, l.tried = from, calls
	return l.revert, l.fail("simulate")
}

// trial is a stock payment, the terms it was made for and the facts of a chain
// on which it is good.
type trial struct {
	name     string
	payment  *x402.Payment
	required *x402.Required
	terms    *x402.Terms
	facts    *ledger
	verifier *Verifier
	now      uint64
}

type stockFile struct {
	Now      uint64
	Payments []struct {
		Name              string
		Version           int
		Required, Payment string
	}
	Calls []struct {
		Name                 string
		To                   common.Address
		Data, Wallet, Permit hexutil.Bytes
	}
}

func stock(t testing.TB) stockFile {
	text, err := os.ReadFile("../testdata/stock.json")
	if err != nil {
		t.Fatal(err)
	}
	var file stockFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file
}

func trials(t testing.TB) []*trial {
	file := stock(t)
	var all []*trial
	for _, s := range file.Payments {
		c := &trial{name: s.Name, now: file.Now}
		var err error
		if c.payment, err = x402.ParsePaymentHeader(s.Payment); err != nil {
			t.Fatal(err)
		}
		if s.Version == 1 {
			c.required, err = x402.ParseRequired([]byte(s.Required))
		} else {
			c.required, err = x402.ParseRequiredHeader(s.Required)
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.terms, err = c.required.Accepts[0].Terms(s.Version); err != nil {
			t.Fatal(err)
		}
		c.facts = &ledger{balance: 1 << 40, allowance: 1 << 40, code: map[common.Address][]byte{}}
		c.verifier = &Verifier{Chains: map[uint64]*Chain{c.terms.ChainID: {
			Facts:    c.facts,
			Assets:   []Asset{{c.terms.Asset, "USDC", "2"}},
			Settlers: []common.Address{common.HexToAddress("0x1111111254EEB25477B68fb85Ed929f73A960582")},
		}}}
		all = append(all, c)
	}
	return all
}

func (c *trial) verify(t testing.TB) *Verdict {
	t.Helper()
	v, err := c.verifier.Verify(context.Background(), c.payment, c.terms, c.now)
	if err != nil {
		t.Fatalf("%s: %v", c.name, err)
	}
	return v
}
