package webhook

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"aidollar/core/ledger"
	"aidollar/internal/durable"
)

// KeyFile is the house's key in its directory, for the owner alone.
const KeyFile = "webhook.key"

const (
	keyBytes    = 32
	secretBytes = 32 // the convention wants 24 to 64
	// secretPrefix tells a secret of Standard Webhooks from others.
	secretPrefix = "whsec_"
)

// key is what all secrets of a house follow from.
type key [keyBytes]byte

// openKey reads the key of a directory, or makes one.
func openKey(dir string) (k key, err error) {
	path := filepath.Join(dir, KeyFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		_, _ = rand.Read(k[:]) // it cannot fail: crypto/rand
		if err := durable.Replace(path, []byte(base64.StdEncoding.EncodeToString(k[:])+"\n")); err != nil {
			return k, fmt.Errorf("the webhooks' key cannot be kept: %w", err)
		}
		return k, nil
	}
	if err != nil {
		return k, fmt.Errorf("the webhooks' key cannot be read: %w", err)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(raw) != keyBytes {
		return k, fmt.Errorf("%s is no key of webhooks: it holds %d bytes in base64; put the file back from a backup", path, keyBytes)
	}
	return key(raw), nil
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
