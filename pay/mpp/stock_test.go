package mpp

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"aidollar/pay/evmsig"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

// stock is what the stock library sent (testdata/stock.mjs).
type stock struct {
	SecretKey  string
	Payer      common.Address
	Challenges []stockChallenge
	Receipt    string
}

type stockChallenge struct{ Name, ID, Header, Credential string }

func readStock(t testing.TB) (s stock) {
	t.Helper()
	text, err := os.ReadFile("testdata/stock.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Challenges) < 5 {
		t.Fatalf("%d stock challenges", len(s.Challenges))
	}
	return s
}

func (s *stockChallenge) credential(t testing.TB) *Credential {
	t.Helper()
	c, err := ReadCredential(in(HeaderCredential, s.Credential))
	if err != nil || c == nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	return c
}

// in is a header with some values under one name.
func in(name string, values ...string) func(string) []string {
	return func(asked string) []string {
		if asked == name {
			return values
		}
		return nil
	}
}

var stockCharge = Charge{
	ChainID: 84532, Currency: common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e"),
	Recipient: common.HexToAddress("0x209693Bc6afc0C5328bA36FaF03C514EF312287C"), Amount: *uint256.NewInt(20000),
}

// TestStockChallenges makes the stock library's challenges anew: the same requests,
// ids and headers, under its key alone.
func TestStockChallenges(t *testing.T) {
	file := readStock(t)
	request, err := stockCharge.Request()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range file.Challenges {
		c := s.credential(t).Challenge
		if c.Request != request {
			t.Errorf("%s: the request is %s, written here %s", s.Name, c.Request, request)
		}
		if !c.Bound([]byte(file.SecretKey)) || c.Bound([]byte("another")) {
			t.Errorf("%s: bound under the key %t, under another %t", s.Name, c.Bound([]byte(file.SecretKey)), c.Bound([]byte("another")))
		}
		if header, err := c.Header(); err != nil || header != s.Header {
			t.Errorf("%s: %v\nwritten here %s\n       there %s", s.Name, err, header, s.Header)
		}
		anew := c
		if anew.ID = ""; !anew.Bind([]byte(file.SecretKey)) || anew.ID != s.ID {
			t.Errorf("%s: the id is %s, made here %s", s.Name, s.ID, anew.ID)
		}
	}
}

// TestStockCredentials finds in the stock client's credentials what the payer signed.
func TestStockCredentials(t *testing.T) {
	file := readStock(t)
	separator := evmsig.Domain{Name: "USDC", Version: "2", ChainID: stockCharge.ChainID, Contract: stockCharge.Currency}.Separator()
	for _, s := range file.Challenges {
		c := s.credential(t)
		a := &c.Transfer
		if a.From != file.Payer || a.To != stockCharge.Recipient || a.Value != stockCharge.Amount || a.Nonce != c.Challenge.Nonce() {
			t.Errorf("%s: %+v", s.Name, a)
		}
		if !c.From(stockCharge.ChainID) || c.From(1) {
			t.Errorf("%s: the source %s", s.Name, c.Source)
		}
		if len(c.Signature) != 65 {
			t.Fatalf("%s: a signature of %d bytes", s.Name, len(c.Signature))
		}
		plain := append([]byte(nil), c.Signature...)
		plain[64] -= 27
		digest := a.TransferDigest(separator)
		key, err := crypto.SigToPub(digest[:], plain)
		if err != nil || crypto.PubkeyToAddress(*key) != file.Payer {
			t.Errorf("%s: signed by somebody else: %v", s.Name, err)
		}
	}
}

func TestAChangedChallengeIsNotBound(t *testing.T) {
	file := readStock(t)
	for _, s := range file.Challenges {
		for name, change := range map[string]func(*Challenge){
			"id":      func(c *Challenge) { c.ID += "A" },
			"realm":   func(c *Challenge) { c.Realm += "x" },
			"method":  func(c *Challenge) { c.Method += "x" },
			"intent":  func(c *Challenge) { c.Intent += "x" },
			"request": func(c *Challenge) { c.Request += "x" },
			"expires": func(c *Challenge) { c.Expires += "x" },
			"digest":  func(c *Challenge) { c.Digest += "x" },
			"opaque":  func(c *Challenge) { c.Opaque += "x" },
			"slots":   func(c *Challenge) { c.Realm, c.Method = c.Realm+"|"+c.Method, c.Intent },
		} {
			c := s.credential(t).Challenge
			if change(&c); c.Bound([]byte(file.SecretKey)) {
				t.Errorf("%s with another %s is bound", s.Name, name)
			}
		}
	}
	// One text for two challenges: the seven slots of the second have the bars of
	// the first inside.
	one := Challenge{Realm: "a", Method: "b", Intent: "c"}
	two := Challenge{Realm: "a|b", Method: "c"}
	if !one.Bind(nil) || two.Bind(nil) {
		t.Error("a text with a bar was bound")
	}
}

func TestReceiptIsTheStockOne(t *testing.T) {
	file := readStock(t)
	r := Receipt{Reference: "0xabc", Timestamp: "2026-09-21T14:33:20Z"}
	value, err := r.Header()
	if err != nil {
		t.Fatal(err)
	}
	if value != file.Receipt {
		t.Errorf("written here %s\n       there %s", value, file.Receipt)
	}
}

func TestOpaque(t *testing.T) {
	c := Challenge{Opaque: Opaque([16]byte{1}, "https://house.example/a")}
	if !c.IsFor("https://house.example/a") || c.IsFor("https://house.example/b") || (&Challenge{}).IsFor("") {
		t.Error("a challenge is not for its own resource, or for another")
	}
	if c.Opaque == Opaque([16]byte{2}, "https://house.example/a") || strings.Contains(c.Opaque, separator) {
		t.Error("two salts make one text, or it cannot be bound")
	}
}

func TestChargeOnAChainTooLarge(t *testing.T) {
	c := stockCharge
	c.ChainID = chainIDMax + 1
	if request, err := c.Request(); err == nil {
		t.Errorf("%s is written for a chain that no client reads", request)
	}
}
