package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"

	"aidollar/core/ledger"
)

// sealer seals versions with AES-256-GCM under random nonces. Under one key that is
// good for 2^32 of them (NIST SP 800-38D, 8.3), which is far beyond what is kept.
type sealer struct {
	aead cipher.AEAD
	mark []byte // what the file knows the key by, without knowing it
}

func newSealer(key [32]byte) (*sealer, error) {
	derive := func(purpose string) ([]byte, error) {
		return hkdf.Key(sha256.New, key[:], nil, "aidollar identity "+purpose, sha256.Size)
	}
	sealing, err := derive("seal")
	if err != nil {
		return nil, err
	}
	mark, err := derive("mark")
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	return &sealer{aead, mark}, err
}

// bound is what a sealed version belongs to: put at another place it does not open.
func bound(id ledger.ID, number uint64) []byte {
	b := append([]byte("aidollar identity 1 "), nameOf(id)...)
	return binary.BigEndian.AppendUint64(b, number)
}

func (s *sealer) seal(id ledger.ID, number uint64, plain []byte) []byte {
	return s.aead.Seal(nil, nil, plain, bound(id, number))
}

var errSeal = errors.New("the seal is broken: the file was changed, or is not this house's")

func (s *sealer) open(id ledger.ID, number uint64, sealed []byte) ([]byte, error) {
	plain, err := s.aead.Open(nil, nil, sealed, bound(id, number))
	if err != nil {
		return nil, fmt.Errorf("the identity of party %s, version %d: %w", id, number, errSeal)
	}
	return plain, nil
}
