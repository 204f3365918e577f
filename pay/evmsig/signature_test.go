package evmsig

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

var key = func() []byte { return crypto.Keccak256([]byte("a key of the tests")) }()

func signed(t testing.TB, digest common.Hash) (Signature, common.Address) {
	private, err := crypto.ToECDSA(key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := Sign(digest, private)
	if err != nil {
		t.Fatal(err)
	}
	return s, crypto.PubkeyToAddress(private.PublicKey)
}

func TestSignedIsRecovered(t *testing.T) {
	for i := range 32 {
		digest := crypto.Keccak256Hash([]byte{byte(i)})
		s, signer := signed(t, digest)
		parsed, err := ParseSignature(s[:])
		if err != nil {
			t.Fatalf("our own signature is refused: %v", err)
		}
		if got, err := parsed.Recover(digest); err != nil || got != signer {
			t.Fatalf("recovered %s, %v, want %s", got, err, signer)
		}
	}
}

// A library that recovers leniently would accept all of these, and the token
// would then revert with the answer already served.
func TestWhatTokensRevertOnIsRefused(t *testing.T) {
	digest := crypto.Keccak256Hash([]byte("message"))
	good, signer := signed(t, digest)
	high := good // the same key's other signature: n-s and the other v
	var s uint256.Int
	s.SetBytes32(good[32:64])
	s.Sub(curveOrder, &s).PutUint256(high[32:64])
	high[64] = 27 + 28 - good[64]
	if got, err := high.Recover(digest); err != nil || got != signer {
		t.Fatalf("the high twin should recover to the same key: %s, %v", got, err)
	}
	zero := good
	copy(zero[:32], make([]byte, 32))
	beyond := good
	curveOrder.PutUint256(beyond[:32])
	lowV := good
	lowV[64] -= 27
	oddV := good
	oddV[64] = 29
	for name, c := range map[string]struct {
		bytes []byte
		want  error
	}{
		"upper half": {high[:], ErrSignatureS}, "v counted from 0": {lowV[:], ErrSignatureV}, "v of 29": {oddV[:], ErrSignatureV},
		"r of 0": {zero[:], ErrSignatureRange}, "r beyond the order": {beyond[:], ErrSignatureRange},
		"64 bytes": {good[:64], ErrSignatureLength}, "66 bytes": {append(bytes.Clone(good[:]), 0), ErrSignatureLength}, "none": {nil, ErrSignatureLength},
	} {
		if _, err := ParseSignature(c.bytes); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	if _, err := ParseCompact(good[:]); err == nil {
		t.Error("65 bytes pass as compact")
	}
}

func FuzzUnwrap(f *testing.F) {
	for _, v := range vectors(f).Wrapped {
		f.Add([]byte(v.Wrapped))
	}
	f.Add(wrapperMagic)
	f.Add(append(bytes.Repeat([]byte{0xff}, 96), wrapperMagic...))
	f.Fuzz(func(t *testing.T, b []byte) {
		w, err := Unwrap(b)
		switch {
		case !bytes.HasSuffix(b, wrapperMagic):
			if w != nil || err != nil {
				t.Fatalf("no wrapper, yet %v, %v", w, err)
			}
		case (w == nil) == (err == nil):
			t.Fatalf("a wrapper is either opened or refused: %v, %v", w, err)
		case w != nil && len(w.Call)+len(w.Inner) > 2*len(b):
			t.Fatalf("parts longer than the whole")
		}
	})
}

func FuzzParseSignature(f *testing.F) {
	digest := crypto.Keccak256Hash([]byte("message"))
	good, _ := signed(f, digest)
	f.Add(good[:])
	compact := good.Compact()
	f.Add(compact[:])
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := ParseSignature(b); err == nil {
			c := s.Compact()
			again, err := ParseCompact(c[:])
			if err != nil || again != s {
				t.Fatalf("%x comes back from its compact form as %x, %v", s, again, err)
			}
			_, _ = s.Recover(digest) // must not panic
		}
		if s, err := ParseCompact(b); err == nil {
			if _, err := ParseSignature(s[:]); err != nil {
				t.Fatalf("a compact signature is refused in full: %v", err)
			}
		}
	})
}

func BenchmarkDigest(b *testing.B) {
	v := vectors(b).Typed[0]
	a := v.authorization(b)
	separator := Domain{"USD Coin", "2", 8453, v.Domain.VerifyingContract}.Separator()
	b.ReportAllocs()
	for b.Loop() {
		_ = a.TransferDigest(separator)
	}
}

func BenchmarkRecover(b *testing.B) {
	v := vectors(b).Typed[0]
	s, err := ParseSignature(v.Signature)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_, _ = s.Recover(v.Digest)
	}
}
