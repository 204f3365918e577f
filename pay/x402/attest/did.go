package attest

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"math/big"
	"slices"
	"strings"
)

const (
	base58Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	didKey        = "did:key:"
	didLengthMax  = 128
)

// multicodec of an Ed25519 public key, as a varint.
var ed25519Codec = []byte{0xed, 0x01}

// DID is the did:key of a public key with itself as the fragment, as kids are
// written.
func DID(key ed25519.PublicKey) string {
	name := "z" + base58(append(slices.Clone(ed25519Codec), key...))
	return didKey + name + "#" + name
}

// keyOf is the key that a kid holds.
func keyOf(kid string) (ed25519.PublicKey, error) {
	did, _, _ := strings.Cut(kid, "#")
	name, is := strings.CutPrefix(did, didKey+"z")
	if !is || len(did) > didLengthMax {
		return nil, errors.New("the kid is no did:key, so the key must be known from elsewhere")
	}
	b, ok := unbase58(name)
	key, known := bytes.CutPrefix(b, ed25519Codec)
	if !ok || !known || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the kid's key is not one of Ed25519")
	}
	return key, nil
}

// base58 is Bitcoin's, for bytes that do not begin with a zero.
func base58(b []byte) string {
	var out []byte
	n, base, rest := new(big.Int).SetBytes(b), big.NewInt(58), new(big.Int)
	for n.Sign() > 0 {
		n.DivMod(n, base, rest)
		out = append(out, base58Letters[rest.Int64()])
	}
	slices.Reverse(out)
	return string(out)
}

func unbase58(s string) ([]byte, bool) {
	n, base := new(big.Int), big.NewInt(58)
	for i := range len(s) {
		digit := strings.IndexByte(base58Letters, s[i])
		if digit < 0 {
			return nil, false
		}
		n.Add(n.Mul(n, base), big.NewInt(int64(digit)))
	}
	return n.Bytes(), true
}
