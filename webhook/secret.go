package webhook

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"aidollar/core/ledger"
	"aidollar/internal/durable"
)

// KeyFile is the house's key in its directory, for the owner alone.
const KeyFile = "webhook.key"

const (
	secretBytes = 32 // the convention wants 24 to 64
	// secretPrefix tells a secret of Standard Webhooks from others.
	secretPrefix = "whsec_"
)

// key is what all secrets of a house follow from.
type key [durable.KeyBytes]byte

// openKey reads the key of a directory, or makes one.
func openKey(dir string) (key, error) {
	raw, err := durable.Key(filepath.Join(dir, KeyFile))
	if err != nil {
		return key{}, fmt.Errorf("the webhooks' key: %w", err)
	}
	return raw, nil
}

// derive makes bytes for one purpose; what is made for another tells nothing of
// them (RFC 5869).
func (k *key) derive(purpose string, length int) []byte {
	raw, err := hkdf.Key(sha256.New, k[:], nil, "aidollar webhook "+purpose, length)
	if err != nil {
		panic(err) // the length is a small constant
	}
	return raw
}

// secret is an endpoint's, of one version.
func (k *key) secret(endpoint ledger.ID, version uint32) []byte {
	return k.derive("secret "+endpoint.String()+" "+hex.EncodeToString(binary.BigEndian.AppendUint32(nil, version)), secretBytes)
}

// mark is what the store knows the key by, without knowing it.
func (k *key) mark() []byte { return k.derive("mark", sha256.Size) }

// printSecret writes a secret as the convention has it.
func printSecret(raw []byte) string { return secretPrefix + base64.StdEncoding.EncodeToString(raw) }
