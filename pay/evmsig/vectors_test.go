package evmsig

import (
	"bytes"
	"encoding/json"
	"os"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/holiman/uint256"
)

// vector is one message that viem hashed and signed (testdata/vectors.mjs).
type vector struct {
	Kind   string
	Domain struct {
		Name, Version     string
		ChainID           uint64
		VerifyingContract common.Address
	}
	Message            map[string]json.RawMessage
	Digest             common.Hash
	Signature, Compact hexutil.Bytes
	Signer             common.Address
}

type vectorFile struct {
	Typed   []vector
	Wrapped []struct {
		Factory              common.Address
		Call, Inner, Wrapped hexutil.Bytes
	}
}

func vectors(t testing.TB) vectorFile {
	text, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var file vectorFile
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	return file
}

// field reads one field of a vector's message.
func field[T any](t testing.TB, message map[string]json.RawMessage, name string) T {
	var value T
	if err := json.Unmarshal(message[name], &value); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return value
}

func number(t testing.TB, message map[string]json.RawMessage, name string) uint256.Int {
	return *uint256.MustFromDecimal(field[string](t, message, name))
}

func (v *vector) authorization(t testing.TB) *Authorization {
	m := v.Message
	return &Authorization{
		From: field[common.Address](t, m, "from"), To: field[common.Address](t, m, "to"),
		Value: number(t, m, "value"), ValidAfter: number(t, m, "validAfter"), ValidBefore: number(t, m, "validBefore"),
		Nonce: field[common.Hash](t, m, "nonce"),
	}
}

func (v *vector) transfer(t testing.TB) *Permit2Transfer {
	m := v.Message
	permitted := field[map[string]json.RawMessage](t, m, "permitted")
	witness := field[map[string]json.RawMessage](t, m, "witness")
	p := &Permit2Transfer{
		Token: field[common.Address](t, permitted, "token"), Amount: number(t, permitted, "amount"),
		Spender: field[common.Address](t, m, "spender"), Nonce: number(t, m, "nonce"), Deadline: number(t, m, "deadline"),
		To: field[common.Address](t, witness, "to"), ValidAfter: number(t, witness, "validAfter"),
	}
	if v.Kind == "upto" {
		p.Facilitator = field[common.Address](t, witness, "facilitator")
	}
	return p
}

func (v *vector) digest(t testing.TB) common.Hash {
	separator := Domain{v.Domain.Name, v.Domain.Version, v.Domain.ChainID, v.Domain.VerifyingContract}.Separator()
	m := v.Message
	switch v.Kind {
	case "transfer":
		return v.authorization(t).TransferDigest(separator)
	case "receive":
		return v.authorization(t).ReceiveDigest(separator)
	case "cancel":
		return CancelDigest(separator, field[common.Address](t, m, "authorizer"), field[common.Hash](t, m, "nonce"))
	case "permit":
		p := Permit{field[common.Address](t, m, "owner"), field[common.Address](t, m, "spender"),
			number(t, m, "value"), number(t, m, "nonce"), number(t, m, "deadline")}
		return p.Digest(separator)
	case "exact":
		return v.transfer(t).ExactDigest(Permit2Separator(v.Domain.ChainID))
	case "upto":
		return v.transfer(t).UptoDigest(Permit2Separator(v.Domain.ChainID))
	}
	t.Fatalf("no kind %q", v.Kind)
	return common.Hash{}
}

func TestDigestsAreViems(t *testing.T) {
	seen := map[string]int{}
	for i, v := range vectors(t).Typed {
		seen[v.Kind]++
		if got := v.digest(t); got != v.Digest {
			t.Errorf("vector %d (%s): digest %x, viem has %x", i, v.Kind, got, v.Digest)
		}
	}
	for _, kind := range []string{"transfer", "receive", "cancel", "permit", "exact", "upto"} {
		if seen[kind] < 20 {
			t.Errorf("%d vectors of %s, want 20 or more", seen[kind], kind)
		}
	}
}

func TestSignaturesAreViems(t *testing.T) {
	for i, v := range vectors(t).Typed {
		full, err := ParseSignature(v.Signature)
		if err != nil {
			t.Fatalf("vector %d: %v", i, err)
		}
		compact, err := ParseCompact(v.Compact)
		if err != nil {
			t.Fatalf("vector %d: %v", i, err)
		}
		if full != compact {
			t.Errorf("vector %d: the compact form reads %x, the full one %x", i, compact, full)
		}
		if again := full.Compact(); !bytes.Equal(again[:], v.Compact) {
			t.Errorf("vector %d: compact %x, viem has %x", i, again, v.Compact)
		}
		if got, err := full.Recover(v.Digest); err != nil || got != v.Signer {
			t.Errorf("vector %d: recovered %s, %v; signed by %s", i, got, err, v.Signer)
		}
		other := v.Digest
		other[31] ^= 1
		if got, err := full.Recover(other); err == nil && got == v.Signer {
			t.Errorf("vector %d: the signature holds for another digest", i)
		}
	}
}

func TestWrappersAreViems(t *testing.T) {
	for i, v := range vectors(t).Wrapped {
		got, err := Unwrap(v.Wrapped)
		if err != nil || got == nil {
			t.Fatalf("vector %d: %v, %v", i, got, err)
		}
		if got.Factory != v.Factory || !bytes.Equal(got.Call, v.Call) || !bytes.Equal(got.Inner, v.Inner) {
			t.Errorf("vector %d: unwrapped %+v, viem wrapped %+v", i, got, v)
		}
	}
}
