package proof_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"aidollar/proof"
)

// TestRegistryCode is that of the contract as it is compiled now.
func TestRegistryCode(t *testing.T) {
	text, err := os.ReadFile("../contracts/artifacts/Liabilities.json")
	if err != nil {
		t.Fatal(err)
	}
	var artifact struct {
		Runtime string `json:"runtime"`
	}
	if err := json.Unmarshal(text, &artifact); err != nil {
		t.Fatal(err)
	}
	code, err := hex.DecodeString(strings.TrimPrefix(artifact.Runtime, "0x"))
	if err != nil || len(code) == 0 {
		t.Fatal(len(code), err)
	}
	if sum := sha256.Sum256(code); hex.EncodeToString(sum[:]) != proof.RegistryCode {
		t.Errorf("the contract's code has the hash %x; write it to RegistryCode", sum)
	}
}

// TestRecorded has a house show one root to a reader and another one to the chain.
func TestRecorded(t *testing.T) {
	s := statement(build(t, leaves(10, 20)))
	text := signed(t, s)
	bytesOf := func(digits string) [32]byte {
		raw, err := hex.DecodeString(digits)
		if err != nil {
			t.Fatal(err)
		}
		return [32]byte(raw)
	}
	is := proof.Record{Root: bytesOf(s.Root.Hash), Statement: bytesOf(proof.Digest(text)), At: noon}
	for _, c := range []struct {
		name, code string
		is, next   proof.Record
		past       bool
	}{
		{"as it is", "", is, proof.Record{}, false},
		{"nothing", "root_not_on_chain", proof.Record{}, proof.Record{}, false},
		{"another root", "root_on_chain_differs", proof.Record{Root: [32]byte{1}, Statement: is.Statement, At: noon}, proof.Record{}, false},
		{"the same root in another statement", "statement_on_chain_differs", proof.Record{Root: is.Root, Statement: [32]byte{1}, At: noon}, proof.Record{}, false},
		{"an old one", "not_newest", is, proof.Record{Root: [32]byte{2}, At: noon}, false},
		{"an old one that is meant", "", is, proof.Record{Root: [32]byte{2}, At: noon}, true},
		{"another root of an old one", "root_on_chain_differs", proof.Record{Root: [32]byte{1}, At: noon}, is, true},
	} {
		if err := s.Recorded(text+"\n", c.is, c.next, c.past); codeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", c.name, err, c.code)
		}
	}
}

func TestRegistryAsset(t *testing.T) {
	usd := proof.RegistryAsset("USD")
	if string(usd[:]) != "USD"+strings.Repeat("\x00", 29) {
		t.Errorf("%x", usd)
	}
	long := "eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
	if proof.RegistryAsset(long) != sha256.Sum256([]byte(long)) || proof.RegistryAsset(long) == proof.RegistryAsset(long[:32]) {
		t.Error("a long code is cut short")
	}
}
