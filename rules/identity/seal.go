package identity

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"aidollar/core/ledger"
)

// sealer seals versions and payloads with AES-256-GCM under random nonces. Under one key that is
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

// boundVersion and boundPayload are what something sealed belongs to: put at another
// place it does not open.
func boundVersion(id ledger.ID, number uint64) []byte {
	return append([]byte("aidollar identity 1 "), versionKey(id, number)...)
}

func boundPayload(party, cause ledger.ID) []byte {
	return append([]byte("aidollar travel 1 "), payloadKey(party, cause)...)
}

var errSeal = errors.New("the seal is broken: the file was changed, or is not this house's")

// sealed seals a text under a new salt, and gives its digest.
func (s *sealer) sealed(bound, text []byte) (sealed []byte, digest [sha256.Size]byte, err error) {
	hidden := secret{Text: text}
	_, _ = rand.Read(hidden.Salt[:]) // it cannot fail: crypto/rand
	raw, err := json.Marshal(&hidden)
	if err != nil {
		return nil, digest, err
	}
	return s.aead.Seal(nil, nil, raw, bound), digestOf(hidden.Salt, text), nil
}

// open gives the text that was sealed with a digest.
func (s *sealer) open(bound, sealed []byte, digest [sha256.Size]byte) (json.RawMessage, error) {
	raw, err := s.aead.Open(nil, nil, sealed, bound)
	if err != nil {
		return nil, errSeal
	}
	var hidden secret
	if err := json.Unmarshal(raw, &hidden); err != nil {
		return nil, err
	}
	if digestOf(hidden.Salt, hidden.Text) != digest {
		return nil, fmt.Errorf("what is sealed is not what its digest is of: %w", errSeal)
	}
	return hidden.Text, nil
}

// unseal gives the text of a version.
func (s *Store) unseal(id ledger.ID, e *entry) (json.RawMessage, error) {
	text, err := s.seal.open(boundVersion(id, e.Number), e.Sealed, e.Digest)
	if err != nil {
		return nil, fmt.Errorf("the identity of party %s, version %d: %w", id, e.Number, err)
	}
	return text, nil
}
