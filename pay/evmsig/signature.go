package evmsig

import (
	"crypto/ecdsa"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/holiman/uint256"
)

const (
	signatureLength = 65 // r, s and v
	compactLength   = 64 // r, and s with v in its top bit (EIP-2098)
	vLowest         = 27 // v counts from here on chain; libraries count from 0
)

// What may be wrong with a signature by a key. The tokens refuse the same.
var (
	ErrSignatureLength = errors.New("the signature must be 65 bytes: r, s and v")
	ErrSignatureV      = errors.New("the signature's last byte (v) must be 27 or 28")
	ErrSignatureS      = errors.New("the signature's s lies in the upper half of the curve's order, which tokens refuse: use the lower one")
	ErrSignatureRange  = errors.New("the signature's r and s must lie between 1 and the curve's order")
	ErrSignatureNobody = errors.New("no key has made this signature")
)

var (
	curveOrder     = uint256.MustFromBig(crypto.S256().Params().N)
	curveOrderHalf = new(uint256.Int).Rsh(curveOrder, 1)
)

// Signature is r, s and v with v as tokens want it: 27 or 28.
type Signature [signatureLength]byte

// ParseSignature takes 65 bytes as a token would. It refuses v of 0 or 1 and an
// s in the upper half, although they would recover: the token reverts on them.
func ParseSignature(b []byte) (Signature, error) {
	if len(b) != signatureLength {
		return Signature{}, fmt.Errorf("%w; it has %d", ErrSignatureLength, len(b))
	}
	s := Signature(b)
	if v := s.V(); v != vLowest && v != vLowest+1 {
		return Signature{}, fmt.Errorf("%w; it is %d", ErrSignatureV, v)
	}
	if err := s.inRange(); err != nil {
		return Signature{}, err
	}
	return s, nil
}

// ParseCompact takes the 64 bytes of EIP-2098, which Permit2 accepts and
// EIP-3009 tokens do not.
func ParseCompact(b []byte) (Signature, error) {
	if len(b) != compactLength {
		return Signature{}, fmt.Errorf("a compact signature must be %d bytes; it has %d", compactLength, len(b))
	}
	var s Signature
	copy(s[:], b)
	s[signatureLength-1] = vLowest + s[wordLength]>>7
	s[wordLength] &= 0x7f
	if err := s.inRange(); err != nil {
		return Signature{}, err
	}
	return s, nil
}

// Compact is the signature in EIP-2098's 64 bytes.
func (s Signature) Compact() [compactLength]byte {
	c := [compactLength]byte(s[:compactLength])
	c[wordLength] |= (s.V() - vLowest) << 7
	return c
}

// R, S and V are the parts as a contract takes them.
func (s Signature) R() common.Hash { return common.Hash(s[:wordLength]) }

// S is the second half.
func (s Signature) S() common.Hash { return common.Hash(s[wordLength : 2*wordLength]) }

// V is 27 or 28.
func (s Signature) V() byte { return s[signatureLength-1] }

func (s Signature) inRange() error {
	var r, half uint256.Int
	r.SetBytes32(s[:wordLength])
	half.SetBytes32(s[wordLength : 2*wordLength])
	switch {
	case r.IsZero() || half.IsZero() || !r.Lt(curveOrder) || !half.Lt(curveOrder):
		return ErrSignatureRange
	case half.Gt(curveOrderHalf):
		return ErrSignatureS
	}
	return nil
}

// Recover names the account whose key signed the digest. It always names one
// for a well-formed signature; whether it is the right one is for the caller.
func (s Signature) Recover(digest common.Hash) (common.Address, error) {
	key, err := s.recoverKey(digest)
	if err != nil {
		return common.Address{}, err
	}
	return addressOf(key), nil
}

func (s Signature) recoverKey(digest common.Hash) (*[2 * wordLength]byte, error) {
	s[signatureLength-1] -= vLowest
	key, err := crypto.Ecrecover(digest[:], s[:])
	if err != nil {
		return nil, ErrSignatureNobody
	}
	return (*[2 * wordLength]byte)(key[1:]), nil // without the byte that says it is uncompressed
}

func addressOf(key *[2 * wordLength]byte) common.Address {
	w := begin()
	w.bytes(key[:]...)
	sum := w.sum()
	return common.Address(sum[common.HashLength-common.AddressLength:])
}

// Sign signs a digest. The signature is deterministic (RFC 6979).
func Sign(digest common.Hash, key *ecdsa.PrivateKey) (Signature, error) {
	b, err := crypto.Sign(digest[:], key)
	if err != nil {
		return Signature{}, fmt.Errorf("signing: %w", err)
	}
	s := Signature(b)
	s[signatureLength-1] += vLowest
	return s, nil
}
